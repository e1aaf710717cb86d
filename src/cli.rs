//! What can be asked on the command line. Only shapes and words; `main.rs` turns them into programs.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::domain::time::Millis;
use crate::sim::day::compare::Under;
use crate::sim::day::queue::QueueOrder;
use crate::sim::day::run::Desks;

/// Live operations console of an anti-telecom-fraud centre.
///
/// Without a command this is the console: it connects to a hub and shows the floor. To see everything at once,
/// run `watchfloor demo`.
#[derive(Parser, Debug)]
#[command(
    name = "watchfloor",
    version,
    about,
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    /// What to run; nothing means the console.
    #[command(subcommand)]
    pub program: Option<Program>,
    /// Options of the console.
    #[command(flatten)]
    pub console: ConsoleArgs,
}

/// The programs.
#[derive(Subcommand, Debug)]
#[allow(clippy::large_enum_variant)] // parsed once
pub enum Program {
    /// Run hub, simulator and console in one process; nothing to set up.
    Demo(DemoArgs),
    /// Show the floor on a wall: big digits, pages that turn, no personal data.
    Wall(WallArgs),
    /// Run the hub that keeps the log and serves the feeds, or issue tokens for it.
    Hub(HubArgs),
    /// Send a file of records to a hub; safe to repeat.
    Ingest(IngestArgs),
    /// Reckon days of a simulated centre faster than real time and say what came of them.
    Sim(SimArgs),
    /// Fit the survival curve of stolen money to a hub's own stops.
    Refit(RefitArgs),
    /// Say what works here and what does not: configuration, theme, keys, terminal and hub. Writes nothing.
    Check(CheckArgs),
    /// Write the protocol's specification (AsyncAPI 3.1 with JSON Schema draft-07).
    Spec(SpecArgs),
    /// Print what a shell needs to complete the words of this program.
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for every command.
    Man(ManArgs),
}

/// How the console looks. Every option has a key in the configuration file and a variable, see config.toml.example.
#[derive(Args, Debug, Default, Clone)]
pub struct LookArgs {
    /// Where this console stands: desk, field (a thin line) or wall (a panel). Default: desk.
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<String>,
    /// Language of the screen: zh-CN or en. Default: from the config file, else from LANG.
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Theme: dark, light, high-contrast, deuteranopia, wall, mono, or the path of a theme file.
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
    /// Colours: truecolor, 256, 16 or mono. Default: as TERM and COLORTERM say.
    #[arg(long, value_name = "DEPTH")]
    pub depth: Option<String>,
    /// Characters to draw with: unicode, narrow (one cell wide everywhere) or ascii. Default: as the locale says.
    #[arg(long, value_name = "SET")]
    pub glyphs: Option<String>,
    /// Cells the terminal gives to ambiguous characters such as box drawing: narrow (one) or wide (two; none of them
    /// is printed then). Default: wide in a Chinese, Japanese or Korean locale unless the terminal is known to be narrow.
    #[arg(long, value_name = "WIDTH")]
    pub ambiguous: Option<String>,
    /// Configuration file. Default: $XDG_CONFIG_HOME/watchfloor/config.toml, if it is there.
    #[arg(long, value_name = "FILE", env = "WATCHFLOOR_CONFIG")]
    pub config: Option<PathBuf>,
    /// Write a log to this file; nothing is ever logged to the screen.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

impl LookArgs {
    /// The flags that set a key of the configuration.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        given([
            ("screen.profile", &self.profile),
            ("screen.lang", &self.lang),
            ("screen.theme", &self.theme),
            ("screen.depth", &self.depth),
            ("screen.glyphs", &self.glyphs),
            ("screen.ambiguous", &self.ambiguous),
        ])
    }
}

/// Those of the flags that were given.
fn given<const N: usize>(
    flags: [(&'static str, &Option<String>); N],
) -> Vec<(&'static str, String)> {
    let flags = flags.into_iter();
    flags
        .filter_map(|(key, value)| Some((key, value.clone()?)))
        .collect()
}

/// The console.
#[derive(Args, Debug, Default, Clone)]
pub struct ConsoleArgs {
    /// Address of the hub, such as ws://127.0.0.1:7300 (the path may be left out). Also: WATCHFLOOR_URL.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Another address for the alerts feed.
    #[arg(long, value_name = "URL")]
    pub alerts_url: Option<String>,
    /// Another address for the cases feed.
    #[arg(long, value_name = "URL")]
    pub cases_url: Option<String>,
    /// Another address for the floor feed.
    #[arg(long, value_name = "URL")]
    pub floor_url: Option<String>,
    /// File that holds the token; else the variable WATCHFLOOR_TOKEN.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<String>,
    /// Looks.
    #[command(flatten)]
    pub look: LookArgs,
}

impl ConsoleArgs {
    /// The flags that set a key of the configuration, beside those of the looks.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        given([
            ("hub.url", &self.url),
            ("hub.alerts_url", &self.alerts_url),
            ("hub.cases_url", &self.cases_url),
            ("hub.floor_url", &self.floor_url),
            ("hub.token_file", &self.token_file),
        ])
    }
}

/// How a wall hangs: `[wall]` of the configuration, as flags.
#[derive(Args, Debug, Default, Clone)]
pub struct HangArgs {
    /// Diagonal of the panel, inches. With --distance it is checked that the text is large enough.
    #[arg(long, value_name = "INCHES")]
    pub panel: Option<String>,
    /// How far away the panel is read, metres.
    #[arg(long, value_name = "METRES")]
    pub distance: Option<String>,
    /// How long a page stands before the next, seconds. Default: 12.
    #[arg(long, value_name = "SECONDS")]
    pub turn: Option<String>,
}

impl HangArgs {
    /// The flags that were given, by key of the configuration.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        given([
            ("wall.turn", &self.turn),
            ("wall.panel", &self.panel),
            ("wall.distance", &self.distance),
        ])
    }
}

/// `watchfloor wall`
#[derive(Args, Debug, Default, Clone)]
pub struct WallArgs {
    /// How it hangs.
    #[command(flatten)]
    pub hang: HangArgs,
    /// Where the hub is, and looks. The token must be of the role wall.
    #[command(flatten)]
    pub console: ConsoleArgs,
}

/// `watchfloor demo`
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Keep the hub's data here; default is a directory that is removed at the end.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// How many times as much happens in a minute: 1 is a real city's day. Clocks always run in real time.
    #[arg(long, default_value_t = 4.0, value_name = "X", value_parser = speed)]
    pub speed: f64,
    /// Seed of the simulated centre; equal seeds bring equal events.
    #[arg(long, default_value_t = 7, value_name = "N")]
    pub seed: u64,
    /// Show the wall instead of an officer's console.
    #[arg(long)]
    pub wall: bool,
    /// How the wall hangs.
    #[command(flatten)]
    pub hang: HangArgs,
    /// Looks.
    #[command(flatten)]
    pub look: LookArgs,
}

/// A speed the simulated centre can keep up with.
fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if (0.1..=100.0).contains(&x) => Ok(x),
        _ => Err("allowed is 0.1 to 100".to_owned()),
    }
}

/// `watchfloor hub`
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct HubArgs {
    /// What to do with the hub; nothing means to run it.
    #[command(subcommand)]
    pub action: Option<HubAction>,
    /// Directory of the log, the vault and the keys; made when it is not there.
    #[arg(long, value_name = "DIR", required = true)]
    pub data: Option<PathBuf>,
    /// Address to listen on. Plain text is for loopback only.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7300")]
    pub listen: SocketAddr,
    /// Name of this hub, shown on screens.
    #[arg(long, default_value = "jinhua-1")]
    pub name: String,
    /// Organisation code of the centre.
    #[arg(long, default_value = "330700", value_name = "CODE")]
    pub org: String,
    /// Rules to decide by (TOML); default: the ones shipped.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Organisations and institutions (TOML): what differs from the log is entered. Default: the ones shipped, into an
    /// empty log.
    #[arg(long, value_name = "FILE")]
    pub directory: Option<PathBuf>,
    /// Commands a user may give in a minute.
    #[arg(long, default_value_t = 120, value_name = "N")]
    pub rate: u32,
    /// Write the log to this file instead of standard error.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// `watchfloor hub …`
#[derive(Subcommand, Debug)]
pub enum HubAction {
    /// Issue a signed token for a person or program.
    Token(TokenArgs),
}

/// `watchfloor hub token`
#[derive(Args, Debug, Clone)]
pub struct TokenArgs {
    /// Directory of the hub.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Role, or several with commas: dissuader, disposal, commander, wall, producer, liaison, ...
    #[arg(long, value_name = "ROLE")]
    pub role: String,
    /// Who: a number or name, such as 0412.
    #[arg(long, value_name = "ID")]
    pub user: String,
    /// Organisation code.
    #[arg(long, default_value = "330700", value_name = "CODE")]
    pub org: String,
    /// For liaisons: the institutions, with commas (ICBC,ABC).
    #[arg(long, value_name = "CODES")]
    pub institution: Option<String>,
    /// Valid for: 30m, 12h, 7d.
    #[arg(long, default_value = "12h", value_name = "TIME")]
    pub ttl: String,
    /// Write it to this file, readable by the owner alone; else to standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `watchfloor ingest`
#[derive(Args, Debug, Clone)]
pub struct IngestArgs {
    /// Address of the hub, ws:// or http://, path optional.
    #[arg(long, value_name = "URL")]
    pub url: String,
    /// File that holds a producer's token; else the variable WATCHFLOOR_TOKEN.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Mapping file (TOML) that says which field goes where; without it the lines must be in the hub's own shape.
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// File of one JSON object a line, or - for standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `watchfloor sim`
///
/// Everything it prints is simulated; docs/SIMULATION.md says with what.
#[derive(Args, Debug, Clone)]
pub struct SimArgs {
    /// Hours to reckon, from midnight at the centre.
    #[arg(long, default_value_t = 24, value_name = "H", value_parser = clap::value_parser!(i64).range(1..=336))]
    pub hours: i64,
    /// Seed of the day; equal seeds bring equal days.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// How many seeds, counted up from --seed. Default: 1, or 30 with --compare.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub seeds: Option<u64>,
    /// What a free officer takes next. Default: worth.
    #[arg(long, value_enum)]
    pub order: Option<QueueOrder>,
    /// Whether payment platforms have a resident desk in the centre. Default: with.
    #[arg(long, value_enum)]
    pub desks: Option<Desks>,
    /// How many times as many warnings and victims as on an ordinary day.
    #[arg(long, default_value_t = 1.0, value_name = "F", value_parser = busy)]
    pub busy: f64,
    /// Officers on the seats at every hour. Default: 6.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
    pub officers: Option<u16>,
    /// Rules to decide by (TOML); default: the ones shipped.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Figures of the day (TOML); default: the ones shipped, src/sim/day/day.toml.
    #[arg(long, value_name = "FILE")]
    pub figures: Option<PathBuf>,
    /// Run the same seeds several ways and print the paired differences: the three orders, or the desks with and
    /// without.
    #[arg(long, value_enum, value_name = "WHAT")]
    pub compare: Option<Under>,
    /// Print JSON; amounts are fen.
    #[arg(long)]
    pub json: bool,
}

/// How busy a reckoned day may be.
fn busy(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if (0.1..=20.0).contains(&x) => Ok(x),
        _ => Err("allowed is 0.1 to 20".to_owned()),
    }
}

/// `watchfloor refit`
#[derive(Args, Debug, Clone)]
pub struct RefitArgs {
    /// Directory of the hub; it may be running. Nothing is written there.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Only answers from here on: 2026-11-01, or 2026-11-01T08:00:00+08:00. Default: all.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub since: Option<Millis>,
    /// Rules in force (TOML); default: the ones shipped.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// A moment, or the beginning of a day (UTC).
fn moment(text: &str) -> Result<Millis, String> {
    let day = || format!("{text}T00:00:00Z").parse();
    text.parse()
        .or_else(|_| day())
        .map_err(|_| "allowed are 2026-11-01 and 2026-11-01T08:00:00+08:00".to_owned())
}

/// `watchfloor check`
///
/// Takes the options of the console and says what it would do with them. Ends with 1 when something does not work.
#[derive(Args, Debug, Default, Clone)]
pub struct CheckArgs {
    /// The options of the console.
    #[command(flatten)]
    pub console: ConsoleArgs,
}

/// `watchfloor completions`
///
/// Put the output where your shell looks for it, such as ~/.local/share/bash-completion/completions/watchfloor for
/// bash, a directory of $fpath as _watchfloor for zsh, ~/.config/fish/completions/watchfloor.fish for fish.
#[derive(Args, Debug, Clone)]
pub struct CompletionsArgs {
    /// Which shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: ShellName,
}

/// The shells that can complete.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShellName {
    /// GNU bash.
    Bash,
    /// Z shell.
    Zsh,
    /// The friendly shell.
    Fish,
}

/// `watchfloor man`
#[derive(Args, Debug, Clone)]
pub struct ManArgs {
    /// Write a page for this program and one for each of its commands into this directory.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `watchfloor spec`
#[derive(Args, Debug)]
pub struct SpecArgs {
    /// Directory to write to; default: standard output.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_of_every_command_is_explained() {
        fn look(command: &clap::Command, missing: &mut Vec<String>) {
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                if !help.starts_with(char::is_uppercase) {
                    missing.push(format!("{} {}: {help}", command.get_name(), arg.get_id()));
                }
            }
            for sub in command.get_subcommands() {
                look(sub, missing);
            }
        }
        let mut missing = Vec::new();
        look(&Cli::command(), &mut missing);
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn documented_calls_are_understood() {
        for line in [
            "watchfloor",
            "watchfloor --url ws://127.0.0.1:7300 --token-file t",
            "watchfloor demo --speed 4 --seed 3 --lang en",
            "watchfloor demo --wall",
            "watchfloor wall --panel 55 --distance 5 --turn 20 --url ws://127.0.0.1:7300 --token-file t",
            "watchfloor hub --data d --listen 127.0.0.1:0",
            "watchfloor hub token --data d --role dissuader --user 0412",
            "watchfloor ingest --url http://127.0.0.1:7300 --token-file t --map m.toml -",
            "watchfloor sim --hours 24 --seed 3 --order tier --desks without --json",
            "watchfloor sim --compare order --seeds 30 --busy 2 --officers 8",
            "watchfloor refit --data d --since 2026-11-01 --json",
            "watchfloor refit --data d --since 2026-11-01T08:00:00+08:00 --policy p.toml",
            "watchfloor spec --out spec",
            "watchfloor check --url ws://127.0.0.1:7300 --profile field",
            "watchfloor completions zsh",
            "watchfloor man --out man",
        ] {
            Cli::try_parse_from(line.split(' ')).unwrap_or_else(|e| panic!("{line}: {e}"));
        }
        for line in [
            "watchfloor hub --listen 127.0.0.1:0",
            "watchfloor nonsense",
            "watchfloor ingest --url x",
            "watchfloor sim --hours 0",
            "watchfloor sim --busy 0",
            "watchfloor sim --order luck",
            "watchfloor sim --seeds 0",
        ] {
            assert!(Cli::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
