//! The top: who and where, the links with the age of what they bring, the clock, the figures, the alarm, tabs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{cell, inbox, layout};
use crate::domain::figures::{Figures, Prevented};
use crate::domain::money::Fen;
use crate::domain::org::Role;
use crate::feed::clock::Sync;
use crate::feed::frame::{Feed, close};
use crate::feed::state::{LinkState, Lost};
use crate::text::safe::SafeText;
use crate::text::show;
use crate::text::width::{cut, width};
use crate::text::words::{Lang, Term, Word};
use crate::tui::actions::{Action, TABLE, may, row};
use crate::tui::app::link::{LinkView, span};
use crate::tui::app::model::Model;
use crate::tui::app::place::{Pane, Zoom};
use crate::tui::term::caps::Line;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Certainty, Strip};

/// Name, centre, officer, shift; at the right clock, links, badges.
pub fn header(model: &Model, buffer: &mut Buffer, area: Rect) {
    let theme = &model.setup.theme;
    let mut strip = Strip::new(buffer, area);
    let dim = theme[Tone::Header];
    strip
        .right(" ", dim)
        .right(&clock(model), theme[Tone::Text])
        .right("  ", dim);
    for link in model.links.iter().rev() {
        let (tone, text) = link_words(model, link, area.width);
        strip.right(&text, theme[tone]).right("  ", dim);
    }
    for (tone, badge) in badges(model) {
        strip
            .right(&format!(" {badge} "), theme[tone])
            .right(" ", dim);
    }
    strip.put(" ", dim);
    strip.put(Word::Product.text(model.lang), theme[Tone::Title]);
    for part in fitting(parts(model), strip.room(), theme.glyphs().ellipsis) {
        strip
            .put(" · ", dim)
            .put_cut(&part, dim, theme.glyphs().ellipsis);
    }
}

/// Centre, officer and role, shift.
fn parts(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let Some(actor) = &model.actor else {
        return Vec::new();
    };
    let floor = model.mirror.floor();
    let centre = match (floor.org(&actor.org), model.own_desk()) {
        (Some(org), _) => lang.name(&org.name_en, &org.name_zh).to_owned(),
        // A liaison is told of no centre: the own institution says where this is.
        (None, Some(desk)) => lang.name(&desk.name_en, &desk.name_zh).to_owned(),
        (None, None) => actor.org.to_string(),
    };
    let roles: Vec<_> = actor.roles.iter().map(|role| role.term(lang)).collect();
    let who = format!("{} {}", show::sub(&actor.sub), roles.join("+"));
    let shift = floor.shifts().values().next_back();
    let shift = shift.map(|shift| lang.name(&shift.name_en, &shift.name_zh).to_owned());
    [Some(centre), Some(who), shift]
        .into_iter()
        .flatten()
        .collect()
}

/// As many parts as fit beside the first, which is cut before it leaves: the shift goes first, then the officer.
fn fitting(mut parts: Vec<String>, room: u16, ellipsis: &str) -> Vec<String> {
    const LEAST: usize = 12;
    let room = room as usize;
    let all = |parts: &[String]| -> usize { parts.iter().map(|part| width(part) + 3).sum() };
    let Some(first) = parts.first().map(|first| width(first)) else {
        return parts;
    };
    while parts.len() > 1 && first.min(LEAST) + 3 + all(&parts[1..]) > room {
        parts.pop();
    }
    let left = room.saturating_sub(3 + all(&parts[1..]));
    if parts.len() > 1 && first > left {
        parts[0] = cut(&parts[0], left, ellipsis).into_owned();
    }
    parts
}

/// Badges that change how everything below is to be read.
fn badges(model: &Model) -> Vec<(Tone, String)> {
    let lang = model.lang;
    let mut badges = Vec::new();
    if model.sim {
        badges.push((Tone::Sim, Word::Sim.text(lang).to_owned()));
    }
    if model.actor.is_some() && is_read_only(model) {
        badges.push((Tone::Sim, Word::ReadOnly.text(lang).to_owned()));
    }
    if let Some(still) = &model.still {
        let age = show::age(model.now().since(still.at), lang);
        badges.push((
            Tone::LinkStale,
            match still.waiting.len() {
                0 => format!("{} {age}", Word::FrozenView.text(lang)),
                n => format!(
                    "{} {age} +{}",
                    Word::FrozenView.text(lang),
                    show::count(n, lang)
                ),
            },
        ));
    }
    badges
}

fn is_read_only(model: &Model) -> bool {
    let reads = |role: &Role| matches!(role, Role::Wall | Role::Auditor);
    let roles_read = model
        .actor
        .as_ref()
        .is_some_and(|a| a.roles.iter().all(reads));
    let commands = TABLE.iter().filter(|row| !row.commands.is_empty());
    roles_read || !commands.clone().any(|row| may(model, row))
}

/// `14:03:22`, over a network `14:03`, marked by how well the hub's time is known.
fn clock(model: &Model) -> String {
    let (now, none) = (model.now(), "? --:--:--");
    // Seconds would cost a thin line bytes at rest.
    let (time, none) = match model.setup.line {
        Line::Local => (cell::time(model, now), none),
        Line::Ssh => (show::moment(now, now, model.setup.zone), &none[..7]),
    };
    match model.moment.sync {
        Sync::Never => none.to_owned(),
        Sync::Rough => format!("{}{time}", model.setup.theme.glyphs().about),
        Sync::Good => time,
    }
}

/// Feeds, a dot, the age of what they brought; in words what is wrong.
fn link_words(model: &Model, link: &LinkView, cells: u16) -> (Tone, String) {
    let (lang, dot) = (model.lang, model.setup.theme.glyphs().dot);
    let word = |word: Word| word.text(lang);
    let age = link.heard.age(model.moment.at);
    let age = age.map_or_else(String::new, |age| show::feed_age(span(age), lang));
    let (tone, state) = match &link.state {
        // How old good news is changes every second; a line that grows old says so in words.
        LinkState::Live if model.setup.line == Line::Ssh => (Tone::LinkLive, dot.to_owned()),
        LinkState::Live => (Tone::LinkLive, format!("{dot} {age}")),
        LinkState::Lagging { behind } => {
            let behind = show::count(usize::try_from(*behind).unwrap_or(usize::MAX), lang);
            (
                Tone::LinkLagging,
                format!("{} {behind}", word(Word::Lagging)),
            )
        }
        LinkState::Stale { .. } => (Tone::LinkStale, format!("{} {age}", word(Word::Stale))),
        LinkState::Connecting => (Tone::LinkLagging, word(Word::Connecting).to_owned()),
        LinkState::Authenticating => (Tone::LinkLagging, word(Word::Authenticating).to_owned()),
        LinkState::Syncing { got, total } => (
            Tone::LinkLagging,
            format!("{} {got}/{total}", word(Word::Syncing)),
        ),
        LinkState::Disconnected { retry_at, why, .. } => {
            let left = retry_at
                .saturating_duration_since(model.moment.at)
                .as_secs();
            (
                Tone::LinkDown,
                lang.pick(
                    format!("{} {age} (again in {left} s)", lost(why, lang)),
                    format!("{} {age}（{left}秒后重连）", lost(why, lang)),
                ),
            )
        }
        LinkState::Refused { code, reason } => (Tone::LinkDown, refused(*code, reason, lang)),
    };
    // On narrow screens the names of the feeds go first.
    if cells < 100 {
        return (tone, state.trim_end().to_owned());
    }
    let names: Vec<_> = link
        .feeds
        .iter()
        .filter(|feed| model.sees(**feed))
        .map(|feed| feed_name(*feed, lang))
        .collect();
    (tone, format!("{} {}", names.join(" "), state.trim_end()))
}

/// What the system or the hub itself said about the first line that is down. Not translated, but it can be told to
/// whoever looks after the network.
pub fn fault(model: &Model) -> Option<&SafeText> {
    model.links.iter().find_map(|link| match &link.state {
        LinkState::Disconnected { why, .. } => match why {
            Lost::Unreachable(said)
            | Lost::NoFeed(said)
            | Lost::Broken(said)
            | Lost::Misspoke(said)
            | Lost::Closed { reason: said, .. } => Some(said),
            Lost::NotYet | Lost::Silent | Lost::Asked => None,
        },
        LinkState::Refused { reason, .. } => Some(reason),
        _ => None,
    })
}

/// Why there is no line, in a few words of ours; the system's own stand in the help.
fn lost(why: &Lost, lang: Lang) -> String {
    let (en, zh) = match why {
        Lost::NotYet | Lost::Asked => return Word::NotConnected.text(lang).to_owned(),
        Lost::Closed { code, reason } => return closed(*code, reason, lang),
        Lost::Silent => return lang.pick("the hub is silent", "服务端无响应").to_owned(),
        Lost::Unreachable(_) => ("the hub is not reachable", "服务端不可达"),
        Lost::NoFeed(_) => ("no hub at this address", "该地址不是服务端"),
        Lost::Broken(_) => ("the line broke", "线路中断"),
        Lost::Misspoke(_) => ("the hub answers wrongly", "服务端应答异常"),
    };
    labelled(Word::NotConnected, lang.pick(en, zh), lang)
}

/// Why the hub sent us away, by its code; a code without words of its own as the hub said it.
fn closed(code: u16, reason: &str, lang: Lang) -> String {
    let (en, zh) = match code {
        close::TOKEN_EXPIRED => ("token expired", "令牌已过期"),
        close::INVALID_TOKEN => ("token not valid", "令牌无效"),
        close::REVOKED => ("token revoked", "令牌已吊销"),
        close::ROLE_FORBIDDEN => ("your role may not", "角色无权限"),
        close::VERSION_UNSUPPORTED => ("versions differ", "版本不兼容"),
        close::CONNECTION_LIMIT => ("too many connections", "连接数已满"),
        close::DRAIN => ("the hub restarts", "服务端重启中"),
        close::OVERLOADED => ("the hub is overloaded", "服务端繁忙"),
        _ => return format!("{code} {reason}"),
    };
    lang.pick(en, zh).to_owned()
}

fn refused(code: u16, reason: &str, lang: Lang) -> String {
    labelled(Word::Refused, &closed(code, reason, lang), lang)
}

/// `refused: token not valid`, in Chinese with its own colon.
fn labelled(word: Word, what: &str, lang: Lang) -> String {
    format!("{}{}{what}", word.text(lang), lang.pick(": ", "："))
}

fn feed_name(feed: Feed, lang: Lang) -> String {
    match feed {
        Feed::Alerts => lang.pick("alerts", "预警").to_owned(),
        Feed::Cases => lang.pick("cases", "案件").to_owned(),
        Feed::Floor => lang.pick("floor", "现场").to_owned(),
        Feed::Audit => lang.pick("audit", "审计").to_owned(),
        Feed::Unknown(_) => "?".to_owned(),
    }
}

/// Money still catchable, live calls, the oldest money clock, the four amounts.
pub fn figures(model: &Model, buffer: &mut Buffer, area: Rect) {
    let (theme, lang) = (&model.setup.theme, model.lang);
    let figures = &model.shown.figures;
    let mut strip = Strip::new(buffer, area);
    if model.is_liaison() {
        return put_figures(model, &mut strip, inbox::figures(model));
    }
    let live: u32 = figures.live.iter().sum();
    // What was never told is unknown, not nought.
    let unknown = || "-".to_owned();
    let (alerts, cases) = (model.has_seen(Feed::Alerts), model.has_seen(Feed::Cases));
    let calls = if alerts {
        format!("{live} (P0 {})", figures.live[0])
    } else {
        unknown()
    };
    let mut parts = vec![
        (
            Word::Catchable,
            Tone::Money,
            if alerts || cases {
                show::money(figures.catchable, lang)
            } else {
                unknown()
            },
        ),
        (Word::Live, live_tone(figures.live[0]), calls),
    ];
    if model.shown.for_approval > 0 {
        let count = show::count(model.shown.for_approval, lang);
        parts.insert(0, (Word::ForApproval, Tone::ClockWarn, count));
    }
    if let Some(oldest) = &figures.oldest_money_clock {
        let countdown = cell::countdown(model, &oldest.clock, model.now());
        let digits = match countdown.certainty {
            Certainty::Exact => show::digits(oldest.clock.left(model.now()), lang),
            Certainty::About => {
                let digits = show::digits(oldest.clock.left(model.now()), lang);
                format!("{}{digits}", theme.glyphs().about)
            }
            Certainty::Unknown => "?".to_owned(),
        };
        parts.push((Word::OldestMoney, countdown.tone(), digits));
    } else {
        // The place stays, so that the others keep theirs.
        parts.push((Word::OldestMoney, Tone::Dim, "-".to_owned()));
    }
    let money = |amount: Option<_>| amount.map_or_else(|| "-".to_owned(), |a| show::money(a, lang));
    parts.extend([
        (
            Word::Stopped,
            Tone::Money,
            money(Some(figures.money.stopped).filter(|_| cases)),
        ),
        (Word::OnCliff, cliff_tone(figures), cliff(model, figures)),
        (Word::Frozen, Tone::Money, money(figures.money.frozen)),
        (Word::Returned, Tone::Money, money(figures.money.returned)),
        (
            Word::Prevented,
            Tone::Money,
            if alerts {
                prevented(figures, lang)
            } else {
                unknown()
            },
        ),
        (
            Word::Untouched,
            Tone::Text,
            if alerts {
                show::count(figures.untouched as usize, lang)
            } else {
                unknown()
            },
        ),
    ]);
    put_figures(model, &mut strip, parts);
}

/// Figures with their names, as many as fit; a figure stands whole or not at all.
fn put_figures(model: &Model, strip: &mut Strip<'_>, parts: Vec<(Word, Tone, String)>) {
    let (theme, lang) = (&model.setup.theme, model.lang);
    for (word, tone, value) in parts {
        let needed = width(word.text(lang)) + width(&value) + 3;
        if needed > strip.room() as usize {
            break;
        }
        strip
            .put(" ", theme[Tone::Dim])
            .put(word.text(lang), theme[Tone::Dim])
            .put(" ", theme[Tone::Dim])
            .put(&value, theme[tone])
            .put("  ", theme[Tone::Dim]);
    }
}

/// Money that goes free in less than 2 h, 24 h, 30 d; each holds the one before.
fn cliff(model: &Model, figures: &Figures) -> String {
    let lang = model.lang;
    if !model.has_seen(Feed::Cases) {
        return "-".to_owned();
    }
    let cliff = &figures.cliff;
    let piles = [
        (cliff.under_2h, lang.pick("2 h", "2小时")),
        (cliff.under_24h, lang.pick("24 h", "24小时")),
        (cliff.under_30d, lang.pick("30 d", "30天")),
    ];
    // What the pile before it holds already is not said again.
    let mut said = Vec::new();
    let mut before = 0;
    for (pile, within) in piles {
        if pile.orders > before {
            let sum = show::money(pile.held, lang);
            said.push(lang.pick(format!("{sum} within {within}"), format!("{within}内{sum}")));
        }
        before = pile.orders;
    }
    if said.is_empty() {
        show::money(Fen::ZERO, lang)
    } else {
        said.join(show::comma(lang))
    }
}

fn cliff_tone(figures: &Figures) -> Tone {
    match (
        figures.cliff.under_2h.orders,
        figures.cliff.under_24h.orders,
    ) {
        (1.., _) => Tone::ClockBreached,
        (0, 1..) => Tone::ClockWarn,
        (0, 0) => Tone::Money,
    }
}

/// What was kept from leaving; nought only where every sum is known.
pub fn prevented(figures: &Figures, lang: Lang) -> String {
    match figures.prevented {
        Prevented {
            sum: Fen(0),
            unknown: n @ 1..,
            ..
        } => {
            let said = Word::AmountUnknown.text(lang);
            format!("{said} ×{n}")
        }
        Prevented { sum, .. } => show::money(sum, lang),
    }
}

fn live_tone(p0: u32) -> Tone {
    if p0 > 0 { Tone::AlertP1 } else { Tone::Text }
}

/// The alarms, when there are any: the loudest, then as many more as stand whole, then how many there are still.
pub fn alarm(model: &Model, buffer: &mut Buffer, area: Rect) {
    let [first, more @ ..] = model.shown.alarms.as_slice() else {
        return;
    };
    let style = model.setup.theme[Tone::Banner];
    let mut strip = Strip::new(buffer, area);
    // Where the alarm covers the figures, what waits for the reader's own word stays.
    if area.y == layout::layout(model).figures.y && model.shown.for_approval > 0 {
        let count = show::count(model.shown.for_approval, model.lang);
        let label = Word::ForApproval.text(model.lang);
        strip.right(
            &format!(" {label} {count} "),
            model.setup.theme[Tone::ClockWarn],
        );
    }
    // The key that leads there; who only reads has none.
    let key = (model.setup.keymap.chords(Action::Alarm).next()).filter(|_| !is_read_only(model));
    if let Some(key) = key {
        let label = row(Action::Alarm).label.text(model.lang);
        strip.right(&format!(" {key} {label} "), style);
    }
    strip.put(" ", style);
    // The count of the others stands at the edge, whatever the first one takes.
    let mut left = more.len();
    let mut said = first.say.text(model.lang);
    let room = strip.room() as usize;
    let count = |left: usize| {
        if left > 0 {
            format!("  +{left} ")
        } else {
            String::new()
        }
    };
    for alarm in more {
        let text = alarm.say.text(model.lang);
        let needed = width(&said) + 3 + width(&text) + width(&count(left - 1));
        if needed > room {
            break;
        }
        said = format!("{said} · {text}");
        left -= 1;
    }
    if left > 0 {
        strip.right(&count(left), style);
    }
    strip
        .put_cut(&said, style, model.setup.theme.glyphs().ellipsis)
        .clear(style);
}

/// Names of the panes of this screen, where only one is seen.
pub fn tabs(model: &Model, buffer: &mut Buffer, area: Rect) {
    let (theme, lang) = (&model.setup.theme, model.lang);
    let mut strip = Strip::new(buffer, area);
    if model.place.zoom == Zoom::On {
        strip.right(" ", theme[Tone::Dim]);
        strip.right(model.place.screen.word().text(lang), theme[Tone::Dim]);
    }
    let panes = model.place.screen.panes(model.size);
    for pane in &panes[first_tab(model, panes, strip.room())..] {
        let tone = if *pane == model.place.focus {
            Tone::TitleFocus
        } else {
            Tone::Title
        };
        let name = pane.word().text(lang);
        if width(name) + 2 > strip.room() as usize {
            break;
        }
        strip
            .put(" ", theme[tone])
            .put(name, theme[tone])
            .put(" ", theme[tone]);
    }
}

/// The pane whose tab is painted at a column.
pub fn tab_at(model: &Model, area: Rect, x: u16) -> Option<Pane> {
    let panes = model.place.screen.panes(model.size);
    let mut right = area.x;
    for pane in &panes[first_tab(model, panes, area.width)..] {
        right += width(pane.word().text(model.lang)) as u16 + 2;
        if x < right {
            return Some(*pane);
        }
    }
    None
}

/// The first tab that is seen: the first of all, unless the one with the focus would not fit then.
fn first_tab(model: &Model, panes: &[Pane], room: u16) -> usize {
    let at = panes.iter().position(|pane| *pane == model.place.focus);
    let at = at.unwrap_or(0);
    let cells = |pane: &Pane| width(pane.word().text(model.lang)) + 2;
    let needed = |first: usize| panes[first..=at].iter().map(cells).sum::<usize>();
    (0..at)
        .find(|first| needed(*first) <= room as usize)
        .unwrap_or(at)
}
