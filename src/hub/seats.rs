//! Who sits here: an officer whose first console is welcomed takes the seat, one whose last console is gone
//! has lost it (the rules free the work a minute later). A liaison who comes staffs the desks of its institutions,
//! and the last one to go leaves them empty, so that "staffed" is measured and not told. Walls, producers and
//! administrators sit nowhere.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use super::writer::Job;
use crate::domain::decide::{desk, seat};
use crate::domain::event::{Change, Staffed};
use crate::domain::floor::Floor;
use crate::domain::ids::{InstitutionId, Sub};
use crate::domain::org::{Actor, Role};

/// Connections by user and by institution.
#[derive(Debug)]
pub struct Seats {
    present: Mutex<Present>,
    jobs: mpsc::WeakSender<Job>,
}

#[derive(Debug, Default)]
struct Present {
    users: HashMap<Sub, usize>,
    desks: HashMap<InstitutionId, usize>,
    /// The hub goes down: whoever leaves now has not lost the seat by himself.
    closing: bool,
}

/// One connection at its seat; dropping it leaves.
#[derive(Debug)]
pub struct Seated {
    seats: Arc<Seats>,
    actor: Actor,
}

impl Seats {
    /// An empty room.
    pub fn new(jobs: &mpsc::Sender<Job>) -> Self {
        Self {
            present: Mutex::default(),
            jobs: jobs.downgrade(),
        }
    }

    /// A connection comes; `None` when the user has too many already.
    pub fn enter(self: &Arc<Self>, actor: &Actor, most: usize) -> Option<Seated> {
        // Told under the lock: who leaves and comes back must not overtake himself.
        let mut present = self.lock();
        let count = present.users.entry(actor.sub.clone()).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        if *count == 1 && sits(actor) {
            self.tell(Job::Came(actor.clone()));
        }
        for desk in staffs(actor) {
            *present.desks.entry(desk.clone()).or_default() += 1;
            // Also where a colleague is there who has stepped away.
            self.tell(Job::Staffed(desk.clone(), Staffed { staffed: true }));
        }
        drop(present);
        Some(Seated {
            seats: Arc::clone(self),
            actor: actor.clone(),
        })
    }

    /// From now on nobody loses a seat by leaving.
    pub fn close(&self) {
        self.lock().closing = true;
    }

    fn leave(&self, actor: &Actor) {
        let mut present = self.lock();
        let closing = present.closing;
        let tell = |job| {
            if !closing {
                self.tell(job);
            }
        };
        if count_down(&mut present.users, &actor.sub) == 0 && sits(actor) {
            tell(Job::Left(actor.sub.clone()));
        }
        for desk in staffs(actor) {
            if count_down(&mut present.desks, desk) == 0 {
                tell(Job::Staffed(desk.clone(), Staffed { staffed: false }));
            }
        }
    }

    /// A writer that is busy hears it as soon as it can: a seat must not stay taken by nobody.
    fn tell(&self, job: Job) {
        use mpsc::error::TrySendError;
        let Some(jobs) = self.jobs.upgrade() else {
            return;
        };
        let runtime = tokio::runtime::Handle::try_current();
        if let (Err(TrySendError::Full(job)), Ok(runtime)) = (jobs.try_send(job), runtime) {
            runtime.spawn(async move {
                let _ = jobs.send(job).await;
            });
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        self.seats.leave(&self.actor);
    }
}

/// What a hub that starts must note: nobody is connected yet, whatever the log says.
pub fn empty_room(floor: &Floor) -> Vec<Change> {
    let officers = floor.officers().keys();
    let desks = floor.desks().keys();
    officers
        .flat_map(|sub| seat::lost(floor, sub))
        .chain(desks.flat_map(|id| desk::staffed(floor, id, Staffed { staffed: false })))
        .collect()
}

fn sits(actor: &Actor) -> bool {
    actor.roles.iter().any(|r| r.has_seat())
}

fn staffs(actor: &Actor) -> &[InstitutionId] {
    if actor.is_any(&[Role::Liaison]) {
        &actor.institutions
    } else {
        &[]
    }
}

fn count_down<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) -> usize {
    let Some(count) = counts.get_mut(key) else {
        return 0;
    };
    *count -= 1;
    let left = *count;
    if left == 0 {
        counts.remove(key);
    }
    left
}
