//! The meanings that have a look of their own. Views name a meaning, never a colour.

macro_rules! tones {
    ($($(#[doc = $doc:literal])+ $tone:ident = $name:literal,)+) => {
        /// What a piece of text means; [`super::Theme`] gives it its look.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Tone {
            $($(#[doc = $doc])+ $tone,)+
        }

        impl Tone {
            /// All of them, in the order of their numbers.
            pub const ALL: &'static [Tone] = &[$(Tone::$tone,)+];

            /// The name in a theme file.
            pub fn name(self) -> &'static str {
                match self {
                    $(Tone::$tone => $name,)+
                }
            }
        }
    };
}

tones! {
    /// Plain text, and the background of everything.
    Text = "text",
    /// Secondary words and units.
    Dim = "dim",
    /// The title of a pane.
    Title = "title",
    /// The title of the pane that has the focus.
    TitleFocus = "title.focus",
    /// The border of a pane.
    Border = "border",
    /// The border of the pane that has the focus.
    BorderFocus = "border.focus",
    /// The header line and the titles of columns.
    Header = "header",
    /// The footer line.
    Footer = "footer",
    /// A key in the footer or in help.
    Key = "key",
    /// The selected row; painted over the other looks of the row.
    Selected = "selected",
    /// The row that is shown beside its table, while the keys go there; painted over the other looks of the row.
    SelectedAside = "selected.aside",
    /// 极高危.
    AlertP0 = "alert.p0",
    /// 高危.
    AlertP1 = "alert.p1",
    /// 中危.
    AlertP2 = "alert.p2",
    /// 低危.
    AlertP3 = "alert.p3",
    /// A fraud call that is going on.
    CallActive = "call.active",
    /// A clock with time left.
    ClockOk = "clock.ok",
    /// A clock with less than half its time left.
    ClockWarn = "clock.warn",
    /// A clock past its critical point.
    ClockCritical = "clock.critical",
    /// A clock past its end.
    ClockBreached = "clock.breached",
    /// A feed that is live.
    LinkLive = "link.live",
    /// A feed that lags behind.
    LinkLagging = "link.lagging",
    /// A feed that has fallen silent.
    LinkStale = "link.stale",
    /// No connection.
    LinkDown = "link.down",
    /// A change on its way to the hub.
    Pending = "pending",
    /// A cell that has just changed; painted over its other look.
    Changed = "changed",
    /// The badge of simulated figures.
    Sim = "sim",
    /// The alarm banner.
    Banner = "banner",
    /// A refusal or a failure.
    Error = "error",
    /// A confirmation.
    Ok = "ok",
    /// An amount of money.
    Money = "money",
    /// What is done to a telephone number.
    Telecom = "telecom",
    /// Bar: prevented before loss.
    BarPrevented = "bar.prevented",
    /// Bar: stopped after loss.
    BarStopped = "bar.stopped",
    /// Bar: frozen.
    BarFrozen = "bar.frozen",
    /// Bar: returned to victims.
    BarReturned = "bar.returned",
    /// What is typed.
    Input = "input",
    /// What could be typed.
    Placeholder = "placeholder",
    /// The inside of an overlay.
    Overlay = "overlay",
    /// The title of an overlay.
    OverlayTitle = "overlay.title",
    /// An action with outside effect.
    Danger = "danger",
}

impl Tone {
    /// Whether it is for lines and areas, which need less contrast than text.
    pub fn is_line(self) -> bool {
        matches!(
            self,
            Self::Border
                | Self::BorderFocus
                | Self::BarPrevented
                | Self::BarStopped
                | Self::BarFrozen
                | Self::BarReturned
        )
    }

    /// The least contrast with what is behind it, as WCAG 2 asks for lines and for text.
    pub(super) fn least_contrast(self) -> f64 {
        if self.is_line() { 3.0 } else { 4.5 }
    }
}
