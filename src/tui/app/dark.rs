//! Dark desks call once each: the banner names them while they are dark, one sound comes with the first of them. A desk
//! that comes and goes does not call again at once.

use std::collections::BTreeMap;

use crate::domain::figures::{DeskRow, DeskState};
use crate::domain::ids::InstitutionId;
use crate::domain::time::{Millis, Span};

/// How long the banner names a desk that stays dark. Orders time out long before; a query may wait for days, which is
/// for the board to say.
const CALLS: Span = Span::mins(30);
/// A desk that was named does not call again before.
const RESTS: Span = Span::mins(15);

/// When each desk last called, and whether it is dark still.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DarkDesks {
    called: BTreeMap<InstitutionId, (Millis, bool)>,
}

/// Whether a desk has begun to call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum News {
    /// None has.
    None,
    /// One has, or several at once.
    Calls,
}

impl DarkDesks {
    /// Looks at the board.
    pub fn look(&mut self, board: &[DeskRow], now: Millis) -> News {
        let mut news = News::None;
        for desk in board {
            let is_dark = desk.state == DeskState::Dark;
            match self.called.get_mut(&desk.institution) {
                Some((at, was)) => {
                    if is_dark && !*was && now.since(*at) >= RESTS {
                        *at = now;
                        news = News::Calls;
                    }
                    *was = is_dark;
                }
                None if is_dark => {
                    let id = desk.institution.clone();
                    self.called.insert(id, (now, true));
                    news = News::Calls;
                }
                None => {}
            }
        }
        news
    }

    /// The desks the banner names now.
    pub fn calling(&self, now: Millis) -> Vec<InstitutionId> {
        let calls = |(at, is_dark): &(Millis, bool)| *is_dark && now.since(*at) < CALLS;
        let desks = self.called.iter().filter(|(_, called)| calls(called));
        desks.map(|(id, _)| id.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::org::{DeskKind, PaperPolicy};

    fn row(state: DeskState) -> DeskRow {
        DeskRow {
            institution: "ICBC".parse().unwrap(),
            kind: DeskKind::Bank,
            state,
            staffed: state == DeskState::Staffed,
            waiting: 1,
            oldest_wait: None,
            p50: None,
            p90: None,
            query_p50: None,
            query_p90: None,
            last_answer: None,
            paper: PaperPolicy::ActFirst,
        }
    }

    #[test]
    fn a_dark_desk_calls_once_and_not_again_while_it_comes_and_goes() {
        let mut dark = DarkDesks::default();
        let at = |mins: i64| Millis(0) + Span::mins(mins);
        for (mins, state, news, named) in [
            (0, DeskState::Staffed, News::None, 0),
            (1, DeskState::Dark, News::Calls, 1),
            (2, DeskState::Dark, News::None, 1),
            (3, DeskState::Staffed, News::None, 0),
            (3, DeskState::Dark, News::None, 1),
            (5, DeskState::Dark, News::None, 1),
            (20, DeskState::Dark, News::None, 1),
            (21, DeskState::Away, News::None, 0),
            (22, DeskState::Dark, News::Calls, 1),
            (51, DeskState::Dark, News::None, 1),
            (52, DeskState::Dark, News::None, 0),
        ] {
            assert_eq!(dark.look(&[row(state)], at(mins)), news, "{mins}");
            assert_eq!(dark.calling(at(mins)).len(), named, "{mins}");
        }
    }
}
