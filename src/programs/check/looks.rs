//! Theme, keys and saved views. What can not be at all was told with the configuration; this is what can be better.

use std::collections::BTreeMap;

use super::report::{Mark, Report};
use crate::tui::actions::keymap;
use crate::tui::app::table::saved;
use crate::tui::preferences::Preferences;
use crate::tui::term::caps::Depth;
use crate::tui::theme::{Theme, Tone};

/// So many faint looks are named; the rest is counted.
const NAMED: usize = 5;

pub(super) fn look(report: &mut Report, wanted: &Preferences) {
    theme(report, wanted);
    keys(report, wanted);
    views(report, wanted);
}

fn theme(report: &mut Report, wanted: &Preferences) {
    report.section("Theme", "主题");
    let lang = report.lang;
    let caps = &wanted.caps;
    let (theme, warnings) = Theme::load(&wanted.theme, caps.depth, caps.drawn_with());
    for warning in &warnings {
        report.say(Mark::Note, &warning.to_string());
    }
    let faint = theme.faint();
    for faint in faint.iter().take(NAMED) {
        let (tone, ground) = (faint.tone, faint.ground);
        let sentence = lang.pick(
            format!(
                "`{tone}` on `{ground}` is hard to read: contrast {:.1}, needed {:.1}",
                faint.found, faint.least
            ),
            format!(
                "`{tone}` 在 `{ground}` 上不易辨认：对比度 {:.1}，应不低于 {:.1}",
                faint.found, faint.least
            ),
        );
        report.say(Mark::Note, &sentence);
    }
    if let more @ 1.. = faint.len().saturating_sub(NAMED) {
        let sentence = lang.pick(format!("{more} more like these"), format!("另有 {more} 处"));
        report.line(&sentence);
    }
    if warnings.is_empty() && faint.is_empty() {
        let (name, looks) = (&wanted.theme, Tone::ALL.len());
        let contrast = match caps.depth {
            Depth::Mono => lang.pick("without colours", "无颜色"),
            _ => lang.pick("every contrast is enough", "对比度足够"),
        };
        let sentence = lang.pick(
            format!("`{name}`: {looks} looks, no warnings, {contrast}"),
            format!("`{name}`：{looks} 种样式，无警告，{contrast}"),
        );
        report.say(Mark::Good, &sentence);
    }
}

fn views(report: &mut Report, wanted: &Preferences) {
    if wanted.views.is_empty() {
        return;
    }
    report.section("Views", "视图");
    match saved::prove(&wanted.views) {
        Ok(views) => {
            let names: Vec<_> = views.into_keys().collect();
            report.say(Mark::Good, &names.join(", "));
        }
        Err(wrong) => {
            for wrong in wrong {
                report.say(Mark::Fault, &wrong);
            }
        }
    }
}

fn keys(report: &mut Report, wanted: &Preferences) {
    report.section("Keys", "按键");
    match keymap(&wanted.keys) {
        Ok(map) => {
            let all = map.all_chords().len();
            let own = wanted.keys.all.len()
                + wanted
                    .keys
                    .contexts
                    .values()
                    .map(BTreeMap::len)
                    .sum::<usize>();
            let sentence = report.lang.pick(
                format!("{all} keys without conflict; actions with keys of your own: {own}"),
                format!("{all} 个按键无冲突，其中自定义 {own} 个操作"),
            );
            report.say(Mark::Good, &sentence);
        }
        Err(errors) => {
            for error in errors {
                report.say(Mark::Fault, &error.to_string());
            }
        }
    }
}
