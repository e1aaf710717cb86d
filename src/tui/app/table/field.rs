//! What a table knows of its rows: the fields its columns show, in the order they stand, and more that only the
//! filter knows. Filter words, sorting, the head of the table and the configuration all use these names.

use std::borrow::Cow;

use crate::domain::alert::{AlertState, FraudType, Tier};
use crate::domain::case::CaseState;
use crate::domain::hop::HopState;
use crate::domain::order::OrderState;
use crate::domain::org::{DeskKind, SeatStatus, Team};
use crate::text::words::{Lang, Term, Word};
use crate::tui::app::place::Pane;

/// One field of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs)] // the table below names them
pub enum Field {
    Account,
    Age,
    Alarm,
    Amount,
    Answer,
    Bank,
    Call,
    Clock,
    Duty,
    Free,
    InHand,
    Kind,
    Last,
    Level,
    Next,
    No,
    Officer,
    Oldest,
    Owner,
    Paper,
    Query,
    Reach,
    Solve,
    Staff,
    State,
    Team,
    Tier,
    Type,
    Waiting,
    Who,
    Work,
    Worth,
}

/// What a field holds, and so how it is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// One of a few words: `state:new`.
    Term,
    /// Text: a part of it, `who:138`.
    Text,
    /// An institution: the beginning of its code or a part of its name.
    Bank,
    /// A person: `owner:0412`, `owner:me`, `owner:none`.
    Person,
    /// Money: `amount>50k`.
    Money,
    /// A length of time: `age>5m`.
    Span,
    /// A number: `no:412`, `level>2`.
    Count,
}

impl Field {
    /// The name, as it is typed, and the word above its column.
    const fn row(self) -> (&'static str, Word, Holds) {
        use Holds as H;
        match self {
            Self::Account => ("account", Word::Account, H::Text),
            Self::Age => ("age", Word::Age, H::Span),
            Self::Alarm => ("alarm", Word::Alarm, H::Count),
            Self::Amount => ("amount", Word::Amount, H::Money),
            Self::Answer => ("answer", Word::OrderTimes, H::Span),
            Self::Bank => ("bank", Word::Institution, H::Bank),
            Self::Call => ("call", Word::Call, H::Span),
            Self::Clock => ("clock", Word::Clock, H::Span),
            Self::Duty => ("duty", Word::DutyDue, H::Span),
            Self::Free => ("free", Word::FreeAt, H::Span),
            Self::InHand => ("inhand", Word::InHand, H::Count),
            Self::Kind => ("kind", Word::Source, H::Term),
            Self::Last => ("last", Word::LastAnswer, H::Span),
            Self::Level => ("level", Word::TierNo, H::Count),
            Self::Next => ("next", Word::NextStep, H::Term),
            Self::No => ("no", Word::Number, H::Count),
            Self::Officer => ("officer", Word::Officers, H::Person),
            Self::Oldest => ("oldest", Word::Oldest, H::Span),
            Self::Owner => ("owner", Word::Owner, H::Person),
            Self::Paper => ("paper", Word::Paper, H::Term),
            Self::Query => ("query", Word::QueryTimes, H::Span),
            Self::Reach => ("reach", Word::Reach, H::Money),
            Self::Solve => ("solve", Word::SolveClock, H::Span),
            Self::Staff => ("staff", Word::Staff, H::Count),
            Self::State => ("state", Word::State, H::Term),
            Self::Team => ("team", Word::Team, H::Term),
            Self::Tier => ("tier", Word::Tier, H::Term),
            Self::Type => ("type", Word::What, H::Term),
            Self::Waiting => ("waiting", Word::Waiting, H::Count),
            Self::Who => ("who", Word::Who, H::Text),
            Self::Work => ("work", Word::Task, H::Term),
            Self::Worth => ("worth", Word::Worth, H::Money),
        }
    }

    /// As it is typed.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The word above its column.
    pub const fn word(self) -> Word {
        self.row().1
    }

    /// What it holds.
    pub const fn holds(self) -> Holds {
        self.row().2
    }
}

/// The fields of the columns of a table, from left to right as they are painted.
pub const fn columns(pane: Pane) -> &'static [Field] {
    use Field as F;
    match pane {
        Pane::Live => &[
            F::Tier,
            F::Call,
            F::Who,
            F::Type,
            F::Amount,
            F::State,
            F::Owner,
        ],
        Pane::Queue => &[
            F::Tier,
            F::Clock,
            F::Who,
            F::Type,
            F::Amount,
            F::Worth,
            F::Age,
            F::State,
            F::Owner,
            F::No,
        ],
        Pane::Orders => &[
            F::Bank,
            F::Account,
            F::State,
            F::Clock,
            F::Amount,
            F::Level,
            F::Owner,
            F::No,
        ],
        Pane::Cliff => &[
            F::Free,
            F::Clock,
            F::Amount,
            F::Bank,
            F::Account,
            F::State,
            F::Alarm,
            F::No,
        ],
        Pane::Cases => &[
            F::No,
            F::Clock,
            F::Duty,
            F::Who,
            F::Amount,
            F::State,
            F::Type,
            F::Owner,
            F::Solve,
        ],
        Pane::Tree => &[
            F::Bank,
            F::Level,
            F::Amount,
            F::Age,
            F::State,
            F::Reach,
            F::Next,
        ],
        Pane::Desks => &[
            F::Bank,
            F::State,
            F::Waiting,
            F::Oldest,
            F::Answer,
            F::Last,
            F::Query,
            F::Paper,
            F::Kind,
        ],
        Pane::Teams => &[F::Team, F::Waiting, F::InHand, F::Oldest, F::Staff],
        Pane::Officers => &[F::Officer, F::Team, F::State, F::Age],
        Pane::Inbox => &[
            F::Work,
            F::Clock,
            F::Account,
            F::Amount,
            F::State,
            F::No,
            F::Level,
            F::Bank,
        ],
        Pane::Holding => &[F::Account, F::State, F::Clock, F::Amount, F::No],
        Pane::Recovered | Pane::Alert | Pane::Case | Pane::Order | Pane::Hop | Pane::Task => &[],
    }
}

/// Everything a table can be filtered by: its columns, then what has none.
pub fn fields(pane: Pane) -> impl Iterator<Item = Field> {
    use Field as F;
    let more: &[Field] = match pane {
        Pane::Live => &[F::Age, F::Worth, F::No],
        Pane::Queue => &[F::Call],
        Pane::Orders => &[F::Age, F::Alarm],
        Pane::Cliff => &[F::Owner, F::Age],
        Pane::Cases => &[F::Age, F::Bank],
        Pane::Inbox => &[F::Age],
        Pane::Holding => &[F::Bank],
        _ => &[],
    };
    columns(pane).iter().chain(more).copied()
}

/// The field of a name, as far as the table has it.
pub fn named(pane: Pane, name: &str) -> Option<Field> {
    fields(pane).find(|field| field.name() == name)
}

/// The table a pane stands for: itself, or the list beside the item it shows.
pub const fn table_of(pane: Pane) -> Option<Pane> {
    Some(match pane {
        Pane::Alert => Pane::Queue,
        Pane::Case => Pane::Cases,
        Pane::Order => Pane::Orders,
        Pane::Hop => Pane::Tree,
        Pane::Task => Pane::Inbox,
        Pane::Recovered => return None,
        table => table,
    })
}

/// The names a word can be asked for by: the wire's, the English, the Chinese one, and a short one.
pub type Names = [Cow<'static, str>; 4];

/// The words a field of a table can hold, in the order they sort.
pub fn terms(pane: Pane, field: Field) -> Vec<Names> {
    match (field, pane) {
        (Field::Tier, _) => names(Tier::ALL, Tier::word),
        (Field::Type, _) => {
            let mut all = names(FraudType::ALL, FraudType::word);
            for (n, names) in all.iter_mut().enumerate() {
                names[3] = format!("T{:02}", n + 1).into();
            }
            all
        }
        (Field::Team, _) => names(Team::ALL, Team::word),
        (Field::Paper, _) => vec![words(Word::PaperFirstDesk), words(Word::ActFirstDesk)],
        (Field::Kind, _) => names(DeskKind::ALL, DeskKind::word),
        (Field::Work, _) => WORKS.map(words).into(),
        (Field::Next, _) => NEXTS.map(words).into(),
        (Field::State, Pane::Live | Pane::Queue) => names(AlertState::ALL, AlertState::word),
        (Field::State, Pane::Orders | Pane::Cliff | Pane::Holding) => {
            names(OrderState::ALL, OrderState::word)
        }
        (Field::State, Pane::Cases) => names(CaseState::ALL, CaseState::word),
        (Field::State, Pane::Tree) => names(HopState::ALL, HopState::word),
        (Field::State, Pane::Officers) => names(SeatStatus::ALL, SeatStatus::word),
        (Field::State, Pane::Desks) => DESKS.map(words).into(),
        (Field::State, Pane::Inbox) => {
            let mut stands: Vec<Names> = STANDS.map(words).into();
            stands[0][3] = Word::NotTaken.text(Lang::En).into();
            stands[0][0] = Word::NotTaken.text(Lang::Zh).into();
            stands
        }
        _ => Vec::new(),
    }
}

/// How a desk stands, trouble first.
const DESKS: [Word; 3] = [Word::Dark, Word::Staffed, Word::Away];
/// How far an item is at a desk.
const STANDS: [Word; 4] = [Word::Owed, Word::InHand, Word::Late, Word::PaperWanted];
/// What is wanted of a desk.
const WORKS: [Word; 5] = [
    Word::WorkStop,
    Word::WorkTelecom,
    Word::WorkAsk,
    Word::WorkCard,
    Word::WorkStatement,
];
/// What must happen next at a place.
const NEXTS: [Word; 6] = [
    Word::NextAsk,
    Word::NextPaper,
    Word::NextDraft,
    Word::NextReview,
    Word::NextSend,
    Word::NextAnswer,
];

fn names<T: Term>(all: &[T], wire: impl Fn(T) -> Cow<'static, str>) -> Vec<Names> {
    let names = |term: &T| {
        let (en, zh) = (term.term(Lang::En), term.term(Lang::Zh));
        [wire(*term), en, zh, Cow::Borrowed("")]
    };
    all.iter().map(names).collect()
}

fn words(word: Word) -> Names {
    let (en, zh) = (word.text(Lang::En), word.text(Lang::Zh));
    [en, en, zh, ""].map(Cow::Borrowed)
}
