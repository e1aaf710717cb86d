//! What a new hub begins with: the organisations and institutions of `directory.toml`.

use serde::Deserialize;

use crate::domain::event::{Body, Change};
use crate::domain::ids::{InstitutionId, Key, OrgCode};
use crate::domain::org::{Desk, DeskKind, Org, OrgLevel, PaperPolicy};
use crate::text::safe::SafeText;

const SHIPPED: &str = include_str!("directory.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Directory {
    org: Vec<OrgEntry>,
    desks: Vec<Desks>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrgEntry {
    code: OrgCode,
    level: OrgLevel,
    parent: Option<OrgCode>,
    zh: SafeText,
    en: SafeText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Desks {
    kind: DeskKind,
    paper: PaperPolicy,
    of: Vec<DeskEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskEntry {
    code: InstitutionId,
    zh: SafeText,
    en: SafeText,
}

/// The directory as facts for an empty log.
pub fn shipped() -> Result<Vec<Change>, toml::de::Error> {
    let directory: Directory = toml::from_str(SHIPPED)?;
    let orgs = directory.org.into_iter().map(listed_org);
    let desks = directory.desks.into_iter().flat_map(|group| {
        let (kind, paper) = (group.kind, group.paper);
        let desk = move |entry| listed_desk(entry, kind, paper);
        group.of.into_iter().map(desk)
    });
    Ok(orgs.chain(desks).collect())
}

/// The institutions of the shipped directory, for consoles that see no desk but their own.
pub fn institutions() -> Result<Vec<Desk>, toml::de::Error> {
    let desk = |change: Change| match change.body {
        Body::DeskListed(desk) => Some(*desk),
        _ => None,
    };
    Ok(shipped()?.into_iter().filter_map(desk).collect())
}

fn listed_org(entry: OrgEntry) -> Change {
    Change {
        key: Key::Org(entry.code.clone()),
        body: Body::OrgListed(Org {
            code: entry.code,
            level: entry.level,
            parent: entry.parent,
            name_zh: entry.zh,
            name_en: entry.en,
        }),
    }
}

fn listed_desk(entry: DeskEntry, kind: DeskKind, paper: PaperPolicy) -> Change {
    Change {
        key: Key::Desk(entry.code.clone()),
        body: Body::DeskListed(Box::new(Desk {
            institution: entry.code,
            kind,
            name_zh: entry.zh,
            name_en: entry.en,
            staffed: false,
            paper,
            answers: Vec::new(),
            query_answers: Vec::new(),
            prefixes: Vec::new(),
            last_answer: None,
        })),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn it_lists_the_banks_carriers_and_the_tree_of_the_city() {
        let facts = shipped().unwrap();
        let count = |wanted: DeskKind| {
            let is = |c: &&Change| matches!(&c.body, Body::DeskListed(d) if d.kind == wanted);
            facts.iter().filter(is).count()
        };
        assert_eq!(count(DeskKind::Bank), 39 + 14);
        assert_eq!(count(DeskKind::Carrier), 3);
        assert!(count(DeskKind::Payment) >= 2);
        let keys: BTreeSet<String> = facts.iter().map(|c| c.key.to_string()).collect();
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
    }
}
