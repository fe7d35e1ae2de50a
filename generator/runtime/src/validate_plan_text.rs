//! What a schema asks of a text.

use super::instance::Kinds;
use super::kept::Kept;
use super::schema::{Keyword, Literal};
use super::validate_plan::asks;

/// From how many texts on one is found by an index.
const MANY: usize = 16;

static INDEXES: Kept<Index> = Kept::new();

/// What a schema asks of a text.
#[derive(Clone, Copy)]
pub(super) enum Text {
    /// To have so many characters, and nothing else.
    Lengths(u64, u64),
    /// To be one of these, and nothing else.
    Listed(&'static [&'static str]),
    /// The same of many.
    Indexed(&'static Index),
    /// Something else.
    Other(&'static [Keyword]),
}

/// Many texts and the place of each, by a number that nearly tells them apart.
pub(super) struct Index {
    texts: Vec<(u64, &'static str, usize)>,
    /// Where those begin whose numbers begin with the same bits, and where the last of all end.
    begins: Vec<usize>,
    /// How many bits do not count for that.
    shift: u32,
}

impl Index {
    pub(super) fn of(texts: impl Iterator<Item = &'static str>) -> Self {
        let mut texts: Vec<_> = texts.zip(0..).map(|(text, at)| (Index::number(text), text, at)).collect();
        texts.sort_unstable();
        let places = texts.len().next_power_of_two().max(2);
        let shift = u64::BITS - places.ilog2();
        let begin = |place: usize| texts.partition_point(|(number, ..)| number >> shift < place as u64);
        Index { begins: (0..=places).map(begin).collect(), shift, texts }
    }

    pub(super) fn has(&self, text: &str) -> bool {
        self.place(text).is_some()
    }

    /// Where a text stands in the list that this was made of.
    pub(super) fn place(&self, text: &str) -> Option<usize> {
        let number = Index::number(text);
        let place = usize::try_from(number >> self.shift).unwrap_or_default();
        let Some([begin, end, ..]) = self.begins.get(place..) else { return None };
        let mut near = self.texts.get(*begin..*end)?.iter();
        near.find(|(other, known, _)| *other == number && *known == text).map(|(.., at)| *at)
    }

    /// Made of its length, its first bytes and its last ones.
    fn number(text: &str) -> u64 {
        let bytes = text.as_bytes();
        let number = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => (number(first), number(last)),
            _ => (bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), 0),
        };
        // An odd factor loses no bit, and carries them all to the front.
        (first ^ last.rotate_left(31) ^ bytes.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Text {
    pub(super) fn of(keywords: &'static [Keyword]) -> Self {
        let mut asked = keywords.iter().filter(|keyword| asks(keyword).meets(Kinds::TEXT));
        match (asked.next(), asked.next()) {
            (Some(Keyword::Texts(texts)), None) if texts.len() < MANY => return Text::Listed(texts),
            (Some(Keyword::Texts(texts)), None) => {
                return Text::Indexed(INDEXES.of(texts, || Index::of(texts.iter().copied())));
            }
            (Some(Keyword::Const(Literal::Text(text))), None) => {
                return Text::Listed(std::slice::from_ref(text));
            }
            _ => {}
        }
        let mut lengths = (0, u64::MAX);
        for keyword in keywords {
            match *keyword {
                Keyword::MinLength(least) => lengths.0 = least.max(lengths.0),
                Keyword::MaxLength(most) => lengths.1 = most.min(lengths.1),
                _ if asks(keyword).meets(Kinds::TEXT) => return Text::Other(keywords),
                _ => {}
            }
        }
        Text::Lengths(lengths.0, lengths.1)
    }

    /// From how many bytes on every text fits, and how many more there may be; from more than there are when nothing is known of
    /// that. A character has one byte at least, and four at most.
    pub(super) fn bytes(self) -> (usize, usize) {
        let bytes =
            |characters: u64, each| usize::try_from(characters.saturating_mul(each)).unwrap_or(usize::MAX);
        let none = (usize::MAX, 0);
        match self {
            Text::Lengths(least, most) => {
                let least = bytes(least, if least > 1 { 4 } else { 1 });
                bytes(most, 1).checked_sub(least).map_or(none, |more| (least, more))
            }
            Text::Listed(_) | Text::Indexed(_) | Text::Other(_) => none,
        }
    }
}
