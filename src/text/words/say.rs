//! Sentences with values in them: what happened and what was refused. They are kept as values and said when
//! painted, so that a change of language changes them too.

use super::{Bad, Both, Lang, Out, Term, Why, why};
use crate::domain::alert::Outcome;
use crate::domain::ids::{InstitutionId, Sub};
use crate::domain::money::Fen;
use crate::domain::order::{AskKind, MismatchField, OrderState};
use crate::domain::refusal::Code;
use crate::domain::time::Span;
use crate::text::safe::SafeText;
use crate::text::show;

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
    /// There is no alarm.
    NothingCalls,
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
    /// A case is open and its stop order waits for a second person.
    Converted {
        /// Number of the case.
        case: u32,
        /// Number of the order.
        no: u32,
    },
    /// Asked a second person to approve.
    AskedSecond {
        /// Number of the order.
        no: u32,
    },
    /// The digits answer the script, nothing else does.
    AnswerByDigit,
    /// A key that may be held down would have confirmed.
    KeyHeld,
    /// The order leaves in a moment.
    Leaving {
        /// Number of the order.
        no: u32,
        /// Institution, last digits, amount.
        target: String,
        /// Time left.
        left: Span,
        /// What was asked about it; none where the order itself leaves.
        ask: Option<AskKind>,
    },
    /// The orders of a frontier leave in a moment.
    FrontierLeaves {
        /// How many.
        orders: usize,
        /// Time left.
        left: Span,
    },
    /// Something asked about an order waits for the officer's agreement.
    AskWaits {
        /// Number of the order.
        no: u32,
        /// What.
        kind: AskKind,
        /// Institution, last digits, amount.
        target: String,
    },
    /// What was asked left for the institution.
    AskSent {
        /// Number of the order.
        no: u32,
        /// What.
        kind: AskKind,
    },
    /// The institution did it.
    AskGranted {
        /// Number of the order.
        no: u32,
        /// What.
        kind: AskKind,
    },
    /// The institution declined.
    AskDeclined {
        /// Number of the order.
        no: u32,
        /// What.
        kind: AskKind,
        /// Why.
        why: SafeText,
    },
    /// A held sum goes free soon.
    CliffNear {
        /// Number of the order.
        no: u32,
        /// Institution, last digits, amount.
        target: String,
        /// Time left.
        left: Span,
    },
    /// A held sum went free and nobody had decided it.
    LapsedUndecided {
        /// Number of the order.
        no: u32,
        /// Institution, last digits, amount.
        target: String,
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
    /// The frontier was ordered; the orders leave in a moment.
    FrontierOrdered {
        /// How many orders.
        orders: usize,
        /// How many questions.
        asked: usize,
    },
    /// The frontier was drafted; a second person must agree.
    FrontierDrafted {
        /// How many orders.
        orders: usize,
        /// How many questions.
        asked: usize,
    },
    /// The frontier changed while it was looked at.
    FrontierGrew,
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
    ViewRuns {
        /// How many items had changed meanwhile.
        n: usize,
    },
    /// Rows of this table can not be marked.
    NothingToMark,
    /// How many rows of the table are marked.
    Marked {
        /// How many.
        n: usize,
    },
    /// What was done to the marked rows.
    BulkDone {
        /// The action.
        what: Both,
        /// Carried out.
        done: usize,
        /// Of so many.
        all: usize,
        /// Not sent.
        left: usize,
        /// On their way still.
        flying: usize,
        /// Refused, by reason.
        out: Vec<(Out, usize)>,
    },
    /// Marked rows are worked on.
    BulkRuns {
        /// The action.
        what: Both,
        /// Carried out.
        done: usize,
        /// Refused.
        refused: usize,
        /// To be sent or answered.
        left: usize,
    },
    /// The hub does not let us see a feed.
    Denied {
        /// Name of the feed.
        feed: SafeText,
    },
    /// The hub's policy file is of another version.
    RulesUnread,
    /// A wall whose text is too small for where it is read from.
    WallSmallPrint {
        /// The most cells that are legible.
        legible: (u16, u16),
        /// The cells there are.
        size: (u16, u16),
    },
    /// Entries of the theme file were left out.
    ThemeFlawed {
        /// The first of them: file, key, what is allowed.
        warning: SafeText,
        /// How many more.
        more: usize,
    },
    /// A file of the theme was written and read anew.
    ThemeReread,
    /// A file of the theme was written and can not be read.
    ThemeKept {
        /// File and reason.
        warning: SafeText,
    },
    /// The configuration changed and counts.
    SettingsRead {
        /// Keys that count from the next start.
        waits: Vec<&'static str>,
    },
    /// The configuration changed and can not be used.
    SettingsBroken {
        /// The first thing that is wrong, English and Chinese.
        first: [SafeText; 2],
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
    /// Held sums that go free soon; the first of them by name.
    AlarmCliff {
        /// How many.
        n: usize,
        /// Number of the first order.
        no: u32,
        /// Its institution, last digits, amount.
        target: String,
        /// Its time left.
        left: Span,
    },
    /// Orders in a trouble; the latest of them by name.
    AlarmOrder {
        /// Which trouble.
        what: Trouble,
        /// How many.
        n: usize,
        /// Number of the latest order.
        no: u32,
    },
    /// Desks that leave work waiting.
    AlarmDark {
        /// The first of them.
        desks: Vec<InstitutionId>,
        /// How many.
        n: usize,
    },
    /// Items of a liaison's desk past their time.
    AlarmDesk {
        /// How many.
        n: usize,
    },
    /// Pasted accounts were taken in.
    AccountsTaken {
        /// How many.
        n: usize,
    },
}

/// What an alarm about orders calls for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// A held sum went free and nobody had decided it.
    Lapsed,
    /// An institution refused: a field differs.
    Refused,
    /// Nobody answered.
    Unanswered,
}

/// Desks one banner names.
const NAMED_DESKS: usize = 4;

impl Say {
    /// The alarm about dark desks, if there are any.
    pub fn dark(desks: &[InstitutionId]) -> Option<Self> {
        let named: Vec<_> = desks.iter().take(NAMED_DESKS).cloned().collect();
        let n = desks.len();
        (n > 0).then_some(Self::AlarmDark { desks: named, n })
    }

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
            Self::NothingCalls => lang.pick("Nothing calls now.", "当前没有提醒。").to_owned(),
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
            Self::Converted { case, no } => lang.pick(
                format!("Case {case} is open. Order {no} waits for a second person and leaves when they approve."),
                format!("案件 {case} 已立卡。止付令 {no} 待第二人批准，批准后发出。"),
            ),
            Self::AskedSecond { no } => lang.pick(
                format!("Order {no} waits for a second person. It leaves when they approve."),
                format!("止付令 {no} 待第二人批准，批准后发出。"),
            ),
            Self::AnswerByDigit => lang.pick(
                "Ask the victim, then press the number of the reply.".to_owned(),
                "请询问受害人，再按回答对应的数字。".to_owned(),
            ),
            Self::KeyHeld => lang.pick(
                "A held key confirms nothing. Let go, then press y.".to_owned(),
                "按住不放不算确认。请松开后再按 y。".to_owned(),
            ),
            Self::Leaving {
                no,
                target,
                left,
                ask: Some(kind),
            } => {
                let (secs, kind) = ((left.0.max(0) + 999) / 1000, kind.term(lang));
                lang.pick(
                    format!("Order {no}, {kind}, to {target} leaves in {secs} s. u takes it back."),
                    format!("止付令 {no} 的{kind}申请（{target}）{secs} 秒后发出。u 撤回。"),
                )
            }
            Self::AskWaits { no, kind, target } => {
                let kind = kind.term(lang);
                lang.pick(
                    format!("Order {no}, {target}: {kind} waits for your approval. A approves."),
                    format!("止付令 {no}（{target}）：{kind}待您批准。A 批准。"),
                )
            }
            Self::AskSent { no, kind } => {
                let kind = kind.term(lang);
                lang.pick(
                    format!("Order {no}: {kind} was sent. It is done when the institution says so."),
                    format!("止付令 {no}：{kind}已发出，待机构答复。"),
                )
            }
            Self::AskGranted { no, kind } => {
                let kind = kind.term(lang);
                lang.pick(
                    format!("Order {no}: {kind} is done."),
                    format!("止付令 {no}：{kind}已办理。"),
                )
            }
            Self::AskDeclined { no, kind, why } => {
                let kind = kind.term(lang);
                lang.pick(
                    format!("Order {no}: {kind} was declined: {why}."),
                    format!("止付令 {no}：{kind}被拒绝：{why}。"),
                )
            }
            Self::CliffNear { no, target, left } => {
                let left = show::age(*left, lang);
                lang.pick(
                    format!("Order {no}, {target}, goes free in {left}. w lists what can be done."),
                    format!("止付令 {no}（{target}）{left}后到期。w 查看可办事项。"),
                )
            }
            Self::FrontierLeaves { orders, left } => {
                let secs = (left.0.max(0) + 999) / 1000;
                lang.pick(
                    format!("{orders} orders leave in {secs} s. u takes all of them back."),
                    format!("{orders} 份止付令 {secs} 秒后发出，按 u 撤回全部止付令。"),
                )
            }
            Self::LapsedUndecided { no, target } => lang.pick(
                format!("Order {no}, {target}, went free. Nobody had decided that."),
                format!("止付令 {no}（{target}）已到期解除，无人决定。"),
            ),
            Self::Leaving {
                no, target, left, ..
            } => {
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
            Self::FrontierOrdered { orders: 0, asked } => lang.pick(
                format!("{asked} places are asked about."),
                format!("已查询 {asked} 个节点。"),
            ),
            Self::FrontierOrdered { orders, asked } => lang.pick(
                format!("{orders} stop orders are given, {asked} places asked about."),
                format!("已下达 {orders} 份止付令，查询 {asked} 个节点。"),
            ),
            Self::FrontierDrafted { orders, asked } => lang.pick(
                format!("{orders} stop orders wait for a second person, who presses S; {asked} places asked about."),
                format!("{orders} 份止付令待第二人按 S 批准，查询 {asked} 个节点。"),
            ),
            Self::FrontierGrew => lang.pick(
                "The frontier changed meanwhile. Look again.".to_owned(),
                "末端账户刚有变化，请重新查看。".to_owned(),
            ),
            Self::Blocked { what, why } => {
                let (what, why) = (what.text(lang), why.text(lang));
                let what_en = capital(what);
                lang.pick(
                    format!("{what_en}: {why}."),
                    format!("无法执行“{what}”：{why}。"),
                )
            }
            Self::Refused { what, code, owner } => why::refused(*what, *code, owner.as_ref(), lang),
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
            Self::ViewRuns { n } => {
                let n = show::count(*n, lang);
                lang.pick(
                    format!("The view runs again. {n} changed meanwhile."),
                    format!("画面已恢复，期间 {n} 条有变化。"),
                )
            }
            Self::NothingToMark => lang.pick(
                "Only alerts, cases and orders can be marked.".to_owned(),
                "仅预警、案件、止付令可标记。".to_owned(),
            ),
            Self::Marked { n: 0 } => lang.pick("No row is marked.", "已取消标记。").to_owned(),
            Self::Marked { n } => lang.pick(
                format!("{n} marked. The next action is for all of them; Esc takes the marks off."),
                format!("已标记 {n} 条。下一操作对全部有效，Esc 取消标记。"),
            ),
            Self::BulkDone {
                what,
                done,
                all,
                left,
                flying,
                out,
            } => {
                let what = capital(what.text(lang));
                let mut said = lang.pick(
                    format!("{what}: {done} of {all} done."),
                    format!("{what}：{all} 条中完成 {done} 条。"),
                );
                if *flying > 0 {
                    said += &lang.pick(
                        format!(" {flying} on their way."),
                        format!("{flying} 条在途。"),
                    );
                }
                if *left > 0 {
                    said += &lang.pick(
                        format!(" {left} not sent, still marked."),
                        format!("{left} 条未发出，标记保留。"),
                    );
                }
                if !out.is_empty() {
                    let out = Out::list(out, lang);
                    said += &lang.pick(
                        format!(" Not done, still marked: {out}."),
                        format!("未完成，标记保留：{out}。"),
                    );
                }
                said
            }
            Self::BulkRuns {
                what,
                done,
                refused,
                left,
            } => {
                let what = capital(what.text(lang));
                lang.pick(
                    format!("{what}: {done} done, {refused} refused, {left} to go. Esc stops."),
                    format!("{what}：完成 {done}，被拒绝 {refused}，剩余 {left}。Esc 停止。"),
                )
            }
            Self::Denied { feed } => lang.pick(
                format!("Your role may not follow the feed `{feed}`."),
                format!("您的角色不能订阅“{feed}”。"),
            ),
            Self::RulesUnread => lang.pick(
                "This console can not read the hub's rules: clocks and worth here may differ. Update it.".to_owned(),
                "本机无法读取中枢的规则：时钟与价值可能不同，请更新程序。".to_owned(),
            ),
            Self::WallSmallPrint {
                legible: (columns, lines),
                size: (width, height),
            } => lang.pick(
                format!("Too small to read from there: enlarge the font to {columns}x{lines} cells (now {width}x{height})."),
                format!("此距离看不清：请放大字体至 {columns}x{lines}（现为 {width}x{height}）。"),
            ),
            Self::ThemeFlawed { warning, more: 0 } => {
                lang.pick(format!("Theme: {warning}."), format!("主题：{warning}。"))
            }
            Self::ThemeFlawed { warning, more } => lang.pick(
                format!("Theme: {warning}. {more} more."),
                format!("主题：{warning}。另有 {more} 处。"),
            ),
            Self::ThemeReread => lang
                .pick("The theme was read anew.", "主题已重新载入。")
                .to_owned(),
            Self::ThemeKept { warning } => lang.pick(
                format!("Theme: {warning}. The look stays as it was."),
                format!("主题：{warning}。外观保持不变。"),
            ),
            Self::SettingsRead { waits } if waits.is_empty() => lang
                .pick("The settings were read again.", "已重新读取配置。")
                .to_owned(),
            Self::SettingsRead { waits } => lang.pick(
                format!("The settings were read again. From the next start: {}.", waits.join(", ")),
                format!("已重新读取配置。重启后生效：{}。", waits.join("、")),
            ),
            Self::SettingsBroken { first: [en, zh], more } => {
                let left = match more {
                    0 => String::new(),
                    n => lang.pick(format!(" ({n} more)"), format!("（另有 {n} 处）")),
                };
                lang.pick(
                    format!("The old settings stay. {en}{left}"),
                    format!("沿用原配置。{zh}{left}"),
                )
            }
            Self::OutboxInMemory => lang.pick(
                "What is not sent is lost when you quit: another console uses the outbox file, or it can not be written."
                    .to_owned(),
                "退出会丢失未发出的操作：待发文件正被另一控制台使用，或不可写。".to_owned(),
            ),
            Self::AlarmP0 { n } => lang.pick(
                format!("{n} P0 without an officer."),
                format!("{n} 条极高危无人签收。"),
            ),
            Self::AlarmCliff {
                n,
                no,
                target,
                left,
            } => {
                let left = show::age(*left, lang);
                let more = more(*n, lang);
                lang.pick(
                    format!("Order {no}, {target}, goes free in {left}.{more}"),
                    format!("止付令 {no}（{target}）{left}后到期解除。{more}"),
                )
            }
            Self::AlarmOrder { what, n, no } => {
                let (en, zh) = match what {
                    Trouble::Lapsed => ("went free and nobody had decided it", "已到期解除，无人决定"),
                    Trouble::Refused => ("was refused: a field differs", "因信息不符被退回"),
                    Trouble::Unanswered => ("was not answered in time", "超时未复"),
                };
                let more = more(*n, lang);
                lang.pick(
                    format!("Order {no} {en}.{more}"),
                    format!("止付令 {no} {zh}。{more}"),
                )
            }
            Self::AlarmDark { desks, n } => {
                let names: Vec<_> = desks.iter().map(InstitutionId::as_str).collect();
                let more = if *n > desks.len() { " ..." } else { "" };
                let names = format!("{}{more}", names.join(lang.pick(", ", "、")));
                lang.pick(
                    format!("Dark desk: work waits and nobody answers at {names}."),
                    format!("驻点无应答：{names} 有待办无人答复。"),
                )
            }
            Self::AlarmDesk { n } => lang.pick(
                format!("Past the answer time: {n}. n takes the most urgent."),
                format!("{n} 件已过答复时限。n 取最紧急的一件。"),
            ),
            Self::AccountsTaken { n } => lang.pick(
                format!("{n} accounts taken. Enter goes on."),
                format!("已录入 {n} 个账户，Enter 继续。"),
            ),
        }
    }
}

/// ` 2 more.`: how many there are beside the one that is named.
fn more(all: usize, lang: Lang) -> String {
    match all.saturating_sub(1) {
        0 => String::new(),
        more => lang.pick(format!(" {more} more."), format!("另有 {more} 笔。")),
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
