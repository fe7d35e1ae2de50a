//! The document as Prism can read it: it follows every `$ref`, those in examples too, and gives up on one that it cannot
//! fetch.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The document itself, or a copy of it in which the references that lead nowhere are no references.
pub(super) fn readable(document: &Path, copy: PathBuf) -> PathBuf {
    let Ok(text) = std::fs::read_to_string(document) else { return document.to_owned() };
    let read = serde_json::from_str(&text).ok().or_else(|| serde_yaml::from_str::<Value>(&text).ok());
    let Some(mut tree) = read else { return document.to_owned() };
    let folder = document.parent().unwrap_or(Path::new(""));
    let mut found = Found::default();
    hide(&mut tree, folder, &mut found);
    // What is copied elsewhere loses the files beside it.
    if found.hidden == 0 || found.files > 0 || std::fs::write(&copy, tree.to_string()).is_err() {
        return document.to_owned();
    }
    copy
}

#[derive(Default)]
struct Found {
    /// References that lead nowhere.
    hidden: usize,
    /// References to files that are there.
    files: usize,
}

fn hide(value: &mut Value, folder: &Path, found: &mut Found) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, folder, found)),
        Value::Object(members) => {
            members.values_mut().for_each(|member| hide(member, folder, found));
            let outside =
                members.get("$ref").and_then(Value::as_str).filter(|target| !target.starts_with('#'));
            let Some(target) = outside.map(str::to_owned) else { return };
            let file = target.split('#').next().unwrap_or_default();
            if !target.contains("://") && folder.join(file).is_file() {
                found.files += 1;
            } else {
                found.hidden += 1;
                members.remove("$ref");
                members.insert("x-ref".to_owned(), Value::String(target));
            }
        }
        _ => {}
    }
}
