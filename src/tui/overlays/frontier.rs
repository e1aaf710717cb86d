//! The frontier order: all places where the money may still be, by institution, before one key stops them all. It
//! names how many, whose and how much, is answered on another key than the one that asked, and takes no key in its
//! first moment. What is confirmed is exactly what is shown: when the frontier grew meanwhile, it is shown anew.
//! For the second person the same box lists the drafts that wait for them; Tab goes from one to the other.

use std::time::Instant;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Cursor, Fate, GUARD, letter, paint};
use crate::domain::ids::{CaseId, InstitutionId, Key as ItemKey};
use crate::text::show;
use crate::text::words::{Lang, Say, Word};
use crate::tui::actions::{Action, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::frontier::{Aim, Group, Out, Plan, Scope, reviewing, stopping};
use crate::tui::app::model::Model;
use crate::tui::app::send_on;
use crate::tui::app::sending::Then;
use crate::tui::keys::Key;
use crate::tui::theme::Tone;

/// The most lines of institutions.
const SEEN: usize = 10;

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
            Scope::Place(_) => Plan::nothing(case),
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
            KeyCode::Down => self.scroll(1),
            KeyCode::Up => self.scroll(-1),
            KeyCode::Tab | KeyCode::BackTab => self.turn(model),
            _ => match letter(key) {
                Some('j') => self.scroll(1),
                Some('k') => self.scroll(-1),
                Some('y') if self.is_guarded(model) => {}
                Some('y') => return self.confirmed(model, effects),
                _ => {}
            },
        }
        Fate::Stays
    }

    fn is_guarded(&self, model: &Model) -> bool {
        model.moment.at.saturating_duration_since(self.since) < GUARD
    }

    fn scroll(&mut self, by: isize) {
        let most = self.plan.groups.len().saturating_sub(SEEN);
        self.offset = self.offset.saturating_add_signed(by).min(most);
    }

    /// From what is to be stopped to what waits for the second person, and back.
    fn turn(&mut self, model: &Model) {
        if self.other == 0 {
            return;
        }
        let case = self.plan.case;
        let plan = match self.plan.aim {
            Aim::Stop { .. } => reviewing(model, case),
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
            Aim::Stop { .. } => stopping(model, case, self.scope),
            Aim::Review(_) => reviewing(model, case),
        };
        if !now.is_same(&self.plan) {
            self.show(model, now);
            model.say(Say::FrontierGrew, Tone::ClockWarn);
            return Fate::Stays;
        }
        let then = Then::Frontier {
            orders: self.plan.count(),
            waits: match self.plan.aim {
                Aim::Stop { wait, .. } => wait,
                Aim::Review(_) => 0,
            },
        };
        let (command, key) = (self.plan.command(), ItemKey::Case(case));
        send_on(model, effects, Action::Frontier, command, key, then)
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let below = self.below(model);
        let groups = self.plan.groups.len();
        let table = if groups > 0 { groups.min(SEEN) + 2 } else { 0 };
        let no = (model.floor().case(&self.plan.case)).map_or(0, |case| case.no);
        let (what, case) = (
            row(Action::Frontier).label.text(lang),
            Word::Case.text(lang),
        );
        let title = format!("{what} · {case} {no}");
        let lines = (1 + table + below.len() + 1) as u16;
        let inside = paint::centred(model, buffer, &title, 70, lines);
        let (tone, head) = self.head(lang);
        paint::text(buffer, paint::row(inside, 0), theme, tone, &head);
        if groups > 0 {
            self.table(model, buffer, inside);
        }
        for (n, (tone, text)) in below.iter().enumerate() {
            let area = paint::row(inside, (1 + table + n) as u16);
            if text.contains("  ") {
                paint::key_line(buffer, area, theme, text, *tone);
            } else {
                paint::text(buffer, area, theme, *tone, text);
            }
        }
        paint::note(model, buffer, paint::row(inside, lines - 1));
        None
    }

    /// The institutions, from the second line of the box on.
    fn table(&self, model: &Model, buffer: &mut Buffer, inside: Rect) {
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
            paint::row(inside, 2),
            theme,
            Tone::Dim,
            &titles,
            &WIDTHS,
        );
        let seen = self.plan.groups.iter().skip(self.offset).take(SEEN);
        for (n, (id, group)) in seen.enumerate() {
            let desk = model.floor().desk(id);
            let dark = desk
                .filter(|desk| !desk.staffed)
                .map(|_| Word::Dark.text(lang));
            let name = match dark {
                Some(dark) => format!("{} {dark}", name(model, id)),
                None => name(model, id).to_owned(),
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
            let area = paint::row(inside, (3 + n) as u16);
            paint::cells(buffer, area, theme, Tone::Text, &cells, &WIDTHS);
        }
    }

    /// What stands below the institutions: more of them, what is not stopped, and the keys.
    fn below(&self, model: &Model) -> Vec<(Tone, String)> {
        let lang = model.lang;
        let mut lines = Vec::new();
        let hidden = self.plan.groups.len().saturating_sub(SEEN);
        if hidden > 0 {
            let said = lang.pick(
                format!("{hidden} more, j k scroll"),
                format!("另有 {hidden} 家，j k 滚动"),
            );
            lines.push((Tone::Dim, said));
        }
        lines.push((Tone::Text, String::new()));
        lines.extend(self.asides(model));
        if self.plan.count() > 0 {
            lines.push((Tone::Danger, self.question(lang)));
        }
        if self.other > 0 {
            lines.push((Tone::Text, self.other_side(lang)));
        }
        lines.push((Tone::Text, Word::ConfirmNo.text(lang).to_owned()));
        if self.plan.count() > 0 {
            lines.push((Tone::Text, String::new()));
            lines.push((Tone::Dim, self.what_follows(lang)));
        }
        lines
    }

    /// `20 accounts at 4 institutions, ¥184 000, reachable ≈ ¥61 k`.
    fn head(&self, lang: Lang) -> (Tone, String) {
        let all = self.plan.all();
        let (n, m) = (all.accounts, self.plan.groups.len());
        if n == 0 {
            return (Tone::Dim, self.nothing().text(lang).to_owned());
        }
        let sum = sum(&all, lang);
        let reach = show::money(all.reach, lang);
        let said = match self.plan.aim {
            Aim::Stop { .. } => lang.pick(
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
            Aim::Stop { .. } => Word::NothingToStop,
            Aim::Review(_) => Word::NothingToReview,
        }
    }

    /// The one confirmation: it names count, institutions and sum.
    fn question(&self, lang: Lang) -> String {
        let all = self.plan.all();
        let (n, m) = (all.accounts, self.plan.groups.len());
        let sum = sum(&all, lang);
        match self.plan.aim {
            Aim::Stop { wait, .. } if wait == n => lang.pick(
                format!("y  draft {n} stop orders at {}, {sum}", banks(m)),
                format!("y  起草 {m} 家机构 {n} 份止付令，{sum}"),
            ),
            Aim::Stop { .. } => lang.pick(
                format!("y  stop {} at {}, {sum}", accounts(n), banks(m)),
                format!("y  止付 {m} 家机构 {n} 个账户，{sum}"),
            ),
            Aim::Review(_) => lang.pick(
                format!("y  approve and send {n} at {}, {sum}", banks(m)),
                format!("y  批准并发出 {m} 家机构 {n} 份止付令，{sum}"),
            ),
        }
    }

    fn what_follows(&self, lang: Lang) -> String {
        match self.plan.aim {
            Aim::Stop { wait, ref hops } if wait == hops.len() => {
                Word::FrontierWaits.text(lang).to_owned()
            }
            Aim::Stop { wait: 0, .. } => Word::FrontierAlone.text(lang).to_owned(),
            Aim::Stop { wait, .. } => lang.pick(
                format!(
                    "{wait} of them wait for a second person. u takes the others back within 5 s."
                ),
                format!("其中 {wait} 份待第二人批准，其余 5 秒内可按 u 全部撤回。"),
            ),
            Aim::Review(_) => Word::FrontierRecall.text(lang).to_owned(),
        }
    }

    /// What must be asked first, and what is left out.
    fn asides(&self, model: &Model) -> Vec<(Tone, String)> {
        let lang = model.lang;
        let mut lines = Vec::new();
        let asked = self
            .plan
            .ask
            .iter()
            .fold(0, |n, (_, group)| n + group.accounts);
        if asked > 0 {
            let who: Vec<String> = self
                .plan
                .ask
                .iter()
                .map(|(id, group)| format!("{} {}", name(model, id), group.accounts))
                .collect();
            let label = Word::AskFirst.text(lang);
            lines.push((
                Tone::ClockWarn,
                format!("{label} {asked}: {}", who.join(", ")),
            ));
        }
        if !self.plan.out.is_empty() {
            let parts: Vec<String> = self
                .plan
                .out
                .iter()
                .map(|(why, n)| format!("{} {n}", out_word(*why).text(lang)))
                .collect();
            let label = Word::LeftOut.text(lang);
            lines.push((Tone::Dim, format!("{label} {}", parts.join(", "))));
        }
        if !lines.is_empty() {
            lines.push((Tone::Text, String::new()));
        }
        lines
    }

    /// What Tab leads to.
    fn other_side(&self, lang: Lang) -> String {
        let n = self.other;
        match self.plan.aim {
            Aim::Stop { .. } => lang.pick(
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

fn name<'m>(model: &'m Model, id: &'m InstitutionId) -> &'m str {
    match (model.lang, model.floor().desk(id)) {
        (Lang::Zh, Some(desk)) if !desk.name_zh.is_empty() => &desk.name_zh,
        _ => id.as_str(),
    }
}

fn out_word(why: Out) -> Word {
    match why {
        Out::Ordered => Word::OutOrdered,
        Out::Held => Word::OutHeld,
        Out::Ended => Word::OutEnded,
        Out::Refused => Word::OutRefused,
        Out::TooMany => Word::OutTooMany,
    }
}
