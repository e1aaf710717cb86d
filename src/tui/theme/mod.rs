//! Looks by meaning. A theme is loaded once, fitted to the colours of the terminal, and from then on
//! `theme[Tone::AlertP0]` is an array access. Loading never fails: what is wrong in a file is a
//! [`Warning`] and the rest of the file counts.

mod contrast;
mod depth;
mod file;
mod glyphs;
mod source;
mod tone;
mod vocabulary;
mod watch;

use std::ops::Index;

use ratatui::style::Style;

use crate::tui::term::caps::{Depth, GlyphSet};

pub use contrast::Faint;
pub use glyphs::Glyphs;
pub use source::Warning;
pub use tone::Tone;
pub use watch::{Reread, Watch};

/// The themes that come with the program, by name.
const BUILT_IN: [(&str, &str); 6] = [
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../themes/high-contrast.toml"),
    ),
    (
        "deuteranopia",
        include_str!("../../../themes/deuteranopia.toml"),
    ),
    ("wall", include_str!("../../../themes/wall.toml")),
    (COLOURLESS, include_str!("../../../themes/mono.toml")),
];

/// What every theme that comes with the program turns into where there are no colours.
const COLOURLESS: &str = "mono";

/// A look for every [`Tone`], and the characters to draw with.
#[derive(Debug, Clone)]
pub struct Theme {
    styles: Vec<Style>,
    glyphs: &'static Glyphs,
}

impl Theme {
    /// The names of the themes that come with the program.
    pub fn built_in() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Loads a theme: the name of a built-in one, or the path of a `.toml` file.
    pub fn load(name: &str, depth: Depth, glyphs: GlyphSet) -> (Self, Vec<Warning>) {
        let name = match depth {
            Depth::Mono if Self::built_in().any(|known| known == name) => COLOURLESS,
            _ => name,
        };
        let mut source = source::Source::read(name);
        let ground = source.style(Tone::Text).bg;
        let styles = Tone::ALL
            .iter()
            .map(|tone| depth::fit(source.style(*tone), *tone, depth, ground))
            .collect();
        let glyphs = Glyphs::of(glyphs);
        (Self { styles, glyphs }, source.finish())
    }

    /// A theme that shows which tones are used where.
    #[cfg(test)]
    pub fn marking(glyphs: &'static Glyphs, mark: impl Fn(Tone) -> Style) -> Self {
        let styles = Tone::ALL.iter().map(|tone| mark(*tone)).collect();
        Self { styles, glyphs }
    }

    /// Whether a theme is there at all; else what was found and what is allowed.
    pub fn find(name: &str) -> Result<(), String> {
        file::text_of(name).map(drop)
    }

    /// The characters to draw with.
    pub fn glyphs(&self) -> &'static Glyphs {
        self.glyphs
    }
}

impl Index<Tone> for Theme {
    type Output = Style;

    fn index(&self, tone: Tone) -> &Style {
        &self.styles[tone as usize]
    }
}

#[cfg(test)]
mod shipped_tests;
#[cfg(test)]
mod tests;
