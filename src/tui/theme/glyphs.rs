//! The characters that are drawn with, in three sets. Views name the part, never the character.

use ratatui::symbols::border;

use crate::tui::term::caps::GlyphSet;

/// One set of characters. All are one cell wide; in `unicode` that holds only on terminals that
/// give ambiguous characters one cell.
#[derive(Debug)]
pub struct Glyphs {
    /// The border of a pane.
    pub border: border::Set<'static>,
    /// A filled step of a bar.
    pub full: &'static str,
    /// A step of a bar that is not filled.
    pub empty: &'static str,
    /// The last step of a bar in eighths, thinnest first; empty when there are none.
    pub eighths: &'static [&'static str],
    /// The axis under bars.
    pub axis: &'static str,
    /// A tick of the axis.
    pub tick: &'static str,
    /// Where a text was cut.
    pub ellipsis: &'static str,
    /// A dot that stands for a state.
    pub dot: &'static str,
    /// Leads from one thing to the next.
    pub arrow: &'static str,
    /// Sorted from small to large.
    pub up: &'static str,
    /// Sorted from large to small.
    pub down: &'static str,
    /// A marked row.
    pub mark: &'static str,
    /// The row that is shown beside its table.
    pub beside: &'static str,
    /// Not exact.
    pub about: &'static str,
    /// The lines of a tree.
    pub tree: TreeGlyphs,
}

/// What a tree is drawn with.
#[derive(Debug)]
pub struct TreeGlyphs {
    /// A line that runs past a row.
    pub through: &'static str,
    /// The line to a row with siblings after it.
    pub branch: &'static str,
    /// The line to the last of its siblings.
    pub last: &'static str,
    /// From the line to the row.
    pub across: &'static str,
    /// What is below is seen.
    pub open: &'static str,
    /// What is below is folded away.
    pub closed: &'static str,
}

impl Glyphs {
    /// The characters of a set.
    pub fn of(set: GlyphSet) -> &'static Self {
        match set {
            GlyphSet::Unicode => &UNICODE,
            GlyphSet::Narrow => &NARROW,
            GlyphSet::Ascii => &ASCII,
        }
    }
}

static UNICODE: Glyphs = Glyphs {
    border: border::PLAIN,
    full: "█",
    empty: "░",
    eighths: &["▏", "▎", "▍", "▌", "▋", "▊", "▉"],
    axis: "─",
    tick: "┴",
    ellipsis: "…",
    dot: "●",
    arrow: "→",
    up: "▲",
    down: "▼",
    mark: "*",
    beside: "▸",
    about: "≈",
    tree: TreeGlyphs {
        through: "│",
        branch: "├",
        last: "└",
        across: "─",
        open: "▾",
        closed: "▸",
    },
};

/// Every terminal gives these one cell.
static NARROW: Glyphs = Glyphs {
    border: square("╌", "╎"),
    full: "⣿",
    empty: "⣀",
    eighths: &[],
    axis: "╌",
    tick: "╎",
    ellipsis: "~",
    dot: "⠶",
    arrow: ">",
    up: "^",
    down: "v",
    mark: "*",
    beside: ">",
    about: "~",
    tree: TreeGlyphs {
        through: "╎",
        branch: "╎",
        last: "`",
        across: "╌",
        open: "-",
        closed: "+",
    },
};

static ASCII: Glyphs = Glyphs {
    border: square("-", "|"),
    full: "#",
    empty: ".",
    eighths: &[],
    axis: "-",
    tick: "+",
    ellipsis: "~",
    dot: "o",
    arrow: ">",
    up: "^",
    down: "v",
    mark: "*",
    beside: ">",
    about: "~",
    tree: TreeGlyphs {
        through: "|",
        branch: "|",
        last: "`",
        across: "-",
        open: "-",
        closed: "+",
    },
};

const fn square(across: &'static str, down: &'static str) -> border::Set<'static> {
    border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: down,
        vertical_right: down,
        horizontal_top: across,
        horizontal_bottom: across,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::agreed::is_agreed;
    use crate::tui::cells::glyph_width;

    fn all(glyphs: &Glyphs) -> Vec<&'static str> {
        let border = glyphs.border;
        let mut all = vec![
            border.top_left,
            border.top_right,
            border.bottom_left,
            border.bottom_right,
            border.vertical_left,
            border.vertical_right,
            border.horizontal_top,
            border.horizontal_bottom,
            glyphs.full,
            glyphs.empty,
            glyphs.axis,
            glyphs.tick,
            glyphs.ellipsis,
            glyphs.dot,
            glyphs.arrow,
            glyphs.up,
            glyphs.down,
            glyphs.mark,
            glyphs.about,
            glyphs.tree.through,
            glyphs.tree.branch,
            glyphs.tree.last,
            glyphs.tree.across,
            glyphs.tree.open,
            glyphs.tree.closed,
        ];
        all.extend(glyphs.eighths);
        all
    }

    #[test]
    fn every_glyph_is_one_cell_and_the_narrow_ones_everywhere() {
        for set in [GlyphSet::Unicode, GlyphSet::Narrow, GlyphSet::Ascii] {
            for glyph in all(Glyphs::of(set)) {
                assert_eq!(glyph_width(glyph), 1, "{glyph}");
                let certain = glyph.chars().all(is_agreed);
                assert!(certain || set == GlyphSet::Unicode, "{glyph}");
                assert!(glyph.is_ascii() || set != GlyphSet::Ascii, "{glyph}");
            }
        }
    }
}
