//! What may come in with a command. Every text people or foreign systems wrote is masked in place here, values
//! are raw and filled, names and codes hold no personal number. Producers' records and consoles' commands pass
//! this one door before anything is sealed, decided or stored.

pub mod account;

use super::command::{
    Command, DraftOrder, Flow, OpenCase, RaiseAlert, TelecomOrder, ToldAccount, ToldTransfer,
};
use super::ids::{Idem, Ulid};
use super::masked::Private;
use super::org::{Desk, Org};
use super::refusal::{Code, Refusal};
use crate::text::mask::{Kind, is_service_number, mask_free_text, normalise};
use crate::text::safe::{SafeText, Suspicious};

/// The fewest digits of a telephone number: 110.
const PHONE_DIGITS: usize = 3;
/// Digits of telephone, identity and card numbers.
const PERSONAL: std::ops::RangeInclusive<usize> = 11..=19;
/// From this length on hexadecimal digits with letters among them read as a hash.
const HASH: usize = 16;

impl Command {
    /// Masks the numbers in every free text and refuses values that must not come from outside, naming the
    /// field. A command admitted twice stays as it is. Raw values stay raw until [`Command::seal`].
    pub fn admit(&mut self) -> Result<(), Refusal> {
        match self {
            Self::AlertRaise(told) => alert(told),
            Self::AlertEscalate(told) => mask(&mut told.reason),
            Self::AlertClose(told) => mask(&mut told.reason),
            Self::AlertShelve(told) => mask(&mut told.reason),
            Self::AlertReopen(told)
            | Self::CaseNotFraud(told)
            | Self::CaseSolve(told)
            | Self::CaseClose(told)
            | Self::CaseSuspend(told)
            | Self::CaseReopen(told)
            | Self::OrderCancel(told)
            | Self::OrderDeclined(told)
            | Self::OrderLetLapse(told) => mask(&mut told.reason),
            Self::CaseTransfer(told) => {
                code("org", told.org.as_str())?;
                mask(&mut told.reason)
            }
            Self::HopAdd(told) => {
                account("account", &told.account)?;
                code("institution", told.institution.as_str())
            }
            Self::HopFlow(told) => flow(told),
            Self::HopAnswer(told) => told.outputs.iter().try_for_each(next_account),
            Self::HopEnds(told) => mask(&mut told.reason),
            Self::OrderTelecom(told) => telecom(told),
            Self::OrderAsk(told) => mask(&mut told.reason),
            Self::AlertConvert(told) => transfers(&told.transfers),
            Self::CaseOpen(told) => case(told),
            Self::OrderDraft(told) => draft(told),
            Self::OrderEmpty(told) => told.next_accounts.iter().try_for_each(next_account),
            Self::DeskList(told) => desk(told),
            Self::OrgList(told) => org(told),
            // Named one by one, so that a new command can not pass by unseen: these hold no text.
            Self::AlertClaim(_)
            | Self::AlertNext(_)
            | Self::AlertRelease(_)
            | Self::AlertConfirmClose(_)
            | Self::AlertMerge(_)
            | Self::AlertAnswer(_)
            | Self::AlertCall(_)
            | Self::InterventionStart(_)
            | Self::InterventionReport(_)
            | Self::CaseTake(_)
            | Self::CaseFile(_)
            | Self::CaseInvestigate(_)
            | Self::CaseReturn(_)
            | Self::CaseResume(_)
            | Self::CaseMerge(_)
            | Self::CaseDelay(_)
            | Self::CaseRevoke(_)
            | Self::CaseStopFrontier(_)
            | Self::CaseReviewFrontier(_)
            | Self::CaseRecallFrontier(_)
            | Self::HopAsk(_)
            | Self::HopPaper(_)
            | Self::OrderInForce(_)
            | Self::OrderApprove(_)
            | Self::OrderWithdraw(_)
            | Self::OrderGranted(_)
            | Self::OrderReview(_)
            | Self::OrderActFirst(_)
            | Self::OrderSend(_)
            | Self::OrderRecall(_)
            | Self::OrderAck(_)
            | Self::OrderStopped(_)
            | Self::OrderMismatch(_)
            | Self::OrderPaper(_)
            | Self::SeatStatus(_)
            | Self::DeskStaff(_) => Ok(()),
        }
    }
}

fn alert(told: &mut RaiseAlert) -> Result<(), Refusal> {
    code("org", told.org.as_str())?;
    if let Some(source) = &told.source {
        code("source.name", &source.name)?;
        code("source.id", &source.id)?;
    }
    known("victim_phone", Kind::Mobile, &mut told.victim_phone)?;
    known("victim_name", Kind::Name, &mut told.victim_name)?;
    known("caller", Kind::Mobile, &mut told.caller)?;
    for turn in &told.transcript {
        raw("transcript", &turn.text)?;
    }
    if let Some(band) = told.age_band.as_ref().filter(|band| !is_age_band(band)) {
        return Err(bad(format!(
            "age_band: `{}`, allowed are forms such as 50-59, 80+ and unknown",
            SafeText::line(&mask_free_text(band).0)
        )));
    }
    if let Some(flag) = told.flags.iter().find(|flag| !Suspicious::is_flag(flag)) {
        return Err(bad(format!(
            "flags: `{}` is none of the hub's own, such as suspicious:bidi",
            SafeText::line(&mask_free_text(flag).0)
        )));
    }
    let model = told
        .model
        .iter_mut()
        .flat_map(|m| [&mut m.id, &mut m.version]);
    let texts = told
        .reasons
        .iter_mut()
        .chain(&mut told.occupation)
        .chain(model);
    texts.into_iter().try_for_each(mask)
}

fn case(told: &mut OpenCase) -> Result<(), Refusal> {
    code("org", told.org.as_str())?;
    known("victim_phone", Kind::Mobile, &mut told.victim_phone)?;
    known("victim_name", Kind::Name, &mut told.victim_name)?;
    known("caller", Kind::Mobile, &mut told.caller)?;
    transfers(&told.transfers)
}

fn transfers(told: &[ToldTransfer]) -> Result<(), Refusal> {
    told.iter().try_for_each(|t| {
        account("transfers.account", &t.account)?;
        code("transfers.institution", t.institution.as_str())
    })
}

fn draft(told: &DraftOrder) -> Result<(), Refusal> {
    account("account", &told.account)?;
    code("institution", told.institution.as_str())
}

fn next_account(told: &ToldAccount) -> Result<(), Refusal> {
    account("next_accounts.account", &told.account)?;
    code("next_accounts.institution", told.institution.as_str())
}

fn flow(told: &mut Flow) -> Result<(), Refusal> {
    code("org", told.org.as_str())?;
    account("from", &told.from)?;
    code("from_institution", told.from_institution.as_str())?;
    account("to", &told.to)?;
    code("to_institution", told.to_institution.as_str())?;
    if let Some(source) = &told.source {
        code("source.name", &source.name)?;
        code("source.id", &source.id)?;
    }
    mask(&mut told.name)
}

fn telecom(told: &mut TelecomOrder) -> Result<(), Refusal> {
    if let Some(institution) = &told.institution {
        code("institution", institution.as_str())?;
    }
    let named = told.number.is_some();
    known("number", Kind::Mobile, &mut told.number)?;
    if named && told.number.is_none() {
        return Err(bad(format!(
            "number: a telephone number has {PHONE_DIGITS} or more digits"
        )));
    }
    match &told.number {
        Some(number) if is_service_number(raw("number", number)?) => Err(bad(
            "number: found a short service number such as 110, 96110, 10086 or 95588; allowed are subscribers' numbers, 7 or more digits after the area code"
                .to_owned(),
        )),
        _ => Ok(()),
    }
}

fn desk(told: &mut Desk) -> Result<(), Refusal> {
    code("institution", told.institution.as_str())?;
    told.prefixes.iter_mut().try_for_each(mask)?;
    mask(&mut told.name_zh)?;
    mask(&mut told.name_en)
}

fn org(told: &mut Org) -> Result<(), Refusal> {
    code("code", told.code.as_str())?;
    if let Some(parent) = &told.parent {
        code("parent", parent.as_str())?;
    }
    mask(&mut told.name_zh)?;
    mask(&mut told.name_en)
}

fn bad(msg: String) -> Refusal {
    Refusal::new(Code::BadRequest, msg)
}

/// Masks the numbers in a text where they stand. Never refuses; it answers like the checks beside it.
#[allow(clippy::unnecessary_wraps)]
fn mask(text: &mut SafeText) -> Result<(), Refusal> {
    *text = SafeText::line(&mask_free_text(text).0);
    Ok(())
}

/// The raw value. A seal that comes from outside is forged: it would link to whoever its sender chose.
fn raw<'a>(field: &str, value: &'a Private) -> Result<&'a str, Refusal> {
    match value {
        Private::Raw(raw) => Ok(raw),
        Private::Sealed(_) => Err(bad(format!(
            "{field}: write the value as text; only the hub seals values"
        ))),
    }
}

/// A value that names nobody (`unknown`, a withheld number) is dropped: it is not known.
fn known(field: &str, kind: Kind, value: &mut Option<Private>) -> Result<(), Refusal> {
    let least = if kind == Kind::Mobile {
        PHONE_DIGITS
    } else {
        1
    };
    let is_known = match &value {
        Some(value) => normalise(kind, raw(field, value)?).len() >= least,
        None => true,
    };
    if !is_known {
        *value = None;
    }
    Ok(())
}

/// An account in its one spelling.
fn account(field: &str, value: &Private) -> Result<(), Refusal> {
    account::check(raw(field, value)?).map_err(|why| bad(format!("{field}: {why}")))
}

/// Names and ids are shown and stored as they are: a number in them would stand open.
fn code(field: &str, text: &str) -> Result<(), Refusal> {
    let mut rest = text.to_owned();
    let pieces = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    for piece in pieces.filter(|piece| is_machine_made(piece)) {
        rest = rest.replace(piece, "h");
    }
    if mask_free_text(&rest).1.is_empty() {
        return Ok(());
    }
    Err(bad(format!(
        "{field}: a row of 7 or more digits reads as a personal number; send another id of the record, or a hash of this one"
    )))
}

/// An idempotency id is kept as it is: one that reads as a telephone, card or identity number would stand open.
pub fn check_idem(idem: &Idem) -> Result<(), Refusal> {
    let signs: String = (idem.as_str().chars())
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let number = signs.trim_end_matches(['x', 'X']);
    let is_number = number.bytes().all(|b| b.is_ascii_digit());
    if is_number && PERSONAL.contains(&signs.len()) {
        return Err(bad(format!(
            "idem: {} digits read as a personal number; make a new id for every command, such as a ULID",
            number.len()
        )));
    }
    Ok(())
}

/// A UUID, a ULID or a hash in hexadecimal, unless a telephone, identity or card number stands in it.
fn is_machine_made(piece: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|b| b.is_ascii_hexdigit());
    let lengths = piece.split('-').map(str::len);
    let is_uuid = lengths.eq([8, 4, 4, 4, 12]) && piece.split('-').all(is_hex);
    let has_letters = piece.bytes().any(|b| b.is_ascii_alphabetic());
    let is_hash = piece.len() >= HASH && has_letters && is_hex(piece);
    let is_personal = |kind| matches!(kind, Kind::Mobile | Kind::NationalId | Kind::Card);
    (is_uuid || is_hash || piece.parse::<Ulid>().is_ok())
        && !mask_free_text(piece)
            .1
            .iter()
            .any(|found| is_personal(found.kind))
}

/// `50-59`, `80+` or `unknown`.
fn is_age_band(text: &str) -> bool {
    let is_age =
        |age: &str| (1..=3).contains(&age.len()) && age.bytes().all(|b| b.is_ascii_digit());
    let is_range = text
        .split_once('-')
        .is_some_and(|(a, b)| is_age(a) && is_age(b));
    is_range || text.strip_suffix('+').is_some_and(is_age) || text == "unknown"
}

#[cfg(test)]
mod tests;
