//! Types that would contain themselves.

use crate::ir::{Api, Shape, Type, TypeId};

/// Puts a `Box` where a struct or union would otherwise be of endless size, and makes a newtype of an alias that
/// leads back to itself.
///
/// What is done depends on which types form a circle, never on where in the document one of them was met first.
pub(super) fn break_cycles(api: &mut Api) {
    let circles = Circles::find(&aliases(api));
    for (index, def) in api.types.iter_mut().enumerate() {
        if let Shape::Alias(ty) = &def.shape
            && circles.holds(index)
        {
            def.shape = Shape::Newtype(ty.clone());
        }
    }
    // Fields first: a union whose variants hold their structs unboxed is the nicer one to match on, and mostly
    // nothing is left to be boxed in it.
    let circles = Circles::find(&embedded(api));
    for (index, def) in api.types.iter_mut().enumerate() {
        if let Shape::Struct(object) = &mut def.shape {
            for field in &mut object.fields {
                box_within(&circles, &mut field.ty, index);
            }
        }
    }
    let circles = Circles::find(&embedded(api));
    for (index, def) in api.types.iter_mut().enumerate() {
        match &mut def.shape {
            Shape::Union(union) => {
                for member in &mut union.members {
                    box_within(&circles, &mut member.ty, index);
                }
            }
            Shape::Newtype(ty) => box_within(&circles, ty, index),
            _ => {}
        }
    }
}

fn box_within(circles: &Circles, ty: &mut Type, owner: usize) {
    match ty {
        Type::Nullable(inner) => box_within(circles, inner, owner),
        Type::Tuple(items) => items.iter_mut().for_each(|item| box_within(circles, item, owner)),
        Type::Named(id) if circles.together(owner, id.0) => *ty = Type::Boxed(Box::new(ty.clone())),
        _ => {}
    }
}

/// Makes JSON of unions' members, and of newtypes, that lead back to themselves by nothing but such: to read a value of
/// them would be to ask the same question of the same value for ever. Gives their places.
pub(super) fn open_unions(api: &mut Api) -> Vec<String> {
    let edges: Vec<Vec<usize>> = api
        .types
        .iter()
        .map(|def| match &def.shape {
            Shape::Union(union) => {
                union.members.iter().filter_map(|member| same_value(api, &member.ty)).collect()
            }
            Shape::Newtype(ty) => same_value(api, ty).into_iter().collect(),
            _ => Vec::new(),
        })
        .collect();
    let circles = Circles::find(&edges);
    let mut opened = Vec::new();
    for index in (0..api.types.len()).filter(|index| circles.holds(*index)) {
        let leads_back = |ty: &Type| same_value(api, ty).is_some_and(|to| circles.together(index, to));
        let mut def = api.types[index].clone();
        match &mut def.shape {
            Shape::Union(union) => {
                for member in union.members.iter_mut().filter(|member| leads_back(&member.ty)) {
                    member.ty = Type::Value;
                    opened.push(member.pointer.clone());
                }
            }
            Shape::Newtype(ty) if leads_back(ty) => {
                *ty = Type::Value;
                opened.push(def.pointer.clone());
            }
            _ => {}
        }
        api.types[index] = def;
    }
    opened
}

/// The type that is read from the very value that `ty` is read from.
fn same_value(api: &Api, ty: &Type) -> Option<usize> {
    match api.unalias(ty) {
        Type::Named(TypeId(index)) => Some(*index),
        Type::Nullable(inner) | Type::Boxed(inner) => same_value(api, inner),
        _ => None,
    }
}

/// Which aliases each alias names, at any depth of its type.
fn aliases(api: &Api) -> Vec<Vec<usize>> {
    fn named(api: &Api, ty: &Type, found: &mut Vec<usize>) {
        match ty {
            Type::Named(id) if matches!(api.type_def(*id).shape, Shape::Alias(_)) => found.push(id.0),
            ty => ty.parts().iter().for_each(|part| named(api, part, found)),
        }
    }
    let of = |shape: &Shape| {
        let mut found = Vec::new();
        if let Shape::Alias(ty) = shape {
            named(api, ty, &mut found);
        }
        found
    };
    api.types.iter().map(|def| of(&def.shape)).collect()
}

/// Which types each type holds in its own memory: not behind a list, a map or a box.
fn embedded(api: &Api) -> Vec<Vec<usize>> {
    fn held(ty: &Type) -> Vec<usize> {
        match ty {
            Type::Nullable(inner) => held(inner),
            Type::Tuple(items) => items.iter().flat_map(held).collect(),
            Type::Named(TypeId(index)) => vec![*index],
            _ => Vec::new(),
        }
    }
    let of = |shape: &Shape| -> Vec<usize> {
        match shape {
            Shape::Struct(object) => object.fields.iter().flat_map(|field| held(&field.ty)).collect(),
            Shape::Union(union) => union.members.iter().flat_map(|member| held(&member.ty)).collect(),
            Shape::Alias(ty) | Shape::Newtype(ty) => held(ty),
            Shape::Enum(_) => Vec::new(),
        }
    };
    api.types.iter().map(|def| of(&def.shape)).collect()
}

/// The circles of a graph: its strongly connected components, by Tarjan's algorithm. It is linear, and keeps its
/// own stack, because a document can make a chain as long as it likes.
struct Circles {
    /// The component of each node.
    of: Vec<usize>,
    /// Whether a node can reach itself.
    circular: Vec<bool>,
}

impl Circles {
    fn find(edges: &[Vec<usize>]) -> Self {
        let mut search = Search {
            edges,
            number: vec![None; edges.len()],
            lowest: vec![0; edges.len()],
            open: Vec::new(),
            is_open: vec![false; edges.len()],
            visited: 0,
            circles: Self { of: vec![0; edges.len()], circular: vec![false; edges.len()] },
        };
        for node in 0..edges.len() {
            if search.number[node].is_none() {
                search.visit_from(node);
            }
        }
        search.circles
    }

    fn holds(&self, node: usize) -> bool {
        self.circular[node]
    }

    fn together(&self, one: usize, other: usize) -> bool {
        self.of[one] == self.of[other] && self.circular[one]
    }
}

struct Search<'e> {
    edges: &'e [Vec<usize>],
    /// When each node was met.
    number: Vec<Option<usize>>,
    /// The earliest open node that each can reach.
    lowest: Vec<usize>,
    /// Nodes whose component is not known yet.
    open: Vec<usize>,
    is_open: Vec<bool>,
    visited: usize,
    circles: Circles,
}

impl Search<'_> {
    fn visit_from(&mut self, start: usize) {
        // Each node on the way, and how many of its edges have been followed.
        let mut way = vec![(start, 0)];
        self.enter(start);
        while let Some((node, followed)) = way.last_mut() {
            let node = *node;
            let Some(next) = self.edges[node].get(*followed).copied() else {
                way.pop();
                if let Some((before, _)) = way.last() {
                    self.lowest[*before] = self.lowest[*before].min(self.lowest[node]);
                }
                self.leave(node);
                continue;
            };
            *followed += 1;
            match self.number[next] {
                None => {
                    self.enter(next);
                    way.push((next, 0));
                }
                Some(number) if self.is_open[next] => {
                    self.lowest[node] = self.lowest[node].min(number);
                }
                Some(_) => {}
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.number[node] = Some(self.visited);
        self.lowest[node] = self.visited;
        self.visited += 1;
        self.open.push(node);
        self.is_open[node] = true;
    }

    /// Closes the component that begins at a node, if one does.
    fn leave(&mut self, node: usize) {
        if self.number[node] != Some(self.lowest[node]) {
            return;
        }
        let alone = self.open.last() == Some(&node);
        while let Some(member) = self.open.pop() {
            self.is_open[member] = false;
            self.circles.of[member] = node;
            self.circles.circular[member] = !alone || self.edges[member].contains(&member);
            if member == node {
                break;
            }
        }
    }
}
