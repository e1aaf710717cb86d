use std::time::Duration;

use zeroize::Zeroizing;

use crate::domain::ids::Key;
use crate::domain::money::Fen;
use crate::domain::refusal::Code;
use crate::domain::reveal::Purpose;
use crate::feed::link::{FromLink, NotShown, Revealed};
use crate::feed::secret::Secret;
use crate::text::words::Lang;
use crate::tui::app::effect::Effect;
use crate::tui::testing::{Bench, liaison};

const NUMBER: &str = "6222021234561234";
const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 16)];

fn desk(lang: Lang, size: (u16, u16)) -> (Bench, Key) {
    let mut bench = Bench::with_roles(lang, size, &liaison("ICBC"));
    let order = bench.order_sent(1, Fen::yuan(41_000));
    (bench, Key::Order(order))
}

fn shown(key: &Key) -> FromLink {
    let number = Secret::new(Zeroizing::new(NUMBER.to_owned()));
    FromLink::Revealed(Revealed {
        key: key.clone(),
        shown: Ok((number, Duration::from_secs(30))),
    })
}

#[test]
fn a_number_is_asked_for_with_a_purpose_and_gone_after_its_time() {
    for size in SIZES {
        for lang in [Lang::Zh, Lang::En] {
            let (mut bench, key) = desk(lang, size);
            bench.effects.clear();
            bench.keys("r");
            assert_eq!(bench.effects, [], "nothing is asked without a purpose");
            bench.keys("1");
            assert_eq!(
                bench.effects,
                [Effect::Reveal(key.clone(), Purpose::CarryOut)]
            );
            bench.tell(shown(&key));
            assert!(
                bench.text().contains("6222 0212 3456 1234"),
                "{}",
                bench.text()
            );
            bench.keys("y c n 1");
            assert_eq!(
                bench.effects.len(),
                1,
                "nothing copies it: {:?}",
                bench.effects
            );
            assert!(!format!("{:?}", bench.model.overlays).contains(NUMBER));
            bench.pass_live(Duration::from_secs(29));
            assert!(bench.text().contains("6222 0212"), "{}", bench.text());
            bench.pass_live(Duration::from_secs(1));
            assert!(!bench.text().contains("6222 0212"), "{}", bench.text());
            assert!(bench.model.overlays.is_empty());
        }
    }
}

#[test]
fn a_key_ends_it_at_once_and_a_refusal_says_why() {
    let (mut bench, key) = desk(Lang::En, (80, 24));
    for close in ["esc", "enter"] {
        bench.tell(shown(&key));
        bench.keys(close);
        assert!(bench.model.overlays.is_empty(), "{close}");
    }
    for (why, said) in [
        (
            NotShown::Refused(Code::RevealQuota),
            "no more reveals this hour",
        ),
        (NotShown::NoLine, "not connected"),
    ] {
        bench.tell(FromLink::Revealed(Revealed {
            key: key.clone(),
            shown: Err(why),
        }));
        assert!(bench.said().contains(said), "{}", bench.said());
    }
}
