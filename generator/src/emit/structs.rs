//! Structs, their constructors and setters.

use crate::ir::{Constant, Field, Literal, Number, Rest, Shape, Struct, Type, TypeDef};

use super::docs;
use super::layout::{Code, literal};
use super::models::{derive, documented, prose};
use super::rust::{Scope, initializer, into};

/// How many arguments clippy lets a function have.
const ARGUMENTS: usize = 7;

/// A struct and its inherent methods.
pub(super) fn definition(scope: &mut Scope<'_>, def: &TypeDef, object: &Struct) -> Vec<Code> {
    let hand_debug = object.rest.as_ref().is_some_and(|rest| rest.secret)
        || object.fields.iter().any(|field| field.hidden);
    let mut lines = documented(&docs::safe(&prose(scope.api, def)), def.deprecated);
    let defaults = object.fields.iter().all(|field| !field.required);
    let traits = [(!hand_debug, "Debug"), (true, "Clone"), (true, "PartialEq"), (defaults, "Default")];
    let traits: Vec<&str> = traits.into_iter().filter(|(has, _)| *has).map(|(_, name)| name).collect();
    lines.push(derive(def, &traits));
    lines.push("#[non_exhaustive]".into());
    let mut fields = Vec::new();
    object.fields.iter().for_each(|field| fields.extend(field_definition(scope, field)));
    fields.extend(object.rest.iter().flat_map(|rest| rest_definition(scope, rest)));
    lines.push(Code::block(format!("pub struct {} {{", def.name), fields));

    let mut methods: Vec<Code> = object.constants.iter().flat_map(constant).collect();
    methods.extend(constructor(scope, def, object));
    object.fields.iter().for_each(|field| methods.extend(fallback(scope, field)));
    // Who reads an answer sets nothing; tests can assign to the fields.
    if def.built {
        object.fields.iter().for_each(|field| methods.extend(setter(scope, field)));
        methods.extend(object.rest.iter().flat_map(|rest| rest_setter(scope, rest)));
    }
    lines.push(Code::block(format!("impl {} {{", def.name), methods));
    if hand_debug {
        lines.extend(debug_without_secrets(scope, def, object));
    }
    lines
}

fn field_definition(scope: &mut Scope<'_>, field: &Field) -> Vec<Code> {
    let ty = field_type(scope, field);
    let mut lines = documented(&field_docs(&field.docs, &field.name, &field.wire), field.deprecated);
    lines.push(Code::Row(vec![format!("pub {}: ", field.name).into(), ty, ",".into()]));
    lines
}

/// What the document says of a property; its name on the wire where Rust's differs.
fn field_docs(prose: &str, name: &str, wire: &str) -> String {
    let renamed = name.trim_start_matches("r#") != wire;
    let wire = wire.replace('`', "'").replace(['\n', '\r'], " ");
    match (prose.is_empty(), renamed) {
        (true, _) if wire.is_empty() => "The property whose name is empty.".to_owned(),
        (true, _) => format!("`{wire}`."),
        (false, false) => docs::safe(prose),
        (false, true) => format!("{}\n\n`{wire}` on the wire.", docs::safe(prose)),
    }
}

/// The type of a field: what may be absent, null or both says so.
fn field_type(scope: &mut Scope<'_>, field: &Field) -> Code {
    let ty = scope.ty(&field.ty);
    let optional = |ty| Code::generic("Option", vec![ty]);
    match (field.required, field.nullable) {
        (true, false) => ty,
        (true, true) | (false, false) => optional(ty),
        (false, true) => optional(optional(ty)),
    }
}

fn rest_definition(scope: &mut Scope<'_>, rest: &Rest) -> Vec<Code> {
    let ty = scope.ty(&Type::Map(Box::new(rest.ty.clone())));
    let mut lines = documented("Properties that the document allows without naming them.", false);
    lines.push(Code::Row(vec![format!("pub {}: ", rest.name).into(), ty, ",".into()]));
    lines
}

fn constant(constant: &Constant) -> Vec<Code> {
    let wire = constant.wire.replace('`', "'");
    let note = format!("The value of `{wire}`: the document allows no other.");
    let text =
        if constant.docs.is_empty() { note } else { format!("{}\n\n{note}", docs::safe(&constant.docs)) };
    let (ty, value) = constant_value(&constant.value);
    let mut lines = documented(&text, false);
    lines.push(format!("pub const {}: {ty} = {value};", constant.name).into());
    lines
}

fn constant_value(value: &Literal) -> (&'static str, String) {
    match value {
        Literal::Text(text) => ("&'static str", literal(text)),
        Literal::Boolean(value) => ("bool", value.to_string()),
        Literal::Number(Number::Integer(value)) => ("i64", value.to_string()),
        Literal::Number(Number::Unsigned(value)) => ("u64", value.to_string()),
        Literal::Number(Number::Float(value)) => {
            ("f64", proc_macro2::Literal::f64_unsuffixed(*value).to_string())
        }
        Literal::Null | Literal::Json(_) => ("()", "()".to_owned()),
    }
}

/// `pub fn name(arguments) -> ty {`
fn signature(name: &str, arguments: Vec<Code>, ty: Code) -> Code {
    let open = Code::List { open: format!("pub fn {name}(").into(), items: arguments, close: ") -> ".into() };
    Code::Row(vec![open, ty, " {".into()])
}

/// `name: ty`
fn typed(name: &str, ty: Code) -> Code {
    Code::Row(vec![format!("{name}: ").into(), ty])
}

/// `new` takes what the document requires, so that a missing property is a compile error.
fn constructor(scope: &mut Scope<'_>, def: &TypeDef, object: &Struct) -> Vec<Code> {
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for field in &object.fields {
        if !field.required {
            values.push(format!("{}: None", field.name).into());
            continue;
        }
        let (ty, value) = if field.nullable {
            (field_type(scope, field), field.name.clone().into())
        } else {
            scope.argument(&field.ty, &field.name)
        };
        arguments.push(typed(&field.name, ty));
        values.push(initializer(&field.name, value));
    }
    if let Some(rest) = &object.rest {
        let map = scope.external_text("std::collections", "BTreeMap");
        values.push(format!("{}: {map}::new()", rest.name).into());
    }
    let words = if arguments.is_empty() { "nothing set" } else { "what the document requires" };
    let article = if docs::article(&def.name) == "an" { "An" } else { "A" };
    let mut lines = documented(&format!("{article} `{}` with {words}.", def.name), false);
    if arguments.len() > ARGUMENTS {
        lines.push(Code::Attribute {
            open: "#[allow(".into(),
            items: vec![
                "clippy::too_many_arguments".into(),
                "reason = \"the document requires as many properties\"".into(),
            ],
        });
    }
    if object.fields.iter().any(|field| field.deprecated) {
        lines.push("#[allow(deprecated)]".into());
    }
    let body = if arguments.is_empty() { "Self::default()".into() } else { Code::Fields(values) };
    lines.push(Code::block(signature("new", arguments, "Self".into()), vec![body]));
    lines
}

/// `pub fn name(mut self, ..) -> Self { self.field = Some(value); self }`
fn set(name: &str, arguments: Vec<Code>, field: &str, value: Code) -> Code {
    let own = Code::Chain { receiver: "self".into(), calls: vec![format!(".{field}").into()] };
    let assign = Code::Assign { left: Box::new(own), right: Box::new(Code::call("Some", vec![value])) };
    Code::block(
        signature(name, ["mut self".into()].into_iter().chain(arguments).collect(), "Self".into()),
        vec![assign, "self".into()],
    )
}

fn setter(scope: &mut Scope<'_>, field: &Field) -> Vec<Code> {
    if field.required {
        return Vec::new();
    }
    let (ty, value) = scope.argument(&field.ty, &field.name);
    let value = if field.nullable { Code::call("Some", vec![value]) } else { value };
    let plain = field.name.trim_start_matches("r#");
    let mut lines = documented(&format!("Sets [`{plain}`](Self::{plain})."), field.deprecated);
    lines.push(set(&field.setter, vec![typed(&field.name, ty)], &field.name, value));
    if field.nullable {
        let text = format!("Sets [`{plain}`](Self::{plain}) to `null`.");
        lines.extend(documented(&text, field.deprecated));
        lines.push(set(&field.null_setter, Vec::new(), &field.name, "None".into()));
    }
    lines
}

/// What a property is when it is absent.
fn fallback(scope: &mut Scope<'_>, field: &Field) -> Vec<Code> {
    let Some(fallback) = &field.fallback else { return Vec::new() };
    let plain = field.name.trim_start_matches("r#");
    let own = format!("self.{}", field.name);
    let unwrap_or = |value: Code| Code::call(".unwrap_or", vec![value]);
    let (_, value) = constant_value(&fallback.value);
    let (ty, calls) = match scope.api.unalias(&field.ty) {
        Type::String => ("&str".into(), vec![".as_deref()".into(), unwrap_or(value.into())]),
        Type::Named(id) => {
            let Shape::Enum(list) = &scope.api.type_def(*id).shape else { return Vec::new() };
            let listed = list.values.iter().find(|listed| listed.value == fallback.value);
            let Some(listed) = listed else { return Vec::new() };
            let ty = scope.ty(&field.ty);
            let variant = Code::Row(vec![ty.clone(), format!("::{}", listed.name).into()]);
            let copied = (!list.integer).then(|| ".clone()".into());
            (ty, copied.into_iter().chain([unwrap_or(variant)]).collect())
        }
        _ => (scope.ty(&field.ty), vec![unwrap_or(value.into())]),
    };
    let text = format!("[`{plain}`](Self::{plain}), or what the document says of its absence.");
    let mut lines = documented(&text, field.deprecated);
    let value = Code::Chain { receiver: own.into(), calls };
    lines.push(Code::block(signature(&fallback.method, vec!["&self".into()], ty), vec![value]));
    lines
}

fn rest_setter(scope: &mut Scope<'_>, rest: &Rest) -> Vec<Code> {
    let (ty, value) = match rest.ty {
        Type::Value => into(scope.ty(&rest.ty), "value"),
        _ => scope.argument(&rest.ty, "value"),
    };
    let (name_type, name) = into("String".into(), "name");
    let insert = Code::Chain {
        receiver: format!("self.{}", rest.name).into(),
        calls: vec![Code::call(".insert", vec![name, value])],
    };
    let arguments = vec!["mut self".into(), typed("name", name_type), typed("value", ty)];
    let head = signature("with_additional_property", arguments, "Self".into());
    let text =
        "Adds a property that the document does not name; one that it names is refused when this is written.";
    let mut lines = documented(text, false);
    lines.push(Code::block(head, vec![insert.statement(), "self".into()]));
    lines
}

/// `Debug` that does not show secrets: neither those of known properties nor what may be one under an unknown name.
fn debug_without_secrets(scope: &mut Scope<'_>, def: &TypeDef, object: &Struct) -> Vec<Code> {
    scope.import("std", "fmt");
    let redacted = scope.external_text("crate::runtime::de", "Redacted");
    let shown = |name: &str, hidden: bool| {
        let text = literal(name.trim_start_matches("r#"));
        let value = if hidden {
            format!("&{redacted}").into()
        } else {
            Code::Chain { receiver: "&self".into(), calls: vec![format!(".{name}").into()] }
        };
        Code::call(".field", vec![text.into(), value])
    };
    let mut calls: Vec<Code> = object.fields.iter().map(|field| shown(&field.name, field.hidden)).collect();
    calls.extend(object.rest.iter().map(|rest| shown(&rest.name, rest.secret)));
    calls.push(".finish()".into());
    let secret_rest = object.rest.as_ref().is_some_and(|rest| rest.secret);
    let mut lines = documented(
        if secret_rest {
            "Shows neither secrets nor properties that the document does not name, which may be secrets too."
        } else {
            "Shows no secrets."
        },
        false,
    );
    let receiver = format!("f.debug_struct({})", literal(&def.name)).into();
    let head = "fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {";
    let body = Code::block(head, vec![Code::Chain { receiver, calls }]);
    lines.push(Code::implementation("impl fmt::Debug", &def.name, vec![body]));
    lines
}
