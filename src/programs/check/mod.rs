//! `watchfloor check`: what works here and what does not, as plain text, with or without a terminal. It looks
//! at everything the console would use and writes nothing.

mod hub;
mod looks;
mod report;
mod settings;
mod terminal;

use std::process::ExitCode;

use color_eyre::eyre::Result;

use self::report::Report;
use super::console::preferences;
use crate::cli::CheckArgs;
use crate::config::layers::language_of_environment;
use crate::config::setting::{Setting as _, Value, Wish};
use crate::config::{Config, Sources};
use crate::text::words::Lang;

/// Says what works; ends with 1 when something does not.
pub fn run(args: &CheckArgs) -> Result<ExitCode> {
    let sources = Sources::of_console(&args.console);
    let loaded = sources.load();
    let lang = match &loaded {
        Ok(loaded) => loaded.config.screen.lang,
        Err(_) => wished_language(&sources),
    };
    let mut report = Report::new(lang.or(language_of_environment()));
    settings::look(&mut report, &sources, &loaded);
    let config = loaded.map_or_else(|_| Config::default(), |loaded| loaded.config);
    let preferences = preferences(&config);
    looks::look(&mut report, &preferences);
    terminal::look(&mut report, preferences.caps);
    super::runtime()?.block_on(hub::look(&mut report, &config));
    super::print(&report.finish())?;
    Ok(match report.faults() {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// The language that was asked for beside a configuration that can not be used.
fn wished_language(sources: &Sources) -> Wish<Lang> {
    let flag = sources.flags.iter().find(|(key, _)| *key == "screen.lang");
    let word = flag
        .map(|(_, word)| word)
        .or_else(|| sources.variables.get("WATCHFLOOR_LANG"));
    word.and_then(|word| Wish::read(&Value::Typed(word.clone())))
        .unwrap_or_default()
}
