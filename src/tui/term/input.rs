//! What is typed. A thread of its own waits for the terminal and forwards what crossterm parses.
//! It asks the kernel about a hang-up before it lets crossterm read: crossterm alone reads a
//! vanished terminal again and again, at full speed.

use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::thread;
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind};
use rustix::event::{PollFd, PollFlags};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use tokio::sync::mpsc::Sender;

use super::{Ending, Focus, TermEvent};
use crate::drill;
use crate::tui::keys::Key;

/// The most bytes of one paste that are taken.
pub const PASTE_LIMIT: usize = 4096;

/// crossterm hands out what it has buffered only when asked to wait. It spins while it waits less than a millisecond,
/// so the wait is short; a thread that lost the processor in it asks once more.
const DRAIN: Duration = Duration::from_micros(50);

/// So many errors in a row mean that the terminal is of no use any more.
const ERRORS_ALLOWED: u32 = 3;

/// Starts the thread. It ends by itself after a hang-up (having sent [`Ending::Hangup`]) or when
/// `events` is closed.
///
/// # Errors
/// When there is no terminal to read from.
pub fn spawn(events: Sender<TermEvent>) -> io::Result<()> {
    match own_terminal() {
        Ok(terminal) => rustix::stdio::dup2_stdin(&terminal)?,
        Err(error) if io::stdin().is_terminal() => {
            tracing::warn!(%error, "/dev/tty: a key sequence nobody knows will hold keys up");
        }
        Err(error) => return Err(error.into()),
    }
    thread::Builder::new()
        .name("input".into())
        .spawn(move || forward(&io::stdin(), &events))?;
    Ok(())
}

/// The terminal, opened once more for crossterm to read as standard input. It must not block there: when bytes are
/// no event, such as an answer of the terminal, crossterm reads on until some are. The shell's own standard input
/// stays as it is.
fn own_terminal() -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    rustix::fs::open("/dev/tty", flags, Mode::empty())
}

fn forward(terminal: &impl AsFd, events: &Sender<TermEvent>) {
    let (mut errors, mut piece) = (0, 0);
    while wait(terminal) == Waited::Input && errors < ERRORS_ALLOWED {
        drill::pass("input");
        let waiting = rustix::io::ioctl_fionread(terminal).unwrap_or(0);
        match drain(events, waiting, &mut piece) {
            Ok(Listener::Open) => errors = 0,
            Ok(Listener::Closed) => return,
            Err(_) => errors += 1,
        }
    }
    // A closed channel means that the console is ending anyway.
    let _ = events.blocking_send(TermEvent::Ended(Ending::Hangup));
}

#[derive(Debug, PartialEq, Eq)]
enum Waited {
    Input,
    Gone,
}

/// Blocks until the terminal has input or is gone.
fn wait(terminal: &impl AsFd) -> Waited {
    loop {
        let mut watched = [PollFd::new(terminal, PollFlags::IN)];
        match rustix::event::poll(&mut watched, None) {
            Err(Errno::INTR) => {}
            Err(_) => return Waited::Gone,
            Ok(_) => {
                let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
                let found = watched[0].revents();
                return if found.intersects(gone) {
                    Waited::Gone
                } else {
                    Waited::Input
                };
            }
        }
    }
}

enum Listener {
    Open,
    Closed,
}

/// An answer of the terminal has so many bytes. crossterm reads it and keeps silent about it.
const ANSWER: u64 = 4;

/// Forwards everything crossterm has. Bytes that no event accounts for are an answer; a key of several bytes
/// may pass for one, which at worst lets a frame go early. An answer may come in pieces: `piece` is what came of it.
fn drain(events: &Sender<TermEvent>, waiting: u64, piece: &mut u64) -> io::Result<Listener> {
    let mut heard = 0;
    while crossterm::event::poll(DRAIN)? || crossterm::event::poll(DRAIN)? {
        heard += 1;
        if let Some(event) = translate(crossterm::event::read()?)
            && events.blocking_send(event).is_err()
        {
            return Ok(Listener::Closed);
        }
    }
    let read = *piece + waiting;
    let is_answer = read >= heard + ANSWER;
    *piece = if is_answer || heard > 0 { 0 } else { read };
    if is_answer && events.blocking_send(TermEvent::Answered).is_err() {
        return Ok(Listener::Closed);
    }
    Ok(Listener::Open)
}

/// The console's event for crossterm's, if the console wants it. Sizes come by signal instead.
fn translate(event: Event) -> Option<TermEvent> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Press => Some(TermEvent::Key(Key::from(key))),
        Event::Key(_) | Event::Resize(..) => None,
        Event::Paste(text) => Some(TermEvent::Paste(limited(text))),
        Event::Mouse(mouse) => Some(TermEvent::Mouse(mouse)),
        Event::FocusGained => Some(TermEvent::Focus(Focus::Gained)),
        Event::FocusLost => Some(TermEvent::Focus(Focus::Lost)),
    }
}

fn limited(mut text: String) -> String {
    let mut end = PASTE_LIMIT.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
    use std::fs::File;
    use std::time::Instant;

    #[test]
    fn only_presses_are_keys() {
        for (kind, taken) in [
            (KeyEventKind::Press, true),
            (KeyEventKind::Repeat, false),
            (KeyEventKind::Release, false),
        ] {
            let key = KeyEvent::new_with_kind(KeyCode::Char('n'), KeyModifiers::NONE, kind);
            assert_eq!(translate(Event::Key(key)).is_some(), taken, "{kind:?}");
        }
        assert_eq!(translate(Event::Resize(1, 1)), None);
    }

    #[test]
    fn a_paste_is_cut_between_characters() {
        let Some(TermEvent::Paste(text)) = translate(Event::Paste("骗".repeat(2000))) else {
            panic!("a paste stays a paste");
        };
        assert_eq!(text.len(), PASTE_LIMIT - PASTE_LIMIT % 3);
    }

    #[test]
    fn a_closed_terminal_ends_the_wait() {
        let pty = portable_pty::native_pty_system()
            .openpty(portable_pty::PtySize::default())
            .unwrap();
        let terminal = File::open(pty.master.tty_name().unwrap()).unwrap();
        let (events, mut seen) = tokio::sync::mpsc::channel(1);
        let start = Instant::now();
        let thread = thread::spawn(move || forward(&terminal, &events));
        drop(pty);
        thread.join().unwrap();
        assert_eq!(seen.blocking_recv(), Some(TermEvent::Ended(Ending::Hangup)));
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}
