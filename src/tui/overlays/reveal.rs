//! A full number: first what it is needed for, then the number itself, counting down. The box takes no key but those
//! that end it, so that nothing copies what stands in it.

use std::time::Instant;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, digit, paint};
use crate::domain::decide::reveal;
use crate::domain::ids::Key as ItemKey;
use crate::domain::reveal::Purpose;
use crate::feed::secret::Secret;
use crate::text::words::{Term, Word};
use crate::tui::actions::{Action, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::panes::cell;
use crate::tui::theme::Tone;

/// Digits of an account stand in groups of so many.
const GROUP: usize = 4;
/// From so many digits on.
const LONG: usize = 12;

/// Asks what a number is needed for.
#[derive(Clone, Debug)]
pub struct PurposeBox {
    key: ItemKey,
    purposes: &'static [Purpose],
}

impl PurposeBox {
    /// The question for an order or a query; nobody asks before the hub has let us in.
    pub fn new(model: &Model, key: ItemKey) -> Option<Self> {
        let purposes = reveal::purposes(model.actor.as_ref()?);
        Some(Self { key, purposes })
    }

    pub(super) fn press(&self, key: Key, effects: &mut Vec<Effect>) -> Fate {
        let Some(purpose) = digit(key).and_then(|n| self.purposes.get(n - 1)) else {
            return Fate::Stays;
        };
        effects.push(Effect::Reveal(self.key.clone(), *purpose));
        Fate::Goes
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let count = self.purposes.len() as u16;
        let title = Word::RevealFor.text(lang);
        let inside = paint::centred(model, buffer, title, 52, count + 3);
        let about = about(model, &self.key);
        paint::text(buffer, paint::row(inside, 0), theme, Tone::Dim, &about);
        for (n, purpose) in self.purposes.iter().enumerate() {
            let line = format!("{}  {}", n + 1, purpose.term(lang));
            let area = paint::row(inside, n as u16 + 1);
            paint::key_line(buffer, area, theme, &line, Tone::Text);
        }
        let audit = Word::RevealAudit.text(lang);
        let area = paint::row(inside, count + 2);
        paint::text(buffer, area, theme, Tone::Dim, audit);
        None
    }
}

/// A full number for a short time.
#[derive(Clone, Debug)]
pub struct NumberBox {
    key: ItemKey,
    number: Secret,
    until: Instant,
}

impl NumberBox {
    /// The number of an item, until a moment.
    pub fn new(key: ItemKey, number: Secret, until: Instant) -> Self {
        Self { key, number, until }
    }

    /// It goes then.
    pub fn until(&self) -> Instant {
        self.until
    }

    pub(super) fn press(key: Key) -> Fate {
        match key.code() {
            KeyCode::Enter => Fate::Goes,
            _ => Fate::Stays,
        }
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let title = row(Action::Reveal).label.text(lang);
        let inside = paint::centred(model, buffer, title, 52, 5);
        let about = about(model, &self.key);
        paint::text(buffer, paint::row(inside, 0), theme, Tone::Dim, &about);
        self.put_number(model, buffer, paint::row(inside, 2));
        let left = self.until.saturating_duration_since(model.moment.at);
        let left = left.as_millis().div_ceil(1000);
        let gone = lang.pick(
            format!("Gone in {left} s. Enter or Esc: gone now."),
            format!("{left} 秒后消失。Enter 或 Esc 立即关闭。"),
        );
        paint::text(buffer, paint::row(inside, 4), theme, Tone::ClockWarn, &gone);
        None
    }

    /// Long numbers in groups, so that they can be read off.
    fn put_number(&self, model: &Model, buffer: &mut Buffer, area: ratatui::layout::Rect) {
        let theme = &model.setup.theme;
        let style = paint::raised(theme, Tone::Danger);
        let number = self.number.expose();
        let is_long = number.len() >= LONG && number.bytes().all(|b| b.is_ascii_digit());
        let mut strip = crate::tui::widgets::Strip::new(buffer, area);
        if !is_long {
            strip.put_cut(number, style, theme.glyphs().ellipsis);
            return;
        }
        let mut rest = number;
        while !rest.is_empty() {
            let (group, more) = rest.split_at(GROUP.min(rest.len()));
            strip.put(group, style).put(" ", style);
            rest = more;
        }
    }
}

/// Which item: the institution, and the number of the order.
fn about(model: &Model, key: &ItemKey) -> String {
    let (floor, lang) = (model.floor(), model.lang);
    match key {
        ItemKey::Order(id) => floor.order(id).map_or_else(String::new, |order| {
            let bank = cell::institution(model, &order.institution);
            format!("{bank}  {} {}", Word::Order.text(lang), order.no)
        }),
        ItemKey::Hop(id) => floor.hop(id).map_or_else(String::new, |hop| {
            let bank = cell::institution(model, &hop.institution);
            format!("{bank}  {}", hop.kind.term(lang))
        }),
        _ => String::new(),
    }
}
