//! The catalogue of words on screen, in English and Chinese. Each entry is a variant with both texts beside it,
//! so a word missing in one language does not compile. Names of the domain's own words are in [`terms`],
//! sentences with values in them in [`say`], reasons why something can not be in [`why`].

#[cfg(test)]
mod complete;
pub mod say;
pub mod terms;
pub mod turned;
pub mod why;

pub use say::Say;
pub use terms::Term;
pub use turned::Turned;
pub use why::{Bad, Out, Why};

use super::safe::SafeText;

/// The languages of the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// 简体中文.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language a tag such as `zh`, `zh_CN.UTF-8` or `en-GB` asks for; `None` for any other.
    pub fn of(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        match tag.split(['-', '_', '.']).next()? {
            "zh" => Some(Self::Zh),
            "en" | "c" | "posix" => Some(Self::En),
            _ => None,
        }
    }

    /// The text of this language out of the two.
    pub fn pick<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::Zh => chinese,
            Self::En => english,
        }
    }

    /// The other language.
    #[must_use]
    pub fn other(self) -> Self {
        self.pick(Self::Zh, Self::En)
    }

    /// The name that fits this language; the other one where it is empty.
    pub fn name<'a>(self, english: &'a SafeText, chinese: &'a SafeText) -> &'a str {
        let (mine, spare) = self.pick((english, chinese), (chinese, english));
        if mine.is_empty() { spare } else { mine }
    }
}

/// A text in both languages, for tables that carry their own words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Both {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

impl Both {
    /// The text.
    pub fn text(self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }
}

/// Declares the fixed words: variant, English, Chinese.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident: $english:literal, $chinese:literal;)+) => {
        /// A fixed word or phrase.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Word {
            $($(#[$meta])* #[doc = concat!("`", $english, "` · `", $chinese, "`")] $name,)+
        }

        impl Word {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The text.
            pub const fn text(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$name, Lang::En) => $english, (Self::$name, Lang::Zh) => $chinese,)+
                }
            }
        }
    };
}

words! {
    // Names of screens and panes.
    Floor: "floor", "总览";
    Triage: "triage", "处置";
    Cases: "cases", "案件";
    Orders: "orders & cliff", "止付令与到期";
    Trace: "trace", "追踪";
    Place: "place", "节点";
    TeamsDesks: "teams & desks", "班组与驻点";
    LiveCalls: "live fraud calls", "正在通话";
    Queue: "alert queue", "预警队列";
    ByWorth: "by worth", "按价值";
    Freeze: "freeze & cliff", "止付冻结";
    CliffBoard: "cliff: when held money goes free", "到期板：资金何时解除";
    Recovered: "recovered funds", "挽损";
    TeamQueues: "team queues", "班组队列";
    Desks: "desks", "驻点席";
    Officers: "officers", "值班人员";
    Alert: "alert", "预警";
    Case: "case", "案件";
    CasePage: "case", "案件详情";
    Order: "order", "止付令";

    // Why a pane is empty.
    NoLiveCalls: "No fraud call is going on. Calls appear here while the victim is on the line.", "没有正在进行的诈骗通话。受害人在线时显示在这里。";
    NoAlerts: "No alert waits. New ones come in by worth, the gravest live call first.", "没有待处置的预警。新预警按价值排序，通话中的极高危在最前。";
    NoOrders: "No order is out. Stop orders appear here from draft to answer.", "没有在途的止付令。从起草到答复都显示在这里。";
    NoCliff: "No money is held. Stopped and frozen sums stand here with the minute they go free.", "没有止付或冻结的资金。每笔止付、冻结的解除时刻显示在这里。";
    NoCases: "No case is open. A reported loss opens one.", "没有在办案件。报损后自动立卡。";
    NoTrace: "No case is chosen. t on a case or an order shows where its money went.", "尚未选择案件。在案件或止付令上按 t 查看资金去向。";
    NoPlaces: "No place is known where the money went. Transfers and the answers of banks add them; i adds one by hand.", "尚无资金去向。转账和银行答复会自动加入；i 手工添加。";
    NoDesks: "No desk is listed. The administrator enters institutions.", "没有驻点席。由管理员登记机构。";
    NoTeams: "No officer is on a seat.", "没有人员在席。";
    NoMatch: "Nothing matches the filter. Esc clears it.", "没有符合筛选的条目。Esc 清除筛选。";
    NothingOpen: "No item is open. n takes the next one, Enter opens the selected one.", "没有打开条目。n 取下一条，Enter 打开选中的条目。";
    Loading: "Waiting for the hub. What it sends appears here.", "等待服务端数据。";
    NoTranscript: "No transcript came with it.", "没有随附对话记录。";
    NoReasons: "The source gave no reason.", "来源未给出理由。";
    NoHistory: "First alert about this victim.", "该受害人首次预警。";
    RoleNoAlerts: "Your role does not see alerts.", "您的角色不能查看预警。";
    RoleNoCases: "Your role does not see cases and orders.", "您的角色不能查看案件和止付令。";
    RoleNoFloor: "Your role does not see the floor.", "您的角色不能查看现场。";
    NoVictim: "Victim unknown, no history.", "身份未知，无历史记录。";

    // Columns and labels.
    Tier: "tier", "等级";
    Clock: "clock", "时钟";
    Who: "who", "对象";
    What: "type", "类型";
    Amount: "amount", "金额";
    State: "state", "状态";
    Owner: "owner", "签收人";
    Worth: "per min", "每分钟";
    Age: "age", "已过";
    LineSays: "the line says", "线路原文";
    AlertAge: "alert is", "预警已过";
    Institution: "bank", "机构";
    Account: "account", "账号";
    Held: "held", "止付额";
    WasHeld: "was held", "曾止付";
    FreeAt: "goes free", "解除时刻";
    Left: "left", "剩余";
    Asked: "asked for", "申请";
    Alarm: "alarm", "提醒";
    AskWaits: "asked", "待批";
    AskLeaves: "going", "即将发出";
    AskSent: "sent", "已发出";
    DeclinedShort: "declined", "被拒绝";
    Declined: "declined", "机构拒绝";
    TierNo: "level", "层级";
    Number: "no", "编号";
    Loss: "loss", "损失";
    MoneyClock: "money clock", "黄金时钟";
    ClaimBy: "claim within", "签收时限";
    ContactBy: "contact within", "联系时限";
    DutyClock: "duty clock", "录入时钟";
    MoneyDue: "money due", "黄金时钟";
    DutyDue: "duty due", "录入时钟";
    SolveClock: "solve by", "破案期限";
    CallBackShort: "revoke", "可撤销";
    CalledBack: "called back", "已撤销";
    CalledBackKey: "once the bank has called it back", "银行撤销后登记";
    FullRecovery: "Full recovery: every transfer was called back before it came in. Nothing is lost.", "全额挽回：转账在到账前全部撤销，没有损失。";
    FirstQuestion: "first question", "首要问题";
    IsDelayed: "Is the transfer delayed (2 h / 24 h)?", "是否为延时转账（2 小时／24 小时到账）？";
    FiledAt: "filed", "立案";
    SolvedAt: "solved", "破案";
    ClosedAt: "ended", "办结";
    PassedTo: "passed on to", "移送至";
    MergedInto: "went into case", "并入案件";
    Places: "places traced", "追踪节点";
    NotedAt: "noted", "记录于";
    Amounts: "amounts, not summed", "金额（不合计）";
    OrdersOut: "orders", "止付令与通信令";
    AnswerMayCome: "No answer in time. It may still come and then counts, until a newer order on the account has left.", "超时未复。此后的答复仍然有效，直至同一账户的新令发出。";
    LapsedUndecided: "It went free and nobody had decided that.", "已到期解除，无人决定。";
    InForceFor: "in force for", "剩余时长";
    FreezeWithin: "freeze within", "冻结时限";
    ReleaseWithin: "release within", "解除时限";
    AskAnswerIn: "their answer due", "申请答复时限";
    AskReason: "reason", "理由";
    AskedBy: "by", "申请人";
    Team: "team", "班组";
    Waiting: "waiting", "待办";
    InHand: "in hand", "在办";
    Staff: "on seat", "在席";
    Oldest: "oldest", "最久";
    LastAnswer: "answered", "最近答复";
    Staffed: "staffed", "在岗";
    Dark: "DARK", "无应答";
    Since: "since", "起";
    Call: "call", "通话";
    Cliff: "cliff", "到期";
    RecallIn: "leaves in", "发出倒计时";
    AnswerIn: "answer due", "答复时限";
    Paper: "paper", "文书";
    Deadline: "paper due", "补手续";
    Phone: "phone", "电话";
    Name: "name", "姓名";
    Caller: "caller", "主叫";
    Region: "region", "地区";
    AgeBand: "age", "年龄";
    Occupation: "occupation", "职业";
    Source: "source", "来源";
    Model: "model", "模型";
    Score: "score", "评分";
    Channel: "channel", "渠道";
    AtRisk: "at risk", "涉险金额";
    Lost: "lost", "已转出";
    Flag: "flag", "标记";
    Hits: "hits", "命中次数";
    Lease: "yours for", "签收剩余";
    Why: "why", "理由";
    Transcript: "transcript", "对话记录";
    History: "same victim", "同一受害人";
    Script: "script", "话术";
    Interventions: "done so far", "已采取措施";
    Actions: "what you can do", "可用操作";
    ScriptDone: "All questions answered. o records the outcome.", "话术已问完。o 登记结果。";
    Correcting: "again: ", "更正：";
    CorrectingEsc: "Esc keeps what was answered.", "Esc 保留原回答。";
    ScriptMoneyGone: "Money has gone: s opens the stop form.", "钱已转出：s 打开止付表单。";
    TypeAmount: "Type the amount in yuan, Enter.", "输入金额（元），回车。";
    Proposed: "waits for a second person", "待第二人确认";
    MovedOn: "moved on to", "资金去向";
    Steps: "steps", "过程";
    StopCount: "stops", "止付次数";
    By: "by", "起草";
    MoneyThere: "money there for", "到账已";
    MoneyCameUnknown: "not known when the money came", "到账时间未知";
    MoneyCame: "money came", "到账";
    TimeUnknown: "not known when", "时间未知";
    RequestedBy: "drafted by", "起草人";
    ApprovedBy: "approved by", "批准人";
    Transfers: "transfers", "转账";
    ReportedAt: "reported", "报案";
    FirstStop: "first stop sent", "首令发出";
    FirstHeld: "first money held", "首次止住";
    StopSent: "sent", "已发出";
    BaselineDays: "paperwork alone: 15 d", "仅文书：15 天";

    // The trace.
    Reach: "reach", "可拦截";
    Reachable: "reachable", "仍可拦截";
    ForOfficers: "for officers", "待我方";
    AtDesks: "at desks", "待答复";
    HeldNow: "held", "已止住";
    Leaves: "leaves", "末端";
    LeafInside: "leaf", "个末端";
    LeavesInside: "leaves", "个末端";
    NextStep: "next", "下一步";
    NextAsk: "ask them", "去查询";
    NextPaper: "bring paper", "补文书";
    NextDraft: "draft stop", "起草止付";
    NextReview: "2nd person", "待审批";
    NextSend: "send", "待发出";
    NextAnswer: "they answer", "等答复";
    CameIn: "came in", "到账";
    FoundAt: "found", "发现";
    FoundBy: "by", "来源";
    ByAnswer: "an answer", "机构答复";
    StatementRows: "statement rows", "流水条数";
    Query: "query", "查询";
    NotAsked: "Not asked yet.", "尚未查询。";
    AskedAt: "asked", "查询于";
    AnsweredAt: "answered", "答复于";
    PaperYours: "missing: your turn", "未附：待我方补交";
    PaperTheirs: "handed in: their turn", "已附：待对方答复";
    PaperDone: "handed in", "已附";
    DeskNow: "desk", "驻点席";
    NotMeasured: "not measured yet", "尚无记录";
    QueriesTake: "queries take", "查询用时";
    OrdersTake: "orders take", "止付用时";
    WayHere: "the way here", "资金路径";

    // The figures line.
    Catchable: "catchable now", "仍可拦截";
    Live: "live", "通话中";
    OldestMoney: "oldest money clock", "最紧黄金时钟";
    Stopped: "stops hold", "止付中";
    EverStopped: "ever stopped", "累计止付";
    OnCliff: "goes free", "将到期";
    ForApproval: "for your approval", "待您批准";
    ForYou: "A approves", "待您批准";
    Frozen: "frozen", "已冻结";
    Returned: "returned", "已返还";
    Prevented: "prevented", "劝阻避免";
    Untouched: "untouched", "未触达";

    // The wall.
    PageNow: "now", "当前";
    PageMoney: "money", "资金";
    PageHeld: "held", "已止付";
    PagesHeld: "P0 waits: pages stand still", "极高危待接：暂停翻页";
    P0Unattended: "P0 nobody holds", "极高危无人接";
    WithinDay: "within 24 h", "24 小时内";
    DarkDesks: "desks dark", "驻点无应答";
    ReportToStop: "report to first stop", "接报到首次止付";
    Median: "median", "中位数";
    StopHits: "stops that held money", "止付命中";

    // Header and badges.
    Product: "Watchfloor", "反诈值守台";
    ReadOnly: "READ-ONLY", "只读";
    Sim: "SIM", "SIM 模拟";
    Stale: "STALE", "数据过期";
    FrozenView: "VIEW FROZEN", "画面已定格";
    Exercise: "EXERCISE", "演练";
    NotConnected: "not connected", "未连接";
    Connecting: "connecting", "连接中";
    Authenticating: "signing in", "认证中";
    Syncing: "syncing", "同步中";
    Lagging: "lagging", "滞后";
    Refused: "refused", "被拒绝";
    Resync: "resync", "重新同步";

    // Overlays.
    Help: "keys and actions", "按键与操作";
    HelpHint: "type to filter, Enter runs, Esc back", "输入筛选，Enter 执行，Esc 返回";
    GroupDesk: "a liaison's desk", "驻点席";
    GroupAlert: "an alert, from claim to outcome", "预警：从签收到结果";
    GroupMoney: "stop and hold money", "止付与冻结";
    GroupTrace: "follow the money", "资金追踪";
    GroupCase: "a case, step by step", "案件进程";
    GroupFind: "find and move", "查找与移动";
    GroupScreen: "screens", "界面";
    GroupConsole: "the console", "控制台";
    Palette: "find: action, screen, item", "查找：操作、界面、条目";
    PaletteHint: "a few letters, a number, or the last 4 digits of an account", "输入几个字母、编号，或账号后四位";
    PaletteNothing: "Nothing is called so. Backspace widens the search.", "没有匹配的条目，退格放宽查找。";
    PaletteKeys: "Up Down choose, Enter runs, Esc back", "↑↓ 选择，Enter 执行，Esc 返回";
    ChordDrops: "drops it", "放弃";
    Command: "command", "命令";
    Filter: "filter", "筛选";
    CommandHint: "an action, or filter, sort, go, lang, theme", "操作名，或 filter、sort、go、lang、theme";
    CommandKeys: "Tab completes, Up earlier, Enter runs, Esc back", "Tab 补全，↑ 历史，Enter 执行，Esc 返回";
    FilterKeys: "Enter applies, Esc back", "Enter 应用，Esc 返回";
    EnterKeys: "Enter sends, Esc back", "Enter 提交，Esc 返回";
    NotifyP0: "Watchfloor: a new P0 alert waits", "反诈值守台：新的极高危预警";
    NotifyDesk: "Watchfloor: work has reached your desk", "反诈值守台：本席有新任务";
    NotifyAlarm: "Watchfloor: something calls, see the banner", "反诈值守台：有提醒，请看横幅";
    BulkKeys: "y does it, j k scroll, Esc back", "y 执行，j k 滚动，Esc 返回";
    BulkNothing: "It can be done on none of them.", "标记的条目均不可执行。";
    Outcome: "outcome", "处置结果";
    OutcomeHint: "A digit chooses.", "数字选择。";
    MoneyMayBeStopped: "Money may still be stopped.", "资金可能仍可止付。";
    MoneyWhere: "s  enter where it went: the stop form", "s  填写资金去向：止付表单";
    MoneyNowhere: "y  nothing is known; say why", "y  确认去向不明，并说明理由";
    ReasonLine: "reason", "理由";
    ReasonHint: "Type the reason, Enter.", "输入理由，回车。";
    SecondNeeded: "A P0 false alarm needs a second person. It waits until one agrees.", "极高危误报须第二人确认，确认前保持待定。";
    StopForm: "stop payment: where did the money go", "紧急止付：钱转到哪里";
    PlaceForm: "add a place the money went to", "添加资金去向";
    PlaceHint: "Tab next field, Enter adds it, amount and time may stay empty", "Tab 下一项，Enter 添加，金额和时间可空";
    Accounts: "accounts", "账户数";
    AskFirst: "ask first", "须先查询";
    LeftOut: "left out: ", "未列入：";
    StaysAbsent: "of another case", "属其他案件";
    StaysSpent: "without money", "已无资金";
    StaysGone: "drafted though no money is left", "已起草但资金已转走";
    StaysHeld: "held already", "已止住";
    StaysAtDesk: "with the institution", "机构处理中";
    StaysPaper: "awaiting the paper", "待补文书";
    StaysFirst: "drafted by rule, taken on by nobody", "系统起草，无人认领";
    StaysSecond: "awaiting a second person", "待第二人审批";
    StaysElsewhere: "ordered in another case", "他案已下令";
    StaysStops: "without a stop left", "止付次数已满";
    StaysExercise: "of an exercise", "演练";
    NothingToStop: "Nothing can be stopped here now.", "目前没有可止付的账户。";
    NothingToReview: "No draft waits for you here.", "没有待您审批的止付令。";
    FrontierAlone: "You alone, paper due in 24 h. u takes the orders back within 5 s.", "一人先行止付，24 小时内补手续。5 秒内可按 u 撤回止付令。";
    FrontierAsksStay: "What is asked leaves at once; u does not take it back.", "查询立即发出，u 不能撤回。";
    FrontierWaits: "They leave when a second person presses S and agrees.", "须第二人按 S 批准后发出。";
    FrontierRecall: "u takes the orders back within 5 s.", "5 秒内可按 u 撤回止付令。";
    FrontierKeys: "j k scroll, Tab the other list, Esc back", "j k 滚动，Tab 切换，Esc 返回";
    Bank: "bank code", "机构代码";
    AccountNo: "account or order no", "账号或订单号";
    AccountOnly: "account no", "账号";
    OrderNumber: "order no", "订单号";
    MerchantNo: "merchant no", "商户号";
    WalletNo: "wallet no", "钱包号";
    CryptoAddress: "address", "地址";
    Chain: "exchange or chain", "交易所或公链";
    AmountYuan: "amount, yuan", "金额（元）";
    MinutesAgo: "minutes ago", "几分钟前";
    Confirm: "confirm", "确认";
    ConfirmAsk: "y  ask a second person, it leaves when they agree", "y  请第二人批准，批准后发出";
    ConfirmActFirst: "a  act first: you alone, paper due in 24 h", "a  先行止付：一人发出，24 小时内补手续";
    ConfirmActFirstNow: "y  send now, alone, paper due in 24 h", "y  立即单人发出，24 小时内补手续";
    ConfirmYes: "y  yes", "y  确定";
    ConfirmApprove: "y  approve as the second person", "y  作为第二人批准";
    ConfirmSend: "y  send", "y  发出";
    ConfirmNo: "Esc  back", "Esc  返回";
    ConfirmOver: "Nothing is left to confirm.", "已无须确认。";
    SaidNoTransfer: "The victim said in the script: no transfer.", "话术中受害人答：未转账。";
    KeysAsk: "y asks a second person, Esc back", "y 请第二人批准，Esc 返回";
    KeysAskOrAct: "y asks a second person, a acts first, Esc back", "y 请第二人批准，a 先行止付，Esc 返回";
    KeysSend: "y sends, Esc back", "y 发出，Esc 返回";
    KeysApprove: "y approves, Esc back", "y 批准，Esc 返回";
    KeysConfirm: "y confirms, Esc back", "y 确认，Esc 返回";
    DigitKeys: "a digit chooses, Esc back", "按数字选择，Esc 返回";
    MoneyKeys: "s stop form, y nothing is known, Esc back", "s 止付表单，y 去向不明，Esc 返回";
    QuitKeys: "y quits, Esc back", "y 退出，Esc 返回";
    RecallNote: "u takes it back within 5 s.", "5 秒内可按 u 撤回。";
    Quit: "quit", "退出";
    QuitUnsent: "Something has not been sent.", "还有未发出的操作。";
    QuitLoses: "y  quit, it is lost", "y  退出，未发出的将丢失";
    QuitYes: "y  quit, it is sent at the next start", "y  退出，下次启动时发出";
    Shelve: "shelve", "搁置";
    Minutes: "minutes", "分钟";

    // The desk board.
    OrderTimes: "orders 50/90", "指令 50/90";
    QueryTimes: "queries 50/90", "查询 50/90";
    Away: "away", "离岗";
    PaperFirstDesk: "paper first", "先文书";
    ActFirstDesk: "act first", "先行";

    // A liaison's desk.
    OwnDesk: "desk", "本席";
    Inbox: "waits for us", "待我办理";
    Task: "item", "办理";
    Holding: "held by us", "我方控制";
    NothingForUs: "Nothing waits for this desk. Orders and queries appear here when they are sent.", "没有待办。止付令和查询发出后显示在这里。";
    NothingHeld: "Nothing is held. What this desk stops, freezes or shuts appears here until it ends.", "没有在控资金。止付、冻结、停机后显示在这里直到到期。";
    Wanted: "wanted", "事项";
    WorkStop: "STOP", "止付";
    WorkTelecom: "telecom", "通信";
    WorkAsk: "asked:", "申请";
    WorkCard: "query: card", "查询 落卡";
    WorkStatement: "query: flow", "查询 资金流";
    NotTaken: "not taken", "未接收";
    Owed: "owed", "待答复";
    Late: "late", "已逾期";
    PaperWanted: "paper first", "待文书";
    Answered: "answered", "已答复";
    NotWanted: "not answered", "未答复";
    DoStop: "Hold the money on this account, then say how much is held.", "请止付该账户资金，并答复止付金额。";
    DoTelecom: "Do this with the number, then say that it is done.", "请对该号码执行措施，并答复已办理。";
    DoAsk: "Do this with what you hold, then say that it is done, or why not.", "请对已控资金办理此项，并答复已办理或不予办理。";
    DoCard: "Name the card that the money of this number was paid to.", "请反查该订单资金落到哪张卡。";
    DoStatement: "Say where the money of this account went: the statement and the accounts.", "请查询该账户资金流水及去向账户。";
    AtMost: "at most", "上限";
    AlsoForCase: "also for case", "兼及案件";
    Reference: "reference", "文号";
    MaskedHere: "The number is masked; “full number” shows it for 30 s. Every look is recorded.", "号码已脱敏，“完整号码”可查看 30 秒，每次均留痕。";
    RevealFor: "full number: needed for", "完整号码：用途";
    RevealAudit: "Every look is recorded. Esc  back", "每次查看均留痕。Esc  返回";
    RevealKeys: "Enter or Esc: gone now", "Enter 或 Esc 立即关闭";
    OnDuty: "duty desk", "值班席";
    EndsIn: "ends in", "到期";
    UntilRestored: "until restored", "至恢复";
    HeldByUs: "held by us", "我方止付";
    OrdersP50: "orders p50", "指令 p50";
    QueriesP50: "queries p50", "查询 p50";
    DeskAway: "AWAY", "离岗";
    HeldSum: "how much is held", "止付金额";
    HoldsNow: "held:", "已止付：";
    HowEnded: "how it ended", "资金去向";
    WhatDiffers: "what differs", "不符项";
    ReplyKeys: "Enter goes on, Esc back", "Enter 继续，Esc 返回";
    ConfirmReply: "y  say so to the centre", "y  答复中心";
    AccountsMoved: "the money has moved on: to which accounts", "资金已转出：去向账户";
    AccountsCard: "the card behind the number", "落卡账户";
    AccountsStatement: "statement: where the money went", "资金流水：去向账户";
    AccountLine: "account, or: account institution amount [time]", "账号，或：账号 机构 金额 [时间]";
    TimeOrMinutes: "time or minutes ago", "时间或几分钟前";
    AccountsHint: "Enter adds; Enter on an empty account goes on; Esc back", "Enter 添加；账号为空时 Enter 继续；Esc 返回";
    WhereUnknown: "Where it went is not known.", "去向不明。";
    NoCard: "No card is known.", "未查到落卡。";
    NoOutflow: "No account is named.", "未列明去向账户。";
    NotListed: "not in the directory", "不在机构名录";
    CallBack: "call the transfer back", "撤销转账";
    CallBackFor: "can still be called back for", "仍可撤销";
    WhatNext: "what next", "下一步";
    NextKeys: "a key takes the step, Esc back", "按键执行该步，Esc 返回";
    FieldKeys: "Tab next field, Enter goes on, Esc back", "Tab 下一项，Enter 继续，Esc 返回";
    MajorCase: "(major case, approved at city level)", "（重大案件，市级批准）";
    ReasonFree: "Type the reason if there is one, Enter.", "可填写理由，回车。";
    ConfirmAskFor: "y  ask for it; it leaves when a second person approves", "y  提出申请，第二人批准后发出";
    ConfirmApproveAsk: "y  approve as the second person, it leaves in 5 s", "y  作为第二人批准，5 秒后发出";
    ConfirmCalledBack: "y  the bank has called it back", "y  银行已撤销该笔转账";
    ConfirmLapse: "y  it may go free, in your name", "y  以您的名义任其到期";
    TelecomForm: "telecom order", "通信令";
    CommanderOnly: "(the commander approves it)", "（须值班长批准）";
    PhoneNo: "number", "号码";
    Carrier: "carrier", "运营商";
    CarrierHint: "empty: by the number", "留空按号段识别";
    OrgCode: "to, code of six digits", "移送单位代码";
    OrgHint: "such as 330100", "如 330100";
    CaseGoesOn: "number of the case that goes on", "并入案件编号";

    // Small words.
    Unknown: "unknown", "未知";
    Breached: "BREACHED", "超时";
    Pending: "pending", "待确认";
    Free: "free", "空闲";
    You: "you", "本人";
    WholeBalance: "whole balance", "全部余额";
    Unsent: "not sent", "未发出";
    ApprovedNotSent: "approved, not sent", "已批准，未发出";
    ForReview: "for review", "待审批";
    ForSecond: "2nd person", "待第二人";
    WaitsForSecond: "waits for a second person", "待第二人审批";
    AmountUnknown: "amount unknown", "金额未知";
    Assumed: "assumed", "假定";
    NotNow: "not now", "暂不可用";
    NotSummed: "not summed", "各项不合计";
    Yuan: "yuan", "元";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_name_languages() {
        for (tag, lang) in [
            ("zh", Some(Lang::Zh)),
            ("zh_CN.UTF-8", Some(Lang::Zh)),
            ("en-GB", Some(Lang::En)),
            ("C.UTF-8", Some(Lang::En)),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(Lang::of(tag), lang, "{tag}");
        }
    }

    #[test]
    fn no_word_is_empty_or_shouts() {
        for word in Word::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let text = word.text(lang);
                assert!(!text.is_empty(), "{word:?}");
                assert!(!text.contains(['!', '！']), "{word:?}: {text}");
            }
        }
    }

    #[test]
    fn a_name_missing_in_one_language_is_taken_from_the_other() {
        let (zh, en, none) = ("工行".into(), "ICBC".into(), SafeText::default());
        assert_eq!(Lang::Zh.name(&en, &zh), "工行");
        assert_eq!(Lang::En.name(&en, &zh), "ICBC");
        assert_eq!(Lang::En.name(&none, &zh), "工行");
    }
}
