//! Where the text of a theme comes from: the program itself by name, or a file by path.

use std::path::Path;

use super::BUILT_IN;
use super::vocabulary::hint;

/// The text of a theme by name or path.
pub(super) fn text_of(name: &str) -> Result<String, String> {
    if let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
        return Ok((*text).to_owned());
    }
    if !is_path(name) {
        let known: Vec<_> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        let hint = hint(name, known.iter().copied());
        return Err(format!(
            "there is no such theme; there are {}, or write the path of a .toml file{hint}",
            known.join(", ")
        ));
    }
    std::fs::read_to_string(name).map_err(|error| format!("can not be read: {error}"))
}

/// Whether a theme is named by its path.
pub(super) fn is_path(name: &str) -> bool {
    name.contains('/') || Path::new(name).extension().is_some_and(|end| end == "toml")
}

/// A parent is a built-in theme or stands beside its child.
pub(super) fn parent_of(child: &str, parent: &str) -> String {
    if !is_path(parent) || Path::new(parent).is_absolute() {
        return parent.to_owned();
    }
    Path::new(child)
        .with_file_name(parent)
        .to_string_lossy()
        .into_owned()
}
