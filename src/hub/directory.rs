//! The directory: organisations and institutions with their desks, as a file people edit. A new log begins with it.
//! A hub that is started with a file enters what differs; without one the log alone counts, and changes go through
//! `org.list` and `desk.list`. An entry that is missing in the file stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::domain::event::{Body, Change};
use crate::domain::floor::Floor;
use crate::domain::ids::{InstitutionId, Key, OrgCode};
use crate::domain::org::{Desk, DeskKind, Org, OrgLevel, PaperPolicy};
use crate::text::mask::mask_free_text;
use crate::text::safe::SafeText;

const SHIPPED: &str = include_str!("directory.toml");
/// Digits by which a number shows its carrier.
const PREFIX: usize = 3;

/// A directory that can not be used.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The file can not be read.
    #[error("--directory {}: {error}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the file system said.
        error: std::io::Error,
    },
    /// An entry holds what it may not.
    #[error("--directory {} line {line}: {what}", .file.display())]
    Entry {
        /// The file.
        file: PathBuf,
        /// Where in it.
        line: usize,
        /// The field, what was found, what is allowed.
        what: String,
    },
}

/// What is wrong, and where in the text.
struct Slip {
    at: usize,
    what: String,
}

/// Organisations and desks as a file lists them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directory {
    orgs: Vec<Org>,
    desks: Vec<Desk>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    org: Vec<OrgEntry>,
    desks: Vec<Desks>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrgEntry {
    code: Spanned<OrgCode>,
    level: Spanned<OrgLevel>,
    parent: Option<OrgCode>,
    zh: SafeText,
    en: SafeText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Desks {
    kind: Spanned<DeskKind>,
    paper: Spanned<PaperPolicy>,
    of: Vec<DeskEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskEntry {
    code: Spanned<InstitutionId>,
    zh: SafeText,
    en: SafeText,
    /// Beginnings of a carrier's numbers.
    #[serde(default)]
    prefixes: Vec<SafeText>,
    /// Beginnings that no carrier has: the simulated centre's.
    #[serde(default)]
    simulated: Vec<SafeText>,
}

impl Directory {
    /// The directory this version ships.
    pub fn shipped() -> Result<Self, DirectoryError> {
        Self::parse(SHIPPED).map_err(|slip| slip.told(Path::new("shipped"), SHIPPED))
    }

    /// Reads a directory file.
    pub fn read(file: &Path) -> Result<Self, DirectoryError> {
        let text = fs::read_to_string(file).map_err(|error| DirectoryError::Unreadable {
            file: file.to_owned(),
            error,
        })?;
        Self::parse(&text).map_err(|slip| slip.told(file, &text))
    }

    /// The institutions, for consoles that see no desk but their own.
    pub fn desks(&self) -> &[Desk] {
        &self.desks
    }

    fn parse(text: &str) -> Result<Self, Slip> {
        let listing: Listing = toml::from_str(text).map_err(|error| Slip {
            at: error.span().map_or(0, |span: Range<usize>| span.start),
            what: mask_free_text(error.message()).0,
        })?;
        Ok(Self {
            orgs: orgs(listing.org)?,
            desks: desks(listing.desks)?,
        })
    }

    /// What differs from the floor, as facts. What was measured at a desk, and who sits there, stays as it is.
    pub fn changes(&self, floor: &Floor) -> Vec<Change> {
        let orgs = self
            .orgs
            .iter()
            .filter(|org| floor.org(&org.code).is_none_or(|held| *held.is != **org));
        let orgs = orgs.map(|org| Change {
            key: Key::Org(org.code.clone()),
            body: Body::OrgListed(org.clone()),
        });
        let desks = self.desks.iter().filter_map(|listed| {
            let standing = floor.desk(&listed.institution);
            let desk = standing.map_or_else(|| listed.clone(), |held| merged(listed, &held.is));
            let is_new = standing.is_none_or(|held| *held.is != desk);
            is_new.then(|| Change {
                key: Key::Desk(desk.institution.clone()),
                body: Body::DeskListed(Box::new(desk)),
            })
        });
        orgs.chain(desks).collect()
    }

    /// Desks that stand on the floor and not in the file.
    pub fn unlisted(&self, floor: &Floor) -> Vec<InstitutionId> {
        let listed: BTreeSet<_> = self.desks.iter().map(|desk| &desk.institution).collect();
        let standing = floor.desks().keys();
        standing
            .filter(|id| !listed.contains(id))
            .cloned()
            .collect()
    }
}

fn merged(listed: &Desk, standing: &Desk) -> Desk {
    Desk {
        kind: listed.kind,
        name_zh: listed.name_zh.clone(),
        name_en: listed.name_en.clone(),
        paper: listed.paper,
        prefixes: listed.prefixes.clone(),
        ..standing.clone()
    }
}

impl Slip {
    fn new(at: &Range<usize>, what: impl Into<String>) -> Self {
        Self {
            at: at.start,
            what: what.into(),
        }
    }

    fn told(self, file: &Path, text: &str) -> DirectoryError {
        let before = &text.as_bytes()[..self.at.min(text.len())];
        DirectoryError::Entry {
            file: file.to_owned(),
            line: before.split(|byte| *byte == b'\n').count(),
            what: self.what,
        }
    }
}

fn orgs(entries: Vec<OrgEntry>) -> Result<Vec<Org>, Slip> {
    let codes: BTreeSet<OrgCode> = entries
        .iter()
        .map(|entry| entry.code.get_ref().clone())
        .collect();
    let mut seen = BTreeSet::new();
    let mut orgs = Vec::new();
    for entry in entries {
        let (at, level_at) = (entry.code.span(), entry.level.span());
        let (code, level) = (entry.code.into_inner(), entry.level.into_inner());
        if code.as_str().len() != 6 || !code.as_str().bytes().all(|b| b.is_ascii_digit()) {
            return Err(Slip::new(
                &at,
                format!("code: found `{code}`, allowed are six digits"),
            ));
        }
        if !seen.insert(code.clone()) {
            return Err(Slip::new(&at, format!("code: {code} is listed twice")));
        }
        if !level.is_known() {
            let allowed = "nation, province, city, county, station";
            return Err(Slip::new(
                &level_at,
                format!("level: found `{level}`, allowed are {allowed}"),
            ));
        }
        let is_rooted = match &entry.parent {
            None => level == OrgLevel::Nation,
            Some(parent) => level != OrgLevel::Nation && *parent != code && codes.contains(parent),
        };
        if !is_rooted {
            let what = format!(
                "parent: {code} needs the code of a listed organisation above it; only the nation has none"
            );
            return Err(Slip::new(&at, what));
        }
        names(&at, &entry.zh, &entry.en)?;
        orgs.push(Org {
            code,
            level,
            parent: entry.parent,
            name_zh: entry.zh,
            name_en: entry.en,
        });
    }
    Ok(orgs)
}

fn desks(groups: Vec<Desks>) -> Result<Vec<Desk>, Slip> {
    let mut seen = BTreeSet::new();
    let mut carriers: BTreeMap<SafeText, InstitutionId> = BTreeMap::new();
    let mut desks = Vec::new();
    for group in groups {
        let (kind_at, paper_at) = (group.kind.span(), group.paper.span());
        let (kind, paper) = (group.kind.into_inner(), group.paper.into_inner());
        if !kind.is_known() {
            let what = format!("kind: found `{kind}`, allowed are bank, carrier, payment");
            return Err(Slip::new(&kind_at, what));
        }
        if !paper.is_known() {
            let what = format!("paper: found `{paper}`, allowed are act_first, paper_first");
            return Err(Slip::new(&paper_at, what));
        }
        for entry in group.of {
            let at = entry.code.span();
            let id = entry.code.into_inner();
            if !seen.insert(id.clone()) {
                return Err(Slip::new(&at, format!("code: {id} is listed twice")));
            }
            names(&at, &entry.zh, &entry.en)?;
            let prefixes: Vec<SafeText> =
                entry.prefixes.into_iter().chain(entry.simulated).collect();
            if kind != DeskKind::Carrier && !prefixes.is_empty() {
                return Err(Slip::new(&at, format!("prefixes: {id} is no carrier")));
            }
            for prefix in &prefixes {
                let is_prefix =
                    prefix.len() == PREFIX && prefix.bytes().all(|b| b.is_ascii_digit());
                if !is_prefix {
                    let what = format!(
                        "prefixes: {id}: found `{}`, allowed are {PREFIX} digits",
                        mask_free_text(prefix).0
                    );
                    return Err(Slip::new(&at, what));
                }
                if let Some(other) = carriers.insert(prefix.clone(), id.clone()) {
                    return Err(Slip::new(
                        &at,
                        format!("prefixes: {prefix} is of {other} and of {id}"),
                    ));
                }
            }
            desks.push(Desk {
                institution: id,
                kind,
                name_zh: entry.zh,
                name_en: entry.en,
                staffed: false,
                paper,
                answers: Vec::new(),
                query_answers: Vec::new(),
                prefixes,
                last_answer: None,
            });
        }
    }
    Ok(desks)
}

/// Both names are there, and hold no personal number.
fn names(at: &Range<usize>, zh: &SafeText, en: &SafeText) -> Result<(), Slip> {
    for (field, name) in [("zh", zh), ("en", en)] {
        if name.trim().is_empty() {
            return Err(Slip::new(at, format!("{field}: nothing, a name is needed")));
        }
        if !mask_free_text(name).1.is_empty() {
            return Err(Slip::new(
                at,
                format!("{field}: a name holds no number of 7 or more digits"),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "directory_tests.rs"]
mod tests;
