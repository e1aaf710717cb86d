//! Why something can not be: an action here and now, something typed, a command the hub refused.

use std::borrow::Cow;

use super::{Both, Lang, Term};
use crate::domain::case::CaseState;
use crate::domain::hop::HopState;
use crate::domain::ids::Sub;
use crate::domain::money::Fen;
use crate::domain::order::{AskKind, OrderState};
use crate::domain::refusal::Code;
use crate::text::safe::SafeText;
use crate::text::show;

/// Why an action can not be done here and now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// It has no meaning in the pane with the focus.
    NotHere,
    /// Nothing is selected.
    NothingSelected,
    /// It acts on alerts.
    OnlyAlerts,
    /// It acts on orders.
    OnlyOrders,
    /// It acts on alerts, cases and orders.
    OnlyItems,
    /// It acts on cases, and on the orders and places of one.
    OnlyMoney,
    /// It acts on places of a trace.
    OnlyPlaces,
    /// It acts on what has a number: orders and queries.
    OnlyNumbers,
    /// Neither the case nor the order is the officer's own.
    NotOurs,
    /// The place stands elsewhere.
    PlaceIs(HopState),
    /// An order on the account is still open.
    OrderOpen(u32),
    /// Only the name of a number is known, no account.
    NoCardYet,
    /// It acts on cases.
    OnlyCases,
    /// The case stands elsewhere.
    CaseIs(CaseState),
    /// So many of its orders are still open.
    OrdersOpen(usize),
    /// The first receiver stops the money before passing a case on.
    StopFirst,
    /// Something is asked about the order already.
    AskOpen(AskKind),
    /// Money is frozen only of a filed case.
    NotFiled,
    /// The account has seen all its stops.
    NoMoreStops,
    /// No transfer can be called back.
    NothingToCallBack,
    /// Somebody has decided already that it may lapse.
    LapseDecided,
    /// Somebody else holds it.
    HeldBy(Sub),
    /// Nobody holds it yet.
    ClaimFirst,
    /// It is ours already.
    AlreadyYours,
    /// It has ended.
    Ended,
    /// The role may not.
    Role,
    /// A change of it is on its way.
    OnTheWay,
    /// A closing waits for a second person.
    SecondPersonAsked,
    /// Nothing waits for a second person.
    NothingToApprove,
    /// The second person must be somebody else.
    OwnWork,
    /// The order stands elsewhere.
    OrderIs(OrderState),
    /// Nothing can be taken back.
    NothingToRecall,
    /// P0 is never put aside.
    NeverP0,
    /// No question is open.
    NoQuestion,
    /// Nothing was answered that could be corrected.
    NothingAnswered,
    /// The paper is there.
    PaperThere,
    /// The question has fewer answers.
    NoSuchAnswer,
    /// The hub has not let us in.
    NotConnected,
    /// It is put aside and comes back by itself.
    Shelved,
    /// Nobody has tried to reach the victim yet.
    AttemptFirst,
    /// Nothing waits for the desk.
    NothingWaits,
    /// The order must be taken first.
    TakeFirst,
    /// It acts on queries.
    OnlyQueries,
    /// It is a query.
    IsQuery,
    /// A query needs no taking.
    QueryIsTaken,
    /// A telecom order holds no money.
    HoldsNoMoney,
    /// Nothing was asked about what is held.
    NothingAsked,
    /// Something was asked about what is held.
    AskedAbout,
    /// The legal document must come first.
    PaperFirst,
}

impl Why {
    /// The sentence.
    pub fn text(&self, lang: Lang) -> String {
        let fixed = |en: &str, zh: &str| lang.pick(en, zh).to_owned();
        match self {
            Self::NotHere => fixed("not in this pane", "此窗格不适用"),
            Self::NothingSelected => fixed("nothing is selected", "没有选中条目"),
            Self::OnlyAlerts => fixed("only for alerts", "仅用于预警"),
            Self::OnlyOrders => fixed("only for orders", "仅用于止付令"),
            Self::OnlyItems => fixed("only for alerts, cases, orders", "仅用于预警、案件和止付令"),
            Self::OnlyMoney => fixed(
                "only for cases, orders, places",
                "仅用于案件、止付令和追踪节点",
            ),
            Self::OnlyNumbers => fixed("only for orders and places", "仅用于止付令和追踪节点"),
            Self::NotOurs => fixed(
                "only who holds the case, or drafted or approved the order",
                "仅限案件承办人、令的起草人或批准人",
            ),
            Self::OnlyPlaces => fixed("only for places of a trace", "仅用于追踪节点"),
            Self::PlaceIs(state) => {
                let state = state.term(lang);
                lang.pick(format!("the place is {state}"), format!("该节点{state}"))
            }
            Self::OrderOpen(no) => lang.pick(
                format!("order {no} there is still open"),
                format!("该账户的止付令 {no} 尚未办结"),
            ),
            Self::NoCardYet => fixed("no card is known yet; ask first", "尚未落卡，请先查询"),
            Self::OnlyCases => fixed("only for cases", "仅用于案件"),
            Self::CaseIs(state) => {
                let state = state.term(lang);
                lang.pick(format!("the case is {state}"), format!("案件状态：{state}"))
            }
            Self::OrdersOpen(1) => fixed("one of its orders is still open", "还有 1 道令未办结"),
            Self::OrdersOpen(n) => lang.pick(
                format!("{n} of its orders are still open"),
                format!("还有 {n} 道令未办结"),
            ),
            Self::StopFirst => fixed(
                "its own stop order has not left yet",
                "首接单位须先发出止付令",
            ),
            Self::AskOpen(kind) => {
                let kind = kind.term(lang);
                lang.pick(
                    format!("{kind} is asked for already"),
                    format!("已在申请{kind}"),
                )
            }
            Self::NotFiled => fixed("the case is not filed yet", "案件尚未立案"),
            Self::NoMoreStops => fixed("the account has had all its stops", "该账户止付次数已用完"),
            Self::NothingToCallBack => fixed(
                "no transfer can still be called back",
                "没有可撤销的延时转账",
            ),
            Self::LapseDecided => fixed("it is decided already", "已作决定"),
            Self::HeldBy(who) => {
                let who = show::sub(who);
                lang.pick(format!("{who} holds it"), format!("{who} 已签收"))
            }
            Self::ClaimFirst => fixed("claim it first", "请先签收"),
            Self::AlreadyYours => fixed("it is yours already", "已由您签收"),
            Self::Ended => fixed("the item has ended", "已办结"),
            Self::Role => fixed("your role may not", "您的角色无此权限"),
            Self::OnTheWay => fixed("a change of it is on its way", "上一项操作尚未确认"),
            Self::SecondPersonAsked => fixed("it waits for a second person", "正等待第二人确认"),
            Self::NothingToApprove => fixed("nothing waits for approval", "没有待第二人确认的事项"),
            Self::OwnWork => fixed("the second person must be somebody else", "第二人须为他人"),
            Self::OrderIs(state) => {
                let state = state.term(lang);
                lang.pick(format!("the order is {state}"), format!("止付令{state}"))
            }
            Self::NothingToRecall => fixed("nothing can be taken back", "没有可撤回的操作"),
            Self::NeverP0 => fixed("a P0 is never put aside", "极高危不得搁置"),
            Self::NoQuestion => fixed("no question is open", "没有待答问题"),
            Self::NothingAnswered => fixed("nothing was answered yet", "还没有可更正的回答"),
            Self::PaperThere => fixed("no paper is missing", "手续齐全"),
            Self::NotConnected => fixed("not connected to the hub", "尚未连接服务端"),
            Self::Shelved => fixed("it is put aside", "已搁置"),
            Self::AttemptFirst => {
                fixed("answer a question of the script first", "请先回答话术问题")
            }
            Self::NothingWaits => fixed("nothing waits for this desk", "本席没有待办"),
            Self::TakeFirst => fixed("take it first", "请先接收"),
            Self::OnlyQueries => fixed("only for queries", "仅用于查询"),
            Self::IsQuery => fixed("it is a query; answer it", "这是查询，请答复"),
            Self::QueryIsTaken => fixed("a query needs no taking", "查询无须接收"),
            Self::HoldsNoMoney => fixed("it is a telecom order", "这是通信指令"),
            Self::NothingAsked => fixed("nothing of the kind was asked", "没有待办理的申请"),
            Self::AskedAbout => fixed(
                "something was asked about it: done or declined",
                "该笔有申请：请答复已办理或不予办理",
            ),
            Self::PaperFirst => fixed("the paper must come first", "须先补文书"),
            Self::NoSuchAnswer => fixed("this question has fewer answers", "该题没有这个选项"),
        }
    }
}

/// What is wrong with something typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Bad {
    /// A word that is no action.
    NoAction {
        /// As typed.
        found: String,
        /// What comes near.
        near: Vec<&'static str>,
    },
    /// A word behind a command that it can not take.
    Argument {
        /// The command.
        of: &'static str,
        /// As typed.
        found: String,
        /// What can be, the nearest where there are such.
        allowed: Vec<&'static str>,
    },
    /// No view of this name is saved.
    NoView {
        /// As typed.
        found: String,
        /// Those that are.
        allowed: Vec<String>,
    },
    /// There is no item of this number.
    NoItem {
        /// Which kind, as it is typed.
        kind: &'static str,
        /// As typed.
        found: String,
    },
    /// The table has no such field.
    FilterField {
        /// As typed.
        found: String,
        /// What it has.
        allowed: Vec<&'static str>,
    },
    /// The table has no such column.
    SortColumn {
        /// As typed.
        found: String,
        /// What it has.
        allowed: Vec<&'static str>,
    },
    /// A value that a field of a table can not have.
    FilterValue {
        /// Which field.
        field: &'static str,
        /// As typed.
        found: String,
        /// What can be, or examples of it.
        allowed: Vec<Cow<'static, str>>,
    },
    /// Nothing here is filtered or sorted.
    NoTable,
    /// No institution of this code has a desk.
    Institution(String),
    /// The account is empty or too short.
    Account,
    /// No amount of money.
    Amount,
    /// No number of minutes.
    Minutes,
    /// A reason is needed.
    Reason,
    /// No time of day and no number of minutes.
    Time,
    /// No number of rows.
    Rows,
    /// More than the order asks for.
    OverLimit(Fen),
    /// Something is wrong with a pasted line.
    Line(usize, Box<Bad>),
    /// No phone number.
    Phone,
    /// No carrier in the directory has numbers that begin so.
    Carrier,
    /// No code of an organisation.
    Org,
    /// No other case of that number.
    CaseNumber,
}

/// What was typed, for a sentence about it: a number as long as an account shows its last four digits alone.
fn hushed(found: &str) -> String {
    const LONGEST: usize = 6;
    let digits: Vec<char> = found.chars().filter(|c| c.is_numeric()).collect();
    if digits.len() <= LONGEST {
        return found.to_owned();
    }
    let last: String = digits[digits.len() - 4..].iter().collect();
    format!("****{last}")
}

impl Bad {
    /// The sentence.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoAction { found, near } if near.is_empty() => {
                let found = hushed(found);
                lang.pick(
                    format!("`{found}` is no action. ? lists them."),
                    format!("没有操作“{found}”。? 查看全部。"),
                )
            }
            Self::NoAction { found, near } => {
                let (found, near) = (hushed(found), near.join(", "));
                lang.pick(
                    format!("`{found}` is no action. Near: {near}."),
                    format!("没有操作“{found}”。相近：{near}。"),
                )
            }
            Self::Argument { of, found, allowed } => {
                let (found, allowed) = (hushed(found), allowed.join(", "));
                lang.pick(
                    format!("`{of}` does not take `{found}`. Allowed: {allowed}."),
                    format!("“{of}”后不能是“{found}”。可用：{allowed}。"),
                )
            }
            Self::NoView { allowed, .. } if allowed.is_empty() => lang.pick(
                "No view is saved. [views] of the configuration holds them.".to_owned(),
                "尚无保存的视图，可在配置的 [views] 中添加。".to_owned(),
            ),
            Self::NoView { found, allowed } => {
                let (found, allowed) = (hushed(found), allowed.join(", "));
                lang.pick(
                    format!("No view `{found}`. There are: {allowed}."),
                    format!("没有视图“{found}”。可用：{allowed}。"),
                )
            }
            Self::NoItem { kind, found } => {
                let found = hushed(found);
                lang.pick(
                    format!("There is no {kind} `{found}`. Write a number, such as {kind}:12."),
                    format!("没有 {kind} “{found}”。请写编号，如 {kind}:12。"),
                )
            }
            Self::FilterField { found, allowed } => {
                let (found, allowed) = (hushed(found), allowed.join(" "));
                lang.pick(
                    format!("No field `{found}` here. There are: {allowed}, and \"text\"."),
                    format!("此表没有“{found}”。可用：{allowed}，以及 \"文字\"。"),
                )
            }
            Self::SortColumn { found, allowed } => {
                let (found, allowed) = (hushed(found), allowed.join(" "));
                lang.pick(
                    format!("No column `{found}` here. There are: {allowed}."),
                    format!("此表没有“{found}”列。可用：{allowed}。"),
                )
            }
            Self::FilterValue {
                field,
                found,
                allowed,
            } => {
                let (found, allowed) = (hushed(found), allowed.join(" "));
                lang.pick(
                    format!("`{found}` is no {field}. Allowed: {allowed}."),
                    format!("{field} 没有“{found}”。可用：{allowed}。"),
                )
            }
            Self::NoTable => lang.pick(
                "Nothing to filter or sort here. Tab goes to a table.".to_owned(),
                "此处没有表格可筛选或排序。Tab 切换到表格。".to_owned(),
            ),
            Self::Institution(found) if found.is_empty() => lang.pick(
                "The bank code is missing.".to_owned(),
                "请填写机构代码。".to_owned(),
            ),
            Self::Institution(found) => {
                let found = hushed(found);
                lang.pick(
                    format!("No desk has the code `{found}`. Tab completes."),
                    format!("没有机构代码“{found}”。Tab 补全。"),
                )
            }
            Self::Account => lang.pick(
                "An account: 4 to 64 digits, or one word with digits.".to_owned(),
                "账号为 4 至 64 位数字，或一个字母数字串。".to_owned(),
            ),
            Self::Amount => lang.pick(
                "Type the amount in yuan, such as 52000 or 52000.50.".to_owned(),
                "请输入金额（元），如 52000 或 52000.50。".to_owned(),
            ),
            Self::Minutes => lang.pick(
                "Type whole minutes.".to_owned(),
                "请输入整数分钟。".to_owned(),
            ),
            Self::Time => lang.pick(
                "Type a time such as 14:03, or minutes ago.".to_owned(),
                "请输入时间如 14:03，或几分钟前。".to_owned(),
            ),
            Self::Rows => lang.pick(
                "Type the number of rows of the statement.".to_owned(),
                "请输入流水笔数。".to_owned(),
            ),
            Self::OverLimit(limit) => {
                let limit = show::money_exact(*limit, lang);
                lang.pick(
                    format!("It is more than the {limit} the order asks for."),
                    format!("超过止付令上限 {limit}。"),
                )
            }
            Self::Line(n, bad) => {
                let bad = bad.text(lang);
                lang.pick(format!("Line {n}: {bad}"), format!("第 {n} 行：{bad}"))
            }
            Self::Phone => lang.pick(
                "Type the number, digits only.".to_owned(),
                "请输入号码（数字）。".to_owned(),
            ),
            Self::Carrier => lang.pick(
                "No carrier is listed for numbers that begin so. Type its code.".to_owned(),
                "该号段未登记运营商，请填写运营商代码。".to_owned(),
            ),
            Self::Org => lang.pick(
                "The code of an organisation has six digits.".to_owned(),
                "单位代码为六位数字。".to_owned(),
            ),
            Self::CaseNumber => lang.pick(
                "There is no other case of that number.".to_owned(),
                "没有该编号的其他案件。".to_owned(),
            ),
            Self::Reason => lang.pick("A reason is needed.".to_owned(), "须填写理由。".to_owned()),
        }
    }
}

/// A refusal by its code, in the officer's language.
pub fn refused(what: Both, code: Code, owner: Option<&Sub>, lang: Lang) -> String {
    let what = what.text(lang);
    if let (Code::VersionConflict | Code::IllegalTransition, Some(owner)) = (code, owner) {
        let who = show::sub(owner);
        return lang.pick(
            format!("{who} was first and holds it now."),
            format!("{who} 已抢先签收。"),
        );
    }
    if let Code::Unknown(word) = code {
        let word = SafeText::line(&word.text());
        return lang.pick(
            format!("Refused: {what} ({word})."),
            format!("被拒绝：{what}（{word}）。"),
        );
    }
    let because = because(code, lang);
    lang.pick(
        format!("Refused: {what}, {because}."),
        format!("被拒绝：{what}，{because}。"),
    )
}

/// What stands in the way, by the code of a refusal.
fn because(code: Code, lang: Lang) -> &'static str {
    let (en, zh) = match code {
        Code::VersionConflict => (
            "it changed meanwhile; look again",
            "该条目刚有变化，请重新查看",
        ),
        Code::IllegalTransition => ("it can not follow from here", "当前状态不允许"),
        Code::Forbidden => ("your role may not", "您的角色无此权限"),
        Code::NotFound => ("it is not there", "没有可操作的条目"),
        Code::TooLate => ("its moment has passed", "已过时限"),
        Code::ReasonRequired => ("a reason is needed", "须填写理由"),
        Code::SecondPersonRequired => ("a second person is needed", "须第二人确认"),
        Code::RateLimited => ("too many commands; wait a moment", "操作过于频繁，请稍候"),
        Code::StorageUnavailable => ("the hub can not store anything now", "服务端暂时无法存储"),
        Code::Overloaded => (
            "the hub has too much to do; try again",
            "服务端繁忙，请重试",
        ),
        Code::RevealQuota => ("no more reveals this hour", "本小时查看次数已用完"),
        Code::TooLarge => ("it is too large", "内容过大"),
        Code::ResetRequired => ("the view must be renewed first", "需先重新同步"),
        Code::BadRequest | Code::UnknownCommand | Code::IdemConflict => (
            "the hub does not understand it; console and hub differ in version",
            "服务端无法识别，版本可能不一致",
        ),
        Code::Internal => ("the hub failed; try again", "服务端出错，请重试"),
        Code::Unknown(_) => ("the hub refuses", "服务端拒绝"),
    };
    lang.pick(en, zh)
}

/// Why a marked row is left out of what is done to all of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Out {
    /// The console knows why.
    Why(Why),
    /// The hub refuses.
    Refused(Code),
    /// Money may still be stopped: that is looked at one by one.
    Money,
}

impl Out {
    /// A few words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Why(why) => why.text(lang),
            Self::Refused(code) => because(*code, lang).to_owned(),
            Self::Money => lang
                .pick(
                    "money may still be stopped: o on the alert itself",
                    "资金可能仍可止付，请逐条登记结果",
                )
                .to_owned(),
        }
    }

    /// Who is left out for it, by number: `0399 holds it: 4, 7, 12 and 5 more`.
    pub fn named(&self, nos: &[u32], lang: Lang) -> String {
        const NAMED: usize = 8;
        let comma = lang.pick(", ", "、");
        let named: Vec<_> = nos.iter().take(NAMED).map(ToString::to_string).collect();
        let (why, named) = (self.text(lang), named.join(comma));
        let more = match nos.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => lang.pick(format!(" and {more} more"), format!(" 等 {} 条", nos.len())),
        };
        lang.pick(
            format!("{why}: {named}{more}"),
            format!("{why}：{named}{more}"),
        )
    }

    /// Several of them with how many each, in one line.
    pub fn list(all: &[(Self, usize)], lang: Lang) -> String {
        let parts = all.iter().map(|(out, n)| format!("{} {n}", out.text(lang)));
        parts.collect::<Vec<_>>().join(lang.pick("; ", "；"))
    }
}
