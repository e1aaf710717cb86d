//! Every bound key on every screen, for every kind of officer, also on screens far too small.

use ratatui::layout::Size;

use crate::domain::alert::Tier;
use crate::domain::org::{Actor, Role};
use crate::text::words::Lang;
use crate::tui::actions::{TABLE, keymap, may};
use crate::tui::app::place::{Place, Screen};
use crate::tui::app::{Msg, prepare, update};
use crate::tui::keys::Chord;
use crate::tui::keys::keymap::UserKeys;
use crate::tui::term::TermEvent;
use crate::tui::testing::{Bench, actor, frame, liaison, live_call, officer};

const SIZES: [(u16, u16); 6] = [(0, 0), (3, 2), (12, 6), (60, 16), (80, 24), (120, 40)];

/// A floor with an alert, a case, orders and a trace.
fn busy(me: &Actor) -> Bench {
    let mut bench = Bench::with_roles(Lang::Zh, (120, 40), me);
    bench.trace();
    let now = bench.hub.now;
    bench.raise(live_call(1, Tier::P0, now));
    bench.raise(live_call(2, Tier::P1, now));
    bench
}

fn press_all(bench: &mut Bench, chord: &Chord) {
    for key in chord.keys() {
        update(&mut bench.model, Msg::Term(TermEvent::Key(*key)));
    }
    prepare(&mut bench.model);
}

#[test]
fn no_key_panics_on_any_screen_at_any_size() {
    let map = keymap(&UserKeys::default()).unwrap();
    let chords = map.all_chords();
    let esc: Chord = "esc".parse().unwrap();
    for me in [officer(), liaison("ICBC")] {
        for screen in Screen::ALL {
            for (width, height) in SIZES {
                let mut bench = busy(&me);
                bench.model.size = Size::new(width, height);
                for chord in &chords {
                    bench.model.place = Place::screen(screen).fitted(bench.model.size);
                    press_all(&mut bench, chord);
                    frame(&bench.model);
                    // Into whatever has opened, and out of it.
                    press_all(&mut bench, chord);
                    press_all(&mut bench, &esc);
                    bench.model.overlays.clear();
                }
            }
        }
    }
}

/// What a reader can be offered: help, palette and command line with every first letter, and the footer.
#[test]
fn a_reader_has_no_action_that_changes_anything() {
    for role in [Role::Wall, Role::Auditor] {
        let mut bench = busy(&actor("r:1", &[role]));
        let changes: Vec<_> = TABLE
            .iter()
            .filter(|row| !row.commands.is_empty() && !may(&bench.model, row))
            .collect();
        assert!(changes.len() > 30, "{role:?}");
        for screen in Screen::ALL {
            bench.model.place = Place::screen(screen).fitted(bench.model.size);
            prepare(&mut bench.model);
            let keys = ["?", "ctrl-p", ":"].map(|key| key.parse::<Chord>().unwrap());
            for row in &changes {
                let footer = footer(&bench);
                assert!(!footer.contains(row.label.zh), "{}: {footer}", row.name);
                for key in &keys {
                    press_all(&mut bench, key);
                    bench.types(row.name);
                    let seen = bench.text();
                    assert!(
                        !seen.contains(row.about.zh),
                        "{} after {key}:\n{seen}",
                        row.name
                    );
                    bench.keys("enter esc esc");
                    bench.model.overlays.clear();
                    assert!(bench.sent.is_empty(), "{} was sent", row.name);
                }
                bench.model.place = Place::screen(screen).fitted(bench.model.size);
            }
        }
    }
}

fn footer(bench: &Bench) -> String {
    bench.text().lines().last().unwrap_or_default().to_owned()
}
