//! The loop of a link: one task that owns the line and the conversation. Orders come first, then what the caller
//! is owed, then the network; nothing here waits for a peer that is slow.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::{FutureExt, StreamExt};
use tokio::sync::mpsc;
use tokio::time::sleep_until;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::address::Address;
use super::conn::{Wire, dial};
use super::link::{FromLink, Order};
use super::session::{Session, Verdict};
use super::state::Lost;
use crate::text::safe::SafeText;

/// Messages read in one turn: what arrives together is handed over together.
const TURN: usize = 64;
/// A caller that has not taken what is there gets this long before a lost line is opened again.
const SLOW_CALLER: Duration = Duration::from_millis(250);

/// The task.
pub(super) struct Actor {
    pub(super) session: Session,
    pub(super) address: Address,
    pub(super) orders: mpsc::UnboundedReceiver<Order>,
}

type Dialled = Result<Wire, Lost>;
type Got = Option<Result<Message, Error>>;

enum Line {
    Down(Instant),
    Dialling(Pin<Box<dyn Future<Output = Dialled> + Send>>),
    Up(Box<Wire>),
    /// For good.
    Away,
}

enum Heard {
    Retry,
    Dialled(Dialled),
    Got(Got),
}

impl Line {
    async fn next(&mut self) -> Heard {
        match self {
            Self::Down(until) => {
                sleep_until((*until).into()).await;
                Heard::Retry
            }
            Self::Dialling(dialling) => Heard::Dialled(dialling.await),
            Self::Up(wire) => Heard::Got(wire.reader.next().await),
            Self::Away => std::future::pending().await,
        }
    }
}

impl Actor {
    /// Runs until told to close, or until the caller is gone.
    pub(super) async fn run(mut self, to_caller: mpsc::Sender<FromLink>) {
        let mut line = Line::Down(Instant::now());
        loop {
            crate::drill::pass("link");
            self.on_time(&mut line);
            self.session.save().await;
            self.write(&line);
            let wake = self.session.wake_at().into();
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    None | Some(Order::Close) => break,
                    Some(order) => self.order(&mut line, order),
                },
                permit = to_caller.reserve(), if !self.session.out.is_handed_over() => match permit {
                    Err(_) => break,
                    Ok(permit) => {
                        hand_over(&mut self.session, permit);
                        while let Ok(permit) = to_caller.try_reserve() {
                            if !hand_over(&mut self.session, permit) {
                                break;
                            }
                        }
                    }
                },
                () = to_caller.closed() => break,
                heard = line.next() => self.hear(&mut line, heard),
                () = sleep_until(wake) => {}
            }
        }
        self.close(line).await;
    }

    /// Does what the caller wants. A new token is reason enough to try again after being sent away.
    fn order(&mut self, line: &mut Line, order: Order) {
        let now = Instant::now();
        if matches!((&*line, &order), (Line::Away, Order::Token(_))) {
            *line = Line::Down(now);
        }
        self.session.order(order, now);
    }

    /// Does what time makes due; on a busy line no timer would ever get its turn.
    fn on_time(&mut self, line: &mut Line) {
        let now = Instant::now();
        if now < self.session.wake_at() {
            return;
        }
        let verdict = self.session.tick(now);
        self.judge(line, verdict);
        if let Line::Up(wire) = line
            && wire.is_broken()
        {
            let broken = self.session.broken("writing failed");
            self.judge(line, broken);
        }
    }

    fn write(&mut self, line: &Line) {
        let Line::Up(wire) = line else {
            return;
        };
        for ask in self.session.out.asks.drain(..) {
            match ask.encode() {
                Ok(text) => wire.write(Message::text(text)),
                Err(error) => tracing::error!(%error, "a message can not be written"),
            }
        }
    }

    fn hear(&mut self, line: &mut Line, heard: Heard) {
        let now = Instant::now();
        match heard {
            Heard::Retry if self.session.out.ahead() > 0 => *line = Line::Down(now + SLOW_CALLER),
            Heard::Retry => {
                self.session.dialling();
                let limit = self.session.timing().hello;
                *line = Line::Dialling(Box::pin(dial(self.address.clone(), limit)));
            }
            Heard::Dialled(Ok(wire)) => {
                *line = Line::Up(Box::new(wire));
                self.session.opened(now);
            }
            Heard::Dialled(Err(why)) => self.judge(line, Verdict::Over(why)),
            Heard::Got(first) => self.got(line, first, now),
        }
    }

    /// Takes in a message and whatever else has arrived with it.
    fn got(&mut self, line: &mut Line, first: Got, now: Instant) {
        let mut next = first;
        for turn in 1..=TURN {
            let verdict = self.message(next, now);
            self.judge(line, verdict);
            let Line::Up(wire) = line else { return };
            if turn == TURN {
                return;
            }
            match wire.reader.next().now_or_never() {
                Some(message) => next = message,
                None => return,
            }
        }
    }

    fn message(&mut self, got: Got, now: Instant) -> Verdict {
        let message = match got {
            Some(Ok(message)) => message,
            Some(Err(error)) => return self.session.broken(&error.to_string()),
            None => return self.session.closed(None),
        };
        self.session.heard(now);
        match message {
            Message::Text(text) => self.session.text(&text, now),
            Message::Close(frame) => {
                let said = frame.map(|f| (f.code.into(), SafeText::line(&f.reason)));
                self.session.closed(said)
            }
            Message::Binary(_) => Verdict::Over(Lost::Misspoke("a binary message".into())),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Verdict::Good,
        }
    }

    fn judge(&mut self, line: &mut Line, verdict: Verdict) {
        if verdict == Verdict::Good {
            return;
        }
        let retry_at = self.session.lost(verdict, Instant::now(), rand::random());
        *line = retry_at.map_or(Line::Away, Line::Down);
    }

    async fn close(mut self, line: Line) {
        self.session.save().await;
        self.write(&line);
        if let Line::Up(wire) = line {
            wire.close().await;
        }
    }
}

/// Hands one message to the caller; whether there was one.
fn hand_over(session: &mut Session, permit: mpsc::Permit<'_, FromLink>) -> bool {
    let Some((message, due)) = session.out.take() else {
        return false;
    };
    permit.send(message);
    if let Some(due) = due {
        session.acknowledge(due);
    }
    true
}
