//! The directory, row by row.

use super::super::bench::{Bench, actor, commander, liaison};
use crate::domain::command::{Command as C, StaffNow};
use crate::domain::ids::{InstitutionId, Key};
use crate::domain::org::{Actor, Desk, DeskKind, Org, OrgLevel, PaperPolicy, Role};
use crate::domain::refusal::Code;
use crate::domain::time::{Millis, Span};

fn icbc() -> InstitutionId {
    "ICBC".parse().unwrap()
}

fn desk(name_en: &str) -> C {
    C::DeskList(Box::new(Desk {
        institution: icbc(),
        kind: DeskKind::Bank,
        name_zh: "工商银行".into(),
        name_en: name_en.into(),
        staffed: false,
        paper: PaperPolicy::ActFirst,
        answers: vec![Span::secs(1)],
        query_answers: Vec::new(),
        prefixes: Vec::new(),
        last_answer: Some(Millis(1)),
    }))
}

fn staff(staffed: bool) -> C {
    C::DeskStaff(StaffNow { staffed })
}

fn admin() -> Actor {
    actor("u:90", &[Role::Admin])
}

#[test]
fn a_desk_is_listed_without_measurements_and_a_new_entry_keeps_what_was_measured() {
    let mut bench = Bench::new();
    bench.give(&admin(), None, desk("ICBC")).unwrap();
    let listed = bench.floor.desk(&icbc()).unwrap();
    assert_eq!((listed.answers.len(), listed.last_answer), (0, None));

    bench
        .give(&liaison("ICBC"), Some(Key::Desk(icbc())), staff(true))
        .unwrap();
    bench.give(&admin(), None, desk("Industrial Bank")).unwrap();
    let again = bench.floor.desk(&icbc()).unwrap();
    assert!(again.staffed, "who sits there is not the directory's");
    assert_eq!(&*again.name_en, "Industrial Bank");
    let refused = bench.give(&admin(), None, desk(" "));
    assert_eq!(refused.unwrap_err().code, Code::BadRequest);
}

#[test]
fn a_desk_is_staffed_by_its_own_liaison_or_the_commander() {
    for (who, listed, expected) in [
        (liaison("ICBC"), true, None),
        (commander(), true, None),
        (liaison("BOC"), true, Some(Code::Forbidden)),
        (
            actor("u:1", &[Role::Dissuader]),
            true,
            Some(Code::Forbidden),
        ),
        (liaison("ICBC"), false, Some(Code::NotFound)),
    ] {
        let mut bench = Bench::new();
        if listed {
            bench.give(&admin(), None, desk("ICBC")).unwrap();
        }
        let found = bench.give(&who, Some(Key::Desk(icbc())), staff(true));
        assert_eq!(found.err().map(|r| r.code), expected, "{}", who.sub);
        let staffed = bench.floor.desk(&icbc()).is_some_and(|d| d.staffed);
        assert_eq!(staffed, expected.is_none());
    }
}

#[test]
fn an_organisation_has_six_digits_and_one_above_it_unless_it_is_the_nation() {
    for (code, level, parent, expected) in [
        ("330700", OrgLevel::City, Some("330000"), None),
        ("000000", OrgLevel::Nation, None, None),
        ("330700", OrgLevel::City, None, Some(Code::BadRequest)),
        (
            "000000",
            OrgLevel::Nation,
            Some("330000"),
            Some(Code::BadRequest),
        ),
        (
            "330700",
            OrgLevel::City,
            Some("330700"),
            Some(Code::BadRequest),
        ),
        (
            "3307",
            OrgLevel::City,
            Some("330000"),
            Some(Code::BadRequest),
        ),
        (
            "33070x",
            OrgLevel::City,
            Some("330000"),
            Some(Code::BadRequest),
        ),
    ] {
        let mut bench = Bench::new();
        let org = Org {
            code: code.parse().unwrap(),
            level,
            parent: parent.map(|p| p.parse().unwrap()),
            name_zh: "金华市反诈中心".into(),
            name_en: "Jinhua centre".into(),
        };
        let found = bench.give(&admin(), None, C::OrgList(org));
        assert_eq!(found.err().map(|r| r.code), expected, "{code} {parent:?}");
    }
}
