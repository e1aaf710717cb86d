//! Keys to actions by context, the user's keys over the defaults, and what is refused.

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Next,
    Claim,
    Top,
    Bottom,
    Screen,
    Answer,
    Find,
}

const LISTS: &[Context] = &[Context::LIST];
const TABLE: &[Binding<Act>] = &[
    row(Act::Next, "next", &[Context::GLOBAL], &["n"]),
    row(Act::Claim, "claim", &[Context::LIST, Context::ITEM], &["c"]),
    row(Act::Top, "top", LISTS, &["g g", "home"]),
    row(Act::Bottom, "bottom", LISTS, &["G"]),
    row(Act::Screen, "screen-1", &[Context::GLOBAL], &["1"]),
    row(Act::Answer, "answer-1", &[Context::SCRIPT], &["1"]),
    row(Act::Find, "find", &[Context::GLOBAL], &["/"]),
];

const fn row(
    action: Act,
    name: &'static str,
    contexts: &'static [Context],
    keys: &'static [&'static str],
) -> Binding<Act> {
    Binding {
        action,
        name,
        contexts,
        keys,
    }
}

fn user(keys: &[(&str, &[&str])]) -> UserKeys {
    keys.iter()
        .map(|(name, keys)| {
            let keys = keys.iter().map(|key| (*key).to_owned()).collect();
            ((*name).to_owned(), keys)
        })
        .collect()
}

fn map(keys: &[(&str, &[&str])]) -> Keymap<Act> {
    Keymap::build(TABLE, &user(keys)).unwrap()
}

/// What a chord typed in these contexts leads to, key by key.
fn typed(map: &Keymap<Act>, contexts: &[Context], text: &str) -> Vec<Press<Act>> {
    let mut pending = Pending::default();
    let chord: Chord = text.parse().unwrap();
    let keys = chord.keys().iter();
    keys.map(|key| map.press(&mut pending, contexts, *key))
        .collect()
}

#[test]
fn keys_lead_to_actions_by_context() {
    let map = map(&[]);
    let list = [Context::LIST, Context::GLOBAL];
    let script = [Context::SCRIPT, Context::ITEM, Context::GLOBAL];
    for (contexts, text, expected) in [
        (&list[..], "n", vec![Press::Action(Act::Next)]),
        (&list, "ｎ", vec![Press::Action(Act::Next)]),
        (&list, "、", vec![Press::Action(Act::Find)]),
        (&list, "c", vec![Press::Action(Act::Claim)]),
        (&script, "c", vec![Press::Action(Act::Claim)]),
        (&list[1..], "c", vec![Press::Unbound]),
        (&list, "1", vec![Press::Action(Act::Screen)]),
        (&script, "1", vec![Press::Action(Act::Answer)]),
        (&list, "g g", vec![Press::Pending, Press::Action(Act::Top)]),
        (&list, "g esc", vec![Press::Pending, Press::Cancelled]),
        (
            &list,
            "g n n",
            vec![Press::Pending, Press::Cancelled, Press::Action(Act::Next)],
        ),
        (&list, "home", vec![Press::Action(Act::Top)]),
        (&list, "x", vec![Press::Unbound]),
    ] {
        assert_eq!(
            typed(&map, contexts, text),
            expected,
            "{text} in {contexts:?}"
        );
    }
}

#[test]
fn the_users_keys_replace_the_defaults_of_that_action_alone() {
    let map = map(&[("claim", &["C", "space c"]), ("bottom", &[])]);
    let list = [Context::LIST, Context::GLOBAL];
    assert_eq!(typed(&map, &list, "c"), [Press::Unbound]);
    assert_eq!(typed(&map, &list, "C"), [Press::Action(Act::Claim)]);
    assert_eq!(typed(&map, &list, "G"), [Press::Unbound]);
    assert_eq!(typed(&map, &list, "n"), [Press::Action(Act::Next)]);
    let chords: Vec<_> = map.chords(Act::Claim).map(ToString::to_string).collect();
    assert_eq!(chords, ["C", "space c"]);
    assert_eq!(map.chords(Act::Bottom).count(), 0);
}

#[test]
fn a_begun_chord_tells_what_may_follow() {
    let map = map(&[("bottom", &["g e"])]);
    let list = [Context::LIST, Context::GLOBAL];
    let mut pending = Pending::default();
    map.press(&mut pending, &list, Key::from('g'));
    assert_eq!(pending.keys(), [Key::from('g')]);
    assert_eq!(
        map.continuations(&pending, &list),
        [
            (Key::from('g'), Some(Act::Top)),
            (Key::from('e'), Some(Act::Bottom))
        ]
    );
}

#[test]
fn what_can_not_be_is_refused_by_name() {
    for (keys, parts) in [
        (
            user(&[("clain", &["x"])]),
            vec!["no action `clain`; did you mean `claim`?"],
        ),
        (
            user(&[("bottom", &["c"])]),
            vec!["`c` means both `claim` and `bottom` (list)"],
        ),
        (
            user(&[("bottom", &["g"])]),
            vec!["`g g` (`top`) begins with `g` (`bottom`) (list)"],
        ),
        (
            user(&[("claim", &["q"]), ("top", &["q q"])]),
            vec!["`q q` (`top`) begins with `q` (`claim`) (list)"],
        ),
        (
            user(&[("claim", &["hyper-c"]), ("zzzzzz", &[])]),
            vec![
                "no action `zzzzzz`; ? in the console",
                "`claim`: `hyper-c` is no key",
            ],
        ),
    ] {
        let errors = Keymap::build(TABLE, &keys).unwrap_err();
        assert_eq!(errors.len(), parts.len(), "{errors:?}");
        for (error, part) in errors.iter().zip(parts) {
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}

#[test]
fn one_key_may_serve_two_actions_in_different_contexts() {
    assert!(Keymap::build(TABLE, &user(&[("answer-1", &["n"])])).is_ok());
}
