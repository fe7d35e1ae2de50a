//! Secrets: whatever holds one is one, and shows nothing.

use crate::ir::{Api, Shape, Type};

use super::types;

/// A field of a type that never shows its value need not be hidden as well.
fn show_what_hides_itself(api: &mut Api) {
    fn hides(api: &Api, ty: &Type) -> bool {
        match api.unalias(ty) {
            Type::Secret => true,
            ty => !ty.parts().is_empty() && ty.parts().iter().all(|part| hides(api, part)),
        }
    }
    for index in 0..api.types.len() {
        let Shape::Struct(object) = &api.types[index].shape else { continue };
        let hidden: Vec<bool> =
            object.fields.iter().map(|field| field.hidden && !hides(api, &field.ty)).collect();
        if let Shape::Struct(object) = &mut api.types[index].shape {
            for (field, hidden) in object.fields.iter_mut().zip(hidden) {
                field.hidden = hidden;
            }
        }
    }
}

/// Spreads secrets from where they stand to every type that holds one.
pub(super) fn mark(api: &mut Api) {
    show_what_hides_itself(api);
    loop {
        let found: Vec<usize> = (0..api.types.len())
            .filter(|index| !api.types[*index].secret && types::holds_secret(api, &api.types[*index].shape))
            .collect();
        if found.is_empty() {
            return;
        }
        for index in found {
            api.types[index].secret = true;
        }
    }
}
