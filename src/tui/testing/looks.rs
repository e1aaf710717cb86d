//! Which meanings a cell was painted with. A style alone does not tell: several meanings share a look, and fewer
//! colours make more of them alike. So a frame is painted again with themes in which every meaning leaves a mark.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use std::sync::Arc;

use super::{Bench, frame};
use crate::tui::theme::{Theme, Tone};

/// Painted over the other looks of a row; they have no colour of letters of their own.
const OVER: [Tone; 3] = [Tone::Changed, Tone::Selected, Tone::SelectedAside];

/// The meanings of one cell, as they lie one on the other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layers(Vec<Tone>);

impl Layers {
    /// The look in a theme.
    pub fn style(&self, theme: &Theme) -> Style {
        let tones = self.0.iter();
        tones.fold(Style::reset(), |style, tone| style.patch(theme[*tone]))
    }

    /// The uppermost meaning and the grounds it stands on, as `key/overlay`; nothing for plain text.
    pub fn name(&self) -> Option<String> {
        let over = |tone: &&Tone| OVER.contains(tone);
        let mut layers = self.0.iter().rev();
        let top = layers.find(|tone| !over(tone)).copied();
        let grounds = self
            .0
            .iter()
            .filter(|tone| **tone == Tone::Overlay && top != Some(Tone::Overlay) || over(tone));
        let names: Vec<_> = top
            .iter()
            .filter(|tone| **tone != Tone::Text)
            .chain(grounds)
            .map(|tone| tone.name())
            .collect();
        (!names.is_empty()).then(|| names.join("/"))
    }
}

impl Bench {
    /// The frame as it looks with a theme.
    pub fn frame_with(&mut self, theme: Theme) -> Buffer {
        let before = self.put_theme(theme);
        let buffer = frame(&self.model);
        self.put_theme(before);
        buffer
    }

    fn put_theme(&mut self, theme: Theme) -> Theme {
        let setup = Arc::get_mut(&mut self.model.setup).unwrap();
        std::mem::replace(&mut setup.theme, theme)
    }

    /// The meanings of every cell of the frame, row by row.
    pub fn layers(&mut self) -> Vec<Layers> {
        let glyphs = self.model.setup.theme.glyphs();
        let number = |tone: Tone| Color::Indexed(tone as u8);
        let uppermost = self.frame_with(Theme::marking(glyphs, |tone| match tone {
            tone if OVER.contains(&tone) => Style::new(),
            tone => Style::new().fg(number(tone)),
        }));
        let mut found = vec![Layers::default(); uppermost.content.len()];
        for some in Tone::ALL.chunks(9) {
            let mark = |tone: Tone| some.iter().position(|one| *one == tone).map(bit);
            let marked = self.frame_with(Theme::marking(glyphs, |tone| {
                mark(tone).map_or(Style::new(), |bit| Style::new().add_modifier(bit))
            }));
            for (cell, layers) in marked.content.iter().zip(&mut found) {
                let here = some.iter().enumerate();
                let here = here.filter(|(n, _)| cell.modifier.contains(bit(*n)));
                layers.0.extend(here.map(|(_, tone)| *tone));
            }
        }
        for (cell, layers) in uppermost.content.iter().zip(&mut found) {
            layers.0.sort_by_key(|tone| match tone {
                Tone::Text => 0,
                Tone::Overlay => 1,
                tone if OVER.contains(tone) => 4,
                tone if cell.fg == number(*tone) => 3,
                _ => 2,
            });
        }
        found
    }
}

/// One of the nine marks a cell can have.
fn bit(n: usize) -> Modifier {
    Modifier::from_bits_truncate(1 << n)
}
