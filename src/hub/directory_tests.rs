use std::collections::BTreeSet;

use super::*;
use crate::domain::event::{Event, Off, Reality};
use crate::domain::time::{Millis, Span};

/// Writes changes into a floor.
fn enter(floor: &mut Floor, changes: Vec<Change>) {
    for change in changes {
        let ver = floor.ver(&change.key).unwrap_or(0) + 1;
        floor.apply(&Event {
            off: Off(1),
            at: Millis(0),
            ver,
            key: change.key,
            by: "hub".parse().unwrap(),
            status: Reality::Actual,
            body: change.body,
        });
    }
}

fn names(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|change| change.key.to_string())
        .collect()
}

#[test]
fn the_shipped_one_lists_the_banks_carriers_and_the_tree_of_the_city() {
    let facts = Directory::shipped().unwrap().changes(&Floor::default());
    let count = |wanted: DeskKind| {
        let is = |c: &&Change| matches!(&c.body, Body::DeskListed(d) if d.kind == wanted);
        facts.iter().filter(is).count()
    };
    assert_eq!(count(DeskKind::Bank), 39 + 14);
    assert_eq!(count(DeskKind::Carrier), 3);
    assert!(count(DeskKind::Payment) >= 2);
    let keys: BTreeSet<String> = names(&facts).into_iter().collect();
    assert_eq!(keys.len(), facts.len(), "no entry twice");
    for key in [
        "dk:ICBC",
        "dk:ABC",
        "dk:BOC",
        "dk:CCB",
        "dk:BOCOM",
        "dk:ALIPAY",
        "dk:WECHAT",
    ] {
        assert!(keys.contains(key), "{key}");
    }
    for change in &facts {
        if let Body::OrgListed(org) = &change.body {
            let parent = org.parent.as_ref().map(|p| format!("og:{p}"));
            assert!(parent.is_none_or(|p| keys.contains(&p)), "{}", org.code);
        }
    }
    let carrier = |prefix: &str| {
        let has = |c: &&Change| matches!(&c.body, Body::DeskListed(d) if d.prefixes.iter().any(|p| **p == *prefix));
        facts.iter().find(has).map(|c| c.key.to_string())
    };
    for (prefix, key) in [
        ("138", Some("dk:CMCC")),
        ("186", Some("dk:CUCC")),
        ("189", Some("dk:CTCC")),
        ("129", Some("dk:CTCC")),
        ("170", None),
    ] {
        assert_eq!(carrier(prefix).as_deref(), key, "{prefix}");
    }
}

#[test]
fn a_slip_is_told_by_line_and_field() {
    for (was, becomes, line_of, expected) in [
        (
            "code = \"330702\"",
            "code = \"3307\"",
            "\"3307\"",
            "code: found `3307`",
        ),
        (
            "code = \"330703\"",
            "code = \"330702\"",
            "Jindong",
            "330702 is listed twice",
        ),
        (
            "level = \"province\"",
            "level = \"land\"",
            "\"land\"",
            "level: found `land`, allowed are nation",
        ),
        (
            "parent = \"330000\"",
            "parent = \"440000\"",
            "\"440000\"",
            "parent: 330700",
        ),
        ("en = \"Wuyi\"", "en = \" \"", "en = \" \"", "en: nothing"),
        (
            "en = \"ICBC\"",
            "en = \"13812341234\"",
            "13812341234",
            "en: a name holds no number",
        ),
        (
            "kind = \"carrier\"",
            "kind = \"operator\"",
            "\"operator\"",
            "kind: found `operator`",
        ),
        (
            "\"134\"",
            "\"1349\"",
            "CMCC",
            "prefixes: CMCC: found `1349`",
        ),
        (
            "\"134\"",
            "\"189\"",
            "CTCC",
            "prefixes: 189 is of CMCC and of CTCC",
        ),
        (
            "en = \"ICBC\"",
            "en = \"ICBC\", prefixes = [\"170\"]",
            "170\"]",
            "prefixes: ICBC is no carrier",
        ),
        (
            "en = \"ICBC\"",
            "en = \"ICBC\", phone = \"1\"",
            "phone",
            "unknown field `phone`",
        ),
        ("en = \"ICBC\" }", "}", "工商银行", "missing field `en`"),
        (
            "paper = \"act_first\"",
            "paper = act_first",
            "paper = act_first",
            "",
        ),
    ] {
        let text = SHIPPED.replacen(was, becomes, 1);
        assert_ne!(text, SHIPPED, "{was}");
        let begins = text
            .lines()
            .position(|line| line.contains(line_of) && !line.starts_with('#'))
            .unwrap()
            + 1;
        let error = Directory::parse(&text)
            .map_err(|slip| slip.told(Path::new("d.toml"), &text))
            .unwrap_err();
        let told = error.to_string();
        assert!(
            told.starts_with(&format!("--directory d.toml line {begins}: ")),
            "{becomes}: {told} (line {begins})"
        );
        assert!(
            told.contains(expected) && !told.contains("13812341234"),
            "{told}"
        );
    }
    let missing = Directory::read(Path::new("/nowhere/d.toml"))
        .unwrap_err()
        .to_string();
    assert!(
        missing.starts_with("--directory /nowhere/d.toml: "),
        "{missing}"
    );
}

#[test]
fn only_what_differs_is_entered_and_what_was_measured_stays() {
    let mut floor = Floor::default();
    let shipped = Directory::shipped().unwrap();
    let first = shipped.changes(&floor);
    enter(&mut floor, first);
    assert_eq!(names(&shipped.changes(&floor)), [""; 0]);
    // A desk has been at work, and a commander entered another.
    let mut icbc = (*floor.desk(&"ICBC".parse().unwrap()).unwrap().is).clone();
    (icbc.staffed, icbc.answers) = (true, vec![Span::mins(2)]);
    let mut other = icbc.clone();
    other.institution = "NEWBANK".parse().unwrap();
    let listed = [icbc, other].map(|desk| Change {
        key: Key::Desk(desk.institution.clone()),
        body: Body::DeskListed(Box::new(desk)),
    });
    enter(&mut floor, listed.into());

    let text = SHIPPED
        .replacen(
            "en = \"ICBC\"",
            "en = \"Industrial and Commercial Bank\"",
            1,
        )
        .replacen("zh = \"义乌市\"", "zh = \"义乌\"", 1);
    let Ok(edited) = Directory::parse(&text) else {
        panic!("legal")
    };
    let changes = edited.changes(&floor);
    assert_eq!(names(&changes), ["og:330782", "dk:ICBC"]);
    enter(&mut floor, changes);
    let icbc = floor.desk(&"ICBC".parse().unwrap()).unwrap();
    assert_eq!(&*icbc.name_en, "Industrial and Commercial Bank");
    assert_eq!((icbc.staffed, icbc.answers.len()), (true, 1));
    assert_eq!(names(&edited.changes(&floor)), [""; 0]);
    assert_eq!(edited.unlisted(&floor), ["NEWBANK".parse().unwrap()]);
}
