//! Waiting on the thread of the loop, for a future or for a moment, whichever comes first. The thread sleeps in the
//! kernel with that moment as its limit: one waking for a second that passes, and no other thread has to wake for it,
//! as one that drives timers would.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Instant;

use tokio::task::unconstrained;

/// The thread that waits.
#[derive(Debug)]
pub struct Waiter {
    waker: Waker,
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

impl Waiter {
    /// For the thread this is called on; it alone may wait.
    pub fn here() -> Self {
        Self {
            waker: Waker::from(Arc::new(Unpark(thread::current()))),
        }
    }

    /// What `future` brings, or `None` once it is `until`. A future that is ready goes before a moment that has come.
    /// It has the thread to itself: the runtime around it would count what it takes against one long turn and, the
    /// count being used up, call everything unready for ever.
    pub fn wait<F: Future>(&self, future: F, until: Instant) -> Option<F::Output> {
        let mut context = Context::from_waker(&self.waker);
        let mut future = pin!(unconstrained(future));
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return Some(output);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            thread::park_timeout(left);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::mpsc;

    use super::*;

    #[test]
    fn what_comes_first_ends_the_wait() {
        let waiter = Waiter::here();
        let (sender, mut comes) = mpsc::channel(1);
        let far = Instant::now() + Duration::from_secs(20);
        let thread = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            sender.blocking_send(7).unwrap();
            sender
        });
        assert_eq!(waiter.wait(comes.recv(), far), Some(Some(7)));
        assert!(Instant::now() < far, "it was not woken");
        let sender = thread.join().unwrap();

        let soon = Instant::now() + Duration::from_millis(30);
        assert_eq!(waiter.wait(comes.recv(), soon), None);
        assert!(Instant::now() >= soon, "it did not wait");

        sender.try_send(8).unwrap();
        assert_eq!(
            waiter.wait(comes.recv(), soon),
            Some(Some(8)),
            "both are there"
        );
    }
    /// The console of the demo runs inside its runtime.
    #[test]
    fn a_runtime_around_it_does_not_end_the_waiting() {
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        runtime.block_on(async {
            let waiter = Waiter::here();
            let (sender, mut comes) = mpsc::channel(1);
            for n in 0..1000 {
                sender.try_send(n).unwrap();
                let soon = Instant::now() + Duration::from_secs(10);
                let taken = waiter.wait(comes.recv(), soon);
                assert_eq!(taken, Some(Some(n)), "nothing came within 10 s");
            }
        });
    }
}
