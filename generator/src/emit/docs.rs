//! Prose of a document as doc comments that cannot break out, break `cargo doc` or become doctests.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use quote::quote;

use super::html;
use super::layout::Code;

/// The longest text that one item gets; what is cut is marked.
const LONGEST: usize = 16 * 1024;

/// `#[doc = ".."]`, a line each, of Markdown that is not ours.
pub(super) fn foreign(markdown: &str) -> TokenStream {
    own(&safe(markdown))
}

/// The same of Markdown that this generator wrote.
pub(super) fn own(markdown: &str) -> TokenStream {
    let lines = shown(markdown);
    quote!(#(#[doc = #lines])*)
}

/// The same, laid out.
pub(super) fn lines(markdown: &str) -> impl Iterator<Item = Code> + '_ {
    shown(markdown).map(|line| Code::text(format!("///{line}")))
}

/// What stands behind the slashes of each line.
fn shown(markdown: &str) -> impl Iterator<Item = String> + '_ {
    markdown.trim().lines().map(|line| {
        // Names of the document get here too, in code spans.
        let line = shown_to_all(line, |_| false);
        let line = line.trim_end();
        if line.is_empty() { String::new() } else { format!(" {line}") }
    })
}

/// The article that goes before a name, by its first letter: a `User`, mostly.
pub(super) fn article(name: &str) -> &'static str {
    if name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" }
}

/// Markdown that means the same to a reader and nothing to rustdoc: no links into the code, no HTML, no tests.
pub(super) fn safe(markdown: &str) -> String {
    let markdown = markdown.trim_end();
    if is_plain(markdown) {
        return markdown.to_owned();
    }
    let markdown = markdown_of(markdown).replace("\r\n", "\n").replace('\r', "\n");
    let markdown = shown_to_all(&markdown, |c| matches!(c, '\n' | '\t'));
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut in_code = false;
    let mut in_link = 0_usize;
    // Of the innermost link: whether its text is that and nothing else.
    let mut has_text = false;
    let parser = Parser::new_ext(&markdown, options);
    for (_, definition) in parser.reference_definitions().iter() {
        if !is_web_address(&definition.dest) {
            edits.extend(escaped(&markdown, definition.span.clone(), &['[', ']', '<']));
        }
    }
    // Text as a reader sees it, not cut at every `_` that might have been an emphasis.
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                edits.extend(code_block(&markdown, &kind, range));
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                in_link += 1;
                let leads_away = is_web_address(&dest_url);
                has_text = leads_away && matches!(link_type, LinkType::Inline | LinkType::Reference);
                if !leads_away {
                    edits.extend(escaped(&markdown, range, &['[', ']']));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => in_link = in_link.saturating_sub(1),
            Event::Html(_) | Event::InlineHtml(_) => {
                edits.extend(escaped(&markdown, range.clone(), &['<', '[', ']']));
                // Once it is no HTML any more, what is in it is text.
                edits.extend(addresses(&markdown, range));
            }
            Event::FootnoteReference(_) => edits.extend(escaped(&markdown, range, &['['])),
            Event::Text(_) if !in_code && in_link == 0 => {
                edits.extend(escaped(&markdown, range.clone(), &['[', ']', '<']));
                edits.extend(addresses(&markdown, range));
            }
            // A bracket in the text of a link would be a link itself.
            Event::Text(_) if !in_code && has_text => edits.extend(escaped(&markdown, range, &['[', ']'])),
            _ => {}
        }
    }
    // What comes after it begins with a line of its own.
    apply(&markdown, edits).trim_end().to_owned()
}

/// Whether a text is one line with nothing in it that could be a link, HTML or code, as most are.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !b"[]<`~\\".contains(&byte);
    text.len() < LONGEST && text.bytes().all(plain) && !text.starts_with(' ') && !text.contains("http")
}

/// Without what a reader does not see, besides what is `kept` of it.
fn shown_to_all(text: &str, kept: fn(char) -> bool) -> Cow<'_, str> {
    let unseen = |c: char| (c.is_control() || turns_text(c)) && !kept(c);
    if text.contains(unseen) { Cow::Owned(text.replace(unseen, "")) } else { Cow::Borrowed(text) }
}

/// Marks that change the direction of what follows: a reviewer would see another text than the compiler, which
/// refuses them.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A description of the document: not too long, and without HTML that Markdown has words for.
pub(super) fn markdown_of(description: &str) -> String {
    shortened(&html::to_markdown(description))
}

fn shortened(markdown: &str) -> String {
    match markdown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", markdown.get(..end).unwrap_or_default()),
        None => markdown.to_owned(),
    }
}

/// A block that rustdoc would take for Rust is marked as text.
fn code_block(
    markdown: &str,
    kind: &CodeBlockKind<'_>,
    range: std::ops::Range<usize>,
) -> Vec<(std::ops::Range<usize>, String)> {
    let source = markdown.get(range.clone()).unwrap_or_default();
    match kind {
        CodeBlockKind::Fenced(info) => {
            let words = [
                "json",
                "yaml",
                "xml",
                "html",
                "http",
                "bash",
                "sh",
                "shell",
                "js",
                "javascript",
                "python",
                "graphql",
                "sql",
                "text",
                "console",
                "toml",
                "csv",
                "curl",
            ];
            if words.contains(&info.split([',', ' ']).next().unwrap_or_default()) {
                return Vec::new();
            }
            let fence = source.chars().take_while(|c| matches!(c, '`' | '~')).count();
            let line = source.find('\n').unwrap_or(source.len());
            vec![(range.start + fence..range.start + line, "text".to_owned())]
        }
        CodeBlockKind::Indented => {
            let body: Vec<&str> = source.lines().map(str::trim_start).collect();
            let fence = "`".repeat(3 + longest_run(source));
            let end = range.end;
            let text = format!("{fence}text\n{}\n{fence}\n", body.join("\n"));
            // The block's first line is indented by what stands before its range.
            let start =
                markdown.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let only_space = markdown.get(start..range.start).is_some_and(|before| before.trim().is_empty());
            vec![(if only_space { start..end } else { range }, text)]
        }
    }
}

/// How many backticks stand in a row, at most.
pub(super) fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn escaped(
    markdown: &str,
    range: std::ops::Range<usize>,
    special: &[char],
) -> Vec<(std::ops::Range<usize>, String)> {
    let text = markdown.get(range.clone()).unwrap_or_default();
    text.char_indices()
        .filter(|(at, c)| {
            special.contains(c)
                && !markdown.get(..range.start + at).is_some_and(|before| before.ends_with('\\'))
        })
        .map(|(at, c)| (range.start + at..range.start + at + c.len_utf8(), format!("\\{c}")))
        .collect()
}

/// Bare web addresses become links: rustdoc warns of those that are not.
fn addresses(markdown: &str, range: std::ops::Range<usize>) -> Vec<(std::ops::Range<usize>, String)> {
    let text = markdown.get(range.clone()).unwrap_or_default();
    let mut edits = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("http")).map(|at| from + at) {
        let rest = text.get(at..).unwrap_or_default();
        let length = rest
            .find(|c: char| c.is_whitespace() || c.is_control() || "<>[]()\"'`|\\{}*^".contains(c))
            .unwrap_or(rest.len());
        let address = rest.get(..length).unwrap_or_default().trim_end_matches(['.', ',', ':', ';', '!', '?']);
        if is_web_address(address) && address.len() > "https://".len() {
            let start = range.start + at;
            let already = markdown.get(..start).is_some_and(|before| before.ends_with('<'));
            if !already {
                edits.push((start..start + address.len(), format!("<{address}>")));
            }
        }
        from = at + length.max(4);
    }
    edits
}

pub(super) fn is_web_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn apply(markdown: &str, mut edits: Vec<(std::ops::Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(markdown.len());
    let mut from = 0;
    for (range, text) in edits {
        if range.start < from {
            continue;
        }
        out.push_str(markdown.get(from..range.start).unwrap_or_default());
        out.push_str(&text);
        from = range.end;
    }
    out.push_str(markdown.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn nothing_links_into_the_code() {
        assert_eq!(safe("see [Vec] and [x](y.html)"), "see \\[Vec\\] and \\[x\\](y.html)");
        assert_eq!(safe("see [x]\n\n[x]: Vec\n"), "see \\[x\\]\n\n\\[x\\]: Vec");
        assert_eq!(safe("see [x](https://a.example/)"), "see [x](https://a.example/)");
        let within = "see [f[name]](https://a.example/?f[name]=x) and [f[name]](y.html)";
        let escaped = r"see [f\[name\]](https://a.example/?f[name]=x) and \[f\[name\]\](y.html)";
        assert_eq!(safe(within), escaped);
        assert_eq!(safe("<https://a.example/?f[name]=x>"), "<https://a.example/?f[name]=x>");
    }

    #[test]
    fn html_is_text() {
        assert_eq!(safe("a <b>bold</b> <u>word</u> <script>"), "a **bold** \\<u>word\\</u> \\<script>");
    }

    #[test]
    fn comments_of_html_are_shown_to_nobody() {
        assert_eq!(safe("<p>a</p>\n"), "a");
        assert_eq!(safe("a\n\n<!-- Inject: <security-definitions> -->\n\nb"), "a\n\nb");
        assert_eq!(safe("a `<!-- b -->` <!-- [c"), "a `<!-- b -->` \\<!-- \\[c");
    }

    #[test]
    fn code_is_never_a_test() {
        assert_eq!(safe("```\nlet x;\n```"), "```text\nlet x;\n```");
        assert_eq!(safe("```rust\nlet x;\n```"), "```text\nlet x;\n```");
        assert_eq!(safe("```json\n{}\n```"), "```json\n{}\n```");
        assert_eq!(safe("a\n\n    let x;\n"), "a\n\n```text\nlet x;\n```");
    }

    #[test]
    fn the_reviewer_sees_what_the_compiler_sees() {
        assert_eq!(safe("a\u{202e}b\u{2066}c\u{7}"), "abc");
    }

    #[test]
    fn bare_addresses_become_links() {
        assert_eq!(safe("at https://a.example/x."), "at <https://a.example/x>.");
        assert_eq!(safe("at https://a.example/x_y_z."), "at <https://a.example/x_y_z>.");
        assert_eq!(safe("at <https://a.example/x>."), "at <https://a.example/x>.");
    }
}
