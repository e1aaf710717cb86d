//! What answers do.

use super::*;

#[test]
fn answers_work_the_alert_and_score_it_on_the_spot() {
    let (mut bench, id) = in_state(S::Claimed, Tier::P2);
    let key = Some(Key::Alert(id));
    let events = bench
        .give(
            &officer(),
            key.clone(),
            answer(Question::BankDetails, Choice::Yes),
        )
        .unwrap();
    assert_eq!(
        names(&events),
        [
            "alert.working",
            "intervention.planned",
            "alert.contacted",
            "alert.answered",
            "alert.rescored",
            "alert.progressed",
        ]
    );
    let alert = bench.alert(id);
    assert_eq!((alert.score, alert.tier), (700, Tier::P1));
    let call = &alert.interventions[0];
    assert_eq!(call.kind, InterventionKind::Call);
    assert_eq!(call.state, InterventionState::Contacted);

    let events = bench
        .give(
            &officer(),
            key.clone(),
            answer(Question::Transferred, Choice::Wechat),
        )
        .unwrap();
    assert_eq!(
        names(&events),
        [
            "alert.answered",
            "alert.rescored",
            "intervention.changed",
            "alert.progressed"
        ]
    );
    let alert = bench.alert(id);
    assert_eq!((alert.score, alert.tier), (1000, Tier::P0));
    let call = &alert.interventions[0];
    assert_eq!(call.state, InterventionState::AlreadyTransferred);

    let sum = C::AlertAnswer(Answer {
        question: Question::Amount,
        choice: Choice::Sum,
        amount: Some(Fen::yuan(52_000)),
    });
    bench.give(&officer(), key.clone(), sum).unwrap();
    assert_eq!(bench.alert(id).lost, Some(Fen::yuan(52_000)));
    assert_eq!(bench.alert(id).interventions.len(), 1);

    let events = bench
        .give(
            &officer(),
            key.clone(),
            answer(Question::Transferred, Choice::No),
        )
        .unwrap();
    assert_eq!(
        names(&events),
        [
            "intervention.planned",
            "alert.answered",
            "alert.rescored",
            "alert.progressed"
        ],
        "the talk goes on"
    );
    let alert = bench.alert(id);
    assert_eq!(alert.lost, None, "what was told of the sum falls with it");
    assert_eq!(alert.script.get(Question::Amount), None);
    bench
        .give(&officer(), key, answer(Question::BankDetails, Choice::No))
        .unwrap();
    let alert = bench.alert(id);
    assert_eq!(
        (alert.score, alert.tier),
        (500, Tier::P0),
        "a tier stays up"
    );
}
