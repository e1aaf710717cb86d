//! The call script inside the alert: what was answered, what to ask now, and the digits that answer it.

use super::page::Page;
use crate::domain::alert::Alert;
use crate::domain::script::{Answer, Question};
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::theme::Tone;

/// Who looks at the script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reader {
    /// The officer who asks.
    Asker,
    /// Somebody else.
    Other,
}

/// Adds the script to a page; `asked` is the question that stands open.
pub fn add(page: &mut Page, alert: &Alert, asked: Option<Question>, reader: Reader, lang: Lang) {
    let script = &alert.script;
    let open = asked.filter(|_| alert.state.is_open());
    if script.0.is_empty() && open.is_none() {
        return;
    }
    page.heading(Word::Script.text(lang));
    for answer in &script.0 {
        let question = answer.question.term(lang);
        let said = answer_text(answer, lang);
        page.answered(&question, answer_tone(answer), &said);
    }
    let Some(question) = open else {
        if alert.state.is_held() && reader == Reader::Asker {
            page.text(Tone::Ok, "", Word::ScriptDone.text(lang));
        }
        money_gone(page, alert, reader, lang);
        return;
    };
    let tone = match reader {
        Reader::Asker => Tone::CallActive,
        Reader::Other => Tone::Dim,
    };
    let again = match script.get(question) {
        Some(_) => Word::Correcting.text(lang),
        None => "",
    };
    let asks = page.height();
    page.text(tone, again, &question.term(lang));
    if reader == Reader::Asker {
        page.flow(choices(question, lang));
        page.pin(asks);
    }
    if !again.is_empty() {
        page.text(Tone::Dim, "", Word::CorrectingEsc.text(lang));
    }
    money_gone(page, alert, reader, lang);
}

/// The digits and what they answer.
fn choices(question: Question, lang: Lang) -> Vec<(Tone, String)> {
    if question.choices().is_empty() {
        return vec![(Tone::Key, Word::TypeAmount.text(lang).to_owned())];
    }
    let choices = question.choices().iter().zip(1..);
    let named = choices.map(|(choice, n)| (Tone::Key, format!("{n} {}", choice.term(lang))));
    named.collect()
}

fn answer_text(answer: &Answer, lang: Lang) -> String {
    match answer.amount {
        Some(amount) => show::money_exact(amount, lang),
        None => answer.choice.term(lang).into_owned(),
    }
}

/// Answers that make matters worse stand out.
fn answer_tone(answer: &Answer) -> Tone {
    use crate::domain::script::Choice as C;
    match answer.choice {
        C::No => Tone::Ok,
        C::Unsure => Tone::Text,
        _ => Tone::ClockCritical,
    }
}

/// Money has gone: what to do next.
fn money_gone(page: &mut Page, alert: &Alert, reader: Reader, lang: Lang) {
    if reader == Reader::Asker && alert.script.has_transferred() && alert.case.is_none() {
        page.text(Tone::Danger, "", Word::ScriptMoneyGone.text(lang));
    }
}
