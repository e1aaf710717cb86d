//! Where a key is pressed. Several contexts hold at once, the innermost is asked first: on the tree of a trace
//! `trace`, then `place`, `list` and `global`.

/// Where a key is pressed. The names stand in the configuration (`[keys.list]`), in messages and in the key reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Context(pub &'static str);

impl Context {
    /// Everywhere, asked last.
    pub const GLOBAL: Self = Self("global");
    /// A list has the focus.
    pub const LIST: Self = Self("list");
    /// The tree of a trace.
    pub const TREE: Self = Self("trace");
    /// A place of a trace, in the tree or by itself.
    pub const PLACE: Self = Self("place");
    /// One item is open.
    pub const ITEM: Self = Self("item");
    /// The call script is being answered.
    pub const SCRIPT: Self = Self("script");
    /// The screen of a liaison's desk.
    pub const DESK: Self = Self("desk");
    /// Orders, or one of them, have the focus.
    pub const ORDER: Self = Self("order");
    /// Cases, or one of them, have the focus.
    pub const CASE: Self = Self("case");
    /// The list of what may follow on a case is open.
    pub const NEXT: Self = Self("next");
    /// Any box is open; keys that type are the box's own.
    pub const OVERLAY: Self = Self("box");

    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::GLOBAL,
        Self::LIST,
        Self::TREE,
        Self::PLACE,
        Self::ITEM,
        Self::SCRIPT,
        Self::DESK,
        Self::ORDER,
        Self::CASE,
        Self::NEXT,
        Self::OVERLAY,
    ];

    /// The context of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.0 == name)
    }

    /// Whether an action that works in `works` may be given a key in this context.
    pub fn takes(self, works: &[Self]) -> bool {
        works
            .iter()
            .any(|other| self == *other || self.around().contains(other))
    }

    /// The contexts whose keys this one can take away: those around it, and for boxes the lists in them, which are
    /// asked after the keys that work over any box.
    pub(super) fn below(self) -> &'static [Self] {
        match self {
            Self::OVERLAY => &[Self::NEXT, Self::ORDER],
            other => other.around(),
        }
    }

    /// Whether a key is looked up by itself here, so that no chord can begin.
    pub(super) fn takes_one_key(self) -> bool {
        matches!(self, Self::OVERLAY | Self::NEXT)
    }

    /// The contexts that hold, or may hold, wherever this one does.
    fn around(self) -> &'static [Self] {
        match self {
            Self::SCRIPT => &[Self::ITEM, Self::GLOBAL],
            Self::TREE => &[Self::PLACE, Self::LIST, Self::GLOBAL],
            Self::ORDER | Self::CASE | Self::DESK | Self::PLACE => {
                &[Self::LIST, Self::ITEM, Self::GLOBAL]
            }
            Self::LIST | Self::ITEM => &[Self::GLOBAL],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_given_keys_where_it_works_alone() {
        for (context, works, taken) in [
            (Context::LIST, &[Context::GLOBAL][..], true),
            (Context::TREE, &[Context::LIST], true),
            (Context::LIST, &[Context::TREE], false),
            (Context::NEXT, &[Context::GLOBAL], false),
            (Context::OVERLAY, &[Context::GLOBAL], false),
            (Context::SCRIPT, &[Context::ITEM, Context::LIST], true),
        ] {
            assert_eq!(context.takes(works), taken, "{context:?} {works:?}");
        }
    }

    #[test]
    fn names_lead_back() {
        for context in Context::ALL {
            assert_eq!(Context::named(context.0), Some(context));
        }
        assert_eq!(Context::named("tree"), None);
    }
}
