//! What can be turned into a union without naming the variant.

use std::collections::BTreeMap;

use crate::ir::{Api, Conversion, Shape, Type, TypeId};

/// How many unions within unions are looked through.
const DEPTH: usize = 8;
/// How many variants, at any depth, one union's conversions are looked for among.
const MOST: usize = 20_000;

/// Finds, for each union, the types that exactly one of its variants can hold, at any depth.
pub(super) fn find(api: &mut Api) {
    for index in 0..api.types.len() {
        if !matches!(api.types[index].shape, Shape::Union(_)) {
            continue;
        }
        let mut ways =
            Ways { api, variants: Vec::new(), found: Vec::new(), times: BTreeMap::new(), left: MOST };
        ways.through(TypeId(index));
        let Ways { found, times, .. } = ways;
        let unique: Vec<Conversion> = found
            .into_iter()
            .filter(|(key, one)| times.get(key) == Some(&1) && convertible(api, &one.from, TypeId(index)))
            .map(|(_, one)| one)
            .collect();
        if let Shape::Union(union) = &mut api.types[index].shape {
            union.conversions = unique;
        }
    }
}

/// The ways from a union to what its variants hold.
struct Ways<'a> {
    api: &'a Api,
    /// The variants around what is looked at.
    variants: Vec<(TypeId, String)>,
    /// What was found first, by what it is to Rust.
    found: Vec<(String, Conversion)>,
    /// How many ways lead to it.
    times: BTreeMap<String, usize>,
    left: usize,
}

impl Ways<'_> {
    fn through(&mut self, id: TypeId) {
        let Shape::Union(union) = &self.api.type_def(id).shape else { return };
        if self.variants.len() >= DEPTH {
            return;
        }
        for member in &union.members {
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            self.variants.push((id, member.name.clone()));
            let key = key(self.api, &member.ty);
            let times = self.times.entry(key.clone()).or_default();
            *times += 1;
            let again = *times;
            if again == 1 {
                let one = Conversion { from: member.ty.clone(), variants: self.variants.clone() };
                self.found.push((key, one));
            }
            // What two ways lead to, two ways lead through: a third would tell nothing new.
            if let Type::Named(inner) = self.api.unalias(&member.ty)
                && again <= 2
            {
                self.through(*inner);
            }
            self.variants.pop();
        }
    }
}

/// What a type is to Rust, aliases being but names.
fn key(api: &Api, ty: &Type) -> String {
    let of = |name: &str, inner: &Type| format!("{name} {}", key(api, inner));
    match api.unalias(ty) {
        Type::List(inner) => of("list", inner),
        Type::Map(inner) => of("map", inner),
        Type::Nullable(inner) => of("nullable", inner),
        Type::Boxed(inner) => of("box", inner),
        ty => format!("{ty:?}"),
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
