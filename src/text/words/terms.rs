//! Names of the domain's own words. A word of a newer hub is shown as it came.

use std::borrow::Cow;

use super::Lang;
use crate::domain::alert::{
    AlertKind, AlertState, CallState, Channel, FraudType, Outcome, Speaker, Tier,
};
use crate::domain::case::{CaseClock, CaseState, Delay, Method};
use crate::domain::hop::{HopEnd, HopKind, HopState};
use crate::domain::intervention::{InterventionKind, InterventionState};
use crate::domain::order::{
    AskKind, FreezeTerm, Measure, MismatchField, OrderKind, OrderState, PaperState, StepKind,
};
use crate::domain::org::{DeskKind, Role, SeatStatus, Team};
use crate::domain::reveal::Purpose;
use crate::domain::script::{Choice, Question};
use crate::text::safe::SafeText;

/// Something with a name in both languages.
pub trait Term: Copy {
    /// The name.
    fn term(self, lang: Lang) -> Cow<'static, str>;
}

/// Declares names: variant, English, Chinese. A variant without names does not compile.
macro_rules! terms {
    ($($type:ident { $($name:ident: $english:literal, $chinese:literal;)+ })+) => {$(
        impl Term for $type {
            fn term(self, lang: Lang) -> Cow<'static, str> {
                match self {
                    $(Self::$name => Cow::Borrowed(lang.pick($english, $chinese)),)+
                    Self::Unknown(word) => Cow::Owned(SafeText::line(&word.text()).to_string()),
                }
            }
        }
    )+};
}

terms! {
    Tier {
        P0: "P0", "极 P0";
        P1: "P1", "高 P1";
        P2: "P2", "中 P2";
        P3: "P3", "低 P3";
    }
    AlertKind {
        ModelVictim: "model", "模型预警";
        LiveCall: "live call", "通话预警";
        FundWarning: "fund warning", "资金预警";
        Branch: "bank branch", "网点预警";
        Hotline: "hotline 96110", "96110 来电";
        Report: "report 110", "110 报警";
    }
    FraudType {
        TaskRebate: "task rebate", "刷单返利";
        FakeService: "fake service", "冒充客服";
        FakeInvestment: "fake investment", "虚假投资理财";
        LoanCard: "loan, credit card", "贷款代办信用卡";
        FakeCredit: "fake credit record", "虚假征信";
        FakeShopping: "fake shopping", "虚假购物服务";
        FakePolice: "fake police", "冒充公检法";
        FakeBoss: "fake boss", "冒充领导熟人";
        GameTrade: "game trade", "游戏交易";
        Romance: "romance", "婚恋交友";
        NetBlack: "network black", "网黑";
        FakeMilitary: "fake military", "冒充军警购物";
        Extortion: "kidnap, extortion", "绑架勒索";
        Lottery: "lottery", "中奖";
        Phishing: "phishing", "钓鱼链接";
        IdentityTheft: "identity theft", "身份冒用";
        Ordinary: "ordinary", "正常通话";
        Other: "other", "其他";
    }
    Channel {
        Net: "network", "网络";
        Call: "call", "电话";
        Sms: "SMS", "短信";
        Mixed: "mixed", "混合";
    }
    CallState {
        Ringing: "ringing", "振铃";
        Active: "on the line", "通话中";
        Cut: "cut", "已断线";
        Ended: "ended", "已挂断";
    }
    AlertState {
        New: "new", "新预警";
        AutoHandled: "auto", "自动处置";
        Claimed: "claimed", "已签收";
        Working: "working", "处置中";
        Escalated: "escalated", "已升级";
        Closed: "closed", "已关闭";
        Shelved: "shelved", "搁置";
        Merged: "merged", "已合并";
        Converted: "case", "转案件";
        Expired: "expired", "超时未处置";
        Reopened: "reopened", "重新打开";
    }
    Outcome {
        Dissuaded: "dissuaded", "劝阻成功";
        FalseAlarm: "false alarm", "误报";
        AlreadyLost: "already lost", "已被骗";
        Refused: "refused", "不听劝阻";
        Unreachable: "unreachable", "失联";
        HandedOver: "handed over", "移交";
        Duplicate: "duplicate", "重复";
        InfoOnly: "informed only", "已宣教";
    }
    Speaker {
        Caller: "caller", "主叫";
        Victim: "victim", "受害人";
    }
    CaseState {
        Reported: "reported", "已报";
        Verifying: "verifying", "核实中";
        EmergencyStop: "emergency stop", "紧急止付";
        Filed: "filed", "立案";
        Investigating: "investigating", "侦办中";
        Solved: "solved", "破案";
        Returning: "returning", "返还中";
        Closed: "closed", "结案";
        NotFraud: "no fraud", "非诈骗";
        Revoked: "revoked", "已撤销转账";
        Transferred: "transferred", "已移送";
        Merged: "merged", "已合并";
        Suspended: "suspended", "中止";
        Reopened: "reopened", "重新打开";
    }
    Method {
        Bank: "bank", "银行";
        Wechat: "WeChat", "微信";
        Alipay: "Alipay", "支付宝";
        Other: "other", "其他";
    }
    InterventionKind {
        Sms: "SMS", "短信";
        RobotCall: "robot call", "智能外呼";
        Call: "call", "人工电话";
        Family: "family", "家属联系";
        CutLine: "cut line", "断线";
        ProtectAccount: "protect account", "临时保护";
        Visit: "visit", "见面劝阻";
        ThreeWay: "three-way call", "三方通话";
    }
    InterventionState {
        Planned: "planned", "已安排";
        Dispatched: "dispatched", "已派出";
        Accepted: "accepted", "已接令";
        Attempting: "attempting", "进行中";
        Contacted: "contacted", "已联系上";
        NoAnswer: "no answer", "无人接听";
        LineBusy: "line busy", "占线";
        WrongPerson: "wrong person", "非本人";
        NotFound: "not found", "未找到";
        Dissuaded: "dissuaded", "劝阻成功";
        Refused: "refused", "不听劝阻";
        AlreadyTransferred: "already paid", "已转账";
        FollowUp: "follow-up", "回访";
        Done: "done", "完成";
        Relapsed: "relapsed", "再次受骗";
        Cancelled: "cancelled", "取消";
    }
    OrderKind {
        Stop: "stop", "止付";
        Freeze: "freeze", "冻结";
        Telecom: "telecom", "通信";
    }
    OrderState {
        Draft: "draft", "草稿";
        Reviewed: "approved", "已批准";
        Sent: "sent", "已发出";
        Acked: "acked", "已接收";
        Mismatch: "mismatch", "信息不符";
        Stopped: "stopped", "已止付";
        InForce: "in force", "已执行";
        Empty: "moved on", "已转出";
        TimedOut: "timed out", "超时未复";
        FreezeRequested: "freeze asked", "申请冻结";
        Frozen: "frozen", "已冻结";
        Lapsed: "lapsed", "到期解除";
        Released: "released", "已解除";
        PartReturned: "part returned", "部分返还";
        Returned: "returned", "已返还";
        Cancelled: "cancelled", "已取消";
    }
    StepKind {
        Drafted: "drafted", "起草";
        Taken: "taken on", "认领";
        Reviewed: "approved", "批准";
        Queued: "let out", "发令";
        Recalled: "recalled", "撤回";
        Sent: "sent", "发出";
        Acked: "acked", "接收";
        Mismatch: "mismatch", "信息不符";
        Stopped: "stopped", "止付";
        InForce: "in force", "执行";
        Empty: "moved on", "已转出";
        TimedOut: "timed out", "超时未复";
        Asked: "asked", "申请";
        AskApproved: "agreed", "同意";
        AskWithdrawn: "withdrawn", "撤回申请";
        AskSent: "sent", "发出";
        Granted: "done", "办结";
        Declined: "declined", "不予办理";
        LetLapse: "let lapse", "任其到期";
        Lapsed: "lapsed", "到期解除";
        Paper: "paper in", "补交文书";
        Cancelled: "cancelled", "取消";
    }
    MismatchField {
        Name: "name", "姓名";
        Number: "number", "账号";
        Amount: "amount", "金额";
        Time: "time", "时间";
    }
    Purpose {
        CarryOut: "carry out the order or query", "办理本件";
        Check: "check what differs", "核对差异";
        Paper: "write the legal document", "制作法律文书";
        Trace: "follow the money elsewhere", "在其他系统追踪";
        Call: "speak with the institution", "与机构电话核实";
    }
    PaperState {
        Missing: "missing", "未附";
        Attached: "attached", "已附";
        Late: "late", "逾期";
    }
    DeskKind {
        Bank: "bank", "银行";
        Carrier: "carrier", "运营商";
        Payment: "payment", "支付";
    }
    Team {
        Intake: "intake", "接警";
        Disposal: "disposal", "处置";
        Dissuasion: "dissuasion", "预警劝阻";
        Analysis: "analysis", "研判";
        Strike: "strike", "打击";
        Finance: "finance", "金融防控";
        Telecom: "telecom", "电信防控";
        Outreach: "outreach", "宣防";
    }
    SeatStatus {
        OnSeat: "on seat", "在席";
        Busy: "busy", "忙";
        Away: "away", "离席";
        Break: "break", "休息";
        Field: "field", "外勤";
        Off: "off", "下班";
    }
    Role {
        CallTaker: "call taker", "接警";
        Dissuader: "dissuader", "劝阻";
        Disposal: "disposal", "处置";
        Analyst: "analyst", "研判";
        FieldOfficer: "field officer", "外勤";
        Commander: "commander", "值班长";
        Approver: "approver", "审批";
        Liaison: "liaison", "驻点";
        PoolManager: "pool manager", "管控库";
        ReturnOfficer: "return officer", "返还";
        Auditor: "auditor", "审计";
        Wall: "wall", "大屏";
        Producer: "producer", "数据源";
        Admin: "admin", "管理员";
    }
    Question {
        BankDetails: "Did you give anyone your bank-card details?", "您有没有把银行卡信息告诉别人？";
        Transferred: "Did you transfer any money? How?", "您有没有转账？通过什么方式？";
        Amount: "How much did you transfer?", "一共转了多少钱？";
        When: "When did you transfer it?", "什么时候转的？";
        AppInstalled: "Did you install an app they named?", "有没有按对方要求安装软件？";
        ScreenShared: "Did you share your screen with them?", "有没有和对方共享屏幕？";
        StillOnLine: "Is the caller still on the line?", "对方现在还在通话中吗？";
    }
    Choice {
        No: "no", "没有";
        Yes: "yes", "有";
        Unsure: "unsure", "不清楚";
        Bank: "bank", "银行";
        Wechat: "WeChat", "微信";
        Alipay: "Alipay", "支付宝";
        OtherWay: "other", "其他";
        Under5Min: "< 5 min", "5 分钟内";
        Under30Min: "< 30 min", "30 分钟内";
        Under2Hours: "< 2 h", "2 小时内";
        Longer: "longer", "更久";
        Sum: "sum", "金额";
    }
    HopKind {
        OrderToCard: "order number", "订单反查";
        CardFlow: "account", "银行账户";
        MerchantToCard: "merchant", "商户反查";
        WalletToCard: "wallet", "钱包反查";
        Crypto: "crypto", "虚拟货币";
    }
    HopState {
        Identified: "identified", "已发现";
        Requested: "asked", "已查询";
        PaperPending: "paper wanted", "待补文书";
        Answered: "answered", "已回复";
        Resolved: "card known", "已落卡";
        TimedOut: "no answer", "未回复";
        CashedOut: "cashed out", "已取现";
        Left: "out of reach", "已出境";
        DeadEnd: "dead end", "已断线索";
        OrderSent: "order sent", "已发令";
        Hit: "held", "已止住";
        Moved: "moved on", "已转出";
    }
    HopEnd {
        CashedOut: "cashed out", "已取现";
        Left: "out of reach", "已出境";
        DeadEnd: "dead end", "已断线索";
    }
    Measure {
        Shut: "shut", "停机";
        Intercept: "intercept", "拦截";
        Block: "block", "封堵";
        CutLine: "cut line", "断线";
    }
    AskKind {
        SecondStop: "second stop", "二次止付";
        Freeze: "freeze", "冻结";
        Renew: "renew", "续冻";
        Release: "release", "解除";
    }
    FreezeTerm {
        Ordinary: "6 months", "6个月";
        Major: "1 year", "1年";
    }
    Delay {
        None: "at once", "实时到账";
        TwoHours: "after 2 h", "2小时后到账";
        NextDay: "after 24 h", "24小时后到账";
    }
    CaseClock {
        Money: "money clock", "黄金止付";
        Duty: "duty clock", "录入止付";
        Solve: "solving", "破案期限";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_newer_hub_is_shown_and_made_safe() {
        assert_eq!(Outcome::of("cured").term(Lang::Zh), "cured");
        assert!(!Outcome::of("a\u{1b}[2J").term(Lang::En).contains('\u{1b}'));
        assert_eq!(OrderState::Stopped.term(Lang::Zh), "已止付");
    }
}
