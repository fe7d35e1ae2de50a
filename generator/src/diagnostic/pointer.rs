//! Addresses of nodes: JSON Pointer (RFC 6901).

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The address of a node in a document (RFC 6901), such as `/paths/~1users/get`. The root's is empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Arc<str>);

impl Pointer {
    /// The whole document.
    pub fn root() -> Pointer {
        Pointer(Arc::from(""))
    }

    /// Reads a pointer as `$ref` writes it, percent-encoded behind a `#` (RFC 6901, section 6), or
    /// bare. None where it is no pointer, such as `#Pet`.
    pub fn parse(text: &str) -> Option<Pointer> {
        let text = match text.strip_prefix('#') {
            Some(fragment) => percent_decode(fragment)?,
            None => text.to_owned(),
        };
        let valid = text.is_empty() || text.starts_with('/');
        let escapes_end = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        (valid && escapes_end).then(|| Pointer(Arc::from(text)))
    }

    /// Steps into a member or an item.
    pub fn push(&mut self, token: &str) {
        *self = self.join(token);
    }

    /// The address of a member or an item.
    pub fn join(&self, token: &str) -> Pointer {
        let mut text = String::with_capacity(self.0.len() + token.len() + 1);
        text.push_str(&self.0);
        append(&mut text, token);
        Pointer(Arc::from(text))
    }

    /// The address of the `index`th item.
    pub fn index(&self, index: usize) -> Pointer {
        Pointer(Arc::from(format!("{}/{index}", self.0)))
    }

    /// The address of what this node is a member of.
    pub fn parent(&self) -> Option<Pointer> {
        let end = self.0.rfind('/')?;
        Some(Pointer(Arc::from(self.0.get(..end)?)))
    }

    /// The steps from the root, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        steps(&self.0).map(Cow::into_owned)
    }

    /// The last step, unescaped.
    pub fn last(&self) -> Option<String> {
        let (_, token) = self.0.rsplit_once('/')?;
        Some(unescaped(token).into_owned())
    }

    /// The name of the component of a section that this node is.
    pub fn component(&self, section: &str) -> Option<String> {
        let token = self.0.strip_prefix("/components/")?.strip_prefix(section)?.strip_prefix('/')?;
        (!token.contains('/')).then(|| unescaped(token).into_owned())
    }

    /// The name of the property whose schema this node is: the step below `properties`.
    pub fn property(&self) -> Option<String> {
        let parent = self.0.rfind('/').and_then(|end| self.0.get(..end))?;
        parent.ends_with("/properties").then(|| self.last()).flatten()
    }

    /// The text, as RFC 6901 writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it means the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

/// The steps of a pointer's text, unescaped.
pub(crate) fn steps(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> + '_ {
    pointer.split('/').skip(1).map(unescaped)
}

/// One step, unescaped. Few have anything to unescape, and each lookup in a tree comes by here.
fn unescaped(token: &str) -> Cow<'_, str> {
    if token.bytes().any(|byte| byte == b'~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// Appends one step, escaped.
pub(crate) fn append(text: &mut String, token: &str) {
    text.push('/');
    if token.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        text.push_str(&token.replace('~', "~0").replace('/', "~1"));
    } else {
        text.push_str(token);
    }
}

/// Undoes percent-encoding; None where it is not UTF-8. A `%` that encodes nothing stays.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let encoded = (*first == b'%').then(|| tail.get(..2)).flatten();
        let decoded = encoded.and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
            u8::from_str_radix(digits, 16).ok()
        });
        match decoded {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..)?;
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pointer({:?})", &self.0)
    }
}

impl<T: AsRef<str>> FromIterator<T> for Pointer {
    fn from_iter<I: IntoIterator<Item = T>>(tokens: I) -> Pointer {
        let mut text = String::new();
        for token in tokens {
            append(&mut text, token.as_ref());
        }
        Pointer(Arc::from(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_unescapes() {
        let pointer = Pointer::root().join("paths").join("/a~b").index(3);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b/3");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b", "3"]);
        assert_eq!(pointer.parent().unwrap().as_str(), "/paths/~1a~0b");
        assert_eq!(Pointer::from_iter(["paths", "/a~b", "3"]), pointer);
    }

    #[test]
    fn parses_references() {
        assert_eq!(Pointer::parse("#/a%20b/~1c").unwrap().tokens().collect::<Vec<_>>(), ["a b", "/c"]);
        assert_eq!(Pointer::parse("#"), Some(Pointer::root()));
        assert_eq!(Pointer::parse("#/100%").unwrap().as_str(), "/100%");
        assert_eq!(Pointer::parse("#Pet"), None);
        assert_eq!(Pointer::parse("#/a~2"), None);
        assert_eq!(Pointer::parse("#/%ff"), None);
    }
}
