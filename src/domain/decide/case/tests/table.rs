//! The table of cases: every state by every command, allowed and refused.

use super::*;
use crate::domain::case::Delay;
use crate::domain::command::{MergeCase, PassOn, ToldDelay, WhichTransfer};

/// The order of the case as a row wants it.
#[derive(Clone, Copy, Debug)]
enum Stands {
    Draft,
    Left,
    Held,
    Ended,
}

struct Row {
    bench: Bench,
    id: CaseId,
    other: CaseId,
}

/// A case with one delayed transfer, in some state, filed or not as that state wants.
fn row(state: CaseState, stands: Stands) -> Row {
    let mut bench = Bench::new();
    let mut paid = transfer(1, Fen::yuan(10), Some(bench.now));
    paid.delay = Some(Delay::NextDay);
    let id = opened(&mut bench, &disposal(), report(vec![paid]));
    let other = opened(&mut bench, &disposal(), loss_only(5));
    let mut order = order_of(&bench, id);
    (order.state, order.sent_at) = match stands {
        Stands::Draft => (OrderState::Draft, None),
        Stands::Left => (OrderState::Sent, Some(bench.now)),
        Stands::Held => (OrderState::Frozen, Some(bench.now)),
        Stands::Ended => (OrderState::Lapsed, Some(bench.now)),
    };
    put_order(&mut bench, order);
    let mut stood = case(&bench, id);
    let early = [
        CaseState::Reported,
        CaseState::Verifying,
        CaseState::EmergencyStop,
        CaseState::Reopened,
        CaseState::NotFraud,
    ];
    stood.filed_at = (!early.contains(&state)).then_some(bench.now);
    stood.suspended_from = (state == CaseState::Suspended).then_some(CaseState::Filed);
    stood.merged_into = (state == CaseState::Merged).then_some(other);
    stood.state = state;
    put(&mut bench, stood);
    Row { bench, id, other }
}

/// The commands of the table's columns, each with the order it is fairly tried on.
fn columns(other: CaseId) -> Vec<(&'static str, Stands, C)> {
    let none = || NoArgs {};
    let passed = C::CaseTransfer(PassOn {
        org: "330800".parse().unwrap(),
        reason: "the victim lives there".into(),
    });
    let delay = ToldDelay {
        transfer: 0,
        delay: Delay::TwoHours,
    };
    vec![
        ("no_fraud", Stands::Draft, not_fraud("a purchase")),
        ("file", Stands::Draft, C::CaseFile(none())),
        ("investigate", Stands::Draft, C::CaseInvestigate(none())),
        ("solve", Stands::Draft, C::CaseSolve(why("arrested"))),
        ("return", Stands::Held, C::CaseReturn(none())),
        ("close", Stands::Ended, C::CaseClose(why("done"))),
        ("suspend", Stands::Held, C::CaseSuspend(why("abroad"))),
        ("resume", Stands::Held, C::CaseResume(none())),
        ("reopen", Stands::Ended, C::CaseReopen(why("new facts"))),
        ("transfer", Stands::Left, passed),
        (
            "merge",
            Stands::Left,
            C::CaseMerge(MergeCase { into: other }),
        ),
        ("delay", Stands::Draft, C::CaseDelay(delay)),
        (
            "revoke",
            Stands::Draft,
            C::CaseRevoke(WhichTransfer { transfer: 0 }),
        ),
        ("take", Stands::Draft, C::CaseTake(none())),
    ]
}

/// What each command makes of each state: the new state, `=` for one that stays, `.` for a refusal.
#[rustfmt::skip]
const TABLE: [(CaseState, &str); 14] = [
    //                         no_fraud  file  investig. solve  return    close  suspend   resume reopen   transfer    merge  delay revoke  take
    (CaseState::Reported,      "not_fraud .     .             .      .         .      .         .     .        transferred merged =     revoked verifying"),
    (CaseState::Verifying,     "not_fraud filed .             .      .         .      suspended .     .        transferred merged =     revoked ="),
    (CaseState::EmergencyStop, "not_fraud filed .             .      .         .      suspended .     .        transferred merged =     revoked ="),
    (CaseState::Filed,         ".         .     investigating .      .         .      suspended .     .        transferred merged =     revoked ="),
    (CaseState::Investigating, ".         .     .             solved .         .      suspended .     .        transferred merged =     revoked ="),
    (CaseState::Solved,        ".         .     .             .      returning closed suspended .     .        .           merged =     revoked ="),
    (CaseState::Returning,     ".         .     .             .      .         closed suspended .     .        .           merged =     revoked ="),
    (CaseState::Suspended,     ".         .     .             .      .         .      .         filed .        .           merged =     revoked ="),
    (CaseState::Reopened,      "not_fraud filed .             .      .         .      suspended .     .        transferred merged =     revoked ="),
    (CaseState::Closed,        ".         .     .             .      .         .      .         .     reopened .           .      .     .       ."),
    (CaseState::NotFraud,      ".         .     .             .      .         .      .         .     reopened .           .      .     .       ."),
    (CaseState::Revoked,       ".         .     .             .      .         .      .         .     reopened .           .      .     .       ."),
    (CaseState::Transferred,   ".         .     .             .      .         .      .         .     reopened .           .      .     .       ."),
    (CaseState::Merged,        ".         .     .             .      .         .      .         .     .        .           .      =     =       ."),
];

#[test]
fn every_state_by_every_command() {
    for (state, cells) in TABLE {
        let cells: Vec<&str> = cells.split_whitespace().collect();
        for (n, cell) in cells.iter().enumerate() {
            let (name, stands, _) = columns(CaseId::default()).swap_remove(n);
            let mut row = row(state, stands);
            let command = columns(row.other).swap_remove(n).2;
            let before = case(&row.bench, row.id);
            let found = row
                .bench
                .give(&commander(), Some(Key::Case(row.id)), command);
            let after = case(&row.bench, row.id);
            if *cell == "." {
                let code = found.expect_err(name).code;
                assert_eq!(code, Code::IllegalTransition, "{state} {name}");
                assert_eq!(after, before, "{state} {name}");
                continue;
            }
            found.unwrap_or_else(|refusal| panic!("{state} {name}: {refusal}"));
            let stays = state.word();
            let expected = if *cell == "=" { &*stays } else { cell };
            assert_eq!(after.state.word(), expected, "{state} {name}");
        }
        assert_eq!(cells.len(), columns(CaseId::default()).len(), "{state}");
    }
}

#[test]
fn what_needs_a_reason_says_so() {
    let rows = [
        (CaseState::Verifying, Stands::Draft, not_fraud(" ")),
        (
            CaseState::Investigating,
            Stands::Ended,
            C::CaseSolve(why("")),
        ),
        (CaseState::Solved, Stands::Ended, C::CaseClose(why(""))),
        (CaseState::Filed, Stands::Ended, C::CaseSuspend(why(""))),
        (CaseState::Closed, Stands::Ended, C::CaseReopen(why(""))),
        (
            CaseState::Filed,
            Stands::Left,
            C::CaseTransfer(PassOn {
                org: "330800".parse().unwrap(),
                reason: "".into(),
            }),
        ),
    ];
    for (state, stands, command) in rows {
        let mut row = row(state, stands);
        let name = command.name();
        let code = give(&mut row.bench, &commander(), row.id, command);
        assert_eq!(code, Some(Code::ReasonRequired), "{name}");
    }
}
