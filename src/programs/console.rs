//! The console on real hubs: configuration, token, one link a hub, then the loop.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use color_eyre::eyre::{Result, bail};
use secrecy::SecretString;

use super::journal;
use crate::cli::{ConsoleArgs, WallArgs};
use crate::config::layers::language_of_environment;
use crate::config::profile::Profile;
use crate::config::setting::{Between, HubUrl, Wish, Within};
use crate::config::watch::{Change, Watch};
use crate::config::{Config, Sources, WallPart};
use crate::domain::time::Span;
use crate::feed::frame::Feed;
use crate::feed::link::{Link, LinkConfig};
use crate::feed::links::by_address;
use crate::feed::token;
use crate::hub::directory::Directory;
use crate::text::safe::SafeText;
use crate::text::words::Lang;
use crate::tui::preferences::{Fresh, Preferences, Reload};
use crate::tui::run::{ConsoleConfig, run as run_console};
use crate::tui::term::caps::{Caps, Line};
use crate::tui::wall::{Hang, Panel, WallConfig};

/// The feeds an officer's console follows.
const FEEDS: [Feed; 3] = [Feed::Alerts, Feed::Cases, Feed::Floor];

/// Runs the console until the officer leaves.
pub fn run(args: &ConsoleArgs) -> Result<ExitCode> {
    show(args, Sources::of_console(args), Program::Desk)
}

/// Runs the wall until somebody ends it.
pub fn run_wall(args: &WallArgs) -> Result<ExitCode> {
    let sources = Sources::of_console(&args.console).with_flags(args.hang.settings());
    show(
        &args.console,
        sources.starting_from(Profile::Wall),
        Program::Wall,
    )
}

/// Who looks at the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Program {
    Desk,
    Wall,
}

fn show(args: &ConsoleArgs, sources: Sources, program: Program) -> Result<ExitCode> {
    let (watch, loaded) = Watch::start(sources)?;
    let config = loaded.config;
    let Some(HubUrl(url)) = config.hub.url.clone() else {
        let lang = config.screen.lang.or(language_of_environment());
        bail!(lang.pick(
            "no hub is named. Run `watchfloor demo` to see everything at once, or connect with \
             `watchfloor --url ws://127.0.0.1:7300 --token-file FILE`.",
            "未指定服务端。运行 `watchfloor demo` 可立即查看全部功能，或用 \
             `watchfloor --url ws://127.0.0.1:7300 --token-file FILE` 连接。",
        ));
    };
    let read = token::read(config.hub.token_file.as_deref())?;
    if let Some(warning) = &read.warning {
        super::warn(warning)?;
    }
    let _journal = journal::start_with_screen(args.look.log.as_deref())?;
    super::runtime_of_links()?.block_on(async {
        let outbox = super::state_dir().filter(|_| program == Program::Desk);
        let console = console(&config, watch, &url, &read.token, outbox.as_deref())?;
        let wall = (program == Program::Wall).then(|| WallConfig {
            token_file: config.hub.token_file.clone(),
        });
        run_console(ConsoleConfig { wall, ..console })?;
        Ok(ExitCode::SUCCESS)
    })
}

/// A console as configured, on the hub at `url`. Feeds with an address of their own get a link of their own.
pub fn console(
    config: &Config,
    watch: Watch,
    url: &str,
    token: &SecretString,
    outbox: Option<&Path>,
) -> Result<ConsoleConfig> {
    let own = [
        &config.hub.alerts_url,
        &config.hub.cases_url,
        &config.hub.floor_url,
    ];
    let own: BTreeMap<Feed, String> = FEEDS
        .into_iter()
        .zip(own)
        .filter_map(|(feed, own)| Some((feed, own.clone()?.0)))
        .collect();
    let link = LinkConfig {
        outbox: outbox.map(Path::to_owned),
        profile: config.hub.detail,
        ..LinkConfig::new(url, token.clone(), &FEEDS)
    };
    let links = by_address(&link, &own).into_iter().map(Link::spawn);
    Ok(ConsoleConfig {
        links: links.collect::<Result<_, _>>()?,
        preferences: preferences(config),
        reload: Box::new(watch),
        directory: Directory::shipped()?.desks().to_vec(),
        sim: false,
        wall: None,
    })
}

/// What the officer sees and presses, as configured; what is left open is found out.
pub fn preferences(config: &Config) -> Preferences {
    let screen = &config.screen;
    let found = Caps::detect();
    Preferences {
        lang: screen.lang.or(language_of_environment()),
        theme: screen.theme.clone(),
        caps: Caps {
            depth: screen
                .depth
                .or(found.depth.min(screen.profile.most_colours())),
            glyphs: screen.glyphs.or(found.glyphs),
            ambiguous: screen.ambiguous.or(found.ambiguous),
            sync: screen.sync.or(found.sync),
            line: match screen.profile {
                Profile::Field => Line::Ssh,
                Profile::Desk | Profile::Wall => found.line,
            },
            ..found
        },
        max_fps: match screen.max_fps {
            Wish::Auto => None,
            Wish::Set(Within(fps)) => u32::try_from(fps).ok(),
        },
        hang: hang(&config.wall),
        keys: config.keys.clone(),
        zone: Span::mins(i64::from(screen.utc_offset_min.0)),
        views: config.views.clone(),
        mouse: config.mouse.click,
        notify: config.notify,
    }
}

/// How a wall hangs; the panel counts when it is known how far away it is read.
fn hang(wall: &WallPart) -> Hang {
    let panel = wall.panel.zip(wall.distance);
    Hang {
        turn: Duration::from_secs(wall.turn.0.unsigned_abs().into()),
        panel: panel.map(|(Between(inches), Between(metres))| Panel { inches, metres }),
    }
}

impl Reload for Watch {
    fn look(&mut self) -> Option<Fresh> {
        Some(match Self::look(self)? {
            Change::To { config, waits } => Fresh::Preferences {
                preferences: Box::new(preferences(&config)),
                waits,
            },
            Change::Wrong(problems) => Fresh::Broken {
                first: [Lang::En, Lang::Zh].map(|lang| {
                    let first = problems.0.first();
                    SafeText::line(&first.map(|first| first.brief(lang)).unwrap_or_default())
                }),
                more: problems.0.len().saturating_sub(1),
            },
        })
    }
}
