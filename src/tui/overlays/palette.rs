//! The palette: a few letters find an action, a screen, an alert, a case or an order; Enter runs or opens it. What is
//! found is reckoned when something is typed, not when it is painted.

use crossterm::event::KeyCode;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;

use super::listing::{ABOUT, Entry, Line as ListLine, Listing, run, why_not};
use super::{Cursor, Fate, Line, last_four, paint, target_of};
use crate::domain::ids::Key as ItemKey;
use crate::text::words::{Term, Word};
use crate::tui::actions::{Action, Danger, Row, TABLE, may};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::open_item;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold_text;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Edit, TextField};

/// The cells of the box, and the most lines of what is found.
const WIDE: u16 = 112;
const LINES: u16 = 14;
/// Rows a page key moves.
const PAGE: usize = 10;
/// The most items that are looked for.
const ITEMS: usize = 12;
/// What counts for an action that can be done here and now, in points of the matcher (16 a letter).
const HERE: u32 = 24;
/// What counts for a name that was typed whole.
const WHOLE: u32 = 100;

/// What was found.
#[derive(Clone, Debug)]
enum Found {
    Action(&'static Row),
    Item(ItemKey),
}

/// The palette.
#[derive(Clone, Debug)]
pub struct PaletteBox {
    field: TextField,
    found: Vec<Found>,
    at: usize,
}

impl PaletteBox {
    /// Everything there is, what works here first.
    pub fn new(model: &Model) -> Self {
        Self {
            field: TextField::default(),
            found: find(model, ""),
            at: 0,
        }
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.field
    }

    /// Looks anew for what is typed.
    pub(super) fn look(&mut self, model: &Model) {
        self.found = find(model, fold_text(self.field.text().trim()).as_str());
        self.at = 0;
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        let last = self.found.len().saturating_sub(1);
        match key.code() {
            KeyCode::Up => self.at = self.at.saturating_sub(1),
            KeyCode::Down => self.at = (self.at + 1).min(last),
            KeyCode::PageUp => self.at = self.at.saturating_sub(PAGE),
            KeyCode::PageDown => self.at = (self.at + PAGE).min(last),
            KeyCode::Enter => {
                match self.found.get(self.at) {
                    Some(Found::Action(row)) => run(model, row, effects),
                    Some(Found::Item(key)) => open_item(model, key),
                    None => {}
                }
                return Fate::Goes;
            }
            _ => {
                if self.field.press(key) == Edit::Changed {
                    self.look(model);
                }
            }
        }
        Fate::Stays
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let title = Word::Palette.text(lang);
        let inside = paint::centred(model, buffer, title, WIDE, LINES + ABOUT + 1);
        let mut list = inside;
        list.y += list.height.min(1);
        list.height = list.height.saturating_sub(1);
        let contexts = model.contexts();
        let line = |index: usize| {
            ListLine::Entry(match &self.found[index] {
                Found::Action(row) => Entry::of(model, row, &contexts),
                Found::Item(key) => item(model, key),
            })
        };
        if self.found.is_empty() {
            let hint = Word::PaletteNothing.text(lang);
            paint::text(buffer, paint::row(list, 0), theme, Tone::Dim, hint);
        }
        let listing = Listing {
            lines: self.found.len(),
            selected: self.at,
            indent: 0,
            line: &line,
        };
        listing.paint(model, buffer, list);
        let line = Line {
            label: ">",
            field: &self.field,
            hint: Word::PaletteHint.text(lang),
            area: paint::row(inside, 0),
        };
        paint::line(buffer, theme, &line)
    }
}

/// What a text finds: items by number or by the last digits of an account, then actions, the best first.
fn find(model: &Model, typed: &str) -> Vec<Found> {
    let mut found: Vec<Found> = items(model, typed).into_iter().map(Found::Item).collect();
    found.extend(actions(model, typed).into_iter().map(Found::Action));
    found
}

fn actions(model: &Model, typed: &str) -> Vec<&'static Row> {
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut chars = Vec::new();
    let contexts = model.contexts();
    let mut scored: Vec<(u32, &'static Row)> = TABLE
        .iter()
        // An answer is the victim's: nobody gives one by running a row.
        .filter(|row| may(model, row) && !matches!(row.action, Action::Answer(_) | Action::Palette))
        .filter_map(|row| {
            let texts = [row.name, row.label.en, row.label.zh];
            let scores = texts
                .into_iter()
                .filter_map(|text| pattern.score(Utf32Str::new(text, &mut chars), &mut matcher));
            let score = scores.max()?;
            let is_here = why_not(model, row, &contexts).is_none();
            let is_whole = texts.iter().any(|text| text.eq_ignore_ascii_case(typed));
            let more = if is_here { HERE } else { 0 } + if is_whole { WHOLE } else { 0 };
            Some((score + more, row))
        })
        .collect();
    // Stable: what scores alike keeps the order of the table.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, row)| row).collect()
}

/// Open items whose number begins with the digits typed, or whose account ends in them.
fn items(model: &Model, typed: &str) -> Vec<ItemKey> {
    let is_number = !typed.is_empty() && typed.chars().all(|c| c.is_ascii_digit());
    if !is_number {
        return Vec::new();
    }
    let floor = model.floor();
    let numbered = |no: u32| no.to_string().starts_with(typed);
    let alerts = floor.alerts().values().rev();
    let alerts = alerts.filter(|alert| alert.state.is_open() && numbered(alert.no));
    let cases = floor.cases().values().rev();
    let cases = cases.filter(|case| case.state.is_open() && numbered(case.no));
    let ends = |shown: &str| typed.len() == 4 && last_four(shown).ends_with(typed);
    let orders = floor.orders().values().rev();
    let orders = orders.filter(|order| {
        order.state.is_open() && (numbered(order.no) || ends(order.target.shown()))
    });
    let alerts = alerts.map(|alert| ItemKey::Alert(alert.id));
    let cases = cases.map(|case| ItemKey::Case(case.id));
    let orders = orders.map(|order| ItemKey::Order(order.id));
    alerts
        .take(ITEMS / 3)
        .chain(cases.take(ITEMS / 3))
        .chain(orders.take(ITEMS / 3))
        .collect()
}

/// An item as a row.
fn item(model: &Model, key: &ItemKey) -> Entry {
    let (floor, lang) = (model.floor(), model.lang);
    let name = |word: Word, no: u32| format!("{} {no}", word.text(lang));
    let (what, about) = match key {
        ItemKey::Alert(id) => floor.alert(id).map(|alert| {
            let who = alert
                .victim
                .phone
                .as_ref()
                .map_or("", |phone| phone.shown());
            let about = [
                alert.tier.term(lang).into_owned(),
                who.to_owned(),
                alert.fraud_type.term(lang).into_owned(),
                alert.state.term(lang).into_owned(),
            ];
            (name(Word::Alert, alert.no), about.join("  "))
        }),
        ItemKey::Case(id) => floor.case(id).map(|case| {
            let who = case.victim.phone.as_ref().map_or("", |phone| phone.shown());
            let about = [
                who.to_owned(),
                case.fraud_type.term(lang).into_owned(),
                case.state.term(lang).into_owned(),
            ];
            (name(Word::Case, case.no), about.join("  "))
        }),
        ItemKey::Order(id) => floor.order(id).map(|order| {
            let state = order.state.term(lang);
            let about = format!("{}  {state}", target_of(model, order, lang));
            (name(Word::Order, order.no), about)
        }),
        _ => None,
    }
    .unwrap_or_default();
    Entry {
        keys: String::new(),
        what,
        name: "",
        about,
        why: None,
        danger: Danger::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::Tier;
    use crate::domain::org::Role;
    use crate::text::words::Lang;
    use crate::tui::testing::{Bench, actor, live_call, officer};

    /// The names of the first actions that a text finds.
    fn first(bench: &Bench, typed: &str, most: usize) -> Vec<&'static str> {
        let rows = actions(&bench.model, typed).into_iter();
        rows.map(|row| row.name).take(most).collect()
    }

    #[test]
    fn what_works_here_comes_first_and_a_whole_name_before_it() {
        let mut bench = Bench::with_roles(Lang::En, (120, 40), &officer());
        let now = bench.hub.now;
        bench.raise(live_call(1, Tier::P0, now));
        assert_eq!(first(&bench, "", 2), ["next", "claim"]);
        assert_eq!(first(&bench, "claim", 1), ["claim"]);
        assert_eq!(first(&bench, "esc", 1), ["escalate"]);
        assert_eq!(first(&bench, "止付", 1), ["stop"]);
        // To claim is possible here, to cut a line is not.
        let rows = first(&bench, "cl", 20);
        let at = |name| rows.iter().position(|row| *row == name);
        assert!(at("claim") < at("cut-line"), "{rows:?}");
    }

    #[test]
    fn a_reader_is_offered_nothing_that_changes_anything() {
        let bench = Bench::with_roles(Lang::En, (120, 40), &actor("w:1", &[Role::Wall]));
        for row in actions(&bench.model, "") {
            assert!(row.commands.is_empty(), "{}", row.name);
        }
    }
}
