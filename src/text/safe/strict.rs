//! The strict profile, for terminals that draw ambiguous characters and emoji in widths of their own: such
//! characters become ASCII, so that every column counts the same everywhere. Chinese text stays.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::UnicodeEmoji;
use unicode_width::UnicodeWidthChar;

/// `text` without ambiguous characters and emoji; a fixed point.
pub fn strict(text: &str) -> Cow<'_, str> {
    if !text.contains(is_uncertain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_uncertain(c) {
            push_ascii(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether terminals disagree on the width of `c`.
fn is_uncertain(c: char) -> bool {
    let ideographic = matches!(c, '\u{3000}'..='\u{3247}' | '\u{3250}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF60}');
    !c.is_ascii() && !ideographic && (c.width() != c.width_cjk() || c.is_emoji_char())
}

fn push_ascii(out: &mut String, c: char) {
    let ascii = match c {
        '…' | '⋯' => "...",
        '“' | '”' | '„' | '‟' => "\"",
        '‘' | '’' | '′' => "'",
        '‐'..='―' | '─' | '━' | '═' => "-",
        '│' | '┃' | '║' => "|",
        '\u{2500}'..='\u{257F}' => "+",
        '\u{2580}'..='\u{259F}' | '■' => "#",
        '·' | '•' | '‧' => ".",
        '×' => "x",
        '÷' => "/",
        '±' => "+-",
        '→' => "->",
        '←' => "<-",
        '↑' => "^",
        '↓' => "v",
        '○' | '●' | '◆' | '◇' | '★' | '☆' | '※' => "*",
        _ => return push_folded(out, c),
    };
    out.push_str(ascii);
}

/// The compatible form where it is ASCII, else a question mark.
fn push_folded(out: &mut String, c: char) {
    let folded = std::iter::once(c).nfkc();
    if folded.clone().all(|c| matches!(c, ' '..='~')) {
        out.extend(folded);
    } else {
        out.push('?');
    }
}
