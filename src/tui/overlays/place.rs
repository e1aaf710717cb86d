//! What the place is that the money went to: a digit chooses, then the form asks for it. Money taken out in cash
//! is no place: the trace ends where it was.

use ratatui::buffer::Buffer;

use super::{Cursor, EndBox, Fate, Overlay, StopForm, digit, paint};
use crate::domain::hop::{HopEnd, HopKind};
use crate::domain::ids::{CaseId, HopId, Key as ItemKey};
use crate::text::words::{Both, Say, Word};
use crate::tui::actions::{Action, blocked_on, row};
use crate::tui::app::model::Model;
use crate::tui::keys::Key;
use crate::tui::theme::Tone;

/// The kinds of places, by their digits.
const KINDS: [(HopKind, Both); 5] = [
    (
        HopKind::CardFlow,
        Both {
            en: "account: a bank card or account",
            zh: "银行账户：银行卡或账户",
        },
    ),
    (
        HopKind::OrderToCard,
        Both {
            en: "order number: the payment firm names its card",
            zh: "订单号：由支付机构反查银行卡",
        },
    ),
    (
        HopKind::MerchantToCard,
        Both {
            en: "merchant: the payment firm names its card",
            zh: "商户：由支付机构反查结算卡",
        },
    ),
    (
        HopKind::WalletToCard,
        Both {
            en: "wallet: the payment firm names its card",
            zh: "钱包：由支付机构反查绑定卡",
        },
    ),
    (
        HopKind::Crypto,
        Both {
            en: "crypto: an address on a chain or at an exchange",
            zh: "虚拟货币：链上或交易所地址",
        },
    ),
];

/// The last line, where the money came from a place that can end.
const CASH: Both = Both {
    en: "cash: it was taken out, the trace ends here",
    zh: "取现：已被取出，追踪到此为止",
};

/// The question what the place is.
#[derive(Clone, Copy, Debug)]
pub struct PlaceBox {
    case: CaseId,
    from: Option<HopId>,
}

impl PlaceBox {
    /// The question for money that came from another place, or from the victim.
    pub fn new(case: CaseId, from: Option<HopId>) -> Self {
        Self { case, from }
    }

    pub(super) fn press(self, model: &mut Model, key: Key) -> Fate {
        match (digit(key), self.from) {
            (Some(n), _) if n <= KINDS.len() => {
                let form = StopForm::on_place(self.case, self.from, KINDS[n - 1].0);
                model.overlays.push(Overlay::Stop(Box::new(form)));
                Fate::Goes
            }
            (Some(n), Some(from)) if n == KINDS.len() + 1 => {
                let (what, hop) = (row(Action::EndTrace).label, ItemKey::Hop(from));
                if let Some(why) = blocked_on(model, Action::EndTrace, &hop) {
                    model.say(Say::Blocked { what, why }, Tone::Error);
                    return Fate::Stays;
                }
                let end = EndBox::chosen(from, HopEnd::CashedOut);
                model.overlays.push(Overlay::End(end));
                Fate::Goes
            }
            _ => Fate::Stays,
        }
    }

    pub(super) fn paint(self, model: &Model, buffer: &mut Buffer) -> Cursor {
        let (theme, lang) = (&model.setup.theme, model.lang);
        let cash = self.from.map(|_| CASH);
        let kinds = KINDS.iter().map(|(_, about)| *about);
        let lines: Vec<Both> = kinds.chain(cash).collect();
        let (title, count) = (Word::PlaceForm.text(lang), lines.len() as u16);
        let inside = paint::centred(model, buffer, title, 64, count + 2);
        for (n, about) in lines.iter().enumerate() {
            let line = format!("{}  {}", n + 1, about.text(lang));
            let area = paint::row(inside, n as u16);
            paint::key_line(buffer, area, theme, &line, Tone::Text);
        }
        paint::note(model, buffer, paint::row(inside, count));
        let hint = Word::OutcomeHint.text(lang);
        let area = paint::row(inside, count + 1);
        paint::text(buffer, area, theme, Tone::Dim, hint);
        None
    }
}
