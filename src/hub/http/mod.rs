//! The hub's door on the network: health, figures, ingest, and the upgrade to the feed, on one port.
//!
//! Plain text only, so only on loopback. Every socket gets short deadlines, a small send buffer and no Nagle;
//! requests from web pages (they carry an Origin) are refused.

mod intake;
mod upgrade;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};

use super::ingest;
use super::service::Service;
use crate::feed::frame;

/// A request's head arrives within.
const HEAD: Duration = Duration::from_secs(10);
/// Sockets beyond the connections allowed, for requests that are soon over.
const SPARE: usize = 64;
/// What is sent is acknowledged by the other side's machine within.
const USER_TIMEOUT: Duration = Duration::from_secs(15);
/// A client that does not read shall be noticed soon: the kernel keeps no more than this for it.
const SEND_BUFFER: usize = 128 * 1024;

/// Takes connections until the hub goes down.
pub async fn listen(listener: TcpListener, service: Arc<Service>) {
    let routes = Router::new()
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route(ingest::PATH, post(intake::take_in))
        .route(frame::PATH, get(upgrade::feed))
        .with_state(Arc::clone(&service));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = service.draining() => return,
        };
        match accepted {
            Ok((socket, peer)) => meet(socket, peer, &routes, &service),
            Err(error) => {
                // Out of descriptors, mostly: those there are must be served on.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Serves one socket in its own task.
fn meet(socket: TcpStream, peer: SocketAddr, routes: &Router, service: &Arc<Service>) {
    let guest = service.present.enter();
    if guest.count() > service.limits.connections + SPARE {
        tracing::warn!(%peer, "too many connections; this one is dropped");
        return;
    }
    if let Err(error) = tune(&socket) {
        tracing::debug!(%peer, %error, "a socket option was not taken");
    }
    let routes = TowerToHyperService::new(routes.clone());
    let service = Arc::clone(service);
    tokio::spawn(async move {
        let served = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(16 * 1024)
            .serve_connection(TokioIo::new(socket), routes)
            .with_upgrades();
        let mut served = std::pin::pin!(served);
        let ended = tokio::select! {
            ended = served.as_mut() => ended,
            () = service.draining() => {
                // The request under way is answered, the next one is not waited for.
                served.as_mut().graceful_shutdown();
                served.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%peer, %error, "a connection ended");
        }
        drop(guest);
    });
}

fn tune(socket: &TcpStream) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let socket = SockRef::from(socket);
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.set_tcp_user_timeout(Some(USER_TIMEOUT))
}

/// `GET /healthz`: 200 while the hub takes writes, 503 when it is read-only.
async fn health(State(service): State<Arc<Service>>) -> Response {
    let is_writable = service.metrics.storage_writable.get() == 1;
    let body = serde_json::json!({
        "status": if is_writable { "ok" } else { "read_only" },
        "hub": service.name,
        "epoch": service.epoch,
        "head": service.tail.head(),
        "now": service.clock.now(),
        "connections": service.metrics.connections.get(),
    });
    let code = if is_writable {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (code, axum::Json(body)).into_response()
}

/// `GET /metrics`: Prometheus text.
async fn metrics(State(service): State<Arc<Service>>) -> Response {
    const TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    match service.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, TYPE)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the figures could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A request that is turned away, in plain words.
#[derive(Debug)]
struct Turned {
    status: StatusCode,
    msg: String,
}

fn refuse(status: StatusCode, msg: impl Into<String>) -> Turned {
    Turned {
        status,
        msg: msg.into(),
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.msg + "\n").into_response();
        if self.status == StatusCode::UPGRADE_REQUIRED {
            let headers = response.headers_mut();
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(
                header::SEC_WEBSOCKET_VERSION,
                HeaderValue::from_static("13"),
            );
        }
        response
    }
}

/// Pages of the web have no business here: a browser would lend them the user's loopback.
fn refuse_origin(headers: &HeaderMap) -> Result<(), Turned> {
    if headers.contains_key(header::ORIGIN) {
        return Err(refuse(
            StatusCode::FORBIDDEN,
            "Requests with an Origin header are refused: this door is not for web pages.",
        ));
    }
    Ok(())
}
