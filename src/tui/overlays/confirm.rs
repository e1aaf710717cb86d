//! The question before something reaches outside. It names the target, is answered on another key than the one
//! that asked, and takes no key in its first moment: a key held down, or typed into the form before, confirms
//! nothing. It is bound to the version that was asked about.

use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;

use super::about::{self, About};
use super::{Cursor, Fate, is_held, letter, paint};
use crate::domain::command::{Command, NoArgs};
use crate::domain::event::Ver;
use crate::domain::ids::{Key as ItemKey, OrderId};
use crate::domain::order::OrderState;
use crate::text::words::{Both, Say, Word};
use crate::tui::actions::{Action, CONFIRMS, rehearse, row};
use crate::tui::app::effect::Effect;
use crate::tui::app::follow::Follow;
use crate::tui::app::model::Model;
use crate::tui::app::sending::Then;
use crate::tui::app::{open_order, request, send};
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
    /// A draft of ours: a second person, or act first.
    Draft(OrderId, Act),
    /// Somebody else's draft: agree as the second person.
    Review(OrderId),
    /// An approved order: send it.
    Send(OrderId),
    /// A desk's answer, with what it says.
    Reply(Action, Box<Command>, Vec<String>),
    /// A command on an item.
    Item(Action, Box<Command>),
}

/// Whether act-first was chosen and waits for its second key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
    Asked,
    First,
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
    since: Instant,
}

impl Confirm {
    /// The question about an order, by how it stands; `None` where there is nothing to ask.
    pub fn of_order(model: &Model, id: OrderId) -> Option<Self> {
        let order = model.floor().order(&id)?;
        let ask = match order.state {
            OrderState::Draft if order.is_nobodys() || model.is_me(Some(&order.requested_by)) => {
                Ask::Draft(id, Act::Asked)
            }
            OrderState::Draft => Ask::Review(id),
            OrderState::Reviewed => Ask::Send(id),
            _ => return None,
        };
        Some(Self {
            ask,
            key: ItemKey::Order(id),
            ver: order.ver,
            since: model.moment.at,
        })
    }

    /// The question before a command on an item.
    pub fn of_item(model: &Model, action: Action, key: ItemKey, command: Command) -> Option<Self> {
        Some(Self {
            ask: Ask::Item(action, Box::new(command)),
            ver: model.ver(&key)?,
            key,
            since: model.moment.at,
        })
    }

    /// The question before a desk's answer to an order or a query.
    pub fn of_reply(
        model: &Model,
        action: Action,
        key: &ItemKey,
        command: Command,
        said: Vec<String>,
    ) -> Option<Self> {
        Some(Self {
            ask: Ask::Reply(action, Box::new(command), said),
            key: key.clone(),
            ver: model.ver(key)?,
            since: model.moment.at,
        })
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        if model.moment.at.saturating_duration_since(self.since) < GUARD {
            return Fate::Stays;
        }
        if letter(key) == Some('a') && self.may_act_first(model) {
            if let Ask::Draft(_, act) = &mut self.ask {
                *act = Act::First;
            }
            return Fate::Stays;
        }
        if letter(key) != Some(CONFIRMS) || is_held(model) {
            return Fate::Stays;
        }
        if model.ver(&self.key) != Some(self.ver) {
            model.say(Say::Changed, Tone::Error);
            return Fate::Goes;
        }
        self.confirmed(model, effects);
        Fate::Goes
    }

    /// Whether one person alone may send it: not where the rules want a second one.
    fn may_act_first(&self, model: &Model) -> bool {
        let first = Command::OrderActFirst(NoArgs {});
        matches!(self.ask, Ask::Draft(_, Act::Asked))
            && rehearse::refusal(model, &self.key, first).is_none()
    }

    fn confirmed(&self, model: &mut Model, effects: &mut Vec<Effect>) {
        // What follows is seen on the order itself; Esc leads back.
        if let Ask::Draft(id, _) | Ask::Send(id) = &self.ask {
            open_order(model, *id);
        }
        let target = Some((self.key.clone(), self.ver));
        let label = |action| row(action).label;
        let request = match &self.ask {
            Ask::Draft(id, Act::Asked) => {
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
            Ask::Draft(id, Act::First) => {
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
        };
        send(model, effects, request);
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let (about, keys) = self.words(model);
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
        if matches!(self.ask, Ask::Draft(..) | Ask::Send(_)) {
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
            Ask::Draft(id, act) => {
                let keys = match act {
                    Act::Asked if self.may_act_first(model) => vec![
                        (Word::ConfirmAsk, Tone::Text),
                        (Word::ConfirmActFirst, Tone::Danger),
                        no,
                    ],
                    Act::Asked => vec![(Word::ConfirmAsk, Tone::Text), no],
                    Act::First => vec![(Word::ConfirmActFirstNow, Tone::Danger), no],
                };
                (about::order(model, *id), keys)
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
}
