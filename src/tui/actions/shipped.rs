//! The keys of the table: the shipped ones are a file that is read like the user's own, whose keys lie over them.

use serde::Deserialize;

use super::{Action, Danger, Row, TABLE};
use crate::tui::keys::keymap::{KeymapError, UserKeys};
use crate::tui::keys::{Binding, Context, Key, Keymap};

/// The key that confirms what reaches outside.
pub const CONFIRMS: char = 'y';

/// The shipped keys, as a user would write them.
const SHIPPED: &str = include_str!("../keys/default.toml");

/// A file that holds keys.
#[derive(Deserialize)]
struct KeyFile {
    keys: UserKeys,
}

/// The shipped keys.
pub(super) fn shipped() -> UserKeys {
    // A test reads the file; one that can not be read would leave a console without keys.
    toml::from_str::<KeyFile>(SHIPPED).map_or_else(|_| UserKeys::default(), |file| file.keys)
}

/// The shipped keys with the user's over them.
///
/// # Errors
/// Everything that is wrong, by name.
pub fn keymap(user: &UserKeys) -> Result<Keymap<Action>, Vec<KeymapError>> {
    let bindings: Vec<Binding<Action>> = TABLE
        .iter()
        .map(|row| Binding {
            action: row.action,
            name: row.name,
            contexts: row.contexts,
        })
        .collect();
    let map = Keymap::build(&bindings, &shipped(), user)?;
    let mut errors = confirming(&map);
    errors.extend(missing(&map));
    if errors.is_empty() {
        Ok(map)
    } else {
        Err(errors)
    }
}

const NEEDED: [Action; 3] = [Action::Quit, Action::Help, Action::Back];

/// Actions with an effect outside on the key that confirms them.
fn confirming(map: &Keymap<Action>) -> Vec<KeymapError> {
    let outside = TABLE.iter().filter(|row| row.danger == Danger::Outside);
    let chords = outside.flat_map(|row| map.chords(row.action).map(move |chord| (row, chord)));
    chords
        .filter(|(_, chord)| chord.keys().last() == Some(&Key::from(CONFIRMS)))
        .map(|(row, chord)| KeymapError::Confirms {
            action: row.name,
            chord: chord.to_string(),
        })
        .collect()
}

/// Without a key for these nobody could leave, or find out how.
fn missing(map: &Keymap<Action>) -> impl Iterator<Item = KeymapError> {
    let needed = TABLE.iter().filter(|row| NEEDED.contains(&row.action));
    let outside = |row: &&Row| {
        let contexts = Context::ALL.into_iter();
        let mut bound = contexts
            .filter(|context| *context != Context::OVERLAY)
            .flat_map(|context| map.bound(context));
        bound.any(|(action, ..)| action == row.action)
    };
    needed
        .filter(move |row| !outside(row))
        .map(|row| KeymapError::NoKey { action: row.name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_keys_leave_nobody_a_way_out() {
        for name in ["quit", "help", "back"] {
            let file: KeyFile = toml::from_str(&format!("[keys]\n{name} = []")).unwrap();
            let errors = keymap(&file.keys).unwrap_err();
            assert_eq!(errors.len(), 1, "{name}");
            assert!(errors[0].to_string().contains(name), "{}", errors[0]);
        }
    }

    #[test]
    fn the_default_keys_are_legal_and_free_of_conflicts() {
        let map = keymap(&UserKeys::default()).unwrap();
        for row in TABLE {
            assert!(
                map.chords(row.action).count() > 0,
                "{} has no key",
                row.name
            );
        }
    }

    #[test]
    fn the_shipped_keys_name_every_action_once() {
        let file: KeyFile = toml::from_str(SHIPPED).unwrap();
        let mut names: Vec<&str> = file.keys.all.keys().map(String::as_str).collect();
        let mut actions: Vec<&str> = TABLE.iter().map(|row| row.name).collect();
        names.sort_unstable();
        actions.sort_unstable();
        assert_eq!(names, actions);
    }

    #[test]
    fn what_reaches_outside_is_never_on_the_key_that_confirms() {
        for (wrong, said) in [
            (
                "copy-row = [\"Y\"]\nstop = [\"y\"]",
                "`stop` reaches outside",
            ),
            (
                "[list]\nvisit = [\"g y\"]",
                "`visit` reaches outside and can not be on `g y`",
            ),
        ] {
            let keys: UserKeys = toml::from_str(wrong).unwrap();
            let errors = keymap(&keys).unwrap_err();
            assert!(errors[0].to_string().contains(said), "{errors:?}");
        }
    }

    #[test]
    fn the_keys_of_the_example_are_legal() {
        let example = include_str!("../../../config.toml.example");
        let (_, keys) = example.split_once("[keys]\n").unwrap();
        let written: Vec<&str> = keys
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| line.contains("= ["))
            .collect();
        let keys: UserKeys = toml::from_str(&written.join("\n")).unwrap();
        assert!(!keys.all.is_empty());
        keymap(&keys).unwrap();
    }
}
