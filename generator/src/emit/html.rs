//! The HTML that many a description is written in, as Markdown.
//!
//! CommonMark lets HTML through, and so would rustdoc: scripts, too. A doc comment gets none of it; what paragraphs,
//! lists, links and emphasis say is said in Markdown, and every other tag is shown as it stands.

use std::collections::BTreeMap;

/// A description without the HTML that Markdown has words for.
pub(super) fn to_markdown(text: &str) -> String {
    if !["</", "<br", "<BR", "<!--", "<img"].iter().any(|mark| text.contains(mark)) {
        return text.to_owned();
    }
    let pieces = pieces(text);
    let mut out = Output::default();
    out.write(&pieces);
    out.text
}

/// A part of a description.
#[derive(Debug)]
enum Piece<'a> {
    /// What is not looked into: text, and code in Markdown's own notation.
    Text(&'a str),
    Tag(Tag<'a>),
}

#[derive(Debug)]
struct Tag<'a> {
    name: String,
    closes: bool,
    /// How many pieces stand between it and the tag that closes it.
    holds: Option<usize>,
    /// From `<` to `>`.
    whole: &'a str,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['<', '`'])).map(|found| at + found) {
        let rest = text.get(found..).unwrap_or_default();
        if rest.starts_with('`') {
            at = found + code_span(rest);
            continue;
        }
        if let Some(end) = rest.strip_prefix("<!--").and_then(|comment| comment.find("-->")) {
            // What its writer shows to nobody.
            pieces.push(Piece::Text(text.get(from..found).unwrap_or_default()));
            at = found + "<!--".len() + end + "-->".len();
            from = at;
            continue;
        }
        let Some(tag) = tag(rest) else {
            at = found + 1;
            continue;
        };
        pieces.push(Piece::Text(text.get(from..found).unwrap_or_default()));
        at = found + tag.whole.len();
        from = at;
        pieces.push(Piece::Tag(tag));
    }
    pieces.push(Piece::Text(text.get(from..).unwrap_or_default()));
    pair_up(&mut pieces);
    pieces
}

/// Finds the tag that closes each.
fn pair_up(pieces: &mut [Piece<'_>]) {
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Tag(tag) if !tag.closes => open.entry(tag.name.clone()).or_default().push(at),
            Piece::Tag(tag) => {
                let opened = open.get_mut(&tag.name).and_then(Vec::pop);
                pairs.extend(opened.map(|opened| (opened, at)));
            }
            Piece::Text(_) => {}
        }
    }
    for (opened, closed) in pairs {
        if let Some(Piece::Tag(tag)) = pieces.get_mut(opened) {
            tag.holds = closed.checked_sub(opened + 1);
        }
    }
}

/// How long the code is that a run of backticks begins; the run alone where nothing ends it.
fn code_span(text: &str) -> usize {
    let run = text.chars().take_while(|c| *c == '`').count();
    let mut at = run;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('`')) {
        let start = at + found;
        let length = text.get(start..).unwrap_or_default().chars().take_while(|c| *c == '`').count();
        at = start + length;
        if length == run {
            return at;
        }
    }
    run
}

/// The longest tag, in bytes.
const LONGEST: usize = 1024;

/// A tag at the start of a text.
fn tag(text: &str) -> Option<Tag<'_>> {
    // A picture may be written into its tag.
    let longest = if text.starts_with("<img ") { text.len() } else { LONGEST };
    let end = text.bytes().take(longest).skip(1).position(|byte| matches!(byte, b'<' | b'>'))? + 1;
    if !text.get(end..)?.starts_with('>') {
        return None;
    }
    let inner = text.get(1..end)?;
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect();
    let after = inner.get(name.len()..)?;
    let fits = after.is_empty() || after.starts_with([' ', '/', '\n']);
    let known = !name.is_empty() && fits && !after.contains('<');
    known.then(|| Tag {
        name: name.to_ascii_lowercase(),
        closes,
        holds: None,
        whole: text.get(..=end).unwrap_or_default(),
    })
}

/// An attribute's value.
fn attribute<'a>(tag: &Tag<'a>, name: &str) -> Option<&'a str> {
    let at = tag.whole.find(&format!("{name}="))? + name.len() + 1;
    let value = tag.whole.get(at..)?;
    match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        Some(quote) => value.get(1..)?.split(quote).next(),
        None => value.split(|c: char| c.is_whitespace() || c == '>').next(),
    }
}

#[derive(Default)]
struct Output {
    text: String,
    /// The lists that are open: whether each is numbered.
    lists: Vec<bool>,
    /// How many pairs are around this.
    depth: usize,
}

/// How many tags within tags, and lists within lists, are told apart.
const DEEPEST: usize = 8;
/// Tags that are one with what they close.
const PAIRS: &[&str] = &[
    "b",
    "strong",
    "i",
    "em",
    "code",
    "tt",
    "a",
    "span",
    "font",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];

impl Output {
    fn write(&mut self, pieces: &[Piece<'_>]) {
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            at += 1;
            match piece {
                Piece::Text(text) => self.push(text),
                Piece::Tag(tag) if tag.closes => self.close(tag),
                Piece::Tag(tag) => match tag.holds.and_then(|holds| pieces.get(at..at + holds)) {
                    Some(inner) if tag.name == "pre" => {
                        at += inner.len() + 1;
                        self.block(inner);
                    }
                    Some(inner) if self.depth < DEEPEST && PAIRS.contains(&tag.name.as_str()) => {
                        at += inner.len() + 1;
                        self.pair(tag, inner);
                    }
                    inner => self.open(tag, inner.is_some()),
                },
            }
        }
    }

    /// Text goes on where a paragraph or an item began without a space before it.
    fn push(&mut self, text: &str) {
        if !self.lists.is_empty() && text.trim().is_empty() {
            self.space();
            return;
        }
        let begins = self.text.is_empty() || self.text.ends_with('\n') || self.text.ends_with("- ");
        self.text.push_str(if begins && !self.text.is_empty() { text.trim_start() } else { text });
    }

    /// What has a beginning and an end in Markdown, too.
    fn pair(&mut self, tag: &Tag<'_>, inner: &[Piece<'_>]) {
        let mut within = Output { lists: self.lists.clone(), depth: self.depth + 1, ..Output::default() };
        within.write(inner);
        let text = within.text.trim();
        let Some(text) = self.in_words_of_markdown(tag, text) else {
            self.text.push_str(&format!("{}{}</{}>", tag.whole, within.text, tag.name));
            return;
        };
        if tag.name.starts_with('h') || tag.name == "blockquote" {
            self.paragraph();
            self.text.push_str(&text);
            self.paragraph();
            return;
        }
        // What stood between the tag and its text stands outside of it now.
        if within.text.starts_with(char::is_whitespace) {
            self.space();
        }
        self.text.push_str(&text);
        if within.text.ends_with(char::is_whitespace) {
            self.space();
        }
    }

    /// Text that stands as it was written. Where no block can be, in an item or a row, it is one line.
    fn block(&mut self, inner: &[Piece<'_>]) {
        let mut text = String::new();
        for piece in inner {
            match piece {
                Piece::Text(part) => text.push_str(&plain(part)),
                Piece::Tag(tag) if tag.name == "br" => text.push('\n'),
                // Colours, and `code`, which it is already.
                Piece::Tag(_) => {}
            }
        }
        self.paragraph();
        if self.text.is_empty() || self.text.ends_with("\n\n") {
            let fence = "`".repeat(3 + super::docs::longest_run(&text));
            let text = text.trim_matches('\n').trim_end();
            self.text.push_str(&format!("{fence}text\n{text}\n{fence}\n\n"));
        } else {
            let words: Vec<&str> = text.split_whitespace().collect();
            self.text.push_str(&marked("`", &words.join(" ").replace('`', "'")));
        }
    }

    fn in_words_of_markdown(&self, tag: &Tag<'_>, text: &str) -> Option<String> {
        let one_line = !text.contains('\n');
        match tag.name.as_str() {
            "b" | "strong" if one_line && !text.contains('*') => Some(marked("**", text)),
            "i" | "em" if one_line && !text.contains('*') => Some(marked("*", text)),
            "code" | "tt" if one_line && !text.contains(['`', '<']) => Some(marked("`", &plain(text))),
            "span" | "font" => Some(text.to_owned()),
            "blockquote" => Some(format!("> {}", text.replace('\n', "\n> "))),
            "a" => attribute(tag, "href").map(|to| match is_address(to) && !text.is_empty() {
                true => format!("[{}]({to})", text.replace('[', "\\[").replace(']', "\\]")),
                false => text.to_owned(),
            }),
            name if name.starts_with('h') && one_line => Some(marked("**", text.trim_matches('*'))),
            _ => None,
        }
    }

    fn open(&mut self, tag: &Tag<'_>, closed: bool) {
        match tag.name.as_str() {
            "p" | "div" if closed => self.paragraph(),
            "br" => self.line(),
            "img" => match picture(tag) {
                Some(text) => self.text.push_str(&text),
                None => self.text.push_str(tag.whole),
            },
            "ul" | "ol" if closed => {
                if self.lists.is_empty() {
                    self.paragraph();
                }
                self.lists.push(tag.name == "ol");
            }
            "li" if !self.lists.is_empty() => {
                if !self.text.is_empty() && !self.text.ends_with("\n\n") {
                    self.text.truncate(self.text.trim_end().len());
                    self.text.push('\n');
                }
                let numbered = self.lists.last().copied().unwrap_or_default();
                let indent = "   ".repeat(self.lists.len().min(DEEPEST) - 1);
                let mark = if numbered { "1." } else { "-" };
                self.text.push_str(&format!("{indent}{mark} "));
            }
            _ => self.text.push_str(tag.whole),
        }
    }

    fn close(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "p" | "div" => self.paragraph(),
            "br" => self.line(),
            "ul" | "ol" if self.lists.pop().is_some() => {
                if self.lists.is_empty() {
                    self.paragraph();
                }
            }
            "li" if !self.lists.is_empty() => {}
            _ => self.text.push_str(tag.whole),
        }
    }

    /// What follows is a paragraph of its own; within a list's item or a table's row it cannot be.
    fn paragraph(&mut self) {
        let line = self.text.rsplit('\n').next().unwrap_or_default().trim_start();
        if line.starts_with('|') || !self.lists.is_empty() {
            self.space();
            return;
        }
        self.text.truncate(self.text.trim_end().len());
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
    }

    fn line(&mut self) {
        let line = self.text.rsplit('\n').next().unwrap_or_default().trim_start();
        if line.starts_with(['|', '-', '*', '+']) { self.space() } else { self.paragraph() }
    }

    fn space(&mut self) {
        if !self.text.ends_with([' ', '\n']) && !self.text.is_empty() {
            self.text.push(' ');
        }
    }
}

/// A link to a picture; of one that is written into its tag, what stands for it.
fn picture(tag: &Tag<'_>) -> Option<String> {
    let (source, text) = (attribute(tag, "src")?, attribute(tag, "alt").unwrap_or_default());
    if source.starts_with("data:") {
        return Some(text.to_owned());
    }
    let text = if text.is_empty() { "picture" } else { text };
    is_address(source).then(|| format!("[{}]({source})", text.replace('[', "\\[").replace(']', "\\]")))
}

fn marked(mark: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{mark}{text}{mark}") }
}

/// The characters that HTML writes as references, which Markdown does not read in code.
fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&nbsp;", " ").replace("&amp;", "&")
}

fn is_address(text: &str) -> bool {
    super::docs::is_web_address(text) && !text.contains(|c: char| c.is_whitespace() || "()<>".contains(c))
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn paragraphs_and_lines() {
        assert_eq!(to_markdown("<p>One.</p>\n<p>Two.</p>"), "One.\n\nTwo.\n\n");
        assert_eq!(to_markdown("One.<br>Two.<br/>\n<br />Three."), "One.\n\nTwo.\n\nThree.");
        assert_eq!(to_markdown("| a | one<br>two |"), "| a | one two |");
        assert_eq!(to_markdown("- one<br>two"), "- one two");
        let block = "See:<pre><code class=\"json\">{\n  <span>&quot;a&quot;</span>: \"https://a.example\"\n}</code></pre>and so on.";
        assert_eq!(
            to_markdown(block),
            "See:\n\n```text\n{\n  \"a\": \"https://a.example\"\n}\n```\n\nand so on."
        );
        assert_eq!(to_markdown("| a | <pre>one\ntwo</pre> |"), "| a | `one two` |");
    }

    #[test]
    fn emphasis_code_and_links() {
        assert_eq!(to_markdown("a <b>bold </b>word"), "a **bold** word");
        assert_eq!(to_markdown("<em>a</em> <code>&lt;b&gt;</code>"), "*a* `<b>`");
        assert_eq!(
            to_markdown(r#"see <a target="_blank" href="https://a.example/x">the <b>docs</b></a>."#),
            "see [the **docs**](https://a.example/x)."
        );
        assert_eq!(to_markdown(r#"see <a href="/x">there</a>"#), "see there");
        assert_eq!(to_markdown("<a href=https://a.example/x rel=x>a</a>"), "[a](https://a.example/x)");
        assert_eq!(to_markdown("a<blockquote>b\nc</blockquote>"), "a\n\n> b\n> c\n\n");
        assert_eq!(to_markdown("<h2>Title</h2>text"), "**Title**\n\ntext");
    }

    #[test]
    fn pictures() {
        assert_eq!(
            to_markdown(r#"a <img src="https://a.example/x.png" alt="x">"#),
            "a [x](https://a.example/x.png)"
        );
        let data = "A".repeat(50_000);
        assert_eq!(
            to_markdown(&format!(r#"| <img alt="dot" src="data:image/png;base64,{data}"/> |"#)),
            "| dot |"
        );
        assert_eq!(to_markdown(r#"<img src="x.png">"#), r#"<img src="x.png">"#);
        let open = "<img ".repeat(100_000);
        assert_eq!(to_markdown(&open), open);
    }

    #[test]
    fn lists() {
        assert_eq!(
            to_markdown("Any of:<ul><li>one</li>\n<li>two<ol><li>deep</li></ol></li></ul>That is all."),
            "Any of:\n\n- one\n- two\n   1. deep\n\nThat is all."
        );
    }

    #[test]
    fn what_is_no_html_stays() {
        for text in ["<token> and <a> </b>", "a < b > c </", "`<b>x</b>`", "```\n<p>x</p>\n```\n</p"] {
            let kept = to_markdown(text);
            assert_eq!(kept, text);
        }
        assert_eq!(to_markdown("<script>x</script>"), "<script>x</script>");
        assert_eq!(to_markdown("<b>\n\nx"), "<b>\n\nx");
    }

    #[test]
    fn deep_and_broken_html_ends() {
        let deep = format!("{}x{}", "<b>".repeat(300), "</b>".repeat(300));
        assert!(to_markdown(&deep).contains('x'));
        let lists = format!("{}{}", "<ul><li>".repeat(1000), "</ul>".repeat(1000));
        assert!(to_markdown(&lists).len() < 10 * lists.len());
        let open = format!("{}</", "<b><".repeat(100_000));
        assert_eq!(to_markdown(&open), open);
    }
}
