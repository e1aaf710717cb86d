//! Drafts at every console: the same words for the same order, and keys that follow the rights table of the hub.

use super::{Room, state_words};
use crate::domain::command::{Command, MovedOn, ToldAccount};
use crate::domain::ids::{Key, OrderId};
use crate::domain::masked::Private;
use crate::domain::money::Fen;
use crate::domain::org::Role;
use crate::domain::policy::Policy;
use crate::text::words::{Lang, Word};
use crate::tui::actions::{Action, blocked_on, may, row};
use crate::tui::testing::{Bench, actor, colleague, officer};

const ROLES: [Role; 14] = [
    Role::CallTaker,
    Role::Dissuader,
    Role::Disposal,
    Role::Analyst,
    Role::FieldOfficer,
    Role::Commander,
    Role::Approver,
    Role::Liaison,
    Role::PoolManager,
    Role::ReturnOfficer,
    Role::Auditor,
    Role::Wall,
    Role::Producer,
    Role::Admin,
];

/// A draft made by rule, and one a colleague stands for.
fn drafts(bench: &mut Bench) -> (OrderId, OrderId) {
    bench.loss(&colleague(), 1, 50_000, 4);
    bench.acked();
    let next = ToldAccount {
        account: Private::Raw("6217000000000077".to_owned()),
        institution: "CCB".parse().unwrap(),
        amount: Fen::yuan(50_000),
        at: None,
    };
    bench.desk(Command::OrderEmpty(MovedOn {
        next_accounts: vec![next],
        ended: None,
    }));
    let by_rule = bench.newest_order();
    bench.loss(&colleague(), 2, 9_000, 4);
    (by_rule, bench.newest_order())
}

#[test]
fn a_draft_has_the_same_words_at_its_authors_console_and_at_others() {
    for me in [officer(), colleague()] {
        let mut bench = Bench::with_roles(Lang::En, (120, 40), &me);
        let (by_rule, handed_over) = drafts(&mut bench);
        let words = |id, room| {
            let order = bench.model.floor().order(&id).unwrap();
            state_words(&bench.model, order, room).into_owned()
        };
        let waits = Word::WaitsForSecond.text(Lang::En);
        assert_eq!(words(by_rule, Room::Narrow), "draft", "{}", me.sub);
        assert_eq!(words(by_rule, Room::Wide), "draft", "{}", me.sub);
        assert_eq!(words(handed_over, Room::Narrow), "for review", "{}", me.sub);
        assert_eq!(words(handed_over, Room::Wide), waits, "{}", me.sub);
    }
}

#[test]
fn the_stop_key_takes_on_or_agrees_to_a_draft_only_where_the_rights_table_says_so() {
    let mut bench = Bench::new(Lang::En, (120, 40));
    let (by_rule, handed_over) = drafts(&mut bench);
    for role in ROLES {
        bench.model.actor = Some(actor("u:0500", &[role]));
        let allowed = Policy::shipped().may("order.review").contains(&role);
        for id in [by_rule, handed_over] {
            let can = may(&bench.model, row(Action::Stop))
                && blocked_on(&bench.model, Action::Stop, &Key::Order(id)).is_none();
            assert_eq!(can, allowed, "{role:?}");
        }
        // Handing over what is one's own asks the hub nothing.
        let author = actor(colleague().sub.as_str(), &[role]);
        bench.model.actor = Some(author);
        let own = blocked_on(&bench.model, Action::Stop, &Key::Order(handed_over));
        assert_eq!(own, None, "{role:?}");
    }
}
