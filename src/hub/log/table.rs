//! The log's tables: how the parts of a batch are written and rows are read back.

use rusqlite::types::Value;
use rusqlite::{Row, Transaction};

use super::row::{self, Written};
use super::sum::{ANSWERS, SEEN, VAULT};
use super::{Answer, BodyHash, Seen, VaultRow, Verdict};
use crate::domain::event::{Event, Off};
use crate::domain::ids::{Idem, Sub};
use crate::domain::masked::Token;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::time::Millis;
use crate::text::safe::SafeText;

/// Why a write did not happen: the storage engine, or a value that can not be stored.
type Failed = Box<dyn std::error::Error>;

/// Writes the events of a batch after `before`; returns the place and checksum of the last.
pub(super) fn put_events(
    tx: &Transaction<'_>,
    events: &[Event],
    before: (Off, u64),
) -> Result<(Off, u64), Failed> {
    let (mut off, mut sum) = before;
    let mut put = tx.prepare_cached(&format!(
        "INSERT INTO events ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        row::COLUMNS
    ))?;
    for event in events {
        if event.off.0 != off.0 + 1 {
            return Err(format!("event {} does not follow {}", event.off.0, off.0).into());
        }
        let written = Written::new(event, sum)?;
        put.execute((
            event.off.0 as i64,
            event.at.0,
            &written.key,
            event.ver,
            event.by.as_str(),
            &written.status,
            event.body.name(),
            written.data.get(),
            written.sum as i64,
        ))?;
        (off, sum) = (event.off, written.sum);
    }
    Ok((off, sum))
}

pub(super) fn put_answers(
    tx: &Transaction<'_>,
    answers: &[(Sub, Idem, Answer)],
) -> Result<(), Failed> {
    let mut put = tx.prepare_cached(&ANSWERS.insert())?;
    for (sub, idem, answer) in answers {
        let (committed, refused) = match &answer.verdict {
            Verdict::Committed { off, key, ver } => (Some((off, key, ver)), None),
            Verdict::Refused(refusal) => (None, Some(refusal)),
        };
        let cur = refused
            .and_then(|r| r.cur.as_ref())
            .map(serde_json::to_string)
            .transpose()?;
        put.execute(ANSWERS.row(vec![
            text(sub.as_str()),
            text(idem.as_str()),
            answer.body.0.to_vec().into(),
            answer.at.0.into(),
            committed.map(|(off, ..)| off.0 as i64).into(),
            committed
                .and_then(|(_, key, _)| key.as_ref().map(ToString::to_string))
                .into(),
            committed.and_then(|(.., ver)| *ver).into(),
            refused.map(|r| r.code.word().into_owned()).into(),
            refused.map(|r| r.msg.as_str().to_owned()).into(),
            cur.into(),
        ]))?;
    }
    Ok(())
}

pub(super) fn put_seen(tx: &Transaction<'_>, seen: &[Seen]) -> rusqlite::Result<()> {
    let mut put = tx.prepare_cached(&SEEN.insert())?;
    for one in seen {
        put.execute(SEEN.row(vec![
            text(one.source.as_str()),
            text(one.id.as_str()),
            one.body.0.to_vec().into(),
            one.key.to_string().into(),
        ]))?;
    }
    Ok(())
}

pub(super) fn put_vault(tx: &Transaction<'_>, rows: &[VaultRow]) -> rusqlite::Result<()> {
    let mut put = tx.prepare_cached(&VAULT.insert())?;
    for row in rows {
        put.execute(VAULT.row(vec![
            row.token.0.to_be_bytes().to_vec().into(),
            row.nonce.to_vec().into(),
            row.sealed.clone().into(),
            row.at.0.into(),
        ]))?;
    }
    Ok(())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A column that was written from a value of its own type.
fn parsed<T: std::str::FromStr>(row: &Row<'_>, at: usize) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    row.get_ref(at)?.as_str()?.parse().map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(e))
    })
}

pub(super) fn read_answer(row: &Row<'_>) -> rusqlite::Result<Answer> {
    let verdict = if let Some(code) = row.get::<_, Option<String>>(7)? {
        let cur = row
            .get::<_, Option<String>>(9)?
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|e| {
                rusqlite::Error::FromSqlConversionFailure(
                    9,
                    rusqlite::types::Type::Text,
                    Box::new(e),
                )
            })?;
        Verdict::Refused(Refusal {
            code: Code::of(&code),
            msg: SafeText::line(row.get_ref(8)?.as_str()?),
            cur,
        })
    } else {
        let has_key = row.get_ref(5)? != rusqlite::types::ValueRef::Null;
        Verdict::Committed {
            off: Off(row.get::<_, i64>(4)? as u64),
            key: has_key.then(|| parsed(row, 5)).transpose()?,
            ver: row.get(6)?,
        }
    };
    Ok(Answer {
        body: BodyHash(row.get(2)?),
        at: Millis(row.get(3)?),
        verdict,
    })
}

pub(super) fn read_seen(row: &Row<'_>) -> rusqlite::Result<Seen> {
    Ok(Seen {
        source: SafeText::line(row.get_ref(0)?.as_str()?),
        id: SafeText::line(row.get_ref(1)?.as_str()?),
        body: BodyHash(row.get(2)?),
        key: parsed(row, 3)?,
    })
}

pub(super) fn read_vault(token: Token, row: &Row<'_>) -> rusqlite::Result<VaultRow> {
    Ok(VaultRow {
        token,
        nonce: row.get(1)?,
        sealed: row.get(2)?,
        at: Millis(row.get(3)?),
    })
}
