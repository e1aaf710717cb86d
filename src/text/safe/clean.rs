//! The cleaning pass. Code points are replaced one by one (nothing is parsed and stripped, so removing one
//! thing can never splice another together), then clusters wider than two columns are split, then the
//! result is cut to its limits. Each step leaves its own output unchanged, so the whole is a fixed point.

use std::fmt::{self, Write};

use compact_str::CompactString;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::classify::{Class, classify, invisible_name, is_plain};
use super::{Cleaned, Limits, SafeText, Suspicious};

/// Combining marks kept on one base.
const MARKS: usize = 2;
/// Stands between the parts of a cluster that would be wider than two columns.
const SPLIT: &str = "‹|›";
/// Says that the rest was cut.
const CUT: char = '…';

pub(super) fn clean(raw: &str, limits: Limits) -> Cleaned {
    if fits_as_it_is(raw, limits) {
        return Cleaned {
            text: SafeText(CompactString::new(raw)),
            suspicious: Suspicious::default(),
        };
    }
    let mut scan = Scan {
        out: String::with_capacity(raw.len().min(limits.bytes) + 16),
        ..Scan::default()
    };
    scan.run(raw, limits.bytes);
    let split = split_clusters(&scan.out);
    Cleaned {
        text: SafeText(cut(&split, limits)),
        suspicious: scan.suspicious,
    }
}

/// The fast path: nothing to replace and nothing to cut.
fn fits_as_it_is(raw: &str, limits: Limits) -> bool {
    raw.len() <= limits.bytes
        && is_all_plain(raw)
        && (raw.len() <= limits.graphemes || raw.chars().count() <= limits.graphemes)
}

fn is_all_plain(raw: &str) -> bool {
    let ascii = raw
        .bytes()
        .take_while(|byte| matches!(byte, b' '..=b'~'))
        .count();
    raw[ascii..].chars().all(is_plain)
}

/// What the pass over the code points remembers.
#[derive(Default)]
struct Scan {
    out: String,
    suspicious: Suspicious,
    /// Marks on the last base, the ones left out included.
    marks: usize,
}

impl Scan {
    /// Replaces code points until `enough` bytes are written: more would be cut anyway.
    fn run(&mut self, raw: &str, enough: usize) {
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            let class = classify(c);
            if class == Class::Mark {
                self.mark(c);
                continue;
            }
            self.end_marks();
            if self.out.len() > enough {
                return;
            }
            match class {
                Class::Keep | Class::Mark => self.out.push(c),
                Class::Unknown => self.out.push('\u{FFFD}'),
                Class::Tab => self.out.push('␉'),
                Class::LineEnd => {
                    if c == '\r' {
                        chars.next_if_eq(&'\n');
                    }
                    self.out.push('⏎');
                }
                Class::Picture(shown) => {
                    self.suspicious.escape = true;
                    self.out.push(shown);
                }
                Class::Control => {
                    self.suspicious.escape = true;
                    self.token(format_args!("{:02X}", u32::from(c)));
                }
                Class::Bidi(name) => {
                    self.suspicious.bidi = true;
                    self.token(format_args!("{name}"));
                }
                Class::Odd => self.token(format_args!("{:04X}", u32::from(c))),
                Class::Tone => self.token(format_args!("TONE")),
                Class::Flag(first) => {
                    let mut letters = String::from(first);
                    letters.extend(next_flag(&mut chars));
                    self.token(format_args!("{letters}"));
                }
                Class::Invisible => {
                    let mut others = 0_usize;
                    self.suspicious.invisible |= !is_presentation(c);
                    while let Some(next) = chars.next_if(|&next| classify(next) == Class::Invisible)
                    {
                        self.suspicious.invisible |= !is_presentation(next);
                        others += 1;
                    }
                    let name = invisible_name(c);
                    if others == 0 {
                        self.token(format_args!("{name}"));
                    } else {
                        self.token(format_args!("{name}+{others}"));
                    }
                }
            }
        }
        self.end_marks();
    }

    fn mark(&mut self, c: char) {
        if self.out.is_empty() {
            self.out.push('◌');
        }
        self.marks += 1;
        if self.marks <= MARKS {
            self.out.push(c);
        }
    }

    /// A base comes next: what the last one had too many is told by a token.
    fn end_marks(&mut self) {
        let excess = self.marks.saturating_sub(MARKS);
        self.marks = 0;
        if excess > 0 {
            self.suspicious.combining = true;
            self.token(format_args!("+{excess}"));
        }
    }

    fn token(&mut self, name: fmt::Arguments<'_>) {
        token(&mut self.out, name);
    }
}

fn token(out: &mut String, name: fmt::Arguments<'_>) {
    // Writing to a String can not fail.
    let _ = write!(out, "‹{name}›");
}

/// Two letters make a flag: the second one, where there is one.
fn next_flag(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<char> {
    match classify(*chars.peek()?) {
        Class::Flag(letter) => {
            chars.next();
            Some(letter)
        }
        _ => None,
    }
}

/// The selectors that only choose between the coloured and the plain shape of an emoji: too common in
/// honest text to be called suspicious.
fn is_presentation(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}')
}

/// Splits every cluster whose width is not one or two columns, or not the sum of its characters' widths:
/// terminals add up characters, and a table must not depend on which of the two they do. A cluster of no
/// width, such as a Korean vowel with nothing before it, is shown by its numbers.
fn split_clusters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        let sum: usize = cluster.chars().map(|c| c.width().unwrap_or(0)).sum();
        if (1..=2).contains(&sum) && cluster.width() == sum {
            out.push_str(cluster);
            continue;
        }
        for (at, c) in cluster.char_indices() {
            if sum == 0 {
                token(&mut out, format_args!("{:04X}", u32::from(c)));
                continue;
            }
            if at > 0 && c.width().unwrap_or(0) > 0 {
                out.push_str(SPLIT);
            }
            out.push(c);
        }
    }
    out
}

/// Cuts at a grapheme boundary so that the text and the sign of the cut stay within the limits.
fn cut(text: &str, limits: Limits) -> CompactString {
    let fits = text.len() <= limits.bytes
        && (text.len() <= limits.graphemes || text.graphemes(true).count() <= limits.graphemes);
    if fits {
        return CompactString::new(text);
    }
    let room = limits.bytes.saturating_sub(CUT.len_utf8());
    let end = text
        .grapheme_indices(true)
        .take(limits.graphemes.saturating_sub(1))
        .map(|(at, cluster)| at + cluster.len())
        .take_while(|&end| end <= room)
        .last()
        .unwrap_or(0);
    let mut out = CompactString::new(&text[..end]);
    if limits.bytes >= CUT.len_utf8() && limits.graphemes > 0 {
        out.push(CUT);
    }
    out
}
