//! `watchfloor ingest`: reads records, adapts them with a mapping, posts them in batches. A batch whose answer was
//! lost is sent again, which is safe: the hub knows a record by its source and id.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use hyper::body::Bytes;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::sync::mpsc;

use super::map;
use super::post::{Address, Post, PostError};
use super::read::{Record, open, read_records};
use super::{BadLine, LineAnswer, MOST_LINE, Status, Tally, read_answers};
use crate::cli::IngestArgs;
use crate::feed::token;

/// Most lines and bytes of a batch.
const BATCH_LINES: usize = 200;
const BATCH_BYTES: usize = 512 * 1024;
/// How often a batch is sent before the hub counts as gone, and the pauses in between.
const ATTEMPTS: u32 = 8;
const PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Exit code of a run that told every line and took not all of them.
const NOT_WHOLE: u8 = 1;
/// Exit code of a run that could not be done.
const FAILED: u8 = 2;

/// Runs `watchfloor ingest`. The closing line goes to `out`, everything else to `err`; returns the exit code.
pub async fn ingest_command(args: &IngestArgs, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let mut run = Run {
        file: name(&args.file),
        tally: Tally::default(),
        bar: ProgressBar::hidden(),
        err,
    };
    let done = run.whole(args).await;
    run.bar.finish_and_clear();
    if let Err(why) = &done {
        run.say(why);
    }
    if done.is_ok() || run.tally != Tally::default() {
        // Nobody listens any more: the exit code still tells.
        let _ = writeln!(out, "{}", run.tally);
    }
    match done {
        Err(_) => FAILED,
        Ok(()) if run.tally.is_whole() => 0,
        Ok(()) => NOT_WHOLE,
    }
}

/// A run and what came of it so far.
struct Run<'a> {
    /// How the source is called.
    file: String,
    tally: Tally,
    bar: ProgressBar,
    err: &'a mut dyn Write,
}

impl Run<'_> {
    /// Says a sentence above the bar.
    fn say(&mut self, text: &str) {
        let err = &mut self.err;
        self.bar.suspend(|| {
            let _ = writeln!(err, "{text}");
        });
    }

    async fn whole(&mut self, args: &IngestArgs) -> Result<(), String> {
        let address: Address = args.url.parse().map_err(|e| format!("{e}"))?;
        let read = token::read(args.token_file.as_deref()).map_err(|e| e.to_string())?;
        if let Some(warning) = &read.warning {
            self.say(warning);
        }
        let mapping = args.map.as_deref().map(map::load).transpose();
        let mapping = mapping.map_err(|e| e.to_string())?;
        let (input, length) = open(&args.file)?;
        self.bar = bar(length);
        let mut post = Post::connect(address, read.token)
            .await
            .map_err(|e| e.to_string())?;
        let (send, mut records) = mpsc::channel(2 * BATCH_LINES);
        let reader = std::thread::spawn(move || read_records(input, mapping.as_ref(), &send));
        while let Some(first) = records.recv().await {
            let batch = Batch::fill(first, &mut records);
            self.send(&mut post, batch).await?;
        }
        let ended = reader.join().map_err(|_| "reading stopped".to_owned())?;
        let note = ended.map_err(|why| format!("{}: {why}", self.file))?;
        if let Some(note) = note {
            self.say(&format!("{}: {note}", self.file));
        }
        Ok(())
    }

    /// Sends a batch until it is answered, and tells what came of it.
    async fn send(&mut self, post: &mut Post, batch: Batch) -> Result<(), String> {
        for (number, reason) in &batch.bad {
            self.tell(*number, Status::Bad, &reason.to_string());
        }
        if !batch.numbers.is_empty() {
            for answer in self.answers(post, &batch).await? {
                let at = (answer.line as usize).wrapping_sub(1);
                let number = batch.numbers.get(at).copied().unwrap_or_default();
                let reason = answer.reason.as_deref().unwrap_or_default();
                self.tell(number, answer.status, reason);
            }
        }
        self.bar.inc(batch.read);
        Ok(())
    }

    async fn answers(&mut self, post: &mut Post, batch: &Batch) -> Result<Vec<LineAnswer>, String> {
        let mut pause = PAUSE;
        for attempt in 1.. {
            let answer = post.send(&batch.body).await.and_then(|body| {
                let answers = read_answers(&body)
                    .map_err(|e| PostError::Lost(format!("the answer was cut: {e}")))?;
                if answers.len() == batch.numbers.len() {
                    return Ok(answers);
                }
                let (got, sent) = (answers.len(), batch.numbers.len());
                Err(PostError::Lost(format!("{got} answers to {sent} lines")))
            });
            match answer {
                Ok(answers) => return Ok(answers),
                Err(PostError::Refused(why)) => return Err(why),
                Err(PostError::Lost(why)) if attempt == ATTEMPTS => {
                    return Err(format!(
                        "{why}. Given up after {ATTEMPTS} attempts; run the same command again, nothing is taken twice."
                    ));
                }
                Err(PostError::Lost(why)) => {
                    let (first, last) = batch.span();
                    self.say(&format!(
                        "{} lines {first} to {last}: {why}; sent again, what was taken before is counted as duplicate",
                        self.file
                    ));
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
        Ok(Vec::new())
    }

    /// Counts a line, and says why where it was not taken.
    fn tell(&mut self, number: u32, status: Status, reason: &str) {
        self.tally.count(status);
        if !matches!(status, Status::Accepted | Status::Duplicate) {
            self.say(&format!("{} line {number}: {status}: {reason}", self.file));
        }
    }
}

/// Records that travel together.
struct Batch {
    body: Bytes,
    /// Line numbers of the records in the body, in order.
    numbers: Vec<u32>,
    /// Lines that are not sent.
    bad: Vec<(u32, BadLine)>,
    /// Bytes of the source.
    read: u64,
}

impl Batch {
    /// `first` and what else is ready, without waiting: a live source is never held up.
    fn fill(first: Record, records: &mut mpsc::Receiver<Record>) -> Self {
        let mut body = String::new();
        let mut batch = Self {
            body: Bytes::new(),
            numbers: Vec::new(),
            bad: Vec::new(),
            read: 0,
        };
        let mut next = Some(first);
        while let Some(record) = next {
            batch.read += record.bytes;
            match record.body {
                Ok(line) => {
                    body.push_str(&line);
                    body.push('\n');
                    batch.numbers.push(record.number);
                }
                Err(reason) => batch.bad.push((record.number, reason)),
            }
            let is_full = batch.numbers.len() + batch.bad.len() >= BATCH_LINES
                || body.len() + MOST_LINE > BATCH_BYTES;
            next = (!is_full).then(|| records.try_recv().ok()).flatten();
        }
        batch.body = body.into();
        batch
    }

    /// First and last line in the body, by the source.
    fn span(&self) -> (u32, u32) {
        let at = |number: Option<&u32>| number.copied().unwrap_or_default();
        (at(self.numbers.iter().min()), at(self.numbers.iter().max()))
    }
}

/// How a source is called in messages.
fn name(file: &Path) -> String {
    if file == Path::new("-") {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    }
}

/// A bar for people; nothing where standard error is no terminal.
fn bar(length: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = "{bar:40} {bytes}/{total_bytes} {eta}";
    match (length, ProgressStyle::with_template(template)) {
        (Some(length), Ok(style)) => {
            ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr())
                .with_style(style)
        }
        _ => ProgressBar::new_spinner(),
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
