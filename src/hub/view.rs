//! Rights as views: which feeds a role may read, which entities it sees there, and whether with masks or bare.
//!
//! What a view looks at is only an entity's [`Facet`], so that every event can carry the facet before and after
//! it and any number of views can be judged without touching the entity.

use xxhash_rust::xxh3::xxh3_64;

use crate::domain::alert::Tier;
use crate::domain::figures::is_prevented;
use crate::domain::floor::{Entity, Floor};
use crate::domain::ids::{InstitutionId, Key, OrgCode};
use crate::domain::org::{Actor, Role};
use crate::feed::digest::Digest;
use crate::feed::frame::{Feed, Filter};
use crate::feed::view_id::ViewId;

/// How entities are written for a reader.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Class {
    /// With masks.
    Full,
    /// With masks, without what only fills the item view: for thin lines.
    Lite,
    /// Without masks, transcripts and free text.
    Bare,
    /// With masks, and only what has left the house: for institutions.
    Outside,
}

/// What a view can tell entities apart by.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Facet {
    /// Feed it appears in.
    pub feed: Feed,
    /// Organisation; absent for what concerns everyone.
    pub org: Option<OrgCode>,
    /// Further organisations it concerns: of a joint order those of the other cases.
    pub also: Vec<OrgCode>,
    /// Tier, for alerts.
    pub tier: Option<Tier>,
    /// Whose desk it is with: of a desk its own; of an order and a query the institution, once it has left the
    /// house. Before that nobody outside knows of it, and what is recalled was never there.
    pub institution: Option<InstitutionId>,
    /// An alert that has ended and is in no figure of a wall: no more than a memory.
    pub is_over: bool,
}

impl Facet {
    /// The facet of an entity as it stands.
    pub fn of(entity: &Entity) -> Self {
        let mut facet = Self {
            feed: feed_of(&entity.key()),
            org: None,
            also: Vec::new(),
            tier: None,
            institution: None,
            is_over: false,
        };
        match entity {
            Entity::Alert(a) => {
                facet.org = Some(a.org.clone());
                facet.tier = Some(a.tier);
                facet.is_over = !a.state.is_open() && !is_prevented(a);
            }
            Entity::Case(c) => facet.org = Some(c.org.clone()),
            Entity::Order(o) => {
                facet.org = Some(o.org.clone());
                facet.also = o.shares.iter().map(|share| share.org.clone()).collect();
                facet.institution = o.has_left().then(|| o.institution.clone());
            }
            Entity::Hop(h) => {
                facet.org = Some(h.org.clone());
                facet.institution = h.has_left().then(|| h.institution.clone());
            }
            Entity::Officer(o) => facet.org = Some(o.org.clone()),
            Entity::Desk(d) => facet.institution = Some(d.institution.clone()),
            Entity::Org(_) | Entity::Shift(_) => {}
        }
        facet
    }

    /// Whether an organisation it concerns is wanted; what concerns everyone always is.
    fn concerns(&self, wanted: impl Fn(&OrgCode) -> bool) -> bool {
        let own = self.org.as_ref().is_none_or(&wanted);
        own || self.also.iter().any(wanted)
    }
}

/// The feed an entity appears in.
pub fn feed_of(key: &Key) -> Feed {
    match key {
        Key::Alert(_) => Feed::Alerts,
        Key::Case(_) | Key::Order(_) | Key::Hop(_) => Feed::Cases,
        Key::Officer(_) | Key::Desk(_) | Key::Org(_) | Key::Shift(_) | Key::Other(_) => Feed::Floor,
    }
}

/// What an actor may read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rights {
    /// With masks or bare.
    pub class: Class,
    reach: Reach,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Reach {
    /// Everything of an organisation and what lies inside it.
    Area(OrgCode),
    /// The same without what is over: a wall runs for years and shows what is going on.
    Hall(OrgCode),
    /// The same, and the audit feed.
    Audit(OrgCode),
    /// Orders and queries that are with these institutions, and their desks.
    Institutions(Vec<InstitutionId>),
    /// No feed.
    Nothing,
}

impl Rights {
    /// The least the actor's roles allow where they disagree about masks, the most where they add feeds.
    pub fn of(actor: &Actor) -> Self {
        let class = if actor.is_any(&[Role::Wall, Role::Admin]) {
            Class::Bare
        } else if actor.is_any(&[Role::Liaison]) {
            Class::Outside
        } else {
            Class::Full
        };
        let reach = if actor.is_any(&[Role::Auditor]) {
            Reach::Audit(actor.org.clone())
        } else if actor.is_any(&[Role::Wall]) {
            Reach::Hall(actor.org.clone())
        } else if actor.roles.iter().any(|r| reads_area(*r)) {
            Reach::Area(actor.org.clone())
        } else if actor.is_any(&[Role::Liaison]) {
            Reach::Institutions(actor.institutions.clone())
        } else {
            Reach::Nothing
        };
        Self { class, reach }
    }

    /// The same rights for a thin line.
    #[must_use]
    pub fn lite(mut self) -> Self {
        if self.class == Class::Full {
            self.class = Class::Lite;
        }
        self
    }

    /// Whether the feed may be subscribed to at all.
    pub fn may_read(&self, feed: Feed) -> bool {
        match (&self.reach, feed) {
            (Reach::Audit(_), f) => f.is_known(),
            (Reach::Area(_) | Reach::Hall(_), Feed::Alerts | Feed::Cases | Feed::Floor)
            | (Reach::Institutions(_), Feed::Cases | Feed::Floor) => true,
            _ => false,
        }
    }

    /// The rights in words that do not change from run to run.
    fn canonical(&self) -> String {
        let class = match self.class {
            Class::Full => "full",
            Class::Lite => "lite",
            Class::Bare => "bare",
            Class::Outside => "outside",
        };
        let reach = match &self.reach {
            Reach::Area(org) => format!("area {org}"),
            Reach::Hall(org) => format!("hall {org}"),
            Reach::Audit(org) => format!("audit {org}"),
            Reach::Institutions(own) => {
                let mut own: Vec<_> = own.iter().map(ToString::to_string).collect();
                own.sort_unstable();
                own.dedup();
                format!("institutions {}", own.join(","))
            }
            Reach::Nothing => "nothing".to_owned(),
        };
        format!("{class} {reach}")
    }

    fn sees(&self, facet: &Facet) -> bool {
        match &self.reach {
            Reach::Area(area) | Reach::Audit(area) => facet.concerns(|org| org.is_within(area)),
            Reach::Hall(area) => !facet.is_over && facet.concerns(|org| org.is_within(area)),
            Reach::Institutions(own) => facet.institution.as_ref().is_some_and(|i| own.contains(i)),
            Reach::Nothing => false,
        }
    }
}

fn reads_area(role: Role) -> bool {
    role.has_seat() || matches!(role, Role::Admin | Role::PoolManager | Role::ReturnOfficer)
}

/// What one subscription shows: a feed, cut by rights and by the client's filter.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    /// The feed.
    pub feed: Feed,
    /// Rights of the subscriber.
    pub rights: Rights,
    /// The client's wish.
    pub filter: Filter,
}

impl View {
    /// Whether an entity with this facet is in the view; `None` (not on the floor) never is.
    pub fn sees(&self, facet: Option<&Facet>) -> bool {
        facet.is_some_and(|facet| {
            (self.feed == Feed::Audit || self.feed == facet.feed)
                && self.rights.sees(facet)
                && self.wants(facet)
        })
    }

    /// Whether an entity as it stands is in the view.
    pub fn shows(&self, entity: &Entity) -> bool {
        self.sees(Some(&Facet::of(entity)))
    }

    /// Its name: equal for equal views, in this run of the hub and every later one.
    pub fn id(&self) -> ViewId {
        let mut orgs: Vec<_> = self.filter.org.iter().map(ToString::to_string).collect();
        orgs.sort_unstable();
        orgs.dedup();
        let tier = self.filter.tier_min.map(|t| t.to_string());
        let filter = format!(
            "{} {} {}",
            self.feed,
            orgs.join(","),
            tier.unwrap_or_default()
        );
        ViewId {
            filter: xxh3_64(filter.as_bytes()) as u32,
            rights: xxh3_64(self.rights.canonical().as_bytes()) as u32,
        }
    }

    /// Count and digest of what the view shows of a floor.
    pub fn digest(&self, floor: &Floor) -> Digest {
        let mut digest = Digest::default();
        for (ver, entity) in floor.entities().filter(|(_, e)| self.shows(e)) {
            digest.add(&entity.key(), ver);
        }
        digest
    }

    fn wants(&self, facet: &Facet) -> bool {
        let areas = &self.filter.org;
        let org =
            areas.is_empty() || facet.concerns(|org| areas.iter().any(|area| org.is_within(area)));
        let tier = match (facet.tier, self.filter.tier_min) {
            (Some(tier), Some(least)) => tier <= least,
            _ => true,
        };
        org && tier
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::{AlertState, Closing, Outcome};
    use crate::domain::command::RaiseAlert;
    use crate::domain::decide::bench::{Bench, START, sealed, warning};
    use crate::domain::figures::Figures;
    use crate::domain::money::Fen;
    use crate::domain::policy::Policy;

    fn actor(role: Role, org: &str, institutions: &[&str]) -> Actor {
        Actor {
            sub: "u:1".parse().unwrap(),
            roles: vec![role],
            org: org.parse().unwrap(),
            institutions: institutions.iter().map(|i| i.parse().unwrap()).collect(),
        }
    }

    fn facet(feed: Feed, org: &str, tier: Option<Tier>, institution: Option<&str>) -> Facet {
        Facet {
            feed,
            org: org.parse().ok(),
            also: Vec::new(),
            tier,
            institution: institution.map(|i| i.parse().unwrap()),
            is_over: false,
        }
    }

    #[test]
    fn each_role_reads_its_feeds_and_no_other() {
        use Feed::{Alerts, Audit, Cases, Floor};
        for (role, feeds, class) in [
            (Role::Dissuader, &[Alerts, Cases, Floor][..], Class::Full),
            (Role::Commander, &[Alerts, Cases, Floor], Class::Full),
            (Role::Wall, &[Alerts, Cases, Floor], Class::Bare),
            (Role::Admin, &[Alerts, Cases, Floor], Class::Bare),
            (Role::Liaison, &[Cases, Floor], Class::Outside),
            (Role::Auditor, &[Alerts, Cases, Floor, Audit], Class::Full),
            (Role::Producer, &[], Class::Full),
            (Role::of("of_tomorrow"), &[], Class::Full),
        ] {
            let rights = Rights::of(&actor(role, "330700", &[]));
            let reads: Vec<Feed> = Feed::ALL
                .iter()
                .copied()
                .filter(|f| rights.may_read(*f))
                .collect();
            assert_eq!(reads, feeds, "{role}");
            assert_eq!(rights.class, class, "{role}");
            assert!(!rights.may_read(Feed::of("feed_of_tomorrow")), "{role}");
        }
    }

    #[test]
    fn a_view_is_cut_by_rights_and_by_the_filter() {
        let alert = |org, tier| facet(Feed::Alerts, org, Some(tier), None);
        let order = |bank| facet(Feed::Cases, "330702", None, Some(bank));
        let desk = facet(Feed::Floor, "", None, Some("ICBC"));
        let officer = facet(Feed::Floor, "330700", None, None);
        let view = |role, feed, institutions: &[&str], org: &[&str], tier_min| View {
            feed,
            rights: Rights::of(&actor(role, "330700", institutions)),
            filter: Filter {
                org: org.iter().map(|o| o.parse().unwrap()).collect(),
                tier_min,
            },
        };
        let city = view(Role::Dissuader, Feed::Alerts, &[], &[], None);
        let county = view(Role::Dissuader, Feed::Alerts, &[], &["330702"], None);
        let grave = view(Role::Dissuader, Feed::Alerts, &[], &[], Some(Tier::P1));
        let bank = view(Role::Liaison, Feed::Cases, &["ICBC"], &[], None);
        let bank_floor = view(Role::Liaison, Feed::Floor, &["ICBC"], &[], None);
        let audit = view(Role::Auditor, Feed::Audit, &[], &[], None);
        for (what, view, facet, seen) in [
            ("own city", &city, alert("330702", Tier::P3), true),
            ("other city", &city, alert("330100", Tier::P0), false),
            ("other feed", &city, order("ICBC"), false),
            ("county", &county, alert("330702", Tier::P3), true),
            ("other county", &county, alert("330703", Tier::P3), false),
            ("grave", &grave, alert("330702", Tier::P0), true),
            ("as grave", &grave, alert("330702", Tier::P1), true),
            ("less grave", &grave, alert("330702", Tier::P2), false),
            ("its order", &bank, order("ICBC"), true),
            ("other bank's order", &bank, order("ABC"), false),
            (
                "case of its order",
                &bank,
                facet(Feed::Cases, "330700", None, None),
                false,
            ),
            ("its desk", &bank_floor, desk.clone(), true),
            ("an officer, to a bank", &bank_floor, officer, false),
            ("audit of alerts", &audit, alert("330702", Tier::P3), true),
            ("audit of desks", &audit, desk, true),
        ] {
            assert_eq!(view.sees(Some(&facet)), seen, "{what}");
        }
        assert!(!city.sees(None));

        // What is over is on a desk's screen until it leaves the floor, and on no wall.
        let hall = view(Role::Wall, Feed::Alerts, &[], &[], None);
        let mut alert = alert("330702", Tier::P1);
        assert!(hall.sees(Some(&alert)) && city.sees(Some(&alert)));
        alert.is_over = true;
        assert!(!hall.sees(Some(&alert)) && city.sees(Some(&alert)));

        // An order that holds for a case of another county too is seen there.
        let cases = view(Role::Dissuader, Feed::Cases, &[], &["330703"], None);
        let mut joint = order("ICBC");
        assert!(!cases.sees(Some(&joint)));
        joint.also = vec!["330703".parse().unwrap()];
        assert!(cases.sees(Some(&joint)));
    }

    /// Alerts in every state, dissuaded and not, paid and not.
    fn alerts() -> Floor {
        let (mut bench, mut victim) = (Bench::new(), 0);
        for state in AlertState::ALL {
            for outcome in [Outcome::Dissuaded, Outcome::FalseAlarm] {
                for lost in [None, Some(Fen::yuan(70))] {
                    victim += 1;
                    let id = bench.raise(RaiseAlert {
                        victim_phone: Some(sealed(victim)),
                        at_risk: Some(Fen::yuan(500)),
                        ..warning(Tier::P0)
                    });
                    let mut alert = (*bench.alert(id).is).clone();
                    alert.lost = lost;
                    alert.state = *state;
                    alert.closing = (*state == AlertState::Closed).then(|| {
                        Box::new(Closing {
                            outcome,
                            reason: "tested".into(),
                            by: "u:1".parse().unwrap(),
                            at: bench.now,
                            second: None,
                        })
                    });
                    let entity = Entity::Alert(alert.into());
                    bench.floor.put(&Key::Alert(id), 2, Some(entity));
                }
            }
        }
        bench.floor
    }

    #[test]
    fn what_a_wall_shows_is_the_same_without_what_is_over() {
        let all = alerts();
        let hall = View {
            feed: Feed::Alerts,
            rights: Rights::of(&actor(Role::Wall, "330000", &[])),
            filter: Filter::default(),
        };
        let mut seen = Floor::default();
        for (ver, entity) in all.entities().filter(|(_, e)| hall.shows(e)) {
            seen.put(&entity.key(), ver, Some(entity));
        }
        assert!(seen.alerts().len() < all.alerts().len());
        let shown = |floor: &Floor| {
            let of = Figures::of(floor, START, &Policy::shipped());
            assert!(of.prevented.alerts > 0 && of.catchable.is_positive());
            let clocks = (of.oldest_money_clock, of.money_clocks_breached);
            (
                of.live,
                of.p0_unattended,
                of.catchable,
                clocks,
                of.prevented,
                of.untouched,
                of.teams,
            )
        };
        assert_eq!(shown(&seen), shown(&all));
    }
}
