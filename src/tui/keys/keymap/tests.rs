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
    Resume,
    Leave,
}

const LISTS: &[Context] = &[Context::LIST];
const EVERYWHERE: &[Context] = &[Context::GLOBAL];
const TABLE: &[Binding<Act>] = &[
    row(Act::Next, "next", EVERYWHERE),
    row(Act::Claim, "claim", &[Context::LIST, Context::ITEM]),
    row(Act::Top, "top", LISTS),
    row(Act::Bottom, "bottom", LISTS),
    row(Act::Screen, "screen-1", EVERYWHERE),
    row(Act::Answer, "answer-1", &[Context::SCRIPT]),
    row(Act::Find, "find", EVERYWHERE),
    row(Act::Resume, "resume", &[Context::NEXT]),
    row(Act::Leave, "leave", &[Context::GLOBAL, Context::OVERLAY]),
];
const SHIPPED: &str = r#"
next = ["n"]
claim = ["c"]
top = ["g g", "home"]
bottom = ["G"]
screen-1 = ["1"]
answer-1 = ["1"]
find = ["/"]
resume = ["r"]
leave = ["q"]
[box]
leave = ["ctrl-c"]
"#;

const fn row(action: Act, name: &'static str, contexts: &'static [Context]) -> Binding<Act> {
    Binding {
        action,
        name,
        contexts,
    }
}

/// What stands below `[keys]`.
fn keys(text: &str) -> UserKeys {
    toml::from_str(text).unwrap()
}

fn build(user: &str) -> Result<Keymap<Act>, Vec<KeymapError>> {
    Keymap::build(TABLE, &keys(SHIPPED), &keys(user))
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
    let map = build("").unwrap();
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
    let map = build("claim = [\"C\", \"space c\"]\nbottom = []").unwrap();
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
    let map = build("bottom = [\"g e\"]\n[global]\nnext = [\"g n\"]").unwrap();
    let list = [Context::LIST, Context::GLOBAL];
    let mut pending = Pending::default();
    map.press(&mut pending, &list, Key::from('g'));
    assert_eq!(pending.keys(), [Key::from('g')]);
    assert_eq!(
        map.continuations(&pending, &list),
        [
            (Key::from('g'), Some(Act::Top)),
            (Key::from('e'), Some(Act::Bottom)),
            (Key::from('n'), Some(Act::Next)),
        ]
    );
}

#[test]
fn keys_for_one_context_leave_the_others_alone() {
    let map = build("claim = [\"C\"]\n[list]\nclaim = [\"x\"]\nnext = [\"m\"]").unwrap();
    let list = [Context::LIST, Context::GLOBAL];
    let item = [Context::ITEM, Context::GLOBAL];
    for (contexts, text, expected) in [
        (&list, "x", Press::Action(Act::Claim)),
        (&list, "C", Press::Unbound),
        (&item, "C", Press::Action(Act::Claim)),
        (&item, "x", Press::Unbound),
        // A key for one context comes beside those of the contexts around it.
        (&list, "m", Press::Action(Act::Next)),
        (&list, "n", Press::Action(Act::Next)),
        (&item, "m", Press::Unbound),
    ] {
        assert_eq!(
            typed(&map, contexts, text),
            [expected],
            "{text} {contexts:?}"
        );
    }
}

#[test]
fn only_a_chord_that_leads_to_the_action_here_is_shown() {
    let map = build("").unwrap();
    let list = [Context::LIST, Context::GLOBAL];
    let script = [Context::SCRIPT, Context::ITEM, Context::GLOBAL];
    let here =
        |action, contexts: &[Context]| map.chord_here(action, contexts).map(Chord::to_string);
    assert_eq!(here(Act::Screen, &list).as_deref(), Some("1"));
    assert_eq!(here(Act::Screen, &script), None, "an answer has the digit");
    assert_eq!(here(Act::Top, &list).as_deref(), Some("g g"));
    assert_eq!(here(Act::Top, &script), None);
}

#[test]
fn what_can_not_be_is_refused_by_name() {
    for (text, parts) in [
        (
            "clain = [\"x\"]",
            vec!["no action `clain`; did you mean `claim`?"],
        ),
        (
            "bottom = [\"c\"]",
            vec!["`c` means both `claim` and `bottom` in context list"],
        ),
        (
            "bottom = [\"g\"]",
            vec!["`g g` (`top`) begins with `g` (`bottom`) in context list"],
        ),
        (
            "claim = [\"z\"]\ntop = [\"z z\"]",
            vec!["`z z` (`top`) begins with `z` (`claim`) in context list"],
        ),
        (
            "claim = [\"hyper-c\"]\nzzzzzz = []",
            vec![
                "no action `zzzzzz`; ? in the console",
                "`claim`: `hyper-c` is no key",
            ],
        ),
        (
            "[lists]\nclaim = [\"x\"]",
            vec!["no context `lists`; did you mean `list`?; allowed are global, list, trace"],
        ),
        (
            "[item]\ntop = [\"x\"]",
            vec!["keys.item: `top` does not work there; it works in list"],
        ),
        (
            "claim = [\"n\"]",
            vec!["`n` means `claim` in context list and `next` in context global, which hold"],
        ),
        (
            "[list]\nclaim = [\"n\"]",
            vec!["`n` means `claim` in context list and `next` in context global"],
        ),
        (
            "next = [\"g\"]",
            vec!["`g g` (`top` in context list) begins with `g` (`next` in context global)"],
        ),
        (
            "bottom = [\"g\"]\ntop = []\nnext = [\"g n\"]",
            vec!["`g n` (`next` in context global) begins with `g` (`bottom` in context list)"],
        ),
        (
            "answer-1 = [\"n\"]",
            vec!["`n` means `answer-1` in context script and `next` in context global"],
        ),
        (
            "[box]\nleave = [\"y\", \"enter\", \"ctrl-u\", \"g g\", \"r\"]",
            vec![
                "keys.box: `y` (`leave`) is a key of the boxes",
                "keys.box: `enter` (`leave`)",
                "keys.box: `ctrl-u` (`leave`)",
                "keys.box: `g g` (`leave`) is several keys",
                "`r` means `leave` in context box and `resume` in context next",
            ],
        ),
        (
            "resume = [\"r r\"]\n[next]\nresume = [\"r r\"]",
            vec!["keys.next: `r r` (`resume`) is several keys"],
        ),
        (
            "[script]\nclaim = [\"1\"]",
            vec!["`1` means both `claim` and `answer-1` in context script"],
        ),
    ] {
        let errors = build(text).unwrap_err();
        assert_eq!(errors.len(), parts.len(), "{errors:?}");
        for (error, part) in errors.iter().zip(parts) {
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}

#[test]
fn the_file_is_named() {
    let user = keys("clain = [\"x\"]").from_file(std::path::Path::new("/etc/my.toml"));
    let errors = Keymap::build(TABLE, &keys(SHIPPED), &user).unwrap_err();
    let said = user.complaints(&errors).join("");
    assert!(said.starts_with("/etc/my.toml: keys: "), "{said}");
}

#[test]
fn one_key_may_serve_two_actions_that_never_meet() {
    for fine in [
        // As shipped: the script lies over the screens.
        "answer-1 = [\"5\"]\nscreen-1 = [\"5\"]",
        // Two actions that change keys.
        "claim = [\"n\"]\nnext = [\"c\"]",
        // A list and a script, of which one at most holds.
        "answer-1 = [\"G\"]",
        "resume = [\"c\"]",
    ] {
        assert!(build(fine).is_ok(), "{fine}");
    }
}

#[test]
fn chords_for_everywhere_leave_boxes_their_single_keys() {
    let map = build("leave = [\"Z Z\", \"f9\"]").unwrap();
    assert_eq!(
        typed(&map, &[Context::GLOBAL], "Z Z"),
        [Press::Pending, Press::Action(Act::Leave)]
    );
    // The shipped key for boxes alone stays until another is named for them.
    for (text, expected) in [
        ("ctrl-c", Press::Action(Act::Leave)),
        ("f9", Press::Unbound),
        ("Z", Press::Unbound),
    ] {
        assert_eq!(typed(&map, &[Context::OVERLAY], text), [expected], "{text}");
    }
}
