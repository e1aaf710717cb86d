//! `POST /v1/ingest`: records of other systems. Every line is answered; a bad one does not stop the rest.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::oneshot;

use super::{Turned, refuse, refuse_origin};
use crate::domain::command::Request as Asked;
use crate::domain::event::Reality;
use crate::domain::org::Actor;
use crate::domain::refusal::{Code, Refusal};
use crate::hub::auth;
use crate::hub::ingest::{LineAnswer, MOST_BODY, Status, door, write_answers};
use crate::hub::service::Service;
use crate::hub::writer::{Job, RecordJob, Taken};
use crate::text::safe::SafeText;

/// A body arrives within.
const BODY: Duration = Duration::from_secs(60);

/// Takes records in.
pub async fn take_in(State(service): State<Arc<Service>>, request: Request) -> Response {
    match answered(&service, request).await {
        Ok(text) => ([(header::CONTENT_TYPE, "application/x-ndjson")], text).into_response(),
        Err(turned) => turned.into_response(),
    }
}

async fn answered(service: &Service, request: Request) -> Result<String, Turned> {
    let (head, body) = request.into_parts();
    refuse_origin(&head.headers)?;
    let actor = producer(&head.headers, service)?;
    let lines = read(&head.headers, body).await?;
    answer(lines, &actor, service).await
}

/// Who sends, by the token.
fn producer(headers: &HeaderMap, service: &Service) -> Result<Actor, Turned> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| {
            refuse(
                StatusCode::UNAUTHORIZED,
                "A token is needed: Authorization: Bearer TOKEN.",
            )
        })?;
    let pass = auth::verify(&service.key, token.trim(), service.clock.now())
        .map_err(|error| refuse(StatusCode::UNAUTHORIZED, error.to_string()))?;
    if pass.actor.is_any(&service.producers) {
        return Ok(pass.actor);
    }
    Err(refuse(
        StatusCode::FORBIDDEN,
        "The token's role may neither raise alerts nor tell transfers. Use a token of the role producer.",
    ))
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Vec<door::Line>, Turned> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("application/x-ndjson");
    let bytes = match tokio::time::timeout(BODY, to_bytes(body, MOST_BODY)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => {
            return Err(refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("The body could not be read, or has more than {MOST_BODY} bytes."),
            ));
        }
        Err(_) => {
            return Err(refuse(
                StatusCode::REQUEST_TIMEOUT,
                "The body did not arrive.",
            ));
        }
    };
    door::parse_lines(kind, &bytes)
        .map_err(|error| refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, error.to_string()))
}

/// A line that was answered at once, or waits for the writer.
enum Pending {
    Told(LineAnswer),
    Asked(u32, oneshot::Receiver<Taken>),
}

async fn answer(
    lines: Vec<door::Line>,
    actor: &Actor,
    service: &Service,
) -> Result<String, Turned> {
    let mut pending = Vec::with_capacity(lines.len());
    for line in lines {
        pending.push(match line.record {
            Ok(record) => Pending::Asked(line.number, submit(record, actor, service).await?),
            Err(bad) => {
                service.metrics.bad_records.inc();
                Pending::Told(told(line.number, Status::Bad, None, Some(bad.0)))
            }
        });
    }
    let mut answers = Vec::with_capacity(pending.len());
    for line in pending {
        answers.push(match line {
            Pending::Told(answer) => answer,
            Pending::Asked(number, taken) => {
                let taken = taken.await.map_err(|_| going_down())?;
                settled(number, taken)?
            }
        });
    }
    write_answers(&answers).map_err(|error| {
        tracing::error!(%error, "answers could not be written");
        refuse(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The answers could not be written. Send the whole again.",
        )
    })
}

async fn submit(
    record: door::Record,
    actor: &Actor,
    service: &Service,
) -> Result<oneshot::Receiver<Taken>, Turned> {
    let (tell, taken) = oneshot::channel();
    let job = RecordJob {
        actor: actor.clone(),
        source: record.source.name,
        id: record.source.id,
        request: Asked {
            key: None,
            expect: None,
            status: Reality::Actual,
            command: record.command,
        },
        reply: Box::new(move |answer| drop(tell.send(answer))),
    };
    let sent = service.jobs.send(Job::Record(Box::new(job))).await;
    sent.map(|()| taken).map_err(|_| going_down())
}

/// The answer to a line. What the hub could not store is no answer: the whole is to be sent again.
fn settled(number: u32, taken: Taken) -> Result<LineAnswer, Turned> {
    Ok(match taken {
        Taken::New(key) => told(number, Status::Accepted, Some(key), None),
        Taken::Known(seen) => told(number, Status::Duplicate, Some(seen.key), None),
        Taken::Refused(Refusal { code, msg, .. }) => match code {
            Code::IdemConflict => told(number, Status::Conflict, None, Some(msg)),
            Code::StorageUnavailable | Code::Overloaded => {
                return Err(refuse(StatusCode::SERVICE_UNAVAILABLE, msg.as_str()));
            }
            _ => told(number, Status::Bad, None, Some(msg)),
        },
    })
}

fn told(
    line: u32,
    status: Status,
    key: Option<crate::domain::ids::Key>,
    reason: Option<SafeText>,
) -> LineAnswer {
    LineAnswer {
        line,
        status,
        key,
        reason,
    }
}

fn going_down() -> Turned {
    refuse(
        StatusCode::SERVICE_UNAVAILABLE,
        "The hub is going down. Send the whole again later: what was taken in is known.",
    )
}
