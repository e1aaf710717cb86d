//! Where stolen money truly is, whatever the centre knows. A sum lies on an account for a while, then leaves it
//! whole for the next accounts or is cashed out. All chance hangs on the account's name, so policies that act
//! in another order meet the same launderers. Accounts are brought up to date when somebody looks.

use std::collections::HashMap;

use super::figures::{DayFigures, MoneyFigures, minutes};
use crate::domain::ids::InstitutionId;
use crate::domain::masked::Token;
use crate::domain::money::Fen;
use crate::domain::time::{Millis, Span};
use crate::sim::chance::Chance;

/// Place of an account in the truth.
pub type AccountNo = usize;

/// What became of the money on an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It lies there.
    Lies,
    /// A bank holds it on the centre's word.
    Held,
    /// It went on to the next accounts.
    MovedOn,
    /// It was taken out; the trace ends.
    CashedOut,
    /// The victim's bank called the delayed transfer back.
    CalledBack,
}

/// An account that stolen money came to.
#[derive(Clone, Debug)]
pub struct Account {
    name: String,
    /// Whose money it is.
    pub victim: usize,
    /// Tier: 1 is paid by the victim.
    pub tier: u8,
    /// The bank of the card.
    pub bank: InstitutionId,
    /// The platform that knows the card, where the payer's record is only an order number.
    pub platform: Option<InstitutionId>,
    /// How much came in.
    pub amount: Fen,
    /// When it came in.
    pub arrived: Millis,
    /// When it leaves; never, where the bank itself locked the account.
    leaves: Option<Millis>,
    /// What became of it.
    pub state: State,
    next: Vec<AccountNo>,
}

/// What a number that the centre holds stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Number {
    /// A bank card.
    Card(AccountNo),
    /// A platform's order number; the card is behind it.
    OrderNo(AccountNo),
}

/// What a bank finds when it carries an order out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// The money is there, and held from now on.
    Held(Fen),
    /// It has moved on to these accounts.
    MovedOn(Vec<AccountNo>),
    /// It was taken out.
    CashedOut,
}

/// Where all the stolen money is; the parts sum to what was paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// Paid by victims.
    pub paid: Fen,
    /// Still on accounts.
    pub lies: Fen,
    /// Held by banks.
    pub held: Fen,
    /// Taken out.
    pub cashed_out: Fen,
    /// Called back before it came in.
    pub called_back: Fen,
}

/// A sum that comes to an account.
#[derive(Clone, Copy)]
struct Came {
    victim: usize,
    tier: u8,
    amount: Fen,
    arrived: Millis,
}

/// All stolen money.
pub struct Truth<'a> {
    seed: u64,
    figures: &'a DayFigures,
    accounts: Vec<Account>,
    numbers: HashMap<Token, Number>,
    paid: Fen,
}

impl<'a> Truth<'a> {
    /// No money was stolen yet.
    pub fn new(seed: u64, figures: &'a DayFigures) -> Self {
        Self {
            seed,
            figures,
            accounts: Vec::new(),
            numbers: HashMap::new(),
            paid: Fen::ZERO,
        }
    }

    /// A victim pays; returns the first account. A delayed transfer comes in later.
    pub fn pay(&mut self, victim: usize, name: &str, amount: Fen, now: Millis) -> AccountNo {
        self.paid = self.paid.saturating_add(amount);
        let arrives = now + self.delay(name);
        let came = Came {
            victim,
            tier: 1,
            amount,
            arrived: arrives,
        };
        self.open(name.to_owned(), came)
    }

    /// How long a victim's transfer is held back by the own bank.
    pub fn delay(&self, victim: &str) -> Span {
        let rules = &self.figures.money;
        let mut chance = Chance::of(self.seed, "delay", victim);
        match (
            chance.hits(rules.delayed),
            chance.hits(rules.delayed_two_hours),
        ) {
            (false, _) => Span(0),
            (true, true) => Span::hours(2),
            (true, false) => Span::hours(24),
        }
    }

    fn open(&mut self, name: String, came: Came) -> AccountNo {
        let Came {
            victim,
            tier,
            amount,
            arrived,
        } = came;
        let (rules, desks) = (&self.figures.money, &self.figures.desks);
        let mut link = Chance::of(self.seed, "link", &name);
        let platform = link
            .hits(rules.third_party)
            .then(|| one_of(&desks.platforms, &mut link));
        let bank = if link.hits(desks.at_resident) {
            one_of(&desks.resident, &mut link)
        } else {
            one_of(&desks.others, &mut link)
        };
        let leaves = stay(rules, self.seed, &name, tier).map(|stay| arrived + stay);
        let no = self.accounts.len();
        self.numbers.insert(token("card", &name), Number::Card(no));
        if platform.is_some() {
            self.numbers
                .insert(token("order", &name), Number::OrderNo(no));
        }
        self.accounts.push(Account {
            name,
            victim,
            tier,
            bank,
            platform,
            amount,
            arrived,
            leaves,
            state: State::Lies,
            next: Vec::new(),
        });
        no
    }

    /// An account as it was last seen.
    pub fn account(&self, no: AccountNo) -> &Account {
        &self.accounts[no]
    }

    /// What a number stands for.
    pub fn number(&self, token: Token) -> Option<Number> {
        self.numbers.get(&token).copied()
    }

    /// The card's number.
    pub fn card(&self, no: AccountNo) -> Token {
        token("card", &self.accounts[no].name)
    }

    /// What the payer's record says: the card and its bank, or an order number and its platform.
    pub fn record(&self, no: AccountNo) -> (Token, &InstitutionId) {
        let account = &self.accounts[no];
        match &account.platform {
            Some(platform) => (token("order", &account.name), platform),
            None => (self.card(no), &account.bank),
        }
    }

    /// The bank carries out a stop: holds what is there, or sees where it went.
    pub fn stop(&mut self, no: AccountNo, now: Millis) -> Finding {
        self.bring_up(no, now);
        let account = &mut self.accounts[no];
        match account.state {
            State::Lies | State::Held => {
                account.state = State::Held;
                Finding::Held(account.amount)
            }
            State::MovedOn => Finding::MovedOn(account.next.clone()),
            State::CashedOut | State::CalledBack => Finding::CashedOut,
        }
    }

    /// When a delayed transfer comes in on an account, while it still waits at the victim's bank: before, nobody
    /// there can hold it.
    pub fn comes_in(&self, no: AccountNo, now: Millis) -> Option<Millis> {
        let account = &self.accounts[no];
        let waits = account.state == State::Lies && now < account.arrived;
        waits.then_some(account.arrived)
    }

    /// The stop has ended: the money goes on after another stay.
    pub fn release(&mut self, no: AccountNo, now: Millis) {
        let account = &mut self.accounts[no];
        if account.state == State::Held {
            let again = format!("{}+", account.name);
            account.state = State::Lies;
            account.leaves =
                stay(&self.figures.money, self.seed, &again, account.tier).map(|stay| now + stay);
        }
    }

    /// The victim's bank calls a delayed transfer back; false when it has come in.
    pub fn call_back(&mut self, no: AccountNo, now: Millis) -> bool {
        let waits = self.comes_in(no, now).is_some();
        if waits {
            self.accounts[no].state = State::CalledBack;
        }
        waits
    }

    /// Lets the money of an account leave, if its time has come.
    fn bring_up(&mut self, no: AccountNo, now: Millis) {
        let account = &self.accounts[no];
        let Some(left) = account.leaves.filter(|at| *at <= now) else {
            return;
        };
        if account.state != State::Lies {
            return;
        }
        let (name, victim) = (account.name.clone(), account.victim);
        let (tier, amount) = (account.tier, account.amount);
        let parts = parts(&self.figures.money, self.seed, &name, tier, amount);
        let next: Vec<AccountNo> = parts
            .into_iter()
            .enumerate()
            .map(|(n, part)| {
                let came = Came {
                    victim,
                    tier: tier + 1,
                    amount: part,
                    arrived: left,
                };
                self.open(format!("{name}/{n}"), came)
            })
            .collect();
        let account = &mut self.accounts[no];
        account.state = if next.is_empty() {
            State::CashedOut
        } else {
            State::MovedOn
        };
        account.next = next;
    }

    /// Brings every account up to date and sums up.
    pub fn totals(&mut self, now: Millis) -> Totals {
        let mut no = 0;
        while no < self.accounts.len() {
            self.bring_up(no, now);
            no += 1;
        }
        let sum = |state| {
            let with = self.accounts.iter().filter(|a| a.state == state);
            with.map(|a| a.amount).sum()
        };
        Totals {
            paid: self.paid,
            lies: sum(State::Lies),
            held: sum(State::Held),
            cashed_out: sum(State::CashedOut),
            called_back: sum(State::CalledBack),
        }
    }
}

/// The number of a name, as the hub's vault would seal it.
pub fn token(kind: &str, name: &str) -> Token {
    Token(xxhash_rust::xxh3::xxh3_128(
        format!("{kind}\0{name}").as_bytes(),
    ))
}

fn one_of(list: &[InstitutionId], chance: &mut Chance) -> InstitutionId {
    list[chance.below(list.len() as u64) as usize].clone()
}

/// How long money lies on an account; for ever, where the bank itself locked it.
fn stay(rules: &MoneyFigures, seed: u64, name: &str, tier: u8) -> Option<Span> {
    let mut chance = Chance::of(seed, "stay", name);
    if chance.hits(rules.locked) && tier == 1 {
        return None;
    }
    let part = chance.weighted(rules.stays.iter().map(|s| s.share));
    Some(minutes(chance.exponential(rules.stays[part].mean_min)))
}

/// The sums that go on to the next accounts, exact to the fen; none where the money is taken out.
fn parts(rules: &MoneyFigures, seed: u64, name: &str, tier: u8, amount: Fen) -> Vec<Fen> {
    let mut chance = Chance::of(seed, "parts", name);
    let [least, most] = rules.tiers;
    let goes_on = chance.hits(rules.next_tier) || tier < least;
    if !goes_on || tier >= most {
        return Vec::new();
    }
    let mean = if tier == 1 {
        rules.split_mean
    } else {
        rules.split_later_mean
    };
    let wanted = 1 + chance.exponential(mean - 0.5) as u32;
    let worth_while = (amount.0 / Fen::yuan(rules.split_least_yuan).0).max(1);
    let count = i64::from(wanted.min(rules.split_most)).min(worth_while);
    let weights: Vec<f64> = (0..count).map(|_| 0.2 + chance.share()).collect();
    let whole: f64 = weights.iter().sum();
    let mut left = amount.0;
    let mut sums: Vec<Fen> = weights[1..]
        .iter()
        .map(|weight| {
            let part = (amount.0 as f64 * weight / whole) as i64;
            left -= part;
            Fen(part)
        })
        .collect();
    sums.push(Fen(left));
    sums
}

#[cfg(test)]
mod tests;
