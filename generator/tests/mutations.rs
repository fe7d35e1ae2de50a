//! Documents that were damaged at random, always the same way: whatever comes out is a report, or Rust.
//!
//! `MUTANTS` says how many of each document, `MUTATED` a folder with other documents, `SEED` where to begin, and `KEPT` a
//! file for the one that is tried.

// The helpers of these tests are tests, too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::panic;
use std::path::{Path, PathBuf};

use generator::Config;
use generator::document::{Document, NoFiles, Options, Pointer};
use serde_json::{Map, Value, json};

/// Texts that mean something somewhere.
const ODD: &[&str] = &[
    "",
    " ",
    "\0",
    "🦀",
    "é\u{301}",
    "*/",
    "/*",
    "\"",
    "\\",
    "{",
    "}",
    "{x}",
    "{}",
    "#",
    "#/",
    "#/paths",
    "..",
    "../..",
    "~1",
    "%2F",
    "\r\n",
    "`",
    "```rust\npanic!()\n```",
    "]]>",
    "r#\"",
    "self",
    "Self",
    "crate",
    "type",
    "async",
    "_",
    "__",
    "-",
    "$ref",
    "//!",
    "Option",
    "String",
    "Vec",
    "Result",
    "Box",
    "std",
    "core",
    "null",
    "true",
    "9",
    "1e999",
    "\u{202e}",
    "[link](x)",
    "<script>",
    "object",
    "array",
    "string",
    "integer",
    "date-time",
    "(?<a>.)\\k<a>",
    "((a+)+)+$",
    "[",
    "\u{feff}",
    "a/b",
    "a.b",
    "new",
    "with_x",
];

/// As little chance as can be: the same seed, the same documents.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap()
    }

    fn odd(&mut self) -> String {
        let text = ODD[self.below(ODD.len())];
        match self.below(20) {
            0 => text.repeat(300),
            _ => text.to_owned(),
        }
    }

    fn value(&mut self, pointers: &[Pointer]) -> Value {
        let pointer = &pointers[self.below(pointers.len())];
        match self.below(17) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-1),
            3 => json!(1e308),
            4 => json!(u64::MAX),
            5 => json!(i64::MIN),
            6 => json!(0.1),
            7 => json!([]),
            8 => json!({}),
            9 => json!([null, {}, "a", 1]),
            10 => json!({ "$ref": format!("#{pointer}") }),
            11 => json!({ "$ref": self.odd() }),
            12 => json!({ "allOf": [{ "$ref": format!("#{pointer}") }, { "type": "object" }] }),
            13 => {
                json!({ "oneOf": [{ "$ref": format!("#{pointer}") }, { "type": "string" }, { "type": "null" }] })
            }
            14 => json!({ self.odd(): { "type": "string" } }),
            _ => json!(self.odd()),
        }
    }
}

fn pointers(value: &Value, at: Pointer, into: &mut Vec<Pointer>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| pointers(value, at.join(key), into)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| pointers(value, at.index(index), into));
        }
        _ => {}
    }
    into.push(at);
}

/// Changes one place.
fn mutate(tree: &mut Value, chance: &mut Chance) {
    let mut places = Vec::new();
    pointers(tree, Pointer::root(), &mut places);
    let at = places[chance.below(places.len())].clone();
    let other = places[chance.below(places.len())].clone();
    let copy = tree.pointer(other.as_str()).cloned().unwrap_or_default();
    let value = chance.value(&places);
    let (kind, name) = (chance.below(8), chance.odd());
    let parent = at.parent().unwrap_or_else(Pointer::root);
    let last = at.last().unwrap_or_default();
    match (kind, tree.pointer_mut(parent.as_str())) {
        (0, Some(Value::Object(members))) => drop(members.shift_remove(&last)),
        (0, Some(Value::Array(items))) => drop(items.pop()),
        (1, Some(Value::Object(members))) => drop(members.insert(name, value)),
        (1, Some(Value::Array(items))) => items.push(value),
        // The key is another, and its place is kept.
        (2, Some(Value::Object(members))) => {
            let renamed = std::mem::take(members).into_iter();
            *members = renamed
                .map(|(key, value)| (if key == last { name.clone() } else { key }, value))
                .collect::<Map<String, Value>>();
        }
        (3, Some(Value::Object(members))) => drop(members.insert(name, copy)),
        (4, _) => set(tree, &at, copy),
        (5, _) => {
            let keyword =
                ["allOf", "items", "not", "properties", "additionalProperties", "oneOf"][chance.below(6)];
            let mut inner = tree.pointer(at.as_str()).cloned().unwrap_or_default();
            for _ in 0..chance.below(60) {
                inner = match keyword {
                    "allOf" | "oneOf" => json!({ keyword: [inner] }),
                    "properties" => json!({ keyword: { "p": inner } }),
                    _ => json!({ keyword: inner }),
                };
            }
            set(tree, &at, inner);
        }
        _ => set(tree, &at, value),
    }
}

fn set(tree: &mut Value, at: &Pointer, value: Value) {
    if let Some(place) = tree.pointer_mut(at.as_str()) {
        *place = value;
    }
}

/// The whole pipeline but the disk. Whether a crate came out.
fn run(text: &str, lenient: bool) -> Result<bool, String> {
    let options = Options { lenient, files: &NoFiles, overlays: &[] };
    let (document, warnings) = match Document::read_with("api.json", text.to_owned(), options) {
        Ok(read) => read,
        // Leniently, only what is no OpenAPI 3 at all is refused, or what is too deep or too large.
        Err(errors) => return told(&errors, lenient),
    };
    warnings.render(true);
    let config = Config::new("api.json", "client");
    let (api, lowered) = generator::lower::lower(&document, &config);
    let mut lowered = lowered;
    document.resolve(&mut lowered);
    lowered.render(false);
    if lowered.has_errors() {
        return told(&lowered, lenient);
    }
    let files = generator::emit::emit(&api, &config).map_err(|error| format!("not emitted: {error:?}"))?;
    // Reading it back nests deeper than a test's stack may; rustc has more as well.
    let read_back = std::thread::Builder::new().stack_size(64 << 20).spawn(move || is_rust(&files)).unwrap();
    read_back.join().unwrap_or_else(|_| Err("reading it back panicked".to_owned()))?;
    Ok(true)
}

fn told(errors: &generator::Diagnostics, lenient: bool) -> Result<bool, String> {
    let broken = |code: &str| code.starts_with("E0") && !code.starts_with("E01");
    match errors.iter().find(|each| lenient && broken(each.code)) {
        Some(each) => Err(format!("refused although it is read leniently: {}: {}", each.code, each.message)),
        None => Ok(false),
    }
}

fn is_rust(files: &generator::write::Files) -> Result<(), String> {
    let ours = |path: &str| path.ends_with(".rs") && !path.contains("/runtime/");
    for (path, text) in files.0.iter().filter(|(path, _)| ours(path)) {
        syn::parse_file(text).map_err(|error| format!("{path} is no Rust: {error}"))?;
    }
    Ok(())
}

fn documents() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let others = std::env::var_os("MUTATED").map(PathBuf::from);
    let folders = others.map_or(vec![own], |others| vec![others]);
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> =
        files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn damaged_documents_give_a_report_or_rust() {
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let (mutants, seed) = (number("MUTANTS", 5), number("SEED", 1));
    let (mut emitted, mut refused) = (0, 0);
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(tree) = serde_yaml::from_str::<Value>(&text) else { continue };
        let of_name = path.file_name().unwrap().to_string_lossy().bytes().map(u64::from).sum::<u64>();
        for mutant in 0..mutants {
            let mut chance = Chance((seed * 1_000_003 + mutant * 7_919 + of_name) | 1);
            let mut changed = tree.clone();
            for _ in 0..=chance.below(3) {
                mutate(&mut changed, &mut chance);
            }
            let text = serde_json::to_string(&changed).unwrap();
            let lenient = mutant % 4 != 0;
            // What ends the whole process cannot be told of afterwards.
            if let Some(kept) = std::env::var_os("KEPT") {
                std::fs::write(kept, &text).unwrap();
            }
            let outcome = panic::catch_unwind(|| run(&text, lenient));
            let outcome = outcome.unwrap_or_else(|_| Err("panicked".to_owned()));
            match outcome {
                Ok(true) => emitted += 1,
                Ok(false) => refused += 1,
                Err(what) => {
                    let kept = std::env::temp_dir().join("mutant.json");
                    std::fs::write(&kept, &text).unwrap();
                    panic!("{} #{mutant}: {what}; it is kept in {}", path.display(), kept.display());
                }
            }
        }
    }
    assert!(emitted > refused / 10 && refused > 0, "{emitted} emitted, {refused} refused");
}
