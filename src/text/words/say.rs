//! Sentences with values in them: what happened, what was refused and why an action can not be done here. They
//! are kept as values and said when painted, so that a change of language changes them too.

use super::{Both, Lang, Term};
use crate::domain::alert::Outcome;
use crate::domain::ids::Sub;
use crate::domain::money::Fen;
use crate::domain::order::{MismatchField, OrderState};
use crate::domain::refusal::Code;
use crate::domain::time::Span;
use crate::text::safe::SafeText;
use crate::text::show;

/// Why an action can not be done here and now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// Nothing is selected.
    NothingSelected,
    /// It acts on alerts.
    OnlyAlerts,
    /// It acts on orders.
    OnlyOrders,
    /// It acts on alerts, cases and orders.
    OnlyItems,
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
    /// The view is held still; what waits now is not seen.
    ViewFrozen,
}

impl Why {
    /// The sentence.
    pub fn text(&self, lang: Lang) -> String {
        let fixed = |en: &str, zh: &str| lang.pick(en, zh).to_owned();
        match self {
            Self::NothingSelected => fixed("nothing is selected", "没有选中条目"),
            Self::OnlyAlerts => fixed("it acts on alerts", "仅用于预警"),
            Self::OnlyOrders => fixed("it acts on orders", "仅用于止付令"),
            Self::OnlyItems => fixed(
                "it acts on alerts, cases and orders",
                "仅用于预警、案件和止付令",
            ),
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
            Self::NothingToApprove => fixed(
                "nothing waits for a second person",
                "没有待第二人确认的事项",
            ),
            Self::OwnWork => fixed("the second person must be somebody else", "第二人须为他人"),
            Self::OrderIs(state) => {
                let state = state.term(lang);
                lang.pick(format!("the order is {state}"), format!("止付令{state}"))
            }
            Self::NothingToRecall => fixed("nothing can be taken back", "没有可撤回的操作"),
            Self::NeverP0 => fixed("a P0 is never put aside", "极高危不得搁置"),
            Self::NoQuestion => fixed("no question is open", "没有待答问题"),
            Self::PaperThere => fixed("no paper is missing", "手续齐全"),
            Self::NotConnected => fixed("not connected to the hub", "尚未连接服务端"),
            Self::Shelved => fixed("it is put aside", "已搁置"),
            Self::AttemptFirst => {
                fixed("answer a question of the script first", "请先回答话术问题")
            }
            Self::ViewFrozen => fixed("The view is frozen. F thaws it.", "画面已定格，F 恢复。"),
            Self::NoSuchAnswer => fixed("this question has fewer answers", "该题没有这个选项"),
        }
    }
}

/// What the status line says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Say {
    /// An alert is ours.
    Yours {
        /// Its number.
        no: u32,
    },
    /// A case is ours.
    CaseYours {
        /// Its number.
        no: u32,
    },
    /// `n` found nothing.
    NothingWaits,
    /// A command was carried out and needs no more words.
    Done(Both),
    /// A whole sentence.
    Told(Both),
    /// The outcome is recorded.
    Closed {
        /// Number of the alert.
        no: u32,
        /// The outcome.
        outcome: Outcome,
    },
    /// The outcome waits for a second person.
    Proposed {
        /// Number of the alert.
        no: u32,
    },
    /// A case and its drafted orders are there.
    Converted {
        /// Number of the case.
        case: u32,
    },
    /// Asked a second person to approve.
    AskedSecond {
        /// Number of the order.
        no: u32,
    },
    /// The order leaves in a moment.
    Leaving {
        /// Number of the order.
        no: u32,
        /// Institution, last digits, amount.
        target: String,
        /// Time left.
        left: Span,
    },
    /// A desk answered one of our orders.
    OrderNow {
        /// Number of the order.
        no: u32,
        /// Where it stands.
        state: OrderState,
        /// Held, for a stop.
        held: Option<Fen>,
        /// For a mismatch: what differed.
        field: Option<MismatchField>,
    },
    /// An action can not be done.
    Blocked {
        /// The action.
        what: Both,
        /// Why.
        why: Why,
    },
    /// The hub refused.
    Refused {
        /// The action.
        what: Both,
        /// By code.
        code: Code,
        /// Who holds the item, where that helps.
        owner: Option<Sub>,
    },
    /// It could not be sent and will not be.
    NotSent {
        /// The action.
        what: Both,
    },
    /// Its moment passed before it could go out.
    TooLate {
        /// The action.
        what: Both,
    },
    /// It is kept until the line is back.
    Kept {
        /// The action.
        what: Both,
    },
    /// The answer is lost; it is being asked for.
    Unknown {
        /// The action.
        what: Both,
    },
    /// A key that does nothing here.
    Unbound {
        /// The key.
        key: String,
    },
    /// Something typed that can not be.
    Bad(Bad),
    /// The item changed while a question about it stood open.
    Changed,
    /// The view stands still; the feed goes on.
    ViewFrozen,
    /// The view runs again.
    ViewRuns,
    /// The hub does not let us see a feed.
    Denied {
        /// Name of the feed.
        feed: SafeText,
    },
    /// Entries of the theme file were left out.
    ThemeFlawed {
        /// The first of them: file, key, what is allowed.
        warning: SafeText,
        /// How many more.
        more: usize,
    },
    /// The outbox can not be written.
    OutboxInMemory,
    /// An unattended P0 calls.
    AlarmP0 {
        /// How many.
        n: usize,
    },
    /// Stops that end by themselves within two hours.
    AlarmCliff {
        /// How many.
        n: usize,
    },
    /// Orders nobody answered.
    AlarmUnanswered {
        /// How many.
        n: usize,
    },
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
    /// A word of the filter that is not understood.
    FilterWord(String),
    /// No such tier, type, state.
    FilterValue {
        /// Which field.
        field: &'static str,
        /// As typed.
        found: String,
    },
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
    fn text(&self, lang: Lang) -> String {
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
            Self::FilterWord(found) => {
                let found = hushed(found);
                lang.pick(
                format!("`{found}` is no filter. Write tier: type: state: bank: owner: age> or \"text\"."),
                format!("筛选条件“{found}”无法识别。可写 tier: type: state: bank: owner: age> 或 \"文字\"。"),
            )
            }
            Self::FilterValue { field, found } => {
                let found = hushed(found);
                lang.pick(
                    format!("`{found}` is no {field}."),
                    format!("{field} 没有“{found}”。"),
                )
            }
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
                "The account needs at least 4 letters or digits.".to_owned(),
                "账号至少 4 位字母或数字。".to_owned(),
            ),
            Self::Amount => lang.pick(
                "Type the amount in yuan, such as 52000 or 52000.50.".to_owned(),
                "请输入金额（元），如 52000 或 52000.50。".to_owned(),
            ),
            Self::Minutes => lang.pick(
                "Type whole minutes.".to_owned(),
                "请输入整数分钟。".to_owned(),
            ),
            Self::Reason => lang.pick("A reason is needed.".to_owned(), "须填写理由。".to_owned()),
        }
    }
}

impl Say {
    /// The sentence.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Yours { no } => lang.pick(
                format!("Alert {no} is yours. Digits answer the script."),
                format!("预警 {no} 已由您签收。按数字回答话术。"),
            ),
            Self::CaseYours { no } => lang.pick(
                format!("Case {no} is yours."),
                format!("案件 {no} 由您负责。"),
            ),
            Self::NothingWaits => lang
                .pick("No alert waits.", "没有待签收的预警。")
                .to_owned(),
            Self::Done(what) => {
                let what = what.text(lang);
                lang.pick(format!("Done: {what}."), format!("已完成：{what}。"))
            }
            Self::Told(sentence) => sentence.text(lang).to_owned(),
            Self::Closed { no, outcome } => {
                let outcome = outcome.term(lang);
                lang.pick(
                    format!("Alert {no} is closed: {outcome}. n takes the next."),
                    format!("预警 {no} 已关闭：{outcome}。n 取下一条。"),
                )
            }
            Self::Proposed { no } => lang.pick(
                format!("Alert {no} waits for a second person to confirm."),
                format!("预警 {no} 待第二人确认。"),
            ),
            Self::Converted { case } => lang.pick(
                format!("Case {case} is open. Confirm its stop order."),
                format!("案件 {case} 已立卡。请确认止付令。"),
            ),
            Self::AskedSecond { no } => lang.pick(
                format!("Order {no} waits for a second person. It leaves when they approve."),
                format!("止付令 {no} 待第二人批准，批准后发出。"),
            ),
            Self::Leaving { no, target, left } => {
                let secs = (left.0.max(0) + 999) / 1000;
                lang.pick(
                    format!("Order {no} to {target} leaves in {secs} s. u takes it back."),
                    format!("止付令 {no}（{target}）{secs} 秒后发出。u 撤回。"),
                )
            }
            Self::OrderNow {
                no,
                state,
                held,
                field,
            } => order_now(*no, *state, *held, *field, lang),
            Self::Blocked {
                why: Why::ViewFrozen,
                ..
            } => Why::ViewFrozen.text(lang),
            Self::Blocked { what, why } => {
                let (what, why) = (what.text(lang), why.text(lang));
                let what_en = capital(what);
                lang.pick(
                    format!("{what_en}: {why}."),
                    format!("无法执行“{what}”：{why}。"),
                )
            }
            Self::Refused { what, code, owner } => refused(*what, *code, owner.as_ref(), lang),
            Self::NotSent { what } => {
                let what = what.text(lang);
                lang.pick(
                    format!(
                        "Not sent: {what}. The view is not current; try again when it is live."
                    ),
                    format!("未发出：{what}。数据不是实时，恢复后请重试。"),
                )
            }
            Self::TooLate { what } => {
                let what = what.text(lang);
                lang.pick(
                    format!("Not sent: {what}. Its moment passed."),
                    format!("未发出：{what}。已过时限。"),
                )
            }
            Self::Kept { what } => {
                let what = what.text(lang);
                lang.pick(
                    format!("Not sent yet: {what}. It goes out when the line is back."),
                    format!("尚未发出：{what}。线路恢复后自动发出。"),
                )
            }
            Self::Unknown { what } => {
                let what = what.text(lang);
                lang.pick(
                    format!("Unknown whether done: {what}. Asking the hub."),
                    format!("结果未知：{what}。正在向服务端查询。"),
                )
            }
            Self::Unbound { key } => lang.pick(
                format!("{key} does nothing here. ? lists the keys."),
                format!("{key} 在此处无作用。? 查看按键。"),
            ),
            Self::Bad(bad) => bad.text(lang),
            Self::Changed => lang.pick(
                "It changed meanwhile. Look again.".to_owned(),
                "该条目刚有变化，请重新查看。".to_owned(),
            ),
            Self::ViewFrozen => lang.pick(
                "The view stands still; the feed goes on. F lets it run.".to_owned(),
                "画面已定格，数据继续接收。F 恢复。".to_owned(),
            ),
            Self::ViewRuns => lang.pick("The view runs again.", "画面已恢复。").to_owned(),
            Self::Denied { feed } => lang.pick(
                format!("Your role may not follow the feed `{feed}`."),
                format!("您的角色不能订阅“{feed}”。"),
            ),
            Self::ThemeFlawed { warning, more: 0 } => {
                lang.pick(format!("Theme: {warning}."), format!("主题：{warning}。"))
            }
            Self::ThemeFlawed { warning, more } => lang.pick(
                format!("Theme: {warning}. {more} more."),
                format!("主题：{warning}。另有 {more} 处。"),
            ),
            Self::OutboxInMemory => lang.pick(
                "The outbox file can not be written: what is not sent is lost when you quit."
                    .to_owned(),
                "待发文件不可写：退出会丢失未发出的操作。".to_owned(),
            ),
            Self::AlarmP0 { n } => lang.pick(
                format!("{n} P0 without an officer. n takes the gravest."),
                format!("{n} 条极高危无人签收。n 取最紧急的一条。"),
            ),
            Self::AlarmCliff { n } => lang.pick(
                format!("{n} stops end by themselves within 2 h."),
                format!("{n} 笔止付 2 小时内到期。"),
            ),
            Self::AlarmUnanswered { n } => lang.pick(
                format!("{n} orders were not answered in time."),
                format!("{n} 道止付令超时未复。"),
            ),
        }
    }
}

/// With a capital letter, to begin a sentence.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

fn order_now(
    no: u32,
    state: OrderState,
    held: Option<Fen>,
    field: Option<MismatchField>,
    lang: Lang,
) -> String {
    let name = state.term(lang);
    match (state, held, field) {
        (OrderState::Stopped, Some(held), _) => {
            let held = show::money_exact(held, lang);
            lang.pick(
                format!("Order {no}: {held} is stopped. It ends by itself after 48 h."),
                format!("止付令 {no}：已止付 {held}，48 小时后自动解除。"),
            )
        }
        (OrderState::Mismatch, _, Some(field)) => {
            let field = field.term(lang);
            lang.pick(
                format!("Order {no}: the {field} differs, nothing was stopped."),
                format!("止付令 {no}：{field}不符，未止付。"),
            )
        }
        (OrderState::Empty, ..) => lang.pick(
            format!("Order {no}: the money has moved on."),
            format!("止付令 {no}：资金已转出。"),
        ),
        _ => lang.pick(
            format!("Order {no}: {name}."),
            format!("止付令 {no}：{name}。"),
        ),
    }
}

/// A refusal by its code, in the officer's language.
fn refused(what: Both, code: Code, owner: Option<&Sub>, lang: Lang) -> String {
    let what = what.text(lang);
    if let (Code::VersionConflict | Code::IllegalTransition, Some(owner)) = (code, owner) {
        let who = show::sub(owner);
        return lang.pick(
            format!("{who} was first and holds it now."),
            format!("{who} 已抢先签收。"),
        );
    }
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
        Code::Unknown(word) => {
            let word = SafeText::line(&word.text());
            return lang.pick(
                format!("Refused: {what} ({word})."),
                format!("被拒绝：{what}（{word}）。"),
            );
        }
    };
    lang.pick(
        format!("Refused: {what}, {en}."),
        format!("被拒绝：{what}，{zh}。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: Both = Both {
        en: "claim",
        zh: "签收",
    };

    #[test]
    fn an_account_typed_in_the_wrong_place_is_not_said_back() {
        for bad in [
            Bad::Institution("6222020200001234".into()),
            Bad::NoAction {
                found: "6222 0202 0000 1234".into(),
                near: Vec::new(),
            },
        ] {
            let said = Say::Bad(bad).text(Lang::En);
            assert!(
                said.contains("****1234") && !said.contains("6222"),
                "{said}"
            );
        }
    }

    #[test]
    fn a_lost_race_says_who_won() {
        let owner: Sub = "u:0399".parse().unwrap();
        let say = Say::Refused {
            what: CLAIM,
            code: Code::VersionConflict,
            owner: Some(owner),
        };
        assert_eq!(say.text(Lang::En), "0399 was first and holds it now.");
        assert_eq!(say.text(Lang::Zh), "0399 已抢先签收。");
    }

    #[test]
    fn every_code_is_said_in_both_languages() {
        for code in Code::ALL {
            let say = Say::Refused {
                what: CLAIM,
                code: *code,
                owner: None,
            };
            assert!(say.text(Lang::En).starts_with("Refused: claim"), "{code}");
            assert!(say.text(Lang::Zh).starts_with("被拒绝：签收"), "{code}");
        }
        let foreign = Say::Refused {
            what: CLAIM,
            code: Code::of("teapot"),
            owner: None,
        };
        assert!(foreign.text(Lang::En).contains("teapot"));
    }
}
