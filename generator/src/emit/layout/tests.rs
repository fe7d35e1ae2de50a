//! Held to prettyplease, and to what a document may not do.

use super::*;

/// What prettyplease makes of the same code.
fn set_by_prettyplease(text: &str) -> String {
    prettyplease::unparse(&syn::parse_file(text).unwrap())
}

fn name(length: usize) -> String {
    "n".repeat(length)
}

/// A table: calls, slices, tuples, a chain, a block as the only argument and as one of several.
fn table(length: usize) -> Code {
    let block = |open: &'static str| {
        let new = Code::call("static PATTERN: Pattern = Pattern::new", vec![Code::literal(&name(length))]);
        Code::block(open, vec![new.statement(), "&PATTERN".into()])
    };
    let types = Code::Chain {
        receiver: "Types::NULL".into(),
        calls: vec![Code::call(".or", vec![name(length).into()]), Code::call(".or", vec!["B".into()])],
    };
    let pair = Code::tuple(vec![Code::literal(&name(length)), format!("&{}", name(length / 2)).into()]);
    let nested = Code::call("&Schema", vec![Code::slice(vec![Code::call("Keyword::Type", vec![types])])]);
    let keywords = vec![
        Code::Row(vec!["Keyword::Pattern(".into(), block("{"), ")".into()]),
        Code::call("Keyword::Patterns", vec![Code::slice(vec![Code::tuple(vec![block("{"), "&A".into()])])]),
        Code::call("Keyword::Properties", vec![Code::slice(vec![pair.clone(), pair])]),
        Code::call("Keyword::Items", vec![nested]),
        Code::call("Keyword::Enum", vec![Code::slice(Vec::new())]),
    ];
    Code::Row(vec![
        format!("pub static {}: Schema = ", name(length)).into(),
        Code::call("Schema", vec![Code::slice(keywords)]),
        ";".into(),
    ])
}

/// An impl: a chain of calls, an early exit, a match, a struct expression.
fn implementation(length: usize, receiver: &'static str) -> Code {
    let name = name(length);
    let own = Code::Chain { receiver: "&self".into(), calls: vec![format!(".{name}").into()] };
    let write = Code::Chain {
        receiver: "ser::object(serializer)".into(),
        calls: vec![Code::call(".property", vec![Code::literal(&name), own]), ".end()".into()],
    };
    let receiver = Text::from(receiver);
    let call =
        Code::method(&receiver, Code::call(".required", vec!["12".into(), format!("&mut {name}").into()]));
    let alternatives = vec![literal(&name).into(), "| \"b\"".into(), format!("| {}", literal(&name)).into()];
    let arms = [Code::literal(&name), Code::Words(alternatives), "_".into()]
        .map(|pattern| Code::Arm { pattern: Box::new(pattern), value: Box::new(call.clone()) });
    let missing = Code::Chain {
        receiver: receiver.clone(),
        calls: vec![Code::call(".missing", vec![Code::slice(vec![Code::literal(&name)])])],
    };
    let some = Code::call("Some", vec![name.clone().into()]);
    let early = |pattern: Code, value: Code| Code::LetElse {
        pattern: Box::new(pattern),
        value: Box::new(value),
        lines: vec![Code::call("return Err", vec![missing.clone()]).statement()],
    };
    let fields = |fields: Vec<Code>| {
        let made = Code::Row(vec![".finish(".into(), Code::Fields(fields), ")".into()]);
        Code::method(&receiver, made)
    };
    let head = Code::List {
        open: "fn read<A: MapAccess<'de>>(".into(),
        items: vec![format!("mut {receiver}: de::Properties<'de, A>").into()],
        close: ") -> Result<Self, A::Error> {".into(),
    };
    let lines = vec![
        write.statement(),
        Code::block("match &*key {", arms.into()),
        early(some.clone(), name.clone().into()),
        early(
            Code::tuple(vec![some.clone(), some]),
            Code::tuple(vec![name.clone().into(), name.clone().into()]),
        ),
        fields(Vec::new()).statement(),
        fields(vec!["a".into(), name.clone().into()]),
    ];
    Code::implementation("impl<'de> Object<'de>", &name, vec![Code::block(head, lines)])
}

/// A struct: attributes, types in types, arguments that convert, assignments.
fn structure(length: usize) -> [Code; 3] {
    let name = name(length);
    let attribute = |open: &'static str| Code::Attribute {
        open: open.into(),
        items: vec!["Debug".into(), "Clone".into(), name.clone().into()],
    };
    let map = Code::generic("BTreeMap", vec!["String".into(), name.clone().into()]);
    let ty = Code::generic("Option", vec![Code::generic("Vec", vec![map])]);
    let field = Code::Row(vec![format!("pub {name}: ").into(), ty.clone(), ",".into()]);
    let argument = Code::Row(vec![format!("{name}: ").into(), Code::generic("impl Into", vec![ty.clone()])]);
    let into = Code::Chain { receiver: name.clone().into(), calls: vec![".into()".into()] };
    let head = |arguments: Vec<Code>| {
        let open =
            Code::List { open: format!("pub fn {name}(").into(), items: arguments, close: ") -> ".into() };
        Code::Row(vec![open, ty.clone(), " {".into()])
    };
    let own = Code::Chain { receiver: "self".into(), calls: vec![format!(".{name}").into()] };
    let assign =
        Code::Assign { left: Box::new(own), right: Box::new(Code::call("Some", vec![into.clone()])) };
    let made = Code::Fields(vec![
        Code::Row(vec!["a: ".into(), Code::call("Box::new", vec![into])]),
        "b: None".into(),
        name.clone().into(),
    ]);
    let methods = vec![
        attribute("#[allow("),
        Code::block(head(vec!["mut self".into(), argument]), vec![assign, "self".into()]),
        Code::block(head(Vec::new()), vec![made]),
    ];
    [
        attribute("#[derive("),
        Code::block("pub struct S {", vec![attribute("#[a("), field]),
        Code::block("impl S {", methods),
    ]
}

/// Whatever the length of a name: each break has one at which it comes.
#[test]
fn lines_are_as_prettyplease_sets_them() {
    for length in 2..120 {
        let import = Code::Names {
            open: "use crate::models::{".into(),
            names: vec!["A".into(), name(length).into(), name(length / 2).into(), "B".into()],
            close: "};".into(),
        };
        let code = [import, table(length), implementation(length, "object"), implementation(length, "map")];
        let code: Vec<Code> = code.into_iter().chain(structure(length)).collect();
        let text = print(&code);
        assert_eq!(text, set_by_prettyplease(&text), "{length}");
    }
}

/// What a document says is a literal, and stays one.
#[test]
fn texts_do_not_get_out_of_their_literals() {
    for hostile in ["\"); fn evil() {} (\"", "\\", "\n\r\t\0", "*/ /*", "{}\u{202e}", "\u{7f}'#\"##"] {
        let text =
            print(&[table(3), Code::call("const A: &str = id", vec![Code::literal(hostile)]).statement()]);
        let file = syn::parse_file(&text).unwrap();
        let [_, syn::Item::Const(item)] = file.items.as_slice() else { panic!("{text}") };
        let syn::Expr::Call(call) = &*item.expr else { panic!("{text}") };
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. }) = &call.args[0] else {
            panic!()
        };
        assert_eq!(literal.value(), hostile);
    }
}
