//! Which documents a folder holds.

use std::path::{Path, PathBuf};

/// A document to run.
pub(crate) struct Found {
    /// What the table calls it.
    pub(crate) name: String,
    /// Its file; of a document of several files the entry.
    pub(crate) path: PathBuf,
}

/// Those that an `INDEX.tsv` lists; else every JSON and YAML file, and every folder with an entry in it.
pub(crate) fn find(folder: &Path) -> std::io::Result<Vec<Found>> {
    let index = folder.join("INDEX.tsv");
    let mut found = if index.is_file() {
        listed(folder, &std::fs::read_to_string(index)?)
    } else {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            found.extend(if path.is_dir() { entry_of(&path) } else { Some(path) }.and_then(document));
        }
        found
    };
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// Rows of `name` and `path`, under a line of headings.
fn listed(folder: &Path, index: &str) -> Vec<Found> {
    index
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (name, path) = (cells.next()?, cells.next()?);
            Some(Found { name: name.to_owned(), path: folder.join(path) })
        })
        .collect()
}

fn document(path: PathBuf) -> Option<Found> {
    let known = matches!(path.extension()?.to_str()?, "json" | "yaml" | "yml");
    let name = path.file_stem()?.to_str()?.to_owned();
    let entry = matches!(name.as_str(), "openapi" | "swagger" | "index" | "main");
    let name = match path.parent().and_then(Path::file_name).and_then(|folder| folder.to_str()) {
        Some(folder) if entry => folder.to_owned(),
        _ => name,
    };
    known.then_some(Found { name, path })
}

/// The entry of a document of several files.
fn entry_of(folder: &Path) -> Option<PathBuf> {
    ["openapi", "swagger", "index", "main"]
        .iter()
        .flat_map(|name| ["yaml", "yml", "json"].map(|kind| folder.join(format!("{name}.{kind}"))))
        .find(|path| path.is_file())
}
