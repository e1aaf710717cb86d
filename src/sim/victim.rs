//! One simulated contact: who is called, by whom, what they would do. Everything follows from the seed and the
//! contact's name, so the caller, the officer who calls back and the bank all meet the same person.

use super::centre::{Centre, grade};
use super::chance::Chance;
use crate::domain::alert::{AlertKind, FraudType, Tier};
use crate::domain::case::Delay;
use crate::domain::money::Fen;
use crate::domain::time::Span;

/// What is true about a contact, known to nobody on the floor.
#[derive(Clone, PartialEq, Debug)]
pub struct Victim {
    /// Name of the contact: the source id of its alert.
    pub name: String,
    /// Grade the model gives.
    pub tier: Tier,
    /// Fraud type.
    pub fraud_type: FraudType,
    /// Where the warning comes from.
    pub kind: AlertKind,
    /// Whether the call is going on when the warning comes.
    pub in_call: bool,
    /// Would be paid, if nobody stepped in, this long after the warning; never, if absent.
    pub pays_after: Option<Span>,
    /// How much.
    pub amount: Fen,
    /// Answers the phone.
    pub reachable: bool,
    /// Listens to a warning.
    pub listens: bool,
    /// Age.
    pub age: u8,
    /// Phone, impossible: no such prefix is assigned.
    pub phone: String,
    /// Name, synthetic.
    pub person: String,
    /// The caller's number, impossible.
    pub caller: String,
    /// The account money would go to, impossible: unassigned prefix, fails Luhn.
    pub account: String,
    /// The institution that keeps it.
    pub institution: &'static str,
    /// County.
    pub org: &'static str,
    /// Whether the transfer comes in later, as the victim says.
    pub delay: Option<Delay>,
}

const BANKS: [&str; 8] = [
    "ICBC", "ABC", "BOC", "CCB", "BOCOM", "PSBC", "CMB", "ALIPAY",
];
const COUNTIES: [&str; 9] = [
    "330702", "330703", "330723", "330726", "330727", "330781", "330782", "330783", "330784",
];
const FAMILY_NAMES: [&str; 10] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"];

impl Victim {
    /// The contact of a name.
    pub fn of(centre: &Centre, seed: u64, name: &str) -> Self {
        let mut c = Chance::of(seed, "victim", name);
        let tier =
            [Tier::P0, Tier::P1, Tier::P2, Tier::P3][c.weighted(centre.grades.iter().copied())];
        let g = grade(tier);
        let share = centre.types[c.weighted(centre.types.iter().map(|t| t.share))];
        let in_call = c.hits(centre.in_call[g]);
        let pays = c.hits(centre.pays[g]);
        let yuan = c.lognormal(centre.loss_median_yuan, centre.loss_sigma) * share.loss;
        let pays_after = Span((c.exponential(centre.pays_after_min[g]) * 60_000.0) as i64);
        Self {
            name: name.to_owned(),
            tier,
            fraud_type: share.fraud_type,
            kind: if in_call {
                AlertKind::LiveCall
            } else {
                AlertKind::ModelVictim
            },
            in_call,
            pays_after: pays.then_some(pays_after),
            amount: Fen::yuan((yuan as i64).clamp(100, 5_000_000)),
            reachable: c.hits(centre.contacted),
            listens: c.hits(centre.dissuaded),
            age: 18 + c.below(55) as u8,
            phone: format!("120{:08}", c.below(100_000_000)),
            person: format!(
                "{}某{}",
                FAMILY_NAMES[c.below(10) as usize],
                FAMILY_NAMES[c.below(10) as usize]
            ),
            caller: caller(c.below(100_000_000)),
            account: impossible_card(&mut c),
            institution: BANKS[c.below(BANKS.len() as u64) as usize],
            org: COUNTIES[c.below(COUNTIES.len() as u64) as usize],
            delay: delay(&mut c, centre),
        }
    }

    /// Ten-year age band.
    pub fn age_band(&self) -> String {
        let from = self.age / 10 * 10;
        format!("{from}-{}", from + 9)
    }
}

/// Numbers of callers: one impossible prefix of each carrier.
const CALLERS: [&str; 3] = ["127", "128", "129"];

fn caller(drawn: u64) -> String {
    let prefix = CALLERS[(drawn % CALLERS.len() as u64) as usize];
    format!("{prefix}{drawn:08}")
}

/// 4 % of transfers are delayed, half by 2 h, half by 24 h; of the others nobody has asked yet.
fn delay(c: &mut Chance, centre: &Centre) -> Option<Delay> {
    let delay = if c.hits(0.5) {
        Delay::TwoHours
    } else {
        Delay::NextDay
    };
    c.hits(centre.delayed).then_some(delay)
}

/// A 19-digit number of an unassigned prefix whose check digit is wrong.
pub fn impossible_card(c: &mut Chance) -> String {
    let body = format!("0000{:014}", c.below(100_000_000_000_000));
    let wrong = (luhn_digit(&body) + 1 + c.below(8) as u32) % 10;
    format!("{body}{wrong}")
}

/// The digit that would make `body` pass Luhn.
fn luhn_digit(body: &str) -> u32 {
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, b)| {
            let digit = u32::from(b - b'0');
            if at % 2 == 0 {
                if digit > 4 { digit * 2 - 9 } else { digit * 2 }
            } else {
                digit
            }
        })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_the_same_whoever_asks() {
        let centre = Centre::published();
        assert_eq!(Victim::of(&centre, 7, "w-1"), Victim::of(&centre, 7, "w-1"));
        assert_ne!(
            Victim::of(&centre, 7, "w-1").phone,
            Victim::of(&centre, 8, "w-1").phone
        );
    }

    #[test]
    fn identities_are_impossible() {
        let centre = Centre::published();
        assert_eq!(luhn_digit("7992739871"), 3, "the textbook example");
        let mut callers = std::collections::BTreeSet::new();
        for n in 0..500 {
            let v = Victim::of(&centre, 7, &format!("w-{n}"));
            let (body, last) = v.account.split_at(18);
            assert_ne!(
                luhn_digit(body),
                last.parse::<u32>().unwrap(),
                "{}",
                v.account
            );
            assert!(v.phone.starts_with("120") && v.phone.len() == 11);
            assert_eq!(v.caller.len(), 11);
            callers.insert(v.caller[..3].to_owned());
        }
        assert_eq!(callers.len(), 3, "every carrier has callers: {callers:?}");
    }

    #[test]
    fn grades_follow_the_published_mix() {
        let centre = Centre::published();
        let mut count = [0u32; 4];
        for n in 0..20_000 {
            count[grade(Victim::of(&centre, 3, &format!("w-{n}")).tier)] += 1;
        }
        assert!((30..100).contains(&count[0]), "{count:?}");
        assert!((380..600).contains(&count[1]), "{count:?}");
        assert!((4_600..5_400).contains(&count[2]), "{count:?}");
    }
}
