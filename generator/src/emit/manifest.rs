//! `Cargo.toml` of the emitted crate.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, Package};
use crate::ir::Api;

use super::features;

/// What the emitted crate depends on: name, version, features, whether it is for the client only.
///
/// A test holds these versions to the workspace's own.
pub const DEPENDENCIES: &[Dependency] = &[
    Dependency::of("base64", "0.23", true),
    Dependency::of("bytes", "1", true),
    Dependency::of("fastrand", "2", true),
    Dependency::of("futures-core", "0.3", true),
    Dependency::of("http", "1", true),
    Dependency::of("http-body", "1", true),
    Dependency::of("httpdate", "1", true),
    Dependency::of("idna", "1", false).for_idn(),
    Dependency::of("jiff", "1", false).with(&["serde"]),
    Dependency::of("percent-encoding", "2", true),
    Dependency::of("regex", "1", false).without_defaults(&[
        "perf-backtrack",
        "perf-cache",
        "perf-dfa",
        "perf-inline",
        "perf-onepass",
        "std",
        "unicode-case",
    ]),
    Dependency::of("regress", "0.12", false),
    Dependency::of("reqwest", "0.13", true).without_defaults(&["http2", "rustls", "system-proxy"]),
    Dependency::of("secrecy", "0.10", false),
    Dependency::of("serde", "1", false).without_defaults(&["std"]),
    Dependency::of("serde_json", "1", false),
    Dependency::of("tokio", "1", true).with(&["io-util", "sync"]),
    Dependency::of("tracing", "0.1", false).without_defaults(&["std"]).alone(),
    Dependency::of("url", "2", true),
];

/// What it depends on besides, by target: what carries requests differs in a browser.
const BY_TARGET: &[(&str, &[Dependency])] = &[
    (
        "cfg(not(all(target_arch = \"wasm32\", target_os = \"unknown\")))",
        &[Dependency::of("tokio", "1", true).with(&["fs", "time"])],
    ),
    (
        "cfg(all(target_arch = \"wasm32\", target_os = \"unknown\"))",
        &[
            Dependency::of("fastrand", "2", true).with(&["js"]),
            Dependency::of("gloo-timers", "0.4", true).with(&["futures"]),
            Dependency::of("reqwest", "0.13", true).without_defaults(&["stream"]),
            Dependency::of("web-time", "1", true),
        ],
    ),
];

/// Crates whose types `codegen.toml` may name without saying where they are from.
const KNOWN: &[(&str, &str)] = &[
    ("rust_decimal", "{ version = \"1\", features = [\"serde\"] }"),
    ("url", "{ version = \"2\", features = [\"serde\"] }"),
    ("uuid", "{ version = \"1\", features = [\"serde\"] }"),
];

/// A dependency of the emitted crate.
#[derive(Debug, Clone, Copy)]
pub struct Dependency {
    /// The package.
    pub name: &'static str,
    /// The version requirement.
    pub version: &'static str,
    /// Its features.
    pub features: &'static [&'static str],
    /// Whether its default features are on.
    pub defaults: bool,
    /// Whether only the feature `client` needs it.
    pub client: bool,
    /// Whether only the feature of its own name needs it.
    pub alone: bool,
    /// Whether only the formats of host names need it, which few documents have.
    pub idn: bool,
}

impl Dependency {
    const fn of(name: &'static str, version: &'static str, client: bool) -> Self {
        Self { name, version, features: &[], defaults: true, client, alone: false, idn: false }
    }

    const fn with(mut self, features: &'static [&'static str]) -> Self {
        self.features = features;
        self
    }

    const fn without_defaults(mut self, features: &'static [&'static str]) -> Self {
        self.features = features;
        self.defaults = false;
        self
    }

    const fn alone(mut self) -> Self {
        self.alone = true;
        self
    }

    const fn for_idn(mut self) -> Self {
        self.idn = true;
        self
    }

    /// The line of a table; `besides` says that another table has the dependency as the workspace has it.
    fn line(&self, workspace: bool, besides: bool) -> String {
        let mut parts = Vec::new();
        if workspace {
            parts.push("workspace = true".to_owned());
        } else {
            parts.push(format!("version = \"{}\"", self.version));
            if !self.defaults {
                parts.push("default-features = false".to_owned());
            }
        }
        if !self.features.is_empty() && (besides || !workspace) {
            let features: Vec<String> = self.features.iter().map(|name| format!("\"{name}\"")).collect();
            parts.push(format!("features = [{}]", features.join(", ")));
        }
        if self.client || self.alone {
            parts.push("optional = true".to_owned());
        }
        match parts.as_slice() {
            [only] if workspace => format!("{}.{only}\n", self.name),
            [only] => format!("{} = {}\n", self.name, only.trim_start_matches("version = ")),
            parts => format!("{} = {{ {} }}\n", self.name, parts.join(", ")),
        }
    }
}

/// The manifest.
pub(super) fn file(config: &Config, api: &Api) -> String {
    let package = &config.package;
    let mut text = package_table(config, package, &api.title);
    text.push_str(&format!("\n[features]\ndefault = {}\n", features::listed(&["client"], api)));
    text.push_str("# The client; without it, the models and their validators alone.\nclient = [\n");
    let own = own(config);
    let emitted = |from: &'static [Dependency]| {
        let needed = |one: &&Dependency| (api.idn || !one.idn) && !own.contains_key(one.name);
        from.iter().filter(needed).collect::<Vec<_>>()
    };
    let all = std::iter::once(DEPENDENCIES).chain(BY_TARGET.iter().map(|(_, besides)| *besides));
    let client: BTreeSet<&str> = all.flat_map(emitted).filter(|one| one.client).map(|one| one.name).collect();
    for name in client {
        text.push_str(&format!("    \"dep:{name}\",\n"));
    }
    text.push_str(
        "]\n# Answers may be compressed, by gzip and Brotli; limits are those of what they unfold to.\n",
    );
    text.push_str("compression = [\"client\", \"reqwest/brotli\", \"reqwest/gzip\"]\n");
    text.push_str(
        "# Calls that wait: `Call::send_blocking`.
blocking = [\"client\", \"tokio/rt\"]
# A stand-in for the server, for tests: `Mock`.
mock = [\"client\"]
# A span for each request, by OpenTelemetry's conventions.
tracing = [\"client\", \"dep:tracing\"]
",
    );
    if config.smoke {
        text.push_str(&format!("smoke = {}\n", features::listed(&["client", "tokio/rt"], api)));
    }
    text.push_str(&features::manifest(api));
    text.push_str("\n[dependencies]\n");
    for dependency in emitted(DEPENDENCIES) {
        text.push_str(&dependency.line(package.workspace, false));
    }
    for (name, value) in &own {
        text.push_str(&format!("{name} = {value}\n"));
    }
    for (target, besides) in BY_TARGET {
        text.push_str(&format!("\n[target.'{target}'.dependencies]\n"));
        for dependency in emitted(besides) {
            text.push_str(&dependency.line(package.workspace, true));
        }
    }
    if !package.dev_dependencies.is_empty() {
        text.push_str("\n[dev-dependencies]\n");
        for (name, value) in &package.dev_dependencies {
            text.push_str(&format!("{name} = {value}\n"));
        }
    }
    if config.smoke {
        text.push_str(super::smoke::MANIFEST);
    }
    if package.workspace {
        text.push_str("\n[lints]\nworkspace = true\n");
    }
    text
}

/// Dependencies that the configuration lists, and those of the types that it names. They go before the crate's own.
fn own(config: &Config) -> BTreeMap<String, String> {
    let paths = config.replace.values().chain(config.format_types.values());
    let mut own: BTreeMap<String, String> = paths
        .filter_map(|path| KNOWN.iter().find(|(name, _)| path.split("::").next() == Some(name)))
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    own.extend(config.package.dependencies.iter().map(|(name, value)| (name.clone(), value.to_string())));
    own
}

fn package_table(config: &Config, package: &Package, title: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let version = package.version.as_deref().unwrap_or(Package::DEFAULT_VERSION);
    let description = package.description.clone().unwrap_or_else(|| format!("A client for {title}."));
    let mut text = String::from("[package]\n");
    text.push_str(&format!("name = {}\n", quoted(&config.crate_name())));
    text.push_str(&format!("version = {}\n", quoted(version)));
    if package.workspace {
        text.push_str("edition.workspace = true\nrust-version.workspace = true\n");
    } else {
        text.push_str("edition = \"2024\"\nrust-version = \"1.88\"\n");
    }
    text.push_str(&format!("description = {}\n", quoted(&one_line(&description))));
    if let Some(license) = &package.license {
        text.push_str(&format!("license = {}\n", quoted(license)));
    }
    if let Some(repository) = &package.repository {
        text.push_str(&format!("repository = {}\n", quoted(repository)));
    }
    if !package.authors.is_empty() {
        let authors: Vec<String> = package.authors.iter().map(|author| quoted(author)).collect();
        text.push_str(&format!("authors = [{}]\n", authors.join(", ")));
    }
    text.push_str("readme = \"README.md\"\n");
    if package.workspace {
        text.push_str("publish.workspace = true\n");
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::{BY_TARGET, DEPENDENCIES};

    /// Versions live once, in the workspace's table; a crate that stands alone repeats them, and must not drift.
    #[test]
    fn versions_are_the_workspaces() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
        let manifest: toml::Table = std::fs::read_to_string(root).unwrap().parse().unwrap();
        let table = manifest["workspace"]["dependencies"].as_table().unwrap();
        for dependency in DEPENDENCIES {
            let entry = &table[dependency.name];
            let version = entry.as_str().or_else(|| entry["version"].as_str()).unwrap();
            assert_eq!(dependency.version, version, "{}", dependency.name);
            let features: Vec<&str> = entry
                .get("features")
                .and_then(toml::Value::as_array)
                .map(|list| list.iter().filter_map(toml::Value::as_str).collect())
                .unwrap_or_default();
            assert_eq!(dependency.features, features, "{}", dependency.name);
            let defaults = entry.get("default-features").and_then(toml::Value::as_bool).unwrap_or(true);
            assert_eq!(dependency.defaults, defaults, "{}", dependency.name);
        }
        for dependency in BY_TARGET.iter().flat_map(|(_, besides)| *besides) {
            let entry = &table[dependency.name];
            let version = entry.as_str().or_else(|| entry["version"].as_str()).unwrap();
            assert_eq!(dependency.version, version, "{}", dependency.name);
            let defaults = entry.get("default-features").and_then(toml::Value::as_bool).unwrap_or(true);
            assert_eq!(dependency.defaults, defaults, "{}", dependency.name);
        }
    }
}
