//! Chance made into commands on the trace; and what must always hold of it.

use super::chance::{pick, told};
use crate::domain::command::{AddHop, Command as C, EndHop, Flow, HopTold, NoArgs, ToldAccount};
use crate::domain::decide::bench::sealed;
use crate::domain::event::{Body, Event};
use crate::domain::floor::Floor;
use crate::domain::hop::{Hop, HopEnd, HopKind, HopState as S};
use crate::domain::ids::Key;
use crate::domain::money::Fen;
use crate::domain::org::Actor;
use crate::domain::trace;

/// A place that somebody found by hand.
pub fn add(floor: &Floor, with: u8) -> C {
    let all: Vec<_> = floor.hops().keys().copied().collect();
    C::HopAdd(AddHop {
        parent: (with % 4 == 1 && !all.is_empty()).then(|| pick(&all, with >> 2)),
        kind: pick(HopKind::ALL, with >> 3),
        account: sealed(300 + u128::from(with % 3)),
        institution: "TENPAY".parse().unwrap(),
        amount: with.is_multiple_of(3).then_some(Fen(i64::from(with))),
        at: None,
    })
}

/// A transfer of a trace that is loaded from records.
pub fn flow(with: u8) -> C {
    let at = |n: u8| sealed(500 + u128::from(n % 4));
    C::HopFlow(Box::new(Flow {
        name: if with.is_multiple_of(2) {
            "graph A"
        } else {
            "graph B"
        }
        .into(),
        org: "330702".parse().unwrap(),
        from: at(with >> 1),
        from_institution: "ICBC".parse().unwrap(),
        to: at(with >> 3),
        to_institution: "ICBC".parse().unwrap(),
        amount: Fen(i64::from(with)),
        at: None,
        source: None,
    }))
}

/// What a hop waits for, or anything.
pub fn next(hop: &Hop, with: u8) -> C {
    match hop.state {
        _ if with.is_multiple_of(16) => C::HopEnds(EndHop {
            how: pick(HopEnd::ALL, with >> 4),
            reason: "chance".into(),
        }),
        S::PaperPending if with % 4 != 1 => C::HopPaper(NoArgs {}),
        S::Requested | S::TimedOut if with % 4 != 1 => answer(with),
        _ if with % 4 == 1 => C::HopPaper(NoArgs {}),
        _ => C::HopAsk(NoArgs {}),
    }
}

fn answer(with: u8) -> C {
    let elsewhere = ToldAccount {
        account: sealed(400 + u128::from(with % 8)),
        ..told(with)
    };
    let outputs = match with % 3 {
        0 => Vec::new(),
        1 => vec![elsewhere],
        _ => vec![told(with), elsewhere],
    };
    C::HopAnswer(HopTold {
        rows: Some(u32::from(with)),
        outputs,
        ended: (with % 8 == 7).then_some(HopEnd::CashedOut),
    })
}

/// Who would give a command on a hop in earnest.
pub fn fitting(hop: &Hop, command: &C, people: &[Actor]) -> Option<Actor> {
    let is_theirs = |p: &&Actor| match command {
        C::HopAnswer(_) => p.institutions.contains(&hop.institution),
        _ => p.sub.as_str() == "u:4",
    };
    people.iter().find(is_theirs).cloned()
}

/// What must hold whenever something happens to a hop.
pub fn check(floor: &Floor, before: Option<&Hop>, event: &Event) {
    if let Body::OrderDrafted(order) = &event.body {
        let hop = trace::hop_of(floor, order).filter(|_| order.is_after_money());
        assert_eq!(hop.is_some(), order.is_after_money(), "{event:?}");
        assert!(hop.is_none_or(|h| !h.kind.hides_card() && h.depth == order.tier_no));
    }
    let Key::Hop(id) = event.key else { return };
    let hop = floor.hop(&id).unwrap();
    assert!(hop.amount.is_none_or(Fen::is_positive), "{hop:?}");
    let same = floor.hops_on(hop.account.token);
    let nodes = same.filter(|o| o.case == hop.case && o.reality == hop.reality);
    assert_eq!(nodes.count(), 1, "one node an account: {hop:?}");
    if let Some(parent) = hop.parent.and_then(|id| floor.hop(&id)) {
        assert_eq!(parent.case, hop.case, "{hop:?}");
        assert_eq!(
            hop.depth,
            parent.depth + u8::from(!parent.kind.hides_card())
        );
        assert!(parent.found_at <= hop.found_at, "{hop:?}");
    }
    let Some(before) = before else { return };
    match &event.body {
        Body::HopAsked(_) => assert!(before.reality.is_actual(), "an exercise left: {event:?}"),
        Body::HopPaper(_) => {
            let asked = matches!(before.state, S::PaperPending | S::Requested);
            assert!(asked, "{} {event:?}", before.state);
        }
        Body::HopAnswered(_) => {
            let asked = matches!(before.state, S::Requested | S::TimedOut);
            assert!(asked, "{} {event:?}", before.state);
        }
        Body::HopTimedOut(_) => assert_eq!(before.state, S::Requested, "{event:?}"),
        _ => {}
    }
}

/// The hop a key names.
pub fn of(floor: &Floor, key: &Key) -> Option<Hop> {
    let Key::Hop(id) = key else { return None };
    floor.hop(id).map(|held| (*held.is).clone())
}
