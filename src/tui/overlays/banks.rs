//! Institutions by what was typed of their code or name.

use crate::domain::ids::InstitutionId;
use crate::domain::org::Desk;
use crate::text::width::width;
use crate::text::words::Lang;
use crate::tui::app::model::Model;

/// The institutions whose code or name begins as typed. A liaison sees no desk but the own one, so for them the
/// shipped directory stands in.
pub fn matches<'m>(model: &'m Model, typed: &'m str) -> impl Iterator<Item = &'m Desk> + 'm {
    let typed = typed.trim().to_lowercase();
    let listed = model.setup.directory.iter();
    let listed =
        listed.filter(|desk| model.is_liaison() && model.floor().desk(&desk.institution).is_none());
    let seen = model.floor().desks().values().map(|held| &*held.is);
    seen.chain(listed).filter(move |desk| {
        let code = desk.institution.as_str().to_lowercase();
        code.starts_with(&typed)
            || desk.name_zh.starts_with(&typed)
            || desk.name_en.to_lowercase().starts_with(&typed)
    })
}

/// The institutions that begin as typed, as many as stand whole in one line of so many cells.
pub fn offered(model: &Model, typed: &str, cells: u16) -> String {
    let mut line = String::new();
    for desk in matches(model, typed) {
        let name = named(desk, model.lang);
        let gap = if line.is_empty() { "" } else { "  " };
        if width(&line) + gap.len() + width(&name) > cells as usize {
            break;
        }
        line.push_str(gap);
        line.push_str(&name);
    }
    line
}

/// The institution of a code, whatever its case.
pub fn institution(model: &Model, code: &str) -> Option<InstitutionId> {
    let mut desks = matches(model, code);
    let desk = desks.find(|desk| desk.institution.as_str().eq_ignore_ascii_case(code))?;
    Some(desk.institution.clone())
}

/// Code and name; the code alone where it is the name.
fn named(desk: &Desk, lang: Lang) -> String {
    let code = desk.institution.as_str();
    match lang.name(&desk.name_en, &desk.name_zh) {
        name if name == code => code.to_owned(),
        name => format!("{code} {name}"),
    }
}
