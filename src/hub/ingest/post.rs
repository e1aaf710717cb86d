//! One connection to a hub's ingest door: HTTP/1.1 POST, plain text, loopback only. A connection that failed is
//! thrown away; the caller decides whether to send again.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{MOST_BODY, PATH};
use crate::text::safe::SafeText;

/// How long a hub may take to connect, and to answer a batch.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(30);

/// Where to send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Address {
    /// `host:port`.
    authority: String,
}

/// Why a batch was not answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum PostError {
    /// The hub may have taken the batch or not; sending it again is safe.
    #[error("{0}")]
    Lost(String),
    /// The hub does not want it, and will not later.
    #[error("{0}")]
    Refused(String),
}

/// An address that can not be used: what was found, what is allowed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("--url `{0}`: allowed is ws://HOST:PORT or http://HOST:PORT of a hub on this machine")]
pub(super) struct BadUrl(SafeText);

impl std::str::FromStr for Address {
    type Err = BadUrl;

    /// `ws://` or `http://`; a path is passed over.
    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let bad = || BadUrl(SafeText::line(text));
        let uri: Uri = text.parse().map_err(|_| bad())?;
        let is_plain = matches!(uri.scheme_str(), Some("ws" | "http"));
        let authority = uri.authority().filter(|_| is_plain).ok_or_else(bad)?;
        let host = authority.host();
        // Whatever else stands there, such as a user's name, is no port.
        let port: u16 = match authority.as_str().strip_prefix(host) {
            Some("") => 80,
            Some(rest) => rest
                .strip_prefix(':')
                .and_then(|port| port.parse().ok())
                .ok_or_else(bad)?,
            None => return Err(bad()),
        };
        Ok(Self {
            authority: format!("{host}:{port}"),
        })
    }
}

/// A producer's connection to the door.
pub(super) struct Post {
    address: Address,
    token: SecretString,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Post {
    /// Connects.
    pub(super) async fn connect(address: Address, token: SecretString) -> Result<Self, PostError> {
        let mut post = Self {
            address,
            token,
            open: None,
        };
        post.open = Some(post.dial().await?);
        Ok(post)
    }

    async fn dial(&self) -> Result<SendRequest<Full<Bytes>>, PostError> {
        let place = &self.address.authority;
        let lost = |why: String| PostError::Lost(format!("no connection to {place}: {why}"));
        let found: Vec<SocketAddr> = tokio::net::lookup_host(place)
            .await
            .map_err(|e| lost(e.to_string()))?
            .collect();
        if !found.iter().all(|at| at.ip().is_loopback()) {
            return Err(PostError::Refused(format!(
                "{place} is another machine, and a token never travels in plain text. Run ingest beside the hub."
            )));
        }
        let stream = timeout(CONNECT, TcpStream::connect(found.as_slice()))
            .await
            .map_err(|_| lost("no answer in 5 s".to_owned()))?
            .map_err(|e| lost(e.to_string()))?;
        let _ = stream.set_nodelay(true); // only speed depends on it
        let (open, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|e| lost(e.to_string()))?;
        // Ends with the connection; its errors reach us through the request.
        tokio::spawn(connection);
        Ok(open)
    }

    /// Sends a batch and reads the answer's body.
    pub(super) async fn send(&mut self, batch: &Bytes) -> Result<String, PostError> {
        let mut open = match self.open.take() {
            Some(open) if !open.is_closed() => open,
            _ => self.dial().await?,
        };
        let answer = timeout(ANSWER, self.exchange(&mut open, batch))
            .await
            .map_err(|_| PostError::Lost("the hub did not answer in 30 s".to_owned()))??;
        self.open = Some(open);
        Ok(answer)
    }

    async fn exchange(
        &self,
        open: &mut SendRequest<Full<Bytes>>,
        batch: &Bytes,
    ) -> Result<String, PostError> {
        let lost = |e: &dyn std::fmt::Display| PostError::Lost(format!("the answer was lost: {e}"));
        let bearer = format!("Bearer {}", self.token.expose_secret());
        let request = Request::post(PATH)
            .header(HOST, &self.address.authority)
            .header(AUTHORIZATION, bearer)
            .header(CONTENT_TYPE, "application/x-ndjson")
            .body(Full::new(batch.clone()))
            .map_err(|e| PostError::Refused(e.to_string()))?;
        open.ready().await.map_err(|e| lost(&e))?;
        let answer = open.send_request(request).await.map_err(|e| lost(&e))?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), MOST_BODY)
            .collect()
            .await
            .map_err(|e| lost(&e))?
            .to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        match status {
            StatusCode::OK => Ok(text),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
                Err(PostError::Lost(said(status, &text)))
            }
            status if status.is_server_error() => Err(PostError::Lost(said(status, &text))),
            status => Err(PostError::Refused(said(status, &text))),
        }
    }
}

/// What a hub said, fit to be shown.
fn said(status: StatusCode, text: &str) -> String {
    let hint = match status {
        StatusCode::UNAUTHORIZED => " (is the token of this hub, and still good?)",
        StatusCode::FORBIDDEN => " (ingest needs a token with the role producer)",
        StatusCode::NOT_FOUND => " (is this a hub's address?)",
        _ => "",
    };
    format!(
        "the hub said {status}{hint}: {}",
        SafeText::line(text.trim())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_both_kinds_are_understood_and_their_path_is_passed_over() {
        for (text, authority) in [
            ("ws://127.0.0.1:7300", Some("127.0.0.1:7300")),
            ("ws://127.0.0.1:7300/v1/feed", Some("127.0.0.1:7300")),
            ("http://localhost:7300/", Some("localhost:7300")),
            ("http://[::1]:7300/x?y", Some("[::1]:7300")),
            ("http://localhost", Some("localhost:80")),
            ("wss://127.0.0.1:7300", None),
            ("127.0.0.1:7300", None),
            ("http://", None),
            ("http://user:secret@127.0.0.1:7300", None),
            ("ws://127.0.0.1:99999", None),
            ("", None),
        ] {
            let got = text.parse::<Address>();
            assert_eq!(
                got.as_ref().map(|a| a.authority.as_str()).ok(),
                authority,
                "{text}"
            );
        }
    }
}
