//! One alert: who and what, the clocks, the script, why the model thinks so, the history of the same victim, what
//! was done, the transcript, and what can be done now.

use super::cell;
use super::page::Page;
use super::script::{self, Reader};
use crate::domain::alert::Alert;
use crate::domain::clock::{Clock, Start};
use crate::domain::ids::Key;
use crate::domain::masked::Masked;
use crate::domain::worth::{Stake, Sum, Why as WorthWhy, Worth, known_loss};
use crate::text::show;
use crate::text::words::{Lang, Term, Word};
use crate::tui::actions::{Action, DeskAct, Row, TABLE, blocked, is_about, may};
use crate::tui::app::again;
use crate::tui::app::model::Model;
use crate::tui::app::place::Pane;
use crate::tui::theme::Tone;

/// The page of the alert shown.
pub fn page(model: &Model, width: u16) -> Option<Page> {
    let alert = model.alert_shown()?;
    let lang = model.lang;
    let mut page = Page::new(width);
    head(model, &mut page, alert);
    facts(model, &mut page, alert);
    clocks(model, &mut page, alert);
    let reader = if model.is_me(alert.owner.as_ref()) {
        Reader::Asker
    } else {
        Reader::Other
    };
    let asked = match reader {
        Reader::Asker => again::script_question(model, alert),
        Reader::Other => alert.script.next(),
    };
    script::add(&mut page, alert, asked, reader, lang);
    why(model, &mut page, alert);
    history(model, &mut page, alert);
    done(model, &mut page, alert);
    transcript(&mut page, alert, lang);
    if model.place.focus == Pane::Alert {
        actions(model, &mut page);
    }
    Some(page)
}

fn head(model: &Model, page: &mut Page, alert: &Alert) {
    let lang = model.lang;
    let mut pieces = vec![
        (
            cell::tier_tone(alert.tier),
            alert.tier.term(lang).into_owned(),
        ),
        (Tone::Text, format!("  {}  ", alert.fraud_type.term(lang))),
    ];
    if cell::is_pending(model, &Key::Alert(alert.id)) {
        pieces.push((Tone::Pending, Word::Pending.text(lang).to_owned()));
    } else {
        let holder = cell::holder(model, alert.owner.as_ref());
        pieces.push((Tone::Text, format!("{} {holder}", alert.state.term(lang))));
    }
    if !alert.reality.is_actual() {
        pieces.push((Tone::Sim, Word::Exercise.text(lang).to_owned()));
    }
    pieces.push((
        Tone::Dim,
        format!("  {} {}", Word::Number.text(lang), alert.no),
    ));
    page.line(pieces);
    if let Some(proposed) = &alert.proposed {
        let said = format!(
            "{} · {}: {}",
            Word::Proposed.text(lang),
            show::sub(&proposed.by),
            proposed.outcome.term(lang)
        );
        page.text(Tone::ClockWarn, "", &format!("{said} {}", proposed.reason));
    }
    if let Some(case) = alert.case.and_then(|case| model.floor().case(&case)) {
        let said = format!("{} {}: ", Word::Case.text(lang), case.no);
        page.line(vec![
            (Tone::Text, said),
            (Tone::Text, case.state.term(lang).into_owned()),
        ]);
    }
    if let Some(closing) = &alert.closing {
        let said = format!("{} {}", closing.outcome.term(lang), closing.reason);
        page.text(Tone::Text, "", &said);
    }
}

fn facts(model: &Model, page: &mut Page, alert: &Alert) {
    let lang = model.lang;
    let label = |word: Word| word.text(lang);
    let unknown = |masked: Option<&Masked>| {
        let shown = masked.map_or(Word::Unknown.text(lang), |masked| masked.shown());
        Some(shown.to_owned())
    };
    let mut facts = Vec::new();
    let mut add = |word, tone, value: Option<String>| {
        facts.extend(value.map(|value| (label(word), tone, value)));
    };
    let person = &alert.victim;
    add(Word::Phone, Tone::Text, unknown(person.phone.as_ref()));
    add(
        Word::Name,
        Tone::Text,
        person.name.as_ref().map(|n| n.shown().to_owned()),
    );
    add(
        Word::AgeBand,
        Tone::Text,
        person.age_band.as_ref().map(ToString::to_string),
    );
    add(
        Word::Occupation,
        Tone::Text,
        person.occupation.as_ref().map(ToString::to_string),
    );
    add(Word::Caller, Tone::Text, unknown(alert.caller.as_ref()));
    let call = alert
        .call
        .as_ref()
        .map(|call| call.state.term(lang).into_owned());
    let tone = if alert.in_call() {
        Tone::CallActive
    } else {
        Tone::Dim
    };
    add(Word::Call, tone, call);
    add(
        Word::AtRisk,
        Tone::Money,
        alert.at_risk.map(|sum| show::money_exact(sum, lang)),
    );
    let lost = known_loss(alert).map(|sum| show::money_exact(sum, lang));
    add(Word::Lost, Tone::ClockCritical, lost);
    let org = model.floor().org(&alert.org);
    let region = org.map_or_else(
        || alert.org.to_string(),
        |org| lang.name(&org.name_en, &org.name_zh).to_owned(),
    );
    add(Word::Region, Tone::Dim, Some(region));
    add(
        Word::Channel,
        Tone::Dim,
        Some(alert.channel.term(lang).into_owned()),
    );
    add(
        Word::AlertAge,
        Tone::Dim,
        Some(cell::ago(model, alert.raised_at)),
    );
    if alert.hits > 1 {
        add(Word::Hits, Tone::ClockWarn, Some(alert.hits.to_string()));
    }
    for flag in &alert.flags {
        add(Word::Flag, Tone::Error, Some(flag_words(flag, lang)));
    }
    page.facts(facts);
}

/// A sign of an attack in what the source sent, in words; a sign of a newer hub as it came.
fn flag_words(flag: &str, lang: Lang) -> String {
    let (en, zh) = match flag {
        "suspicious:bidi" => ("direction marks found", "含方向控制符"),
        "suspicious:invisible" => ("invisible characters found", "含不可见字符"),
        "suspicious:escape" => ("escape sequences found", "含终端转义序列"),
        "suspicious:combining" => ("piled combining marks found", "含堆叠组合符"),
        other => return other.to_owned(),
    };
    lang.pick(en, zh).to_owned()
}

fn clocks(model: &Model, page: &mut Page, alert: &Alert) {
    let policy = &model.policy;
    let mut add = |word: Word, clock: Option<Clock>| {
        if let Some(clock) = clock {
            let countdown = cell::countdown(model, &clock, model.now());
            page.clock(word.text(model.lang), countdown);
        }
    };
    add(Word::MoneyClock, alert.money_clock(policy));
    add(Word::ClaimBy, alert.claim_clock(policy));
    add(Word::ContactBy, alert.contact_clock(policy));
    if let (Some(until), true) = (alert.lease_until, alert.state.is_held()) {
        let lease = policy.lease(alert.transfer_at, model.now());
        let started = until - lease;
        add(
            Word::Lease,
            Some(Clock {
                started,
                start: Start::Known,
                due: until,
                critical: until - crate::domain::time::Span::mins(1),
            }),
        );
    }
}

fn why(model: &Model, page: &mut Page, alert: &Alert) {
    let lang = model.lang;
    page.heading(Word::Why.text(lang));
    if let Some(worth) = model.shown.worth.get(&alert.id) {
        page.text(Tone::Text, "", &worth_words(model, &worth.why));
    }
    for reason in &alert.reasons {
        page.text(Tone::Text, "- ", reason);
    }
    if alert.reasons.is_empty() {
        page.text(Tone::Dim, "", Word::NoReasons.text(lang));
    }
    let source = alert.kind.term(lang).into_owned();
    let mut facts = vec![(Word::Source.text(lang), Tone::Dim, source)];
    facts.push((Word::Score.text(lang), Tone::Text, alert.score.to_string()));
    if let Some(by) = &alert.model {
        let named = format!("{} {}", by.id, by.version);
        facts.push((Word::Model.text(lang), Tone::Dim, named));
    }
    page.facts(facts);
}

/// Why an item is worth what it is, behind its label; nothing where there is nothing to win.
pub fn worth_line(model: &Model, page: &mut Page, worth: Option<Worth>) {
    if let Some(worth) = worth {
        let label = format!("{} ", Word::Why.text(model.lang));
        page.text(Tone::Text, &label, &worth_words(model, &worth.why));
    }
}

/// "¥52 000, tier 1, 4 min old, desk 2 min: now ≈ ¥27 000, in 10 min ≈ ¥14 000".
pub fn worth_words(model: &Model, why: &WorthWhy) -> String {
    let lang = model.lang;
    let about = model.setup.theme.glyphs().about;
    let mark = |is_assumed: bool| if is_assumed { about } else { "" };
    let amount = show::money(why.amount, lang);
    let assumed = Word::Assumed.text(lang);
    let sum = match why.sum {
        Sum::Assumed => lang.pick(format!("{assumed} "), assumed.to_owned()),
        Sum::Known => String::new(),
    };
    let age = show::age(model.now().since(why.since), lang);
    let start = mark(why.start == Start::Assumed);
    let (now, soon) = (show::money(why.now, lang), show::money(why.soon, lang));
    let stake = match why.stake {
        Stake::Prevent => lang.pick("to prevent", "可劝阻"),
        Stake::Catch => lang.pick("to catch", "可拦截"),
    };
    let tier = why.tier_no.map_or_else(String::new, |n| {
        lang.pick(format!(", tier {n}"), format!("，第 {n} 层"))
    });
    let query = why.query.map_or_else(String::new, |span| {
        let took = show::age(span, lang);
        lang.pick(format!(", query {took}"), format!("，查询 {took}"))
    });
    let desk = why.desk.map_or_else(String::new, |span| {
        let took = show::age(span, lang);
        lang.pick(format!(", desk {took}"), format!("，机构 {took}"))
    });
    lang.pick(
        format!(
            "{sum}{amount} {stake}{tier}, {start}{age} old{query}{desk}: now {about} {now}, in 10 min {about} {soon}"
        ),
        format!(
            "{stake}{sum}{amount}{tier}，已过{start}{age}{query}{desk}：现在{about}{now}，10 分钟后{about}{soon}"
        ),
    )
}

fn history(model: &Model, page: &mut Page, alert: &Alert) {
    let lang = model.lang;
    page.heading(Word::History.text(lang));
    let token = alert.victim.phone.as_ref().map(|phone| phone.token);
    let others: Vec<_> = token
        .into_iter()
        .flat_map(|token| model.floor().alerts_about(token))
        .filter(|other| other.id != alert.id)
        .collect();
    if others.is_empty() {
        let word = match token {
            Some(_) => Word::NoHistory,
            None => Word::NoVictim,
        };
        page.text(Tone::Dim, "", word.text(lang));
    }
    for other in others.iter().rev() {
        let ended = other.closing.as_ref().map(|c| c.outcome.term(lang));
        page.line(vec![
            (
                Tone::Dim,
                format!("{}  ", cell::ago(model, other.raised_at)),
            ),
            (
                cell::tier_tone(other.tier),
                other.tier.term(lang).into_owned(),
            ),
            (Tone::Text, format!("  {}  ", other.fraud_type.term(lang))),
            (
                Tone::Text,
                ended.unwrap_or_else(|| other.state.term(lang)).into_owned(),
            ),
        ]);
    }
}

fn done(model: &Model, page: &mut Page, alert: &Alert) {
    if alert.interventions.is_empty() {
        return;
    }
    let lang = model.lang;
    page.heading(Word::Interventions.text(lang));
    for one in &alert.interventions {
        page.line(vec![
            (
                Tone::Dim,
                format!("{}  ", cell::time(model, one.changed_at)),
            ),
            (
                Tone::Text,
                format!("{}  {}", one.kind.term(lang), one.state.term(lang)),
            ),
            (Tone::Dim, format!("  {}", show::sub(&one.by))),
        ]);
    }
}

fn transcript(page: &mut Page, alert: &Alert, lang: Lang) {
    page.heading(Word::Transcript.text(lang));
    if alert.transcript.is_empty() {
        page.text(Tone::Dim, "", Word::NoTranscript.text(lang));
    }
    for turn in &alert.transcript {
        let who = format!("{} ", turn.who.term(lang));
        page.text(Tone::Text, &who, &turn.text);
    }
}

/// What can be done, and in one line what can not; pressing its key says why.
pub fn actions(model: &Model, page: &mut Page) {
    let lang = model.lang;
    page.heading(Word::Actions.text(lang));
    let contexts = model.contexts();
    let works_here = |row: &&Row| row.contexts.iter().any(|c| contexts.contains(c));
    let rows = TABLE.iter().filter(works_here).filter(|row| {
        !row.commands.is_empty()
            && may(model, row)
            && !matches!(
                row.action,
                Action::Next | Action::Desk(DeskAct::Next) | Action::Answer(_) | Action::Amount
            )
    });
    let mut refused = Vec::new();
    for row in rows {
        let key = model.setup.keymap.chords(row.action).next();
        let key = key.map_or_else(String::new, ToString::to_string);
        let label = row.label.text(lang).to_owned();
        match blocked(model, row.action) {
            None => page.line(vec![(Tone::Key, format!("{key}  ")), (Tone::Text, label)]),
            why if !is_about(why.as_ref()) => {}
            Some(_) => refused.push(format!("{key} {label}")),
        }
    }
    if !refused.is_empty() {
        let said = format!(
            "{}{}{}",
            Word::NotNow.text(lang),
            lang.pick(": ", "："),
            refused.join(show::comma(lang))
        );
        page.text(Tone::Dim, "", &said);
    }
}
