//! Several links as one: each feed may come from a hub of its own. One link a distinct address; what they tell
//! comes in one stream, orders go to the link that carries the feed.

use std::collections::BTreeMap;

use tokio::sync::mpsc;

use super::frame::Feed;
use super::link::{FromLink, LinkConfig, LinkHandle, LinkSender, Order};

/// Messages of all links that may wait; small, so that a slow caller makes the hubs wait.
const WAITING: usize = 16;

/// The configurations of the links that `config` needs when some feeds have addresses of their own.
pub fn by_address(config: &LinkConfig, addresses: &BTreeMap<Feed, String>) -> Vec<LinkConfig> {
    let mut links: Vec<LinkConfig> = Vec::new();
    for (feed, filter) in &config.feeds {
        let url = addresses.get(feed).unwrap_or(&config.url);
        let follow = (*feed, filter.clone());
        match links.iter_mut().find(|link| link.url == *url) {
            Some(link) => link.feeds.push(follow),
            None => links.push(LinkConfig {
                url: url.clone(),
                feeds: vec![follow],
                ..config.clone()
            }),
        }
    }
    links
}

/// Joined links.
#[derive(Debug)]
pub struct Links {
    /// What each link tells, with the link's number.
    pub events: mpsc::Receiver<(usize, FromLink)>,
    ways: Vec<(Vec<Feed>, LinkSender)>,
}

impl Links {
    /// Joins links; they are numbered as they come.
    pub fn join(links: Vec<LinkHandle>) -> Self {
        let (joint, events) = mpsc::channel(WAITING);
        let mut ways = Vec::new();
        for (n, link) in links.into_iter().enumerate() {
            ways.push((link.feeds, link.orders));
            tokio::spawn(forward(n, link.events, joint.clone()));
        }
        Self { events, ways }
    }

    /// The feeds of each link.
    pub fn feeds(&self) -> impl Iterator<Item = &[Feed]> {
        self.ways.iter().map(|(feeds, _)| &**feeds)
    }

    /// Sends an order to the link that carries `feed`, else to the first.
    pub fn send(&self, feed: Feed, order: Order) {
        let carrier = self.ways.iter().find(|(feeds, _)| feeds.contains(&feed));
        if let Some((_, way)) = carrier.or(self.ways.first()) {
            way.send(order);
        }
    }

    /// Sends an order to every link.
    pub fn send_all(&self, order: &Order) {
        for (_, way) in &self.ways {
            way.send(order.clone());
        }
    }

    /// Ends them all; the stream ends when the last has.
    pub fn close(&self) {
        self.send_all(&Order::Close);
    }
}

async fn forward(
    n: usize,
    mut events: mpsc::Receiver<FromLink>,
    joint: mpsc::Sender<(usize, FromLink)>,
) {
    while let Some(message) = events.recv().await {
        if joint.send((n, message)).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_of_one_address_share_a_link() {
        let feeds = [Feed::Alerts, Feed::Cases, Feed::Floor];
        let config = LinkConfig::new("ws://localhost:1", "t".into(), &feeds);
        let split = |own: &[(Feed, &str)]| -> Vec<(String, Vec<Feed>)> {
            let own = own.iter().map(|(f, url)| (*f, (*url).to_owned())).collect();
            by_address(&config, &own)
                .into_iter()
                .map(|link| (link.url, link.feeds.into_iter().map(|(f, _)| f).collect()))
                .collect()
        };
        let one = "ws://localhost:1".to_owned();
        let two = "ws://localhost:2".to_owned();
        assert_eq!(split(&[]), [(one.clone(), feeds.to_vec())]);
        assert_eq!(
            split(&[(Feed::Cases, &two)]),
            [
                (one, vec![Feed::Alerts, Feed::Floor]),
                (two, vec![Feed::Cases])
            ]
        );
    }
}
