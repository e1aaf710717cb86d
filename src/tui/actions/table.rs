//! The table itself: one row an action, in the order of the footer and of help, the most needed first.

use super::{Action, CaseStep, Danger, DeskAct, Group, Row};
use crate::text::words::Both;
use crate::tui::app::place::Screen;
use crate::tui::keys::Context;

const EVERYWHERE: &[Context] = &[Context::GLOBAL];
const ALWAYS: &[Context] = &[Context::GLOBAL, Context::OVERLAY];
const LISTS: &[Context] = &[Context::LIST];
const ITEMS: &[Context] = &[Context::LIST, Context::ITEM];
const ITEM: &[Context] = &[Context::ITEM];
const TREES: &[Context] = &[Context::TREE];
const PLACES: &[Context] = &[Context::PLACE];
const DESK: &[Context] = &[Context::DESK];
const SCRIPTS: &[Context] = &[Context::SCRIPT];
const ORDERS: &[Context] = &[Context::ORDER];
const CASES: &[Context] = &[Context::CASE];
const BOTH: &[Context] = &[Context::CASE, Context::ORDER];
const NEXT: &[Context] = &[Context::NEXT];

/// Writes a row: group, action, name, label, contexts, the commands it needs, danger; then the sentence of help.
/// The keys stand in `keys/default.toml`.
macro_rules! row {
    ($group:ident, $action:expr, $name:literal, [$en:literal, $zh:literal], $contexts:expr $(, $command:literal)* $(, @$danger:ident)?; [$about_en:literal, $about_zh:literal]) => {
        Row {
            group: Group::$group,
            action: $action,
            name: $name,
            label: Both { en: $en, zh: $zh },
            about: Both { en: $about_en, zh: $about_zh },
            contexts: $contexts,
            commands: &[$($command),*],
            danger: row!(@danger $($danger)?),
        }
    };
    (@danger) => { Danger::None };
    (@danger $danger:ident) => { Danger::$danger };
}

/// The table.
#[rustfmt::skip]
pub static TABLE: &[Row] = &[
    row!(Alert, Action::Next, "next", ["next", "下一条"], EVERYWHERE, "alert.next";
        ["Start here: take the gravest alert and its script.", "从这里开始：签收最紧要的预警，按话术提问。"]),
    row!(Desk, Action::Desk(DeskAct::Next), "desk-next", ["next", "下一件"], DESK, "order.ack";
        ["Take the most urgent item of the desk and open it.", "接收最紧急的一件并打开。"]),
    row!(Desk, Action::Desk(DeskAct::Take), "take", ["take", "接收"], DESK, "order.ack";
        ["The institution has the order; the desk clock runs on.", "机构已接收此令。"]),
    row!(Money, Action::Reveal, "reveal", ["full number", "完整号码"], ITEMS;
        ["Show the full number of an order or a query for 30 s; every look is recorded.", "查看止付令或查询的完整号码，30 秒后消失，每次均留痕。"]),
    row!(Desk, Action::Desk(DeskAct::Held), "held", ["held", "已止付"], DESK, "order.stopped", @Outside;
        ["Money is held: how much.", "已止付，填写金额。"]),
    row!(Desk, Action::Desk(DeskAct::MovedOn), "moved", ["moved on", "已转出"], DESK, "order.empty", @Outside;
        ["The money has moved on: to which accounts.", "资金已转出，填写去向账户。"]),
    row!(Desk, Action::Desk(DeskAct::Answer), "answer-query", ["answer", "答复查询"], DESK, "hop.answer", @Outside;
        ["Answer a query: the card, or where the money went.", "答复查询：落卡或流水去向。"]),
    row!(Desk, Action::Desk(DeskAct::Done), "done", ["done", "已办理"], DESK, "order.in_force", "order.granted", @Outside;
        ["What was ordered or asked for is done.", "已按要求办理。"]),
    row!(Desk, Action::Desk(DeskAct::Ended), "left", ["cash, left", "取现/出境"], DESK, "order.empty", "hop.answer", @Outside;
        ["The trace ends here: cash, abroad, nothing more.", "线索到此为止：取现、出境等。"]),
    row!(Desk, Action::Desk(DeskAct::Differs), "differs", ["differs", "信息不符"], DESK, "order.mismatch", @Outside;
        ["A field differs, nothing is stopped: which.", "信息不符，未止付，选择不符项。"]),
    row!(Desk, Action::Desk(DeskAct::Decline), "decline", ["decline", "不予办理"], DESK, "order.declined", @Outside;
        ["What was asked for is not done, with a reason.", "不予办理并说明理由。"]),
    row!(Desk, Action::Desk(DeskAct::Staff), "staff", ["away, back", "离岗/在岗"], DESK, "desk.staff";
        ["Step away from the desk, or come back to it.", "离岗或回岗。"]),
    row!(Alert, Action::Claim, "claim", ["claim", "签收"], ITEMS, "alert.claim", "case.take";
        ["Make the selected alert or case yours.", "签收选中的预警或案件，由您办理。"]),
    row!(Alert, Action::Answer(1), "answer-1", ["answer", "回答"], SCRIPTS, "alert.answer", "case.delay";
        ["Ask the question, press the number of the reply.", "照话术提问，按回答对应的数字。"]),
    row!(Alert, Action::Answer(2), "answer-2", ["answer 2", "回答 2"], SCRIPTS, "alert.answer", "case.delay";
        ["Answer with the second choice.", "以第二项回答。"]),
    row!(Alert, Action::Answer(3), "answer-3", ["answer 3", "回答 3"], SCRIPTS, "alert.answer", "case.delay";
        ["Answer with the third choice.", "以第三项回答。"]),
    row!(Alert, Action::Answer(4), "answer-4", ["answer 4", "回答 4"], SCRIPTS, "alert.answer";
        ["Answer with the fourth choice.", "以第四项回答。"]),
    row!(Alert, Action::Answer(5), "answer-5", ["answer 5", "回答 5"], SCRIPTS, "alert.answer";
        ["Answer with the fifth choice.", "以第五项回答。"]),
    row!(Alert, Action::Amount, "amount", ["amount", "金额"], SCRIPTS, "alert.answer";
        ["Type the amount the script asks for.", "输入话术询问的金额。"]),
    row!(Alert, Action::Correct, "correct", ["correct", "更正"], ITEM, "alert.answer", "case.delay";
        ["Ask again what was answered last; the new answer counts.", "重问上一题，以新的回答为准。"]),
    row!(Alert, Action::Stop, "stop", ["stop", "止付"], ITEMS, "alert.convert", "order.draft", "order.send", "order.ask", @Outside;
        ["Stop an account: give bank and number, then confirm.", "紧急止付账户：填写银行和账号，确认后发出。"]),
    row!(Money, Action::Frontier, "frontier", ["stop frontier", "全链止付"], ITEMS, "case.stop_frontier", "case.review_frontier", @Outside;
        ["Stop all the money of a case at once.", "对案件全部末端账户一次止付，按机构分组。"]),
    row!(Money, Action::CallBack, "call-back", ["call back", "撤销转账"], CASES, "case.revoke", @Outside;
        ["The victim's bank has called the transfer back.", "受害人银行已撤销延时转账，全额挽回。"]),
    row!(Money, Action::Freeze, "freeze", ["freeze", "冻结"], ORDERS, "order.ask", @Outside;
        ["Ask to freeze stopped money, or to renew a freeze.", "申请冻结已止付的资金，或申请续冻。"]),
    row!(Money, Action::ReleaseMoney, "release-money", ["let go", "解除"], ORDERS, "order.ask", @Outside;
        ["Ask to let go what is held, or to restore a number.", "申请解除止付、冻结，或恢复号码，须说明理由。"]),
    row!(Money, Action::LetLapse, "let-lapse", ["let lapse", "任其到期"], ORDERS, "order.let_lapse", @Outside;
        ["Decide, by name, that a sum may go free in time.", "具名决定到期不续，到期后资金自动解除。"]),
    row!(Case, Action::WhatNext, "what-next", ["what next", "下一步"], BOTH, "case.file", "case.investigate", "case.solve", "case.return", "case.close", "case.suspend", "case.resume", "case.transfer", "case.merge", "case.reopen", "case.not_fraud", "order.ask", "order.let_lapse";
        ["List the steps that may follow, and why others not.", "列出案件或止付令可进行的下一步，及不可进行的原因。"]),
    row!(Alert, Action::Outcome, "outcome", ["outcome", "结果"], ITEMS, "alert.close";
        ["Close the alert: a digit chooses how it ended.", "办结预警：按数字选择处置结果。"]),
    row!(Money, Action::Recall, "recall", ["take back", "撤回"], ALWAYS, "order.recall", "case.recall_frontier", "order.withdraw", "alert.release";
        ["Take back an order within 5 s, or a claim.", "5 秒内撤回尚未发出的令或申请；否则取消刚才的签收。"]),
    row!(Find, Action::Open, "open", ["open", "打开"], LISTS;
        ["Open the selected item.", "打开选中的条目。"]),
    row!(Alert, Action::Visit, "visit", ["visit", "见面"], ITEMS, "intervention.start", @Outside;
        ["Send officers to the victim.", "派员见面劝阻。"]),
    row!(Alert, Action::Escalate, "escalate", ["escalate", "升级"], ITEMS, "alert.escalate";
        ["Call the alert graver, with a reason.", "升级预警并说明理由。"]),
    row!(Alert, Action::CutLine, "cut-line", ["cut line", "断线"], ITEMS, "intervention.start", @Outside;
        ["Cut the victim's line for a while.", "临时断开受害人通话。"]),
    row!(Money, Action::Telecom, "telecom", ["telecom", "通信管控"], CASES, "order.telecom", @Outside;
        ["Have a number cut, intercepted, blocked or shut.", "对号码断线、拦截、封堵或停机：案件的通信令。"]),
    row!(Money, Action::Approve, "approve", ["approve", "批准"], ITEMS, "order.review", "order.approve", "alert.confirm_close", @Outside;
        ["Agree as the second person: order, request, outcome.", "作为第二人批准止付令、对它的申请，或处置结果。"]),
    row!(Alert, Action::Release, "release", ["release", "退回"], ITEMS, "alert.release";
        ["Give the alert back to the queue.", "将预警退回队列。"]),
    row!(Alert, Action::Shelve, "shelve", ["shelve", "搁置"], ITEMS, "alert.shelve";
        ["Put the alert aside for a while, with a reason.", "搁置预警并说明理由。"]),
    row!(Alert, Action::Unclaim, "unclaim", ["un-claim", "取消签收"], ITEMS, "alert.release";
        ["Give back an alert claimed by mistake.", "取消误签收。"]),
    row!(Money, Action::Cancel, "cancel", ["cancel order", "取消令"], ITEMS, "order.cancel";
        ["Give up an order that was not sent, with a reason.", "取消未发出的止付令并说明理由。"]),
    row!(Money, Action::Paper, "paper", ["paper", "补手续"], ITEMS, "order.paper", "hop.paper";
        ["Hand in the paper of an order or of a query.", "补交止付令或查询的法律文书。"]),
    row!(Trace, Action::Ask, "ask", ["ask them", "查询"], PLACES, "hop.ask";
        ["Ask the institution: the card, or where money went.", "向机构查询：订单反查或资金流查询。"]),
    row!(Trace, Action::EndTrace, "end-trace", ["end of trace", "追踪终止"], PLACES, "hop.end";
        ["The trace ends here; say how and why.", "无法继续追踪，说明去向和理由。"]),
    row!(Trace, Action::AddPlace, "add-place", ["add place", "添加节点"], PLACES, "hop.add";
        ["Add a place the money went to from here.", "手工添加下一级资金去向。"]),
    row!(Trace, Action::Richest, "richest", ["most money", "最多资金"], PLACES;
        ["To the place with the most money within reach.", "到仍可拦截资金最多的节点；再按到下一个。"]),
    row!(Trace, Action::Fold, "fold", ["fold", "折叠"], TREES;
        ["Fold the place, or go to where its money came from.", "折叠节点；已折叠的，回到上级节点。"]),
    row!(Trace, Action::Unfold, "unfold", ["open", "展开"], TREES;
        ["Open the place, or go to the first below it.", "展开节点；已展开的，到第一个下级节点。"]),
    row!(Trace, Action::FoldTier, "fold-tier", ["tier less", "少一层"], TREES;
        ["Show one tier fewer of the whole trace.", "整棵树少显示一层。"]),
    row!(Trace, Action::UnfoldTier, "unfold-tier", ["tier more", "多一层"], TREES;
        ["Show one tier more of the whole trace.", "整棵树多显示一层。"]),
    row!(Case, Action::Case(CaseStep::File), "file-case", ["file", "立案"], NEXT, "case.file";
        ["File the case: from here on money may be frozen.", "立案，之后可冻结资金。"]),
    row!(Case, Action::Case(CaseStep::Investigate), "investigate-case", ["investigate", "侦办"], NEXT, "case.investigate";
        ["The investigation has begun.", "开始侦办。"]),
    row!(Case, Action::Case(CaseStep::Solve), "solve-case", ["solved", "破案"], NEXT, "case.solve";
        ["The case is solved; say how.", "破案，说明情况。"]),
    row!(Case, Action::Case(CaseStep::Return), "return-case", ["return money", "返还"], NEXT, "case.return";
        ["Money is being given back.", "开始返还资金。"]),
    row!(Case, Action::Case(CaseStep::Close), "close-case", ["close", "结案"], NEXT, "case.close";
        ["Close the case; every order must have come to its end.", "结案，须全部止付令办结。"]),
    row!(Case, Action::Case(CaseStep::Suspend), "suspend-case", ["suspend", "中止"], NEXT, "case.suspend";
        ["Nothing can be done for now; say why.", "暂时无法推进，说明原因。"]),
    row!(Case, Action::Case(CaseStep::Resume), "resume-case", ["resume", "恢复"], NEXT, "case.resume";
        ["The case goes on where it was suspended.", "从中止处继续。"]),
    row!(Case, Action::Case(CaseStep::PassOn), "pass-on", ["pass on", "移送"], NEXT, "case.transfer";
        ["Pass the case on, once its stop orders have left.", "移送其他单位，须先发出本单位止付令。"]),
    row!(Case, Action::Case(CaseStep::Merge), "merge-case", ["merge", "并案"], NEXT, "case.merge";
        ["Join the case into another one.", "并入另一案件。"]),
    row!(Case, Action::Case(CaseStep::NotFraud), "no-fraud", ["no fraud", "非诈骗"], NEXT, "case.not_fraud";
        ["It was no fraud; say why. Drafts go with it.", "非诈骗，说明理由，草稿一并取消。"]),
    row!(Case, Action::Case(CaseStep::Reopen), "reopen-case", ["reopen", "重新打开"], NEXT, "case.reopen";
        ["Open an ended case again; say why.", "重新打开已结案件，说明理由。"]),
    row!(Find, Action::Alarm, "banner", ["see it", "查看"], EVERYWHERE;
        ["Open what the banner calls about; again: the next.", "打开横幅提醒的条目；再按看下一条。"]),
    row!(Find, Action::Back, "back", ["back", "返回"], EVERYWHERE;
        ["Go back; also clears the filter.", "返回；也清除筛选。"]),
    row!(Find, Action::Filter, "filter", ["filter", "筛选"], EVERYWHERE;
        ["Choose what the table shows.", "筛选表格。"]),
    row!(Find, Action::Command, "command", ["command", "命令"], EVERYWHERE;
        ["Type a command; Tab completes it.", "输入命令，Tab 补全。"]),
    row!(Find, Action::Help, "help", ["help", "帮助"], EVERYWHERE;
        ["This list: type to filter, Enter runs.", "本列表：输入筛选，Enter 执行。"]),
    row!(Find, Action::Palette, "palette", ["find", "查找"], EVERYWHERE;
        ["Find an action, a screen or an item by a few letters.", "输入几个字母，查找操作、界面或条目。"]),
    row!(Find, Action::NextPane, "next-pane", ["pane", "窗格"], EVERYWHERE;
        ["To the next pane.", "下一个窗格。"]),
    row!(Find, Action::PrevPane, "previous-pane", ["pane back", "上一窗格"], EVERYWHERE;
        ["To the pane before.", "上一个窗格。"]),
    row!(Find, Action::Zoom, "zoom", ["zoom", "放大"], EVERYWHERE;
        ["One pane alone, or all again.", "放大或还原窗格。"]),
    row!(Find, Action::CopyRow, "copy-row", ["copy row", "复制行"], LISTS;
        ["Copy the selected row, masked as it is shown.", "复制选中的行，保持脱敏。"]),
    row!(Find, Action::Mark, "mark", ["mark", "标记"], LISTS;
        ["Mark the row; the next action is then for all marked rows, with a preview.", "标记此行；下一操作先预览，再对全部标记行执行。"]),
    row!(Find, Action::MarkAll, "mark-all", ["mark all", "全部标记"], LISTS;
        ["Mark every row the filter shows; again: none.", "标记筛选出的全部行；再按取消。"]),
    row!(Find, Action::SortNext, "sort-next", ["sort", "排序"], LISTS;
        ["Sort the table by its next column; after the last, in its own order again.", "按下一列排序；末列之后恢复默认顺序。"]),
    row!(Find, Action::SortPrevious, "sort-previous", ["sort back", "前列排序"], LISTS;
        ["Sort the table by the column before.", "按前一列排序。"]),
    row!(Find, Action::SortReverse, "sort-reverse", ["turn order", "反序"], LISTS;
        ["Sort the other way round.", "排序反向。"]),
    row!(Screen, Action::Screen(Screen::Floor), "floor", ["floor", "总览"], EVERYWHERE;
        ["Everything at a glance.", "总览。"]),
    row!(Screen, Action::Screen(Screen::Triage), "triage", ["triage", "处置"], EVERYWHERE;
        ["The queue and one alert.", "预警队列与处置。"]),
    row!(Screen, Action::Screen(Screen::Cases), "cases", ["cases", "案件"], EVERYWHERE;
        ["Cases with their clocks.", "案件与时钟。"]),
    row!(Screen, Action::Screen(Screen::Orders), "orders", ["orders", "止付令"], EVERYWHERE;
        ["Stop orders and when they end.", "止付令与到期。"]),
    row!(Trace, Action::Screen(Screen::Trace), "trace", ["trace", "追踪"], EVERYWHERE;
        ["Where the money of the case at hand went, as a tree.", "案件资金去向的追踪树。"]),
    row!(Screen, Action::Screen(Screen::Teams), "teams", ["teams", "班组"], EVERYWHERE;
        ["Teams, officers and desks.", "班组、人员与驻点席。"]),
    row!(Screen, Action::Screen(Screen::Desk), "desk", ["desk", "本席"], EVERYWHERE;
        ["The own desk of a liaison.", "驻点本席。"]),
    row!(Find, Action::Up, "up", ["up", "上"], ITEMS;
        ["One row up.", "上移一行。"]),
    row!(Find, Action::Down, "down", ["down", "下"], ITEMS;
        ["One row down.", "下移一行。"]),
    row!(Find, Action::PageUp, "page-up", ["page up", "上页"], ITEMS;
        ["One page up.", "上翻一页。"]),
    row!(Find, Action::PageDown, "page-down", ["page down", "下页"], ITEMS;
        ["One page down.", "下翻一页。"]),
    row!(Find, Action::Top, "top", ["top", "顶端"], ITEMS;
        ["To the first row.", "到第一行。"]),
    row!(Find, Action::Bottom, "bottom", ["bottom", "末尾"], ITEMS;
        ["To the last row.", "到最后一行。"]),
    row!(Find, Action::FreezeView, "freeze-view", ["freeze view", "定格"], EVERYWHERE;
        ["Hold the view still; the feed goes on.", "定格画面，数据继续接收。"]),
    row!(Console, Action::Mouse, "mouse", ["mouse", "鼠标"], EVERYWHERE;
        ["Use the mouse here, or leave it to the terminal.", "启用鼠标，或交还终端。"]),
    row!(Console, Action::Language, "language", ["language", "语言"], ALWAYS;
        ["The other language, at once.", "立即切换语言。"]),
    row!(Console, Action::Redraw, "redraw", ["redraw", "重绘"], ALWAYS;
        ["Paint everything anew.", "重绘屏幕。"]),
    row!(Console, Action::Suspend, "suspend", ["suspend", "挂起"], ALWAYS;
        ["Stop the console until fg.", "挂起，fg 恢复。"]),
    row!(Console, Action::Quit, "quit", ["quit", "退出"], ALWAYS;
        ["Leave the console.", "退出。"]),
];
