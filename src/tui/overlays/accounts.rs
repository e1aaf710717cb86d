//! The accounts a desk names: where the money went, or the card behind an order number. One account after the
//! other, field by field or as a line `account institution amount [time]`; a paste of several lines is taken
//! whole. Enter on an empty account reviews what was named and asks for the confirming key.

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::buffer::Buffer;

use super::banks::{matches, offered};
use super::told::{Listing, Reader, Told};
use super::{Confirm, Cursor, Fate, Line, Overlay, paint, plain_digits};
use crate::domain::command::{Command, HopTold, MovedOn};
use crate::domain::ids::{InstitutionId, Key as ItemKey};
use crate::domain::money::Fen;
use crate::text::show;
use crate::text::words::{Bad, Say, Word};
use crate::tui::actions::{Action, DeskAct};
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// What the accounts answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Purpose {
    /// The money of an order has moved on.
    Moved,
    /// The card behind an order number.
    Card,
    /// The outflows of a statement.
    Statement,
}

const ACCOUNT: usize = 0;
const BANK: usize = 1;
const AMOUNT: usize = 2;
const TIME: usize = 3;
/// How many rows the statement had; only of a statement.
const ROWS: usize = 4;
const LABELS: [Word; 5] = [
    Word::AccountNo,
    Word::Bank,
    Word::AmountYuan,
    Word::TimeOrMinutes,
    Word::StatementRows,
];

/// Named accounts that are seen in the form.
const SEEN: usize = 6;

/// The form being filled in.
#[derive(Clone, Debug)]
pub struct AccountsForm {
    key: ItemKey,
    purpose: Purpose,
    /// What went through the account, as far as is known.
    whole: Option<Fen>,
    fields: [TextField; 5],
    at: usize,
    told: Vec<Told>,
}

impl AccountsForm {
    /// The form for an order whose money is gone, or for a query.
    pub fn new(model: &Model, key: &ItemKey) -> Option<Self> {
        let (purpose, whole) = match key {
            ItemKey::Order(id) => (Purpose::Moved, model.floor().order(id)?.limit),
            ItemKey::Hop(id) => {
                let hop = model.floor().hop(id)?;
                let purpose = if hop.kind.hides_card() {
                    Purpose::Card
                } else {
                    Purpose::Statement
                };
                (purpose, hop.amount)
            }
            _ => return None,
        };
        let mut form = Self {
            key: key.clone(),
            purpose,
            whole,
            fields: Default::default(),
            at: ACCOUNT,
            told: Vec::new(),
        };
        form.begin();
        Some(form)
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.fields[self.at]
    }

    /// The next account; what is left of the whole is suggested.
    fn begin(&mut self) {
        let left = self
            .whole
            .map(|whole| Fen(whole.0.saturating_sub(self.sum().0)));
        let left = left.filter(|left| left.is_positive());
        let rows = std::mem::take(&mut self.fields[ROWS]);
        self.fields = Default::default();
        self.fields[AMOUNT] = TextField::suggest(&left.map_or_else(String::new, super::yuan));
        self.fields[ROWS] = rows;
        self.at = ACCOUNT;
    }

    fn sum(&self) -> Fen {
        self.told.iter().map(|told| told.amount).sum()
    }

    fn shown(&self) -> usize {
        if self.purpose == Purpose::Statement {
            self.fields.len()
        } else {
            ROWS
        }
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key) -> Fate {
        let back = key.modifiers().contains(KeyModifiers::SHIFT);
        match key.code() {
            KeyCode::Enter => self.enter(model),
            KeyCode::Tab if back => self.turn(-1),
            KeyCode::Tab | KeyCode::Down => {
                if self.at == BANK {
                    self.complete(model);
                }
                self.turn(1);
            }
            KeyCode::Up => self.turn(-1),
            KeyCode::Backspace if self.at == ACCOUNT && self.fields[ACCOUNT].text().is_empty() => {
                self.told.pop();
                self.begin();
            }
            _ => {
                self.field().press(fold(key));
            }
        }
        Fate::Stays
    }

    /// Several words or lines are accounts; anything else goes into the field.
    pub(super) fn paste(&mut self, model: &mut Model, text: &str) {
        // Most terminals paste a line break as a carriage return.
        let lines = text.split(['\r', '\n']);
        let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).collect();
        let is_line = |line: &&str| line.split_whitespace().count() >= 3;
        if self.at != ACCOUNT || !lines.first().is_some_and(is_line) {
            self.field().paste(text);
            return;
        }
        let mut bad = None;
        for (n, line) in lines.iter().enumerate() {
            match read_line(model, line) {
                Ok(told) => self.told.push(told),
                Err(why) => bad = bad.or(Some(Bad::Line(n + 1, Box::new(why)))),
            }
        }
        self.begin();
        match bad {
            Some(bad) => model.say(Say::Bad(bad), Tone::Error),
            None => model.say(Say::AccountsTaken { n: lines.len() }, Tone::Text),
        }
    }

    fn turn(&mut self, by: isize) {
        self.at = (self.at as isize + by).rem_euclid(self.shown() as isize) as usize;
    }

    fn complete(&mut self, model: &Model) {
        let typed = self.fields[BANK].text().trim().to_owned();
        if let Some(desk) = matches(model, &typed).next().filter(|_| !typed.is_empty()) {
            self.fields[BANK] = TextField::with(desk.institution.as_str());
        }
    }

    fn enter(&mut self, model: &mut Model) {
        let account = self.fields[ACCOUNT].text().trim();
        if account.is_empty() && self.fields[BANK].text().trim().is_empty() {
            return self.review(model);
        }
        let as_line = read_line(model, account);
        let told = match as_line {
            Ok(told) => Ok(told),
            Err(_) => self.read(model),
        };
        match told {
            Ok(told) => {
                self.told.push(told);
                self.begin();
                if self.purpose == Purpose::Card {
                    self.review(model);
                }
            }
            Err(bad) => {
                let field = match bad {
                    Bad::Account => ACCOUNT,
                    Bad::Institution(_) => BANK,
                    Bad::Amount => AMOUNT,
                    _ => TIME,
                };
                // An empty field further down is simply the next one to fill in.
                let is_next = field != self.at && self.fields[field].text().is_empty();
                let tone = if is_next { Tone::Text } else { Tone::Error };
                model.say(Say::Bad(bad), tone);
                self.at = field;
            }
        }
    }

    fn read(&mut self, model: &Model) -> Result<Told, Bad> {
        if self.at == BANK {
            self.complete(model);
        }
        let text = |field: usize| self.fields[field].text();
        with_reader(model, |reader| {
            reader.read(text(ACCOUNT), text(BANK), text(AMOUNT), text(TIME))
        })
    }

    /// Asks for the confirming key, with everything that was named.
    fn review(&mut self, model: &mut Model) {
        let rows = plain_digits(self.fields[ROWS].text());
        let Ok(rows) = (if rows.is_empty() {
            Ok(None)
        } else {
            rows.parse().map(Some)
        }) else {
            self.at = ROWS;
            return model.say(Say::Bad(Bad::Rows), Tone::Error);
        };
        let outputs: Vec<_> = self.told.iter().map(Told::told).collect();
        let (act, command) = match self.purpose {
            Purpose::Moved => {
                let moved = MovedOn {
                    next_accounts: outputs,
                    ended: None,
                };
                (DeskAct::MovedOn, Command::OrderEmpty(moved))
            }
            Purpose::Card | Purpose::Statement => {
                let told = HopTold {
                    rows,
                    outputs,
                    ended: None,
                };
                (DeskAct::Answer, Command::HopAnswer(told))
            }
        };
        let said = self.said(model);
        let asked = Confirm::of_reply(model, Action::Desk(act), &self.key, command, said);
        match asked {
            Some(asked) => model.overlays.push(Overlay::Confirm(asked)),
            None => model.say(Say::Changed, Tone::Error),
        }
    }

    /// What is about to be said, in lines.
    fn said(&self, model: &Model) -> Vec<String> {
        let lang = model.lang;
        if self.told.is_empty() {
            let nothing = match self.purpose {
                Purpose::Moved => Word::WhereUnknown,
                Purpose::Card => Word::NoCard,
                Purpose::Statement => Word::NoOutflow,
            };
            return vec![nothing.text(lang).to_owned()];
        }
        let mut lines = vec![self.total(model)];
        lines.extend(self.told.iter().take(SEEN).map(|told| line_of(model, told)));
        if self.told.len() > SEEN {
            let more = self.told.len() - SEEN;
            lines.push(lang.pick(format!("and {more} more"), format!("另有 {more} 个账户")));
        }
        lines
    }

    /// `3 accounts, ¥52 000.00 of ¥52 000.00`
    fn total(&self, model: &Model) -> String {
        let lang = model.lang;
        let (n, sum) = (self.told.len(), show::money_exact(self.sum(), lang));
        let accounts = if n == 1 { "account" } else { "accounts" };
        let told = lang.pick(
            format!("{n} {accounts}, {sum}"),
            format!("{n} 个账户，{sum}"),
        );
        match self.whole.map(|whole| show::money_exact(whole, lang)) {
            Some(whole) => format!("{told}{}{whole}", lang.pick(" of ", "／")),
            None => told,
        }
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let title = match self.purpose {
            Purpose::Moved => Word::AccountsMoved,
            Purpose::Card => Word::AccountsCard,
            Purpose::Statement => Word::AccountsStatement,
        };
        let shown = self.shown() as u16;
        let lines = shown + SEEN as u16 + 5;
        let inside = paint::centred(model, buffer, title.text(lang), 70, lines);
        let mut cursor = None;
        for (n, field) in self.fields.iter().take(self.shown()).enumerate() {
            let line = Line {
                label: LABELS[n].text(lang),
                field,
                hint: if n == ACCOUNT {
                    Word::AccountLine.text(lang)
                } else {
                    ""
                },
                area: paint::row(inside, n as u16),
            };
            let at = paint::line(buffer, theme, &line);
            if n == self.at {
                cursor = at;
            }
        }
        let row = |n: u16| paint::row(inside, shown + n);
        // On a low screen the accounts named give way, not what is said about the one being typed.
        let room = inside.height.saturating_sub(shown + 4).min(SEEN as u16 + 1);
        let said = offered(model, self.fields[BANK].text(), row(0).width);
        paint::text(buffer, row(0), theme, Tone::Placeholder, &said);
        if !self.told.is_empty() {
            paint::text(buffer, row(1), theme, Tone::Text, &self.total(model));
        }
        let first = self.told.len().saturating_sub(usize::from(room).min(SEEN));
        for (n, told) in self.told[first..].iter().enumerate() {
            let tone = match told.listing {
                Listing::Listed => Tone::Text,
                Listing::Unlisted => Tone::ClockWarn,
            };
            let line = line_of(model, told);
            paint::text(buffer, row(2 + n as u16), theme, tone, &line);
        }
        paint::note(model, buffer, row(2 + room));
        let hint = Word::AccountsHint.text(lang);
        paint::text(buffer, row(3 + room), theme, Tone::Dim, hint);
        cursor
    }
}

/// One named account: bank, last four, amount, time.
fn line_of(model: &Model, told: &Told) -> String {
    let lang = model.lang;
    let at = told.at.map_or_else(String::new, |at| {
        format!("  {}", show::time_of_day(at, model.setup.zone))
    });
    let listed = match told.listing {
        Listing::Listed => String::new(),
        Listing::Unlisted => format!("  ({})", Word::NotListed.text(lang)),
    };
    format!(
        "{}  {}  {}{at}{listed}",
        told.institution,
        told.last_four(),
        show::money_exact(told.amount, lang)
    )
}

fn read_line(model: &Model, line: &str) -> Result<Told, Bad> {
    with_reader(model, |reader| reader.line(line))
}

fn with_reader<T>(model: &Model, read: impl FnOnce(&Reader<'_>) -> T) -> T {
    let listed = |typed: &str| -> Option<InstitutionId> {
        let is = |name: &str| name.eq_ignore_ascii_case(typed);
        matches(model, typed)
            .find(|desk| is(desk.institution.as_str()) || is(&desk.name_zh) || is(&desk.name_en))
            .map(|desk| desk.institution.clone())
    };
    read(&Reader {
        listed: &listed,
        now: model.now(),
        zone: model.setup.zone,
    })
}
