//! How much may be repeated in all, so that clients do not hammer a server that is down.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a repeat takes, and what an answer that needs none gives back.
const REPEAT: u32 = 10;
const ANSWER: u32 = 1;

/// A bucket of tokens that all calls of a client share.
pub(super) struct Budget {
    tokens: AtomicU32,
    most: u32,
}

impl Budget {
    /// One that allows so many repeats in a row.
    pub(super) fn new(repeats: u32) -> Self {
        let most = repeats.saturating_mul(REPEAT);
        Self { tokens: AtomicU32::new(most), most }
    }

    /// Takes what a repeat costs, if there is as much.
    pub(super) fn take(&self) -> bool {
        let less = |tokens: u32| tokens.checked_sub(REPEAT);
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Gives back a little, for an answer that is none to repeat.
    pub(super) fn give(&self) {
        let more = |tokens: u32| (tokens < self.most).then(|| tokens.saturating_add(ANSWER).min(self.most));
        let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}
