//! Path templates and the parameters that fill them (OpenAPI 3.0.4, 4.7.9).

use std::collections::BTreeMap;

use openapiv3::ReferenceOr;
use serde_json::{Map, Value, json};

use super::additional::FIELD;
use super::check::Checker;
use super::path::Path;
use super::repair::Repair;
use crate::diagnostic::{Diagnostic, Excerpt, Place, Pointer, codes, nearest};

type Members = Map<String, Value>;

/// The methods of a Path Item Object.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// The places that a parameter can be in.
const PLACES: &[&str] = &["path", "query", "header", "cookie", "querystring"];

/// An operation's place in its path item.
#[derive(Clone, Copy)]
struct Method<'a> {
    /// `additionalOperations`, if it stands there.
    holder: Option<&'static str>,
    key: &'a str,
}

/// The operations of a path item.
fn operations(item: &Members) -> impl Iterator<Item = (Method<'_>, &Members)> {
    let own =
        METHODS.iter().filter_map(|key| Some((Method { holder: None, key }, item.get(*key)?.as_object()?)));
    let additional = item.get(FIELD).and_then(Value::as_object).into_iter().flatten();
    let additional =
        additional.filter_map(|(key, value)| Some((Method { holder: Some(FIELD), key }, value.as_object()?)));
    own.chain(additional)
}

/// A parameter as an operation sees it.
struct Declared {
    /// Where it stands in its list: the parameter, or the reference to it.
    pointer: Pointer,
    name: String,
    place: String,
    inline: bool,
}

/// Checks each operation's parameters against each other and against its path; completes what is
/// left of the document.
pub(super) fn check(checker: &mut Checker<'_>, members: &Members, left: &mut Members) {
    let Some(paths) = members.get("paths").and_then(Value::as_object) else {
        return;
    };
    let paths_path = Path::Key(&Path::Root, "paths");
    for (template, item) in paths.iter().filter(|(template, _)| template.starts_with('/')) {
        let path = Path::Key(&paths_path, template);
        let item = item.as_object().filter(|item| !item.contains_key("$ref"));
        let Some(item) = item else { continue };
        match names(template) {
            Ok(names) => check_path(checker, item, &names, &path, left),
            Err(()) => {
                let message = format!("the braces of `{}` do not fit", Excerpt(template));
                let label = "each `{` must be followed by a name and `}`";
                let place = path.key();
                checker.report(Diagnostic::error(codes::PATH_PARAMETER, message).at(place).label(label));
            }
        }
    }
    if checker.lenient {
        leave_gaps(checker, left);
    }
    simplify(checker, paths, left);
}

/// Takes parameters that a repair removes out of what is left of the document.
fn leave_gaps(checker: &Checker<'_>, left: &mut Members) {
    for repair in &checker.repairs {
        let Repair::Remove(pointer) = repair else { continue };
        let tokens: Vec<String> = pointer.tokens().collect();
        let [paths, .., list, index] = tokens.as_slice() else { continue };
        if paths != "paths" || list != "parameters" {
            continue;
        }
        let way = tokens.get(1..tokens.len() - 1).unwrap_or_default();
        let items = way.iter().try_fold(left.get_mut(paths), |node, token| Some(node?.get_mut(token)));
        let items = items.flatten().and_then(Value::as_array_mut);
        let item = index.parse::<usize>().ok().and_then(|index| items?.get_mut(index));
        if let Some(item) = item {
            *item = Value::Null;
        }
    }
}

/// Checks the operations of one path, whose template has these names.
fn check_path(
    checker: &mut Checker<'_>,
    item: &Members,
    names: &[&str],
    path: &Path<'_>,
    left: &mut Members,
) {
    let template = path.last_key().unwrap_or_default();
    let (shared, broken) = checker.declared(item.get("parameters"), path);
    let mut missing: BTreeMap<&str, Vec<Method<'_>>> = BTreeMap::new();
    for (method, operation) in operations(item) {
        let own = operation.get("parameters");
        let (own, broken_too) = match method.holder {
            Some(holder) => checker.declared(own, &Path::Key(&Path::Key(path, holder), method.key)),
            None => checker.declared(own, &Path::Key(path, method.key)),
        };
        let all = shared.iter().chain(&own).filter(|each| each.place == "path");
        let all: Vec<&Declared> = all.collect();
        // Where a parameter is left over as well, its error says it all.
        let left_over = all.iter().any(|each| !names.contains(&each.name.as_str()));
        // So does the error of one that may be meant, and cannot be read.
        let may_be = |name: &str| {
            let mut broken = broken.iter().chain(&broken_too);
            broken.any(|broken| broken.as_ref().is_none_or(|broken| broken == name))
        };
        let told = |name: &str| !checker.lenient && (left_over || may_be(name));
        let declared = |name: &str| all.iter().any(|each| each.name == name);
        for name in names.iter().filter(|name| !told(name) && !declared(name)) {
            missing.entry(name).or_default().push(method);
        }
        unused(checker, template, names, &own, &all);
    }
    unused(checker, template, names, &shared, &shared.iter().collect::<Vec<_>>());
    for (name, methods) in missing {
        assume(checker, name, &methods, path, left);
    }
}

impl Checker<'_> {
    /// The parameters of a list, references followed, and the names, where they are known, of those that have no place. Two
    /// of one name and place are an error.
    fn declared(&mut self, list: Option<&Value>, path: &Path<'_>) -> (Vec<Declared>, Vec<Option<String>>) {
        let list_path = Path::Key(path, "parameters");
        let mut declared: Vec<Declared> = Vec::new();
        let mut broken = Vec::new();
        for (index, parameter) in list.and_then(Value::as_array).into_iter().flatten().enumerate() {
            let resolved = super::follow(self.root, parameter);
            let text = |key: &str| resolved?.get(key)?.as_str().map(str::to_owned);
            let place = text("in").filter(|place| PLACES.contains(&place.as_str()));
            let (Some(name), Some(place)) = (text("name"), place) else {
                broken.push(text("name"));
                continue;
            };
            let here = Path::Index(&list_path, index);
            let inline = parameter.get("$ref").is_none();
            let each = Declared { pointer: here.pointer(), name, place, inline };
            if let Some(first) =
                declared.iter().find(|first| first.name == each.name && first.place == each.place)
            {
                let what = format!("two parameters in `{}` are called `{}`", each.place, Excerpt(&each.name));
                let diagnostic = Diagnostic::error(codes::DUPLICATE_PARAMETER, what)
                    .at(each.named())
                    .label("each must have a name of its own")
                    .also(first.named(), "first used here");
                self.report(diagnostic);
                if self.lenient {
                    self.repairs.push(Repair::Remove(each.pointer));
                }
                continue;
            }
            declared.push(each);
        }
        (declared, broken)
    }
}

impl Declared {
    /// Where its name is written, or the reference to it.
    fn named(&self) -> Place {
        Place::value(self.pointer.join(if self.inline { "name" } else { "$ref" }))
    }
}

/// Reports path parameters of `own` that the template does not have.
fn unused(checker: &mut Checker<'_>, template: &str, names: &[&str], own: &[Declared], all: &[&Declared]) {
    for parameter in own.iter().filter(|each| each.place == "path" && !names.contains(&each.name.as_str())) {
        let open = names.iter().copied().filter(|name| !all.iter().any(|each| each.name == *name));
        let open: Vec<&str> = open.collect();
        let meant = nearest(&parameter.name, open.iter().copied()).or(open.first().copied());
        let help = match meant {
            Some(meant) => format!("the path has `{{{}}}`: write the same in both", Excerpt(meant)),
            None => format!("write `{{{}}}` where it belongs in the path", Excerpt(&parameter.name)),
        };
        checker.report(
            Diagnostic::error(
                codes::PATH_PARAMETER,
                format!(
                    "path parameter `{}` is not in the path `{}`",
                    Excerpt(&parameter.name),
                    Excerpt(template)
                ),
            )
            .at(parameter.named())
            .label("no part of the path takes its value")
            .help(help),
        );
        if checker.lenient {
            checker.repairs.push(Repair::Remove(parameter.pointer.clone()));
        }
    }
}

/// A part of a path that no parameter declares can only be a string that is required.
fn assume(
    checker: &mut Checker<'_>,
    name: &str,
    methods: &[Method<'_>],
    path: &Path<'_>,
    left: &mut Members,
) {
    let keys: Vec<&str> = methods.iter().map(|method| method.key).collect();
    checker.diagnostics.push(
        Diagnostic::warning(
            codes::LOOSE_PATH_PARAMETER,
            format!("no parameter declares `{{{}}}` of {}", Excerpt(name), path.name()),
        )
        .at(path.key())
        .label("read as a required string")
        .help(format!(
            "declare a parameter with `name: {}` and `in: path` ({})",
            Excerpt(name),
            keys.join(", ")
        )),
    );
    let item = path.last_key().and_then(|template| left.get_mut("paths")?.get_mut(template));
    let Some(item) = item.and_then(Value::as_object_mut) else {
        return;
    };
    for method in methods {
        let holder = match method.holder {
            Some(holder) => item.get_mut(holder).and_then(Value::as_object_mut),
            None => Some(&mut *item),
        };
        let operation = holder.and_then(|holder| holder.get_mut(method.key));
        let Some(operation) = operation.and_then(Value::as_object_mut) else {
            continue;
        };
        let Ok(text) = serde_json::from_value(json!({ "type": "string" })) else {
            continue;
        };
        let schema = checker.schemas.put(ReferenceOr::Item(text));
        let parameter = json!({ "name": name, "in": "path", "required": true, "schema": schema });
        if let Value::Array(list) = operation.entry("parameters").or_insert_with(|| json!([])) {
            list.push(parameter);
        }
    }
}

/// The names of a template: `/users/{id}` has `id`. Err when a brace has no partner.
fn names(template: &str) -> Result<Vec<&str>, ()> {
    let mut names = Vec::new();
    let mut parts = template.split('{');
    if parts.next().is_some_and(|before| before.contains('}')) {
        return Err(());
    }
    for part in parts {
        let (name, after) = part.split_once('}').ok_or(())?;
        let name = bare(name);
        if name.is_empty() || after.contains('}') {
            return Err(());
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// A name without what RFC 6570 puts around it: OpenAPI says `style` and `explode` instead.
fn bare(name: &str) -> &str {
    name.trim_start_matches(['.', ';', '+', '#', '/', '?', '&']).trim_end_matches('*')
}

/// Templates with `{name}` alone, in what is left of the document.
fn simplify(checker: &mut Checker<'_>, paths: &Members, left: &mut Members) {
    let simple = |template: &str| {
        let mut parts = template.split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (name, after) in parts.map(|part| part.split_once('}').unwrap_or((part, ""))) {
            text.push_str(&format!("{{{}}}{after}", bare(name)));
        }
        text
    };
    let Some(Value::Object(left)) = left.get_mut("paths") else {
        return;
    };
    let changed = |template: &&String| names(template).is_ok() && simple(template) != **template;
    if !paths.keys().any(|template| changed(&template)) {
        return;
    }
    for template in paths.keys().filter(changed).filter(|template| !paths.contains_key(&simple(template))) {
        checker.diagnostics.push(
            Diagnostic::warning(
                codes::LOOSE_PATH_PARAMETER,
                format!("`{}` is no template of OpenAPI", Excerpt(template)),
            )
            .at(Path::Key(&Path::Key(&Path::Root, "paths"), template).key())
            .label(format!("read as `{}`", Excerpt(&simple(template))))
            .help("`style` and `explode` of the parameter say how it is written"),
        );
        let here = Path::Key(&Path::Key(&Path::Root, "paths"), template).pointer();
        checker.repairs.push(Repair::Rename(here, simple(template)));
    }
    *left = std::mem::take(left)
        .into_iter()
        .map(|(template, item)| match changed(&&template) && !paths.contains_key(&simple(&template)) {
            true => (simple(&template), item),
            false => (template, item),
        })
        .collect();
}
