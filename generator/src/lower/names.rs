//! The one place that makes Rust identifiers of a document's words.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Strict and reserved words of the 2024 edition.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Keywords that cannot be written as raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Names of the prelude: a model or an operation of such a name would shadow it in its own file.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// What a file of `operations/` imports, beside the prelude.
const IN_OPERATIONS: &[&str] = &[
    "Answer",
    "BTreeMap",
    "Bytes",
    "Call",
    "Client",
    "Date",
    "Encoding",
    "Error",
    "File",
    "Format",
    "HeaderForm",
    "HeaderMap",
    "Keyword",
    "Lined",
    "Literal",
    "Method",
    "Number",
    "Operation",
    "Page",
    "Paged",
    "Pattern",
    "RawAnswer",
    "Request",
    "RequestError",
    "Requirement",
    "Schema",
    "Secret",
    "Security",
    "Streamed",
    "Style",
    "Timestamp",
    "Types",
    "Value",
    "Webhook",
];

/// File names that Windows keeps to itself, whatever stands behind the dot.
const NOT_FILES: &[&str] = &[
    "aux", "con", "nul", "prn", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// `UpperCamelCase`, for types and variants.
pub(super) fn type_name(text: &str) -> String {
    let name = text_to_words(text).to_upper_camel_case();
    start_with_letter(name, text, "N", "Empty")
}

/// `UpperCamelCase`, for models.
pub(super) fn model_name(text: &str) -> String {
    let name = type_name(text);
    if PRELUDE.contains(&name.as_str()) { format!("{name}Model") } else { name }
}

/// `UpperCamelCase`, for the structs of operations.
pub(super) fn operation_name(text: &str) -> String {
    let name = type_name(text);
    let taken = PRELUDE.contains(&name.as_str()) || IN_OPERATIONS.contains(&name.as_str());
    if taken { format!("{name}Operation") } else { name }
}

/// `UpperCamelCase`, for variants. What sorts downwards (`-name`) is another value than `name`.
pub(super) fn variant_name(text: &str) -> String {
    let name = match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(char::is_alphabetic) => type_name(&format!("minus {rest}")),
        _ => type_name(text),
    };
    if name == "Self" { "SelfValue".to_owned() } else { name }
}

/// A name that needs no change.
pub(super) fn as_is(text: &str) -> String {
    text.to_owned()
}

/// `snake_case`, for fields, arguments and functions.
pub(super) fn value_name(text: &str) -> String {
    let name = start_with_letter(text_to_words(text).to_snake_case(), text, "n", "empty");
    escape_keyword(name)
}

/// `snake_case` without raw identifiers, for files.
pub(super) fn module_name(text: &str) -> String {
    // rustc wants files in ASCII.
    let ascii: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() && !c.is_ascii() {
                format!("_u{:x}_", u32::from(c))
            } else {
                c.to_string()
            }
        })
        .collect();
    let name = start_with_letter(text_to_words(&ascii).to_snake_case(), text, "n", "empty");
    let taken = KEYWORDS.contains(&name.as_str()) || NOT_FILES.contains(&name.as_str());
    if taken { format!("{name}_") } else { name }
}

/// `snake_case` without raw identifiers, for features.
pub(super) fn feature_name(text: &str) -> String {
    start_with_letter(text_to_words(text).to_snake_case(), text, "n", "empty")
}

/// `SHOUTY_SNAKE_CASE`, for constants.
pub(super) fn constant_name(text: &str) -> String {
    start_with_letter(text_to_words(text).to_shouty_snake_case(), text, "N", "EMPTY")
}

/// `SHOUTY_SNAKE_CASE`, for the table of a type. One that is written in capitals (`A`, `V2`) would share its name, and
/// where it is a tuple struct they are both values.
pub(super) fn table_name(model: &str) -> String {
    let name = constant_name(model);
    if name == model { format!("{name}_SCHEMA") } else { name }
}

/// Names for all of `texts` at once, each unique and none of `taken`, whatever their order: where two would be
/// equal, the one that needed the least change keeps the name, and the others are numbered by their own text.
pub(super) fn unique(texts: &[&str], make: fn(&str) -> String, taken: &[&str]) -> Vec<String> {
    let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        wanted.entry(make(text)).or_default().push(index);
    }
    let mut used: BTreeSet<String> = taken.iter().map(|name| (*name).to_owned()).collect();
    used.extend(wanted.keys().cloned());
    let mut names = vec![String::new(); texts.len()];
    for (name, mut indexes) in wanted {
        indexes.sort_by_key(|index| (texts[*index] != name, texts[*index]));
        let mut indexes = indexes.into_iter();
        if !taken.contains(&name.as_str())
            && let Some(first) = indexes.next()
        {
            names[first].clone_from(&name);
        }
        for index in indexes {
            names[index] = numbered(&name, &mut used);
        }
    }
    names
}

/// `name` if it is free in `used`, else the same with the first free number; takes it.
pub(super) fn claim(name: &str, used: &mut BTreeSet<String>) -> String {
    if used.insert(name.to_owned()) { name.to_owned() } else { numbered(name, used) }
}

fn numbered(name: &str, used: &mut BTreeSet<String>) -> String {
    let base = name.trim_start_matches("r#");
    let glue = if base.ends_with('_') || base.chars().any(char::is_uppercase) && !base.contains('_') {
        ""
    } else {
        "_"
    };
    let mut number = 2_u64;
    loop {
        let candidate = format!("{base}{glue}{number}");
        if used.insert(candidate.clone()) {
            return candidate;
        }
        number += 1;
    }
}

/// Variants of a union: what tells its members' names apart, when they share their first or last words.
pub(super) fn without_shared_words(names: &[String]) -> Vec<String> {
    let words: Vec<Vec<String>> = names.iter().map(|name| split_words(name)).collect();
    let shortest = words.iter().map(Vec::len).min().unwrap_or_default();
    let shared = |at: &dyn Fn(&[String], usize) -> String| {
        (0..shortest)
            .take_while(|index| words.windows(2).all(|pair| at(&pair[0], *index) == at(&pair[1], *index)))
            .count()
    };
    if names.len() < 2 {
        return names.to_vec();
    }
    let front = shared(&|words, index| words[index].clone());
    let back = shared(&|words, index| words[words.len() - 1 - index].clone());
    let stripped = |front: usize, back: usize| -> Option<Vec<String>> {
        words
            .iter()
            .map(|words| {
                let kept = words.get(front..words.len().checked_sub(back)?)?;
                let starts_well = kept.first()?.chars().next()?.is_alphabetic();
                starts_well.then(|| kept.concat())
            })
            .collect()
    };
    // Where no more than a letter or two is left there are no words: of `VCard` and `MeCard` the `Card` is kept.
    let words_are_left = |names: &Vec<String>| names.iter().any(|name| name.chars().count() > 2);
    (1..=back)
        .rev()
        .find_map(|back| stripped(front, back).filter(words_are_left))
        .or_else(|| stripped(front, 0))
        .or_else(|| stripped(0, back))
        .unwrap_or_else(|| names.to_vec())
}

/// A name without the words that it begins with and another name as well; the last word stays.
pub(super) fn without_prefix(name: &str, other: &str) -> String {
    let (words, other) = (split_words(name), split_words(other));
    let shared = words.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let rest = words.get(shared.min(words.len().saturating_sub(1))..).unwrap_or_default().concat();
    if rest.starts_with(char::is_alphabetic) { rest } else { name.to_owned() }
}

/// Whether a text is a word that labels something rather than a name of it: `call`, and not `Call` or `call_options`.
pub(super) fn is_label(text: &str) -> bool {
    text.trim_start().starts_with(char::is_lowercase) && split_words(&type_name(text)).len() == 1
}

fn split_words(name: &str) -> Vec<String> {
    name.to_snake_case().split('_').map(heck::ToUpperCamelCase::to_upper_camel_case).collect()
}

/// What is left of a text when each character that no identifier may hold has become a word boundary, or a word
/// of its own where nothing else would be left.
fn text_to_words(text: &str) -> String {
    let signed = match text.strip_prefix(['-', '+']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{} {rest}", if text.starts_with('-') { "minus" } else { "plus" })
        }
        _ => text.to_owned(),
    };
    let kept: String =
        signed.chars().map(|c| if unicode_ident::is_xid_continue(c) { c } else { ' ' }).collect();
    if kept.chars().any(char::is_alphanumeric) {
        return kept;
    }
    text.chars().map(|c| format!("{} ", spelled(c))).collect()
}

fn spelled(c: char) -> String {
    let word = match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '%' => "percent",
        '=' => "equals",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '~' => "tilde",
        '^' => "caret",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '?' => "question",
        '#' => "hash",
        '$' => "dollar",
        '@' => "at",
        '_' => "underscore",
        ' ' => "space",
        '"' => "quote",
        '\'' => "apostrophe",
        '`' => "backtick",
        '\\' => "backslash",
        '(' => "open_paren",
        ')' => "close_paren",
        '[' => "open_bracket",
        ']' => "close_bracket",
        '{' => "open_brace",
        '}' => "close_brace",
        _ => return format!("u{:x}", u32::from(c)),
    };
    word.to_owned()
}

fn start_with_letter(name: String, text: &str, prefix: &str, empty: &str) -> String {
    match name.chars().next() {
        None if text.is_empty() => empty.to_owned(),
        None => format!("{prefix}0"),
        Some(first) if unicode_ident::is_xid_start(first) => name,
        Some(_) => format!("{prefix}{name}"),
    }
}

fn escape_keyword(name: String) -> String {
    if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_becomes_a_legal_identifier() {
        for text in [
            "", "type", "self", "Self", "404", "-1", "+1", "*", "名前", "😀", "a b", "foo-bar", "$ref", "_",
            "__", "é", "r#", "1️⃣", "٣",
        ] {
            for make in [type_name, value_name, module_name, constant_name] {
                let name = make(text);
                assert!(
                    syn::parse_str::<syn::Ident>(&name).is_ok() || name == "Self",
                    "{text:?} became {name:?}"
                );
            }
        }
    }

    #[test]
    fn names_do_not_depend_on_order() {
        let forwards = unique(&["fooBar", "foo_bar", "FOO-BAR"], value_name, &[]);
        let mut backwards = unique(&["FOO-BAR", "foo_bar", "fooBar"], value_name, &[]);
        backwards.reverse();
        assert_eq!(forwards, ["foo_bar_3", "foo_bar", "foo_bar_2"]);
        assert_eq!(forwards, backwards);
    }

    #[test]
    fn a_name_that_is_taken_says_what_it_is() {
        assert_eq!(unique(&["Option"], model_name, &[]), ["OptionModel"]);
        assert_eq!(unique(&["request"], operation_name, &[]), ["RequestOperation"]);
        assert_eq!(unique(&["build"], value_name, &["build"]), ["build_2"]);
    }

    #[test]
    fn what_sorts_downwards_is_no_number() {
        assert_eq!(
            unique(&["name", "-name", "-", "-1"], variant_name, &[]),
            ["Name", "MinusName", "Minus", "Minus1"]
        );
    }

    #[test]
    fn no_file_is_called_as_windows_forbids() {
        assert_eq!(unique(&["con", "CON", "mod"], module_name, &[]), ["con_2", "con_", "mod_"]);
    }

    #[test]
    fn words_of_the_union_are_left_out_of_its_members() {
        assert_eq!(without_prefix("RepositoryRuleCreation", "RepositoryRuleDetailed"), "Creation");
        assert_eq!(without_prefix("Cat", "Pet"), "Cat");
        assert_eq!(without_prefix("Pet", "Pet"), "Pet");
        assert_eq!(without_prefix("Plan2024", "PlanDetails"), "Plan2024");
    }

    #[test]
    fn shared_words_are_left_out_of_variants() {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            without_shared_words(&names(&["CreateHttpConnection", "CreateGoogleSheetsConnection"])),
            ["Http", "GoogleSheets"]
        );
        assert_eq!(without_shared_words(&names(&["Pet", "PetOwner"])), ["Pet", "PetOwner"]);
        assert_eq!(without_shared_words(&names(&["VCardData", "MeCardData"])), ["VCard", "MeCard"]);
        assert_eq!(
            without_shared_words(&names(&["ARecord", "MxRecord", "CnameRecord"])),
            ["A", "Mx", "Cname"]
        );
        assert_eq!(without_shared_words(&names(&["PlanA", "PlanB"])), ["A", "B"]);
        assert_eq!(without_shared_words(&names(&["Cat", "Dog"])), ["Cat", "Dog"]);
    }
}
