//! The stop form: where the money went. Prefilled from what was told, completed by Tab; one Enter goes to the first
//! field that is not yet right, or asks for the `y` that drafts the order. On an alert that opens the case with it; on
//! a trace the form only adds the place. A moment that is known stays exact as long as nobody types another.

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui::buffer::Buffer;

use super::banks::{institution, matches, offered};
use super::reason::amount;
use super::{Confirm, Cursor, Fate, Line, NewOrder, Overlay, Target, paint, plain_digits, yuan};
use crate::domain::admit::account;
use crate::domain::case::Method;
use crate::domain::command::{AddHop, Command, Convert, DraftOrder, ToldTransfer};
use crate::domain::hop::HopKind;
use crate::domain::ids::{AlertId, CaseId, HopId, InstitutionId, Key as ItemKey};
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::script::{Choice, Question, Script};
use crate::domain::time::{Millis, Span};
use crate::domain::worth::known_loss;
use crate::text::words::Bad;
use crate::text::words::{Say, Word};
use crate::tui::actions::Action;
use crate::tui::app::effect::Effect;
use crate::tui::app::model::Model;
use crate::tui::app::send_on;
use crate::tui::app::sending::Then;
use crate::tui::keys::Key;
use crate::tui::keys::fold::fold;
use crate::tui::theme::Tone;
use crate::tui::widgets::TextField;

/// What the form serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum For {
    Alert(AlertId),
    Case(CaseId),
    /// A place of the trace, where its money came from, and what it is.
    Place(CaseId, Option<HopId>, HopKind),
}

const BANK: usize = 0;
const ACCOUNT: usize = 1;
const AMOUNT: usize = 2;
const MINUTES: usize = 3;

/// The form being filled in.
#[derive(Clone, Debug)]
pub struct StopForm {
    what_for: For,
    method: Method,
    fields: [TextField; 4],
    /// The moment the minutes were reckoned from, and how they were shown.
    known: Option<(Millis, String)>,
    at: usize,
}

/// The form as it is sent.
struct Told {
    institution: InstitutionId,
    account: Private,
    amount: Option<Fen>,
    at: Option<Millis>,
}

impl StopForm {
    /// The form for an alert, filled in from the source and the script.
    pub fn on_alert(model: &Model, id: AlertId) -> Option<Self> {
        let alert = model.floor().alert(&id)?;
        // What is at risk is not what is lost where the victim says that no money has gone.
        let transferred = alert.script.get(Question::Transferred);
        let said_no = transferred.is_some_and(|answer| answer.choice == Choice::No);
        let lost = known_loss(alert).or(alert.at_risk.filter(|_| !said_no));
        let mut form = Self::empty(For::Alert(id), method(&alert.script));
        form.fields[AMOUNT] = TextField::suggest(&lost.map_or_else(String::new, yuan));
        match (alert.transfer_at, told_minutes(&alert.script)) {
            (Some(at), _) => form.know(at, model.now()),
            (None, Some(told)) => form.fields[MINUTES] = TextField::suggest(&told.to_string()),
            (None, None) => {}
        }
        Some(form)
    }

    /// Shows a known moment as minutes ago.
    fn know(&mut self, at: Millis, now: Millis) {
        let minutes = (now.since(at).0.max(0) / Span::mins(1).0).to_string();
        self.fields[MINUTES] = TextField::suggest(&minutes);
        self.known = Some((at, minutes));
    }

    /// The form for one more account of a case.
    pub fn on_case(model: &Model, id: CaseId) -> Self {
        let mut form = Self::empty(For::Case(id), Method::Bank);
        if let Some(at) = model
            .floor()
            .case(&id)
            .and_then(|case| case.first_transfer_at)
        {
            form.know(at, model.now());
        }
        form
    }

    /// The form for one more place of a trace; what is not known of it stays empty.
    pub fn on_place(case: CaseId, from: Option<HopId>, kind: HopKind) -> Self {
        Self::empty(For::Place(case, from, kind), Method::Bank)
    }

    fn empty(what_for: For, method: Method) -> Self {
        Self {
            what_for,
            method,
            fields: Default::default(),
            known: None,
            at: BANK,
        }
    }

    pub(super) fn field(&mut self) -> &mut TextField {
        &mut self.fields[self.at]
    }

    pub(super) fn press(&mut self, model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Fate {
        let back = key.modifiers().contains(KeyModifiers::SHIFT);
        match key.code() {
            KeyCode::Enter => return self.enter(model, effects),
            KeyCode::Tab if back => self.turn(-1),
            KeyCode::Tab | KeyCode::Down => {
                if self.at == BANK {
                    self.complete(model);
                }
                self.turn(1);
            }
            KeyCode::Up => self.turn(-1),
            // Accounts, codes and amounts are ASCII, whatever the input method sends.
            _ => {
                self.field().press(fold(key));
            }
        }
        Fate::Stays
    }

    fn is_crypto(&self) -> bool {
        matches!(self.what_for, For::Place(_, _, HopKind::Crypto))
    }

    fn turn(&mut self, by: isize) {
        self.at = (self.at as isize + by).rem_euclid(self.fields.len() as isize) as usize;
    }

    /// Completes what was typed to the only or first institution that begins so.
    fn complete(&mut self, model: &Model) {
        let typed = self.fields[BANK].text().trim().to_owned();
        // Chains and exchanges stand in no directory.
        if typed.is_empty() || self.is_crypto() {
            return;
        }
        if let Some(desk) = matches(model, &typed).next() {
            self.fields[BANK] = TextField::with(desk.institution.as_str());
        }
    }

    fn enter(&mut self, model: &mut Model, effects: &mut Vec<Effect>) -> Fate {
        if self.at == BANK {
            self.complete(model);
        }
        match self.read(model, model.now()) {
            Ok(told) => self.send(model, told, effects),
            Err((field, bad)) => {
                // An empty field further down is simply the next one to fill in.
                let is_next = field != self.at && self.fields[field].text().is_empty();
                let tone = if is_next { Tone::Text } else { Tone::Error };
                model.say(Say::Bad(bad), tone);
                self.at = field;
                Fate::Stays
            }
        }
    }

    fn read(&self, model: &Model, now: Millis) -> Result<Told, (usize, Bad)> {
        let [bank, account, money, minutes] = &self.fields;
        let code = bank.text().trim();
        let unlisted = || code.parse().ok().filter(|_| self.is_crypto());
        let institution = institution(model, code).or_else(unlisted);
        let institution = institution.ok_or_else(|| (BANK, Bad::Institution(code.to_owned())))?;
        let account = account.text().trim().to_owned();
        account::check(&account).map_err(|_| (ACCOUNT, Bad::Account))?;
        let may_be_unknown = matches!(self.what_for, For::Place(..));
        let amount = match money.text().trim() {
            "" if may_be_unknown => None,
            text => Some(amount(text).ok_or((AMOUNT, Bad::Amount))?),
        };
        let minutes = plain_digits(minutes.text());
        let at = match (minutes.trim(), &self.known) {
            ("", _) => None,
            (text, Some((at, shown))) if text == shown => Some(*at),
            (text, _) => {
                let minutes = text.parse::<u32>().ok();
                let minutes = minutes.ok_or((MINUTES, Bad::Minutes))?;
                Some(now - Span::mins(i64::from(minutes)))
            }
        };
        Ok(Told {
            institution,
            account: Private::Raw(account),
            amount,
            at,
        })
    }

    fn send(&self, model: &mut Model, told: Told, effects: &mut Vec<Effect>) -> Fate {
        let Told {
            institution,
            account,
            amount,
            at,
        } = told;
        let target = Target {
            institution: institution.clone(),
            shown: self.fields[ACCOUNT].text().trim().to_owned(),
            sum: amount,
            measure: None,
            money_at: at,
        };
        let (key, command) = match (self.what_for, amount) {
            (For::Alert(id), Some(amount)) => {
                let transfer = ToldTransfer {
                    account,
                    institution,
                    amount,
                    at,
                    method: self.method,
                    delay: None,
                };
                let convert = Command::AlertConvert(Convert {
                    loss: None,
                    transfers: vec![transfer],
                });
                (ItemKey::Alert(id), convert)
            }
            (For::Case(id), _) => {
                let draft = Command::OrderDraft(DraftOrder {
                    account,
                    institution,
                    limit: amount,
                    money_at: at,
                });
                (ItemKey::Case(id), draft)
            }
            (For::Place(case, parent, kind), _) => {
                let add = Command::HopAdd(AddHop {
                    parent,
                    kind,
                    account,
                    institution,
                    amount,
                    at,
                });
                let key = ItemKey::Case(case);
                return send_on(model, effects, Action::AddPlace, add, key, Then::ShowPlace);
            }
            // The form does not go on without the amount.
            (For::Alert(_), None) => return Fate::Stays,
        };
        let action = Action::Stop;
        let new = NewOrder {
            action,
            key,
            command,
            target,
        };
        let confirm = Confirm::of_new(model, new);
        model.overlays.extend(confirm.map(Overlay::Confirm));
        Fate::Stays
    }

    /// What a field is called; of a place, after what it is.
    fn label(&self, field: usize) -> Word {
        let kind = match self.what_for {
            For::Place(_, _, kind) => Some(kind),
            For::Alert(_) | For::Case(_) => None,
        };
        match (field, kind) {
            (BANK, Some(HopKind::Crypto)) => Word::Chain,
            (BANK, _) => Word::Bank,
            (ACCOUNT, Some(HopKind::CardFlow)) => Word::AccountOnly,
            (ACCOUNT, Some(HopKind::OrderToCard)) => Word::OrderNumber,
            (ACCOUNT, Some(HopKind::MerchantToCard)) => Word::MerchantNo,
            (ACCOUNT, Some(HopKind::WalletToCard)) => Word::WalletNo,
            (ACCOUNT, Some(HopKind::Crypto)) => Word::CryptoAddress,
            (ACCOUNT, _) => Word::AccountNo,
            (AMOUNT, _) => Word::AmountYuan,
            _ => Word::MinutesAgo,
        }
    }

    pub(super) fn paint(&self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let (title, hint) = match self.what_for {
            For::Place(..) => (Word::PlaceForm, Word::PlaceHint),
            For::Alert(_) | For::Case(_) => (Word::StopForm, Word::FieldKeys),
        };
        let inside = paint::centred(model, buffer, title.text(lang), 64, 8);
        let mut cursor = None;
        for (n, field) in self.fields.iter().enumerate() {
            let line = Line {
                label: self.label(n).text(lang),
                field,
                hint: "",
                area: paint::row(inside, n as u16),
            };
            let shown = paint::line(buffer, theme, &line);
            if n == self.at {
                cursor = shown;
            }
        }
        let row = paint::row(inside, 5);
        let said = offered(model, self.fields[BANK].text(), row.width);
        paint::text(buffer, row, theme, Tone::Placeholder, &said);
        paint::note(model, buffer, paint::row(inside, 6));
        let hint = hint.text(lang);
        paint::text(buffer, paint::row(inside, 7), theme, Tone::Dim, hint);
        cursor
    }
}

/// Minutes ago as the victim told it in the script: the middle of the span named.
fn told_minutes(script: &Script) -> Option<i64> {
    match script.get(Question::When)?.choice {
        Choice::Under5Min => Some(3),
        Choice::Under30Min => Some(15),
        Choice::Under2Hours => Some(60),
        _ => None,
    }
}

fn method(script: &Script) -> Method {
    match script
        .get(Question::Transferred)
        .map(|answer| answer.choice)
    {
        Some(Choice::Wechat) => Method::Wechat,
        Some(Choice::Alipay) => Method::Alipay,
        Some(Choice::OtherWay) => Method::Other,
        _ => Method::Bank,
    }
}
