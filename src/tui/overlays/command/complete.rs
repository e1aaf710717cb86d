//! What may stand where the command line ends: names of commands, fields of the table at hand, their words.

use super::rows;
use super::verbs::{KINDS, LANGS, Verb};
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::app::table::field::{Field, Holds, columns, fields, named, table_of, terms};
use crate::tui::theme::Theme;

/// The most items of one kind that are offered.
const ITEMS: usize = 20;

/// What may follow a text.
#[derive(Clone, Debug)]
pub struct Completion {
    /// What stands before the word that is completed.
    before: String,
    /// What the word may become.
    pub words: Vec<String>,
}

impl Completion {
    /// The line with one of the words.
    pub fn line(&self, at: usize) -> String {
        let word = self.words.get(at).map_or("", String::as_str);
        format!("{}{word}", self.before)
    }

    /// The line with the only word, ready for what follows it.
    pub fn whole(&self, model: &Model) -> String {
        let line = self.line(0);
        let takes = Verb::named(&line).is_some();
        // Nothing follows an action; a filter may go on after a whole word.
        let goes_on = takes && !completion(model, &format!("{line} ")).words.is_empty();
        if goes_on { format!("{line} ") } else { line }
    }

    /// The line as far as all words agree.
    pub fn shared(&self) -> String {
        let mut words = self.words.iter();
        let mut shared = words.next().map_or("", String::as_str);
        for word in words {
            let same = shared.char_indices().zip(word.chars());
            let end = same.take_while(|((_, a), b)| a == b).last();
            let end = end.map_or(0, |((at, c), _)| at + c.len_utf8());
            shared = &shared[..end];
        }
        format!("{}{shared}", self.before)
    }
}

/// What the last word of a text may become.
pub fn completion(model: &Model, typed: &str) -> Completion {
    let start = typed.rfind(' ').map_or(0, |at| at + 1);
    let (before, word) = typed.split_at(start);
    let verb = before.split(' ').next().and_then(Verb::named);
    let table = table_of(model.place.focus);
    let mut words = match (verb, table) {
        (None, _) if before.is_empty() => names(model),
        (Some(Verb::Filter), Some(table)) => filter(model, table, word),
        (Some(Verb::Sort), Some(table)) => {
            let sign = if word.starts_with('-') { "-" } else { "" };
            let columns = columns(table).iter();
            columns
                .map(|field| format!("{sign}{}", field.name()))
                .collect()
        }
        (Some(Verb::View), _) => model.setup.views.keys().cloned().collect(),
        (Some(Verb::Go), _) => items(model, word),
        (Some(Verb::Lang), _) => LANGS.iter().map(|(name, _)| (*name).to_owned()).collect(),
        (Some(Verb::Theme), _) => Theme::built_in().map(str::to_owned).collect(),
        (None, _) | (Some(Verb::Filter | Verb::Sort), None) => Vec::new(),
    };
    let wanted = word.to_lowercase();
    words.retain(|candidate| candidate.to_lowercase().starts_with(&wanted));
    Completion {
        before: before.to_owned(),
        words,
    }
}

/// Names of actions of the role and of verbs, each once.
fn names(model: &Model) -> Vec<String> {
    let verbs = Verb::ALL.into_iter().map(Verb::name);
    let actions = rows(model).map(|row| row.name);
    let actions = actions.filter(|name| Verb::named(name).is_none());
    verbs.chain(actions).map(str::to_owned).collect()
}

/// Fields of a table, and after the sign of one what it may hold.
fn filter(model: &Model, table: Pane, word: &str) -> Vec<String> {
    let Some((name, value)) = word.split_once(':') else {
        return fields(table)
            .map(|field| format!("{}{}", field.name(), sign(field)))
            .collect();
    };
    let Some(field) = named(table, name) else {
        return Vec::new();
    };
    // Of several values the last one is being typed.
    let head = value.rfind(',').map_or(0, |at| at + 1);
    let head = format!("{name}:{}", &value[..head]);
    let values: Vec<String> = match field.holds() {
        Holds::Term => terms(table, field)
            .into_iter()
            .filter_map(|[wire, en, zh, _]| {
                let shown = model.lang.pick([&wire, &en], [&zh, &wire]);
                let plain = shown.into_iter().find(|name| !name.contains(' '));
                plain.map(ToString::to_string)
            })
            .collect(),
        Holds::Bank => model
            .floor()
            .desks()
            .keys()
            .map(ToString::to_string)
            .collect(),
        Holds::Person => vec!["me".to_owned(), "none".to_owned()],
        _ => Vec::new(),
    };
    values
        .into_iter()
        .map(|value| format!("{head}{value}"))
        .collect()
}

/// What stands between a field and its value.
fn sign(field: Field) -> char {
    match field.holds() {
        Holds::Money | Holds::Span => '>',
        _ => ':',
    }
}

/// The open items of a kind, the newest first.
fn items(model: &Model, word: &str) -> Vec<String> {
    let Some((kind, _)) = word.split_once(':') else {
        return KINDS.iter().map(|(whole, _)| format!("{whole}:")).collect();
    };
    let floor = model.floor();
    let is_kind = |(whole, short): &&(&str, &str)| kind == *whole || kind == *short;
    let numbers: Vec<u32> = match KINDS.iter().find(is_kind) {
        Some(("alert", _)) => {
            let open = floor.alerts().values().rev().filter(|a| a.state.is_open());
            open.take(ITEMS).map(|alert| alert.no).collect()
        }
        Some(("case", _)) => {
            let open = floor.cases().values().rev().filter(|c| c.state.is_open());
            open.take(ITEMS).map(|case| case.no).collect()
        }
        Some(_) => {
            let open = floor.orders().values().rev().filter(|o| o.state.is_open());
            open.take(ITEMS).map(|order| order.no).collect()
        }
        None => Vec::new(),
    };
    numbers
        .into_iter()
        .map(|no| format!("{kind}:{no}"))
        .collect()
}
