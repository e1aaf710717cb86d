//! Sequences for the terminal itself, not for its screen: the clipboard (OSC 52) and a notification of the desktop
//! (OSC 9). Inside tmux and GNU screen they are handed through to the terminal outside.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What stands between us and the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Between {
    /// Nothing.
    Nothing,
    /// tmux; it hands through what is asked with `allow-passthrough`.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Between {
    /// By what the environment says.
    pub fn detect() -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match (is_set("TMUX"), is_set("STY")) {
            (true, _) => Self::Tmux,
            (false, true) => Self::Screen,
            (false, false) => Self::Nothing,
        }
    }

    /// A sequence as it has to be written.
    fn wrap(self, sequence: &str) -> Vec<u8> {
        match self {
            Self::Nothing => sequence.to_owned(),
            // tmux takes the sequence for its own clipboard, and hands the wrapped one on.
            Self::Tmux => {
                let inside = sequence.replace('\x1b', "\x1b\x1b");
                format!("{sequence}\x1bPtmux;{inside}\x1b\\")
            }
            Self::Screen => format!("\x1bP{sequence}\x1b\\"),
        }
        .into_bytes()
    }
}

/// Puts a text on the clipboard of the terminal.
pub fn copy(text: &str, between: Between) -> Vec<u8> {
    let coded = STANDARD.encode(text);
    between.wrap(&format!("\x1b]52;c;{coded}\x07"))
}

/// Shows a notification on the desktop of the terminal; control characters are left out.
pub fn notify(text: &str, between: Between) -> Vec<u8> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    match between {
        // Unlike the clipboard tmux has no use of its own for it.
        Between::Tmux => format!("\x1bPtmux;\x1b\x1b]9;{text}\x07\x1b\\").into_bytes(),
        _ => between.wrap(&format!("\x1b]9;{text}\x07")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_handed_through() {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        assert_eq!(
            text(copy("P0 138", Between::Nothing)),
            "\x1b]52;c;UDAgMTM4\x07"
        );
        assert_eq!(
            text(copy("P0 138", Between::Tmux)),
            "\x1b]52;c;UDAgMTM4\x07\x1bPtmux;\x1b\x1b]52;c;UDAgMTM4\x07\x1b\\"
        );
        assert_eq!(
            text(copy("P0 138", Between::Screen)),
            "\x1bP\x1b]52;c;UDAgMTM4\x07\x1b\\"
        );
        assert_eq!(
            text(notify("a\x1b]b\x07c", Between::Nothing)),
            "\x1b]9;a]bc\x07"
        );
    }
}
