//! Schemas on their way into [`openapiv3::OpenAPI`].
//!
//! openapiv3 reads a document top down, through buffers at each level, and reads what it cannot read
//! twice at each level: a mistake 30 schemas deep would take a billion attempts. So schemas are read
//! one by one, bottom up. In the tree that openapiv3 gets, each schema is a reference by number; once
//! it has read that, the schemas are put in their places.

use openapiv3::{
    AdditionalProperties, Components, Content, Header, MediaType, OpenAPI, Operation, Parameter,
    ParameterSchemaOrContent, PathItem, ReferenceOr, RequestBody, Response, Schema, SchemaKind, Type,
};
use serde_json::{Value, json};

/// The schemas that were read, by number.
#[derive(Default)]
pub(super) struct Slots(Vec<Option<ReferenceOr<Schema>>>);

impl Slots {
    /// Keeps a schema; returns what stands in for it.
    pub(super) fn put(&mut self, schema: ReferenceOr<Schema>) -> Value {
        self.0.push(Some(schema));
        json!({ "$ref": (self.0.len() - 1).to_string() })
    }

    /// Gives back the schema that something stands in for.
    pub(super) fn take(&mut self, slot: &str) -> Option<ReferenceOr<Schema>> {
        self.0.get_mut(slot.parse::<usize>().ok()?)?.take()
    }

    fn fill(&mut self, place: &mut ReferenceOr<Schema>) {
        let ReferenceOr::Reference { reference } = &*place else {
            return;
        };
        if let Some(schema) = self.take(reference) {
            *place = schema;
        }
    }

    fn fill_boxed(&mut self, place: &mut ReferenceOr<Box<Schema>>) {
        let ReferenceOr::Reference { reference } = &*place else {
            return;
        };
        match self.take(reference) {
            Some(ReferenceOr::Item(schema)) => *place = ReferenceOr::Item(Box::new(schema)),
            Some(ReferenceOr::Reference { reference }) => *place = ReferenceOr::Reference { reference },
            None => {}
        }
    }

    /// Puts the schemas of a schema in their places.
    pub(super) fn fill_schema(&mut self, schema: &mut Schema) {
        match &mut schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                object.properties.values_mut().for_each(|property| self.fill_boxed(property));
                self.fill_additional(&mut object.additional_properties);
            }
            SchemaKind::Type(Type::Array(array)) => {
                array.items.iter_mut().for_each(|items| self.fill_boxed(items))
            }
            SchemaKind::Type(_) => {}
            SchemaKind::OneOf { one_of: members }
            | SchemaKind::AllOf { all_of: members }
            | SchemaKind::AnyOf { any_of: members } => {
                members.iter_mut().for_each(|member| self.fill(member))
            }
            SchemaKind::Not { not } => self.fill(not),
            SchemaKind::Any(any) => {
                any.properties.values_mut().for_each(|property| self.fill_boxed(property));
                self.fill_additional(&mut any.additional_properties);
                any.items.iter_mut().for_each(|items| self.fill_boxed(items));
                for member in any.one_of.iter_mut().chain(&mut any.all_of).chain(&mut any.any_of) {
                    self.fill(member);
                }
                any.not.iter_mut().for_each(|not| self.fill(not));
            }
        }
    }

    fn fill_additional(&mut self, additional: &mut Option<AdditionalProperties>) {
        if let Some(AdditionalProperties::Schema(schema)) = additional {
            self.fill(schema);
        }
    }

    /// Puts all schemas of a document in their places.
    pub(super) fn fill_document(&mut self, document: &mut OpenAPI) {
        self.fill_paths(document.paths.paths.values_mut());
        if let Some(components) = &mut document.components {
            self.fill_components(components);
        }
    }

    /// Puts the schemas of paths in their places.
    pub(super) fn fill_paths<'a>(&mut self, paths: impl Iterator<Item = &'a mut ReferenceOr<PathItem>>) {
        paths.filter_map(item).for_each(|path| self.fill_path(path));
    }

    fn fill_components(&mut self, components: &mut Components) {
        components.schemas.values_mut().for_each(|schema| self.fill(schema));
        components.responses.values_mut().filter_map(item).for_each(|response| self.fill_response(response));
        components
            .parameters
            .values_mut()
            .filter_map(item)
            .for_each(|parameter| self.fill_parameter(parameter));
        components.request_bodies.values_mut().filter_map(item).for_each(|body| self.fill_body(body));
        components.headers.values_mut().filter_map(item).for_each(|header| self.fill_header(header));
        for callback in components.callbacks.values_mut().filter_map(item) {
            callback.values_mut().for_each(|path| self.fill_path(path));
        }
    }

    fn fill_path(&mut self, path: &mut PathItem) {
        path.parameters.iter_mut().filter_map(item).for_each(|parameter| self.fill_parameter(parameter));
        let operations = [
            &mut path.get,
            &mut path.put,
            &mut path.post,
            &mut path.delete,
            &mut path.options,
            &mut path.head,
            &mut path.patch,
            &mut path.trace,
        ];
        operations.into_iter().flatten().for_each(|operation| self.fill_operation(operation));
    }

    fn fill_operation(&mut self, operation: &mut Operation) {
        operation.parameters.iter_mut().filter_map(item).for_each(|parameter| self.fill_parameter(parameter));
        operation.request_body.iter_mut().filter_map(item).for_each(|body| self.fill_body(body));
        let responses =
            operation.responses.default.iter_mut().chain(operation.responses.responses.values_mut());
        responses.filter_map(item).for_each(|response| self.fill_response(response));
        for callback in operation.callbacks.values_mut() {
            callback.values_mut().for_each(|path| self.fill_path(path));
        }
    }

    fn fill_body(&mut self, body: &mut RequestBody) {
        self.fill_content(&mut body.content);
    }

    fn fill_response(&mut self, response: &mut Response) {
        self.fill_content(&mut response.content);
        response.headers.values_mut().filter_map(item).for_each(|header| self.fill_header(header));
    }

    fn fill_parameter(&mut self, parameter: &mut Parameter) {
        let (Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. }) = parameter;
        self.fill_format(&mut parameter_data.format);
    }

    fn fill_header(&mut self, header: &mut Header) {
        self.fill_format(&mut header.format);
    }

    fn fill_format(&mut self, format: &mut ParameterSchemaOrContent) {
        match format {
            ParameterSchemaOrContent::Schema(schema) => self.fill(schema),
            ParameterSchemaOrContent::Content(content) => self.fill_content(content),
        }
    }

    fn fill_content(&mut self, content: &mut Content) {
        content.values_mut().for_each(|media| self.fill_media(media));
    }

    fn fill_media(&mut self, media: &mut MediaType) {
        media.schema.iter_mut().for_each(|schema| self.fill(schema));
        for encoding in media.encoding.values_mut() {
            encoding.headers.values_mut().filter_map(item).for_each(|header| self.fill_header(header));
        }
    }
}

fn item<T>(place: &mut ReferenceOr<T>) -> Option<&mut T> {
    match place {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { .. } => None,
    }
}
