//! A clock, an amount, a state or a mask stands whole: every table at every width, in both languages, on a busy floor
//! and where everything has its longest name.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::contents;
use crate::text::words::Lang;
use crate::tui::app::place::{Pane, Place, Screen, WIDE};
use crate::tui::app::{prepare, speak};
use crate::tui::testing::{Bench, State, walkers};
use crate::tui::widgets::table::tests::CUT;

/// Everything that is cut though it must not be, on every screen of this console.
fn cut(bench: &mut Bench) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for screen in Screen::ALL {
        bench.model.place = Place::screen(screen);
        prepare(&mut bench.model);
        let panes = screen.panes(WIDE).iter();
        for pane in panes.filter(|pane| Pane::TABLES.contains(pane)) {
            for width in 36..=200 {
                let area = Rect::new(0, 0, width, 40);
                let mut buffer = Buffer::empty(area);
                CUT.take();
                contents(&bench.model, &mut buffer, *pane, area);
                let cut = CUT.take().into_iter();
                found.extend(cut.map(|cut| format!("{pane:?} at {width}: {cut}")));
            }
        }
    }
    found
}

#[test]
fn no_clock_amount_state_or_mask_is_cut_at_any_width() {
    let mut found = BTreeSet::new();
    for who in walkers() {
        for state in [State::Busy, State::LongNames, State::Stale] {
            let mut bench = Bench::with_roles(Lang::Zh, (200, 60), &who);
            bench.trace();
            bench.becomes(state);
            if !bench.model.is_liaison() {
                bench.keys("3 t");
            }
            for lang in [Lang::Zh, Lang::En] {
                speak(&mut bench.model, lang);
                found.extend(cut(&mut bench));
            }
        }
    }
    assert_eq!(found, BTreeSet::new());
}

/// The question and the digits that answer it, on the smallest screens too, and what is left of the text.
#[test]
fn the_answers_are_always_in_sight() {
    for (lang, asked, answers, more) in [
        (Lang::Zh, "银行卡信息", "1 没有  2 有  3 不清楚", "还有"),
        (Lang::En, "bank-card", "1 no  2 yes  3 unsure", "more"),
    ] {
        for size in [(40, 12), (60, 16), (80, 24), (100, 30)] {
            let mut bench = Bench::new(lang, size);
            bench.busy();
            bench.keys("n");
            bench.settle();
            for _ in 0..60 {
                let text = bench.text();
                assert!(text.contains(asked), "{size:?}\n{text}");
                assert!(text.contains(answers), "{size:?}\n{text}");
                bench.keys("j");
            }
            bench.keys("g g");
            assert!(bench.text().contains(more), "{size:?}\n{}", bench.text());
        }
    }
}

/// An answer to the script is not cut off behind a long question.
#[test]
fn what_was_answered_is_whole() {
    for lang in [Lang::Zh, Lang::En] {
        for width in 20..=80 {
            let mut page = super::page::Page::new(width);
            let question = lang.pick(
                "Did you give anyone your bank-card details?",
                "您有没有把银行卡信息告诉别人？",
            );
            page.answered(question, crate::tui::theme::Tone::Ok, "yes");
            let area = Rect::new(0, 0, width, page.height());
            let mut buffer = Buffer::empty(area);
            let bench = Bench::new(lang, (80, 24));
            page.paint(&mut buffer, area, &bench.model.setup.theme, 0);
            let text = crate::tui::testing::lines(&buffer).join(" ");
            assert!(
                text.contains("yes") && !text.contains('…'),
                "{width}: {text}"
            );
        }
    }
}

/// Of a message that is longer than half the screen it is said that it goes on.
#[test]
fn a_message_that_is_cut_says_so() {
    use crate::text::words::Say;
    use crate::tui::theme::Tone;
    let mut bench = Bench::new(Lang::En, (40, 12));
    bench.busy();
    let target = "**** 1234  ¥1 000 000.00  ".repeat(20);
    let (no, left) = (412, crate::domain::time::Span::secs(5));
    let ask = None;
    let say = Say::Leaving {
        no,
        target,
        left,
        ask,
    };
    bench.model.say(say, Tone::Danger);
    prepare(&mut bench.model);
    let text = bench.text();
    assert!(text.contains('…'), "{text}");
    assert!(
        text.lines()
            .nth(2)
            .is_some_and(|line| !line.contains("1234")),
        "{text}"
    );
}

/// What was said is never cut, however narrow the screen.
#[test]
fn a_message_is_whole() {
    use crate::text::words::Say;
    use crate::tui::theme::Tone;
    for size in [(40, 12), (60, 16), (80, 24)] {
        let mut bench = Bench::new(Lang::En, size);
        bench.busy();
        let say = Say::Leaving {
            no: 412,
            target: "**** 1234  ¥1 000 000.00  **** 5678".to_owned(),
            left: crate::domain::time::Span::secs(5),
            ask: None,
        };
        let said = say.text(Lang::En);
        bench.model.say(say, Tone::Danger);
        prepare(&mut bench.model);
        let text = bench.text();
        let missing: Vec<_> = said
            .split_whitespace()
            .filter(|w| !text.contains(w))
            .collect();
        assert_eq!(missing, Vec::<&str>::new(), "{size:?}\n{text}");
    }
}

/// What the hub or the system said of a line that is down can be read, and told to who mends it.
#[test]
fn the_help_has_the_words_of_a_line_that_is_down() {
    let mut bench = Bench::new(Lang::Zh, (80, 24));
    bench.refused();
    bench.keys("?");
    let text = bench.text();
    let said = super::fault(&bench.model).unwrap();
    assert!(text.contains(&**said), "{text}");
}
