//! The terminal: what is known of it, and a picture by which a person sees whether its characters are as wide as
//! they are taken for.

use std::io::IsTerminal as _;

use super::report::{Mark, Report, boxed};
use crate::config::setting::Setting as _;
use crate::tui::term::caps::{Ambiguous, Caps, Depth, GlyphSet, Line, SyncUpdates};
use crate::tui::term::size;
use crate::tui::theme::Glyphs;

pub(super) fn look(report: &mut Report, caps: Caps) {
    report.section("Terminal", "终端");
    let lang = report.lang;
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let shown = |name: &str| variable(name).unwrap_or_else(|| "-".to_owned());
    if std::io::stdout().is_terminal() {
        let size = size();
        let sentence = format!("{}x{}", size.width, size.height);
        report.row(lang.pick("size", "大小"), &sentence, "");
    } else {
        let sentence = lang.pick(
            "standard output is no terminal; what follows is as the environment says",
            "标准输出不是终端，以下依据环境变量",
        );
        report.say(Mark::Note, sentence);
    }
    for name in ["TERM", "COLORTERM", "NO_COLOR"] {
        report.row(name, &shown(name), "");
    }
    let colours = match caps.depth {
        Depth::True => lang.pick("24 bits", "24 位"),
        Depth::Ansi256 => lang.pick("256 colours", "256 色"),
        Depth::Ansi16 => lang.pick("16 colours", "16 色"),
        Depth::Mono => lang.pick("none", "无"),
    };
    report.row(lang.pick("colours", "颜色"), colours, "");
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variable);
    utf8(report, locale.as_deref());
    let sync = match caps.sync {
        SyncUpdates::On => lang.pick("on", "开"),
        SyncUpdates::Off => lang.pick("off", "关"),
    };
    report.row(lang.pick("synchronized output", "同步输出"), sync, "");
    let line = match caps.line {
        Line::Local => lang.pick("this machine", "本机"),
        Line::Ssh => "SSH",
    };
    report.row(lang.pick("line", "线路"), line, "");
    let set = caps.drawn_with().show().unwrap_or_default();
    report.row(lang.pick("drawn with", "字符集"), &set, "");
    let cells = match caps.ambiguous {
        Ambiguous::Narrow => lang.pick("one cell", "一格"),
        Ambiguous::Wide => lang.pick("two cells: not printed", "两格：不使用"),
    };
    report.row(lang.pick("ambiguous width", "歧义宽度"), cells, "");
    picture(report);
}

fn utf8(report: &mut Report, locale: Option<&str>) {
    let lang = report.lang;
    let name = locale.unwrap_or("-");
    let lower = name.to_ascii_lowercase();
    if lower.contains("utf-8") || lower.contains("utf8") {
        report.row("UTF-8", lang.pick("yes", "是"), name);
        return;
    }
    let sentence = lang.pick(
        format!(
            "the locale {name} is not UTF-8: Chinese may not be shown. Run: export LANG=zh_CN.UTF-8"
        ),
        format!("区域设置 {name} 不是 UTF-8，汉字可能无法显示。请运行：export LANG=zh_CN.UTF-8"),
    );
    report.say(Mark::Note, &sentence);
}

/// One line a set; the border on the right is straight where every character is one cell wide, Chinese two.
fn picture(report: &mut Report) {
    let lines = [
        ("ascii", sample(GlyphSet::Ascii)),
        ("narrow", sample(GlyphSet::Narrow)),
        ("unicode", sample(GlyphSet::Unicode)),
        ("中文", "反诈值守台 极高中低 止付冻结".to_owned()),
    ];
    for line in boxed(&lines) {
        report.line(&line);
    }
    let sentence = report.lang.pick(
        "Is the right border straight? If it is bent only beside `unicode`, set [screen] ambiguous = \"wide\"; if characters are missing, glyphs = \"narrow\" or \"ascii\".",
        "右边框是否对齐？若仅 unicode 行不齐，请设 [screen] ambiguous = \"wide\"；若字符缺失，请设 glyphs = \"narrow\" 或 \"ascii\"。",
    );
    report.line(sentence);
}

/// The characters of a set that are drawn most.
fn sample(set: GlyphSet) -> String {
    let glyphs = Glyphs::of(set);
    let border = &glyphs.border;
    let across = border.horizontal_top.repeat(6);
    [
        border.top_left,
        &across,
        border.top_right,
        border.vertical_left,
        " ",
        glyphs.full,
        glyphs.full,
        glyphs.empty,
        glyphs.empty,
        " ",
        glyphs.ellipsis,
        glyphs.dot,
        glyphs.arrow,
        glyphs.up,
        glyphs.down,
        glyphs.tree.branch,
        glyphs.tree.across,
        glyphs.tree.closed,
        glyphs.about,
    ]
    .concat()
}
