//! What is worked out once for a table and kept for as long as the program runs.

use std::sync::OnceLock;

/// How many places there are; what does not fit side by side stands one behind the other.
const PLACES: usize = 1 << BITS;
const BITS: u32 = 12;

/// Something worked out for each of many tables: found by where the table is in memory, without a lock, and the same for all
/// threads. There are no more of them than the program has tables.
pub(super) struct Kept<T> {
    places: [OnceLock<Box<Node<T>>>; PLACES],
}

struct Node<T> {
    /// Where the table is, and how long.
    table: (usize, usize),
    kept: T,
    next: OnceLock<Box<Node<T>>>,
}

impl<T> Kept<T> {
    pub(super) const fn new() -> Self {
        Kept { places: [const { OnceLock::new() }; PLACES] }
    }

    /// What is kept for a table; worked out when it is asked for the first time.
    #[inline]
    pub(super) fn of<E>(&self, table: &'static [E], work_out: impl Fn() -> T) -> &T {
        let key = (table.as_ptr().addr(), table.len());
        // Tables lie in memory one behind the other; the factor, 2^64 by the golden ratio, spreads them (Knuth, volume 3, 6.4).
        let spread = (key.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS);
        let place = usize::try_from(spread).unwrap_or_default();
        let [first, ..] = &self.places;
        let mut slot = self.places.get(place).unwrap_or(first);
        loop {
            let node =
                slot.get_or_init(|| Box::new(Node { table: key, kept: work_out(), next: OnceLock::new() }));
            if node.table == key {
                return &node.kept;
            }
            slot = &node.next;
        }
    }
}
