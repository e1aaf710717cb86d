//! Boxes over the panes, as a stack: the last one has the keys, Esc takes it away. A box takes raw keys, so that
//! text fields get what was typed; single letters and digits are folded from full-width forms first.

mod about;
mod accounts;
mod ask;
mod banks;
mod bulk;
mod command;
mod confirm;
mod end;
mod filter;
mod forms;
mod frontier;
mod help;
mod listing;
mod next;
mod outcome;
mod paint;
mod pair;
mod palette;
mod place;
mod reason;
mod reply;
mod reveal;
mod stop;
mod telecom;
mod told;

use ratatui::layout::{Position, Rect};

use super::app::effect::Effect;
use super::app::model::Model;
use super::keys::Key;
use super::keys::fold::fold;
use super::term::screen::Canvas;
use super::theme::Tone;
use super::widgets::{Edit, TextField};
use crate::domain::money::Fen;
use crate::text::words::{Say, Word};

pub use about::{Target, last_four, target_of};
pub use accounts::AccountsForm;
pub use ask::AskBox;
pub use bulk::BulkBox;
pub use command::CommandBox;
pub use confirm::{Confirm, GUARD, NewOrder};
pub use end::EndBox;
pub use filter::FilterBox;
pub use forms::{MergeBox, PassBox};
pub use frontier::FrontierBox;
pub use help::HelpBox;
pub use next::NextBox;
pub use outcome::{OutcomeBox, may_be_stopped};
pub use palette::PaletteBox;
pub use place::PlaceBox;
pub use reason::{AmountBox, ReasonBox, ShelveBox};
pub use reply::{ChoiceBox, HeldBox};
pub use reveal::{NumberBox, PurposeBox};
pub use stop::StopForm;
pub use telecom::TelecomBox;

/// A box.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// Keys and actions.
    Help(HelpBox),
    /// Actions, screens and items by a few letters.
    Palette(PaletteBox),
    /// The command line.
    Command(CommandBox),
    /// The filter line.
    Filter(FilterBox),
    /// How an alert ended.
    Outcome(OutcomeBox),
    /// A reason for what was asked.
    Reason(ReasonBox),
    /// How long and why an alert is put aside.
    Shelve(ShelveBox),
    /// The amount the script asks for.
    Amount(AmountBox),
    /// Where the money went.
    Stop(Box<StopForm>),
    /// What the place is that the money went to.
    Place(PlaceBox),
    /// The whole frontier of a case.
    Frontier(FrontierBox),
    /// How a trace ended.
    End(EndBox),
    /// How much a desk holds.
    HeldSum(HeldBox),
    /// One of a few answers of a desk.
    Choice(ChoiceBox),
    /// The accounts a desk names.
    Accounts(Box<AccountsForm>),
    /// What a full number is needed for.
    Purpose(PurposeBox),
    /// A full number.
    Number(NumberBox),
    /// What is asked about an order that holds.
    Ask(AskBox),
    /// What a carrier is to do with a number.
    Telecom(Box<TelecomBox>),
    /// What may follow on a case or an order.
    Next(NextBox),
    /// Whom a case is passed on to.
    Pass(Box<PassBox>),
    /// The case that goes on.
    Merge(MergeBox),
    /// A question before something is done to all marked rows.
    Bulk(Box<BulkBox>),
    /// A question before something reaches outside.
    Confirm(Confirm),
    /// Leave although something was not sent.
    Quit,
}

impl Overlay {
    /// The keys of the box, in one line.
    pub fn keys(&self, model: &Model) -> Word {
        match self {
            Self::Help(_) => Word::HelpHint,
            Self::Palette(_) => Word::PaletteKeys,
            Self::Command(_) => Word::CommandKeys,
            Self::Filter(_) => Word::FilterKeys,
            Self::Stop(_) | Self::Ask(_) | Self::Pass(_) | Self::Shelve(_) | Self::Telecom(_) => {
                Word::FieldKeys
            }
            Self::Reason(_) | Self::Amount(_) | Self::Merge(_) => Word::EnterKeys,
            Self::HeldSum(_) => Word::ReplyKeys,
            Self::Number(_) => Word::RevealKeys,
            Self::Accounts(_) => Word::AccountsHint,
            Self::Frontier(_) => Word::FrontierKeys,
            Self::Next(_) => Word::NextKeys,
            Self::Bulk(_) => Word::BulkKeys,
            Self::Confirm(confirm) => confirm.keys(model),
            Self::Outcome(outcome) => outcome.keys(),
            Self::End(_) | Self::Place(_) | Self::Choice(_) | Self::Purpose(_) => Word::DigitKeys,
            Self::Quit => Word::QuitKeys,
        }
    }
}

/// Whether a box stays after a key.
#[must_use]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It stays.
    Stays,
    /// It goes.
    Goes,
}

/// Lets the questions that stand open look at the floor again.
pub fn look(model: &mut Model) {
    let mut overlays = std::mem::take(&mut model.overlays);
    for overlay in &mut overlays {
        if let Overlay::Confirm(confirm) = overlay {
            confirm.look(model);
        }
    }
    model.overlays = overlays;
}

/// Gives a key to the box on top.
pub fn press(model: &mut Model, key: Key, effects: &mut Vec<Effect>) {
    let Some(mut top) = model.overlays.pop() else {
        return;
    };
    if key == Key::ESC {
        return;
    }
    let depth = model.overlays.len();
    let fate = match &mut top {
        Overlay::Help(help) => help.press(model, key, effects),
        Overlay::Palette(palette) => palette.press(model, key, effects),
        Overlay::Command(line) => line.press(model, key, effects),
        Overlay::Filter(line) => line.press(model, key),
        Overlay::Outcome(outcome) => outcome.press(model, key, effects),
        Overlay::Reason(reason) => reason.press(model, key, effects),
        Overlay::Shelve(shelve) => shelve.press(model, key, effects),
        Overlay::Amount(amount) => amount.press(model, key, effects),
        Overlay::Stop(form) => form.press(model, key, effects),
        Overlay::Frontier(frontier) => frontier.press(model, key, effects),
        Overlay::End(end) => end.press(model, key, effects),
        Overlay::Place(place) => place.press(model, key),
        Overlay::HeldSum(held) => held.press(model, key),
        Overlay::Choice(choice) => choice.press(model, key),
        Overlay::Purpose(ask) => ask.press(key, effects),
        Overlay::Number(_) => NumberBox::press(key),
        Overlay::Accounts(form) => form.press(model, key),
        Overlay::Ask(ask) => ask.press(model, key),
        Overlay::Telecom(form) => form.press(model, key),
        Overlay::Next(list) => list.press(model, key, effects),
        Overlay::Pass(form) => form.press(model, key, effects),
        Overlay::Merge(form) => form.press(model, key, effects),
        Overlay::Bulk(bulk) => bulk.press(model, key, effects),
        Overlay::Confirm(confirm) => confirm.press(model, key, effects),
        Overlay::Quit => match letter(key) {
            Some('y') if is_held(model) => Fate::Stays,
            Some('y') => {
                effects.push(Effect::Quit);
                Fate::Goes
            }
            _ => Fate::Stays,
        },
    };
    if fate == Fate::Stays {
        // Beneath anything it has opened.
        model.overlays.insert(depth, top);
    }
}

/// Whether the box on top has a field that takes what is typed.
pub fn takes_text(model: &mut Model) -> bool {
    (model.overlays.last_mut())
        .is_some_and(|top| matches!(top, Overlay::Accounts(_)) || field(top).is_some())
}

/// Gives pasted text to the field on top, if there is one.
pub fn paste(model: &mut Model, text: &str) {
    let Some(mut top) = model.overlays.pop() else {
        return;
    };
    if let Overlay::Accounts(form) = &mut top {
        form.paste(model, text);
        model.is_dirty = true;
    } else if field(&mut top).is_some_and(|field| field.paste(text) == Edit::Changed) {
        if let Overlay::Palette(palette) = &mut top {
            palette.look(model);
        }
        model.is_dirty = true;
    }
    model.overlays.push(top);
}

/// The field a box takes text into now.
fn field(overlay: &mut Overlay) -> Option<&mut TextField> {
    match overlay {
        Overlay::Help(help) => Some(help.field()),
        Overlay::Palette(palette) => Some(palette.field()),
        Overlay::Command(line) => Some(line.field()),
        Overlay::Filter(line) => Some(line.field()),
        Overlay::Outcome(outcome) => outcome.field(),
        Overlay::End(end) => end.field(),
        Overlay::Reason(reason) => Some(reason.field()),
        Overlay::Shelve(shelve) => Some(shelve.field()),
        Overlay::Amount(amount) => Some(amount.field()),
        Overlay::Stop(form) => Some(form.field()),
        Overlay::Ask(ask) => ask.field(),
        Overlay::Telecom(form) => form.field(),
        Overlay::Pass(form) => Some(form.field()),
        Overlay::Merge(form) => Some(form.field()),
        Overlay::HeldSum(held) => Some(held.field()),
        Overlay::Next(_)
        | Overlay::Place(_)
        | Overlay::Frontier(_)
        | Overlay::Choice(_)
        | Overlay::Purpose(_)
        | Overlay::Number(_)
        | Overlay::Accounts(_)
        | Overlay::Bulk(_)
        | Overlay::Confirm(_)
        | Overlay::Quit => None,
    }
}

/// Paints all boxes over the panes, the last one on top; answers where the cursor is to be. A question stands in the
/// place of the form it came from.
pub fn paint(model: &Model, canvas: &mut Canvas<'_>) {
    for (n, overlay) in model.overlays.iter().enumerate() {
        if matches!(model.overlays.get(n + 1), Some(Overlay::Confirm(_))) {
            continue;
        }
        canvas.cursor = match overlay {
            Overlay::Help(help) => help.paint(model, canvas.buffer),
            Overlay::Palette(palette) => palette.paint(model, canvas.buffer),
            Overlay::Command(line) => line.paint(model, canvas.buffer),
            Overlay::Filter(line) => line.paint(model, canvas.buffer),
            Overlay::Outcome(outcome) => outcome.paint(model, canvas.buffer),
            Overlay::Reason(reason) => reason.paint(model, canvas.buffer),
            Overlay::Shelve(shelve) => shelve.paint(model, canvas.buffer),
            Overlay::Amount(amount) => amount.paint(model, canvas.buffer),
            Overlay::Stop(form) => form.paint(model, canvas.buffer),
            Overlay::Frontier(frontier) => frontier.paint(model, canvas.buffer),
            Overlay::End(end) => end.paint(model, canvas.buffer),
            Overlay::Place(place) => place.paint(model, canvas.buffer),
            Overlay::HeldSum(held) => held.paint(model, canvas.buffer),
            Overlay::Choice(choice) => choice.paint(model, canvas.buffer),
            Overlay::Purpose(ask) => ask.paint(model, canvas.buffer),
            Overlay::Number(shown) => shown.paint(model, canvas.buffer),
            Overlay::Accounts(form) => form.paint(model, canvas.buffer),
            Overlay::Ask(ask) => ask.paint(model, canvas.buffer),
            Overlay::Telecom(form) => form.paint(model, canvas.buffer),
            Overlay::Next(list) => list.paint(model, canvas.buffer),
            Overlay::Pass(form) => form.paint(model, canvas.buffer),
            Overlay::Merge(form) => form.paint(model, canvas.buffer),
            Overlay::Bulk(bulk) => bulk.paint(model, canvas.buffer),
            Overlay::Confirm(confirm) => confirm.paint(model, canvas.buffer),
            Overlay::Quit => paint::quit(model, canvas.buffer),
        };
    }
}

/// Whether the key that came may be one that is held down; says that it confirms nothing then.
fn is_held(model: &mut Model) -> bool {
    let is_held = model.hand.is_held();
    if is_held {
        model.say(Say::KeyHeld, Tone::ClockWarn);
    }
    is_held
}

/// The letter or digit a key means, full-width forms folded.
fn letter(key: Key) -> Option<char> {
    fold(key).typed()
}

/// A digit from 1 on.
fn digit(key: Key) -> Option<usize> {
    let digit = letter(key)?.to_digit(10)? as usize;
    (digit > 0).then_some(digit)
}

/// Full-width digits and points of an amount as ASCII.
fn plain_digits(text: &str) -> String {
    text.chars()
        .map(|c| fold(Key::from(c)).typed().unwrap_or(c))
        .filter(|c| !matches!(c, ',' | ' ' | '，' | '_'))
        .collect()
}

/// An amount as it is typed: whole yuan without decimals.
fn yuan(amount: Fen) -> String {
    let exact = amount.to_string();
    exact.strip_suffix(".00").unwrap_or(&exact).to_owned()
}

/// Where a field shows its cursor.
type Cursor = Option<Position>;

/// A labelled field about to be painted.
struct Line<'l> {
    label: &'l str,
    field: &'l TextField,
    hint: &'l str,
    area: Rect,
}
