//! What became of an item while a question about it stood open.

use super::{Lang, Term, Why};
use crate::domain::ids::Sub;
use crate::domain::money::Fen;
use crate::domain::order::OrderState;
use crate::text::show;

/// What changed meanwhile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turned {
    /// A second person agreed to the order.
    Agreed(Sub),
    /// Its first person sent it alone.
    Alone(Sub),
    /// It is somebody else's now.
    Taken(Sub),
    /// It is on its way out.
    Leaves,
    /// It was taken back before it left.
    TakenBack,
    /// It is to hold another sum; none: the whole balance.
    Limit(Option<Fen>),
    /// It stands elsewhere.
    Is(OrderState),
    /// It can not be done any more.
    Not(Why),
    /// It is not on the floor any more.
    Gone,
    /// Something else of it changed.
    Else,
}

impl Turned {
    /// The sentence.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Agreed(by) => {
                let by = show::sub(by);
                lang.pick(
                    format!("{by} agreed meanwhile."),
                    format!("{by} 刚已批准。"),
                )
            }
            Self::Alone(by) => {
                let by = show::sub(by);
                lang.pick(
                    format!("{by} acted first meanwhile, alone."),
                    format!("{by} 刚已先行止付。"),
                )
            }
            Self::Taken(by) => {
                let by = show::sub(by);
                lang.pick(
                    format!("{by} took it on meanwhile."),
                    format!("{by} 刚已认领。"),
                )
            }
            Self::Leaves => lang.pick(
                "It was sent meanwhile and is leaving.".to_owned(),
                "刚已发出，正在离开本中心。".to_owned(),
            ),
            Self::TakenBack => lang.pick(
                "It was taken back meanwhile.".to_owned(),
                "刚已被撤回。".to_owned(),
            ),
            Self::Limit(sum) => {
                let sum = sum.map_or_else(
                    || lang.pick("the whole balance", "全部余额").to_owned(),
                    |sum| show::money_exact(sum, lang),
                );
                lang.pick(
                    format!("Its sum changed meanwhile: {sum}."),
                    format!("金额刚有变化：{sum}。"),
                )
            }
            Self::Is(state) => {
                let state = state.term(lang);
                lang.pick(
                    format!("Meanwhile the order is {state}."),
                    format!("止付令刚变为：{state}。"),
                )
            }
            Self::Not(why) => {
                let why = why.text(lang);
                lang.pick(
                    format!("It can not be done any more: {why}."),
                    format!("已不能执行：{why}。"),
                )
            }
            Self::Gone => lang.pick(
                "It is not on the floor any more.".to_owned(),
                "该条目已不在列。".to_owned(),
            ),
            Self::Else => lang.pick(
                "It changed meanwhile. Look again.".to_owned(),
                "该条目刚有变化，请重新查看。".to_owned(),
            ),
        }
    }
}
