//! The messages of `watchfloor.v1`: one JSON object a text frame, `t` names the kind. These types are the one
//! source of the protocol; the specification is generated from them.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::secret::Secret;
use super::view_id::ViewId;
use crate::domain::alert::Tier;
use crate::domain::event::{Body, Event, Off, Reality, Ver};
use crate::domain::ids::{Epoch, Idem, Key, OrgCode, Sub};
use crate::domain::org::Actor;
use crate::domain::refusal::{Code, Current, Retry};
use crate::domain::reveal::Purpose;
use crate::domain::time::Millis;
use crate::open_enum;
use crate::text::safe::SafeText;

/// WebSocket subprotocol.
pub const SUBPROTOCOL: &str = "watchfloor.v1";
/// Path of the feed.
pub const PATH: &str = "/v1/feed";

open_enum! {
    /// The feeds of a hub: filtered views of its one log.
    Feed {
        /// Alerts with interventions and live calls.
        Alerts = "alerts",
        /// Cases and orders.
        Cases = "cases",
        /// Officers, desks, organisations, shift; conflated.
        Floor = "floor",
        /// What was done; auditors only.
        Audit = "audit",
    }
}

open_enum! {
    /// Why a subscription starts with a snapshot.
    Why {
        New = "new",
        EpochChanged = "epoch_changed",
        Compacted = "compacted",
        AheadOfHead = "ahead_of_head",
        FilterChanged = "filter_changed",
        RightsChanged = "rights_changed",
        TooFar = "too_far",
    }
}

open_enum! {
    /// What was wrong with the view a client gives up to subscribe anew.
    Cause {
        /// Its digest differed from the hub's.
        Digest = "digest",
        /// A delivery did not follow the one before.
        Hole = "hole",
    }
}

open_enum! {
    /// How a subscription starts.
    Mode { Resume = "resume", Snapshot = "snapshot" }
}

open_enum! {
    /// What became of a command whose answer was lost.
    Fate { Committed = "committed", Refused = "refused", Lost = "unknown" }
}

/// A place in a view of a hub's history.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Incarnation of the log.
    pub epoch: Epoch,
    /// Offset.
    pub off: Off,
    /// The view it was reached in, as `subbed` said; without it there is no resuming.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<ViewId>,
}

/// What a subscription wants to see.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Filter {
    /// Organisations and what lies inside them; empty: all the rights allow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub org: Vec<OrgCode>,
    /// Alerts of this tier and graver; absent: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier_min: Option<Tier>,
}

/// How much may be on the way unacknowledged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Window {
    /// Events.
    pub events: u32,
    /// Bytes.
    pub bytes: u32,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            events: 2048,
            bytes: 1 << 20,
        }
    }
}

/// Declares frames: wire word, variant, payload. Frames are told apart by `t`.
macro_rules! frames {
    ($(#[$emeta:meta])* $name:ident { $($(#[$meta:meta])* $word:literal $var:ident($payload:ty)),+ $(,)? }) => {
        $(#[$emeta])*
        #[derive(Clone, Debug)]
        pub enum $name { $($(#[$meta])* $var($payload),)+ }

        impl $name {
            /// Every `t` this version knows.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The frame's `t`.
            pub fn word(&self) -> &'static str {
                match self { $(Self::$var(_) => $word,)+ }
            }

            /// Writes the frame; `t` comes first.
            pub fn encode(&self) -> serde_json::Result<String> {
                #[derive(Serialize)]
                struct Tagged<'a, P> {
                    t: &'a str,
                    #[serde(flatten)]
                    payload: &'a P,
                }
                match self { $(Self::$var(payload) => serde_json::to_string(&Tagged { t: $word, payload }),)+ }
            }

            /// Reads a frame; `Ok(None)` for a `t` this version does not know.
            pub fn decode(text: &str) -> serde_json::Result<Option<Self>> {
                #[derive(Deserialize)]
                struct Kind<'a> {
                    #[serde(borrow)]
                    t: std::borrow::Cow<'a, str>,
                }
                let kind: Kind = serde_json::from_str(text)?;
                Ok(Some(match &*kind.t {
                    $($word => Self::$var(serde_json::from_str(text)?),)+
                    _ => return Ok(None),
                }))
            }

            /// JSON Schema of every payload.
            pub fn schemas(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
                vec![$(($word, generator.subschema_for::<$payload>())),+]
            }
        }
    };
}

frames! {
    /// What a client may say.
    Ask {
        /// Who I am; first of all.
        "hello" Hello(Hello),
        /// Subscribe.
        "sub" Sub(Subscribe),
        /// End a subscription.
        "unsub" Unsub(Unsubscribe),
        /// The next page of a snapshot, please.
        "page" Page(AskPage),
        /// Everything up to here is applied.
        "ack" Ack(Ack),
        /// A command.
        "cmd" Cmd(Cmd),
        /// What became of that command?
        "ask" Fate(AskFate),
        /// The full number of an order or a query, please.
        "reveal" Reveal(AskReveal),
        /// Time and life.
        "ping" Ping(Ping),
    }
}

frames! {
    /// What a hub may say.
    Say {
        /// You are in.
        "welcome" Welcome(Welcome),
        /// The subscription stands.
        "subbed" Subbed(Subbed),
        /// A page of the snapshot.
        "page" Page(Page),
        /// Events.
        "events" Events(Events),
        /// Position, count and digest.
        "mark" Mark(Mark),
        /// The command is durable.
        "done" Done(Done),
        /// The command was refused.
        "refused" Refused(Refused),
        /// What became of a command.
        "fate" Fate(SayFate),
        /// The full number, to this connection alone.
        "revealed" Revealed(Revealed),
        /// Answer to a ping.
        "pong" Pong(Pong),
        /// Still here.
        "beat" Beat(Beat),
        /// Something to know, nothing lost.
        "notice" Notice(Notice),
        /// A message could not be taken.
        "error" Error(ErrorSaid),
        /// A subscription is over.
        "ended" Ended(Ended),
        /// The connection is about to close.
        "bye" Bye(Bye),
    }
}

macro_rules! shapes {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? }),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* }
    )+};
}

shapes! {
    /// The program on the other side.
    Client {
        /// Name.
        name: SafeText,
        /// Version.
        ver: SafeText,
        /// This run of it.
        #[serde(default)]
        inst: SafeText,
    },
    /// How the client proves who it is.
    Auth {
        /// A token of `watchfloor hub token`.
        token: String,
    },
    /// `hello`
    Hello {
        /// Chosen by the client.
        id: u64,
        /// Program.
        client: Client,
        /// Proof.
        auth: Auth,
        /// `full` or `lite`.
        #[serde(default)]
        profile: SafeText,
    },
    /// `sub`
    Subscribe {
        /// Chosen by the client.
        id: u64,
        /// Name of the subscription, the client's choice, at most 32 bytes.
        sub: SafeText,
        /// Feed.
        feed: Feed,
        /// Filter.
        #[serde(default)]
        filter: Filter,
        /// Resume from here; absent: snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Position>,
        /// Window.
        #[serde(default)]
        window: Window,
        /// What was wrong with the view before; the hub counts it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cause>,
    },
    /// `unsub`
    Unsubscribe {
        /// Chosen by the client.
        id: u64,
        /// Subscription.
        sub: SafeText,
    },
    /// `page` from the client
    AskPage {
        /// Chosen by the client.
        id: u64,
        /// Subscription.
        sub: SafeText,
        /// Where the last page ended; null for the first.
        cur: Option<SafeText>,
        /// At most 500.
        #[serde(default)]
        limit: Option<u32>,
    },
    /// `ack`
    Ack {
        /// Subscription.
        sub: SafeText,
        /// Applied up to here.
        off: Off,
    },
    /// The version a command was decided on.
    Expect {
        /// Version.
        ver: Ver,
    },
    /// `cmd`
    Cmd {
        /// Chosen by the client.
        id: u64,
        /// Made when the key was pressed; survives retries.
        idem: Idem,
        /// Command.
        name: String,
        /// Entity; absent where the command creates one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Key>,
        /// Version decided on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expect: Option<Expect>,
        /// Arguments of the command.
        #[serde(default = "no_args")]
        #[schemars(with = "serde_json::Value")]
        args: Box<RawValue>,
        /// Real, exercise or test; absent: actual.
        #[serde(default = "actual")]
        status: Reality,
        /// Refused as `too_late` after this, by the hub's clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_after: Option<Millis>,
    },
    /// `ask`
    AskFate {
        /// Chosen by the client.
        id: u64,
        /// Of the command.
        idem: Idem,
    },
    /// `reveal`; refused with an `error`
    AskReveal {
        /// Chosen by the client.
        id: u64,
        /// An order or a hop.
        key: Key,
        /// What the number is needed for.
        purpose: Purpose,
    },
    /// `ping`
    Ping {
        /// Chosen by the client.
        id: u64,
        /// The client's monotonic clock, seconds; echoed.
        t0: f64,
    },
    /// Limits of the hub.
    Limits {
        /// Largest message it takes, bytes.
        max_in: u32,
        /// Largest it sends, bytes.
        max_out: u32,
    },
    /// `welcome`
    Welcome {
        /// The hello's id.
        re: u64,
        /// Name of this connection.
        conn: SafeText,
        /// Name of the hub.
        hub: SafeText,
        /// Who you are here.
        actor: Actor,
        /// Limits.
        limits: Limits,
        /// A beat at least this often, ms.
        beat_ms: u32,
        /// Show STALE after this long without bytes, ms.
        stale_ms: u32,
        /// The hub's time.
        now: Millis,
        /// Every figure here is simulated.
        #[serde(default)]
        sim: bool,
        /// The hub's policy file, where it has one of its own: clocks and worth are reckoned by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        policy: Option<Arc<str>>,
    },
    /// `subbed`
    Subbed {
        /// The sub's id.
        re: u64,
        /// Subscription.
        sub: SafeText,
        /// Resume or snapshot.
        mode: Mode,
        /// Why a snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Why>,
        /// Incarnation of the log.
        epoch: Epoch,
        /// Position the deliveries start from.
        off: Off,
        /// What the subscription shows, 16 hex digits; give it back in `from`. Another filter or other rights have
        /// another one, and a position of theirs is not resumed.
        view: ViewId,
        /// End of the log now.
        head: Off,
        /// Entities in the snapshot.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        total: Option<u64>,
    },
    /// One entity of a snapshot, or one that came into view.
    Item {
        /// Entity.
        key: Key,
        /// Version.
        ver: Ver,
        /// State.
        #[schemars(with = "serde_json::Value")]
        data: Box<RawValue>,
    },
    /// Proof at the end of a snapshot.
    PageEnd {
        /// Entities.
        count: u64,
        /// Digest, 16 hex digits.
        digest: SafeText,
    },
    /// `page` from the hub
    Page {
        /// The page's id.
        re: u64,
        /// Subscription.
        sub: SafeText,
        /// Entities.
        items: Vec<Item>,
        /// Ask on with this; null at the end.
        cur: Option<SafeText>,
        /// At the end: count and digest of the whole.
        end: Option<PageEnd>,
    },
    /// One event as delivered. Beside the names of the domain's events there are `view.entered` (the entity
    /// came into this view; `data` is its whole state), `view.left` (it went out of view) and `view.withheld` (what
    /// happened is not for this view; the version went up).
    EventItem {
        /// Place in the log.
        off: Off,
        /// Name.
        #[serde(rename = "type")]
        name: String,
        /// When.
        at: Millis,
        /// Entity.
        key: Key,
        /// Version after it.
        ver: Ver,
        /// Who.
        by: Sub,
        /// Real, exercise or test.
        status: Reality,
        /// Payload.
        #[schemars(with = "serde_json::Value")]
        data: Box<RawValue>,
    },
    /// `events`
    Events {
        /// Subscription.
        sub: SafeText,
        /// Offset of the delivery before this one in this subscription.
        prev: Off,
        /// In order.
        items: Vec<EventItem>,
    },
    /// `mark`
    Mark {
        /// Subscription.
        sub: SafeText,
        /// Offset of the delivery before this one.
        prev: Off,
        /// Everything up to here was delivered or is not for this view.
        off: Off,
        /// Visible entities.
        count: u64,
        /// Their digest, 16 hex digits.
        digest: SafeText,
    },
    /// `done`
    Done {
        /// The command's id.
        re: u64,
        /// Of the command.
        idem: Idem,
        /// It was carried out before; this is the same answer again.
        dup: bool,
        /// Where its last event stands.
        off: Off,
        /// Version of the entity.
        ver: Ver,
        /// The entity, where the hub chose or created it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Key>,
    },
    /// `refused`
    Refused {
        /// The command's id.
        re: u64,
        /// Of the command.
        idem: Idem,
        /// It was refused before; this is the same answer again.
        #[serde(default)]
        dup: bool,
        /// Code.
        code: Code,
        /// What to do.
        retry: Retry,
        /// How the entity stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cur: Option<Current>,
        /// A plain sentence.
        msg: SafeText,
    },
    /// `fate`
    SayFate {
        /// The ask's id.
        re: u64,
        /// Of the command.
        idem: Idem,
        /// What became of it.
        status: Fate,
        /// Where its last event stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        off: Option<Off>,
        /// Version of the entity.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ver: Option<Ver>,
        /// The entity, where the hub chose or created it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Key>,
        /// Code of a refusal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<Code>,
    },
    /// `revealed`
    Revealed {
        /// The reveal's id.
        re: u64,
        /// The order or hop.
        key: Key,
        /// The full number. It is not to be kept.
        value: Secret,
        /// To be shown for no longer, ms.
        show_ms: u32,
    },
    /// `pong`
    Pong {
        /// The ping's id.
        re: u64,
        /// As it came.
        t0: f64,
        /// Hub time at arrival.
        t1: Millis,
        /// Hub time at departure.
        t2: Millis,
    },
    /// `beat`
    Beat {
        /// Hub time.
        now: Millis,
        /// End of the log, by feed.
        heads: std::collections::BTreeMap<String, Off>,
    },
    /// `notice`
    Notice {
        /// Such as `lagging`.
        code: SafeText,
        /// Subscription.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sub: Option<SafeText>,
        /// Events not yet sent.
        #[serde(default)]
        behind: u64,
        /// Age of the next one, ms.
        #[serde(default)]
        age_ms: u64,
    },
    /// `error`
    ErrorSaid {
        /// The message's id, where it could be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        re: Option<u64>,
        /// Code.
        code: Code,
        /// What to do.
        retry: Retry,
        /// A plain sentence: what was wrong, what is allowed.
        msg: SafeText,
    },
    /// `ended`
    Ended {
        /// Subscription.
        sub: SafeText,
        /// Code.
        code: Code,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Why>,
        /// Subscribe again.
        resub: bool,
    },
    /// `bye`
    Bye {
        /// Close code, see [`close`].
        code: u16,
        /// A plain word.
        reason: SafeText,
        /// Come back after, ms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_ms: Option<u32>,
    },
}

fn no_args() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).unwrap_or_default()
}

fn actual() -> Reality {
    Reality::Actual
}

impl EventItem {
    /// Reads the event; `view.entered` and `view.left` are for the mirror, not events of the domain.
    pub fn event(&self) -> serde_json::Result<Event> {
        Ok(Event {
            off: self.off,
            at: self.at,
            key: self.key.clone(),
            ver: self.ver,
            by: self.by.clone(),
            status: self.status,
            body: Body::decode(&self.name, self.data.get())?,
        })
    }

    /// Writes an event.
    pub fn of(event: &Event) -> serde_json::Result<Self> {
        Ok(Self {
            off: event.off,
            name: event.body.name().to_owned(),
            at: event.at,
            key: event.key.clone(),
            ver: event.ver,
            by: event.by.clone(),
            status: event.status,
            data: event.body.data()?,
        })
    }
}

/// Name of the delivery that brings an entity into view.
pub const ENTERED: &str = "view.entered";
/// Name of the delivery that takes an entity out of view.
pub const LEFT: &str = "view.left";

/// Name of the delivery that only raises the version of an entity in view: what happened to it is not for this view.
pub const WITHHELD: &str = "view.withheld";

/// Close codes. 4000 to 4499: come back; 4500 to 4999: stop and tell the user.
pub mod close {
    /// Fault of the hub.
    pub const SERVER_ERROR: u16 = 4000;
    /// No hello within 5 s.
    pub const HELLO_TIMEOUT: u16 = 4008;
    /// The hub is going down.
    pub const DRAIN: u16 = 4010;
    /// Too much to do.
    pub const OVERLOADED: u16 = 4011;
    /// The token ran out.
    pub const TOKEN_EXPIRED: u16 = 4401;
    /// The client does not take what it subscribed to.
    pub const SLOW_CONSUMER: u16 = 4408;
    /// The client was silent for 30 s.
    pub const HEARTBEAT_LOST: u16 = 4409;
    /// Too many messages.
    pub const TOO_MANY_REQUESTS: u16 = 4429;
    /// Messages that can not be read, repeatedly.
    pub const BAD_REQUEST: u16 = 4500;
    /// The token is not ours.
    pub const INVALID_TOKEN: u16 = 4501;
    /// The token was revoked.
    pub const REVOKED: u16 = 4502;
    /// Binary, oversized or broken frames.
    pub const BAD_FRAME: u16 = 4503;
    /// Too many connections.
    pub const CONNECTION_LIMIT: u16 = 4504;
    /// No common protocol version.
    pub const VERSION_UNSUPPORTED: u16 = 4505;
    /// The role may not do this.
    pub const ROLE_FORBIDDEN: u16 = 4507;

    /// Every code with its word.
    pub const CODES: &[(u16, &str)] = &[
        (SERVER_ERROR, "server_error"),
        (HELLO_TIMEOUT, "hello_timeout"),
        (DRAIN, "drain"),
        (OVERLOADED, "overloaded"),
        (TOKEN_EXPIRED, "token_expired"),
        (SLOW_CONSUMER, "slow_consumer"),
        (HEARTBEAT_LOST, "heartbeat_lost"),
        (TOO_MANY_REQUESTS, "too_many_requests"),
        (BAD_REQUEST, "bad_request"),
        (INVALID_TOKEN, "invalid_token"),
        (REVOKED, "revoked"),
        (BAD_FRAME, "bad_frame"),
        (CONNECTION_LIMIT, "connection_limit"),
        (VERSION_UNSUPPORTED, "version_unsupported"),
        (ROLE_FORBIDDEN, "role_forbidden"),
    ];

    /// Whether a client may come back by itself.
    pub fn may_return(code: u16) -> bool {
        !(4500..5000).contains(&code)
    }
}
