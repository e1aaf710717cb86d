//! What a client says, and what it is answered.

use tokio::io::{AsyncRead, AsyncWrite};

use super::hear::{Bad, Heard};
use super::subscription::Stage;
use super::{Session, Stop, error_said};
use crate::domain::refusal::{Code, Refusal};
use crate::feed::frame::{Ask, AskPage, Ended, Pong, Say, Unsubscribe, close};
use crate::hub::limits::{MAX_OUT, STRIKES};

impl<S: AsyncRead + AsyncWrite + Unpin> Session<'_, S> {
    pub(super) async fn hear(&mut self, heard: Heard) -> Result<(), Stop> {
        match heard {
            Heard::Bad(bad) => self.strike(bad).await,
            Heard::Ask(ask, at) => match *ask {
                Ask::Hello(hello) => {
                    let refusal = Refusal::new(Code::BadRequest, "You have said hello already.");
                    self.error(Some(hello.id), &refusal).await
                }
                Ask::Sub(wish) => {
                    let re = wish.id;
                    match self.begin(wish) {
                        Ok(subbed) => self.line.say(&Say::Subbed(subbed)).await,
                        Err(refusal) => self.error(Some(re), &refusal).await,
                    }
                }
                Ask::Unsub(end) => self.unsubscribe(end).await,
                Ask::Page(ask) => self.page(ask).await,
                Ask::Ack(ack) => {
                    // One for a subscription that just ended is no fault.
                    if let Some(sub) = self.subs.iter_mut().find(|s| s.name == ack.sub) {
                        sub.window.acked(ack.off);
                    }
                    Ok(())
                }
                Ask::Cmd(cmd) => self.command(cmd).await,
                Ask::Fate(ask) => self.fate(ask).await,
                Ask::Reveal(ask) => self.reveal(ask).await,
                Ask::Ping(ping) => {
                    let pong = Pong {
                        re: ping.id,
                        t0: ping.t0,
                        t1: at,
                        t2: self.service.clock.now(),
                    };
                    self.line.say(&Say::Pong(pong)).await
                }
            },
        }
    }

    /// A message that can not be taken: said, counted, and the end when it goes on.
    pub(super) async fn strike(&mut self, bad: Bad) -> Result<(), Stop> {
        self.error(bad.re, &Refusal::new(bad.code, bad.msg)).await?;
        self.strikes += 1;
        if self.strikes > STRIKES {
            return Err(Stop::bye(close::BAD_REQUEST, "bad_request"));
        }
        Ok(())
    }

    pub(super) async fn error(&mut self, re: Option<u64>, refusal: &Refusal) -> Result<(), Stop> {
        self.service.metrics.count_error(refusal.code);
        self.line.say(&error_said(re, refusal)).await
    }

    pub(super) async fn unsubscribe(&mut self, end: Unsubscribe) -> Result<(), Stop> {
        let Some(at) = self.subs.iter().position(|s| s.name == end.sub) else {
            let msg = format!("There is no subscription `{}`.", end.sub);
            return self
                .error(Some(end.id), &Refusal::new(Code::NotFound, msg))
                .await;
        };
        self.subs.remove(at);
        let ended = Ended {
            sub: end.sub,
            code: Code::of("unsubscribed"),
            why: None,
            resub: false,
        };
        self.line.say(&Say::Ended(ended)).await
    }

    pub(super) async fn page(&mut self, ask: AskPage) -> Result<(), Stop> {
        let bytes = (self.line.budget() * 4).min(MAX_OUT);
        let now = self.service.clock.now();
        let name = (ask.id, ask.sub.clone());
        let Some(sub) = self.subs.iter_mut().find(|s| s.name == ask.sub) else {
            let msg = format!("There is no subscription `{}`.", ask.sub);
            return self
                .error(Some(ask.id), &Refusal::new(Code::NotFound, msg))
                .await;
        };
        let page = match &mut sub.stage {
            Stage::Live => None,
            Stage::Paging(snapshot) => {
                let class = sub.view.rights.class;
                snapshot
                    .page(name, ask.cur.as_deref(), ask.limit, bytes, class)
                    .ok()
            }
        };
        let Some(page) = page else {
            let msg = "There is no such page. Ask for the first with `cur` null, then with the `cur` of the last.";
            return self
                .error(Some(ask.id), &Refusal::new(Code::BadRequest, msg))
                .await;
        };
        if page.end.is_some() {
            sub.go_live(now);
        }
        self.line.say(&Say::Page(page)).await
    }
}
