//! Features that leave out a part of the API: `#[cfg]` at whole files, and what `Cargo.toml` and `README.md` say of them.

use crate::config::{Config, Package};
use crate::ir::{Api, Feature, Part};

use super::docs::safe;
use super::layout::literal;

/// `#[cfg(..)]` of what is there with any of these features; without features it always is.
pub(super) fn cfg(features: &[&str]) -> Option<String> {
    let each: Vec<String> = features.iter().map(|name| format!("feature = {}", literal(name))).collect();
    match each.as_slice() {
        [] => None,
        [only] => Some(format!("#[cfg({only})]")),
        all => Some(format!("#[cfg(any({}))]", all.join(", "))),
    }
}

/// The lines of the manifest's `[features]`.
pub(super) fn manifest(api: &Api) -> String {
    let line = |feature: &Feature| format!("# {}\n{} = []\n", what(feature), key(feature));
    api.features.all.iter().map(line).collect()
}

/// A list of these features and all of the API's: on one line, or each on its own.
pub(super) fn listed(before: &[&str], api: &Api) -> String {
    const FEW: usize = 6;
    let own = api.features.all.iter().map(|feature| feature.name.as_str());
    let all: Vec<String> = before.iter().copied().chain(own).map(literal).collect();
    if all.len() <= FEW {
        return format!("[{}]", all.join(", "));
    }
    let lines: String = all.iter().map(|feature| format!("    {feature},\n")).collect();
    format!("[\n{lines}]")
}

/// What the README says of them.
pub(super) fn readme(api: &Api, config: &Config) -> String {
    let Some(first) = api.features.all.first() else { return String::new() };
    let mut text = format!(
        "
The API is in parts, each with a feature of its own that has its operations and the types that they need. All are on by
default. Whoever needs a few compiles these alone:

```toml
{} = {{ version = \"{}\", default-features = false, features = [\"client\", {}] }}
```

| feature | what it has |
|---|---|
",
        config.crate_name(),
        config.package.version.as_deref().unwrap_or(Package::DEFAULT_VERSION),
        literal(&first.name)
    );
    for feature in &api.features.all {
        text.push_str(&format!("| `{}` | {} |\n", feature.name, safe(&what(feature).replace('|', "\\|"))));
    }
    text
}

/// A feature's name as a key of TOML.
fn key(feature: &Feature) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if feature.name.chars().all(is_bare) { feature.name.clone() } else { literal(&feature.name) }
}

/// What a feature has, in one line.
fn what(feature: &Feature) -> String {
    match &feature.part {
        Part::Tag(tag) => {
            let words: Vec<&str> = tag.split(|c: char| c.is_whitespace() || c.is_control()).collect();
            format!("The operations of `{}`.", words.join(" ").replace('`', "'"))
        }
        Part::Webhooks => "What the API sends of its own accord.".to_owned(),
        Part::Unused => "The types that no operation needs.".to_owned(),
    }
}
