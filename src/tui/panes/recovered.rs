//! Recovered funds: prevented before the loss; stopped, frozen and returned after it. Four bars on one axis,
//! never summed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::head::prevented;
use super::wrap;
use crate::domain::money::Fen;
use crate::feed::frame::Feed;
use crate::text::show;
use crate::text::words::{Lang, Word};
use crate::tui::app::model::Model;
use crate::tui::theme::Tone;
use crate::tui::widgets::{Bar, Bars, Strip};

/// The bars.
pub fn bars(model: &Model, buffer: &mut Buffer, area: Rect) {
    let lang = model.lang;
    let figures = &model.shown.figures;
    let amounts = [
        (
            Word::Prevented,
            Some(figures.prevented.sum).filter(|_| model.has_seen(Feed::Alerts)),
            Tone::BarPrevented,
        ),
        (
            Word::Stopped,
            Some(figures.money.stopped).filter(|_| model.has_seen(Feed::Cases)),
            Tone::BarStopped,
        ),
        (Word::Frozen, figures.money.frozen, Tone::BarFrozen),
        (Word::Returned, figures.money.returned, Tone::BarReturned),
    ];
    let numbers = amounts.map(|(word, amount, _)| match amount {
        Some(_) if word == Word::Prevented => prevented(figures, lang),
        Some(amount) => show::money(amount, lang),
        None => "-".to_owned(),
    });
    let bars: Vec<Bar<'_>> = amounts
        .iter()
        .zip(&numbers)
        .map(|((word, amount, tone), number)| Bar {
            label: word.text(lang),
            value: amount.map_or(0, |amount| amount.0.max(0) as u64 / 100),
            number,
            tone: *tone,
        })
        .collect();
    Bars {
        bars: &bars,
        unit: Word::Yuan.text(lang),
        tick: lang.pick(tick_en, tick_zh),
    }
    .paint(buffer, area, &model.setup.theme);
    // Four bars and two lines of axis; then what was ever stopped, which holds what is frozen too.
    let note = Rect {
        y: area.y.saturating_add(7),
        height: area.height.saturating_sub(7),
        ..area
    };
    let ever = if model.has_seen(Feed::Cases) {
        show::money(figures.money.ever_stopped, lang)
    } else {
        "-".to_owned()
    };
    let (label, not_summed) = (Word::EverStopped.text(lang), Word::NotSummed.text(lang));
    let text = format!("{label} {ever} · {not_summed}");
    let lines: Vec<_> = wrap(&text, area.width as usize).collect();
    if lines.len() <= note.height as usize {
        for (row, line) in note.rows().zip(lines) {
            Strip::new(buffer, row).put(line, model.setup.theme[Tone::Dim]);
        }
    }
}

fn tick_en(yuan: u64) -> String {
    tick(yuan, Lang::En)
}

fn tick_zh(yuan: u64) -> String {
    tick(yuan, Lang::Zh)
}

fn tick(yuan: u64, lang: Lang) -> String {
    let amount = i64::try_from(yuan).map_or(crate::domain::money::MOST, Fen::yuan);
    show::money(amount, lang).replace('¥', "")
}
