//! What is typed. A thread of its own waits for the terminal and forwards what crossterm parses.
//! It asks the kernel about a hang-up before it lets crossterm read: crossterm alone reads a
//! vanished terminal again and again, at full speed.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::thread;
use std::time::Duration;

use crossterm::event::{Event, KeyEventKind};
use rustix::event::{PollFd, PollFlags};
use rustix::io::Errno;
use tokio::sync::mpsc::Sender;

use super::{Ending, Focus, TermEvent};
use crate::tui::keys::Key;

/// The most bytes of one paste that are taken.
pub const PASTE_LIMIT: usize = 4096;

/// crossterm hands out what it has buffered only when asked to wait; this is the least.
const DRAIN: Duration = Duration::from_millis(1);

/// So many errors in a row mean that the terminal is of no use any more.
const ERRORS_ALLOWED: u32 = 3;

/// Starts the thread. It ends by itself after a hang-up (having sent [`Ending::Hangup`]) or when
/// `events` is closed.
///
/// # Errors
/// When there is no terminal to read from.
pub fn spawn(events: Sender<TermEvent>) -> io::Result<()> {
    let builder = thread::Builder::new().name("input".into());
    if io::stdin().is_terminal() {
        builder.spawn(move || forward(&io::stdin(), &events))?;
    } else {
        let terminal = File::open("/dev/tty")?;
        builder.spawn(move || forward(&terminal, &events))?;
    }
    Ok(())
}

fn forward(terminal: &impl AsFd, events: &Sender<TermEvent>) {
    let mut errors = 0;
    while wait(terminal) == Waited::Input && errors < ERRORS_ALLOWED {
        match drain(events) {
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

/// Forwards everything crossterm has.
fn drain(events: &Sender<TermEvent>) -> io::Result<Listener> {
    while crossterm::event::poll(DRAIN)? {
        if let Some(event) = translate(crossterm::event::read()?)
            && events.blocking_send(event).is_err()
        {
            return Ok(Listener::Closed);
        }
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
