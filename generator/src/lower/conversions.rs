//! What can be turned into a union without naming the variant.

use crate::ir::{Api, Conversion, Shape, Type, TypeId};

/// How many unions within unions are looked through.
const DEPTH: usize = 8;

/// Finds, for each union, the types that exactly one of its variants can hold, at any depth.
pub(super) fn find(api: &mut Api) {
    for index in 0..api.types.len() {
        if !matches!(api.types[index].shape, Shape::Union(_)) {
            continue;
        }
        let mut all = Vec::new();
        collect(api, TypeId(index), &mut Vec::new(), &mut all);
        let unique: Vec<Conversion> = all
            .iter()
            .filter(|one| all.iter().filter(|other| same(api, &one.from, &other.from)).count() == 1)
            .filter(|one| convertible(api, &one.from, TypeId(index)))
            .cloned()
            .collect();
        if let Shape::Union(union) = &mut api.types[index].shape {
            union.conversions = unique;
        }
    }
}

fn collect(api: &Api, id: TypeId, variants: &mut Vec<(TypeId, String)>, all: &mut Vec<Conversion>) {
    let Shape::Union(union) = &api.type_def(id).shape else { return };
    if variants.len() >= DEPTH {
        return;
    }
    for member in &union.members {
        variants.push((id, member.name.clone()));
        all.push(Conversion { from: member.ty.clone(), variants: variants.clone() });
        if let Type::Named(inner) = api.unalias(&member.ty) {
            collect(api, *inner, variants, all);
        }
        variants.pop();
    }
}

/// Whether two types are one to Rust, aliases being but names.
pub(super) fn same(api: &Api, one: &Type, other: &Type) -> bool {
    match (api.unalias(one), api.unalias(other)) {
        (Type::List(one), Type::List(other))
        | (Type::Map(one), Type::Map(other))
        | (Type::Nullable(one), Type::Nullable(other))
        | (Type::Boxed(one), Type::Boxed(other)) => same(api, one, other),
        (one, other) => one == other,
    }
}

/// Values of any JSON hold everything, and a union is not made from itself.
fn convertible(api: &Api, from: &Type, union: TypeId) -> bool {
    !matches!(api.unalias(from), Type::Value | Type::Boxed(_)) && *from != Type::Named(union)
}
