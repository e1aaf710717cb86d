//! What the door does with one code point: keep it, count it as a combining mark, or show something else
//! in its place. The lists are the rules for foreign text; anything unknown to Unicode is replaced.

use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_width::UnicodeWidthChar;

/// The treatment of one code point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Shown as it is.
    Keep,
    /// Joins the base before it without a width of its own, or as a spacing mark.
    Mark,
    /// A line end of any kind.
    LineEnd,
    /// A horizontal tab.
    Tab,
    /// A C0 control or DEL, shown as its control picture.
    Picture(char),
    /// A C1 control.
    Control,
    /// Reorders text; shown by its name.
    Bidi(&'static str),
    /// Can not be seen; shown by its name, runs as one.
    Invisible,
    /// An emoji skin tone, split from its base.
    Tone,
    /// One half of a flag, shown as this letter.
    Flag(char),
    /// Private, unassigned or not a character.
    Unknown,
    /// Assigned, but of no width a terminal and we agree on; shown by its number.
    Odd,
}

/// Printable ASCII, common Chinese, Japanese and Korean text and the door's own tokens: characters that
/// are kept, never join a neighbour and are one grapheme each. Everything else takes the slow path.
#[inline]
pub(crate) fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~') || matches!(c, '\u{4E00}'..='\u{9FFF}') || is_plain_sign(c)
}

/// The rarer ones among them.
fn is_plain_sign(c: char) -> bool {
    matches!(c,
        '\u{3000}'..='\u{3029}'
        | '\u{FF01}'..='\u{FF5E}'
        | '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{FF}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}'
        | '\u{2190}'..='\u{21FF}' | '\u{23CE}' | '\u{2400}'..='\u{2424}'
        | '\u{2500}'..='\u{25FC}'
        | '\u{3041}'..='\u{3096}' | '\u{30A0}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{FFFD}')
}

/// Decides what becomes of `c`.
pub(super) fn classify(c: char) -> Class {
    if is_plain(c) {
        return Class::Keep;
    }
    if let Some(name) = bidi_name(c) {
        return Class::Bidi(name);
    }
    match c {
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::LineEnd,
        '\t' => Class::Tab,
        '\0'..='\u{1F}' => Class::Picture(picture(c)),
        '\u{7F}' => Class::Picture('␡'),
        '\u{80}'..='\u{9F}' => Class::Control,
        '\u{1F3FB}'..='\u{1F3FF}' => Class::Tone,
        '\u{1F1E6}'..='\u{1F1FF}' => Class::Flag(flag_letter(c)),
        // Dashes of three, half-width sound marks, signs of the I Ching: wider or narrower with each
        // version of the tables.
        '\u{2E3A}'
        | '\u{2E3B}'
        | '\u{FF9E}'
        | '\u{FF9F}'
        | '\u{17A4}'
        | '\u{2630}'..='\u{2637}'
        | '\u{268A}'..='\u{268F}'
        | '\u{4DC0}'..='\u{4DFF}'
        | '\u{1D300}'..='\u{1D376}' => Class::Odd,
        _ if is_invisible(c) => Class::Invisible,
        _ => by_category(c),
    }
}

fn by_category(c: char) -> Class {
    use GeneralCategory as Category;
    match (c.general_category(), c.width()) {
        (Category::Unassigned | Category::PrivateUse | Category::Surrogate, _) => Class::Unknown,
        (Category::NonspacingMark | Category::EnclosingMark, Some(0))
        | (Category::SpacingMark, Some(1)) => Class::Mark,
        // Marks that terminals give another width than the tables do.
        (Category::NonspacingMark | Category::EnclosingMark | Category::SpacingMark, _) => {
            Class::Odd
        }
        // The vowels and finals of a Korean syllable written in parts.
        (Category::OtherLetter, Some(0)) if matches!(c, '\u{1161}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FB}') => {
            Class::Mark
        }
        (Category::Format, _) => Class::Odd,
        (_, Some(1 | 2)) => Class::Keep,
        _ => Class::Odd,
    }
}

/// The control picture of a C0 control: ESC is `␛`.
fn picture(c: char) -> char {
    char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')
}

fn flag_letter(c: char) -> char {
    char::from_u32(u32::from('A') + u32::from(c) - 0x1F1E6).unwrap_or('?')
}

/// The name of a character that changes reading order.
fn bidi_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{61C}' => "ALM",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        _ => return None,
    })
}

/// Characters that leave no trace on a screen.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether a reader can not see `c` as a character of its own: controls, bidirectional and invisible
/// characters, marks. Detectors look through these.
pub(crate) fn is_unseen(c: char) -> bool {
    use Class::{Bidi, Control, Invisible, Mark, Picture, Tone};
    is_combining_mark(c)
        || matches!(
            classify(c),
            Mark | Picture(_) | Control | Bidi(_) | Invisible | Tone
        )
}

/// The name an invisible character is shown by; its number where it has no common name.
pub(super) fn invisible_name(c: char) -> String {
    let name = match c {
        '\u{AD}' => "SHY",
        '\u{34F}' => "CGJ",
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' => "HF",
        '\u{200B}' => "ZWSP",
        '\u{200C}' => "ZWNJ",
        '\u{200D}' => "ZWJ",
        '\u{2060}' => "WJ",
        '\u{FEFF}' => "BOM",
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => "VS",
        '\u{E0000}'..='\u{E007F}' => "TAG",
        _ => return format!("{:04X}", u32::from(c)),
    };
    name.to_owned()
}
