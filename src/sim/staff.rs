//! Who works in the simulated centre, and how they all start and stop together.

use std::collections::HashSet;
use std::sync::Arc;

use secrecy::SecretString;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::centre::Centre;
use super::crowd::Crowd;
use super::follow_up::{Approver, Investigator};
use super::institutions::{Desks, is_resident};
use super::minds::{Commander, Dissuader, Reporters, Sender, World};
use super::warnings::Warnings;
use crate::domain::ids::{InstitutionId, Sub};
use crate::domain::org::Role;
use crate::domain::time::Span;
use crate::feed::frame::Feed;
use crate::feed::link::LinkError;

/// Officers who call back.
const DISSUADERS: usize = 6;

/// What to simulate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SimConfig {
    /// Equal seeds bring equal contacts.
    pub seed: u64,
    /// How many times as much happens in a minute; clocks run in real time.
    pub speed: f64,
    /// How far the centre's clock is ahead of UTC.
    pub utc_offset: Span,
    /// What tells this run from an earlier one on the same data, such as the hub's head when it begins.
    pub run: u64,
}

/// A badge that a simulated person needs: role, user and, for liaisons, institutions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Badge {
    /// Role.
    pub role: Role,
    /// User, without prefix.
    pub user: String,
    /// Institutions of a liaison.
    pub institutions: Vec<InstitutionId>,
}

impl Badge {
    fn officer(role: Role, user: &str) -> Self {
        Self {
            role,
            user: user.to_owned(),
            institutions: Vec::new(),
        }
    }

    /// Subject of the badge's token.
    pub fn sub(&self) -> Sub {
        format!("{}{}", self.role.prefix(), self.user)
            .parse()
            .unwrap_or_default()
    }
}

/// The running simulation.
pub struct Staff {
    stop: watch::Sender<()>,
    tasks: JoinSet<()>,
}

impl Staff {
    /// Starts everybody against the hub at `url`; `token` issues their tokens, `institutions` are the desks of
    /// the hub's directory.
    pub fn start(
        url: &str,
        config: SimConfig,
        institutions: Vec<InstitutionId>,
        token: impl Fn(&Badge) -> SecretString,
    ) -> Result<Self, LinkError> {
        let world = World {
            centre: Arc::new(Centre::published()),
            seed: config.seed,
            speed: config.speed,
        };
        let (stop, stopped) = watch::channel(());
        let mut tasks = JoinSet::new();
        for crowd in [
            officers(url, &world, &token)?,
            desks(url, &world, institutions, &token)?,
            warnings(url, &world, config, &token)?,
        ] {
            tasks.spawn(crowd.work(stopped.clone()));
        }
        Ok(Self { stop, tasks })
    }

    /// Sends everybody home and waits until they have left.
    pub async fn stop(mut self) {
        let _ = self.stop.send(());
        while self.tasks.join_next().await.is_some() {}
    }
}

fn officers(
    url: &str,
    world: &World,
    token: &dyn Fn(&Badge) -> SecretString,
) -> Result<Crowd, LinkError> {
    let chief = Badge::officer(Role::Commander, "9001");
    let mut crowd = Crowd::new(url, token(&chief), &[Feed::Alerts, Feed::Cases])?;
    let seats: Vec<Badge> = (0..DISSUADERS)
        .map(|n| Badge::officer(Role::Dissuader, &format!("{}", 9101 + n)))
        .collect();
    for (place, badge) in seats.iter().enumerate() {
        let mind = Dissuader::new(world.clone(), badge.sub(), (place, DISSUADERS));
        crowd.join(token(badge), Box::new(mind))?;
    }
    let sender = Badge::officer(Role::Disposal, "9201");
    let intake = Badge::officer(Role::CallTaker, "9301");
    let investigator = Badge::officer(Role::Disposal, "9202");
    let approver = Badge::officer(Role::Approver, "9401");
    let colleagues: HashSet<Sub> = seats
        .iter()
        .chain([&sender, &chief, &intake, &investigator, &approver])
        .map(Badge::sub)
        .collect();
    crowd.join_watching(Box::new(Commander {
        world: world.clone(),
        me: chief.sub(),
        colleagues: colleagues.clone(),
    }));
    crowd.join(
        token(&investigator),
        Box::new(Investigator {
            world: world.clone(),
            colleagues: colleagues.clone(),
        }),
    )?;
    crowd.join(
        token(&approver),
        Box::new(Approver {
            world: world.clone(),
            me: approver.sub(),
            colleagues: colleagues.clone(),
        }),
    )?;
    crowd.join(
        token(&sender),
        Box::new(Sender {
            world: world.clone(),
            colleagues,
        }),
    )?;
    crowd.join(token(&intake), Box::new(Reporters::new(world.clone())))?;
    Ok(crowd)
}

fn desks(
    url: &str,
    world: &World,
    mut institutions: Vec<InstitutionId>,
    token: &dyn Fn(&Badge) -> SecretString,
) -> Result<Crowd, LinkError> {
    // The other desks are left to liaisons who come by themselves.
    institutions.retain(is_resident);
    let badge = Badge {
        role: Role::Liaison,
        user: "SIM".to_owned(),
        institutions,
    };
    let mut crowd = Crowd::new(url, token(&badge), &[Feed::Cases, Feed::Floor])?;
    crowd.join_watching(Box::new(Desks::new(world.clone())));
    Ok(crowd)
}

fn warnings(
    url: &str,
    world: &World,
    config: SimConfig,
    token: &dyn Fn(&Badge) -> SecretString,
) -> Result<Crowd, LinkError> {
    let badge = Badge {
        role: Role::Producer,
        user: "SIM".to_owned(),
        institutions: Vec::new(),
    };
    let mut crowd = Crowd::new(url, token(&badge), &[])?;
    crowd.join_watching(Box::new(Warnings::new(
        world.clone(),
        config.utc_offset,
        config.run,
    )));
    Ok(crowd)
}
