//! The format of server-sent events: bytes in, events out (WHATWG HTML, "Parsing an event stream").

use std::collections::VecDeque;
use std::time::Duration;

use super::events::Event;

/// A stream read so far. Events may be cut anywhere, within a character as well.
pub(super) struct Parser {
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// Whether the last byte was a carriage return, whose line feed is none of its own.
    after_return: bool,
    /// Whether the stream's first line is still to come, which a byte order mark may stand before.
    first: bool,
    data: String,
    event: String,
    /// The last one read, which counts when the event it stands in has ended.
    id: String,
    ended_id: String,
    retry: Option<Duration>,
    limit: usize,
}

impl Parser {
    /// A parser of events of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            line: Vec::new(),
            after_return: false,
            first: true,
            data: String::new(),
            event: String::new(),
            id: String::new(),
            ended_id: String::new(),
            retry: None,
            limit,
        }
    }

    /// The id of the last event that has ended.
    pub(super) fn last_event_id(&self) -> &str {
        &self.ended_id
    }

    /// Reads on, and adds the events that are complete. The error is the limit that one of them exceeds.
    pub(super) fn push(&mut self, bytes: &[u8], events: &mut VecDeque<Event<String>>) -> Result<(), usize> {
        let mut rest = bytes;
        if self.after_return && !rest.is_empty() {
            self.after_return = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            let (line, ended) = rest.split_at(end);
            self.line.extend_from_slice(line);
            self.check()?;
            self.end_of_line(events);
            rest = match ended {
                [b'\r', b'\n', rest @ ..] => rest,
                [b'\r'] => {
                    self.after_return = true;
                    &[]
                }
                [_, rest @ ..] => rest,
                [] => &[],
            };
        }
        self.line.extend_from_slice(rest);
        self.check()
    }

    fn check(&self) -> Result<(), usize> {
        if self.line.len() + self.data.len() > self.limit { Err(self.limit) } else { Ok(()) }
    }

    fn end_of_line(&mut self, events: &mut VecDeque<Event<String>>) {
        let bytes = std::mem::take(&mut self.line);
        let mut line = String::from_utf8_lossy(&bytes).into_owned();
        if std::mem::take(&mut self.first) {
            line = line.strip_prefix('\u{feff}').unwrap_or(&line).to_owned();
        }
        if line.is_empty() {
            events.extend(self.dispatch());
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // A comment has no name; what has another is for later versions of the format.
            _ => {}
        }
    }

    /// What ends with an empty line; nothing where there is no data.
    fn dispatch(&mut self) -> Option<Event<String>> {
        let mut data = std::mem::take(&mut self.data);
        let event = std::mem::take(&mut self.event);
        self.id.clone_into(&mut self.ended_id);
        if data.is_empty() {
            return None;
        }
        data.pop();
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(Event::new(self.id.clone(), event, data, self.retry.take()))
    }
}
