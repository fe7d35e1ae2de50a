//! Where the nodes of a JSON text are. A YAML parser reads JSON too, but at a tenth of the speed, and
//! stumbles over long keys.

use std::ops::Range;

use super::locate::{Index, Step};

/// Fills an index from JSON; stops where the text is not JSON.
pub(super) fn read(text: &str, index: &mut Index) {
    let mut scanner = Scanner { text, at: 0 };
    // Lists and objects that are being read, and the step to the next node.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut step = Some(Step::Root);
    loop {
        scanner.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b','));
        let Some(byte) = scanner.peek() else { return };
        if matches!(byte, b'}' | b']') {
            scanner.at += 1;
            open.pop();
            if open.is_empty() {
                return;
            }
            continue;
        }
        let awaits_key = step.is_none() && open.last().is_some_and(|(_, object)| *object);
        if awaits_key {
            let Some(key) = scanner.string() else { return };
            scanner.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b':'));
            step = Some(Step::Member(unescaped(text, &key), key));
            continue;
        }
        let step = step.take().unwrap_or(Step::Item);
        let parent = open.last().map(|(node, _)| *node);
        let start = scanner.at;
        if matches!(byte, b'{' | b'[') {
            scanner.at += 1;
            let node = index.add(parent, step, start..start + 1);
            if byte == b'{' {
                index.make_object(node)
            } else {
                index.make_list(node)
            }
            open.push((node, byte == b'{'));
            continue;
        }
        let Some(place) = scanner.scalar() else {
            return;
        };
        index.add(parent, step, place);
        if open.is_empty() {
            return;
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&skipped) {
            self.at += 1;
        }
    }

    fn scalar(&mut self) -> Option<Range<usize>> {
        if self.peek() == Some(b'"') {
            return self.string();
        }
        let start = self.at;
        self.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        (self.at > start).then_some(start..self.at)
    }

    /// A string with its quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return None;
        }
        self.at += 1;
        loop {
            match self.peek()? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return Some(start..self.at);
                }
                _ => self.at += 1,
            }
        }
    }
}

fn unescaped(text: &str, key: &Range<usize>) -> String {
    let quoted = text.get(key.clone()).unwrap_or_default();
    if quoted.contains('\\') {
        return serde_json::from_str(quoted).unwrap_or_default();
    }
    quoted.trim_matches('"').to_owned()
}
