//! Other files that a document refers to.

use std::fmt;

/// Reads the files beside a document. The document itself opens none.
pub trait Files {
    /// The text of a file, by its path from the document's folder: relative, with `/` between its parts, without `.`,
    /// and without `..` but at its start. What the path leads to through links must be inside the folder, too, or
    /// where else files may be read.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it may not or cannot be read.
    fn read(&self, path: &str) -> Result<String, FileError>;

    /// Whether a path may begin with `..` at all.
    fn may_leave(&self) -> bool {
        false
    }

    /// The path of the file that is to be read for a URI, where one is: nothing is fetched.
    fn place(&self, _uri: &str) -> Option<String> {
        None
    }
}

/// Why a file is not read, in words that follow its name: "is not there".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError(pub String);

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A document that is alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<String, FileError> {
        Err(FileError("is another file, and only this text is read".to_owned()))
    }
}

/// How many files one document may have.
pub(super) const MOST_FILES: usize = 4_096;

/// How many bytes they may have together.
pub(super) const MOST_BYTES: usize = 256 * 1024 * 1024;

/// The path that a reference in the file `from` means, seen from the document's folder. RFC 3986, 5.2.4, for paths
/// alone. With `may_leave` it may begin with `..`, and whoever reads it decides.
///
/// # Errors
///
/// In words: why it is not followed.
pub(super) fn resolve(from: &str, reference: &str, may_leave: bool) -> Result<String, &'static str> {
    let reference = crate::diagnostic::percent_decode(reference).ok_or("is no path in UTF-8")?;
    let scheme = reference.split(['/', '\\']).next().is_some_and(|first| first.contains(':'));
    if reference.starts_with("//") || (scheme && reference.contains("://")) {
        return Err("is a URL, and nothing is fetched from the network");
    }
    if scheme || reference.starts_with(['/', '\\']) {
        return Err("is an absolute path: a file must be inside the document's folder");
    }
    if reference.contains(['\0', '\\']) {
        return Err("is no path: write `/` between its parts");
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(last) if *last != ".." => drop(parts.pop()),
                _ if may_leave => parts.push(part),
                _ => return Err("leads out of the document's folder, and no file is read there"),
            },
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        let inside = [
            ("a.yaml", "b.yaml", "b.yaml"),
            ("p/a.yaml", "./q/b.yaml", "p/q/b.yaml"),
            ("p/a", "../b%20c", "b c"),
        ];
        for (from, reference, expected) in inside {
            for may_leave in [false, true] {
                assert_eq!(resolve(from, reference, may_leave).as_deref(), Ok(expected), "{reference}");
            }
        }
        let leaving = [
            ("a.yaml", "../x.yaml", "../x.yaml"),
            ("../p/a.yaml", "../../q/./b.yaml", "../../q/b.yaml"),
            ("../a.yaml", "p/../b.yaml", "../b.yaml"),
        ];
        for (from, reference, expected) in leaving {
            assert_eq!(resolve(from, reference, true).as_deref(), Ok(expected), "{reference}");
        }
        let outside = [
            "../x.yaml",
            "p/../../x.yaml",
            "/etc/passwd",
            "//host/x",
            "https://host/x.yaml",
            "file:///etc/passwd",
            "C:/x",
            "c:\\x",
            "\\\\host\\x",
            "..%2Fx.yaml",
            "a%00b",
        ];
        for reference in outside {
            assert!(resolve("a.yaml", reference, false).is_err(), "{reference}");
        }
    }
}
