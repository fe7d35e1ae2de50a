//! Types that would contain themselves.

use crate::ir::{Api, Shape, Type, TypeId};

/// Puts a `Box` where a struct or union would otherwise be of endless size, and makes a newtype of an alias that
/// leads back to itself.
pub(super) fn break_cycles(api: &mut Api) {
    for index in 0..api.types.len() {
        let id = TypeId(index);
        if let Shape::Alias(ty) = &api.types[index].shape
            && mentions(api, ty, id, &mut vec![false; api.types.len()])
        {
            let ty = ty.clone();
            api.types[index].shape = Shape::Newtype(ty);
        }
    }
    for index in 0..api.types.len() {
        let id = TypeId(index);
        let mut shape = api.types[index].shape.clone();
        match &mut shape {
            Shape::Struct(object) => {
                for field in &mut object.fields {
                    box_if_cyclic(api, &mut field.ty, id);
                }
            }
            Shape::Union(union) => {
                for member in &mut union.members {
                    box_if_cyclic(api, &mut member.ty, id);
                }
            }
            Shape::Newtype(ty) => box_if_cyclic(api, ty, id),
            Shape::Alias(_) | Shape::Enum(_) => continue,
        }
        api.types[index].shape = shape;
    }
}

fn box_if_cyclic(api: &Api, ty: &mut Type, owner: TypeId) {
    match ty {
        Type::Nullable(inner) => box_if_cyclic(api, inner, owner),
        Type::Named(_) if embeds(api, ty, owner, &mut vec![false; api.types.len()]) => {
            *ty = Type::Boxed(Box::new(ty.clone()));
        }
        _ => {}
    }
}

/// Whether a value of `ty` holds a value of `target` in its own memory: not behind a list, a map or a box.
fn embeds(api: &Api, ty: &Type, target: TypeId, seen: &mut [bool]) -> bool {
    match ty {
        Type::Nullable(inner) => embeds(api, inner, target, seen),
        Type::Named(id) if *id == target => true,
        Type::Named(id) => {
            if std::mem::replace(&mut seen[id.0], true) {
                return false;
            }
            match &api.type_def(*id).shape {
                Shape::Struct(object) => {
                    object.fields.iter().any(|field| embeds(api, &field.ty, target, seen))
                }
                Shape::Union(union) => {
                    union.members.iter().any(|member| embeds(api, &member.ty, target, seen))
                }
                Shape::Alias(ty) | Shape::Newtype(ty) => embeds(api, ty, target, seen),
                Shape::Enum(_) => false,
            }
        }
        _ => false,
    }
}

/// Whether an alias leads back to itself through aliases alone.
fn mentions(api: &Api, ty: &Type, target: TypeId, seen: &mut [bool]) -> bool {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            mentions(api, inner, target, seen)
        }
        Type::Named(id) if *id == target => true,
        Type::Named(id) => {
            if std::mem::replace(&mut seen[id.0], true) {
                return false;
            }
            match &api.type_def(*id).shape {
                Shape::Alias(ty) => mentions(api, ty, target, seen),
                _ => false,
            }
        }
        _ => false,
    }
}
