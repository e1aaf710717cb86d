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
        staffed: true,
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
    assert!(!listed.staffed, "nobody has sat down yet");

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
fn who_sits_at_a_desk_says_so_and_the_commander_only_that_nobody_does() {
    let none = Some(Code::Forbidden);
    let officer = || actor("u:1", &[Role::Dissuader]);
    for (who, says, expected) in [
        (liaison("ICBC"), true, None),
        (liaison("ICBC"), false, None),
        (commander(), true, none),
        (commander(), false, None),
        (liaison("BOC"), true, none),
        (liaison("BOC"), false, none),
        (officer(), true, none),
        (officer(), false, none),
    ] {
        let mut bench = Bench::new();
        bench.give(&admin(), None, desk("ICBC")).unwrap();
        let key = || Some(Key::Desk(icbc()));
        bench.give(&liaison("ICBC"), key(), staff(!says)).unwrap();
        let found = bench.give(&who, key(), staff(says));
        assert_eq!(found.err().map(|r| r.code), expected, "{} {says}", who.sub);
        let staffed = bench.floor.desk(&icbc()).unwrap().staffed;
        assert_eq!(staffed, says == expected.is_none(), "{} {says}", who.sub);
    }
    let unlisted = Bench::new().give(&liaison("ICBC"), Some(Key::Desk(icbc())), staff(true));
    assert_eq!(unlisted.unwrap_err().code, Code::NotFound);
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
