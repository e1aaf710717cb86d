//! `GET /v1/feed`: checks the WebSocket handshake and hands the stream to a session.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::{Turned, refuse, refuse_origin};
use crate::feed::frame::SUBPROTOCOL;
use crate::hub::service::Service;
use crate::hub::session;

/// Answers the handshake; the session starts when the connection is handed over.
pub async fn feed(State(service): State<Arc<Service>>, mut request: Request) -> Response {
    let key = match check(request.headers()) {
        Ok(key) => key,
        Err(turned) => return turned.into_response(),
    };
    let guest = service.present.enter();
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        match upgrade.await {
            Ok(upgraded) => {
                let config = Some(session::websocket_config());
                let stream = TokioIo::new(upgraded);
                let socket = WebSocketStream::from_raw_socket(stream, Role::Server, config).await;
                session::serve(socket, service).await;
            }
            Err(error) => tracing::debug!(%error, "a connection was not handed over"),
        }
        drop(guest);
    });
    let headers = [
        (header::CONNECTION, HeaderValue::from_static("Upgrade")),
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_ACCEPT, key),
        (
            header::SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(SUBPROTOCOL),
        ),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

/// The answer to the client's key, or why there is no upgrade.
fn check(headers: &HeaderMap) -> Result<HeaderValue, Turned> {
    refuse_origin(headers)?;
    if !has(headers, &header::CONNECTION, "upgrade") || !has(headers, &header::UPGRADE, "websocket")
    {
        return Err(refuse(
            StatusCode::UPGRADE_REQUIRED,
            "This is a WebSocket feed: connect with ws://.",
        ));
    }
    if !has(headers, &header::SEC_WEBSOCKET_VERSION, "13") {
        return Err(refuse(
            StatusCode::UPGRADE_REQUIRED,
            "Only WebSocket version 13 is spoken here.",
        ));
    }
    if !has(headers, &header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
        return Err(refuse(
            StatusCode::BAD_REQUEST,
            format!("Ask for the subprotocol {SUBPROTOCOL} (header Sec-WebSocket-Protocol)."),
        ));
    }
    headers
        .get(header::SEC_WEBSOCKET_KEY)
        .and_then(|key| HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok())
        .ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "Sec-WebSocket-Key is missing."))
}

/// Whether a header holds a word, in any of its lines and places between commas, in any case.
fn has(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(word))
}
