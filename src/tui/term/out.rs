//! Frames on their way to the terminal. What the terminal takes at once is written at once; for the rest a thread of
//! its own does the blocking write, one frame at a time. While it is busy the loop draws nothing, so a slow line gets
//! fewer frames, not a queue.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rustix::event::{PollFd, PollFlags};
use rustix::fs::{Mode, OFlags};
use tokio::sync::Notify;

use super::guard;
use crate::drill;

/// Larger frames are written in pieces, so that leaving the terminal is noticed in between.
const PIECE: usize = 64 * 1024;

/// Whether any frame is being written in this process.
static WRITING: AtomicBool = AtomicBool::new(false);

/// True while a frame is on its way to the terminal; leaving the terminal waits for it.
pub(super) fn is_writing() -> bool {
    WRITING.load(Ordering::SeqCst)
}

/// The way out to the terminal. A loop that has something to show and finds it not ready waits for
/// [`Self::ready`] beside its events, and draws then.
#[derive(Debug)]
pub struct Out {
    /// The same terminal, where a write takes what fits and does not wait.
    at_once: Option<File>,
    frames: SyncSender<Vec<u8>>,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    busy: AtomicBool,
    broken: AtomicBool,
    free: Notify,
}

impl Out {
    /// Writes to standard output.
    pub fn stdout() -> io::Result<Self> {
        let terminal: OwnedFd = rustix::io::dup(rustix::stdio::stdout())?;
        Self::start(File::from(terminal), at_once())
    }

    fn start(terminal: File, at_once: Option<File>) -> io::Result<Self> {
        let (frames, waiting) = sync_channel(1);
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        thread::Builder::new()
            .name("screen".into())
            .spawn(move || write_frames(terminal, &waiting, &shared))?;
        Ok(Self {
            at_once,
            frames,
            state,
        })
    }

    /// Whether the last frame is out and another may be sent.
    pub fn is_ready(&self) -> bool {
        !self.state.busy.load(Ordering::SeqCst)
    }

    /// Waits until [`Self::is_ready`].
    pub async fn ready(&self) {
        loop {
            let freed = self.state.free.notified();
            if self.is_ready() {
                return;
            }
            freed.await;
        }
    }

    /// Sends one frame. Call it only when ready: a frame can not be skipped once it was drawn.
    ///
    /// # Errors
    /// When the terminal is gone: the console has to end.
    pub fn send(&self, frame: Vec<u8>) -> io::Result<()> {
        if self.state.broken.load(Ordering::SeqCst) {
            return Err(io::Error::new(
                io::ErrorKind::BrokenPipe,
                "the terminal is gone",
            ));
        }
        WRITING.store(true, Ordering::SeqCst);
        let rest = self.put_at_once(frame);
        if rest.is_empty() {
            WRITING.store(false, Ordering::SeqCst);
            return Ok(());
        }
        self.state.busy.store(true, Ordering::SeqCst);
        self.frames
            .send(rest)
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Out {
    /// Writes what the terminal takes without waiting; answers the rest. What is wrong with the terminal is left to
    /// the thread to find out.
    fn put_at_once(&self, mut frame: Vec<u8>) -> Vec<u8> {
        let Some(mut terminal) = self.at_once.as_ref().filter(|_| guard::is_held()) else {
            return frame;
        };
        let taken = terminal.write(&frame).unwrap_or(0);
        frame.drain(..taken);
        frame
    }
}

/// The terminal of standard output, opened once more: only so its writes can be told not to wait while those of the
/// shell, which shares standard output, still do.
fn at_once() -> Option<File> {
    let name = rustix::termios::ttyname(rustix::stdio::stdout(), Vec::new()).ok()?;
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let terminal = rustix::fs::open(name, flags, Mode::empty()).ok()?;
    Some(File::from(terminal))
}

/// A terminal whose writes wait, even when a program that shares it has told them not to, as ssh does.
struct Waiting(File);

impl Write for Waiting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    rustix::event::poll(&mut [PollFd::new(&self.0, PollFlags::OUT)], None)?;
                }
                done => return done,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn write_frames(terminal: File, frames: &Receiver<Vec<u8>>, state: &State) {
    let mut terminal = Waiting(terminal);
    while let Ok(frame) = frames.recv() {
        drill::pass("screen");
        if put(&mut terminal, &frame, guard::is_held).is_err() {
            state.broken.store(true, Ordering::SeqCst);
        }
        WRITING.store(false, Ordering::SeqCst);
        state.busy.store(false, Ordering::SeqCst);
        state.free.notify_waiters();
    }
}

/// Writes a frame at once; a very large one in pieces, as long as the terminal is ours.
fn put(terminal: &mut impl Write, frame: &[u8], is_ours: impl Fn() -> bool) -> io::Result<()> {
    for piece in frame.chunks(PIECE) {
        if is_ours() {
            terminal.write_all(piece)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes everything and counts how often it was asked to.
    #[derive(Default)]
    struct Counter {
        writes: usize,
    }

    impl Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.writes += 1;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_reaches_a_terminal_that_others_told_not_to_wait() {
        let (mut reader, writer) = io::pipe().unwrap();
        rustix::fs::fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
        let frame: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
        let mut terminal = Waiting(File::from(OwnedFd::from(writer)));
        let sent = frame.clone();
        let thread = thread::spawn(move || put(&mut terminal, &sent, || true));
        let mut seen = Vec::new();
        io::Read::read_to_end(&mut reader, &mut seen).unwrap();
        thread.join().unwrap().unwrap();
        assert!(seen == frame, "{} of {} bytes", seen.len(), frame.len());
    }

    #[test]
    fn a_frame_is_one_write() {
        for (bytes, writes) in [(1, 1), (19_000, 1), (PIECE, 1), (PIECE + 1, 2)] {
            let mut terminal = Counter::default();
            put(&mut terminal, &vec![b'x'; bytes], || true).unwrap();
            assert_eq!(terminal.writes, writes, "{bytes} bytes");
        }
        let mut terminal = Counter::default();
        put(&mut terminal, b"x", || false).unwrap();
        assert_eq!(terminal.writes, 0, "a terminal that was given back");
    }
}
