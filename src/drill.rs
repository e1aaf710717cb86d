//! Fire drills, in debug builds alone: a thread that passes a place panics there once the file exists that
//! `WATCHFLOOR_DRILL=PLACE:FILE` names. So tests see what a fault of each real thread does to the terminal. In a
//! release build nothing is left of it.

/// A place where a thread comes by again and again.
#[inline]
pub fn pass(place: &str) {
    #[cfg(debug_assertions)]
    called::pass(place);
    #[cfg(not(debug_assertions))]
    let _ = place;
}

#[cfg(debug_assertions)]
mod called {
    use std::path::PathBuf;
    use std::sync::OnceLock;

    static DRILL: OnceLock<Option<(String, PathBuf)>> = OnceLock::new();

    pub(super) fn pass(place: &str) {
        let drill = DRILL.get_or_init(|| {
            let asked = std::env::var("WATCHFLOOR_DRILL").ok()?;
            let (place, file) = asked.split_once(':')?;
            Some((place.to_owned(), PathBuf::from(file)))
        });
        let is_called = drill
            .as_ref()
            .is_some_and(|(called, file)| called == place && file.exists());
        assert!(!is_called, "a drill of `{place}`");
    }
}
