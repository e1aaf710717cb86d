//! The text of a check: sections of lines, each with a mark, and a count at the end.

use std::fmt::Write as _;

use crate::text::width::{pad_right, width};
use crate::text::words::Lang;

/// How a line is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// It works.
    Good,
    /// It works, and something is worth knowing.
    Note,
    /// It does not work.
    Fault,
}

impl Mark {
    fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Good => lang.pick("ok", "正常"),
            Self::Note => lang.pick("note", "注意"),
            Self::Fault => lang.pick("FAULT", "故障"),
        }
    }
}

/// Columns of marks and of names.
const MARKS: usize = 7;
const NAMES: usize = 22;

/// What has been found so far.
#[derive(Debug)]
pub struct Report {
    /// Language of its sentences.
    pub lang: Lang,
    text: String,
    notes: usize,
    faults: usize,
}

impl Report {
    /// Nothing yet.
    pub fn new(lang: Lang) -> Self {
        Self {
            lang,
            text: format!("Watchfloor {}\n", env!("CARGO_PKG_VERSION")),
            notes: 0,
            faults: 0,
        }
    }

    /// Begins a section.
    pub fn section(&mut self, english: &str, chinese: &str) {
        let title = self.lang.pick(english, chinese);
        let _ = writeln!(self.text, "\n{title}");
    }

    /// A line with a mark.
    pub fn say(&mut self, mark: Mark, sentence: &str) {
        match mark {
            Mark::Good => {}
            Mark::Note => self.notes += 1,
            Mark::Fault => self.faults += 1,
        }
        let word = pad_right(mark.word(self.lang), MARKS);
        let _ = writeln!(self.text, "  {word}{sentence}");
    }

    /// A name, its value, and where it came from.
    pub fn row(&mut self, name: &str, value: &str, from: &str) {
        let name = pad_right(name, NAMES);
        let value = pad_right(value, if from.is_empty() { 0 } else { NAMES });
        let _ = writeln!(
            self.text,
            "  {}",
            format!("{name}{value} {from}").trim_end()
        );
    }

    /// A line as it is.
    pub fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "  {line}");
    }

    /// How many things do not work.
    pub fn faults(&self) -> usize {
        self.faults
    }

    /// The whole text, with the count.
    pub fn finish(&self) -> String {
        let (faults, notes) = (self.faults, self.notes);
        let count = match (faults, self.lang) {
            (0, Lang::En) => format!("Everything works. Notes: {notes}."),
            (0, Lang::Zh) => format!("一切正常，{notes} 条注意。"),
            (_, Lang::En) => format!("Faults: {faults}. Notes: {notes}."),
            (_, Lang::Zh) => format!("故障 {faults} 处，注意 {notes} 条。"),
        };
        // What stands in a file is quoted, but a terminal must not obey it.
        let text = self
            .text
            .replace(|c: char| c.is_control() && c != '\n', "?");
        format!("{text}\n{count}\n")
    }
}

/// Lines in a box whose right border stands in one column, if every character is as wide as it is taken for.
pub fn boxed(lines: &[(&str, String)]) -> Vec<String> {
    let inner = |(name, line): &(&str, String)| format!("{}{line}", pad_right(name, 10));
    let widest = lines.iter().map(|line| width(&inner(line))).max();
    let widest = widest.unwrap_or_default();
    let rule = format!("+{}+", "-".repeat(widest + 2));
    let rows = lines
        .iter()
        .map(|line| format!("| {} |", pad_right(&inner(line), widest)));
    std::iter::once(rule.clone())
        .chain(rows)
        .chain([rule.clone()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_holds_can_not_command_the_terminal() {
        let mut report = Report::new(Lang::En);
        report.row("theme", "\u{1b}]0;pwn\u{7}x", "config.toml:2");
        assert!(report.finish().contains("?]0;pwn?x"));
    }

    #[test]
    fn the_borders_of_a_box_stand_in_one_column() {
        let lines = boxed(&[
            ("ascii", "abc".to_owned()),
            ("中文", "值守台 ─●".to_owned()),
        ]);
        for line in &lines {
            assert_eq!(width(line), width(&lines[0]), "{line}");
        }
    }

    #[test]
    fn faults_count_and_notes_do_not() {
        let mut report = Report::new(Lang::En);
        report.say(Mark::Note, "a");
        assert_eq!(report.faults(), 0);
        report.say(Mark::Fault, "b");
        assert_eq!(report.faults(), 1);
        assert!(report.finish().ends_with("Faults: 1. Notes: 1.\n"));
    }
}
