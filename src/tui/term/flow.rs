//! How much may be on its way to the eyes. Over a network nothing on this side knows: the pseudo-terminal, sshd and
//! the line between take seconds of frames without a word. So the terminal itself is asked (device status report,
//! `CSI 5 n`) at the end of what was sent, and answers once it has read that far. Until then no frame follows, and
//! how long it took says how large the next may be: a key never waits long behind old frames. A line that stands still
//! gets less and less; no silence stops the frames for good.

use std::time::{Duration, Instant};

use super::caps::Line;

/// Asks the terminal whether it is well. The answer, `CSI 0 n`, is no key to anybody.
const QUESTION: &[u8] = b"\x1b[5n";
/// Less than this is sent without a question.
const SMALL: usize = 200;
/// Room of the first frame, and the least and most of any.
const FIRST: usize = 1_000;
const LEAST: usize = 400;
const MOST: usize = 64 * 1024;
/// How long a frame may be on its way.
const AIM: Duration = Duration::from_millis(350);
/// When an answer is given up: it may have come in one piece with keys.
const PATIENCE: Duration = Duration::from_millis(1_400);
/// After so many questions without any answer a terminal that never gave one is not asked again.
const ENOUGH: u32 = 2;
/// The same of a terminal that answers as a rule: its line stands still.
const ENOUGH_OF_ONE_THAT_ANSWERS: u32 = 8;
/// Waits double so often while the line stands still.
const DOUBLINGS: u32 = 2;

/// What is on its way, and how much may be.
#[derive(Debug)]
pub struct Flow {
    asks: Asks,
    room: usize,
    unasked: usize,
    open: Option<Question>,
    in_vain: u32,
    /// Whether it answers at all.
    answers: Answers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Perhaps,
    Certainly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    Yes,
    /// The terminal stands before us.
    No,
    /// It does not answer. If it does after all, it is asked again.
    InVain,
}

#[derive(Debug, Clone, Copy)]
struct Question {
    at: Instant,
    bytes: usize,
}

impl Flow {
    /// Asks only where there is a network between.
    pub fn new(line: Line) -> Self {
        Self {
            asks: match line {
                Line::Local => Asks::No,
                Line::Ssh => Asks::Yes,
            },
            room: FIRST,
            unasked: 0,
            open: None,
            in_vain: 0,
            answers: Answers::Perhaps,
        }
    }

    /// The bytes that the next frame may have.
    pub fn room(&self) -> usize {
        match self.asks {
            Asks::Yes => self.room,
            Asks::No | Asks::InVain => usize::MAX,
        }
    }

    /// Whether the terminal has read what was sent, as far as anybody can tell.
    pub fn is_free(&self, now: Instant) -> bool {
        self.open
            .is_none_or(|open| now.saturating_duration_since(open.at) >= self.patience())
    }

    fn patience(&self) -> Duration {
        match self.answers {
            Answers::Perhaps => PATIENCE,
            Answers::Certainly => PATIENCE * (1 << self.in_vain.min(DOUBLINGS)),
        }
    }

    /// Whether an answer is still to come.
    pub fn is_asked(&self) -> bool {
        self.open.is_some()
    }

    /// Puts the question at the end of a frame that is about to be sent.
    pub fn ask(&mut self, frame: &mut Vec<u8>, now: Instant) {
        if self.asks != Asks::Yes {
            return;
        }
        if self.open.take().is_some() {
            self.in_vain += 1;
            self.room = (self.room / 2).max(LEAST);
        }
        let enough = match self.answers {
            Answers::Perhaps => ENOUGH,
            Answers::Certainly => ENOUGH_OF_ONE_THAT_ANSWERS,
        };
        if self.in_vain >= enough {
            self.asks = Asks::InVain;
            return;
        }
        self.unasked += frame.len();
        if self.unasked >= SMALL {
            frame.extend_from_slice(QUESTION);
            self.open = Some(Question {
                at: now,
                bytes: std::mem::take(&mut self.unasked),
            });
        }
    }

    /// The terminal has answered.
    pub fn answered(&mut self, now: Instant) {
        if self.asks == Asks::InVain {
            self.asks = Asks::Yes;
            self.in_vain = 0;
        }
        let Some(open) = self.open.take() else {
            return;
        };
        self.in_vain = 0;
        self.answers = Answers::Certainly;
        let took = now.saturating_duration_since(open.at).as_millis().max(1) as usize;
        let fits = open.bytes * AIM.as_millis() as usize / took;
        // A frame smaller than the room says nothing against more.
        let fits = if open.bytes < self.room && fits < self.room && took < AIM.as_millis() as usize
        {
            self.room
        } else {
            fits
        };
        self.room = fits.clamp(self.room / 2, self.room * 2).clamp(LEAST, MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends frames as large as allowed over a line of so many bytes a second; the room at the end.
    fn room_on(bytes_a_second: u64, latency: Duration) -> usize {
        let mut flow = Flow::new(Line::Ssh);
        let mut now = Instant::now();
        for _ in 0..20 {
            let mut frame = vec![b'x'; flow.room()];
            flow.ask(&mut frame, now);
            assert!(frame.ends_with(QUESTION) && !flow.is_free(now));
            now += latency + Duration::from_micros(frame.len() as u64 * 1_000_000 / bytes_a_second);
            flow.answered(now);
            assert!(flow.is_free(now));
        }
        flow.room()
    }

    #[test]
    fn frames_are_as_large_as_the_line_is_fast() {
        for (bytes_a_second, latency, expected) in [
            (1_200, 10, 400..=450),
            (2_400, 10, 700..=900),
            (100_000, 100, 15_000..=40_000),
            (10_000_000, 5, MOST..=MOST),
        ] {
            let room = room_on(bytes_a_second, Duration::from_millis(latency));
            assert!(expected.contains(&room), "{bytes_a_second}: {room}");
        }
    }

    #[test]
    fn a_terminal_that_never_answers_is_not_asked_for_ever() {
        let mut flow = Flow::new(Line::Ssh);
        let mut now = Instant::now();
        for _ in 0..4 {
            flow.ask(&mut vec![b'x'; 500], now);
            now += PATIENCE;
            assert!(flow.is_free(now));
        }
        assert_eq!((flow.room(), flow.is_asked()), (usize::MAX, false));
    }

    #[test]
    fn a_line_that_stands_still_gets_little_and_then_goes_on_as_before() {
        let mut flow = Flow::new(Line::Ssh);
        let begun = Instant::now();
        flow.ask(&mut vec![b'x'; 500], begun);
        flow.answered(begun + AIM);
        let (mut sent, mut now) = (0, begun + AIM);
        while now < begun + Duration::from_secs(30) {
            if flow.is_free(now) {
                let mut frame = vec![b'x'; flow.room().min(20_000)];
                flow.ask(&mut frame, now);
                sent += frame.len();
            }
            now += Duration::from_millis(50);
        }
        assert!(sent < 5_000, "{sent} bytes wait to be shown");
        flow.answered(now);
        assert!(flow.is_free(now) && flow.room() < 2 * FIRST);
        // A silence without end does not hold frames for ever, and what was given up is taken up again.
        for _ in 0..20 {
            flow.ask(&mut vec![b'x'; 500], now);
            now += PATIENCE * (1 << DOUBLINGS);
            assert!(flow.is_free(now));
        }
        assert_eq!((flow.room(), flow.is_asked()), (usize::MAX, false));
        flow.answered(now);
        flow.ask(&mut vec![b'x'; 500], now);
        assert!(flow.is_asked() && flow.room() < usize::MAX);
    }

    #[test]
    fn a_terminal_before_us_is_never_asked() {
        let mut flow = Flow::new(Line::Local);
        let mut frame = vec![b'x'; 9_000];
        flow.ask(&mut frame, Instant::now());
        assert_eq!((frame.len(), flow.room()), (9_000, usize::MAX));
    }
}
