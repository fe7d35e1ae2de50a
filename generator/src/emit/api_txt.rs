//! `API.txt`: the whole public surface, one fully typed line an item, for whoever reviews a change.

use crate::ir::{
    Api, Body, Case, Enum, Field, Literal, Number, Operation, Output, SchemeKind, Shape, Struct, Type,
    TypeDef, Union,
};

use super::answers::status_text;
use super::client;
use super::operations::setter_name;
use super::rust::{is_copied, takes_into};

/// Whether the names of a surface need no letters but those of ASCII.
pub(super) fn is_named_in_ascii(list: &str) -> bool {
    let item = |line: &str| {
        line.split(" = ").next().and_then(|item| item.split("  #").next()).is_none_or(str::is_ascii)
    };
    list.is_ascii() || list.lines().all(item)
}

/// Items, sorted, each with the JSON Pointer that it comes from.
pub(super) fn file(api: &Api) -> String {
    let mut lines = Lines { api, lines: Vec::new() };
    for def in &api.types {
        lines.type_def(def);
    }
    for operation in &api.operations {
        lines.operation(operation);
    }
    lines.headers();
    lines.webhooks();
    lines.builder();
    lines.lines.sort();
    lines.lines.dedup();
    let mut text = String::new();
    for (item, pointer) in lines.lines {
        text.push_str(&item);
        if !pointer.is_empty() {
            text.push_str(&format!("  #{}", pointer.replace(['\n', '\r'], " ")));
        }
        text.push('\n');
    }
    text
}

struct Lines<'a> {
    api: &'a Api,
    lines: Vec<(String, String)>,
}

impl Lines<'_> {
    fn add(&mut self, item: String, pointer: &str) {
        // One item, one line, whatever the document's texts hold.
        let pointer = self.api.written(pointer).into_owned();
        self.lines.push((item.replace(['\n', '\r'], " "), pointer));
    }

    fn type_def(&mut self, def: &TypeDef) {
        let path = format!("models::{}", def.name);
        match &def.shape {
            Shape::Struct(object) => self.structure(&path, def, object),
            Shape::Enum(list) => self.enumeration(&path, def, list),
            Shape::Union(union) => self.union(&path, def, union),
            Shape::Alias(ty) => self.add(format!("{path}: type = {}", self.text(ty)), &def.pointer),
            Shape::Newtype(ty) => self.add(format!("{path}: struct({})", self.text(ty)), &def.pointer),
        }
    }

    fn structure(&mut self, path: &str, def: &TypeDef, object: &Struct) {
        self.add(format!("{path}: struct"), &def.pointer);
        for constant in &object.constants {
            let value = literal(&constant.value);
            self.add(format!("{path}::{}: const = {value}", constant.name), &constant.pointer);
        }
        let mut arguments = Vec::new();
        for field in &object.fields {
            let setters = if def.built { self.setters(field) } else { String::new() };
            self.add(format!("{path}::{}: {}{setters}", field.name, self.field(field)), &field.pointer);
            if let Some(fallback) = &field.fallback {
                let ty = match self.api.unalias(&field.ty) {
                    Type::String => "&str".to_owned(),
                    _ => self.text(&field.ty),
                };
                let value = literal(&fallback.value);
                let line = format!("{path}::{}: fn(&self) -> {ty}, else {value}", fallback.method);
                self.add(line, &field.pointer);
            }
            if field.required {
                arguments.push(format!("{}: {}", field.name, self.argument(&field.ty, field.nullable)));
            }
        }
        if let Some(rest) = &object.rest {
            let ty = format!("BTreeMap<String, {}>", self.text(&rest.ty));
            let setter = if def.built { ", with_additional_property" } else { "" };
            self.add(
                format!("{path}::{}: {ty}{setter}", rest.name),
                &format!("{}/additionalProperties", def.pointer),
            );
        }
        self.add(format!("{path}::new: fn({}) -> Self", arguments.join(", ")), &def.pointer);
    }

    fn enumeration(&mut self, path: &str, def: &TypeDef, list: &Enum) {
        let other = if list.integer { "i64" } else { "String" };
        self.add(format!("{path}: enum, else {}({other})", list.unknown), &def.pointer);
        for value in &list.values {
            self.add(format!("{path}::{} = {}", value.name, literal(&value.value)), &def.pointer);
        }
    }

    fn union(&mut self, path: &str, def: &TypeDef, union: &Union) {
        let unknown = union.unknown.as_ref().map(|unknown| format!(", else {unknown}(Value)"));
        self.add(format!("{path}: enum, union{}", unknown.unwrap_or_default()), &def.pointer);
        for member in &union.members {
            self.add(format!("{path}::{}({})", member.name, self.text(&member.ty)), &member.pointer);
        }
        for common in &union.common {
            let lent = match self.api.unalias(&common.ty) {
                Type::String => "&str".to_owned(),
                Type::List(item) => format!("&[{}]", self.text(item)),
                ty if is_copied(ty) => self.text(&common.ty),
                _ => format!("&{}", self.text(&common.ty)),
            };
            let ty = if common.optional { format!("Option<{lent}>") } else { lent };
            self.add(format!("{path}::{}: fn(&self) -> {ty}", common.name), &def.pointer);
        }
        for conversion in &union.conversions {
            self.conversion(path, &conversion.from, &def.pointer);
        }
    }

    /// `From`: which types may stand for another, and cease to when a second variant holds the same.
    fn conversion(&mut self, path: &str, from: &Type, pointer: &str) {
        self.add(format!("{path}: From<{}>", self.text(from)), pointer);
        if *self.api.unalias(from) == Type::String && path.starts_with("models::") {
            self.add(format!("{path}: From<&str>"), pointer);
        }
    }

    fn operation(&mut self, operation: &Operation) {
        let mut arguments = Vec::new();
        for parameter in &operation.parameters {
            let ty = self.argument(&parameter.ty, false);
            if parameter.required {
                arguments.push(format!("{}: {ty}", parameter.name));
            } else {
                let call = format!("Call<{}>::{}", operation.type_name, setter_name(&parameter.name));
                self.add(format!("{call}: fn({ty})"), &parameter.pointer);
            }
        }
        if let Some(body) = &operation.body {
            let ty = match body.only() {
                Some(only) => self.argument(&only.ty, false),
                None => format!("impl Into<{}>", body.type_name),
            };
            if body.required {
                arguments.push(format!("{}: {ty}", body.name));
            } else {
                let call = format!("Call<{}>::{}", operation.type_name, setter_name(&body.name));
                self.add(format!("{call}: fn({ty})"), &body.pointer);
            }
        }
        self.body(operation.body.as_ref());
        let output = match &operation.output {
            Output::Empty => "()".to_owned(),
            Output::Body { ty, optional: true, .. } => format!("Option<{}>", self.text(ty)),
            Output::Body { ty, .. } => self.text(ty),
            Output::Enum => operation.success_name.clone(),
        };
        let signature =
            format!("fn({}) -> {output}, {} {}", arguments.join(", "), operation.method, operation.path);
        let features = self.api.features.of_operation(operation).join(" or ");
        let features = if features.is_empty() { features } else { format!(", feature {features}") };
        self.add(format!("Client::{}: {signature}{features}", operation.name), &operation.pointer);
        if let Some(events) = &operation.events {
            let data = events.data.as_ref().map_or_else(|| "String".to_owned(), |ty| self.text(ty));
            let item = format!("Call<{}>::events: fn() -> Events<{data}>", operation.type_name);
            self.add(item, &operation.pointer);
        }
        if let Some(lines) = &operation.lines {
            let line = self.text(&lines.line);
            self.add(
                format!("Call<{}>::lines: fn() -> Lines<{line}>", operation.type_name),
                &operation.pointer,
            );
        }
        if let Some(pagination) = &operation.pagination {
            let item = self.text(&pagination.item);
            self.add(
                format!("Call<{}>::items: fn() -> Items of {item}", operation.type_name),
                &operation.pointer,
            );
        }
        if operation.output == Output::Enum {
            self.cases(&operation.success_name, &operation.successes);
        }
        self.cases(&operation.error_name, &operation.errors);
    }

    fn body(&mut self, body: Option<&Body>) {
        for (body, content) in body.iter().flat_map(|body| body.contents.iter().map(move |one| (body, one))) {
            if body.only().is_none() {
                let ty = self.text(&content.ty);
                let item = format!(
                    "operations::{}::{}({ty}) as {}",
                    body.type_name, content.name, content.content_type
                );
                self.add(item, &content.pointer);
                if content.converts {
                    self.conversion(
                        &format!("operations::{}", body.type_name),
                        &content.ty,
                        &content.pointer,
                    );
                }
            }
        }
    }

    fn cases(&mut self, name: &str, cases: &[Case]) {
        for case in cases {
            let body = case.body.as_ref().map(|(ty, _)| format!("({})", self.text(ty))).unwrap_or_default();
            let media = case.media.as_ref().map(|media| format!(" as {media}")).unwrap_or_default();
            let status = status_text(case.status);
            let item = format!("operations::{name}::{}{body} = {status}{media}", case.name);
            self.add(item, &case.pointer);
        }
    }

    fn headers(&mut self) {
        for headers in &self.api.headers {
            for header in &headers.fields {
                let (ty, wire) = (self.text(&header.ty), &header.wire);
                let item = format!("headers::{}::{}: Option<{ty}> = {wire}", headers.type_name, header.name);
                self.add(item, &header.pointer);
            }
        }
    }

    fn webhooks(&mut self) {
        for webhook in &self.api.webhooks {
            let payload = self.text(&webhook.payload);
            self.add(
                format!("webhooks::{}: {} of {payload}", webhook.name, webhook.method),
                &webhook.pointer,
            );
        }
    }

    fn builder(&mut self) {
        if self.api.servers.len() > 1 {
            for server in &self.api.servers {
                self.add(format!("Server::{} = {}", server.name, server.url), &server.pointer);
            }
        }
        for variable in client::variables(self.api) {
            self.add(format!("ClientBuilder::{}: fn(impl Into<String>)", variable.name), &variable.pointer);
        }
        for scheme in &self.api.security {
            let arguments = match scheme.kind {
                SchemeKind::Bearer | SchemeKind::ApiKey { .. } => "impl Into<Secret>",
                SchemeKind::Basic | SchemeKind::ClientCredentials { .. } => {
                    "impl Into<String>, impl Into<Secret>"
                }
            };
            self.add(format!("ClientBuilder::{}: fn({arguments})", scheme.name), &scheme.pointer);
            if let Some(name) = &scheme.scopes_name {
                let arguments = "impl IntoIterator<Item = impl Into<String>>";
                self.add(format!("ClientBuilder::{name}: fn({arguments})"), &scheme.pointer);
            }
            if let Some(name) = &scheme.token_name {
                self.add(format!("ClientBuilder::{name}: fn(impl Into<Secret>)"), &scheme.pointer);
            }
        }
    }

    /// The methods that set a field, of a struct that programs fill in.
    fn setters(&self, field: &Field) -> String {
        match (field.required, field.nullable) {
            (true, _) => String::new(),
            (false, false) => format!(", {}", field.setter),
            (false, true) => format!(", {}, {}", field.setter, field.null_setter),
        }
    }

    fn field(&self, field: &Field) -> String {
        let ty = self.text(&field.ty);
        match (field.required, field.nullable) {
            (true, false) => ty,
            (true, true) | (false, false) => format!("Option<{ty}>"),
            (false, true) => format!("Option<Option<{ty}>>"),
        }
    }

    fn argument(&self, ty: &Type, nullable: bool) -> String {
        if let (Type::Boxed(inner), false) = (ty, nullable) {
            return self.argument(inner, false);
        }
        let text = self.text(ty);
        match (nullable, takes_into(self.api, ty)) {
            (true, _) => format!("Option<{text}>"),
            (false, true) => format!("impl Into<{text}>"),
            (false, false) => text,
        }
    }

    fn text(&self, ty: &Type) -> String {
        match ty {
            Type::Boolean => "bool".to_owned(),
            Type::I32 => "i32".to_owned(),
            Type::I64 => "i64".to_owned(),
            Type::U64 => "u64".to_owned(),
            Type::F32 => "f32".to_owned(),
            Type::F64 => "f64".to_owned(),
            Type::String => "String".to_owned(),
            Type::Secret => "Secret".to_owned(),
            Type::Timestamp => "Timestamp".to_owned(),
            Type::Date => "Date".to_owned(),
            Type::External(path) => path.clone(),
            Type::Value => "Value".to_owned(),
            Type::File => "File".to_owned(),
            Type::Bytes => "Bytes".to_owned(),
            Type::List(inner) => format!("Vec<{}>", self.text(inner)),
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.text(item)).collect();
                format!("({})", items.join(", "))
            }
            Type::Map(inner) => format!("BTreeMap<String, {}>", self.text(inner)),
            Type::Boxed(inner) => format!("Box<{}>", self.text(inner)),
            Type::Nullable(inner) => format!("Option<{}>", self.text(inner)),
            Type::Named(id) => self.api.type_def(*id).name.clone(),
        }
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "null".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Number(Number::Integer(value)) => value.to_string(),
        Literal::Number(Number::Unsigned(value)) => value.to_string(),
        Literal::Number(Number::Float(value)) => value.to_string(),
        Literal::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Literal::Json(value) => value.to_string(),
    }
}
