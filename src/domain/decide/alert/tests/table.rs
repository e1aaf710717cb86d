//! The table of alert states: every command against every state, allowed and refused.

use super::*;

/// Every state an alert can be in.
const ALL: &[S] = S::ALL;
const HELD: &[S] = &[S::Claimed, S::Working, S::Escalated];

/// One row of the table: who asks what, and where it leads from where. From any other state it is illegal.
struct Row {
    who: Actor,
    tier: Tier,
    command: C,
    leads: Vec<(S, S)>,
}

fn row(who: Actor, tier: Tier, command: C, leads: &[(&[S], S)]) -> Row {
    let leads = leads
        .iter()
        .flat_map(|(from, to)| from.iter().map(|from| (*from, *to)))
        .collect();
    Row {
        who,
        tier,
        command,
        leads,
    }
}

const WAITING: &[S] = &[S::New, S::Reopened];
const STAYS: &[(&[S], S)] = &[
    (&[S::New], S::New),
    (&[S::Reopened], S::Reopened),
    (&[S::Shelved], S::Shelved),
    (&[S::Claimed], S::Claimed),
    (&[S::Working], S::Working),
    (&[S::Escalated], S::Escalated),
];
const WORKS: &[(&[S], S)] = &[
    (&[S::Claimed, S::Working], S::Working),
    (&[S::Escalated], S::Escalated),
];

fn rows() -> Vec<Row> {
    let ended: &[S] = &[S::Closed, S::Expired];
    let into = || {
        C::AlertMerge(MergeInto {
            into: second_alert(),
        })
    };
    let to = |to: S| -> Vec<(&[S], S)> { vec![(HELD, to)] };
    let active = || {
        C::AlertCall(CallNow {
            state: CallState::Active,
        })
    };
    vec![
        row(
            officer(),
            Tier::P1,
            C::AlertClaim(NoArgs {}),
            &[(WAITING, S::Claimed)],
        ),
        row(officer(), Tier::P1, C::AlertRelease(NoArgs {}), &to(S::New)),
        row(
            commander(),
            Tier::P1,
            C::AlertRelease(NoArgs {}),
            &to(S::New),
        ),
        row(
            officer(),
            Tier::P2,
            escalate(None),
            &[(&[S::Working, S::Escalated], S::Escalated)],
        ),
        row(
            officer(),
            Tier::P0,
            escalate(None),
            &[(&[S::Working], S::Escalated)],
        ),
        row(
            officer(),
            Tier::P2,
            close(Outcome::Dissuaded),
            &to(S::Closed),
        ),
        row(
            officer(),
            Tier::P2,
            close(Outcome::FalseAlarm),
            &to(S::Closed),
        ),
        row(
            commander(),
            Tier::P0,
            close(Outcome::HandedOver),
            &to(S::Closed),
        ),
        row(officer(), Tier::P0, C::AlertConfirmClose(NoArgs {}), &[]),
        row(
            officer(),
            Tier::P2,
            shelve(60),
            &[(&[S::Claimed, S::Working], S::Shelved)],
        ),
        row(commander(), Tier::P0, shelve(60), &[]),
        row(officer(), Tier::P2, into(), &to(S::Merged)),
        row(
            analyst(),
            Tier::P2,
            into(),
            &[
                (HELD, S::Merged),
                (WAITING, S::Merged),
                (&[S::Shelved], S::Merged),
            ],
        ),
        row(officer(), Tier::P2, lost(100), &to(S::Converted)),
        row(commander(), Tier::P2, reopen(), &[(ended, S::Reopened)]),
        row(
            officer(),
            Tier::P2,
            answer(Question::BankDetails, Choice::No),
            WORKS,
        ),
        row(producer(), Tier::P2, active(), STAYS),
        row(officer(), Tier::P2, start(InterventionKind::Visit), WORKS),
        row(commander(), Tier::P1, start(InterventionKind::CutLine), &{
            let mut leads = STAYS.to_vec();
            leads.retain(|(from, _)| *from != [S::Claimed]);
            leads.push((&[S::Claimed], S::Working));
            leads
        }),
    ]
}

#[test]
fn every_command_in_every_state_leads_where_the_table_says_or_is_illegal() {
    for Row {
        who,
        tier,
        command,
        leads,
    } in rows()
    {
        for from in ALL {
            if *from == S::Shelved && tier == Tier::P0 {
                continue; // a P0 is never there
            }
            let (mut bench, id) = in_state(*from, tier);
            let before = bench.floor.clone();
            let what = format!("{} {tier} {from} by {}", command.name(), who.sub);
            let result = bench.give(&who, Some(Key::Alert(id)), command.clone());
            let expected = leads.iter().find(|(state, _)| state == from);
            match (expected, result) {
                (Some((_, to)), Ok(_)) => assert_eq!(bench.alert(id).state, *to, "{what}"),
                (None, Err(refusal)) => {
                    let escalated_to_p1 = command.name() == "alert.shelve" && *from == S::Escalated;
                    let code = if escalated_to_p1 && tier == Tier::P2 {
                        Code::Forbidden
                    } else {
                        Code::IllegalTransition
                    };
                    assert_eq!(refusal.code, code, "{what}: {refusal}");
                    let cur = refusal.cur.unwrap();
                    assert_eq!(cur.state.as_deref(), Some(&*from.word()), "{what}");
                    assert_eq!(bench.floor, before, "{what}");
                }
                (expected, result) => panic!("{what}: {expected:?} expected, {result:?}"),
            }
        }
    }
}

#[test]
fn a_p1_is_put_aside_by_the_commander_only() {
    for from in [S::New, S::Reopened, S::Claimed, S::Working] {
        let (mut bench, id) = in_state(from, Tier::P1);
        let key = Some(Key::Alert(id));
        let refusal = bench.give(&officer(), key.clone(), shelve(60)).unwrap_err();
        assert_eq!(refusal.code, Code::Forbidden, "{from}");
        bench.give(&commander(), key, shelve(60)).unwrap();
        assert_eq!(bench.alert(id).state, S::Shelved);
        assert_eq!(bench.alert(id).owner, None);
    }
    let (mut bench, id) = in_state(S::Working, Tier::P2);
    for (minutes, ok) in [(0, false), (1, true), (240, true), (241, false)] {
        let result = bench.give(&officer(), Some(Key::Alert(id)), shelve(minutes));
        match result {
            Ok(_) => {
                assert!(ok, "{minutes}");
                (bench, _) = in_state(S::Working, Tier::P2);
            }
            Err(refusal) => {
                assert!(!ok, "{minutes}");
                assert_eq!(refusal.code, Code::BadRequest);
            }
        }
    }
}

#[test]
fn a_tier_only_goes_up() {
    for (from, asked, to) in [
        (Tier::P2, None, Some(Tier::P1)),
        (Tier::P2, Some(Tier::P0), Some(Tier::P0)),
        (Tier::P1, Some(Tier::P1), None),
        (Tier::P1, Some(Tier::P2), None),
        (Tier::P1, None, Some(Tier::P0)),
        (Tier::P0, None, Some(Tier::P0)),
        (Tier::P0, Some(Tier::P3), None),
    ] {
        let (mut bench, id) = in_state(S::Working, from);
        let result = bench.give(&officer(), Some(Key::Alert(id)), escalate(asked));
        assert_eq!(result.is_ok(), to.is_some(), "{from} {asked:?}");
        assert_eq!(bench.alert(id).tier, to.unwrap_or(from));
    }
}
