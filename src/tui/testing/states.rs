//! What a floor can look like: an empty one and a flooded one, a line that fell silent, text that means harm. Golden
//! frames show every screen in every one of them.

use std::time::Duration;

use super::{Bench, actor, colleague, live_call, officer, org, raise};
use crate::domain::alert::{FraudType, Tier};
use crate::domain::command::{Command, NoArgs, SeatNow};
use crate::domain::event::{Body, Change};
use crate::domain::ids::Key;
use crate::domain::masked::Private;
use crate::domain::org::{Desk, Org, Role, SeatStatus};
use crate::domain::time::Span;
use crate::feed::frame::close;
use crate::feed::link::FromLink;
use crate::feed::state::LinkState;
use crate::text::safe::SafeText;
use crate::tui::app::prepare;

/// How many alerts a flood has.
const FLOOD: u32 = 3_000;

/// Turned direction, controls and escapes, nothing that is seen, marks on marks, ambiguous widths, length.
const HOSTILE: [&str; 4] = [
    "\u{202e}gnp.exe\u{202c}\u{2066}张\u{2069}\u{200b}小\u{feff}明",
    "\u{1b}[2J\u{1b}]0;owned\u{7}\r\nP0 极 approved\u{9b}31m\u{8}\u{8}",
    "Z\u{335}\u{321}\u{322}\u{340}\u{341}a\u{301}\u{302}\u{303}lgo ½×±“”…①Ⅳ■● ﷽ 𒐫 한국어 ئۇيغۇر",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

/// Of a victim, a trade, a centre, a bank.
const LONG: [&str; 4] = [
    "阿卜杜热合曼·麦合木提·吐尔逊江·买买提明",
    "新疆生产建设兵团第十四师昆玉市退休职工互助合作联社会计主管",
    "巴音郭楞蒙古自治州和静县公安局反电信网络诈骗犯罪侦查中心第二值班分队",
    "克孜勒苏柯尔克孜自治州农村信用合作联社阿合奇县支行驻点席",
];
const LONG_SUB: &str = "u:0412-the-officer-with-the-longest-name-that-an-id-can-be";

/// A floor as a golden frame shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Empty,
    Calm,
    Busy,
    Flood,
    Stale,
    Refused,
    Hostile,
    LongNames,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Empty,
        Self::Calm,
        Self::Busy,
        Self::Flood,
        Self::Stale,
        Self::Refused,
        Self::Hostile,
        Self::LongNames,
    ];

    /// In the name of a frame.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Calm => "calm",
            Self::Busy => "busy",
            Self::Flood => "flood",
            Self::Stale => "stale",
            Self::Refused => "refused",
            Self::Hostile => "hostile",
            Self::LongNames => "long-names",
        }
    }
}

impl Bench {
    /// Brings the floor there.
    pub fn becomes(&mut self, state: State) {
        match state {
            State::Empty => {}
            State::Calm => self.calm(),
            State::Busy => self.busy(),
            State::Flood => self.flood(),
            State::Stale => self.stale(),
            State::Refused => self.refused(),
            State::Hostile => self.hostile(),
            State::LongNames => self.long_names(),
        }
    }

    /// An ordinary hour: one call, a few alerts, nothing out.
    pub fn calm(&mut self) {
        let now = self.hub.now;
        self.raise(live_call(1, Tier::P1, now - Span::secs(95)));
        self.raise(raise(2, Tier::P2, FraudType::TaskRebate, 8_200));
        self.raise(raise(3, Tier::P2, FraudType::FakeService, 13_400));
        self.pass_live(Duration::from_secs(30));
    }

    /// Calls, a queue, orders in every state, a colleague at work.
    pub fn busy(&mut self) {
        self.seat();
        self.calm();
        let now = self.hub.now;
        self.raise(live_call(10, Tier::P0, now - Span::mins(12)));
        self.raise(live_call(11, Tier::P0, now - Span::secs(4)));
        for n in 0..9 {
            let kinds = [
                FraudType::FakeInvestment,
                FraudType::LoanCard,
                FraudType::Romance,
            ];
            let tier = if n % 4 == 0 { Tier::P1 } else { Tier::P2 };
            self.raise(raise(
                20 + n,
                tier,
                kinds[n as usize % 3],
                3_000 + 7_000 * i64::from(n),
            ));
        }
        let first = *self.hub.floor.alerts().keys().nth(1).unwrap();
        let claim = Command::AlertClaim(NoArgs {});
        self.hub
            .on(&colleague(), &Key::Alert(first), claim)
            .unwrap();
        for (n, answer) in (0..).zip(["", "sent", "acked", "stopped 30000", "empty"]) {
            let yuan = 30_000 + 1_111 * i64::from(n);
            self.loss(&colleague(), n, yuan, 4 + 3 * i64::from(n));
            if !answer.is_empty() {
                self.goes_out(self.newest_order(), answer);
            }
        }
        self.pass_live(Duration::from_secs(41));
    }

    /// Thousands of alerts and what a busy hour has.
    pub fn flood(&mut self) {
        self.busy();
        let producer = actor("p:model-7", &[Role::Producer]);
        let kinds = [FraudType::FakeInvestment, FraudType::LoanCard];
        for n in 100..100 + FLOOD {
            let tier = Tier::ALL[if n % 50 == 0 { 1 } else { 2 + n as usize % 2 }];
            let risk = 1_000 + 37 * i64::from(n * 7919 % 4001);
            let told = raise(n, tier, kinds[n as usize % 2], risk);
            self.hub
                .new_item(&producer, Command::AlertRaise(Box::new(told)));
        }
        self.deliver();
        self.pass_live(Duration::from_secs(1));
    }

    /// A busy floor whose line fell silent.
    pub fn stale(&mut self) {
        self.busy();
        self.pass(Duration::from_secs(17));
        let since = self.model.moment.at;
        self.tell(FromLink::State(LinkState::Stale { since }));
        prepare(&mut self.model);
    }

    /// A busy floor whose hub sent the console away for good.
    pub fn refused(&mut self) {
        self.busy();
        self.pass(Duration::from_secs(25));
        self.tell(FromLink::State(LinkState::Refused {
            code: close::INVALID_TOKEN,
            reason: "the token u:0412 is revoked".into(),
        }));
        prepare(&mut self.model);
    }

    /// A calm floor where everything that others write tries to lead the eye or the terminal astray.
    pub fn hostile(&mut self) {
        self.calm();
        let now = self.hub.now;
        let mut told = live_call(50, Tier::P0, now - Span::mins(3));
        told.victim_name = Some(Private::Raw(HOSTILE[0].to_owned()));
        told.reasons = HOSTILE.map(SafeText::line).to_vec();
        told.occupation = Some(SafeText::line(HOSTILE[1]));
        for (turn, text) in told.transcript.iter_mut().zip(HOSTILE) {
            turn.text = Private::Raw(text.to_owned());
        }
        self.raise(told);
        self.report(52_000);
        self.rename(HOSTILE[2], HOSTILE[3]);
        self.pass_live(Duration::from_secs(1));
    }

    /// A calm floor where everybody has the longest of names.
    pub fn long_names(&mut self) {
        self.seat();
        self.calm();
        let now = self.hub.now;
        let mut told = live_call(50, Tier::P0, now - Span::mins(3));
        told.victim_name = Some(Private::Raw(LONG[0].to_owned()));
        told.reasons = vec![LONG[1].into(), LONG[1].repeat(4).as_str().into()];
        told.occupation = Some(LONG[1].into());
        self.raise(told);
        for sub in [LONG_SUB, "u:0398-second-seat-of-the-night-shift"] {
            let sits = Command::SeatStatus(SeatNow {
                status: SeatStatus::OnSeat,
            });
            self.hub.new_item(&actor(sub, &[Role::Dissuader]), sits);
        }
        self.report(52_000);
        self.rename(LONG[2], LONG[3]);
        self.pass_live(Duration::from_secs(1));
    }

    /// Gives the organisation and every desk another name, the same in both languages.
    fn rename(&mut self, centre: &str, desks: &str) {
        let admin = actor("u:admin", &[Role::Admin]);
        let mut is = Org::clone(&self.hub.floor.org(&org()).unwrap().is);
        (is.name_zh, is.name_en) = (SafeText::line(centre), SafeText::line(centre));
        let key = Key::Org(org());
        let body = Body::OrgListed(is);
        self.hub.book(&admin, vec![Change { key, body }]);
        let desks_now: Vec<_> = self
            .hub
            .floor
            .desks()
            .values()
            .map(|desk| Desk::clone(&desk.is))
            .collect();
        for mut desk in desks_now {
            (desk.name_zh, desk.name_en) = (SafeText::line(desks), SafeText::line(desks));
            self.hub.new_item(&admin, Command::DeskList(Box::new(desk)));
        }
        self.deliver();
    }

    fn seat(&mut self) {
        for who in [officer(), colleague(), actor("u:0007", &[Role::Commander])] {
            let sit = Command::SeatStatus(SeatNow {
                status: SeatStatus::OnSeat,
            });
            self.hub.new_item(&who, sit);
        }
    }
}
