//! Correcting an answer: the question is asked again, the next answer takes the place of the one before. The hub takes
//! it as an answer like any other, so its log keeps both. Pressed again the key goes one answer further back; Esc keeps
//! what was answered.

use super::model::Model;
use crate::domain::alert::Alert;
use crate::domain::case::Case;
use crate::domain::ids::{AlertId, CaseId, Key};
use crate::domain::script::Question;
use crate::tui::actions::is_retold;

/// The answer that is being corrected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Again {
    /// One of the call script.
    Script(AlertId, Question),
    /// When a transfer of a case comes in.
    Delay(CaseId, u16),
}

/// The question of an alert's script that the next digit answers: the one asked again, else the next.
pub fn script_question(model: &Model, alert: &Alert) -> Option<Question> {
    match model.again {
        Some(Again::Script(id, question)) if id == alert.id => Some(question),
        _ => alert.script.next(),
    }
}

/// The transfer of a case that is asked about again.
pub fn delay_question(model: &Model, case: &Case) -> Option<u16> {
    match model.again {
        Some(Again::Delay(id, transfer)) if id == case.id => Some(transfer),
        _ => None,
    }
}

/// Whether an answer of an item is being corrected.
pub fn is_of(model: &Model, key: &Key) -> bool {
    match (model.again, key) {
        (Some(Again::Script(id, _)), Key::Alert(of)) => id == *of,
        (Some(Again::Delay(id, _)), Key::Case(of)) => id == *of,
        _ => false,
    }
}

/// The answer of an item that can be corrected next: the last one, or the one before that which is asked again.
pub fn before(model: &Model, key: &Key) -> Option<Again> {
    match key {
        Key::Alert(id) => {
            let answers = &model.floor().alert(id)?.script.0;
            let questions = answers.iter().map(|answer| answer.question);
            let at = match model.again {
                Some(Again::Script(of, question)) if of == *id => Some(question),
                _ => None,
            };
            one_before(questions, at.as_ref()).map(|question| Again::Script(*id, question))
        }
        Key::Case(id) => {
            let case = model.floor().case(id)?;
            let told = (0..).zip(&case.transfers);
            let told = told.filter(|(n, transfer)| is_retold(model, case, *n, transfer));
            let told = told.map(|(n, _)| n);
            one_before(told, delay_question(model, case).as_ref()).map(|n| Again::Delay(*id, n))
        }
        _ => None,
    }
}

/// The last of them, or the one before `at`.
fn one_before<T: PartialEq>(all: impl Iterator<Item = T>, at: Option<&T>) -> Option<T> {
    all.take_while(|one| Some(one) != at).last()
}
