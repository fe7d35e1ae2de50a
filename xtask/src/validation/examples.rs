//! Every example of a document before both validators.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::rc::Rc;

use generator::config::{Config, Formats};
use generator::document::{Document, Options, Pointer};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use runtime::violation::Violations;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::mutations::Mutant;
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
    /// Values with one keyword broken that the other validator refuses for one reason.
    pub(super) mutants: usize,
    /// Those of which as much is told: that keyword at that place.
    pub(super) told_once: usize,
    /// Those in a union that break whatever member they are held against in more ways than one, all of which are told.
    pub(super) told_each: usize,
    /// The others.
    pub(super) told_otherwise: Vec<ToldOtherwise>,
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

/// A value with one keyword broken of which something else is told.
#[derive(Serialize)]
pub(super) struct ToldOtherwise {
    pub(super) example: String,
    /// The place and the keyword that was broken.
    pub(super) broken: String,
    pub(super) theirs: String,
    pub(super) ours: Vec<String>,
}

/// Asks both validators about all examples of a document.
pub(super) fn judge(name: &str, path: &Path, formats: bool, mutate: bool) -> Row {
    let mut row = Row { document: name.to_owned(), ..Row::default() };
    if let Err(error) = all(&mut row, path, formats, mutate) {
        row.error = Some(error);
    }
    row
}

fn all(row: &mut Row, path: &Path, formats: bool, mutate: bool) -> Result<(), String> {
    let Asked { document, tables, mut reference, examples } = Asked::of(path, formats)?;
    row.examples = examples.len();
    for example in &examples {
        if let Err(why) = one(row, example, &tables, &mut reference) {
            *row.unjudged.entry(why.to_owned()).or_default() += 1;
        } else if mutate && row.mutants < MOST_MUTANTS && !example.at.ends_with("/default") {
            mutants(row, &document, example, &tables, &mut reference);
        }
    }
    Ok(())
}

/// A document's examples, and both validators of its schemas.
pub(super) struct Asked {
    document: Document,
    pub(super) tables: Tables,
    pub(super) reference: Reference,
    pub(super) examples: Vec<Example>,
}

impl Asked {
    pub(super) fn of(path: &Path, formats: bool) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        let mut tree =
            generator::document::tree(&path.to_string_lossy(), text).map_err(|_| "refused".to_owned())?;
        let mut examples = places::examples(&tree);
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
        let reference = Reference::new(&document, formats);
        Ok(Asked { document, tables, reference, examples })
    }
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
    // What is valid is so as well when it is told property by property, as models are.
    let told = runtime::validate::validate(table, &example.value).map_or_else(Err, |()| ours.clone());
    let ours = if ours.is_ok() { told } else { ours };
    if ours.is_ok() == valid {
        row.agree += 1;
        return Ok(());
    }
    let theirs = validator.iter_errors(&example.value).next().map(|error| short(&error.to_string()));
    let ours = ours.err().map(|violations| short(&violations.to_string()));
    row.disagreements.push(Disagreement { example: example.at.clone(), theirs, ours });
    Ok(())
}

/// The most of one document, and of one example.
const MOST_MUTANTS: usize = 2000;
const MOST_OF_EXAMPLE: usize = 200;

/// Breaks one keyword at a time.
fn mutants(
    row: &mut Row,
    document: &Document,
    example: &Example,
    tables: &Tables,
    reference: &mut Reference,
) {
    let schemas = Rc::clone(&reference.schemas);
    let schema = json!({ "$ref": format!("#{}", example.schema) });
    let (Some(table), Some(validator)) = (tables.get(&example.schema), reference.validator(&example.schema))
    else {
        return;
    };
    if !validator.is_valid(&example.value) {
        return;
    }
    for mutant in super::mutations::of(&schemas, &schema, &example.value, MOST_OF_EXAMPLE) {
        let mut errors = validator.iter_errors(&mutant.value);
        let (Some(error), None) = (errors.next(), errors.next()) else {
            continue;
        };
        row.mutants += 1;
        let violations = runtime::validate::validate_json(table, &mutant.value).err().unwrap_or_default();
        let written =
            |pointer: &str| Pointer::parse(pointer).is_some_and(|at| document.written_at(&at).is_some());
        let is_written = violations.iter().all(|told| written(&told.schema));
        match told(&error, &mutant, &violations) {
            Told::Once if is_written => {
                row.told_once += 1;
                continue;
            }
            Told::Each if is_written => {
                row.told_each += 1;
                continue;
            }
            _ => {}
        }
        row.told_otherwise.push(ToldOtherwise {
            example: example.at.clone(),
            broken: format!("{} {}", mutant.at, mutant.keyword),
            theirs: format!(
                "{} {} {}",
                error.instance_path(),
                error.kind().keyword(),
                short(&error.to_string())
            ),
            ours: violations
                .iter()
                .map(|each| format!("{} at {}", short(&each.to_string()), each.schema))
                .collect(),
        });
    }
}

enum Told {
    /// The keyword that was broken, alone.
    Once,
    /// All that is wrong with a member of a union.
    Each,
    Otherwise,
}

/// What is told of a value that is wrong in one way by the other validator. Of a union that says no more than that none of
/// its members fits, so what is told has to be all that is wrong with one of them, or that the union is not fitted.
fn told(error: &ValidationError<'_>, mutant: &Mutant, violations: &Violations) -> Told {
    let mut ours: Vec<(String, &str)> =
        violations.iter().map(|told| (told.instance.clone(), told.keyword)).collect();
    if let [(instance, keyword)] = ours.as_slice()
        && *instance == mutant.at
        && [mutant.keyword, error.kind().keyword(), keyword_of(error)].contains(keyword)
    {
        return Told::Once;
    }
    ours.sort_unstable();
    let mut ways = ways(error, 0);
    ways.iter_mut().for_each(|way| way.sort_unstable());
    match (ours.as_slice(), ways.contains(&ours)) {
        ([_], true) => Told::Once,
        // No member is nearer than another.
        ([(instance, keyword)], false) if *instance == place(error) && *keyword == keyword_of(error) => {
            Told::Once
        }
        ([], _) | (_, false) => Told::Otherwise,
        // What was broken can be told alone.
        (_, true) if ways.iter().any(|way| matches!(way.as_slice(), [(at, _)] if *at == mutant.at)) => {
            Told::Otherwise
        }
        (_, true) => Told::Each,
    }
}

/// The keyword of an error; of a bound that stands for a format of integers that is `format`.
fn keyword_of<'e>(error: &'e ValidationError<'_>) -> &'e str {
    let limits = [i64::from(i32::MIN), i64::from(i32::MAX), i64::MIN, i64::MAX];
    match error.kind() {
        ValidationErrorKind::Minimum { limit } | ValidationErrorKind::Maximum { limit }
            if limit.as_i64().is_some_and(|limit| limits.contains(&limit)) =>
        {
            "format"
        }
        kind => kind.keyword(),
    }
}

/// The most that is looked at of unions in unions.
const MOST_WAYS: usize = 500;

/// What may be told of an error: itself, or all that is wrong with a member of the union.
fn ways<'e>(error: &'e ValidationError<'_>, depth: usize) -> Vec<Vec<(String, &'e str)>> {
    let members = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.as_slice()
        }
        _ => &[],
    };
    let mut all = vec![vec![(place(error), keyword_of(error))]];
    for member in members.iter().filter(|_| depth < 8) {
        let mut together: Vec<Vec<(String, &str)>> = vec![Vec::new()];
        for error in member {
            let each = ways(error, depth + 1);
            let with = |known: &Vec<(String, &'e str)>| {
                each.iter().map(|way| known.iter().chain(way).cloned().collect()).collect::<Vec<_>>()
            };
            together = together.iter().flat_map(with).take(MOST_WAYS).collect();
        }
        all.extend(together);
        all.truncate(MOST_WAYS);
    }
    all
}

/// The place in the value; of a property that is missing, or should be, its own.
fn place(error: &ValidationError<'_>) -> String {
    let mut place = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default().to_owned();
            step(&mut place, &name);
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            if let [name] = unexpected.as_slice() {
                step(&mut place, name);
            }
        }
        _ => {}
    }
    place
}

fn step(place: &mut String, name: &str) {
    place.push('/');
    place.push_str(&name.replace('~', "~0").replace('/', "~1"));
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

/// The other validator, for the schemas of a document.
pub(super) struct Reference {
    /// All component schemas, in the words of JSON Schema 2020-12.
    schemas: Rc<Map<String, Value>>,
    known: BTreeMap<String, Option<Validator>>,
    formats: bool,
}

impl Reference {
    fn new(document: &Document, formats: bool) -> Self {
        let schemas = Rc::new(super::reference::components(document, formats));
        Reference { schemas, known: BTreeMap::new(), formats }
    }

    pub(super) fn validator(&mut self, at: &str) -> Option<&Validator> {
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
