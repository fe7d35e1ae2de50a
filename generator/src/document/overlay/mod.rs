//! OpenAPI Overlays (1.0, and what 1.1 adds): a vendor's description is patched without being edited.
//!
//! An overlay is a list of actions, each a JSONPath (RFC 9535) that selects nodes, and what is done to them. They are
//! applied to the tree one after the other, before any reference is followed. Where a node was written in an overlay
//! is kept, so that what is wrong with it is shown there.

mod actions;
mod merge;

use serde_json::Value;
use serde_json_path::JsonPath;

use super::Texts;
use super::origins::{Origin, Origins};
use super::parse::DEPTH;
use super::text::Text;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, Pointer, codes};
use actions::{Action, Change};
use merge::Merge;

/// An overlay's text, and what diagnostics call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// The name shown in diagnostics.
    pub name: String,
    /// The text, JSON or YAML.
    pub text: String,
}

/// How many nodes overlays may add.
const MOST_ADDED: usize = 1_000_000;

/// Applies overlays to the tree of a document; they join its texts.
///
/// # Errors
///
/// What is wrong with the overlays themselves, or with what they do to this document.
pub(super) fn apply(
    tree: &mut Value,
    texts: &mut Texts,
    overlays: &[Overlay],
    found: &mut Diagnostics,
) -> Result<(), ()> {
    let mut left = MOST_ADDED;
    for overlay in overlays {
        let (text, overlay, duplicates) = match Text::parse(&overlay.name, overlay.text.clone()) {
            Ok(read) => read,
            Err(errors) => {
                found.extend(errors);
                return Err(());
            }
        };
        let file = texts.files.len();
        let (actions, mut wrong) = actions::read(&overlay);
        wrong.extend(duplicates);
        if !wrong.has_errors() {
            for action in &actions {
                let mut run = Run { file, action, left: &mut left, overlaid: &mut texts.overlaid };
                wrong.extend(run.action(tree));
            }
        }
        // These pointers are into the overlay, unlike all others.
        for place in wrong.iter_mut().map(|each| &mut each.place) {
            if let Place::Pointer { pointer, part } = place {
                *place = Place::Span(text.locate(pointer, *part));
            }
        }
        texts.files.push(text);
        let failed = wrong.has_errors();
        found.extend(wrong);
        if failed {
            return Err(());
        }
    }
    if !overlays.is_empty() && deeper_than(tree, DEPTH) {
        let message = "overlays nest the document too deeply";
        found.push(Diagnostic::error(codes::TOO_DEEP, message).label(format!("more than {DEPTH} levels")));
        return Err(());
    }
    Ok(())
}

fn deeper_than(value: &Value, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    match value {
        Value::Object(members) => members.values().any(|value| deeper_than(value, depth)),
        Value::Array(items) => items.iter().any(|value| deeper_than(value, depth)),
        _ => false,
    }
}

/// One action being applied.
struct Run<'a> {
    /// The overlay's number among the texts.
    file: usize,
    action: &'a Action<'a>,
    left: &'a mut usize,
    overlaid: &'a mut Origins,
}

impl Run<'_> {
    fn action(&mut self, tree: &mut Value) -> Diagnostics {
        let targets = select(&self.action.target, tree);
        let target = self.action.at.join("target");
        if targets.is_empty() {
            let message = format!("`{}` selects nothing in the document", Excerpt(self.action.text));
            let warning = Diagnostic::warning(codes::OVERLAY_TARGET, message).at(Place::value(target));
            return warning.label("this action does nothing").into();
        }
        match &self.action.change {
            Change::Nothing => Diagnostics::new(),
            Change::Remove => self.remove(tree, targets, target),
            Change::Update(update) => {
                let at = self.action.at.join("update");
                let source = Origin { file: self.file, pointer: at.as_str().to_owned() };
                self.merge(tree, &targets, update, &Origins::at(source), &at)
            }
            Change::Copy(path, text) => {
                let at = self.action.at.join("copy");
                let sources = select(path, tree);
                let ([source], [_, ..]) = (sources.as_slice(), targets.as_slice()) else {
                    let message =
                        format!("`{}` must select one node, and selects {}", Excerpt(text), sources.len());
                    return Diagnostic::error(codes::OVERLAY_MISMATCH, message).at(Place::value(at)).into();
                };
                let value = super::at(tree, source).cloned().unwrap_or_default();
                let origins = self.overlaid.part(source);
                self.merge(tree, &targets, &value, &origins, &at)
            }
        }
    }

    /// Removes nodes: the last first, so that the addresses of the others still hold.
    fn remove(&mut self, tree: &mut Value, targets: Vec<String>, place: Pointer) -> Diagnostics {
        for target in targets.iter().rev() {
            let Some((holder, _)) = target.rsplit_once('/') else {
                let message = "the whole document cannot be removed";
                return Diagnostic::error(codes::OVERLAY_MISMATCH, message).at(Place::value(place)).into();
            };
            let last = super::origins::tokens(target).last().unwrap_or_default();
            match tree.pointer_mut(holder) {
                Some(Value::Object(members)) => {
                    members.shift_remove(&last);
                    self.overlaid.forget(target);
                }
                Some(Value::Array(items)) => {
                    if let Some(index) = last.parse::<usize>().ok().filter(|index| *index < items.len()) {
                        self.overlaid.removed(holder, index, items.len());
                        items.remove(index);
                    }
                }
                _ => {}
            }
        }
        Diagnostics::new()
    }

    fn merge(
        &mut self,
        tree: &mut Value,
        targets: &[String],
        update: &Value,
        source: &Origins,
        place: &Pointer,
    ) -> Diagnostics {
        let mut merge =
            Merge { left: self.left, overlaid: self.overlaid, source, found: Diagnostics::new(), place };
        for target in targets {
            let mut out = target.clone();
            if let Some(node) = tree.pointer_mut(target) {
                merge.target(node, update, &mut out);
            }
            if merge.found.has_errors() {
                break;
            }
        }
        merge.found
    }
}

/// The addresses of the nodes that a query selects, each once, in the order of the document.
fn select(path: &JsonPath, tree: &Value) -> Vec<String> {
    let nodes = path.query_located(tree);
    let mut pointers: Vec<String> = nodes.locations().map(|location| location.to_json_pointer()).collect();
    // Of items of a list, by number; otherwise any order that is the same each time.
    let key = |pointer: &String| -> Vec<(Option<usize>, String)> {
        pointer.split('/').map(|token| (token.parse().ok(), token.to_owned())).collect()
    };
    pointers.sort_by_cached_key(key);
    pointers.dedup();
    pointers
}
