//! What `codegen.toml` says of the document has to be there, so that a renamed property cannot lose its entry.

use crate::diagnostic::nearest;
use crate::document::Pointer;
use crate::ir::{Api, Format, Operation, Shape};

use super::Lowering;

impl Lowering<'_> {
    /// Reports names, places, schemes and formats that nothing in the document answers to.
    pub(super) fn check_configuration(&mut self, api: &Api) {
        let config = self.config;
        for (index, name) in config.secrets.names.iter().enumerate() {
            if !has_property(api, name) {
                let message = format!("no property of the document is called `{name}`");
                self.misconfigured(message, &["secrets", "names", &index.to_string()]);
            }
        }
        for (index, pointer) in config.secrets.pointers.iter().enumerate() {
            if !self.leads_somewhere(pointer) {
                let message = format!("`{pointer}` leads nowhere in the document");
                self.misconfigured(message, &["secrets", "pointers", &index.to_string()]);
            }
        }
        self.check_names();
        let is_tagged = |operation: &Operation| !self.tags_of(operation).is_empty();
        if config.package.tag_features && !api.operations.iter().any(is_tagged) {
            let message = "no operation of the document has a tag".to_owned();
            self.misconfigured(message, &["crate", "tag-features"]);
        }
        for scheme in config.security.keys() {
            if !api.security.iter().any(|known| known.key == *scheme) {
                let message = format!("the document has no security scheme `{scheme}`");
                self.misconfigured(message, &["security", scheme]);
            }
        }
        for (format, known) in &config.formats {
            if Format::named(known).is_none() {
                let names = Format::ALL.iter().map(|(name, _)| *name);
                let meant = nearest(known, names).map(|name| format!(": did you mean `{name}`?"));
                let message = format!("the validator knows no format `{known}`{}", meant.unwrap_or_default());
                self.misconfigured(message, &["formats", format]);
            }
        }
    }

    pub(super) fn misconfigured(&mut self, message: String, keys: &[&str]) {
        self.diagnostics.push(self.config.error(message, keys).into());
    }

    pub(super) fn leads_somewhere(&self, pointer: &str) -> bool {
        Pointer::parse(pointer).is_some_and(|pointer| self.document.get(&pointer).is_some())
    }
}

fn has_property(api: &Api, name: &str) -> bool {
    api.types.iter().any(|def| match &def.shape {
        Shape::Struct(object) => object.fields.iter().any(|field| field.wire == name),
        _ => false,
    })
}
