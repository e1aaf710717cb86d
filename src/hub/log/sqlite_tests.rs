use std::io::{Seek, SeekFrom, Write};

use super::super::{BodyHash, Verdict};
use super::*;
use crate::domain::event::{Body, Reality, Staffed};
use crate::domain::ids::{Key, Ulid};
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
        .pragma_update(None, "user_version", 3)
        .unwrap();
    let (_kept3, older) = ten();
    Connection::open(&older)
        .unwrap()
        .pragma_update(None, "user_version", 1)
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
            found: 3,
            known: 2,
            ..
        }
    ));
    assert!(matches!(
        error(&older, &opening()),
        LogError::Older {
            found: 1,
            known: 2,
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

/// The next start of a hub.
fn later() -> Opening {
    Opening {
        now: NOW + Span::hours(1),
        salt: 99,
        ..opening()
    }
}

/// What a killed hub leaves of its log: all files as they stood, copied away from under the open log.
fn killed() -> (tempfile::TempDir, PathBuf) {
    let (home, from) = ten();
    let mut log = SqliteLog::open(&from, &opening()).unwrap();
    for off in 11..=60 {
        log.commit(&events(off..=off)).unwrap();
    }
    let left = home.path().join("left");
    std::fs::create_dir(&left).unwrap();
    for name in ["hub.db", "hub.db-wal", "hub.head"] {
        std::fs::copy(from.with_file_name(name), left.join(name)).unwrap();
    }
    (home, left.join("hub.db"))
}

fn wal(file: &Path) -> PathBuf {
    file.with_file_name("hub.db-wal")
}

fn zero(file: &Path, from: usize, to: usize) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[from..to].fill(0);
    std::fs::write(file, bytes).unwrap();
}

fn cut_to_half(file: &Path) {
    let out = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    out.set_len(out.metadata().unwrap().len() / 2).unwrap();
}

#[test]
fn a_log_that_lost_records_has_a_new_epoch_and_says_how_many() {
    let damages: [(&str, Damage); 6] = [
        ("wal removed", |file| {
            std::fs::remove_file(wal(file)).unwrap();
        }),
        ("wal cut to half", |file| cut_to_half(&wal(file))),
        ("last 30 % of the wal zeroed", |file| {
            let length = std::fs::metadata(wal(file)).unwrap().len() as usize;
            zero(&wal(file), length * 7 / 10, length);
        }),
        ("header of the wal zeroed", |file| zero(&wal(file), 0, 32)),
        ("log removed", |file| std::fs::remove_file(file).unwrap()),
        ("log empty", |file| std::fs::write(file, "").unwrap()),
    ];
    for (name, damage) in damages {
        let (_home, file) = killed();
        damage(&file);
        let mut log = SqliteLog::open(&file, &later()).unwrap();
        let (epoch, head) = (log.epoch(), log.head());
        assert!(head < Off(60), "{name}: nothing was lost");
        assert_eq!(epoch, Epoch(Ulid::new(later().now, 99)), "{name}");
        let loss = log
            .loss()
            .unwrap_or_else(|| panic!("{name}: no word of it"));
        assert_eq!(loss.records(), 60 - head.0, "{name}");
        let text = loss.to_string();
        let gone = format!("hub.db: {} records are gone", 60 - head.0);
        assert!(text.contains(&gone), "{name}: {text}");
        // It serves on, and the next start has nothing more to say.
        log.commit(&events(head.0 + 1..=head.0 + 1)).unwrap();
        drop(log);
        let again = Opening {
            salt: 123,
            ..later()
        };
        let log = SqliteLog::open(&file, &again).unwrap();
        assert_eq!((log.epoch(), log.loss()), (epoch, None), "{name}");
        assert_eq!(
            replayed(&log, 0).unwrap().len() as u64,
            head.0 + 1,
            "{name}"
        );
    }
}

#[test]
fn without_loss_the_epoch_stays_whatever_became_of_the_note() {
    let old = |file: &Path| {
        // The process ended after a commit and before its note.
        let (mut note, held) = HeadFile::open(file).unwrap();
        let epoch = held.unwrap().epoch;
        note.write(Head {
            epoch,
            off: Off(59),
        });
    };
    let damages: [(&str, Damage); 6] = [
        ("as it was", |_| {}),
        ("older", old),
        ("removed", |file| {
            std::fs::remove_file(file.with_extension("head")).unwrap();
        }),
        ("torn", |file| cut_to_half(&file.with_extension("head"))),
        ("zeroed", |file| zero(&file.with_extension("head"), 0, 40)),
        ("half zeroed", |file| {
            zero(&file.with_extension("head"), 20, 30);
        }),
    ];
    for (name, damage) in damages {
        let (_home, file) = killed();
        damage(&file);
        let log = SqliteLog::open(&file, &later()).unwrap();
        assert_eq!(log.epoch(), Epoch(Ulid::new(NOW, 7)), "{name}");
        assert_eq!((log.head(), log.loss()), (Off(60), None), "{name}");
    }
}

#[test]
fn a_log_put_back_from_before_a_loss_is_another_history() {
    let (_home, file) = killed();
    let whole = std::fs::read(wal(&file)).unwrap();
    let database = std::fs::read(&file).unwrap();
    cut_to_half(&wal(&file));
    let renewed = SqliteLog::open(&file, &later()).unwrap().epoch();
    std::fs::write(&file, database).unwrap();
    std::fs::write(wal(&file), whole).unwrap();
    let salt = 123;
    let log = SqliteLog::open(&file, &Opening { salt, ..later() }).unwrap();
    assert!(log.loss().is_some());
    assert!(![renewed, Epoch(Ulid::new(NOW, 7))].contains(&log.epoch()));
}

/// A log with one row in each checked table.
fn with_rows() -> (tempfile::TempDir, PathBuf) {
    let (dir, file) = ten();
    let verdict = Verdict::Committed {
        off: Off(10),
        key: None,
        ver: Some(3),
    };
    let answer = Answer {
        body: BodyHash([1; 16]),
        at: NOW,
        verdict,
    };
    let batch = Batch {
        answers: vec![("u:1".parse().unwrap(), "i1".parse().unwrap(), answer)],
        seen: vec![Seen {
            source: "calls".into(),
            id: "r1".into(),
            body: BodyHash([2; 16]),
            key: "dk:ICBC".parse().unwrap(),
        }],
        vault: vec![VaultRow {
            token: Token(7),
            nonce: [3; 24],
            sealed: vec![1, 2, 3],
            at: NOW,
        }],
        ..Batch::default()
    };
    let mut log = SqliteLog::open(&file, &opening()).unwrap();
    log.commit(&batch).unwrap();
    (dir, file)
}

#[test]
fn a_changed_answer_seen_record_or_vault_row_is_named_at_start_and_when_read() {
    let token = format!("table vault, row `{:032x}`", 7);
    for (damage, place) in [
        ("answers SET idem = 'i0'", "table answers, row `u:1 i0`"),
        ("answers SET sub = 'u:0'", "table answers, row `u:0 i1`"),
        ("answers SET off = 9", "table answers, row `u:1 i1`"),
        ("answers SET ver = NULL", "table answers, row `u:1 i1`"),
        (
            "answers SET body = zeroblob(16)",
            "table answers, row `u:1 i1`",
        ),
        ("seen SET id = 'r2'", "table seen, row `calls r2`"),
        ("seen SET key = 'dk:ICBB'", "table seen, row `calls r1`"),
        ("vault SET sealed = x'010203ff'", &token),
        ("vault SET nonce = zeroblob(24)", &token),
        ("vault SET at = at + 1", &token),
        ("vault SET sum = sum + 1", &token),
    ] {
        let (_dir, file) = with_rows();
        let open = SqliteLog::open(&file, &opening()).unwrap();
        Connection::open(&file)
            .unwrap()
            .execute_batch(&format!("UPDATE {damage}"))
            .unwrap();
        // Names of rows that changed are not found while the hub runs; what is found under its name is checked.
        let read = [
            open.answer(&"u:1".parse().unwrap(), &"i1".parse().unwrap())
                .err(),
            open.seen("calls", "r1").err(),
            open.vault_row(Token(7)).err(),
        ];
        let is_key = ["SET idem", "SET sub", "SET id "]
            .iter()
            .any(|k| damage.contains(k));
        assert_eq!(
            read.iter().flatten().count(),
            usize::from(!is_key),
            "{damage}"
        );
        drop(open);
        let started = SqliteLog::open(&file, &opening()).err();
        for error in read.into_iter().flatten().chain(started) {
            let LogError::Damaged { place: found, .. } = &error else {
                panic!("{damage}: {error}");
            };
            assert_eq!(found, place, "{damage}");
        }
        assert!(SqliteLog::open(&file, &opening()).is_err(), "{damage}");
    }
}
