use std::io::{Seek, SeekFrom, Write};

use super::super::Verdict;
use super::*;
use crate::domain::event::{Body, Reality, Staffed};
use crate::domain::ids::Key;
use crate::domain::refusal::{Code, Current, Refusal};
use crate::domain::time::Span;

const NOW: Millis = Millis(1_795_400_000_000);

fn opening() -> Opening {
    Opening {
        now: NOW,
        salt: 7,
        key: [1; 8],
    }
}

fn event(off: u64) -> Event {
    Event {
        off: Off(off),
        at: NOW + Span::secs(off as i64),
        key: "dk:ICBC".parse().unwrap(),
        ver: off as u32,
        by: "l:ICBC".parse().unwrap(),
        status: Reality::Actual,
        body: Body::DeskStaffed(Staffed {
            staffed: off.is_multiple_of(2),
        }),
    }
}

fn events(range: std::ops::RangeInclusive<u64>) -> Batch {
    Batch {
        events: range.map(event).collect(),
        ..Batch::default()
    }
}

fn replayed(log: &SqliteLog, after: u64) -> Result<Vec<Event>, LogError> {
    let mut all = Vec::new();
    log.replay(Off(after), &mut |event| {
        all.push(event);
        Ok(())
    })?;
    Ok(all)
}

/// A log of ten events in a directory of its own.
fn ten() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hub.db");
    let mut log = SqliteLog::open(&file, &opening()).unwrap();
    log.commit(&events(1..=4)).unwrap();
    log.commit(&events(5..=10)).unwrap();
    (dir, file)
}

#[test]
fn events_and_epoch_survive_a_restart() {
    let (_dir, file) = ten();
    let later = Opening {
        now: NOW + Span::hours(1),
        salt: 99,
        ..opening()
    };
    let log = SqliteLog::open(&file, &later).unwrap();
    assert_eq!(log.epoch(), Epoch(crate::domain::ids::Ulid::new(NOW, 7)));
    assert_eq!(log.head(), Off(10));
    let all: Vec<_> = (1..=10).map(event).collect();
    assert_eq!(replayed(&log, 0).unwrap(), all);
    assert_eq!(replayed(&log, 7).unwrap(), all[7..]);
    assert_eq!(replayed(&log, 10).unwrap(), []);
}

#[test]
fn answers_seen_records_and_vault_rows_read_back() {
    let (_dir, file) = ten();
    let mut log = SqliteLog::open(&file, &opening()).unwrap();
    let sub: Sub = "u:0412".parse().unwrap();
    let key: Key = "dk:ICBC".parse().unwrap();
    let cur = Current {
        ver: 3,
        owner: Some("u:0399".parse().unwrap()),
        state: Some("claimed".into()),
    };
    let verdicts = [
        Verdict::Committed {
            off: Off(11),
            key: Some(key.clone()),
            ver: Some(11),
        },
        Verdict::Committed {
            off: Off(11),
            key: None,
            ver: None,
        },
        Verdict::Refused(Refusal::new(Code::VersionConflict, "已被签收").with(cur)),
        Verdict::Refused(Refusal::new(Code::Forbidden, "no")),
    ];
    let answers: Vec<_> = verdicts
        .into_iter()
        .enumerate()
        .map(|(n, verdict)| {
            let body = BodyHash([n as u8; 16]);
            let idem: Idem = format!("i{n}").parse().unwrap();
            (
                sub.clone(),
                idem,
                Answer {
                    body,
                    at: NOW,
                    verdict,
                },
            )
        })
        .collect();
    let seen = Seen {
        source: "calls".into(),
        id: "一".into(),
        body: BodyHash([9; 16]),
        key,
    };
    let row = VaultRow {
        token: Token(u128::MAX - 1),
        nonce: [3; 24],
        sealed: vec![1, 2, 3],
        at: NOW,
    };
    log.commit(&Batch {
        events: vec![event(11)],
        answers: answers.clone(),
        seen: vec![seen.clone()],
        vault: vec![row.clone()],
    })
    .unwrap();
    // A token that is known keeps its first row.
    let again = VaultRow {
        sealed: vec![9],
        ..row.clone()
    };
    log.commit(&Batch {
        vault: vec![again],
        ..Batch::default()
    })
    .unwrap();

    let log = SqliteLog::open(&file, &opening()).unwrap();
    for (sub, idem, answer) in answers {
        assert_eq!(log.answer(&sub, &idem).unwrap(), Some(answer));
    }
    let other: Sub = "u:0413".parse().unwrap();
    assert_eq!(log.answer(&other, &"i0".parse().unwrap()).unwrap(), None);
    assert_eq!(log.seen("calls", "一").unwrap(), Some(seen));
    assert_eq!(log.seen("calls", "二").unwrap(), None);
    assert_eq!(log.vault_row(row.token).unwrap(), Some(row));
    assert_eq!(log.vault_row(Token(1)).unwrap(), None);
}

#[test]
fn answers_are_forgotten_after_two_days_and_not_before() {
    let (_dir, file) = ten();
    let sub: Sub = "u:1".parse().unwrap();
    let idem: Idem = "i".parse().unwrap();
    let answer = Answer {
        body: BodyHash([0; 16]),
        at: NOW,
        verdict: Verdict::Refused(Refusal::new(Code::Forbidden, "no")),
    };
    SqliteLog::open(&file, &opening())
        .unwrap()
        .commit(&Batch {
            answers: vec![(sub.clone(), idem.clone(), answer.clone())],
            ..Batch::default()
        })
        .unwrap();
    for (hours, kept) in [(25, true), (47, true), (49, false)] {
        let now = NOW + Span::hours(hours);
        let log = SqliteLog::open(&file, &Opening { now, ..opening() }).unwrap();
        assert_eq!(log.answer(&sub, &idem).unwrap().is_some(), kept, "{hours}");
    }
}

#[test]
fn a_changed_missing_or_swapped_row_is_named() {
    for (damage, place) in [
        (
            "UPDATE events SET data = replace(data, 'true', 'false') WHERE off = 6",
            "event 6",
        ),
        ("UPDATE events SET at = at + 1 WHERE off = 1", "event 1"),
        ("UPDATE events SET by = 'u:1' WHERE off = 10", "event 10"),
        ("DELETE FROM events WHERE off = 3", "event 3"),
        ("DELETE FROM events WHERE off <= 2", "event 1"),
        (
            "UPDATE events SET off = -1 WHERE off = 4; UPDATE events SET off = 4 WHERE off = 5;
             UPDATE events SET off = 5 WHERE off = -1",
            "event 4",
        ),
    ] {
        let (_dir, file) = ten();
        Connection::open(&file)
            .unwrap()
            .execute_batch(damage)
            .unwrap();
        let log = SqliteLog::open(&file, &opening()).unwrap();
        let error = replayed(&log, 0).unwrap_err();
        let LogError::Damaged { place: found, .. } = &error else {
            panic!("{damage}: {error}");
        };
        assert_eq!(found, place, "{damage}");
        assert!(error.to_string().contains("hub.db"), "{error}");
    }
}

#[test]
fn an_event_of_a_later_version_stops_the_replay_by_name() {
    let (_dir, file) = ten();
    let mut log = SqliteLog::open(&file, &opening()).unwrap();
    let mut foreign = event(11);
    foreign.body = Body::Unknown("desk.moved".into());
    log.commit(&Batch {
        events: vec![foreign],
        ..Batch::default()
    })
    .unwrap();
    let error = replayed(&log, 0).unwrap_err();
    assert!(matches!(error, LogError::Unreadable { .. }));
    let text = error.to_string();
    assert!(
        text.contains("event 11") && text.contains("desk.moved"),
        "{text}"
    );
}

#[test]
fn files_of_others_and_of_later_versions_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let foreign = dir.path().join("foreign.db");
    Connection::open(&foreign)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    let text = dir.path().join("text.db");
    std::fs::write(
        &text,
        "this is a letter and no database at all, quite long\n".repeat(40),
    )
    .unwrap();
    let (_kept, newer) = ten();
    Connection::open(&newer)
        .unwrap()
        .pragma_update(None, "user_version", 2)
        .unwrap();
    let (_kept2, locked) = ten();
    let other_key = Opening {
        key: [2; 8],
        ..opening()
    };

    let error = |file: &Path, opening: &Opening| SqliteLog::open(file, opening).err().unwrap();
    assert!(matches!(
        error(&foreign, &opening()),
        LogError::Foreign { .. }
    ));
    assert!(matches!(error(&text, &opening()), LogError::Damaged { .. }));
    assert!(matches!(
        error(&newer, &opening()),
        LogError::Newer {
            found: 2,
            known: 1,
            ..
        }
    ));
    assert!(matches!(
        error(&locked, &other_key),
        LogError::OtherKey { .. }
    ));
}

type Damage = fn(&Path);

#[test]
fn a_torn_or_overwritten_file_is_refused() {
    let (_dir, file) = ten();
    let mut log = SqliteLog::open(&file, &opening()).unwrap();
    log.commit(&events(11..=4000)).unwrap();
    drop(log);
    let whole = std::fs::read(&file).unwrap();
    let damages: [(&str, Damage); 3] = [
        ("cut in half", |file| {
            let out = std::fs::OpenOptions::new().write(true).open(file).unwrap();
            out.set_len(out.metadata().unwrap().len() / 2 / 4096 * 4096)
                .unwrap();
        }),
        ("a page of zeros", |file| overwrite(file, 20 * 4096, 0)),
        ("the header", |file| overwrite(file, 0, 0xAA)),
    ];
    for (name, damage) in damages {
        std::fs::write(&file, &whole).unwrap();
        damage(&file);
        let error = SqliteLog::open(&file, &opening())
            .and_then(|log| replayed(&log, 0))
            .unwrap_err();
        assert!(
            matches!(error, LogError::Damaged { .. }),
            "{name}: {error:?}"
        );
    }
}

fn overwrite(file: &Path, at: u64, byte: u8) {
    let mut out = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    out.seek(SeekFrom::Start(at)).unwrap();
    out.write_all(&[byte; 4096]).unwrap();
}

#[test]
fn a_failed_write_is_final_and_what_was_durable_stays_readable() {
    let (_dir, file) = ten();
    let mut log = SqliteLog::open(&file, &opening()).unwrap();
    let pages: i64 = log
        .conn
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    log.conn
        .pragma_update(None, "max_page_count", pages)
        .unwrap();
    let full = log.commit(&events(11..=4000)).unwrap_err();
    assert!(
        matches!(&full, LogError::Broken(why) if why.contains("full")),
        "{full}"
    );
    // Space comes back, trust does not: nobody knows what reached the disk.
    log.conn
        .pragma_update(None, "max_page_count", 1_000_000)
        .unwrap();
    assert!(matches!(
        log.commit(&events(11..=11)),
        Err(LogError::Broken(_))
    ));
    assert_eq!(log.head(), Off(10));
    assert_eq!(replayed(&log, 0).unwrap().len(), 10);
    drop(log);
    let mut log = SqliteLog::open(&file, &opening()).unwrap();
    log.commit(&events(11..=11)).unwrap();
    assert_eq!(log.head(), Off(11));
}

#[test]
fn a_batch_with_a_hole_is_never_written() {
    let (_dir, file) = ten();
    let mut log = SqliteLog::open(&file, &opening()).unwrap();
    assert!(matches!(
        log.commit(&events(12..=13)),
        Err(LogError::Broken(_))
    ));
    let log = SqliteLog::open(&file, &opening()).unwrap();
    assert_eq!(replayed(&log, 0).unwrap().len(), 10);
}

/// What a crash leaves of ten commits of one event: the file and its write-ahead log as they stood.
fn crashed() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let (home, from) = ten();
    let mut log = SqliteLog::open(&from, &opening()).unwrap();
    for off in 11..=20 {
        log.commit(&events(off..=off)).unwrap();
    }
    let (file, wal) = (
        home.path().join("after.db"),
        home.path().join("after.db-wal"),
    );
    std::fs::copy(&from, &file).unwrap();
    std::fs::copy(from.with_file_name("hub.db-wal"), &wal).unwrap();
    (home, file, wal)
}

#[test]
fn a_crash_loses_nothing_and_a_torn_tail_loses_only_itself() {
    let (_home, file, _) = crashed();
    assert_eq!(SqliteLog::open(&file, &opening()).unwrap().head(), Off(20));

    let (_home, file, wal) = crashed();
    let out = std::fs::OpenOptions::new().write(true).open(&wal).unwrap();
    out.set_len(out.metadata().unwrap().len() - 100).unwrap();
    assert_eq!(SqliteLog::open(&file, &opening()).unwrap().head(), Off(19));
}

#[test]
fn a_damaged_write_ahead_log_is_refused_instead_of_cut() {
    let (_home, _, wal) = crashed();
    let length = std::fs::metadata(wal).unwrap().len();
    for (at, refused) in [
        (9, true),
        (30, true),
        (40, true),
        (length / 4, true),
        (length / 2, true),
        (length - 3 * 4120 + 200, true),
        // In the last transaction it looks like a write that was interrupted.
        (length - 50, false),
    ] {
        let (_home, file, wal) = crashed();
        let mut bytes = std::fs::read(&wal).unwrap();
        bytes[at as usize] ^= 0x10;
        std::fs::write(&wal, bytes).unwrap();
        let opened = SqliteLog::open(&file, &opening());
        match opened {
            Ok(log) => assert!(!refused && log.head() == Off(19), "{at}: {:?}", log.head()),
            Err(error) => {
                assert!(refused, "{at}: {error}");
                assert!(error.to_string().contains("after.db-wal"), "{at}: {error}");
            }
        }
    }
}
