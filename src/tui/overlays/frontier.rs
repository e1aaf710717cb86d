//! The frontier order: all places where the money may still be, by institution, before one key stops them all. It
//! names how many, whose and how much, is answered on another key than the one that asked, and takes no key in its
//! first moment. What is confirmed is exactly what is shown: when the frontier grew meanwhile, it is shown anew.
//! For the second person the same box lists the drafts that wait for them; Tab goes from one to the other.

use std::time::Instant;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cursor, Fate, GUARD, is_held, letter, paint};
use crate::domain::decide::frontier::Stays;
use crate::domain::ids::{CaseId, Key as ItemKey};
use crate::text::show;
use crate::text::width::width;
use crate::text::words::{Lang, Say, Word};
use crate::tui::actions::{Action, CONFIRMS, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::frontier::{Aim, Group, Leaves, Plan, Scope, reviewing, stopping};
use crate::tui::app::model::Model;
use crate::tui::app::send_on;
use crate::tui::app::sending::Then;
use crate::tui::keys::Key;
use crate::tui::panes::{self, cell, wrap};
use crate::tui::theme::Tone;

/// The most lines of institutions, and on a screen lower than [`LOW`].
const SEEN: (usize, usize) = (10, 3);
/// Below this many lines there is no room for empty ones.
const LOW: u16 = 24;
/// The cells of the box.
const WIDE: u16 = 70;

/// The cells of the columns after the name, from left to right.
const WIDTHS: [u16; 4] = [8, 9, 9, 8];

/// The question before the frontier is stopped.
#[derive(Clone, Debug)]
pub struct FrontierBox {
    scope: Scope,
    plan: Plan,
    /// How many Tab leads to.
    other: usize,
    since: Instant,
    /// The first institution seen.
    offset: usize,
}

impl FrontierBox {
    /// The question for a case; for the second person first where nothing is left to stop.
    pub fn new(model: &Model, case: CaseId, scope: Scope) -> Self {
        let stop = stopping(model, case, scope);
        let review = match scope {
            Scope::Frontier => reviewing(model, case),
            Scope::Place(_) => Plan::nothing(model, case),
        };
        let (plan, other) = if stop.count() == 0 && review.count() > 0 {
            (review, 0)
        } else {
            (stop, review.count())
        };
        Self {
            scope,
            plan,
            other,
            since: model.moment.at,
            offset: 0,
        }
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        match key.code() {
            KeyCode::Down => self.scroll(model, 1),
            KeyCode::Up => self.scroll(model, -1),
            KeyCode::Tab | KeyCode::BackTab => self.turn(model),
            _ => match letter(key) {
                Some('j') => self.scroll(model, 1),
                Some('k') => self.scroll(model, -1),
                Some(CONFIRMS) if self.is_guarded(model) || is_held(model) => {}
                Some(CONFIRMS) => return self.confirmed(model, effects),
                _ => {}
            },
        }
        Fate::Stays
    }

    fn is_guarded(&self, model: &Model) -> bool {
        model.moment.at.saturating_duration_since(self.since) < GUARD
    }

    fn scroll(&mut self, model: &Model, by: isize) {
        let most = self.plan.groups.len().saturating_sub(seen(model));
        self.offset = self.offset.saturating_add_signed(by).min(most);
    }

    /// From what is to be stopped to what waits for the second person, and back.
    fn turn(&mut self, model: &Model) {
        if self.other == 0 {
            return;
        }
        let case = self.plan.case;
        let plan = match self.plan.aim {
            Aim::Stop(_) => reviewing(model, case),
            Aim::Review(_) => stopping(model, case, self.scope),
        };
        self.other = self.plan.count();
        self.show(model, plan);
    }

    fn show(&mut self, model: &Model, plan: Plan) {
        self.plan = plan;
        self.since = model.moment.at;
        self.offset = 0;
    }

    fn confirmed(&mut self, model: &mut Model, effects: &mut Vec<Effect>) -> Fate {
        if self.plan.count() == 0 {
            return Fate::Stays;
        }
        let case = self.plan.case;
        let now = match self.plan.aim {
            Aim::Stop(_) => stopping(model, case, self.scope),
            Aim::Review(_) => reviewing(model, case),
        };
        if !now.is_same(&self.plan) {
            self.show(model, now);
            model.say(Say::FrontierGrew, Tone::ClockWarn);
            return Fate::Stays;
        }
        let then = Then::Frontier {
            orders: self.plan.all().accounts,
            asked: self.plan.asked().accounts,
            leaves: self.plan.leaves,
        };
        let (command, key) = (self.plan.command(), ItemKey::Case(case));
        send_on(model, effects, Action::Frontier, command, key, then)
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let below = self.below(model);
        let groups = self.plan.groups.len().min(seen(model));
        let gap = u16::from(!is_low(model));
        let table = if groups > 0 {
            groups as u16 + 1 + gap
        } else {
            0
        };
        let no = (model.floor().case(&self.plan.case)).map_or(0, |case| case.no);
        let what = row(Action::Frontier).label.text(lang);
        let title = format!("{what} · {} {no}", Word::Case.text(lang));
        let lines = 1 + table + below.len() as u16 + 1;
        let inside = paint::centred(model, buffer, &title, WIDE, lines);
        let (tone, head) = self.head(lang);
        paint::text(buffer, paint::row(inside, 0), theme, tone, &head);
        if groups > 0 {
            self.table(model, buffer, inside, 1 + gap);
        }
        for (n, (tone, text)) in below.iter().enumerate() {
            let area = paint::row(inside, 1 + table + n as u16);
            if text.contains("  ") {
                paint::key_line(buffer, area, theme, text, *tone);
            } else {
                paint::text(buffer, area, theme, *tone, text);
            }
        }
        paint::note(model, buffer, paint::row(inside, lines - 1));
        None
    }

    /// The institutions, titles first, from a line of the box on.
    fn table(&self, model: &Model, buffer: &mut Buffer, inside: Rect, from: u16) {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let titles = [
            Word::Institution,
            Word::Accounts,
            Word::Amount,
            Word::Reach,
            Word::Oldest,
        ];
        let titles = titles.map(|word| word.text(lang).to_owned());
        paint::cells(
            buffer,
            paint::row(inside, from),
            theme,
            Tone::Dim,
            &titles,
            &WIDTHS,
        );
        let seen = self.plan.groups.iter().skip(self.offset).take(seen(model));
        for (n, (id, group)) in seen.enumerate() {
            let name = match panes::trouble(model, id) {
                Some((_, state)) => {
                    let (bank, state) = (cell::institution(model, id), state.text(lang));
                    format!("{bank} {state}")
                }
                None => cell::institution(model, id).to_owned(),
            };
            let oldest = group
                .oldest
                .map(|at| show::age(model.now().since(at), lang));
            let cells = [
                name,
                show::count(group.accounts, lang),
                show::money(group.sum, lang),
                show::money(group.reach, lang),
                oldest.unwrap_or_else(|| "?".to_owned()),
            ];
            let area = paint::row(inside, from + 1 + n as u16);
            paint::cells(buffer, area, theme, Tone::Text, &cells, &WIDTHS);
        }
    }

    /// What stands below the institutions: more of them, what is not stopped, and the keys.
    fn below(&self, model: &Model) -> Vec<(Tone, String)> {
        let lang = model.lang;
        let mut lines = Vec::new();
        let blank = || (!is_low(model)).then(|| (Tone::Text, String::new()));
        let hidden = self.plan.groups.len().saturating_sub(seen(model));
        if hidden > 0 {
            let said = lang.pick(
                format!("{hidden} more, j k scroll"),
                format!("另有 {hidden} 家，j k 滚动"),
            );
            lines.push((Tone::Dim, said));
        }
        lines.extend(blank());
        let asides = self.asides(model);
        let gap = blank().filter(|_| !asides.is_empty());
        lines.extend(asides.into_iter().chain(gap));
        if self.plan.count() > 0 {
            lines.push((Tone::Danger, self.question(lang)));
        }
        if self.other > 0 {
            lines.push((Tone::Text, self.other_side(lang)));
        }
        lines.push((Tone::Text, Word::ConfirmNo.text(lang).to_owned()));
        if self.plan.count() > 0 && !is_low(model) {
            lines.extend(blank());
            let orders = (self.plan.all().accounts > 0).then(|| self.what_follows());
            let asks = (self.plan.asked().accounts > 0).then_some(Word::FrontierAsksStay);
            let follows = orders.into_iter().chain(asks);
            lines.extend(follows.map(|word| (Tone::Dim, word.text(lang).to_owned())));
        }
        lines
    }

    /// `20 accounts at 4 institutions, ¥184 000, reachable about ¥61 k`.
    fn head(&self, lang: Lang) -> (Tone, String) {
        let all = self.plan.all();
        let (n, m) = (all.accounts, self.plan.groups.len());
        let (sum, reach) = (sum(&all, lang), show::money(all.reach, lang));
        let said = match self.plan.aim {
            _ if self.plan.count() == 0 => {
                return (Tone::Dim, self.nothing().text(lang).to_owned());
            }
            Aim::Stop(_) if n == 0 => Word::NothingToStop.text(lang).to_owned(),
            Aim::Stop(_) => lang.pick(
                format!(
                    "{} at {}, {sum}, reachable about {reach}",
                    accounts(n),
                    banks(m)
                ),
                format!("{m} 家机构 {n} 个账户，{sum}，仍可拦截约 {reach}"),
            ),
            Aim::Review(_) => lang.pick(
                format!("{} for you, {sum}, reachable about {reach}", drafts_wait(n)),
                format!("{n} 份止付令待您审批，{sum}，仍可拦截约 {reach}"),
            ),
        };
        (Tone::OverlayTitle, said)
    }

    fn nothing(&self) -> Word {
        match self.plan.aim {
            Aim::Stop(_) => Word::NothingToStop,
            Aim::Review(_) => Word::NothingToReview,
        }
    }

    /// The one confirmation: it names count, institutions and sum.
    fn question(&self, lang: Lang) -> String {
        let (all, asked) = (self.plan.all(), self.plan.asked().accounts);
        let (n, m) = (all.accounts, self.plan.groups.len());
        let sum = sum(&all, lang);
        let and_ask = if asked > 0 {
            lang.pick(
                format!(", ask about {asked}"),
                format!("，并查询 {asked} 个"),
            )
        } else {
            String::new()
        };
        match (&self.plan.aim, self.plan.leaves) {
            (Aim::Review(_), _) => lang.pick(
                format!("y  approve and send {n} at {}, {sum}", banks(m)),
                format!("y  批准并发出 {m} 家机构 {n} 份止付令，{sum}"),
            ),
            (Aim::Stop(_), _) if n == 0 => lang.pick(
                format!("y  ask about {asked} at {}", banks(self.plan.ask.len())),
                format!("y  向 {} 家机构查询 {asked} 个", self.plan.ask.len()),
            ),
            (Aim::Stop(_), Leaves::AtOnce) => lang.pick(
                format!("y  stop {} at {}, {sum}{and_ask}", accounts(n), banks(m)),
                format!("y  止付 {m} 家机构 {n} 个账户，{sum}{and_ask}"),
            ),
            (Aim::Stop(_), Leaves::Later) => lang.pick(
                format!("y  draft {n} stop orders at {}, {sum}{and_ask}", banks(m)),
                format!("y  起草 {m} 家机构 {n} 份止付令，{sum}{and_ask}"),
            ),
        }
    }

    fn what_follows(&self) -> Word {
        match (&self.plan.aim, self.plan.leaves) {
            (Aim::Review(_), _) => Word::FrontierRecall,
            (Aim::Stop(_), Leaves::AtOnce) => Word::FrontierAlone,
            (Aim::Stop(_), Leaves::Later) => Word::FrontierWaits,
        }
    }

    /// What must be asked first, and what stays as it is.
    fn asides(&self, model: &Model) -> Vec<(Tone, String)> {
        let lang = model.lang;
        let mut lines = Vec::new();
        if !self.plan.ask.is_empty() {
            let (label, all) = (Word::AskFirst.text(lang), self.plan.asked());
            let who = self.plan.ask.iter();
            let who: Vec<String> = who
                .map(|(id, group)| format!("{} {}", cell::institution(model, id), group.accounts))
                .collect();
            let reach = show::money(all.reach, lang);
            let said = lang.pick(
                format!(
                    "{label} {}, reachable about {reach}: {}",
                    all.accounts,
                    who.join(", ")
                ),
                format!(
                    "{label} {} 个，仍可拦截约 {reach}：{}",
                    all.accounts,
                    who.join("、")
                ),
            );
            lines.push((Tone::ClockWarn, said));
        }
        let cells = model.size.width.saturating_sub(4).min(WIDE) as usize;
        let most = if is_low(model) { 1 } else { 3 };
        let mut broken: Vec<_> = lines
            .iter()
            .flat_map(|(tone, text)| {
                let parts = wrap(text, cells).take(most);
                parts.map(move |part| (*tone, part.to_owned()))
            })
            .collect();
        broken.extend(
            self.left_out(lang, cells)
                .into_iter()
                .take(most)
                .map(|line| (Tone::Dim, line)),
        );
        broken
    }

    /// `left out: 1 held already, 2 with the institution`, in lines; a count never parts from its reason.
    fn left_out(&self, lang: Lang, cells: usize) -> Vec<String> {
        let comma = lang.pick(", ", "，");
        let mut lines: Vec<String> = Vec::new();
        for (why, n) in &self.plan.out {
            let word = match why {
                Stays::Elsewhere(no) => lang.pick(
                    format!("under order {no} of another case"),
                    format!("已由他案第 {no} 号令止付"),
                ),
                why => stays_word(*why).text(lang).to_owned(),
            };
            let part = lang.pick(format!("{n} {word}"), format!("{n} 个{word}"));
            match lines.last_mut() {
                None => lines.push(format!("{}{part}", Word::LeftOut.text(lang))),
                Some(line) if width(line) + width(comma) + width(&part) < cells => {
                    line.push_str(comma);
                    line.push_str(&part);
                }
                Some(line) => {
                    line.push_str(comma.trim_end());
                    lines.push(part);
                }
            }
        }
        lines
    }

    /// What Tab leads to.
    fn other_side(&self, lang: Lang) -> String {
        let n = self.other;
        match self.plan.aim {
            Aim::Stop(_) => lang.pick(
                format!("Tab  {} for you", drafts_wait(n)),
                format!("Tab  {n} 份止付令待您审批"),
            ),
            Aim::Review(_) => lang.pick(
                format!("Tab  {} to stop", accounts(n)),
                format!("Tab  {n} 个账户待止付"),
            ),
        }
    }
}

/// Whether the screen is too low for empty lines.
fn is_low(model: &Model) -> bool {
    model.size.height < LOW
}

/// The lines of institutions there is room for.
fn seen(model: &Model) -> usize {
    if is_low(model) { SEEN.1 } else { SEEN.0 }
}

fn accounts(n: usize) -> String {
    if n == 1 {
        "1 account".to_owned()
    } else {
        format!("{n} accounts")
    }
}

fn banks(n: usize) -> String {
    if n == 1 {
        "1 institution".to_owned()
    } else {
        format!("{n} institutions")
    }
}

fn drafts_wait(n: usize) -> String {
    if n == 1 {
        "1 draft waits".to_owned()
    } else {
        format!("{n} drafts wait")
    }
}

/// The sum exact; a plus where not every sum is known.
fn sum(group: &Group, lang: Lang) -> String {
    let sum = show::money_exact(group.sum, lang);
    if group.unknown > 0 {
        format!("{sum}+?")
    } else {
        sum
    }
}

fn stays_word(why: Stays) -> Word {
    match why {
        Stays::Absent => Word::StaysAbsent,
        Stays::Spent => Word::StaysSpent,
        Stays::Gone => Word::StaysGone,
        Stays::Held => Word::StaysHeld,
        Stays::AtDesk => Word::StaysAtDesk,
        Stays::Paper => Word::StaysPaper,
        Stays::First => Word::StaysFirst,
        Stays::Second => Word::StaysSecond,
        Stays::Elsewhere(_) => Word::StaysElsewhere,
        Stays::Stops => Word::StaysStops,
        Stays::Exercise => Word::StaysExercise,
    }
}
