//! Commands with a word behind them, beside the names of actions.

use crate::domain::ids::Key as ItemKey;
use crate::text::words::{Bad, Both, Lang};
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::table::field::table_of;
use crate::tui::app::table::saved;
use crate::tui::app::{enter, open_item, speak};
use crate::tui::nearest::nearest;
use crate::tui::theme::Theme;

/// A command with a word behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    /// Show of the table at hand what a filter takes.
    Filter,
    /// Sort the table at hand by a column.
    Sort,
    /// Go to a view saved in the configuration.
    View,
    /// Open an alert, a case or an order.
    Go,
    /// Speak a language.
    Lang,
    /// Look otherwise.
    Theme,
}

/// What can be gone to: as it is written, whole and short.
pub const KINDS: [(&str, &str); 3] = [("alert", "al"), ("case", "ca"), ("order", "or")];
/// The languages, as they are written.
pub const LANGS: [(&str, Lang); 2] = [("zh", Lang::Zh), ("en", Lang::En)];

impl Verb {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Filter,
        Self::Sort,
        Self::View,
        Self::Go,
        Self::Lang,
        Self::Theme,
    ];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Sort => "sort",
            Self::View => "view",
            Self::Go => "go",
            Self::Lang => "lang",
            Self::Theme => "theme",
        }
    }

    /// What it takes and does.
    pub const fn about(self) -> Both {
        let (en, zh) = match self {
            Self::Filter => (
                "filter tier:P0 age>5m \"text\"  shows of the table what fits",
                "filter tier:P0 age>5m \"文字\"  表格只显示符合的条目",
            ),
            Self::Sort => (
                "sort worth  by a column, -worth the largest first",
                "sort worth  按列排序，-worth 从大到小",
            ),
            Self::View => (
                "view mine  goes to a view saved in the configuration",
                "view mine  打开配置中保存的视图",
            ),
            Self::Go => (
                "go case:12  opens an alert, a case or an order by its number",
                "go case:12  按编号打开预警、案件或止付令",
            ),
            Self::Lang => ("lang en  or zh", "lang zh  或 en"),
            Self::Theme => (
                "theme light  by name, until the console ends",
                "theme light  按名称更换外观，仅本次有效",
            ),
        };
        Both { en, zh }
    }

    /// The verb of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.name() == name)
    }

    /// Whether there is an action of the same name, for when nothing stands behind it.
    pub const fn is_action(self) -> bool {
        matches!(self, Self::Filter)
    }

    /// Does it.
    ///
    /// # Errors
    /// The word that can not be, and what can.
    pub fn carry_out(
        self,
        model: &mut Model,
        rest: &str,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Bad> {
        match self {
            Self::Filter => {
                let table = table_of(model.place.focus).ok_or(Bad::NoTable)?;
                model.filter(table, rest)
            }
            Self::Sort => {
                let table = table_of(model.place.focus).ok_or(Bad::NoTable)?;
                model.sort(table, rest)
            }
            Self::View => {
                let place = saved::call(model, rest.trim())?;
                enter(model, place);
                Ok(())
            }
            Self::Go => {
                let key = item(model, rest)?.ok_or_else(|| self.wrong(rest))?;
                open_item(model, &key);
                Ok(())
            }
            Self::Lang => {
                let lang = Lang::of(rest).ok_or_else(|| self.wrong(rest))?;
                speak(model, lang);
                Ok(())
            }
            Self::Theme => {
                let is_known = Theme::built_in().any(|name| name == rest);
                if !is_known {
                    return Err(self.wrong(rest));
                }
                effects.push(Effect::Theme(rest.to_owned()));
                Ok(())
            }
        }
    }

    /// What is wrong with the word behind it, and what could stand there.
    fn wrong(self, found: &str) -> Bad {
        let allowed: Vec<&'static str> = match self {
            Self::Go => vec!["alert:NO", "case:NO", "order:NO"],
            Self::Lang => LANGS.map(|(name, _)| name).to_vec(),
            _ => Theme::built_in().collect(),
        };
        let near = nearest(found, allowed.iter().copied());
        Bad::Argument {
            of: self.name(),
            found: found.to_owned(),
            allowed: if near.is_empty() { allowed } else { near },
        }
    }
}

/// The item `case:12`, `ca:12` or `case 12` means; none where no kind of item is named.
///
/// # Errors
/// There is no item of that number.
pub fn item(model: &Model, text: &str) -> Result<Option<ItemKey>, Bad> {
    let Some((kind, number)) = text.split_once([':', ' ']) else {
        return Ok(None);
    };
    let is_kind = |(whole, short): &&(&str, &str)| kind == *whole || kind == *short;
    let Some((kind, _)) = KINDS.iter().find(is_kind) else {
        return Ok(None);
    };
    let none = || Bad::NoItem {
        kind,
        found: number.trim().to_owned(),
    };
    let no: u32 = number.trim().parse().map_err(|_| none())?;
    let floor = model.floor();
    // Numbers may begin anew; the newest is meant.
    let found = match *kind {
        "alert" => {
            let mut all = floor.alerts().values().rev();
            all.find(|a| a.no == no).map(|a| ItemKey::Alert(a.id))
        }
        "case" => {
            let mut all = floor.cases().values().rev();
            all.find(|c| c.no == no).map(|c| ItemKey::Case(c.id))
        }
        _ => {
            let mut all = floor.orders().values().rev();
            all.find(|o| o.no == no).map(|o| ItemKey::Order(o.id))
        }
    };
    found.map(Some).ok_or_else(none)
}
