//! Unanswered commands. They survive a restart in a 0600 file, are settled with `ask` after a reconnect, and are
//! sent again with the same idem when the hub knows nothing of them.
