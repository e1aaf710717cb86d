//! How much of a subscription is on its way unacknowledged. While it is full the cursor waits; nothing queues.

use std::collections::VecDeque;

use crate::domain::event::Off;
use crate::feed::frame::Window as Wish;

/// The most a client may have on its way.
const MOST: Wish = Wish {
    events: 65_536,
    bytes: 16 << 20,
};

/// Window of a subscription.
#[derive(Debug)]
pub struct Window {
    size: Wish,
    sent: VecDeque<Sent>,
    events: u32,
    bytes: u32,
}

#[derive(Clone, Copy, Debug)]
struct Sent {
    last: Off,
    events: u32,
    bytes: u32,
}

impl Window {
    /// A window as the client wishes, at least one event and at most what the hub allows.
    pub fn new(wish: Wish) -> Self {
        Self {
            size: Wish {
                events: wish.events.clamp(1, MOST.events),
                bytes: wish.bytes.clamp(1, MOST.bytes),
            },
            sent: VecDeque::new(),
            events: 0,
            bytes: 0,
        }
    }

    /// Events and bytes that may go out now; `None` when the window is full.
    pub fn room(&self) -> Option<Wish> {
        let room = Wish {
            events: self.size.events.saturating_sub(self.events),
            bytes: self.size.bytes.saturating_sub(self.bytes),
        };
        (room.events > 0 && room.bytes > 0).then_some(room)
    }

    /// A message went out.
    pub fn sent(&mut self, last: Off, events: u32, bytes: u32) {
        self.sent.push_back(Sent {
            last,
            events,
            bytes,
        });
        self.events += events;
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// The client has everything up to here.
    pub fn acked(&mut self, off: Off) {
        while let Some(first) = self.sent.front().filter(|s| s.last <= off) {
            self.events -= first.events;
            self.bytes = self.bytes.saturating_sub(first.bytes);
            self.sent.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_window_opens_with_the_acknowledgement_and_not_before() {
        let mut window = Window::new(Wish {
            events: 3,
            bytes: 1000,
        });
        window.sent(Off(5), 2, 100);
        assert_eq!(
            window.room(),
            Some(Wish {
                events: 1,
                bytes: 900
            })
        );
        window.sent(Off(9), 1, 2000);
        assert_eq!(window.room(), None);
        window.acked(Off(4));
        assert_eq!(window.room(), None);
        window.acked(Off(5));
        assert_eq!(window.room(), None, "bytes are still out");
        window.acked(Off(100));
        assert_eq!(
            window.room(),
            Some(Wish {
                events: 3,
                bytes: 1000
            })
        );
    }

    #[test]
    fn no_wish_stops_the_feed_or_frees_the_client_of_acknowledging() {
        let none = Window::new(Wish {
            events: 0,
            bytes: 0,
        });
        assert!(none.room().is_some());
        let all = Window::new(Wish {
            events: u32::MAX,
            bytes: u32::MAX,
        });
        assert_eq!(all.room(), Some(MOST));
    }
}
