//! What a value may be. The type of a field says it once: how it is read, what is allowed, how it is shown.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::feed::address::Address;
use crate::feed::link;
use crate::text::words::Lang;
use crate::tui::app::model::Switch;
use crate::tui::app::place::{Pane, Screen};
use crate::tui::term::caps::{Ambiguous, Depth, GlyphSet, SyncUpdates};
use crate::tui::term::guard::Mouse;

/// A value as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// A text in quotes.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a point, as written.
    Decimal(String),
    /// A list of texts.
    List(Vec<String>),
    /// From a flag or variable, where everything is text.
    Typed(String),
    /// Anything else; nothing takes it.
    Other,
}

impl Value {
    /// As a word; numbers may stand without quotes, as in `depth = 256`.
    pub fn word(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(word) | Self::Typed(word) => Some(Cow::Borrowed(word)),
            Self::Whole(number) => Some(Cow::Owned(number.to_string())),
            Self::Decimal(_) | Self::List(_) | Self::Other => None,
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Typed(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn decimal(&self) -> Option<f32> {
        match self {
            Self::Whole(number) => Some(*number as f32),
            Self::Decimal(text) | Self::Typed(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Typed(text) => Some(text).filter(|t| !t.is_empty()),
            _ => None,
        }
        .map(String::as_str)
    }
}

/// A type that a key can have.
pub trait Setting: Sized {
    /// The value; `None` when it is not one of [`Setting::allowed`].
    fn read(value: &Value) -> Option<Self>;
    /// What is allowed, one entry an alternative.
    fn allowed(lang: Lang) -> Vec<String>;
    /// As it would stand in the file; `None` when nothing is set.
    fn show(&self) -> Option<String>;
}

/// A word as it stands in the file.
fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

impl Setting for String {
    fn read(value: &Value) -> Option<Self> {
        value.text().map(str::to_owned)
    }

    fn allowed(lang: Lang) -> Vec<String> {
        vec![lang.pick("a text in quotes", "引号中的文字").to_owned()]
    }

    fn show(&self) -> Option<String> {
        Some(quoted(self))
    }
}

impl Setting for PathBuf {
    fn read(value: &Value) -> Option<Self> {
        value.text().map(Self::from)
    }

    fn allowed(lang: Lang) -> Vec<String> {
        let path = lang.pick("the path of a file in quotes", "引号中的文件路径");
        vec![path.to_owned()]
    }

    fn show(&self) -> Option<String> {
        Some(quoted(&self.to_string_lossy()))
    }
}

/// Chords of an action, or any list of texts.
impl Setting for Vec<String> {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::List(texts) => Some(texts.clone()),
            _ => None,
        }
    }

    fn allowed(lang: Lang) -> Vec<String> {
        let list = lang.pick(
            "a list of texts such as [\"c\", \"g g\"]",
            "文字列表，如 [\"c\", \"g g\"]",
        );
        vec![list.to_owned()]
    }

    fn show(&self) -> Option<String> {
        let texts: Vec<_> = self.iter().map(|text| quoted(text)).collect();
        Some(format!("[{}]", texts.join(", ")))
    }
}

impl<T: Setting> Setting for Option<T> {
    fn read(value: &Value) -> Option<Self> {
        T::read(value).map(Some)
    }

    fn allowed(lang: Lang) -> Vec<String> {
        T::allowed(lang)
    }

    fn show(&self) -> Option<String> {
        self.as_ref().and_then(Setting::show)
    }
}

/// A whole number between two others, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Within<const LEAST: i32, const MOST: i32>(pub i32);

impl<const LEAST: i32, const MOST: i32> Setting for Within<LEAST, MOST> {
    fn read(value: &Value) -> Option<Self> {
        let number = i32::try_from(value.number()?).ok()?;
        (LEAST..=MOST).contains(&number).then_some(Self(number))
    }

    fn allowed(lang: Lang) -> Vec<String> {
        vec![lang.pick(
            format!("a whole number from {LEAST} to {MOST}"),
            format!("{LEAST} 到 {MOST} 的整数"),
        )]
    }

    fn show(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

/// A number between two others, both included and given in tenths.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Between<const LEAST: i32, const MOST: i32>(pub f32);

impl<const LEAST: i32, const MOST: i32> Between<LEAST, MOST> {
    const LEAST: f32 = LEAST as f32 / 10.0;
    const MOST: f32 = MOST as f32 / 10.0;
}

impl<const LEAST: i32, const MOST: i32> Setting for Between<LEAST, MOST> {
    fn read(value: &Value) -> Option<Self> {
        let number = value.decimal()?;
        (Self::LEAST..=Self::MOST)
            .contains(&number)
            .then_some(Self(number))
    }

    fn allowed(lang: Lang) -> Vec<String> {
        let (least, most) = (Self::LEAST, Self::MOST);
        vec![lang.pick(
            format!("a number from {least} to {most}"),
            format!("{least} 到 {most} 的数"),
        )]
    }

    fn show(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}

/// Something that is found out unless it is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Wish<T> {
    /// Found out: `auto`.
    #[default]
    Auto,
    /// As written.
    Set(T),
}

impl<T: Copy> Wish<T> {
    /// What was written, else what was found out.
    pub fn or(self, found: T) -> T {
        match self {
            Self::Auto => found,
            Self::Set(wanted) => wanted,
        }
    }
}

impl<T: Setting> Setting for Wish<T> {
    fn read(value: &Value) -> Option<Self> {
        match value.word() {
            Some(word) if word == "auto" => Some(Self::Auto),
            _ => T::read(value).map(Self::Set),
        }
    }

    fn allowed(lang: Lang) -> Vec<String> {
        let mut all = T::allowed(lang);
        all.push(quoted("auto"));
        all
    }

    fn show(&self) -> Option<String> {
        match self {
            Self::Auto => Some(quoted("auto")),
            Self::Set(value) => value.show(),
        }
    }
}

/// The address of a hub, as written and known to be usable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HubUrl(pub String);

impl Setting for HubUrl {
    fn read(value: &Value) -> Option<Self> {
        let url = value.text()?;
        Address::parse(url).ok().map(|_| Self(url.to_owned()))
    }

    fn allowed(lang: Lang) -> Vec<String> {
        let address = lang.pick(
            "an address on this machine such as \"ws://127.0.0.1:7300\" (reach a hub elsewhere through an SSH tunnel)",
            "本机地址，如 \"ws://127.0.0.1:7300\"（远端服务端经 SSH 转发端口）",
        );
        vec![address.to_owned()]
    }

    fn show(&self) -> Option<String> {
        Some(quoted(&self.0))
    }
}

/// Makes an enum a setting: a word a variant, the first one shown, others understood too.
macro_rules! words {
    ($type:ty: $($variant:ident = $word:literal $(| $alias:literal)*),+ $(,)?) => {
        impl Setting for $type {
            fn read(value: &Value) -> Option<Self> {
                match &*value.word()? {
                    $($word $(| $alias)* => Some(Self::$variant),)+
                    _ => None,
                }
            }

            fn allowed(_: Lang) -> Vec<String> {
                vec![$(quoted($word)),+]
            }

            fn show(&self) -> Option<String> {
                Some(quoted(match self {
                    $(Self::$variant => $word,)+
                }))
            }
        }
    };
}

words!(Lang: Zh = "zh-CN" | "zh", En = "en");
words!(Depth: True = "truecolor", Ansi256 = "256", Ansi16 = "16", Mono = "mono");
words!(GlyphSet: Unicode = "unicode", Narrow = "narrow", Ascii = "ascii");
words!(Ambiguous: Narrow = "narrow", Wide = "wide");
words!(Mouse: On = "on", Off = "off");
words!(Switch: On = "on", Off = "off");
words!(Screen: Floor = "floor", Triage = "triage", Cases = "cases", Orders = "orders", Trace = "trace", Teams = "teams", Desk = "desk");
words!(SyncUpdates: On = "on", Off = "off");
words!(link::Profile: Full = "full", Lite = "lite");
words!(super::profile::Profile: Desk = "desk", Field = "field", Wall = "wall");

/// A table by its name.
impl Setting for Pane {
    fn read(value: &Value) -> Option<Self> {
        let word = value.word()?;
        Pane::TABLES.into_iter().find(|table| table.name() == word)
    }

    fn allowed(_: Lang) -> Vec<String> {
        Pane::TABLES.map(|table| quoted(table.name())).to_vec()
    }

    fn show(&self) -> Option<String> {
        Some(quoted(self.name()))
    }
}
