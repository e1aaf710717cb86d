//! What the terminal can do, as far as the environment tells: colours, glyphs (and with them the width
//! of ambiguous characters), and whether there is a network between us and the eyes.

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: only bold, underline and reverse.
    Mono,
    /// The sixteen of ANSI.
    Ansi16,
    /// The 256 of xterm.
    Ansi256,
    /// 24 bits.
    True,
}

/// Which characters may be used to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlyphSet {
    /// Box drawing, blocks, arrows: one cell wide on most terminals, two on CJK-configured ones.
    Unicode,
    /// Only characters that are one cell wide everywhere.
    Narrow,
    /// Only ASCII.
    Ascii,
}

/// How wide the terminal draws the characters Unicode calls ambiguous, such as `…`, `●`, `“` and `─`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguous {
    /// One cell.
    Narrow,
    /// Two cells, or nobody knows: none of them is printed, characters of a certain width stand in.
    Wide,
}

/// Where the terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// On this machine: 30 frames a second are fine.
    Local,
    /// At the other end of an SSH connection: ten are.
    Ssh,
}

/// Whether frames are wrapped in synchronized updates (DEC mode 2026).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncUpdates {
    /// Yes: the terminal shows a frame whole.
    On,
    /// No: for terminals that print the sequence.
    Off,
}

/// What erased cells look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erase {
    /// They take the background that is set, so a run of blanks costs a few bytes.
    Coloured,
    /// They may not: GNU screen by default, and old terminals. Blanks are printed.
    Plain,
}

/// What the terminal can do. Every field may be overridden by the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Colours.
    pub depth: Depth,
    /// Characters to draw with, as long as their width is certain: see [`Self::drawn_with`].
    pub glyphs: GlyphSet,
    /// Width of ambiguous characters.
    pub ambiguous: Ambiguous,
    /// Local or SSH.
    pub line: Line,
    /// Synchronized updates.
    pub sync: SyncUpdates,
    /// Erased cells.
    pub erase: Erase,
}

impl Caps {
    /// The characters to draw with: a terminal that draws ambiguous ones wide gets none of them.
    pub fn drawn_with(&self) -> GlyphSet {
        match (self.glyphs, self.ambiguous) {
            (GlyphSet::Unicode, Ambiguous::Wide) => GlyphSet::Narrow,
            (glyphs, _) => glyphs,
        }
    }

    /// From the process environment.
    pub fn detect() -> Self {
        Self::from_env(|name| std::env::var(name).ok())
    }

    /// From any environment: `var` answers the value of a variable, if it is set.
    pub fn from_env(var: impl Fn(&str) -> Option<String>) -> Self {
        let var = |name: &str| var(name).filter(|value| !value.is_empty());
        let term = var("TERM").unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|name| var(name));
        let locale = locale.unwrap_or_default().to_ascii_lowercase();
        Self {
            depth: depth(
                &term,
                var("COLORTERM").as_deref(),
                var("NO_COLOR").as_deref(),
            ),
            glyphs: glyphs(&term, &locale),
            ambiguous: ambiguous(&term, &locale, var),
            line: if var("SSH_CONNECTION").or(var("SSH_TTY")).is_some() {
                Line::Ssh
            } else {
                Line::Local
            },
            sync: match term.as_str() {
                "" | "dumb" | "linux" => SyncUpdates::Off,
                name if name.starts_with("vt") => SyncUpdates::Off,
                _ => SyncUpdates::On,
            },
            erase: match term.as_str() {
                "" | "dumb" => Erase::Plain,
                name if name.starts_with("vt") || name.starts_with("screen") => Erase::Plain,
                _ => Erase::Coloured,
            },
        }
    }
}

fn depth(term: &str, colorterm: Option<&str>, no_color: Option<&str>) -> Depth {
    let monochrome = term.is_empty() || term == "dumb" || term.starts_with("vt");
    if no_color.is_some() || monochrome || term.ends_with("-m") || term.ends_with("-mono") {
        Depth::Mono
    } else if matches!(colorterm, Some("truecolor" | "24bit")) || term.ends_with("-direct") {
        Depth::True
    } else if term == "linux"
        || term.ends_with("-16color")
        || matches!(term, "xterm" | "screen" | "ansi")
    {
        Depth::Ansi16
    } else {
        Depth::Ansi256
    }
}

fn glyphs(term: &str, locale: &str) -> GlyphSet {
    let speaks_utf8 = locale.contains("utf-8") || locale.contains("utf8");
    if !speaks_utf8 || matches!(term, "" | "dumb") || term.starts_with("vt") {
        GlyphSet::Ascii
    } else {
        GlyphSet::Unicode
    }
}

/// Terminals do not tell. In a Chinese, Japanese or Korean locale many draw ambiguous characters two cells wide
/// (Xshell, SecureCRT, PuTTY and mintty as set up there, mlterm); taken for narrow, every border of the screen
/// breaks, while the other mistake costs only the look of the lines. So in such a locale a terminal counts as wide
/// unless it is known to be narrow.
fn ambiguous(term: &str, locale: &str, var: impl Fn(&str) -> Option<String>) -> Ambiguous {
    match var("VTE_CJK_WIDTH").as_deref() {
        Some("wide" | "2") => return Ambiguous::Wide,
        Some("narrow" | "1") => return Ambiguous::Narrow,
        _ => {}
    }
    let is_cjk = ["zh", "ja", "ko"]
        .iter()
        .any(|lang| locale.starts_with(lang));
    let is_wide = term.starts_with("mlterm") || var("TERM_PROGRAM").as_deref() == Some("mintty");
    // tmux and GNU screen count for themselves; the others set a variable or a name of their own.
    let is_narrow = [
        "COLORTERM",
        "VTE_VERSION",
        "KONSOLE_VERSION",
        "WT_SESSION",
        "TERM_PROGRAM",
    ]
    .iter()
    .any(|name| var(name).is_some())
        || NARROW_TERMS.iter().any(|name| term.starts_with(name));
    if is_cjk && (is_wide || !is_narrow) {
        Ambiguous::Wide
    } else {
        Ambiguous::Narrow
    }
}

/// Beginnings of TERM of terminals that draw ambiguous characters one cell wide in every locale.
const NARROW_TERMS: [&str; 13] = [
    "alacritty",
    "contour",
    "foot",
    "ghostty",
    "gnome",
    "konsole",
    "linux",
    "rio",
    "screen",
    "tmux",
    "vte",
    "wezterm",
    "xterm-kitty",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn caps(env: &[(&str, &str)]) -> Caps {
        Caps::from_env(|name| {
            env.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn colours_follow_term_colorterm_and_no_color() {
        use Depth::{Ansi16, Ansi256, Mono, True};
        for (term, colorterm, no_color, expected) in [
            ("xterm-256color", "", "", Ansi256),
            ("xterm-256color", "truecolor", "", True),
            ("xterm-256color", "24bit", "", True),
            ("xterm-256color", "truecolor", "1", Mono),
            ("tmux-256color", "", "", Ansi256),
            ("xterm-direct", "", "", True),
            ("xterm-kitty", "", "", Ansi256),
            ("xterm", "", "", Ansi16),
            ("screen", "", "", Ansi16),
            ("linux", "", "", Ansi16),
            ("linux-m", "", "", Mono),
            ("vt100", "", "", Mono),
            ("vt220", "", "", Mono),
            ("dumb", "", "", Mono),
            ("", "", "", Mono),
        ] {
            let found = caps(&[
                ("TERM", term),
                ("COLORTERM", colorterm),
                ("NO_COLOR", no_color),
            ]);
            assert_eq!(found.depth, expected, "{term} {colorterm} {no_color}");
        }
    }

    #[test]
    fn glyphs_need_a_utf8_locale_and_a_terminal_that_has_them() {
        for (term, name, locale, expected) in [
            ("xterm", "LANG", "zh_CN.UTF-8", GlyphSet::Unicode),
            ("xterm", "LC_ALL", "en_US.utf8", GlyphSet::Unicode),
            ("xterm", "LANG", "C", GlyphSet::Ascii),
            ("xterm", "LANG", "zh_CN.GBK", GlyphSet::Ascii),
            ("vt100", "LANG", "C.UTF-8", GlyphSet::Ascii),
            ("dumb", "LANG", "C.UTF-8", GlyphSet::Ascii),
        ] {
            let found = caps(&[("TERM", term), (name, locale)]);
            assert_eq!(found.glyphs, expected, "{term} {locale}");
        }
        let overridden = caps(&[("TERM", "xterm"), ("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]);
        assert_eq!(overridden.glyphs, GlyphSet::Ascii);
    }

    #[test]
    fn a_chinese_locale_on_an_unknown_terminal_is_wide() {
        use Ambiguous::{Narrow, Wide};
        for (env, expected) in [
            (
                &[("LANG", "en_US.UTF-8"), ("TERM", "xterm-256color")][..],
                Narrow,
            ),
            (&[("LANG", "zh_CN.UTF-8"), ("TERM", "xterm-256color")], Wide),
            (&[("LC_ALL", "ja_JP.UTF-8"), ("TERM", "xterm")], Wide),
            (
                &[("LANG", "zh_CN.UTF-8"), ("TERM", "tmux-256color")],
                Narrow,
            ),
            (&[("LANG", "zh_CN.UTF-8"), ("TERM", "xterm-kitty")], Narrow),
            (&[("LANG", "zh_CN.UTF-8"), ("TERM", "linux")], Narrow),
            (
                &[
                    ("LANG", "zh_CN.UTF-8"),
                    ("TERM", "xterm-256color"),
                    ("COLORTERM", "truecolor"),
                ],
                Narrow,
            ),
            (
                &[
                    ("LANG", "zh_CN.UTF-8"),
                    ("TERM", "xterm"),
                    ("TERM_PROGRAM", "mintty"),
                ],
                Wide,
            ),
            (&[("LANG", "C.UTF-8"), ("VTE_CJK_WIDTH", "wide")], Wide),
            (
                &[("LANG", "zh_CN.UTF-8"), ("VTE_CJK_WIDTH", "narrow")],
                Narrow,
            ),
        ] {
            assert_eq!(caps(env).ambiguous, expected, "{env:?}");
        }
    }

    #[test]
    fn ssh_is_noticed() {
        assert_eq!(caps(&[("SSH_CONNECTION", "1 2 3 4")]).line, Line::Ssh);
        assert_eq!(caps(&[("SSH_CONNECTION", "")]).line, Line::Local);
        assert_eq!(caps(&[]).line, Line::Local);
    }
}
