//! The writer's order of things, with a log in memory whose commits can be made to fail.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use super::*;
use crate::domain::command::{Command, NoArgs};
use crate::domain::ids::{AlertId, Epoch};
use crate::domain::masked::Token;
use crate::domain::org::Role;
use crate::hub::directory::Directory;
use crate::hub::log::{Batch, LogError, Seen, VaultRow};
use crate::hub::tail::Standing;
use crate::text::safe::SafeText;

#[derive(Clone, Default)]
struct Memory {
    batches: Arc<Mutex<Vec<Batch>>>,
    fails: Arc<AtomicBool>,
}

impl Log for Memory {
    fn epoch(&self) -> Epoch {
        Epoch::default()
    }
    fn head(&self) -> Off {
        let batches = self.batches.lock().unwrap();
        Off(batches.iter().map(|b| b.events.len() as u64).sum())
    }
    fn commit(&mut self, batch: &Batch) -> Result<(), LogError> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(LogError::Broken("the disk is gone".to_owned()));
        }
        self.batches.lock().unwrap().push(batch.clone());
        Ok(())
    }
    fn replay(
        &self,
        _: Off,
        _: &mut dyn FnMut(Event) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        Ok(())
    }
    fn answer(&self, sub: &Sub, idem: &Idem) -> Result<Option<Answer>, LogError> {
        let batches = self.batches.lock().unwrap();
        let mut all = batches.iter().flat_map(|b| &b.answers);
        Ok(all
            .find(|(s, i, _)| s == sub && i == idem)
            .map(|(_, _, answer)| answer.clone()))
    }
    fn seen(&self, source: &str, id: &str) -> Result<Option<Seen>, LogError> {
        let batches = self.batches.lock().unwrap();
        let mut all = batches.iter().flat_map(|b| &b.seen);
        Ok(all.find(|s| &*s.source == source && &*s.id == id).cloned())
    }
    fn vault_row(&self, _: Token) -> Result<Option<VaultRow>, LogError> {
        Ok(None)
    }
    fn forget_answers(&mut self, _: Millis) -> Result<(), LogError> {
        Ok(())
    }
}

fn writer(log: &Memory) -> Writer {
    let clock = Arc::new(HubClock::new(Millis(0)));
    let mut writer = Writer {
        log: Box::new(log.clone()),
        vault: Vault::new(&[1; 32]),
        policy: Policy::shipped(),
        floor: Floor::default(),
        tail: Arc::new(Tail::new(Standing::default(), VecDeque::new(), 1000)),
        forgot: clock.now(),
        clock,
        metrics: Arc::default(),
        hub: Actor::hub("330700".parse().unwrap()),
        head: Off(0),
        broken: false,
    };
    writer.seed(Directory::shipped().unwrap().changes(&writer.floor));
    writer
}

fn raise(idem: &str, phone: &str, told: &mpsc::Sender<Answered>) -> Job {
    let args = format!(
        r#"{{"kind":"live_call","tier":"P1","fraud_type":"romance","channel":"call","org":"330702","victim_phone":"{phone}"}}"#
    );
    job(
        "p:1",
        Role::Producer,
        idem,
        None,
        Command::decode("alert.raise", &args).unwrap(),
        told,
    )
}

fn claim(who: &str, idem: &str, alert: AlertId, told: &mpsc::Sender<Answered>) -> Job {
    let target = Some((Key::Alert(alert), 1));
    let command = Command::AlertClaim(NoArgs {});
    job(who, Role::Dissuader, idem, target, command, told)
}

fn job(
    sub: &str,
    role: Role,
    idem: &str,
    target: Option<(Key, u32)>,
    command: Command,
    told: &mpsc::Sender<Answered>,
) -> Job {
    let told = told.clone();
    Job::Command(Box::new(CommandJob {
        actor: Actor {
            sub: sub.parse().unwrap(),
            roles: vec![role],
            org: "330700".parse().unwrap(),
            institutions: Vec::new(),
        },
        idem: Some(idem.parse().unwrap()),
        request: Request {
            key: target.as_ref().map(|(key, _)| key.clone()),
            expect: target.map(|(_, ver)| ver),
            status: Reality::Actual,
            command,
        },
        not_after: None,
        reply: Box::new(move |answered| told.send(answered).unwrap()),
    }))
}

/// One group of jobs.
fn work(writer: &mut Writer, jobs: Vec<Job>) {
    let mut group = Group::default();
    for job in jobs {
        writer.take(job, &mut group);
    }
    writer.commit(group);
}

fn code(answered: &Answered) -> Option<Code> {
    match &answered.verdict {
        Verdict::Refused(refusal) => Some(refusal.code),
        Verdict::Committed { .. } => None,
    }
}

fn raised(writer: &mut Writer) -> AlertId {
    let (told, answers) = mpsc::channel();
    work(writer, vec![raise("r", "13800000000", &told)]);
    match answers.recv().unwrap().verdict {
        Verdict::Committed {
            key: Some(Key::Alert(id)),
            ..
        } => id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_group_is_one_commit_and_later_jobs_see_the_earlier_ones() {
    let log = Memory::default();
    let mut writer = writer(&log);
    let alert = raised(&mut writer);
    let (commits, head) = (log.batches.lock().unwrap().len(), writer.tail.head());
    let (told, answers) = mpsc::channel();
    work(
        &mut writer,
        vec![
            claim("u:1", "a", alert, &told),
            claim("u:2", "b", alert, &told),
            claim("u:1", "a", alert, &told),
        ],
    );
    assert_eq!(log.batches.lock().unwrap().len(), commits + 1);
    let answers: Vec<_> = answers.try_iter().collect();
    assert_eq!(code(&answers[0]), None);
    assert_eq!(code(&answers[1]), Some(Code::VersionConflict));
    assert!(answers[2].dup && code(&answers[2]).is_none());
    assert_eq!(writer.tail.head(), Off(head.0 + 1));
    let standing = writer.tail.standing();
    let held = standing.floor.alert(&alert).unwrap();
    assert_eq!(
        (held.ver, held.owner.as_ref().map(Sub::as_str)),
        (2, Some("u:1"))
    );
}

#[test]
fn nobody_is_answered_and_nothing_shown_before_the_commit() {
    let log = Memory::default();
    let mut writer = writer(&log);
    let alert = raised(&mut writer);
    let head = writer.tail.head();
    let (told, answers) = mpsc::channel();
    let mut group = Group::default();
    writer.take(claim("u:1", "a", alert, &told), &mut group);
    assert!(answers.try_recv().is_err());
    assert_eq!(writer.tail.head(), head);
    assert_eq!(writer.tail.standing().floor.alert(&alert).unwrap().ver, 1);
    writer.commit(group);
    assert!(answers.try_recv().is_ok());
    assert_eq!(writer.tail.head(), Off(head.0 + 1));
}

#[test]
fn a_commit_that_fails_fails_its_whole_group_and_ends_all_writing() {
    let log = Memory::default();
    let mut writer = writer(&log);
    let alert = raised(&mut writer);
    let (head, floor) = (writer.tail.head(), writer.floor.clone());
    log.fails.store(true, Ordering::Relaxed);
    let (told, answers) = mpsc::channel();
    let (fate_told, fates) = mpsc::channel();
    let fate = |idem: &str| {
        let told = fate_told.clone();
        Job::Fate(FateJob {
            sub: "u:1".parse().unwrap(),
            idem: idem.parse().unwrap(),
            reply: Box::new(move |fate| told.send(fate).unwrap()),
        })
    };
    work(
        &mut writer,
        vec![
            claim("u:1", "a", alert, &told),
            claim("u:2", "b", alert, &told),
            fate("a"),
        ],
    );
    for answered in answers.try_iter() {
        let Verdict::Refused(refusal) = &answered.verdict else {
            panic!("{answered:?}")
        };
        assert_eq!(refusal.code, Code::StorageUnavailable);
        assert!(refusal.msg.contains("unknown"), "{refusal}");
    }
    assert_eq!(
        fates.recv().unwrap(),
        Ok(None),
        "nobody knows whether it was written"
    );
    assert_eq!((writer.tail.head(), &writer.floor), (head, &floor));
    assert_eq!(writer.metrics.storage_writable.get(), 0);

    // The disk is back, and still nothing is written until the hub starts again.
    log.fails.store(false, Ordering::Relaxed);
    let commits = log.batches.lock().unwrap().len();
    work(
        &mut writer,
        vec![claim("u:1", "c", alert, &told), Job::Tick, fate("r")],
    );
    assert_eq!(
        code(&answers.recv().unwrap()),
        Some(Code::StorageUnavailable)
    );
    assert_eq!(log.batches.lock().unwrap().len(), commits);
    assert_eq!(
        fates.recv().unwrap(),
        Ok(None),
        "what is durable can be read"
    );
}

#[test]
fn a_record_is_taken_in_once_also_within_a_group() {
    let log = Memory::default();
    let mut writer = writer(&log);
    let (told, answers) = mpsc::channel();
    let record = |id: &str, phone: &str| {
        let told = told.clone();
        let args = format!(
            r#"{{"kind":"live_call","tier":"P2","fraud_type":"romance","channel":"call","org":"330702","victim_phone":"{phone}"}}"#
        );
        Job::Record(Box::new(RecordJob {
            actor: Actor {
                sub: "p:1".parse().unwrap(),
                roles: vec![Role::Producer],
                org: "330700".parse().unwrap(),
                institutions: Vec::new(),
            },
            source: SafeText::line("bank"),
            id: SafeText::line(id),
            request: Request {
                key: None,
                expect: None,
                status: Reality::Actual,
                command: Command::decode("alert.raise", &args).unwrap(),
            },
            reply: Box::new(move |taken| told.send(taken).unwrap()),
        }))
    };
    work(
        &mut writer,
        vec![record("1", "13800000001"), record("1", "13800000001")],
    );
    work(
        &mut writer,
        vec![record("1", "13800000001"), record("1", "13800000002")],
    );
    let taken: Vec<Taken> = answers.try_iter().collect();
    let Taken::New(key) = &taken[0] else {
        panic!("{taken:?}")
    };
    for again in &taken[1..3] {
        assert!(
            matches!(again, Taken::Known(seen) if seen.key == *key),
            "{again:?}"
        );
    }
    assert!(matches!(&taken[3], Taken::Refused(r) if r.code == Code::IdemConflict));
    assert_eq!(writer.floor.alerts().len(), 1);
}

#[test]
fn hub_time_and_versions_only_rise() {
    let log = Memory::default();
    let mut writer = writer(&log);
    let (told, _answers) = mpsc::channel();
    for n in 0..20 {
        work(
            &mut writer,
            vec![raise(&format!("i{n}"), "13800000000", &told)],
        );
    }
    let batches = log.batches.lock().unwrap();
    let events: Vec<_> = batches.iter().flat_map(|b| &b.events).collect();
    assert!(
        events
            .windows(2)
            .all(|w| w[0].off.0 + 1 == w[1].off.0 && w[0].at <= w[1].at)
    );
    let vers: Vec<_> = events
        .iter()
        .filter(|e| matches!(e.key, Key::Alert(_)))
        .map(|e| e.ver)
        .collect();
    assert_eq!(vers, (1..=vers.len() as u32).collect::<Vec<_>>());
}

#[test]
fn what_would_not_read_back_is_never_written() {
    let log = Memory::default();
    let mut writer = writer(&log);
    let alert = raised(&mut writer);
    let head = writer.tail.head();
    // Rules a hub never reads from a file: a lease no calendar reaches.
    writer.policy.alert.lease_s = 9_000_000_000_000;
    let (told, answers) = mpsc::channel();
    work(&mut writer, vec![claim("u:1", "a", alert, &told)]);
    assert_eq!(code(&answers.recv().unwrap()), Some(Code::Internal));
    assert_eq!((writer.tail.head(), writer.head), (head, head));
}
