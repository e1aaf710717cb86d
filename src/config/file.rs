//! A text of TOML as entries, each with the line it stands on. What the keys mean is not known here.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::layers::{Entry, Origin};
use super::problem::{Problem, What};
use super::setting::Value;
use super::table;

/// The longest piece of the file that a message repeats, in characters.
const SHOWN: usize = 60;

/// Reads a text; `place` names line numbers. A text that is no TOML has no entries.
pub(super) fn read(text: &str, place: impl Fn(usize) -> Origin) -> (Vec<Entry>, Vec<Problem>) {
    let line = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<_> = errors
        .iter()
        .map(|error| Problem {
            at: place(line(error.span().map_or(0, |span| span.start))),
            key: String::new(),
            what: What::NoToml(error.message().to_owned()),
        })
        .collect();
    if !problems.is_empty() {
        return (Vec::new(), problems);
    }
    let mut reading = Reading {
        text,
        place: &|at| place(line(at)),
        entries: Vec::new(),
    };
    for (section, value) in root.get_ref() {
        if value.get_ref().is_table() {
            reading.add(&[], section, value);
            continue;
        }
        problems.push(Problem {
            at: place(line(section.span().start)),
            key: section.get_ref().to_string(),
            what: What::NoSection,
        });
    }
    (reading.entries, problems)
}

/// What has been read so far.
struct Reading<'r> {
    text: &'r str,
    /// The place of a byte of the text.
    place: &'r dyn Fn(usize) -> Origin,
    entries: Vec<Entry>,
}

impl Reading<'_> {
    /// Adds a key, or what stands below it where the table of keys goes on below.
    fn add(
        &mut self,
        above: &[String],
        name: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let path = [above, &[name.get_ref().to_string()]].concat();
        if let DeValue::Table(below) = value.get_ref()
            && table::leads_on(&path)
        {
            for (name, value) in below {
                self.add(&path, name, value);
            }
            return;
        }
        self.entries.push(Entry {
            value: read_value(value.get_ref()),
            shown: shown(self.text, value),
            origin: (self.place)(name.span().start),
            path,
        });
    }
}

/// The file as a place for line numbers.
pub(super) fn lines_of(file: &Path) -> impl Fn(usize) -> Origin {
    move |line| Origin::File {
        file: file.to_owned(),
        line,
    }
}

fn read_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other, Value::Whole)
        }
        DeValue::Float(number) => Value::Decimal(number.as_str().to_owned()),
        DeValue::Array(list) => {
            let texts = list.iter().map(|item| item.get_ref().as_str());
            let texts: Option<Vec<_>> = texts.map(|text| text.map(str::to_owned)).collect();
            texts.map_or(Value::Other, Value::List)
        }
        _ => Value::Other,
    }
}

/// The value as it stands in the file, on one line and not too long.
fn shown(text: &str, value: &Spanned<DeValue<'_>>) -> String {
    if value.get_ref().is_table() {
        return "{…}".to_owned();
    }
    let written = text.get(value.span()).unwrap_or_default();
    let one_line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &one_line[..end]),
        None => one_line,
    }
}
