//! The one table of actions: name, words, where it works, default keys, the command behind it and whether it has
//! an effect outside. Footer, help, command line, key reference and the names in the configuration all come from
//! this table, so they can not disagree. [`blocked`] says why an action can not be done here and now.

mod allowed;

pub use allowed::{blocked, may};

use crate::text::words::Both;
use crate::tui::app::place::Screen;
use crate::tui::keys::keymap::{KeymapError, UserKeys};
use crate::tui::keys::{Binding, Context, Keymap};

/// Everything an officer can do with a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Take the alert of the highest worth.
    Next,
    /// Take the selected item.
    Claim,
    /// Give it back.
    Release,
    /// Record how it ended.
    Outcome,
    /// Call it graver.
    Escalate,
    /// Send somebody to the victim.
    Visit,
    /// Cut the victim's line for a while.
    CutLine,
    /// Stop the money: the form on an alert or case, the confirmation on an order.
    Stop,
    /// Agree as the second person.
    Approve,
    /// Put it aside.
    Shelve,
    /// Take back what has not left yet.
    Recall,
    /// Give back what was claimed by mistake.
    Unclaim,
    /// Give up an order that was not sent.
    Cancel,
    /// Hand in the paper of an order.
    Paper,
    /// Answer the open question of the script.
    Answer(u8),
    /// Type the amount the script asks for.
    Amount,
    /// Open the selected item.
    Open,
    /// Go back.
    Back,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// To the next pane.
    NextPane,
    /// To the pane before.
    PrevPane,
    /// To a screen.
    Screen(Screen),
    /// One pane alone, or all again.
    Zoom,
    /// Hold the view still, or let it run.
    FreezeView,
    /// The other language.
    Language,
    /// Paint everything anew.
    Redraw,
    /// Choose what lists show.
    Filter,
    /// Type a command.
    Command,
    /// List keys and actions.
    Help,
    /// Leave.
    Quit,
    /// Stop as Ctrl-Z does.
    Suspend,
}

/// Whether an action reaches somebody outside the centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Danger {
    /// It does not.
    None,
    /// It does: it confirms on a different key and names its target.
    Outside,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// Its name on the command line and in the configuration.
    pub name: &'static str,
    /// One or two words for the footer.
    pub label: Both,
    /// A sentence for help.
    pub about: Both,
    /// Where it works.
    pub contexts: &'static [Context],
    /// Its default keys.
    pub keys: &'static [&'static str],
    /// The commands of the hub behind it; a role that may give none of them does not have the action.
    pub commands: &'static [&'static str],
    /// Whether it reaches outside.
    pub danger: Danger,
}

const EVERYWHERE: &[Context] = &[Context::GLOBAL];
const LISTS: &[Context] = &[Context::LIST];
const ITEMS: &[Context] = &[Context::LIST, Context::ITEM];
const SCRIPTS: &[Context] = &[Context::SCRIPT];

/// Writes a row: action, name, label and sentence in English and Chinese, contexts, keys; then what it needs.
macro_rules! row {
    ($action:expr, $name:literal, [$en:literal, $zh:literal], [$about_en:literal, $about_zh:literal], $contexts:expr, [$($key:literal),*] $(, $command:literal)* $(; $danger:ident)?) => {
        Row {
            action: $action,
            name: $name,
            label: Both { en: $en, zh: $zh },
            about: Both { en: $about_en, zh: $about_zh },
            contexts: $contexts,
            keys: &[$($key),*],
            commands: &[$($command),*],
            danger: row!(@danger $($danger)?),
        }
    };
    (@danger) => { Danger::None };
    (@danger $danger:ident) => { Danger::$danger };
}

/// The table. The order is the order of the footer and of help: the most needed first.
pub static TABLE: &[Row] = &[
    row!(
        Action::Next,
        "next",
        ["next", "下一条"],
        [
            "Take the alert of the highest worth and open it.",
            "签收价值最高的预警并打开。"
        ],
        EVERYWHERE,
        ["n"],
        "alert.next"
    ),
    row!(
        Action::Answer(1),
        "answer-1",
        ["answer", "回答"],
        [
            "Answer the open question with its first choice.",
            "以第一项回答当前问题。"
        ],
        SCRIPTS,
        ["1"],
        "alert.answer"
    ),
    row!(
        Action::Answer(2),
        "answer-2",
        ["answer 2", "回答 2"],
        ["Answer with the second choice.", "以第二项回答。"],
        SCRIPTS,
        ["2"],
        "alert.answer"
    ),
    row!(
        Action::Answer(3),
        "answer-3",
        ["answer 3", "回答 3"],
        ["Answer with the third choice.", "以第三项回答。"],
        SCRIPTS,
        ["3"],
        "alert.answer"
    ),
    row!(
        Action::Answer(4),
        "answer-4",
        ["answer 4", "回答 4"],
        ["Answer with the fourth choice.", "以第四项回答。"],
        SCRIPTS,
        ["4"],
        "alert.answer"
    ),
    row!(
        Action::Answer(5),
        "answer-5",
        ["answer 5", "回答 5"],
        ["Answer with the fifth choice.", "以第五项回答。"],
        SCRIPTS,
        ["5"],
        "alert.answer"
    ),
    row!(
        Action::Amount,
        "amount",
        ["amount", "金额"],
        [
            "Type the amount the script asks for.",
            "输入话术询问的金额。"
        ],
        SCRIPTS,
        ["enter"],
        "alert.answer"
    ),
    row!(Action::Stop, "stop", ["stop", "止付"], ["Stop the money: the form on an alert or case, sending on an order.", "紧急止付：预警和案件填表，止付令确认发出。"], ITEMS, ["s"], "alert.convert", "order.draft", "order.send"; Outside),
    row!(
        Action::Outcome,
        "outcome",
        ["outcome", "结果"],
        ["Record how the alert ended.", "登记预警的处置结果。"],
        ITEMS,
        ["o"],
        "alert.close"
    ),
    row!(
        Action::Recall,
        "recall",
        ["take back", "撤回"],
        [
            "Take back an order that has not left yet; else give back the alert just claimed.",
            "撤回尚未发出的止付令；否则退回刚签收的预警。"
        ],
        EVERYWHERE,
        ["u"],
        "order.recall",
        "alert.release"
    ),
    row!(
        Action::Claim,
        "claim",
        ["claim", "签收"],
        ["Take the selected alert or case.", "签收选中的预警或案件。"],
        ITEMS,
        ["c"],
        "alert.claim",
        "case.take"
    ),
    row!(
        Action::Open,
        "open",
        ["open", "打开"],
        ["Open the selected item.", "打开选中的条目。"],
        LISTS,
        ["enter"]
    ),
    row!(Action::Visit, "visit", ["visit", "见面"], ["Send officers to the victim.", "派员见面劝阻。"], ITEMS, ["v"], "intervention.start"; Outside),
    row!(
        Action::Escalate,
        "escalate",
        ["escalate", "升级"],
        [
            "Call the alert graver, with a reason.",
            "升级预警并说明理由。"
        ],
        ITEMS,
        ["e"],
        "alert.escalate"
    ),
    row!(Action::CutLine, "cut-line", ["cut line", "断线"], ["Cut the victim's line for a while.", "临时断开受害人通话。"], ITEMS, ["x"], "intervention.start"; Outside),
    row!(Action::Approve, "approve", ["approve", "批准"], ["Agree as the second person to an order or an outcome.", "作为第二人批准止付令或结果。"], ITEMS, ["A"], "order.review", "alert.confirm_close"; Outside),
    row!(
        Action::Release,
        "release",
        ["release", "退回"],
        ["Give the alert back to the queue.", "将预警退回队列。"],
        ITEMS,
        ["R"],
        "alert.release"
    ),
    row!(
        Action::Shelve,
        "shelve",
        ["shelve", "搁置"],
        [
            "Put the alert aside for a while, with a reason.",
            "搁置预警并说明理由。"
        ],
        ITEMS,
        ["m"],
        "alert.shelve"
    ),
    row!(
        Action::Unclaim,
        "unclaim",
        ["un-claim", "取消签收"],
        ["Give back an alert claimed by mistake.", "取消误签收。"],
        ITEMS,
        ["U"],
        "alert.release"
    ),
    row!(
        Action::Cancel,
        "cancel",
        ["cancel order", "取消令"],
        [
            "Give up an order that was not sent, with a reason.",
            "取消未发出的止付令并说明理由。"
        ],
        ITEMS,
        ["X"],
        "order.cancel"
    ),
    row!(
        Action::Paper,
        "paper",
        ["paper", "补手续"],
        ["Hand in the paper of an order.", "补交止付令的法律文书。"],
        ITEMS,
        ["P"],
        "order.paper"
    ),
    row!(
        Action::Back,
        "back",
        ["back", "返回"],
        ["Go back; also clears the filter.", "返回；也清除筛选。"],
        EVERYWHERE,
        ["esc"]
    ),
    row!(
        Action::Filter,
        "filter",
        ["filter", "筛选"],
        ["Choose what the lists show.", "筛选列表。"],
        EVERYWHERE,
        ["/"]
    ),
    row!(
        Action::Command,
        "command",
        ["command", "命令"],
        ["Type the name of an action.", "输入操作名称。"],
        EVERYWHERE,
        [":"]
    ),
    row!(
        Action::Help,
        "help",
        ["help", "帮助"],
        [
            "List keys and actions; Enter runs one.",
            "列出按键与操作，Enter 执行。"
        ],
        EVERYWHERE,
        ["?", "ctrl-p"]
    ),
    row!(
        Action::NextPane,
        "next-pane",
        ["pane", "窗格"],
        ["To the next pane.", "下一个窗格。"],
        EVERYWHERE,
        ["tab", "l", "right"]
    ),
    row!(
        Action::PrevPane,
        "previous-pane",
        ["pane back", "上一窗格"],
        ["To the pane before.", "上一个窗格。"],
        EVERYWHERE,
        ["shift-tab", "h", "left"]
    ),
    row!(
        Action::Zoom,
        "zoom",
        ["zoom", "放大"],
        ["One pane alone, or all again.", "放大或还原窗格。"],
        EVERYWHERE,
        ["z"]
    ),
    row!(
        Action::Screen(Screen::Floor),
        "floor",
        ["floor", "总览"],
        ["Everything at a glance.", "总览。"],
        EVERYWHERE,
        ["1"]
    ),
    row!(
        Action::Screen(Screen::Triage),
        "triage",
        ["triage", "处置"],
        ["The queue and one alert.", "预警队列与处置。"],
        EVERYWHERE,
        ["2"]
    ),
    row!(
        Action::Screen(Screen::Cases),
        "cases",
        ["cases", "案件"],
        ["Cases with their clocks.", "案件与时钟。"],
        EVERYWHERE,
        ["3"]
    ),
    row!(
        Action::Screen(Screen::Orders),
        "orders",
        ["orders", "止付令"],
        ["Stop orders and when they end.", "止付令与到期。"],
        EVERYWHERE,
        ["4"]
    ),
    row!(
        Action::Screen(Screen::Teams),
        "teams",
        ["teams", "班组"],
        ["Teams, officers and desks.", "班组、人员与驻点席。"],
        EVERYWHERE,
        ["5"]
    ),
    row!(
        Action::Up,
        "up",
        ["up", "上"],
        ["One row up.", "上移一行。"],
        ITEMS,
        ["k", "up"]
    ),
    row!(
        Action::Down,
        "down",
        ["down", "下"],
        ["One row down.", "下移一行。"],
        ITEMS,
        ["j", "down"]
    ),
    row!(
        Action::PageUp,
        "page-up",
        ["page up", "上页"],
        ["One page up.", "上翻一页。"],
        ITEMS,
        ["pageup", "ctrl-b"]
    ),
    row!(
        Action::PageDown,
        "page-down",
        ["page down", "下页"],
        ["One page down.", "下翻一页。"],
        ITEMS,
        ["pagedown", "ctrl-f"]
    ),
    row!(
        Action::Top,
        "top",
        ["top", "顶端"],
        ["To the first row.", "到第一行。"],
        ITEMS,
        ["g g", "home"]
    ),
    row!(
        Action::Bottom,
        "bottom",
        ["bottom", "末尾"],
        ["To the last row.", "到最后一行。"],
        ITEMS,
        ["G", "end"]
    ),
    row!(
        Action::FreezeView,
        "freeze-view",
        ["freeze view", "定格"],
        [
            "Hold the view still; the feed goes on.",
            "定格画面，数据继续接收。"
        ],
        EVERYWHERE,
        ["F"]
    ),
    row!(
        Action::Language,
        "language",
        ["language", "语言"],
        ["The other language.", "切换语言。"],
        EVERYWHERE,
        ["L"]
    ),
    row!(
        Action::Redraw,
        "redraw",
        ["redraw", "重绘"],
        ["Paint everything anew.", "重绘屏幕。"],
        EVERYWHERE,
        ["ctrl-l"]
    ),
    row!(
        Action::Suspend,
        "suspend",
        ["suspend", "挂起"],
        ["Stop the console until fg.", "挂起，fg 恢复。"],
        EVERYWHERE,
        ["ctrl-z"]
    ),
    row!(
        Action::Quit,
        "quit",
        ["quit", "退出"],
        ["Leave the console.", "退出。"],
        EVERYWHERE,
        ["q", "ctrl-c"]
    ),
];

/// The row of an action.
pub fn row(action: Action) -> &'static Row {
    TABLE
        .iter()
        .find(|row| row.action == action)
        .unwrap_or(&TABLE[0])
}

/// The row of a name.
pub fn named(name: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.name == name)
}

/// The keymap of the table with the user's keys over it.
pub fn keymap(user: &UserKeys) -> Result<Keymap<Action>, Vec<KeymapError>> {
    let bindings: Vec<Binding<Action>> = TABLE
        .iter()
        .map(|row| Binding {
            action: row.action,
            name: row.name,
            contexts: row.contexts,
            keys: row.keys,
        })
        .collect();
    Keymap::build(&bindings, user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::Command;
    use crate::text::words::Lang;

    #[test]
    fn the_default_keys_are_legal_and_free_of_conflicts() {
        let map = keymap(&UserKeys::new()).unwrap();
        for row in TABLE {
            assert!(
                map.chords(row.action).count() > 0,
                "{} has no key",
                row.name
            );
        }
    }

    #[test]
    fn the_keys_of_the_example_are_legal() {
        let example = include_str!("../../../config.toml.example");
        let (_, keys) = example.split_once("[keys]\n").unwrap();
        let written: Vec<&str> = keys
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| line.contains("= ["))
            .collect();
        let keys: UserKeys = toml::from_str(&written.join("\n")).unwrap();
        assert!(!keys.is_empty());
        keymap(&keys).unwrap();
    }

    #[test]
    fn every_row_has_its_own_name_and_action_and_a_real_command() {
        for (at, row) in TABLE.iter().enumerate() {
            for other in &TABLE[at + 1..] {
                assert_ne!(row.name, other.name);
                assert_ne!(row.action, other.action);
            }
            for command in row.commands {
                assert!(Command::NAMES.contains(command), "{command}");
            }
            for lang in [Lang::Zh, Lang::En] {
                assert!(!row.label.text(lang).is_empty());
                assert!(
                    row.about.text(lang).ends_with(lang.pick('.', '。')),
                    "{}",
                    row.name
                );
            }
        }
    }
}
