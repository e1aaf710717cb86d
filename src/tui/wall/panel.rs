//! How much text a panel can carry: a line must be high enough to be read from where people stand.

use ratatui::layout::Size;

/// A line of text is legible when it is at least this high for every metre of distance: 24 minutes of arc, of which
/// a Chinese character fills three quarters.
const LINE_MM: f32 = 6.84;
/// The same for the width of a cell, which is a little less than half as wide as it is high.
const CELL_MM: f32 = 3.29;
const INCH_MM: f32 = 25.4;

/// A 16:9 panel and how far away it is read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Panel {
    /// Diagonal, inches.
    pub inches: f32,
    /// Distance, metres.
    pub metres: f32,
}

impl Panel {
    /// The most cells that are still legible.
    pub fn legible(self) -> Size {
        let across = self.inches * INCH_MM / 16f32.hypot(9.0);
        let cells = |share: f32, least: f32| (across * share / (least * self.metres)) as u16;
        Size::new(cells(16.0, CELL_MM), cells(9.0, LINE_MM))
    }

    /// Whether a terminal of this size is legible.
    pub fn suits(self, size: Size) -> bool {
        let most = self.legible();
        size.width <= most.width && size.height <= most.height
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_panel_or_a_shorter_way_carries_more() {
        for (inches, metres, width, height) in [
            (55.0, 5.0, 74, 20),
            (55.0, 2.5, 148, 40),
            (85.0, 5.0, 114, 30),
        ] {
            let panel = Panel { inches, metres };
            assert_eq!(panel.legible(), Size::new(width, height), "{panel:?}");
            assert!(panel.suits(Size::new(width, height)));
            assert!(!panel.suits(Size::new(width + 1, height)));
        }
    }
}
