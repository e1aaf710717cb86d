//! The question before something reaches outside. It names the target, is answered on another key than the one
//! that asked, and takes no key in its first moment: a key held down, or typed into the form before, confirms
//! nothing. It is bound to the version that was asked about: when the item changes, the box says what changed and asks
//! anew, or says that there is nothing to confirm any more. A new order reaches the hub only by its answer: what is
//! typed but not handed over is nobody's to approve, and Esc leads back to the form.

mod stood;

use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;

use self::stood::Stood;
use super::about::{self, About, Target};
use super::{Cursor, Fate, is_held, letter, paint};
use crate::domain::command::{Command, NoArgs};
use crate::domain::event::Ver;
use crate::domain::ids::{Key as ItemKey, OrderId};
use crate::domain::order::{Measure, OrderState};
use crate::domain::org::{PaperPolicy, Role};
use crate::text::words::{Both, Say, Turned, Why, Word};
use crate::tui::actions::{Action, CONFIRMS, blocked_on, may_give, rehearse, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::follow::Follow;
use crate::tui::app::model::Model;
use crate::tui::app::sending::{Goes, Then};
use crate::tui::app::{open_order, request, send, send_on};
use crate::tui::keys::Key;
use crate::tui::theme::Tone;

/// No key counts for so long after the box came up.
pub const GUARD: Duration = Duration::from_millis(250);

const ANSWERED: Both = Both {
    en: "Answered. n takes the next.",
    zh: "已答复。n 取下一件。",
};

/// What is asked.
#[derive(Clone, PartialEq, Debug)]
enum Ask {
    /// An order that is not drafted yet: a second person, or act first.
    New(Box<NewOrder>, Goes),
    /// A draft of ours: the same.
    Draft(OrderId, Goes),
    /// Somebody else's draft: agree as the second person.
    Review(OrderId),
    /// An approved order: send it.
    Send(OrderId),
    /// A desk's answer, with what it says.
    Reply(Action, Box<Command>, Vec<String>),
    /// A command on an item.
    Item(Action, Box<Command>),
    /// Nothing any more.
    Over,
}

/// An order as a form has it, before the hub knows of it.
#[derive(Clone, PartialEq, Debug)]
pub struct NewOrder {
    /// The action that asked.
    pub action: Action,
    /// The alert that becomes a case by it, or the case it is drafted on.
    pub key: ItemKey,
    /// What brings it about.
    pub command: Command,
    /// Whom it is for.
    pub target: Target,
}

const ASKED: Both = Both {
    en: "Asked. It leaves when a second person approves.",
    zh: "已提出申请，第二人批准后发出。",
};
const TAKEN: Both = Both {
    en: "It is yours now. It leaves when a second person approves.",
    zh: "已由您认领，第二人批准后发出。",
};
const MAY_LAPSE: Both = Both {
    en: "Recorded in your name: it goes free when its time ends.",
    zh: "已具名记录：到期后自动解除。",
};

/// A question with its target.
#[derive(Clone, Debug)]
pub struct Confirm {
    ask: Ask,
    key: ItemKey,
    ver: Ver,
    stood: Stood,
    /// What changed since it was asked first.
    news: Option<Turned>,
    since: Instant,
}

impl Confirm {
    fn about(model: &Model, key: &ItemKey, ask: Ask) -> Option<Self> {
        Some(Self {
            ask,
            key: key.clone(),
            ver: model.ver(key)?,
            stood: Stood::now(model, key),
            news: None,
            since: model.moment.at,
        })
    }

    /// The question before an order is drafted.
    pub fn of_new(model: &Model, new: NewOrder) -> Option<Self> {
        let key = new.key.clone();
        Self::about(model, &key, Ask::New(Box::new(new), Goes::ToSecond))
    }

    /// The question about an order, by how it stands; `None` where there is nothing to ask.
    pub fn of_order(model: &Model, id: OrderId) -> Option<Self> {
        let ask = Ask::of_order(model, id)?;
        Self::about(model, &ItemKey::Order(id), ask)
    }

    /// The question before a command on an item.
    pub fn of_item(model: &Model, action: Action, key: &ItemKey, command: Command) -> Option<Self> {
        Self::about(model, key, Ask::Item(action, Box::new(command)))
    }

    /// The question before a desk's answer to an order or a query.
    pub fn of_reply(
        model: &Model,
        action: Action,
        key: &ItemKey,
        command: Command,
        said: Vec<String>,
    ) -> Option<Self> {
        Self::about(model, key, Ask::Reply(action, Box::new(command), said))
    }

    /// Looks at the item again: says what changed, and asks what is to be asked now. Keys on their way meant what stood
    /// here before, so they count for nothing.
    pub(super) fn look(&mut self, model: &Model) {
        let ver = model.ver(&self.key);
        if ver == Some(self.ver) || self.ask == Ask::Over {
            return;
        }
        let now = Stood::now(model, &self.key);
        let turned = match ver {
            Some(_) => self.stood.turned(&now),
            None => Some(Turned::Gone),
        };
        self.ver = ver.unwrap_or(self.ver);
        self.stood = now;
        let Some(turned) = turned else {
            return;
        };
        self.since = model.moment.at;
        match self.ask.now(model, &self.key) {
            Ok(ask) => (self.ask, self.news) = (ask, Some(turned)),
            Err(why) => {
                let why = why.filter(|_| turned == Turned::Else).map(Turned::Not);
                (self.ask, self.news) = (Ask::Over, Some(why.unwrap_or(turned)));
            }
        }
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        if model.moment.at.saturating_duration_since(self.since) < GUARD {
            return Fate::Stays;
        }
        if letter(key) == Some('a') && self.may_act_first(model) {
            if let Ask::New(_, goes) | Ask::Draft(_, goes) = &mut self.ask {
                *goes = Goes::Alone;
            }
            return Fate::Stays;
        }
        if letter(key) != Some(CONFIRMS) || is_held(model) || self.ask == Ask::Over {
            return Fate::Stays;
        }
        if let Ask::New(new, goes) = &self.ask {
            return new.draft(model, *goes, effects);
        }
        self.confirmed(model, effects);
        Fate::Goes
    }

    /// Whether one person alone may send it: not where the rules want a second one.
    fn may_act_first(&self, model: &Model) -> bool {
        match &self.ask {
            Ask::New(new, Goes::ToSecond) => new.may_act_first(model),
            Ask::Draft(_, Goes::ToSecond) => {
                let first = Command::OrderActFirst(NoArgs {});
                rehearse::refusal(model, &self.key, first).is_none()
            }
            _ => false,
        }
    }

    fn confirmed(&self, model: &mut Model, effects: &mut Vec<Effect>) {
        // What follows is seen on the order itself; Esc leads back.
        if let Ask::Draft(id, _) | Ask::Send(id) = &self.ask {
            open_order(model, *id);
        }
        let target = Some((self.key.clone(), self.ver));
        let label = |action| row(action).label;
        let request = match &self.ask {
            Ask::Draft(id, Goes::ToSecond) => {
                model.follows.push(Follow::Approval(*id));
                let order = model.floor().order(id);
                if order.is_none_or(|order| !order.is_nobodys()) {
                    let no = order.map_or(0, |order| order.no);
                    model.say(Say::AskedSecond { no }, Tone::Ok);
                    return;
                }
                // Who takes on what was drafted by rule is its first person.
                let take = Command::OrderReview(NoArgs {});
                request(label(Action::Stop), take, target, Then::Tell(TAKEN))
            }
            Ask::Draft(id, Goes::Alone) => {
                let first = Command::OrderActFirst(NoArgs {});
                request(label(Action::Stop), first, target, Then::SendOrder(*id))
            }
            Ask::Review(_) => {
                let review = Command::OrderReview(NoArgs {});
                request(label(Action::Approve), review, target, Then::Say)
            }
            Ask::Send(_) => {
                let out = Command::OrderSend(NoArgs {});
                request(label(Action::Stop), out, target, Then::Nothing)
            }
            Ask::Reply(action, command, _) => {
                // The form beneath has served.
                model.overlays.clear();
                let then = Then::Tell(ANSWERED);
                request(label(*action), (**command).clone(), target, then)
            }
            Ask::Item(action, command) => {
                let then = match **command {
                    Command::OrderAsk(_) => Then::Tell(ASKED),
                    Command::OrderLetLapse(_) => Then::Tell(MAY_LAPSE),
                    _ => Then::Say,
                };
                request(label(*action), (**command).clone(), target, then)
            }
            Ask::New(..) | Ask::Over => return,
        };
        send(model, effects, request);
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let (mut about, keys) = self.words(model);
        if let Some(news) = &self.news {
            about.push((news.text(lang), Tone::ClockWarn));
        }
        if self.ask == Ask::Over {
            about.push((Word::ConfirmOver.text(lang).to_owned(), Tone::Text));
        }
        let lines = (about.len() + keys.len() + 3) as u16;
        let title = Word::Confirm.text(lang);
        let inside = paint::centred(model, buffer, title, 62, lines);
        for (n, (text, tone)) in about.iter().enumerate() {
            paint::text(buffer, paint::row(inside, n as u16), theme, *tone, text);
        }
        let below = about.len() as u16 + 1;
        for (n, (line, tone)) in keys.iter().enumerate() {
            let area = paint::row(inside, below + n as u16);
            paint::key_line(buffer, area, theme, line.text(lang), *tone);
        }
        let area = paint::row(inside, below + keys.len() as u16 + 1);
        if matches!(self.ask, Ask::New(..) | Ask::Draft(..) | Ask::Send(_)) {
            paint::text(buffer, area, theme, Tone::Dim, Word::RecallNote.text(lang));
        }
        if (model.status()).is_some_and(|status| matches!(status.say, Say::KeyHeld)) {
            paint::note(model, buffer, area);
        }
        None
    }

    /// What the box says: about the target, and the keys that answer.
    fn words(&self, model: &Model) -> (About, Vec<(Word, Tone)>) {
        let no = (Word::ConfirmNo, Tone::Text);
        match &self.ask {
            Ask::New(new, goes) => (
                about::new_order(model, &new.key, &new.target),
                self.ways(model, *goes),
            ),
            Ask::Draft(id, goes) => (about::order(model, *id), self.ways(model, *goes)),
            Ask::Over => {
                let about = match &self.key {
                    ItemKey::Order(id) => about::order(model, *id),
                    key => about::place(model, key),
                };
                (about, vec![no])
            }
            Ask::Review(id) => {
                let keys = vec![(Word::ConfirmApprove, Tone::Danger), no];
                (about::order(model, *id), keys)
            }
            Ask::Send(id) => {
                let keys = vec![(Word::ConfirmSend, Tone::Danger), no];
                (about::order(model, *id), keys)
            }
            Ask::Reply(action, _, said) => {
                let mut about = about::place(model, &self.key);
                let what = row(*action).label.text(model.lang).to_owned();
                about.push((what, Tone::Danger));
                about.extend(said.iter().map(|line| (line.clone(), Tone::Text)));
                (about, vec![(Word::ConfirmReply, Tone::Danger), no])
            }
            Ask::Item(action, command) => {
                let yes = match **command {
                    Command::OrderAsk(_) => Word::ConfirmAskFor,
                    Command::OrderApprove(_) => Word::ConfirmApproveAsk,
                    Command::OrderLetLapse(_) => Word::ConfirmLapse,
                    Command::CaseRevoke(_) => Word::ConfirmCalledBack,
                    _ => Word::ConfirmYes,
                };
                let about = about::item(model, *action, &self.key, command);
                (about, vec![(yes, Tone::Danger), no])
            }
        }
    }

    /// The keys of an order of ours that wants a second person, or none.
    fn ways(&self, model: &Model, goes: Goes) -> Vec<(Word, Tone)> {
        let no = (Word::ConfirmNo, Tone::Text);
        match goes {
            Goes::ToSecond if self.may_act_first(model) => vec![
                (Word::ConfirmAsk, Tone::Text),
                (Word::ConfirmActFirst, Tone::Danger),
                no,
            ],
            Goes::ToSecond => vec![(Word::ConfirmAsk, Tone::Text), no],
            Goes::Alone => vec![(Word::ConfirmActFirstNow, Tone::Danger), no],
        }
    }

    /// The same keys in one line, for the footer.
    pub(super) fn keys(&self, model: &Model) -> Word {
        match &self.ask {
            Ask::New(..) | Ask::Draft(..) if self.may_act_first(model) => Word::KeysAskOrAct,
            Ask::New(_, Goes::ToSecond) | Ask::Draft(_, Goes::ToSecond) => Word::KeysAsk,
            Ask::New(..) | Ask::Draft(..) | Ask::Send(_) => Word::KeysSend,
            Ask::Review(_) => Word::KeysApprove,
            Ask::Item(_, command) if matches!(**command, Command::OrderApprove(_)) => {
                Word::KeysApprove
            }
            Ask::Reply(..) | Ask::Item(..) => Word::KeysConfirm,
            Ask::Over => Word::ConfirmNo,
        }
    }
}

impl Ask {
    /// What is to be asked about an order, by how it stands and who asks.
    fn of_order(model: &Model, id: OrderId) -> Option<Self> {
        let order = model.floor().order(&id)?;
        match order.state {
            OrderState::Draft if order.is_nobodys() || model.is_me(Some(&order.requested_by)) => {
                Some(Self::Draft(id, Goes::ToSecond))
            }
            OrderState::Draft => Some(Self::Review(id)),
            OrderState::Reviewed if order.leaves_at.is_none() => Some(Self::Send(id)),
            _ => None,
        }
    }

    /// What is to be asked now that the item has changed; why nothing is, as far as there are words for it.
    fn now(&self, model: &Model, key: &ItemKey) -> Result<Self, Option<Why>> {
        let may = |action| blocked_on(model, action, key).map_or(Ok(()), |why| Err(Some(why)));
        let rehearsed = |action, command: &Command| {
            if rehearse::refusal(model, key, command.clone()).is_some() {
                Err(blocked_on(model, action, key))
            } else {
                Ok(())
            }
        };
        match self {
            Self::Draft(id, _) | Self::Review(id) | Self::Send(id) => {
                let now = Self::of_order(model, *id).ok_or(None)?;
                match (self, &now) {
                    // Who came to agree does not send what somebody else agreed to.
                    (Self::Review(_), Self::Send(_)) => return Err(None),
                    (_, Self::Review(_)) => may(Action::Approve)?,
                    _ => may(Action::Stop)?,
                }
                Ok(now)
            }
            Self::New(new, _) => may(new.action).map(|()| self.clone()),
            Self::Reply(action, command, _) | Self::Item(action, command) => {
                rehearsed(*action, command).map(|()| self.clone())
            }
            Self::Over => Ok(Self::Over),
        }
    }
}

impl NewOrder {
    /// Whether its author alone may send it: not where the rules want a second person, or the commander.
    fn may_act_first(&self, model: &Model) -> bool {
        let is_commander = (model.actor.as_ref()).is_some_and(|a| a.is_any(&[Role::Commander]));
        let wants_commander = self.target.measure.is_some_and(Measure::needs_commander);
        model.policy.order.paper == PaperPolicy::ActFirst
            && may_give(model, "order.act_first")
            && (is_commander || !wants_commander)
    }

    /// Has it drafted; it goes on by itself then.
    fn draft(&self, model: &mut Model, goes: Goes, effects: &mut Vec<Effect>) -> Fate {
        let then = if let ItemKey::Alert(alert) = self.key {
            Then::OrderOfAlert { alert, goes }
        } else {
            let after = model.mirror.floor().numbers().order;
            Then::OrderOfCase { after, goes }
        };
        let (command, key) = (self.command.clone(), self.key.clone());
        let fate = send_on(model, effects, self.action, command, key, then);
        if fate == Fate::Goes {
            // The form beneath has served.
            model.overlays.clear();
        }
        fate
    }
}
