//! Which figures the wall shows: what is running now, and what came of it. Amounts of different meaning stand in
//! tiles of their own and are never added up; what was never told is unknown and not nought.

use crate::domain::figures::{DeskState, Figures, MoneyClock};
use crate::domain::time::Span;
use crate::feed::frame::Feed;
use crate::text::show;
use crate::text::words::{Lang, Word};
use crate::tui::app::model::Model;
use crate::tui::panes::{cell, prevented};
use crate::tui::theme::Tone;

use super::tile::{Figure, Tile};

/// From here on a clock is told in minutes.
const IN_MINUTES: Span = Span::mins(100);

/// What is running now.
pub fn now(model: &Model) -> [Tile; 6] {
    let (figures, lang) = (&model.shown.figures, model.lang);
    let counted = |n: u32| show::count(n as usize, lang);
    let live: u32 = figures.live.iter().sum();
    let dark = figures
        .desks
        .iter()
        .filter(|desk| desk.state == DeskState::Dark)
        .count();
    let day = figures.cliff.under_24h;
    [
        tile(
            model,
            Feed::Cases,
            Word::Catchable,
            Tone::Money,
            &show::money(figures.catchable, lang),
        ),
        Tile {
            note: format!("P0 {}", figures.live[0]),
            ..tile(
                model,
                Feed::Alerts,
                Word::LiveCalls,
                raised(figures.live[0], Tone::AlertP0),
                &counted(live),
            )
        },
        oldest(model, figures),
        tile(
            model,
            Feed::Alerts,
            Word::P0Unattended,
            raised(figures.p0_unattended, Tone::AlertP0),
            &counted(figures.p0_unattended),
        ),
        Tile {
            note: Word::WithinDay.text(lang).to_owned(),
            ..tile(
                model,
                Feed::Cases,
                Word::OnCliff,
                raised(day.orders, Tone::ClockWarn),
                &show::money(day.held, lang),
            )
        },
        tile(
            model,
            Feed::Floor,
            Word::DarkDesks,
            raised(dark as u32, Tone::ClockCritical),
            &show::count(dark, lang),
        ),
    ]
}

/// What came of it.
pub fn money(model: &Model) -> [Tile; 6] {
    let (figures, lang) = (&model.shown.figures, model.lang);
    let sum = |amount: Option<_>| amount.map_or_else(|| "-".to_owned(), |a| show::money(a, lang));
    let hits = figures.stop_hits;
    let share = hits
        .ratio()
        .map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0));
    let p50 = figures.report_to_stop.p50;
    [
        tile(
            model,
            Feed::Cases,
            Word::Stopped,
            Tone::Money,
            &show::money(figures.money.stopped, lang),
        ),
        tile(
            model,
            Feed::Cases,
            Word::Frozen,
            Tone::Money,
            &sum(figures.money.frozen),
        ),
        tile(
            model,
            Feed::Cases,
            Word::Returned,
            Tone::Money,
            &sum(figures.money.returned),
        ),
        tile(
            model,
            Feed::Alerts,
            Word::Prevented,
            Tone::Money,
            &prevented(figures, lang),
        ),
        Tile {
            note: Word::Median.text(lang).to_owned(),
            ..tile(
                model,
                Feed::Cases,
                Word::ReportToStop,
                Tone::Text,
                &p50.map_or_else(|| "-".to_owned(), |span| clock(span, lang)),
            )
        },
        Tile {
            note: format!("{} / {}", hits.hits, hits.of),
            ..tile(model, Feed::Cases, Word::StopHits, Tone::Text, &share)
        },
    ]
}

fn tile(model: &Model, feed: Feed, title: Word, tone: Tone, text: &str) -> Tile {
    let is_known = model.has_seen(feed);
    Tile {
        title,
        figure: Figure::of(if is_known { text } else { "-" }),
        note: String::new(),
        tone: if is_known { tone } else { Tone::Dim },
        feed,
    }
}

/// The money clock that has run longest without an order.
fn oldest(model: &Model, figures: &Figures) -> Tile {
    let lang = model.lang;
    let Some(MoneyClock { clock: oldest, .. }) = &figures.oldest_money_clock else {
        return tile(model, Feed::Cases, Word::OldestMoney, Tone::Dim, "-");
    };
    let (left, tone) = (
        oldest.left(model.now()),
        cell::countdown(model, oldest, model.now()).tone(),
    );
    let sign = if left.0 < 0 { "+" } else { "" };
    let breached = figures.money_clocks_breached;
    let note = if breached > 0 {
        format!("{} {breached}", Word::Breached.text(lang))
    } else {
        String::new()
    };
    let text = format!("{sign}{}", clock(Span(left.0.abs()), lang));
    Tile {
        note,
        ..tile(model, Feed::Cases, Word::OldestMoney, tone, &text)
    }
}

/// `07:41`, from 100 minutes on `134 min`.
fn clock(span: Span, lang: Lang) -> String {
    if span < IN_MINUTES {
        return format!("{:02}:{:02}", span.0 / 60_000, span.0 / 1000 % 60);
    }
    let mins = show::count((span.0 / 60_000) as usize, lang);
    format!("{mins} {}", lang.pick("min", "分"))
}

/// What must be nought looks plain while it is.
fn raised(n: u32, tone: Tone) -> Tone {
    if n > 0 { tone } else { Tone::Text }
}
