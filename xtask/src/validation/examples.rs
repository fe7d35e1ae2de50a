//! Every example of a document before both validators.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use generator::config::{Config, Formats};
use generator::document::{Document, Options};
use jsonschema::Validator;
use serde::Serialize;
use serde_json::{Map, Value};

use super::places::{self, Example};
use super::tables::Tables;

/// What came of a document.
#[derive(Default, Serialize)]
pub(super) struct Row {
    pub(super) document: String,
    /// Why it was not read.
    pub(super) error: Option<String>,
    /// How many examples there are beside a schema, `default`s included.
    pub(super) examples: usize,
    /// Valid and invalid by the other validator.
    pub(super) valid: usize,
    pub(super) invalid: usize,
    pub(super) agree: usize,
    pub(super) disagreements: Vec<Disagreement>,
    /// Examples that were not asked about, by the reason.
    pub(super) unjudged: BTreeMap<String, usize>,
}

/// An example that is valid by one validator alone.
#[derive(Serialize)]
pub(super) struct Disagreement {
    pub(super) example: String,
    /// What is wrong with it by the other validator; none when it is valid.
    pub(super) theirs: Option<String>,
    pub(super) ours: Option<String>,
}

/// Asks both validators about all examples of a document.
pub(super) fn judge(name: &str, path: &Path, formats: bool) -> Row {
    let mut row = Row { document: name.to_owned(), ..Row::default() };
    if let Err(error) = all(&mut row, path, formats) {
        row.error = Some(error);
    }
    row
}

fn all(row: &mut Row, path: &Path, formats: bool) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut tree =
        generator::document::tree(&path.to_string_lossy(), text).map_err(|_| "refused".to_owned())?;
    let mut examples = places::examples(&tree);
    row.examples = examples.len();
    places::name(&mut tree, &mut examples);
    let mut config = Config::new(path, "out");
    config.lenient = true;
    config.validation.formats = Formats::All(formats);
    let options = Options { lenient: true, files: &config.folder(), ..Options::default() };
    let name = path.with_extension("json");
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    let (document, _) =
        Document::read_with(&name, tree.to_string(), options).map_err(|_| "refused".to_owned())?;
    let (api, _) = generator::lower::lower(&document, &config);
    let tables = Tables::new(&api);
    let mut reference = Reference::new(&document, formats);
    for example in &examples {
        if let Err(why) = one(row, example, &tables, &mut reference) {
            *row.unjudged.entry(why.to_owned()).or_default() += 1;
        }
    }
    Ok(())
}

fn one(
    row: &mut Row,
    example: &Example,
    tables: &Tables,
    reference: &mut Reference,
) -> Result<(), &'static str> {
    let table = tables.get(&example.schema).ok_or("no table")?;
    let validator = reference.validator(&example.schema).ok_or("refused by the other validator")?;
    let theirs = catch_unwind(AssertUnwindSafe(|| validator.is_valid(&example.value)));
    let valid = theirs.map_err(|_| "the other validator panics")?;
    let ours = runtime::validate::validate_json(table, &example.value);
    *(if valid { &mut row.valid } else { &mut row.invalid }) += 1;
    if ours.is_ok() == valid {
        row.agree += 1;
        return Ok(());
    }
    let theirs = validator.iter_errors(&example.value).next().map(|error| short(&error.to_string()));
    let ours = ours.err().map(|violations| short(&violations.to_string()));
    row.disagreements.push(Disagreement { example: example.at.clone(), theirs, ours });
    Ok(())
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

/// The other validator, for the schemas of a document.
struct Reference {
    /// All component schemas, in the words of JSON Schema 2020-12.
    schemas: Map<String, Value>,
    known: BTreeMap<String, Option<Validator>>,
    formats: bool,
}

impl Reference {
    fn new(document: &Document, formats: bool) -> Self {
        Reference { schemas: super::reference::components(document), known: BTreeMap::new(), formats }
    }

    fn validator(&mut self, at: &str) -> Option<&Validator> {
        let Reference { schemas, known, formats } = self;
        let entry = known.entry(at.to_owned());
        entry.or_insert_with(|| compile(&super::reference::reached(schemas, at), *formats)).as_ref()
    }
}

/// A document may be more than the other validator can take.
fn compile(schema: &Value, formats: bool) -> Option<Validator> {
    let compiled = || {
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(formats)
            .build(schema)
            .ok()
    };
    catch_unwind(AssertUnwindSafe(compiled)).ok().flatten()
}
