//! The one table of actions: name, words, where it works, the command behind it and whether it has an effect outside.
//! Footer, help, palette, command line, key reference and the names in the configuration all come from this table, so
//! they can not disagree; its keys are data (`keys/default.toml`). [`blocked`] says why an action can not be done here
//! and now.

mod allowed;
mod answers;
mod reference;
pub mod rehearse;
mod shipped;
mod table;

pub use allowed::{
    blocked, blocked_on, freeze_kind, is_about, is_retold, may, may_give, question, revocable,
};
pub use answers::is_takeable;
pub use reference::reference;
pub use shipped::{CONFIRMS, keymap};
pub use table::TABLE;

use crate::text::words::{Both, Word};
use crate::tui::app::place::Screen;
use crate::tui::keys::Context;

/// Everything an officer can do with a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Take the alert of the highest worth.
    Next,
    /// Open what the banner calls about.
    Alarm,
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
    /// Ask for the freeze of stopped money, or for more time of a freeze.
    Freeze,
    /// Ask for the release of what is held.
    ReleaseMoney,
    /// Let a held sum go free when its time ends.
    LetLapse,
    /// A delayed transfer was called back by the victim's bank.
    CallBack,
    /// A telecom order on a number.
    Telecom,
    /// List what may follow.
    WhatNext,
    /// A step of the life of a case.
    Case(CaseStep),
    /// Agree as the second person.
    Approve,
    /// See the full number of an order or a query.
    Reveal,
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
    /// What a liaison does at the desk.
    Desk(DeskAct),
    /// Answer the open question of the script.
    Answer(u8),
    /// Type the amount the script asks for.
    Amount,
    /// Ask the question that was answered last again.
    Correct,
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
    /// Stop the whole frontier of a case, or agree to the drafts of it.
    Frontier,
    /// Ask the institution about a place.
    Ask,
    /// The trace ends at a place.
    EndTrace,
    /// Add a place the money went to.
    AddPlace,
    /// Fold the place under the cursor.
    Fold,
    /// Open the place under the cursor.
    Unfold,
    /// Show one tier fewer of the trace.
    FoldTier,
    /// Show one tier more of the trace.
    UnfoldTier,
    /// To the place where the most money can still be reached.
    Richest,
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
    /// Copy the selected row.
    CopyRow,
    /// Take the mouse from the terminal, or give it back.
    Mouse,
    /// Mark the selected row.
    Mark,
    /// Mark every row of the table.
    MarkAll,
    /// Sort the table by the next column.
    SortNext,
    /// By the column before.
    SortPrevious,
    /// The other way round.
    SortReverse,
    /// Type a command.
    Command,
    /// List keys and actions.
    Help,
    /// Find an action, a screen or an item by a few letters.
    Palette,
    /// Leave.
    Quit,
    /// Stop as Ctrl-Z does.
    Suspend,
}

/// What a liaison does at the desk of an institution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeskAct {
    /// Take the most urgent item and open it.
    Next,
    /// The institution has the selected order.
    Take,
    /// Money is held.
    Held,
    /// It has moved on to other accounts.
    MovedOn,
    /// It was taken out in cash, or has left.
    Ended,
    /// A field differs; nothing is stopped.
    Differs,
    /// What was told or asked for is done.
    Done,
    /// What was asked for is not done.
    Decline,
    /// Answer a query.
    Answer,
    /// Away from the desk, or back.
    Staff,
}

/// A step of the life of a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CaseStep {
    /// 立案
    File,
    /// 侦办
    Investigate,
    /// 破案
    Solve,
    /// 返还
    Return,
    /// 结案
    Close,
    /// Nothing can be done for now.
    Suspend,
    /// It goes on.
    Resume,
    /// To another organisation.
    PassOn,
    /// Into another case.
    Merge,
    /// Opens it again.
    Reopen,
    /// It was no fraud.
    NotFraud,
}

/// Whether an action reaches somebody outside the centre.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Danger {
    /// It does not.
    None,
    /// It does: it confirms on a different key and names its target.
    Outside,
}

/// The headings of help, in its order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// What a liaison does.
    Desk,
    /// An alert, from claim to outcome.
    Alert,
    /// Money is stopped and held.
    Money,
    /// Money is followed.
    Trace,
    /// A case goes its way.
    Case,
    /// Finding and moving.
    Find,
    /// Screens.
    Screen,
    /// The console itself.
    Console,
}

impl Group {
    /// All of them, in the order of help.
    pub const ALL: [Self; 8] = [
        Self::Desk,
        Self::Alert,
        Self::Money,
        Self::Trace,
        Self::Case,
        Self::Find,
        Self::Screen,
        Self::Console,
    ];

    /// The heading.
    pub fn word(self) -> Word {
        match self {
            Self::Desk => Word::GroupDesk,
            Self::Alert => Word::GroupAlert,
            Self::Money => Word::GroupMoney,
            Self::Trace => Word::GroupTrace,
            Self::Case => Word::GroupCase,
            Self::Find => Word::GroupFind,
            Self::Screen => Word::GroupScreen,
            Self::Console => Word::GroupConsole,
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Under which heading help lists it.
    pub group: Group,
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
    /// The commands of the hub behind it; a role that may give none of them does not have the action.
    pub commands: &'static [&'static str],
    /// Whether it reaches outside.
    pub danger: Danger,
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::Command;
    use crate::text::words::Lang;

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
