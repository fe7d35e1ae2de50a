//! A place in the document, in words: what the docs of a type say when the document says nothing of it.

/// `#/paths/~1a/post/requestBody/content/application~1json/schema/properties/x/items` is "An item of `x` of the request body
/// of `POST /a`". A place that has no words for it is given as the pointer that it is.
pub(super) fn in_words(pointer: &str) -> String {
    let segments: Vec<String> = pointer.split('/').skip(1).map(plain).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let words = match segments.as_slice() {
        // A whole component is best known by its pointer.
        ["components", _, _] => None,
        segments => words(segments),
    };
    match words {
        Some(words) => capitalised(&words),
        None => format!("`#{}`", pointer.replace('`', "'")),
    }
}

/// A segment as it reads: unescaped (RFC 6901 section 4), and without what would end a code span or a line.
fn plain(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~").replace('`', "'").replace(char::is_control, " ")
}

fn words(segments: &[&str]) -> Option<String> {
    let (root, within) = match segments {
        ["components", "schemas", name, rest @ ..] => (format!("`{name}`"), rest),
        ["components", _, name, "schema", rest @ ..]
        | ["components", _, name, "content", _, "schema", rest @ ..] => (format!("`{name}`"), rest),
        ["paths", path, method, rest @ ..] => {
            let operation = format!("`{} {path}`", method.to_ascii_uppercase());
            let (part, rest) = part(rest)?;
            (format!("{part} of {operation}"), rest)
        }
        _ => return None,
    };
    schema(root, within)
}

/// The part of an operation that a schema belongs to.
fn part<'a>(segments: &'a [&'a str]) -> Option<(String, &'a [&'a str])> {
    Some(match segments {
        ["requestBody", "content", _, "schema", rest @ ..] => ("the request body".to_owned(), rest),
        ["responses", "default", "content", _, "schema", rest @ ..] => ("any other answer".to_owned(), rest),
        ["responses", status, "content", _, "schema", rest @ ..] => (format!("the answer {status}"), rest),
        ["responses", status, "headers", name, "schema", rest @ ..] => {
            (format!("the header field `{name}` of the answer {status}"), rest)
        }
        ["parameters", _, "schema", rest @ ..] | ["parameters", _, "content", _, "schema", rest @ ..] => {
            ("a parameter".to_owned(), rest)
        }
        _ => return None,
    })
}

/// What lies within a schema, the innermost first.
fn schema(of: String, segments: &[&str]) -> Option<String> {
    let (words, rest) = match segments {
        [] => return Some(of),
        ["properties", name, rest @ ..] => (format!("`{name}` of {of}"), rest),
        ["items", rest @ ..] => (format!("an item of {of}"), rest),
        ["additionalProperties", rest @ ..] => (format!("a value of {of}"), rest),
        ["oneOf" | "anyOf", number, rest @ ..] => (format!("{} of {of}", nth(number)?), rest),
        // What is merged is no part of its own.
        ["allOf", _, rest @ ..] => (of, rest),
        _ => return None,
    };
    schema(words, rest)
}

fn nth(number: &str) -> Option<String> {
    const WORDS: &[&str] =
        &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
    let index: usize = number.parse().ok()?;
    Some(match WORDS.get(index) {
        Some(word) => format!("the {word} kind"),
        None => format!("kind {}", index + 1),
    })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn places_read_as_a_person_would_say_them() {
        let body = "/paths/~1a~1{id}/post/requestBody/content/application~1json/schema";
        for (pointer, words) in [
            (body.to_owned(), "The request body of `POST /a/{id}`"),
            (format!("{body}/properties/x/items"), "An item of `x` of the request body of `POST /a/{id}`"),
            (format!("{body}/allOf/1/oneOf/0"), "The first kind of the request body of `POST /a/{id}`"),
            (format!("{body}/anyOf/11"), "Kind 12 of the request body of `POST /a/{id}`"),
            ("/components/schemas/Pet".to_owned(), "`#/components/schemas/Pet`"),
            ("/components/schemas/Pet/properties/tag".to_owned(), "`tag` of `Pet`"),
            ("/components/schemas/Pet/additionalProperties".to_owned(), "A value of `Pet`"),
            ("/components/schemas/Pet/not".to_owned(), "`#/components/schemas/Pet/not`"),
            ("/components/schemas/a`b~1c/items".to_owned(), "An item of `a'b/c`"),
            (
                "/paths/~1a/get/responses/default/content/text~1plain/schema".to_owned(),
                "Any other answer of `GET /a`",
            ),
        ] {
            assert_eq!(in_words(&pointer), words, "{pointer}");
        }
    }
}
