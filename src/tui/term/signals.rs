//! Signals as events: hang-up, terminate, interrupt, stop, continue and a new window size.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;

use super::{Ending, TermEvent};

/// Starts listening; must be called inside a tokio runtime. Ends when `events` is closed.
pub fn listen(events: Sender<TermEvent>) -> io::Result<JoinHandle<()>> {
    let mut signals = Signals::register()?;
    Ok(tokio::spawn(async move {
        loop {
            let event = signals.next().await;
            if events.send(event).await.is_err() {
                return;
            }
        }
    }))
}

struct Signals {
    hangup: Signal,
    terminate: Signal,
    interrupt: Signal,
    stop: Signal,
    carry_on: Signal,
    window: Signal,
}

impl Signals {
    fn register() -> io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            stop: signal(SignalKind::from_raw(signal_hook::consts::SIGTSTP))?,
            carry_on: signal(SignalKind::from_raw(signal_hook::consts::SIGCONT))?,
            window: signal(SignalKind::window_change())?,
        })
    }

    /// The next event; endings come before everything else.
    async fn next(&mut self) -> TermEvent {
        tokio::select! {
            biased;
            _ = self.hangup.recv() => TermEvent::Ended(Ending::Hangup),
            _ = self.terminate.recv() => TermEvent::Ended(Ending::Terminated),
            _ = self.interrupt.recv() => TermEvent::Ended(Ending::Interrupted),
            _ = self.stop.recv() => TermEvent::Suspend,
            _ = self.carry_on.recv() => TermEvent::Continued,
            _ = self.window.recv() => TermEvent::Resize(super::size()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use signal_hook::low_level::raise;

    #[tokio::test]
    async fn signals_arrive_as_events() {
        let (events, mut seen) = tokio::sync::mpsc::channel(8);
        let task = listen(events).unwrap();
        for (number, expected) in [
            (signal_hook::consts::SIGTSTP, TermEvent::Suspend),
            (signal_hook::consts::SIGCONT, TermEvent::Continued),
            (
                signal_hook::consts::SIGTERM,
                TermEvent::Ended(Ending::Terminated),
            ),
            (
                signal_hook::consts::SIGHUP,
                TermEvent::Ended(Ending::Hangup),
            ),
        ] {
            raise(number).unwrap();
            assert_eq!(seen.recv().await, Some(expected));
        }
        task.abort();
    }
}
