//! The configuration: which file, what came from where, what is wrong.

use super::report::{Mark, Report};
use crate::config::layers::Named;
use crate::config::table::{ROWS, Row};
use crate::config::{Loaded, Origin, Problems, Sources};
use crate::text::words::Lang;

/// Variables that are not keys of the configuration.
const OTHER_VARIABLES: [&str; 3] = ["WATCHFLOOR_TOKEN", "WATCHFLOOR_CONFIG", "WATCHFLOOR_LOG"];

pub(super) fn look(report: &mut Report, sources: &Sources, loaded: &Result<Loaded, Problems>) {
    report.section("Configuration", "配置");
    file(report, sources);
    for name in unknown_variables(sources) {
        let sentence = report.lang.pick(
            format!("the variable {name} sets nothing; config.toml.example names the keys"),
            format!("环境变量 {name} 不起作用，可用的键见 config.toml.example"),
        );
        report.say(Mark::Note, &sentence);
    }
    match loaded {
        Ok(loaded) => values(report, loaded),
        Err(problems) => {
            for problem in &problems.0 {
                let sentence = problem.text(report.lang);
                report.say(Mark::Fault, &sentence);
            }
            let rest = report.lang.pick(
                "What follows is checked with the defaults.",
                "以下按默认值检查。",
            );
            report.line(rest);
        }
    }
}

fn file(report: &mut Report, sources: &Sources) {
    let lang = report.lang;
    let (mark, sentence) = match &sources.file {
        None => (
            Mark::Note,
            lang.pick(
                "no place for a file: HOME is not set",
                "未设置 HOME，无配置文件",
            )
            .to_owned(),
        ),
        Some(file) if file.is_file() => (
            Mark::Good,
            lang.pick(
                format!("the file is {}", file.display()),
                format!("配置文件：{}", file.display()),
            ),
        ),
        // A named one that is missing is among the problems.
        Some(_) if sources.named == Named::Yes => return,
        Some(file) => (
            Mark::Good,
            lang.pick(
                format!("no file at {}; the defaults count", file.display()),
                format!("{} 不存在，使用默认值", file.display()),
            ),
        ),
    };
    report.say(mark, &sentence);
}

fn unknown_variables(sources: &Sources) -> Vec<&str> {
    let known: Vec<_> = ROWS.iter().filter_map(Row::variable).collect();
    let names = sources.variables.keys().map(String::as_str);
    names
        .filter(|name| !OTHER_VARIABLES.contains(name) && !known.iter().any(|k| k == name))
        .collect()
}

/// Every key with its value, and the free names that were given.
fn values(report: &mut Report, loaded: &Loaded) {
    for row in ROWS {
        if let Some(value) = (row.show)(&loaded.config) {
            let from = origin(&loaded.origin(row.key), report.lang);
            report.row(row.key, &value, &from);
        }
    }
    let free = loaded.given.iter();
    let free = free.filter(|(key, _)| !ROWS.iter().any(|row| row.key == **key));
    for (key, given) in free {
        let from = origin(&given.origin, report.lang);
        report.row(key, &given.shown, &from);
    }
}

fn origin(origin: &Origin, lang: Lang) -> String {
    match (origin, lang) {
        (Origin::Default, Lang::Zh) => "默认".to_owned(),
        (Origin::Profile(profile), Lang::Zh) => format!("方案 {}", profile.name()),
        (Origin::File { file, line }, _) => {
            let name = file.file_name().unwrap_or(file.as_os_str());
            format!("{}:{line}", name.display())
        }
        (origin, _) => origin.to_string(),
    }
}
