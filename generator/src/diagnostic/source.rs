//! The text that a diagnostic points into.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A file: its name, as the user wrote it, and its text.
#[derive(PartialEq, Eq)]
pub struct Source {
    /// The name shown in `--> name:line:column`.
    pub name: String,
    /// The text, without a byte order mark.
    pub text: String,
}

impl Source {
    /// Line and column of a byte, both from 1, the column in characters.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    /// The range of the line, without its end, that a byte is on.
    pub fn line_range(&self, byte: usize) -> Range<usize> {
        let (before, after) = self.text.split_at_checked(byte).unwrap_or((&self.text, ""));
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = byte.min(self.text.len()) + after.find('\n').unwrap_or(after.len());
        let carriage = usize::from(self.text.get(start..end).is_some_and(|line| line.ends_with('\r')));
        start..end - carriage
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("bytes", &self.text.len()).finish()
    }
}

/// A stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub file: Arc<Source>,
    /// The bytes of its text.
    pub bytes: Range<usize>,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.file.line_column(self.bytes.start);
        write!(f, "{}:{line}:{column}", self.file.name)
    }
}
