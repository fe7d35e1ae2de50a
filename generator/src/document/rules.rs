//! What OpenAPI says about an object beyond its fields.

use openapiv3::ReferenceOr;
use serde_json::{Map, Value, json};

use super::check::Checker;
use super::objects::{self, Shape};
use super::objects::{
    CALLBACK, DISCRIMINATOR, HEADER, LINK, OPENAPI, OPERATION, Object, PARAMETER, PATH_ITEM, RESPONSE,
    SCHEMA, SERVER, SERVER_VARIABLE,
};
use super::path::Path;
use super::repair::Repair;
use super::version::Version;
use super::{advice, templates};
use crate::diagnostic::{Diagnostic, Excerpt, codes, nearest};

type Members = Map<String, Value>;

/// Checks an object as a whole, once its fields are checked; completes what is left of it. False when
/// it must be left out.
pub(super) fn after(
    checker: &mut Checker<'_>,
    object: &'static Object,
    members: &Members,
    left: &mut Members,
    path: &Path<'_>,
) -> bool {
    let is = |other: &'static Object| std::ptr::eq(object, other);
    if is(&SCHEMA) {
        checker.required(members, path);
        checker.items(members, path);
        checker.bounds(members, path);
        checker.enumeration(members, path);
        checker.patterns(members, path);
    } else if is(&DISCRIMINATOR) {
        members.get("mapping").into_iter().for_each(|mapping| checker.mapping(mapping, path));
    } else if is(&PARAMETER) {
        checker.format(members, left, path);
        checker.parameter(members, left, path);
    } else if is(&HEADER) {
        checker.format(members, left, path);
    } else if is(&OPERATION) {
        checker.operation_id(members, path);
        checker.security(members, path);
        without_references(left);
    } else if is(&PATH_ITEM) {
        checker.methods(members, path);
    } else if is(&SERVER) {
        checker.server(members, path);
    } else if is(&SERVER_VARIABLE) {
        checker.server_variable(members, path);
    } else if is(&CALLBACK) {
        left.retain(|key, _| !key.starts_with("x-"));
    } else if is(&LINK) {
        return checker.link(left, path);
    } else if is(&OPENAPI) {
        checker.security(members, path);
        templates::check(checker, members, left);
    }
    true
}

/// Whether a required field can be missing: a document without `paths` still has its components, and from 3.1 on its
/// webhooks; and operations may say nothing of their responses from 3.1 on. Unless it was misspelt.
pub(super) fn may_lack(object: &'static Object, name: &str, members: &Members, version: &Version) -> bool {
    let newer = version.minor() >= 1;
    let without = match name {
        "paths" if std::ptr::eq(object, &OPENAPI) => {
            members.contains_key("components") || (newer && members.contains_key("webhooks"))
        }
        "responses" => newer && std::ptr::eq(object, &OPERATION),
        "description" => version.minor() >= 2 && std::ptr::eq(object, &RESPONSE),
        _ => false,
    };
    without && nearest(name, members.keys().map(String::as_str)).is_none()
}

/// Whether a parameter or header has its type beside the `schema` that it lacks, as in Swagger 2.0.
pub(super) fn outside_schema(object: &'static Object, members: &Members) -> bool {
    let described = members.contains_key("schema") || members.contains_key("content");
    (std::ptr::eq(object, &PARAMETER) || std::ptr::eq(object, &HEADER)) && !described
}

/// Whether a field that is not known would have been an operation, or the answers of one, which must not get lost.
pub(super) fn is_operation(object: &'static Object, key: &str, value: Option<&Value>) -> bool {
    let answers = key == "responses" || value.is_some_and(|value| value.get("responses").is_some());
    std::ptr::eq(object, &PATH_ITEM) && answers
}

impl Checker<'_> {
    /// The variables of a server's `url` are declared (4.7.5).
    fn server(&mut self, members: &Members, path: &Path<'_>) {
        let Some(url) = members.get("url").and_then(Value::as_str) else {
            return;
        };
        let declared = members.get("variables").and_then(Value::as_object);
        let names = url.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
        for name in names.filter(|name| !declared.is_some_and(|known| known.contains_key(*name))) {
            let unused = declared.into_iter().flatten().map(|(key, _)| key.as_str());
            let unused = unused.filter(|key| !url.contains(&format!("{{{key}}}")));
            let message = format!("the server variable `{}` is not declared", Excerpt(name));
            let diagnostic = match nearest(name, unused) {
                Some(meant) => Diagnostic::error(codes::UNKNOWN_VARIABLE, message)
                    .help(format!("`variables` has `{}`", Excerpt(meant))),
                None => Diagnostic::warning(codes::UNDECLARED_VARIABLE, message)
                    .help("declare it under `variables`, with a `default`"),
            };
            let place = Path::Key(path, "url").value();
            self.report(diagnostic.at(place).label("not in `variables`"));
        }
    }

    /// The default of a server variable is one of its values (4.7.6).
    fn server_variable(&mut self, members: &Members, path: &Path<'_>) {
        let (Some(default), Some(values)) =
            (members.get("default"), members.get("enum").and_then(Value::as_array))
        else {
            return;
        };
        if !values.is_empty() && !values.contains(default) {
            self.diagnostics.push(
                Diagnostic::warning(codes::LOOSE_VALUE, "the default is none of the allowed values")
                    .at(Path::Key(path, "default").value())
                    .label("not in `enum`"),
            );
        }
    }

    /// A parameter or header is described by `schema` or by `content`, not both (4.7.12.2).
    fn format(&mut self, members: &Members, left: &mut Members, path: &Path<'_>) {
        let has = |key: &str| members.get(key).is_some_and(|value| !value.is_null());
        match (has("schema"), has("content")) {
            (true, true) => {
                left.shift_remove("content");
                self.diagnostics.push(
                    Diagnostic::warning(
                        codes::LOOSE_VALUE,
                        "both `schema` and `content`, of which only one can hold",
                    )
                    .at(Path::Key(path, "content").key())
                    .label("ignored: `schema` counts"),
                );
            }
            (false, false) if members.contains_key("type") => {
                let message = format!("{} has its type outside of a `schema`", path.name());
                let error = Diagnostic::error(codes::MISSING_FIELD, message);
                let label = "in OpenAPI 3, this goes under `schema`";
                self.report(error.at(Path::Key(path, "type").key()).label(label));
                if self.lenient {
                    self.schema_around(members, left, path);
                }
            }
            (false, false) => {
                self.diagnostics.push(
                    Diagnostic::warning(codes::LOOSE_MISSING, format!("{} has no `schema`", path.name()))
                        .at(path.key())
                        .label("read as of any type"),
                );
                left.insert("schema".to_owned(), self.any_schema());
            }
            _ => {}
        }
        let media_types = members.get("content").and_then(Value::as_object).map_or(1, Map::len);
        if media_types != 1 {
            self.report(
                Diagnostic::error(
                    codes::WRONG_VALUE,
                    format!("`content` of {} has {media_types} media types", path.name()),
                )
                .at(Path::Key(path, "content").key())
                .label("here there must be exactly one"),
            );
        }
    }

    /// As Swagger 2.0 wrote it: the fields of a schema stand beside the others.
    fn schema_around(&mut self, members: &Members, left: &mut Members, path: &Path<'_>) {
        const NOT_OF_SCHEMA: &[&str] = &["name", "in", "required", "description", "content", "schema"];
        let of_schema =
            |key: &str| !NOT_OF_SCHEMA.contains(&key) && objects::field(&SCHEMA, key, true).is_some();
        let fields = members.iter().filter(|(key, _)| of_schema(key));
        let schema = Value::Object(fields.map(|(key, value)| (key.clone(), value.clone())).collect());
        let here = Path::Key(path, "schema");
        self.repairs.push(Repair::Replace(here.pointer(), schema.clone()));
        let schema = self.check(&schema, Shape::Schema, &here).unwrap_or_else(|| self.any_schema());
        left.insert("schema".to_owned(), schema);
    }

    /// The schema of any value.
    fn any_schema(&mut self) -> Value {
        let any = serde_json::from_value(json!({}));
        any.map(|any| self.schemas.put(ReferenceOr::Item(any))).unwrap_or_default()
    }

    /// `style` depends on `in`; a path parameter is always required (4.7.12.2). What openapiv3 has no word for it is not
    /// told: `querystring` and the style `cookie`, which `lower` reads from the tree.
    fn parameter(&mut self, members: &Members, left: &mut Members, path: &Path<'_>) {
        let Some(place) = left.get("in").and_then(Value::as_str).map(str::to_owned) else {
            return;
        };
        let styles: &[&str] = match place.as_str() {
            "path" => &["simple", "label", "matrix"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            "cookie" if self.version.minor() >= 1 => &["form", "cookie"],
            _ => &["form"],
        };
        let style = left.get("style").and_then(Value::as_str).map(str::to_owned);
        if let Some(style) = style.filter(|style| !styles.contains(&style.as_str())) {
            let message = format!("a parameter in `{place}` cannot have the style `{}`", Excerpt(&style));
            let expected = format!("expected {}", advice::one_of(styles));
            let here = Path::Key(path, "style").value();
            self.report(Diagnostic::error(codes::WRONG_VALUE, message).at(here).label(expected));
            if self.lenient {
                self.repairs.push(Repair::Remove(Path::Key(path, "style").pointer()));
                left.shift_remove("style");
            }
        }
        if left.get("style").is_some_and(|style| style == "cookie") {
            left.shift_remove("style");
        }
        if place == "querystring" {
            left.insert("in".to_owned(), Value::from("query"));
        }
        if place == "path" && members.get("required") != Some(&Value::Bool(true)) {
            let written = members.contains_key("required");
            let at =
                if written { Path::Key(path, "required").value() } else { Path::Key(path, "in").value() };
            self.diagnostics.push(
                Diagnostic::warning(codes::LOOSE_VALUE, "a path parameter must have `required: true`")
                    .at(at)
                    .label("read as required"),
            );
            left.insert("required".to_owned(), Value::Bool(true));
        }
    }

    /// Each `operationId` is unique (4.7.10.1).
    fn operation_id(&mut self, members: &Members, path: &Path<'_>) {
        let Some(id) = members.get("operationId").and_then(Value::as_str) else {
            return;
        };
        let here = Path::Key(path, "operationId").pointer();
        if id.contains(": ") {
            self.diagnostics.push(
                Diagnostic::warning(codes::LOOSE_VALUE, "an `operationId` that looks like YAML")
                    .at(Path::Key(path, "operationId").value())
                    .label("is a quote missing at the end of a line?"),
            );
        }
        match self.operations.get(id) {
            Some(first) if *first != here => {
                let first = crate::diagnostic::Place::value(first.clone());
                self.report(
                    Diagnostic::error(
                        codes::DUPLICATE_OPERATION,
                        format!("two operations are called `{}`", Excerpt(id)),
                    )
                    .at(crate::diagnostic::Place::value(here))
                    .label("each `operationId` must be unique")
                    .also(first, "first used here"),
                );
            }
            Some(_) => {}
            None => drop(self.operations.insert(id.to_owned(), here)),
        }
    }

    /// A security requirement names security schemes (4.7.30).
    fn security(&mut self, members: &Members, path: &Path<'_>) {
        let list = Path::Key(path, "security");
        let schemes = self.root.pointer("/components/securitySchemes").and_then(Value::as_object);
        let known = |name: &str| schemes.is_some_and(|schemes| schemes.contains_key(name));
        let mut unknown: Vec<(usize, &String, Option<&str>)> = Vec::new();
        for (index, requirement) in
            members.get("security").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            for name in requirement.as_object().into_iter().flatten().map(|(name, _)| name) {
                if !known(name) {
                    let names = schemes.into_iter().flatten().map(|(key, _)| key.as_str());
                    unknown.push((index, name, nearest(name, names)));
                }
            }
        }
        for (index, name, meant) in unknown {
            let place = Path::Key(&Path::Index(&list, index), name).key();
            let message = format!("there is no security scheme `{}`", Excerpt(name));
            let diagnostic = match meant {
                Some(meant) => Diagnostic::error(codes::UNKNOWN_SECURITY, message)
                    .label("not in `components/securitySchemes`")
                    .help(format!("did you mean `{}`?", Excerpt(meant))),
                // Once is enough for a scheme that was forgotten.
                None if !self.unknown_schemes.insert(name.clone()) => continue,
                None => Diagnostic::warning(codes::UNDECLARED_SECURITY, message)
                    .label("the caller must know what credential this is")
                    .help("declare it in `components/securitySchemes`"),
            };
            self.report(diagnostic.at(place));
        }
    }

    /// A link names its operation one way or the other (4.7.20). It only documents.
    fn link(&mut self, left: &mut Members, path: &Path<'_>) -> bool {
        let fits = left.contains_key("operationRef") != left.contains_key("operationId");
        if !fits {
            self.diagnostics.push(
                Diagnostic::warning(
                    codes::LOOSE_MISSING,
                    format!("the link {} names no operation", path.name()),
                )
                .at(path.key())
                .label("expected `operationId` or `operationRef`: left out"),
            );
        }
        fits
    }
}

/// openapiv3 has no references among the callbacks of an operation: one by reference keeps its name
/// alone there.
fn without_references(operation: &mut Members) {
    for callback in
        operation.get_mut("callbacks").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
    {
        if callback.get("$ref").is_some() {
            *callback = json!({});
        }
    }
}
