//! The call script 劝阻话术: what the officer asks, answered by digits. Each answer re-scores the alert on
//! the spot; the points are policy, the questions are the report's own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::money::Fen;
use super::policy::ScriptPolicy;
use crate::open_enum;

/// The highest score.
pub const SCORE_MOST: u16 = 1000;

open_enum! {
    /// The questions in the order they are asked.
    Question {
        /// Did you give away bank-card details?
        BankDetails = "bank_details",
        /// Did you transfer money, and how?
        Transferred = "transferred",
        /// How much?
        Amount = "amount",
        /// When?
        When = "when",
        /// Did you install an app?
        AppInstalled = "app_installed",
        /// Did you share your screen?
        ScreenShared = "screen_shared",
        /// Is the caller still on the line?
        StillOnLine = "still_on_line",
    }
}

open_enum! {
    /// Answers; each question allows some of them, see [`Question::choices`].
    Choice {
        No = "no",
        Yes = "yes",
        Unsure = "unsure",
        Bank = "bank",
        Wechat = "wechat",
        Alipay = "alipay",
        OtherWay = "other_way",
        Under5Min = "under_5_min",
        Under30Min = "under_30_min",
        Under2Hours = "under_2_hours",
        Longer = "longer",
        /// The amount is in the answer's `amount`.
        Sum = "sum",
    }
}

impl Question {
    /// The answers by digit: the first is `1`. Empty for the amount, which is typed.
    pub fn choices(self) -> &'static [Choice] {
        use Choice as C;
        match self {
            Self::BankDetails | Self::AppInstalled | Self::ScreenShared | Self::StillOnLine => {
                &[C::No, C::Yes, C::Unsure]
            }
            Self::Transferred => &[C::No, C::Bank, C::Wechat, C::Alipay, C::OtherWay],
            Self::When => &[
                C::Under5Min,
                C::Under30Min,
                C::Under2Hours,
                C::Longer,
                C::Unsure,
            ],
            Self::Amount | Self::Unknown(_) => &[],
        }
    }

    /// Whether `choice` answers this question.
    pub fn allows(self, choice: Choice) -> bool {
        self.choices().contains(&choice) || (self == Self::Amount && choice == Choice::Sum)
    }
}

/// One answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// The choice.
    pub choice: Choice,
    /// The amount in fen, for the amount question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Fen>,
}

/// Answers so far, one a question, in the order given.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Script(pub Vec<Answer>);

impl Script {
    /// The answer to a question, if given.
    pub fn get(&self, question: Question) -> Option<&Answer> {
        self.0.iter().find(|a| a.question == question)
    }

    /// Gives or corrects an answer. Where no money was transferred after all, how much and when say nothing any more;
    /// the sum that was told falls with them and is given back.
    pub fn put(&mut self, answer: Answer) -> Option<Fen> {
        if let Some(given) = self.0.iter_mut().find(|a| a.question == answer.question) {
            *given = answer;
        } else {
            self.0.reserve_exact(1);
            self.0.push(answer);
        }
        if answer.question != Question::Transferred || self.has_transferred() {
            return None;
        }
        let told = self.get(Question::Amount).and_then(|a| a.amount);
        let is_moot = |a: &Answer| matches!(a.question, Question::Amount | Question::When);
        self.0.retain(|a| !is_moot(a));
        told
    }

    /// Whether the victim says money was transferred.
    pub fn has_transferred(&self) -> bool {
        self.get(Question::Transferred).is_some_and(|a| {
            matches!(
                a.choice,
                Choice::Bank | Choice::Wechat | Choice::Alipay | Choice::OtherWay
            )
        })
    }

    /// The next question to ask: amount and time only where money was transferred.
    pub fn next(&self) -> Option<Question> {
        Question::ALL.iter().copied().find(|q| {
            let asked = !matches!(q, Question::Amount | Question::When) || self.has_transferred();
            asked && self.get(*q).is_none()
        })
    }

    /// The points the answers add to the model's score.
    pub fn points(&self, policy: &ScriptPolicy) -> u16 {
        self.0
            .iter()
            .map(|a| policy.points(a.question, a.choice))
            .fold(0, u16::saturating_add)
    }
}
