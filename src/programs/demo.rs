//! `watchfloor demo`: hub, simulated centre and console in one process over real loopback sockets. The officer
//! sits at a seat of a working floor; colleagues take what the officer leaves.

use std::path::PathBuf;
use std::process::ExitCode;

use color_eyre::eyre::{Context as _, Result};
use secrecy::SecretString;
use tempfile::TempDir;

use super::console;
use super::journal;
use crate::cli::DemoArgs;
use crate::config::profile::Profile;
use crate::config::watch::Watch;
use crate::config::{Config, Sources};
use crate::domain::deed::Deed;
use crate::domain::ids::OrgCode;
use crate::domain::org::{Actor, Role};
use crate::domain::time::{Millis, Span};
use crate::hub::{self, Hub, HubConfig, Limits};
use crate::sim::history;
use crate::sim::staff::{Badge, SimConfig, Staff};
use crate::text::safe::SafeText;
use crate::tui::run::ConsoleConfig;
use crate::tui::wall::WallConfig;

/// Tokens outlive any demo.
const TOKENS_LIVE: Span = Span::days(30);

/// Runs the demo until the officer leaves.
pub fn run(args: &DemoArgs) -> Result<ExitCode> {
    let _journal = journal::start_with_screen(args.look.log.as_deref())?;
    let sources = Sources::of(&args.look).with_flags(args.hang.settings());
    let sources = if args.wall {
        sources.starting_from(Profile::Wall)
    } else {
        sources
    };
    let (watch, loaded) = Watch::start(sources)?;
    let config = loaded.config;
    let (data, _kept) = directory(args.data.clone())?;
    super::runtime()?.block_on(async {
        let org: OrgCode = "330700".parse()?;
        let past = history::deeds(
            args.seed,
            &org,
            Millis(chrono::Utc::now().timestamp_millis()),
        );
        let hub = hub::start(hub_config(data, past)).await?;
        let token = |actor: &Actor| hub.token(actor, TOKENS_LIVE).map(SecretString::from);
        let (sub, roles) = if args.wall {
            ("w:hall", vec![Role::Wall])
        } else {
            ("u:0412", vec![Role::Dissuader, Role::Disposal])
        };
        let watcher = Actor {
            sub: sub.parse()?,
            roles,
            org: org.clone(),
            institutions: Vec::new(),
        };
        let console = ConsoleConfig {
            wall: args.wall.then(WallConfig::default),
            ..console::console(&config, watch, &hub.url(), &token(&watcher)?, None)?
        };
        let staff = staff(&hub, args, &config, &org)?;
        let ended = crate::tui::run::run(console);
        staff.stop().await;
        hub.stop().await;
        ended?;
        Ok::<(), color_eyre::Report>(())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The directory to use, and the guard that removes it when nobody asked to keep it.
fn directory(data: Option<PathBuf>) -> Result<(PathBuf, Option<TempDir>)> {
    if let Some(data) = data {
        return Ok((data, None));
    }
    let dir = tempfile::Builder::new()
        .prefix("watchfloor-demo-")
        .tempdir();
    let dir = dir.wrap_err("no temporary directory; name one with --data DIR")?;
    Ok((dir.path().to_owned(), Some(dir)))
}

fn hub_config(data: PathBuf, past: Vec<Deed>) -> HubConfig {
    let limits = Limits {
        commands_per_min: 60_000,
        ..Limits::default()
    };
    HubConfig {
        name: SafeText::line("SIM"),
        sim: true,
        limits,
        past,
        ..HubConfig::new(data)
    }
}

fn staff(hub: &Hub, args: &DemoArgs, config: &Config, org: &OrgCode) -> Result<Staff> {
    let sim = SimConfig {
        seed: args.seed,
        speed: args.speed,
        utc_offset: Span::mins(i64::from(config.screen.utc_offset_min.0)),
        run: hub.head().0,
    };
    let token = |badge: &Badge| {
        let actor = Actor {
            sub: badge.sub(),
            roles: vec![badge.role],
            org: org.clone(),
            institutions: badge.institutions.clone(),
        };
        hub.token(&actor, TOKENS_LIVE)
            .map(SecretString::from)
            .unwrap_or_default()
    };
    Ok(Staff::start(&hub.url(), sim, hub.institutions(), token)?)
}
