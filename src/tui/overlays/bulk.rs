//! The question before an action on all marked rows: on how many, on which, which are left out and why. It is
//! answered on another key than the one that asked and takes no key in its first moment. What is done is exactly what
//! is shown: when it changed meanwhile it is shown anew.

use std::time::Instant;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;

use super::{Cursor, Fate, GUARD, is_held, letter, paint, target_of};
use crate::domain::command::Command;
use crate::domain::ids::Key as ItemKey;
use crate::domain::time::Span;
use crate::text::show;
use crate::text::words::{Lang, Say, Term, Word};
use crate::tui::actions::{CONFIRMS, Danger, row};
use crate::tui::app::bulk::{self, Plan};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::theme::Tone;

/// The cells of the box.
const WIDE: u16 = 66;
/// The most rows that are seen at once.
const SEEN: usize = 8;
/// The most reasons for leaving out that are named.
const REASONS: usize = 3;
/// The lines of the box beside the rows and what is left out.
const BESIDE: u16 = 8;

/// The question.
#[derive(Clone, Debug)]
pub struct BulkBox {
    plan: Plan,
    /// The command a form has asked the words of.
    given: Option<Command>,
    since: Instant,
    offset: usize,
}

impl BulkBox {
    /// The question for a plan.
    pub fn new(model: &Model, plan: Plan, given: Option<Command>) -> Self {
        Self {
            plan,
            given,
            since: model.moment.at,
            offset: 0,
        }
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        match (key.code(), letter(key)) {
            (KeyCode::Down, _) | (_, Some('j')) => self.scroll(model, 1),
            (KeyCode::Up, _) | (_, Some('k')) => self.scroll(model, -1),
            (_, Some(CONFIRMS)) if self.is_guarded(model) || is_held(model) => {}
            (_, Some(CONFIRMS)) => return self.confirmed(model, effects),
            _ => {}
        }
        Fate::Stays
    }

    fn is_guarded(&self, model: &Model) -> bool {
        model.moment.at.saturating_duration_since(self.since) < GUARD
    }

    fn scroll(&mut self, model: &Model, by: isize) {
        let most = self.plan.count().saturating_sub(seen(model));
        self.offset = self.offset.saturating_add_signed(by).min(most);
    }

    fn confirmed(&mut self, model: &mut Model, effects: &mut Vec<Effect>) -> Fate {
        if self.plan.count() == 0 {
            return Fate::Stays;
        }
        let now = bulk::plan(model, self.plan.action, self.given.as_ref());
        match now {
            Some(now) if now.is_same(&self.plan) => {
                bulk::begin(model, now, effects);
                Fate::Goes
            }
            Some(now) => {
                *self = Self::new(model, now, self.given.take());
                model.say(Say::Changed, Tone::ClockWarn);
                Fate::Stays
            }
            None => Fate::Goes,
        }
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let row = row(self.plan.action);
        let (what, marked) = (row.label.text(lang), self.plan.marked());
        let title = lang.pick(
            format!("{what} · {marked} marked"),
            format!("{what} · 已标记 {marked} 条"),
        );
        let lines = self.lines(model);
        let inside = paint::centred(model, buffer, &title, WIDE, lines.len() as u16 + 1);
        for (n, (tone, text)) in lines.iter().enumerate() {
            let area = paint::row(inside, n as u16);
            if text.starts_with("y  ") || text.starts_with("Esc  ") {
                paint::key_line(buffer, area, theme, text, *tone);
            } else {
                paint::text(buffer, area, theme, *tone, text);
            }
        }
        paint::note(model, buffer, paint::row(inside, lines.len() as u16));
        None
    }

    fn lines(&self, model: &Model) -> Vec<(Tone, String)> {
        let lang = model.lang;
        let (count, marked) = (self.plan.count(), self.plan.marked());
        let mut lines = Vec::new();
        if count == 0 {
            lines.push((Tone::Dim, Word::BulkNothing.text(lang).to_owned()));
        }
        let shown = self.plan.keys().skip(self.offset).take(seen(model));
        lines.extend(shown.map(|key| (Tone::Text, line(model, key))));
        let hidden = count.saturating_sub(seen(model));
        if hidden > 0 {
            let more = lang.pick(
                format!("{count} in all, j k scroll"),
                format!("共 {count} 条，j k 滚动"),
            );
            lines.push((Tone::Dim, more));
        }
        lines.extend(self.left_out(model).map(|line| (Tone::ClockWarn, line)));
        lines.push((Tone::Text, String::new()));
        if count > 0 {
            lines.push(self.question(lang, marked));
            let takes = self.plan.takes();
            if !takes.is_zero() {
                let span = show::age(Span(takes.as_millis() as i64), lang);
                let said = lang.pick(
                    format!("Sent in steps, about {span}: the hub takes 120 commands a minute."),
                    format!("分批发送，约 {span}：服务端每分钟接受 120 条。"),
                );
                lines.push((Tone::Dim, said));
            }
        }
        lines.push((Tone::Text, Word::ConfirmNo.text(lang).to_owned()));
        lines
    }

    /// Who is left out and why, a reason a line; what there is no room for is counted.
    fn left_out(&self, model: &Model) -> impl Iterator<Item = String> {
        let (lang, label) = (model.lang, Word::LeftOut.text(model.lang));
        let out = &self.plan.out;
        let named = out.iter().take(REASONS);
        let named = named.map(move |(why, nos)| format!("{label}{}", why.named(nos, lang)));
        let rest: usize = out.iter().skip(REASONS).map(|(_, nos)| nos.len()).sum();
        let rest = (rest > 0).then(|| {
            lang.pick(
                format!("{label}{rest} more for other reasons"),
                format!("{label}另有 {rest} 条，原因各异"),
            )
        });
        named.chain(rest)
    }

    fn question(&self, lang: Lang, marked: usize) -> (Tone, String) {
        let row = row(self.plan.action);
        let (what, count) = (row.label.text(lang), self.plan.count());
        let tone = match row.danger {
            Danger::Outside => Tone::Danger,
            Danger::None => Tone::OverlayTitle,
        };
        let said = lang.pick(
            format!("y  {what} {count} of {marked}"),
            format!("y  {what} {marked} 条中的 {count} 条"),
        );
        (tone, said)
    }
}

/// The rows there is room for.
fn seen(model: &Model) -> usize {
    SEEN.min(model.size.height.saturating_sub(BESIDE + 3).max(1) as usize)
}

/// One row: what it is known by.
fn line(model: &Model, key: &ItemKey) -> String {
    let (lang, floor) = (model.lang, model.floor());
    match key {
        ItemKey::Alert(id) => floor.alert(id).map(|alert| {
            let who = alert.victim.phone.as_ref().or(alert.victim.name.as_ref());
            let who = who.map_or(Word::Unknown.text(lang), |masked| masked.shown());
            let (tier, kind) = (alert.tier.term(lang), alert.fraud_type.term(lang));
            format!("{tier}  {:>4}  {who}  {kind}", alert.no)
        }),
        ItemKey::Case(id) => floor.case(id).map(|case| {
            let who = case.victim.phone.as_ref().or(case.victim.name.as_ref());
            let who = who.map_or(Word::Unknown.text(lang), |masked| masked.shown());
            format!("{:>4}  {who}  {}", case.no, show::money(case.loss, lang))
        }),
        ItemKey::Order(id) => {
            let order = floor.order(id);
            order.map(|order| format!("{:>4}  {}", order.no, target_of(model, order, lang)))
        }
        _ => None,
    }
    .unwrap_or_default()
}
