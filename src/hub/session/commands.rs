//! Commands of a connection on their way to the writer and back. The session never waits for the writer: the
//! answer comes through a channel when it is durable.

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Session, Stop, error_said};
use crate::domain::admit::check_idem;
use crate::domain::command::{Command, Request};
use crate::domain::ids::Idem;
use crate::domain::refusal::{Code, Refusal};
use crate::feed::frame::{AskFate, AskReveal, Cmd, Done, Fate, Refused, Revealed, Say, SayFate};
use crate::hub::log::Verdict;
use crate::hub::writer::{Answered, CommandJob, FateJob, Job, RevealJob, storage_unavailable};

impl<S: AsyncRead + AsyncWrite + Unpin> Session<'_, S> {
    /// Passes a command on, or refuses it here.
    pub(super) async fn command(&mut self, cmd: Cmd) -> Result<(), Stop> {
        let (re, idem) = (cmd.id, cmd.idem.clone());
        if let Err(refusal) = self.pass_on(cmd) {
            self.service.metrics.count_refusal(refusal.code);
            let refused = refused(re, idem, false, refusal);
            self.line.say(&Say::Refused(refused)).await?;
        }
        Ok(())
    }

    /// Asks for a full number; it comes back on this connection alone.
    pub(super) async fn reveal(&mut self, ask: AskReveal) -> Result<(), Stop> {
        let (re, key, answer) = (ask.id, ask.key.clone(), self.answer.clone());
        let show_ms = self.service.show_ms;
        let job = RevealJob {
            actor: self.pass.actor.clone(),
            key: ask.key,
            purpose: ask.purpose,
            reply: Box::new(move |shown| {
                let _ = answer.send(Box::new(match shown {
                    Ok(value) => Say::Revealed(Revealed {
                        re,
                        key,
                        value,
                        show_ms,
                    }),
                    Err(refusal) => error_said(Some(re), &refusal),
                }));
            }),
        };
        match self
            .check_rate()
            .and_then(|()| self.submit(Job::Reveal(job)))
        {
            Ok(()) => Ok(()),
            Err(refusal) => self.error(Some(re), &refusal).await,
        }
    }

    fn check_rate(&self) -> Result<(), Refusal> {
        let sub = &self.pass.actor.sub;
        let per_min = self.service.limits.commands_per_min;
        if !self
            .service
            .rates
            .allow(sub, per_min, std::time::Instant::now())
        {
            return Err(Refusal::new(
                Code::RateLimited,
                format!("At most {per_min} commands a minute. Nothing was changed; wait a moment."),
            ));
        }
        Ok(())
    }

    fn pass_on(&mut self, cmd: Cmd) -> Result<(), Refusal> {
        self.check_rate()?;
        check_idem(&cmd.idem)?;
        let command = Command::decode(&cmd.name, cmd.args.get())?;
        let (re, idem, answer) = (cmd.id, cmd.idem.clone(), self.answer.clone());
        let job = CommandJob {
            actor: self.pass.actor.clone(),
            idem: Some(cmd.idem),
            request: Request {
                key: cmd.key,
                expect: cmd.expect.map(|e| e.ver),
                status: cmd.status,
                command,
            },
            not_after: cmd.not_after,
            reply: Box::new(move |answered| {
                let _ = answer.send(Box::new(said(re, idem, answered)));
            }),
        };
        self.submit(Job::Command(Box::new(job)))
    }

    /// Asks what became of a command.
    pub(super) async fn fate(&mut self, ask: AskFate) -> Result<(), Stop> {
        let (re, idem, answer) = (ask.id, ask.idem.clone(), self.answer.clone());
        let job = FateJob {
            sub: self.pass.actor.sub.clone(),
            idem: ask.idem,
            reply: Box::new(move |fate| {
                let _ = answer.send(Box::new(match fate {
                    Ok(verdict) => Say::Fate(fate_said(re, idem, verdict)),
                    Err(refusal) => error_said(Some(re), &refusal),
                }));
            }),
        };
        match self.submit(Job::Fate(job)) {
            Ok(()) => Ok(()),
            Err(refusal) => self.error(Some(re), &refusal).await,
        }
    }

    fn submit(&mut self, job: Job) -> Result<(), Refusal> {
        use tokio::sync::mpsc::error::TrySendError;
        match self.service.jobs.try_send(job) {
            Ok(()) => {
                self.in_flight += 1;
                Ok(())
            }
            Err(TrySendError::Full(_)) => Err(overloaded()),
            Err(TrySendError::Closed(_)) => Err(storage_unavailable()),
        }
    }
}

fn overloaded() -> Refusal {
    Refusal::new(
        Code::Overloaded,
        "The hub has too much to do. Nothing was changed; try again in a moment.",
    )
}

fn said(re: u64, idem: Idem, answered: Answered) -> Say {
    match answered.verdict {
        Verdict::Committed { off, key, ver } => Say::Done(Done {
            re,
            idem,
            dup: answered.dup,
            off,
            ver: ver.unwrap_or(0),
            key,
        }),
        Verdict::Refused(refusal) => Say::Refused(refused(re, idem, answered.dup, refusal)),
    }
}

fn refused(re: u64, idem: Idem, dup: bool, refusal: Refusal) -> Refused {
    Refused {
        re,
        idem,
        dup,
        code: refusal.code,
        retry: refusal.code.retry(),
        cur: refusal.cur,
        msg: refusal.msg,
    }
}

fn fate_said(re: u64, idem: Idem, verdict: Option<Verdict>) -> SayFate {
    let mut fate = SayFate {
        re,
        idem,
        status: Fate::Lost,
        off: None,
        ver: None,
        key: None,
        code: None,
    };
    match verdict {
        None => {}
        Some(Verdict::Committed { off, key, ver }) => {
            fate.status = Fate::Committed;
            fate.off = Some(off);
            (fate.key, fate.ver) = (key, ver);
        }
        Some(Verdict::Refused(refusal)) => {
            fate.status = Fate::Refused;
            fate.code = Some(refusal.code);
        }
    }
    fate
}
