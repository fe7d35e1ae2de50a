//! One file: its text, and where in it the nodes are.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::{locate, parse, quotes, syntax, syntax_json};
use crate::diagnostic::{Diagnostics, Part, Place, Pointer, Source, Span};

/// A file that was read.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) source: Arc<Source>,
    json: bool,
    index: OnceCell<locate::Index>,
}

impl Text {
    /// Reads text into a tree. With it come the keys that are there twice.
    pub(super) fn parse(name: &str, mut text: String) -> Result<(Text, Value, Diagnostics), Diagnostics> {
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let (json, read) = parse::text(&text, name.ends_with(".json"));
        let source = Arc::new(Source { name: name.to_owned(), text });
        let text = Text { source, json, index: OnceCell::new() };
        match read {
            Ok(tree) => {
                text.complete()?;
                let duplicates = text.duplicates(&tree.duplicates);
                Ok((text, tree.value, duplicates))
            }
            Err(parse::Failure::TooLarge(pointer)) => {
                let mut diagnostic = syntax::too_large(pointer.clone());
                diagnostic.place = Place::Span(text.locate(&pointer, Part::Key));
                Err(diagnostic.into())
            }
            Err(parse::Failure::Json(error)) => Err(syntax_json::json(&text.source, &error).into()),
            Err(parse::Failure::Yaml(error)) => Err(syntax::yaml(&text.source, &error).into()),
        }
    }

    /// Looks for what the reader of values took without a word.
    fn complete(&self) -> Result<(), Diagnostics> {
        let broken = if self.json { None } else { self.index().broken.as_ref() };
        match broken.and_then(|at| quotes::swallowed(&self.source.text, at)) {
            Some(found) => Err(syntax::swallowed(&self.source, &found).into()),
            None => Ok(()),
        }
    }

    fn duplicates(&self, duplicates: &[(Pointer, String)]) -> Diagnostics {
        let each = |(object, key): &(Pointer, String)| {
            let places = self.index().duplicate(object, key);
            let places = places.map(|(a, b)| (self.span(a), self.span(b)));
            let mut diagnostic = syntax::duplicate(key, object, places);
            if let Place::Pointer { pointer, part } = &diagnostic.place {
                diagnostic.place = Place::Span(self.locate(pointer, *part));
            }
            diagnostic
        };
        duplicates.iter().map(each).collect()
    }

    /// Where a node is; where it has no place of its own, its nearest ancestor that has.
    pub(super) fn locate(&self, pointer: &Pointer, part: Part) -> Span {
        self.span(self.index().find(pointer, part))
    }

    fn index(&self) -> &locate::Index {
        self.index.get_or_init(|| locate::Index::new(&self.source.text, self.json))
    }

    fn span(&self, bytes: Range<usize>) -> Span {
        Span { file: Arc::clone(&self.source), bytes }
    }
}
