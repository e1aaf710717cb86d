//! The key reference, written from the table. `docs/KEYS.md` is this text; a test holds them equal.

use std::fmt::Write as _;

use super::shipped::shipped;
use super::{Danger, Group, TABLE};
use crate::text::words::Lang;

/// What stands before the tables.
const HEAD: &str = "# Keys 按键

Written from the table of actions (`src/tui/actions/table.rs`) and the shipped keys (`src/tui/keys/default.toml`). Names
are those of the command line `:` and of `[keys]` in config.toml; `[keys.list]` and so on names keys for one context
alone, the names of contexts stand under *Where*. `!` reaches outside and asks on another key. Inside a box Enter sends,
Esc goes back, Tab moves on; `y` confirms, `a` then `y` acts first, a key that is held down confirms nothing.
带 `!` 的操作对外生效，须另按一键确认；按住不放不算确认。
";

/// Every action under its heading, with name, default keys, where it works and what it does, as Markdown in both
/// languages.
pub fn reference() -> String {
    let mut out = String::from(HEAD);
    let shipped = shipped();
    for group in Group::ALL {
        let word = group.word();
        let (en, zh) = (word.text(Lang::En), word.text(Lang::Zh));
        let _ = write!(
            out,
            "\n## {en} · {zh}\n\n| Keys | Name | Where | | |\n|---|---|---|---|---|\n"
        );
        for row in TABLE.iter().filter(|row| row.group == group) {
            let chords = shipped.all.get(row.name).into_iter().flatten();
            let keys: Vec<String> = chords.map(|key| format!("`{key}`")).collect();
            let places: Vec<&str> = row.contexts.iter().map(|context| context.0).collect();
            let mark = match row.danger {
                Danger::None => "",
                Danger::Outside => " !",
            };
            let _ = writeln!(
                out,
                "| {} | {}{mark} | {} | {} | {} |",
                keys.join(" "),
                row.name,
                places.join(", "),
                row.about.text(Lang::En),
                row.about.text(Lang::Zh),
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Set to write the document anew instead of comparing it.
    const WRITE: &str = "WATCHFLOOR_WRITE";

    #[test]
    fn the_document_is_what_the_table_says() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/KEYS.md");
        if std::env::var_os(WRITE).is_some() {
            std::fs::write(path, reference()).unwrap();
        }
        let found = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(
            found,
            reference(),
            "write it anew with {WRITE}=1 cargo test"
        );
    }
}
