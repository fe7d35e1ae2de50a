//! Types, names and literals as tokens, and the imports that they need.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal as Token, Span, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Api, Literal, Number, Shape, Type, TypeId};

use super::layout::Code;
use super::print;

/// What emitted files outside `models/` call by a name that a model may have as well.
const EMITTED: &[&str] = &[
    "A",
    "Answer",
    "BTreeMap",
    "ByKind",
    "Bytes",
    "Call",
    "Client",
    "D",
    "Date",
    "Deserialize",
    "Deserializer",
    "E",
    "Encoding",
    "Error",
    "File",
    "Format",
    "HeaderForm",
    "HeaderMap",
    "Key",
    "Keyword",
    "Kind",
    "Lined",
    "Literal",
    "MapAccess",
    "Method",
    "Number",
    "Object",
    "Operation",
    "Page",
    "Paged",
    "Paging",
    "Pattern",
    "RawAnswer",
    "Redacted",
    "Request",
    "RequestError",
    "Requirement",
    "S",
    "Schema",
    "Secret",
    "Security",
    "Serialize",
    "Serializer",
    "Streamed",
    "Style",
    "Tag",
    "Timestamp",
    "Types",
    "Validate",
    "Value",
    "Webhook",
];

/// The imports of one emitted file, gathered while it is printed.
pub(super) struct Scope<'a> {
    pub(super) api: &'a Api,
    /// The module of the types that the file itself defines.
    module: &'a str,
    /// How the file reaches the models: `super` or `crate::models`.
    models: &'static str,
    /// Names that the file itself gives to something else than a model.
    own: Vec<&'a str>,
    uses: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Scope<'a> {
    /// The scope of a file in `models/`, which defines the types of `module`.
    pub(super) fn in_models(api: &'a Api, module: &'a str) -> Self {
        Self { api, module, models: "super", own: Vec::new(), uses: BTreeMap::new() }
    }

    /// The scope of a file in `schemas/`, which defines the tables of `module`.
    pub(super) fn in_schemas(api: &'a Api, module: &'a str) -> Self {
        Self { api, module, models: "crate::models", own: Vec::new(), uses: BTreeMap::new() }
    }

    /// A reference to the table of a type of `module`: by its bare name among the tables, else as `schemas::NAME`.
    pub(super) fn table(&mut self, module: &str, name: &str) -> Code {
        if self.module.is_empty() {
            self.import("crate", "schemas");
            return Code::text(format!("&schemas::{name}"));
        }
        if self.module != module {
            self.import("crate::schemas", name);
        }
        Code::text(format!("&{name}"))
    }

    /// The scope of a file elsewhere.
    pub(super) fn outside(api: &'a Api) -> Self {
        Self { api, module: "", models: "crate::models", own: Vec::new(), uses: BTreeMap::new() }
    }

    /// The scope of a file of `operations/`, which defines types of these names.
    pub(super) fn in_operation(api: &'a Api, own: Vec<&'a str>) -> Self {
        Self { own, ..Self::outside(api) }
    }

    /// Brings `path::name` into the file.
    pub(super) fn import(&mut self, path: &str, name: &str) {
        self.uses.entry(path.to_owned()).or_default().insert(name.to_owned());
    }

    /// A type of another crate or of the runtime: imported, but written out in a file of models when one of them
    /// has its name.
    pub(super) fn external(&mut self, path: &str, name: &str) -> Code {
        self.external_text(path, name).into()
    }

    /// The same as text.
    pub(super) fn external_text(&mut self, path: &str, name: &str) -> String {
        if self.models == "super" && self.api.has_type(name) {
            return format!("{path}::{name}");
        }
        self.import(path, name);
        name.to_owned()
    }

    /// A named type, imported where the file does not define it. Outside of the models' own files a name that
    /// means something else there is `models::Name`.
    pub(super) fn named(&mut self, id: TypeId) -> TokenStream {
        let name = ident(&self.api.type_def(id).name);
        if self.import_named(id) { quote!(models::#name) } else { quote!(#name) }
    }

    /// The same as text.
    pub(super) fn named_text(&mut self, id: TypeId) -> String {
        let name = &self.api.type_def(id).name;
        if self.import_named(id) { format!("models::{name}") } else { name.clone() }
    }

    /// Imports a named type where it has to be; whether it is to be called by its module.
    fn import_named(&mut self, id: TypeId) -> bool {
        let def = self.api.type_def(id);
        if self.models == "super" {
            if def.module != self.module {
                self.import("super", &def.name);
            }
        } else if EMITTED.contains(&def.name.as_str()) || self.own.contains(&def.name.as_str()) {
            self.import("crate", "models");
            return true;
        } else {
            self.import(self.models, &def.name);
        }
        false
    }

    /// A type.
    pub(super) fn ty(&mut self, ty: &Type) -> Code {
        let mut of = |name: &str, inner: &Type| Code::generic(name, vec![self.ty(inner)]);
        match ty {
            Type::Boolean => "bool".into(),
            Type::I32 => "i32".into(),
            Type::I64 => "i64".into(),
            Type::U64 => "u64".into(),
            Type::F32 => "f32".into(),
            Type::F64 => "f64".into(),
            Type::String => "String".into(),
            Type::Secret => self.external("crate::runtime", "Secret"),
            Type::Timestamp => self.external("jiff", "Timestamp"),
            Type::Date => self.external("jiff::civil", "Date"),
            Type::Value => self.external("serde_json", "Value"),
            Type::File => self.external("crate::runtime", "File"),
            Type::Bytes => self.external("bytes", "Bytes"),
            Type::List(item) => of("Vec", item),
            Type::Boxed(inner) => of("Box", inner),
            Type::Nullable(inner) => of("Option", inner),
            Type::Tuple(items) => Code::tuple(items.iter().map(|item| self.ty(item)).collect()),
            Type::Map(value) => {
                let map = self.external_text("std::collections", "BTreeMap");
                Code::generic(&map, vec!["String".into(), self.ty(value)])
            }
            Type::Named(id) => self.named_text(*id).into(),
            Type::External(path) => print::path(path).into(),
        }
    }

    /// The type of an argument, and the expression that makes the value of it: `impl Into<T>` wherever a caller
    /// has something that is nearly a `T` at hand.
    pub(super) fn argument(&mut self, ty: &Type, name: &str) -> (Code, Code) {
        if takes_into(self.api, ty) {
            into(self.ty(ty), name)
        } else if let Type::Boxed(inner) = ty {
            let (inner, value) = self.argument(inner, name);
            (inner, Code::call("Box::new", vec![value]))
        } else {
            (self.ty(ty), name.to_owned().into())
        }
    }

    /// The imports; a module that is imported, and things of it as well, are in one.
    fn with_own_modules(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut uses = self.uses.clone();
        for path in self.uses.keys() {
            let Some((around, module)) = path.rsplit_once("::") else { continue };
            if uses.get_mut(around).is_some_and(|names| names.remove(module)) {
                uses.entry(path.clone()).or_default().insert("self".to_owned());
            }
        }
        uses.retain(|_, names| !names.is_empty());
        uses
    }

    /// The imports, in three groups: the standard library, other crates, this crate.
    pub(super) fn uses(&self) -> Vec<Vec<Code>> {
        let rank = |path: &str| match path.split("::").next() {
            Some("std") => 0,
            Some("crate" | "super") => 2,
            _ => 1,
        };
        let mut groups = [const { Vec::new() }; 3];
        // In the order of their paths, as they are kept.
        for (path, names) in &self.with_own_modules() {
            groups[rank(path)].push(import(path, names));
        }
        groups.into_iter().filter(|group| !group.is_empty()).collect()
    }
}

/// `use path::{names};`
fn import(path: &str, names: &BTreeSet<String>) -> Code {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort_by_key(|name| (*name != "self", name.as_str()));
    match names.as_slice() {
        [only] if only.as_str() != "self" => Code::text(format!("use {path}::{only};")),
        [_] => Code::text(format!("use {path};")),
        names => Code::Names {
            open: format!("use {path}::{{").into(),
            names: names.iter().map(|name| name.to_string().into()).collect(),
            close: "};".into(),
        },
    }
}

/// Whether arguments of a type are taken as `impl Into`.
pub(super) fn takes_into(api: &Api, ty: &Type) -> bool {
    match api.unalias(ty) {
        Type::String | Type::Secret | Type::Bytes | Type::File => true,
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Union(union) => !union.conversions.is_empty(),
            Shape::Enum(list) => !list.integer,
            _ => false,
        },
        _ => false,
    }
}

/// Whether values of a type are handed out as copies.
pub(super) fn is_copied(ty: &Type) -> bool {
    let number = matches!(ty, Type::I32 | Type::I64 | Type::U64 | Type::F32 | Type::F64);
    number || matches!(ty, Type::Boolean | Type::Timestamp | Type::Date)
}

/// An identifier of the IR: final, perhaps raw.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => format_ident!("{name}"),
    }
}

/// What converts into a type as an argument, and the conversion.
pub(super) fn into(ty: Code, name: &str) -> (Code, Code) {
    let converted = Code::Chain { receiver: name.to_owned().into(), calls: vec![".into()".into()] };
    (Code::generic("impl Into", vec![ty]), converted)
}

/// A field in a struct expression: `name`, or `name: value`.
pub(super) fn initializer(name: &str, value: Code) -> Code {
    match value {
        Code::Text(value) if value == name => value.into_owned().into(),
        value => Code::Row(vec![format!("{name}: ").into(), value]),
    }
}

/// A number as the runtime's `Number`.
pub(super) fn number(number: Number) -> Code {
    Code::text(match number {
        Number::Integer(value) => format!("Number::Integer({value})"),
        Number::Unsigned(value) => format!("Number::Unsigned({value})"),
        Number::Float(value) => format!("Number::Float({})", Token::f64_unsuffixed(value)),
    })
}

/// A literal as the runtime's `Literal`.
pub(super) fn literal(value: &Literal) -> Code {
    match value {
        Literal::Null => Code::text("Literal::Null"),
        Literal::Boolean(value) => Code::text(format!("Literal::Boolean({value})")),
        Literal::Number(value) => Code::call("Literal::Number", vec![number(*value)]),
        Literal::Text(text) => Code::call("Literal::Text", vec![Code::literal(text)]),
        Literal::Json(serde_json::Value::Array(items)) => {
            let items = items.iter().map(|item| literal(&Literal::from(item))).collect();
            Code::call("Literal::Array", vec![Code::slice(items)])
        }
        Literal::Json(serde_json::Value::Object(members)) => {
            let member = |(name, value): (&String, &serde_json::Value)| {
                Code::tuple(vec![Code::literal(name), literal(&Literal::from(value))])
            };
            Code::call("Literal::Object", vec![Code::slice(members.iter().map(member).collect())])
        }
        Literal::Json(value) => literal(&Literal::from(value)),
    }
}
