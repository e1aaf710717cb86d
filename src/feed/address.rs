//! The address of a hub. Plain text goes over loopback only: a token must never cross a network in clear.

use std::net::IpAddr;

use tokio_tungstenite::tungstenite::http::Uri;

use super::frame::PATH;
use super::link::LinkError;
use crate::text::safe::SafeText;

/// Port when the address names none.
const PORT: u16 = 7300;

/// A hub's address, checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    host: String,
    port: u16,
}

impl Address {
    /// Reads `ws://HOST[:PORT]`; `http://` says the same, and the path may be left out.
    pub fn parse(url: &str) -> Result<Self, LinkError> {
        let bad = |why| LinkError::Url {
            url: SafeText::line(url),
            why,
        };
        let uri: Uri = url.parse().map_err(|_| bad("it is no address"))?;
        match uri.scheme_str() {
            Some("ws" | "http") => {}
            Some("wss" | "https") => return Err(bad("TLS is not supported yet")),
            _ => return Err(bad("it does not begin with ws://")),
        }
        if !matches!(uri.path(), "" | "/") && uri.path() != PATH {
            return Err(bad("the path is not /v1/feed"));
        }
        let host = uri.host().ok_or_else(|| bad("it names no host"))?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = bare
            .parse::<IpAddr>()
            .map_or(bare == "localhost", |ip| ip.is_loopback());
        if !is_loopback {
            return Err(bad(
                "plain text is for loopback only; forward a port through SSH",
            ));
        }
        Ok(Self {
            host: bare.to_owned(),
            port: uri.port_u16().unwrap_or(PORT),
        })
    }

    /// Where to connect to.
    pub fn endpoint(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// The address of the feed.
    pub fn feed_url(&self) -> String {
        let host = &self.host;
        if host.contains(':') {
            format!("ws://[{host}]:{}{PATH}", self.port)
        } else {
            format!("ws://{host}:{}{PATH}", self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (url, feed) in [
            ("ws://127.0.0.1:7300/v1/feed", "ws://127.0.0.1:7300/v1/feed"),
            ("ws://localhost", "ws://localhost:7300/v1/feed"),
            ("http://127.0.0.1:81/", "ws://127.0.0.1:81/v1/feed"),
            ("ws://[::1]:9", "ws://[::1]:9/v1/feed"),
        ] {
            assert_eq!(Address::parse(url).unwrap().feed_url(), feed, "{url}");
        }
    }

    #[test]
    fn what_can_not_be_used_says_why() {
        for (url, why) in [
            ("127.0.0.1:7300", "ws://"),
            ("wss://127.0.0.1", "TLS"),
            ("ws://10.0.0.1:7300", "loopback"),
            ("ws://example.org", "loopback"),
            ("ws://127.0.0.1/other", "path"),
            ("", "no address"),
        ] {
            let error = Address::parse(url).unwrap_err().to_string();
            assert!(error.contains(why), "{url}: {error}");
        }
    }
}
