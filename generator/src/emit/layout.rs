//! Code that is set in lines without being parsed first.
//!
//! Most of an emitted crate is of a few shapes, written thousands of times over: a struct, an enum, serde's impls of them, a
//! table, an import. Parsing their tokens, so that prettyplease can set them, took half of the time of emitting a large
//! document. So these are made as what they are, a tree of [`Code`], and set here, by prettyplease's rules: nobody can
//! tell from a file who set it (a test does). Whatever comes in many shapes is quoted, and prettyplease's.
//!
//! Texts of a document get here as literals ([`Code::literal`]) and as lines of docs (`docs::lines`) alone.

use std::borrow::Cow;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// How wide a line may be.
const WIDTH: isize = 89;
/// What a line may hold at least, however far it is indented.
const LEAST: isize = 60;
/// What is within something else is indented by this.
const STEP: usize = 4;
/// A struct expression on one line is no wider.
const FIELDS: isize = 35;

/// Part of a line.
pub(super) type Text = Cow<'static, str>;

/// Code, and where its lines may be broken.
#[derive(Debug, Clone)]
pub(super) enum Code {
    /// What is never broken.
    Text(Text),
    /// One after the other.
    Row(Vec<Code>),
    /// `open`, items with commas between them, `close`: on one line, or each item on its own.
    List { open: Text, items: Vec<Code>, close: Text },
    /// The same of names: on one line, or as many on a line as it holds.
    Names { open: Text, names: Vec<Text>, close: Text },
    /// `#[attribute(..)]`, without a comma after the last item.
    Attribute { open: Text, items: Vec<Text> },
    /// `Self { .. }` with these fields.
    Fields(Vec<Code>),
    /// Calls of methods: on one line, or each on its own.
    Chain { receiver: Text, calls: Vec<Code> },
    /// With spaces between them: as many on a line as it holds.
    Words(Vec<Text>),
    /// `head`, which opens a brace, then lines of its own, then the brace that closes.
    Block { head: Box<Code>, lines: Vec<Code> },
    /// An arm of a match, in braces where it does not fit on the pattern's line.
    Arm { pattern: Box<Code>, value: Box<Code> },
    /// `left = right;`
    Assign { left: Box<Code>, right: Box<Code> },
    /// `let pattern = value else { .. };`
    LetElse { pattern: Box<Code>, value: Box<Code>, lines: Vec<Code> },
}

impl Code {
    pub(super) fn text(text: impl Into<Text>) -> Code {
        Code::Text(text.into())
    }

    /// A string literal.
    pub(super) fn literal(text: &str) -> Code {
        Code::text(literal(text))
    }

    /// `name(arguments)`
    pub(super) fn call(name: &str, arguments: Vec<Code>) -> Code {
        Code::List { open: format!("{name}(").into(), items: arguments, close: ")".into() }
    }

    /// `&[items]`
    pub(super) fn slice(items: Vec<Code>) -> Code {
        Code::List { open: "&[".into(), items, close: "]".into() }
    }

    /// `name<arguments>`
    pub(super) fn generic(name: &str, arguments: Vec<Code>) -> Code {
        Code::List { open: format!("{name}<").into(), items: arguments, close: ">".into() }
    }

    /// `(items)`
    pub(super) fn tuple(items: Vec<Code>) -> Code {
        Code::List { open: "(".into(), items, close: ")".into() }
    }

    /// `head`, which opens a brace, and lines within it.
    pub(super) fn block(head: impl Into<Code>, lines: Vec<Code>) -> Code {
        Code::Block { head: Box::new(head.into()), lines }
    }

    /// `impl Trait for name {`, and lines within it.
    pub(super) fn implementation(r#trait: impl Into<Text>, name: &str, lines: Vec<Code>) -> Code {
        Code::block(Code::Words(vec![r#trait.into(), format!("for {name} {{").into()]), lines)
    }

    /// `pattern => value,`
    pub(super) fn arm(pattern: impl Into<Code>, value: impl Into<Code>) -> Code {
        Code::Arm { pattern: Box::new(pattern.into()), value: Box::new(value.into()) }
    }

    /// With a semicolon.
    pub(super) fn statement(self) -> Code {
        Code::Row(vec![self, Code::text(";")])
    }

    /// `receiver.call`, where it begins a line: a name so short that the dot is within one indentation stays there.
    pub(super) fn method(receiver: &Text, call: Code) -> Code {
        if receiver.len() <= STEP {
            Code::Row(vec![Code::Text(receiver.clone()), call])
        } else {
            Code::Chain { receiver: receiver.clone(), calls: vec![call] }
        }
    }

    /// Takes what it needs of the room on a line; false where that is not enough, or lines have to be broken.
    fn fits(&self, room: &mut isize) -> bool {
        let separators = |items: usize| 2 * items.saturating_sub(1);
        let texts = |texts: &[Text]| texts.iter().map(|text| text.len()).sum::<usize>();
        match self {
            Code::Text(text) => take(room, text.len()),
            Code::Row(parts) => parts.iter().all(|part| part.fits(room)),
            Code::List { open, items, close } => {
                take(room, open.len() + separators(items.len()) + close.len())
                    && items.iter().all(|item| item.fits(room))
            }
            Code::Names { open, names, close } => {
                take(room, open.len() + separators(names.len()) + texts(names) + close.len())
            }
            Code::Fields(fields) if fields.is_empty() => take(room, "Self {}".len()),
            Code::Fields(fields) => {
                let before = *room;
                take(room, "Self {  }".len() + separators(fields.len()))
                    && fields.iter().all(|field| field.fits(room))
                    && before - *room <= FIELDS
            }
            Code::Chain { receiver, calls } => {
                take(room, receiver.len()) && calls.iter().all(|call| call.fits(room))
            }
            Code::Words(words) => take(room, words.len().saturating_sub(1) + texts(words)),
            // These stand in lines of their own, where nobody asks.
            Code::Attribute { .. } | Code::Assign { .. } => false,
            Code::Block { .. } | Code::Arm { .. } | Code::LetElse { .. } => false,
        }
    }
}

fn take(room: &mut isize, width: usize) -> bool {
    *room -= width.cast_signed();
    *room >= 0
}

impl From<&'static str> for Code {
    fn from(text: &'static str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Code {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// The lines of some code.
pub(super) fn print(lines: &[Code]) -> String {
    let mut printer = Printer { out: String::new(), indent: 0, room: WIDTH };
    for line in lines {
        printer.code(line, 0);
        printer.line();
    }
    printer.out
}

/// A string literal's text.
pub(super) fn literal(text: &str) -> String {
    // Nearly all have nothing to escape, and looking at each character for it costs.
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) { format!("\"{text}\"") } else { Literal::string(text).to_string() }
}

struct Printer {
    out: String,
    indent: usize,
    /// What the line still holds.
    room: isize,
}

impl Printer {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.room -= text.len().cast_signed();
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("    ", self.indent / STEP));
        self.room = (WIDTH - self.indent.cast_signed()).max(LEAST);
    }

    fn indented(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent += STEP;
        self.line();
        print(self);
        self.indent -= STEP;
        self.line();
    }

    /// Whether code, and what follows on the line whatever happens, fits.
    fn has_room(&self, code: &Code, after: isize) -> bool {
        code.fits(&mut (self.room - after))
    }

    /// `after`: how wide that is which follows, up to the next place where the line may be broken.
    fn code(&mut self, code: &Code, after: isize) {
        match code {
            Code::Text(text) => self.text(text),
            Code::Row(parts) => self.row(parts, after),
            Code::List { open, items, close } => self.list(open, items, close, after),
            Code::Names { open, names, close } => self.names(code, open, names, close, after),
            Code::Attribute { open, items } => self.attribute(open, items),
            Code::Fields(fields) => self.fields(code, fields, after),
            Code::Chain { receiver, calls } => self.chain(code, receiver, calls, after),
            Code::Words(words) => self.words(code, words, after),
            Code::Block { head, lines } => {
                self.code(head, 0);
                self.block(lines);
            }
            Code::Arm { pattern, value } => self.arm(pattern, value),
            Code::Assign { left, right } => self.assign(left, right),
            Code::LetElse { pattern, value, lines } => self.let_else(pattern, value, lines),
        }
    }

    fn row(&mut self, parts: &[Code], after: isize) {
        for (index, part) in parts.iter().enumerate() {
            let rest = parts.get(index + 1..).unwrap_or_default();
            self.code(part, after + width(rest));
        }
    }

    fn list(&mut self, open: &Text, items: &[Code], close: &Text, after: isize) {
        self.text(open);
        if items.is_empty() {
            self.text(close);
            return;
        }
        let mut room = self.room - after - width_of(close) - 2 * items.len().saturating_sub(1).cast_signed();
        if room >= 0 && items.iter().all(|item| item.fits(&mut room)) {
            for (index, item) in items.iter().enumerate() {
                self.text(if index == 0 { "" } else { ", " });
                self.code(item, 0);
            }
        } else {
            self.indented(|printer| {
                for (index, item) in items.iter().enumerate() {
                    let last = index + 1 == items.len();
                    printer.code(item, if last { 0 } else { 1 });
                    printer.text(",");
                    if !last {
                        printer.line();
                    }
                }
            });
        }
        self.text(close);
    }

    fn names(&mut self, code: &Code, open: &Text, names: &[Text], close: &Text, after: isize) {
        if self.has_room(code, after) {
            self.text(open);
            for (index, name) in names.iter().enumerate() {
                self.text(if index == 0 { "" } else { ", " });
                self.text(name);
            }
        } else {
            self.text(open);
            self.indented(|printer| {
                for (index, name) in names.iter().enumerate() {
                    let comma = if index + 1 == names.len() { 0 } else { 1 };
                    printer.word(index == 0, name, comma);
                    printer.text(",");
                }
            });
        }
        self.text(close);
    }

    fn fields(&mut self, code: &Code, fields: &[Code], after: isize) {
        if self.has_room(code, after) {
            self.text(if fields.is_empty() { "Self {" } else { "Self { " });
            for (index, field) in fields.iter().enumerate() {
                self.text(if index == 0 { "" } else { ", " });
                self.code(field, 0);
            }
            self.text(if fields.is_empty() { "}" } else { " }" });
            return;
        }
        self.text("Self {");
        self.indented(|printer| {
            for (index, field) in fields.iter().enumerate() {
                if index > 0 {
                    printer.line();
                }
                printer.code(field, if index + 1 == fields.len() { 0 } else { 1 });
                printer.text(",");
            }
        });
        self.text("}");
    }

    fn attribute(&mut self, open: &Text, items: &[Text]) {
        let close = ")]";
        self.text(open);
        let width: usize = items.iter().map(|item| item.len() + 2).sum();
        if width.cast_signed() - 2 + width_of(close) <= self.room {
            self.text(&items.join(", "));
        } else {
            self.indented(|printer| {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        printer.text(",");
                        printer.line();
                    }
                    printer.text(item);
                }
            });
        }
        self.text(close);
    }

    fn chain(&mut self, code: &Code, receiver: &Text, calls: &[Code], after: isize) {
        let fits = self.has_room(code, after);
        self.text(receiver);
        self.indent += STEP;
        for (index, call) in calls.iter().enumerate() {
            if !fits {
                self.line();
            }
            self.code(call, if index + 1 == calls.len() { after } else { 0 });
        }
        self.indent -= STEP;
    }

    fn words(&mut self, code: &Code, words: &[Text], after: isize) {
        if self.has_room(code, after) {
            self.text(&words.join(" "));
            return;
        }
        for (index, word) in words.iter().enumerate() {
            let last = index + 1 == words.len();
            self.word(index == 0, word, if last { after } else { 0 });
        }
    }

    /// On this line if it fits with a space before it, else on the next.
    fn word(&mut self, first: bool, word: &Text, after: isize) {
        if !first && 1 + width_of(word) + after <= self.room {
            self.text(" ");
        } else if !first {
            self.line();
        }
        self.text(word);
    }

    fn block(&mut self, lines: &[Code]) {
        if !lines.is_empty() {
            self.indented(|printer| {
                for (index, line) in lines.iter().enumerate() {
                    if index > 0 {
                        printer.line();
                    }
                    printer.code(line, 0);
                }
            });
        }
        self.text("}");
    }

    fn arm(&mut self, pattern: &Code, value: &Code) {
        const ARROW: &str = " => ";
        self.code(pattern, ARROW.len().cast_signed());
        self.text(ARROW);
        if self.has_room(value, 0) {
            self.code(value, 0);
            self.text(",");
        } else {
            self.text("{");
            self.indented(|printer| printer.code(value, 0));
            self.text("}");
        }
    }

    fn assign(&mut self, left: &Code, right: &Code) {
        const EQUALS: &str = " = ";
        self.code(left, EQUALS.len().cast_signed());
        self.text(EQUALS);
        self.code(right, 1);
        self.text(";");
    }

    fn let_else(&mut self, pattern: &Code, value: &Code, lines: &[Code]) {
        const EQUALS: &str = " = ";
        const ELSE: &str = " else ";
        self.text("let ");
        self.code(pattern, EQUALS.len().cast_signed());
        self.text(EQUALS);
        self.code(value, 0);
        if ELSE.len().cast_signed() <= self.room {
            self.text(ELSE);
        } else {
            self.line();
            self.text(ELSE.trim_start());
        }
        self.text("{");
        self.block(lines);
        self.text(";");
    }
}

fn width_of(text: &str) -> isize {
    text.len().cast_signed()
}

/// How wide code is on one line; more than any line holds where it cannot be on one.
fn width(parts: &[Code]) -> isize {
    let mut room = 2 * WIDTH;
    if parts.iter().all(|part| part.fits(&mut room)) { 2 * WIDTH - room } else { 2 * WIDTH }
}

/// For what is quoted around it.
impl ToTokens for Code {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            // Most are a name.
            Code::Text(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                tokens.append(Ident::new(text, Span::call_site()));
            }
            // No tokens at all, should this be no Rust, are refused where the file is printed.
            _ => tokens.extend(print(std::slice::from_ref(self)).parse::<TokenStream>().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests;
