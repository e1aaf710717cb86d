//! How a subscription begins: on from where the client was, whole, or with a snapshot and the reason for it.

use super::Session;
use super::snapshot::Snapshot;
use super::subscription::{Stage, Subscription};
use super::window::Window;
use crate::domain::event::Off;
use crate::domain::refusal::{Code, Refusal};
use crate::feed::digest::Digest;
use crate::feed::frame::{Feed, Mode, Position, Subbed, Subscribe, Why};
use crate::hub::limits::MAX_SUBS;
use crate::hub::metrics::Counted;
use crate::hub::service::Service;
use crate::hub::view::View;

/// Longest name of a subscription, bytes.
const NAME: usize = 32;

impl<S> Session<'_, S> {
    /// Begins a subscription; the answer must go out before any of its deliveries.
    pub fn begin(&mut self, wish: Subscribe) -> Result<Subbed, Refusal> {
        self.check(&wish)?;
        self.service.metrics.count_cause(wish.cause);
        let view = View {
            feed: wish.feed,
            rights: self.rights.clone(),
            filter: wish.filter,
        };
        let name = view.id();
        let (stage, at, digest, why, total) = match resume(&self.service, &view, wish.from) {
            Ok((at, digest)) => (Stage::Live, at, digest, None, None),
            Err(why) => {
                self.service.metrics.count_snapshot(why);
                let (snapshot, at) = Snapshot::pin(&self.service.tail, &view);
                let digest = snapshot.digest();
                let stage = Stage::Paging(Box::new(snapshot));
                (stage, at, digest, Some(why), Some(digest.count))
            }
        };
        self.subs.push(Subscription::new(
            wish.sub.clone(),
            view,
            stage,
            Window::new(wish.window),
            (at, digest),
            self.service.clock.now(),
            Counted::new(&self.service.metrics.subscriptions),
        ));
        Ok(Subbed {
            re: wish.id,
            sub: wish.sub,
            mode: why.map_or(Mode::Resume, |_| Mode::Snapshot),
            why,
            epoch: self.service.epoch,
            off: at,
            view: name,
            head: self.service.tail.head().max(at),
            total,
        })
    }

    fn check(&self, wish: &Subscribe) -> Result<(), Refusal> {
        let bad = |msg: String| Err(Refusal::new(Code::BadRequest, msg));
        if wish.sub.is_empty() || wish.sub.len() > NAME {
            return bad(format!("`sub` is a name of 1 to {NAME} bytes."));
        }
        if self.subs.iter().any(|s| s.name == wish.sub) {
            return bad(format!("There is a subscription `{}` already.", wish.sub));
        }
        if self.subs.len() >= MAX_SUBS {
            return bad(format!(
                "A connection has at most {MAX_SUBS} subscriptions."
            ));
        }
        if !wish.feed.is_known() {
            let known: Vec<_> = Feed::ALL.iter().map(|f| f.word()).collect();
            return bad(format!(
                "There is no such feed. Known are {}.",
                known.join(", ")
            ));
        }
        if wish.filter.tier_min.is_some_and(|t| !t.is_known()) {
            return bad("`tier_min` is one of P0, P1, P2, P3.".to_owned());
        }
        if !self.rights.may_read(wish.feed) {
            return Err(Refusal::new(
                Code::Forbidden,
                format!("Your role may not read the feed `{}`.", wish.feed),
            ));
        }
        Ok(())
    }
}

/// Whole from where the client was, or the reason why not.
fn resume(service: &Service, view: &View, from: Option<Position>) -> Result<(Off, Digest), Why> {
    let from = from.ok_or(Why::New)?;
    let head = service.tail.head();
    if from.epoch != service.epoch {
        return Err(Why::EpochChanged);
    }
    if from.off > head {
        tracing::error!(
            client = from.off.0,
            head = head.0,
            "ALARM: a client has seen events that this log does not hold"
        );
        return Err(Why::AheadOfHead);
    }
    let now = view.id();
    match from.view {
        Some(then) if then == now => {}
        Some(then) if then.filter == now.filter => return Err(Why::RightsChanged),
        _ => return Err(Why::FilterChanged),
    }
    if head.0 - from.off.0 > service.limits.resume_most {
        return Err(Why::TooFar);
    }
    let digest = service.tail.digest_at(view, from.off);
    digest.map(|d| (from.off, d)).map_err(|_| Why::Compacted)
}
