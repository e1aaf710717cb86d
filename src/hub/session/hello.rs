//! The first message of a connection: who is there, and may they come in?

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::hear::Heard;
use super::line::Line;
use super::{Guest, Hearing, Stop, error_said};
use crate::domain::refusal::{Code, Refusal};
use crate::feed::frame::{Ask, Hello, Limits, Say, Welcome, close};
use crate::hub::auth::{self, AuthError};
use crate::hub::limits::{MAX_IN, MAX_OUT, STRIKES};
use crate::hub::service::Service;
use crate::hub::view::Rights;

/// A client shows STALE after this long without bytes, ms.
const STALE_MS: u32 = 15_000;

/// Waits for the hello and answers it.
pub async fn welcome<S: AsyncRead + AsyncWrite + Unpin>(
    line: &mut Line<S>,
    heard: &mut mpsc::Receiver<Heard>,
    hearing: &mut Hearing<S>,
    service: &Arc<Service>,
) -> Result<Guest, Stop> {
    let within = service.limits.hello;
    let hello = tokio::select! {
        hello = timeout(within, first(line, heard, hearing)) => match hello {
            Ok(hello) => hello?,
            Err(_) => return Err(Stop::bye(close::HELLO_TIMEOUT, "hello_timeout")),
        },
        () = service.draining() => return Err(super::drained()),
    };
    let guest = admit(&hello, service)?;
    let welcome = Welcome {
        re: hello.id,
        conn: service.conn_name(),
        hub: service.name.clone(),
        actor: guest.pass.actor.clone(),
        limits: Limits {
            max_in: MAX_IN as u32,
            max_out: MAX_OUT as u32,
        },
        beat_ms: service.limits.beat.as_millis() as u32,
        stale_ms: STALE_MS,
        now: service.clock.now(),
        sim: service.sim,
        policy: service.policy.clone(),
    };
    line.say(&Say::Welcome(welcome)).await?;
    line.flush().await?;
    Ok(guest)
}

/// The hello; whatever comes before it is answered with an error, a few times.
async fn first<S: AsyncRead + AsyncWrite + Unpin>(
    line: &mut Line<S>,
    heard: &mut mpsc::Receiver<Heard>,
    hearing: &mut Hearing<S>,
) -> Result<Hello, Stop> {
    for _ in 0..=STRIKES {
        let (re, refusal) = match heard.recv().await {
            Some(Heard::Ask(ask, _)) => match *ask {
                Ask::Hello(hello) => return Ok(hello),
                _ => (None, Refusal::new(Code::BadRequest, "Say hello first.")),
            },
            Some(Heard::Bad(bad)) => (bad.re, Refusal::new(bad.code, bad.msg)),
            None => {
                let Err((stop, why)) = hearing.end().await else {
                    continue;
                };
                if let Some(why) = why {
                    let refusal = Refusal::new(Code::BadRequest, why);
                    line.say(&error_said(None, &refusal)).await?;
                }
                return Err(stop);
            }
        };
        line.say(&error_said(re, &refusal)).await?;
        line.flush().await?;
    }
    Err(Stop::bye(close::BAD_REQUEST, "bad_request"))
}

fn admit(hello: &Hello, service: &Arc<Service>) -> Result<Guest, Stop> {
    let now = service.clock.now();
    let pass = auth::verify(&service.key, &hello.auth.token, now).map_err(|error| {
        tracing::info!(%error, "a token was refused");
        match error {
            AuthError::Expired => Stop::bye(close::TOKEN_EXPIRED, "token_expired"),
            _ => Stop::bye(close::INVALID_TOKEN, "invalid_token"),
        }
    })?;
    let limits = &service.limits;
    if service.metrics.connections.get() > limits.connections as i64 {
        return Err(Stop::bye(close::CONNECTION_LIMIT, "connection_limit"));
    }
    let seated = service
        .seats
        .enter(&pass.actor, limits.per_user)
        .ok_or_else(|| Stop::bye(close::CONNECTION_LIMIT, "connection_limit"))?;
    let rights = Rights::of(&pass.actor);
    let (rights, batch) = if &*hello.profile == "lite" {
        (rights.lite(), limits.lite_batch)
    } else {
        (rights, limits.batch)
    };
    Ok(Guest {
        pass,
        rights,
        batch,
        seated,
    })
}
