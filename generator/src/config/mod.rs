//! `codegen.toml`: what a document has no words for, and where things are.
//!
//! The file lies beside the document and every key of it is optional but `spec`. A document without one gets the
//! defaults. A key this module does not know is an error at its line: a typing mistake must not pass for a default.

mod check;
mod error;
mod folder;
mod locate;
mod names;
mod spec;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

pub use error::ConfigError;
pub use folder::Folder;
pub(crate) use names::is_place;
pub use names::{Derive, Rename, Section};
pub use spec::MAX_SPEC_BYTES;

/// The name of the file, which lies beside the document.
pub const FILE_NAME: &str = "codegen.toml";

/// In `[formats]`: values of this format are `String`s, whatever else they could be.
pub const PLAIN: &str = "string";

/// Where the crate goes when `out` is not given, seen from the file's folder.
const DEFAULT_OUT: &str = "../generated";

/// All that a run is told, apart from the document itself.
///
/// ```
/// use generator::config::Config;
///
/// let mut config = Config::new("api/petstore.yaml", "petstore");
/// config.secrets.names.push("api_key".to_owned());
/// assert_eq!(config.crate_name(), "petstore");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// The document. Relative to the current folder, as all paths here; `spec` in the file is relative to the file.
    pub spec: PathBuf,
    /// The folder of the emitted crate. In the file: `out`, relative to the file, `../generated` by default.
    pub out: PathBuf,
    /// `overlays`: OpenAPI Overlays that change the document before it is read, in this order.
    pub overlays: Vec<PathBuf>,
    /// `allow_files_in`: folders beside the document's own in which files that it refers to are read.
    pub allow_files_in: Vec<PathBuf>,
    /// `lenient`: what is broken in the document is degraded, each place with a warning, where it would be an error.
    pub lenient: bool,
    /// A program is emitted as well that calls every operation twice: `cargo run --features smoke --bin smoke -- URL`.
    /// Not in the file, as it is for trying the crate and not for its users.
    pub smoke: bool,
    /// `[crate]`: the emitted manifest.
    pub package: Package,
    /// `[secrets]`: values that never appear in `Debug`, in an error or in a log.
    pub secrets: Secrets,
    /// `[formats]`: a `format` of the document's own, and the known one it asserts.
    pub formats: BTreeMap<String, String>,
    /// Also `[formats]`: a `format`, and the Rust type of its values, as a path (`uuid::Uuid`), or [`PLAIN`].
    pub format_types: BTreeMap<String, String>,
    /// `[security.<scheme>]`: what a security scheme needs beyond the document, by its name there.
    pub security: BTreeMap<String, SecurityScheme>,
    /// `unknown_fields`: what becomes of properties that the document does not name. `"skip"`, the default, or `"keep"`:
    /// each model keeps them, so that reading and writing back loses nothing. What a schema does not say is not guessed
    /// then: without `type: object` a schema with `properties` allows texts and numbers as well, and is kept as JSON.
    pub unknown_fields: UnknownFields,
    /// `[validation]`: what the validators assert.
    pub validation: Validation,
    /// `[references]`: where the files are that references mean by a URI: the URI, or what it begins with, and the file
    /// or folder (with a `/` at the end) in its place, relative to the document. Nothing is fetched from the network.
    pub references: BTreeMap<String, String>,
    /// `[pagination]`: by `operationId`, or `*` for all others, how the pages of a list follow one another.
    pub pagination: BTreeMap<String, Paging>,
    /// `[rename]`: names in Rust, where those of the document do not do.
    pub rename: Rename,
    /// `[replace]`: schemas, by name or pointer, and the Rust type that stands for each, as a path. The type has to
    /// be `Clone`, `Debug`, `PartialEq`, and serde's `Serialize` and `Deserialize`.
    pub replace: BTreeMap<String, String>,
    /// `[derive]`: more traits than the crate has by itself.
    pub derive: Derive,
    /// The file this was read from, if it was.
    pub source: Option<ConfigSource>,
}

/// `[crate]`: what the emitted `Cargo.toml` says beyond what follows from the document.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Package {
    /// `name`. [`Config::crate_name`] has the default.
    pub name: Option<String>,
    /// `version`, semantic. Default: [`Package::DEFAULT_VERSION`].
    pub version: Option<String>,
    /// `description`. Default: the document's title.
    pub description: Option<String>,
    /// `license`, as an SPDX expression.
    pub license: Option<String>,
    /// `repository`, a URL.
    pub repository: Option<String>,
    /// `authors`.
    pub authors: Vec<String>,
    /// The crate is a member of a workspace and takes from its tables the edition, the `rust-version`, the lints and
    /// the versions of its dependencies (`x.workspace = true`). Without it the manifest has all of these itself and
    /// stands alone; such a manifest works inside a workspace, too.
    pub workspace: bool,
    /// `tag-features`: the crate has a feature for each of the document's tags, with the tag's operations and the types
    /// that they alone need, so that a user of a part of a large API compiles that part. All are on by default.
    pub tag_features: bool,
    /// `[crate.dependencies]`: written into the manifest as they are, for the types of `[replace]` and the traits of
    /// `[derive]`.
    pub dependencies: toml::Table,
    /// `[crate.dev-dependencies]`: written into the manifest as they are. `tests/` and `examples/` of the emitted
    /// crate are written by hand, and what they need is known to their author alone.
    pub dev_dependencies: toml::Table,
}

impl Package {
    /// The version of a crate that is given none.
    pub const DEFAULT_VERSION: &'static str = "0.1.0";
}

/// `[secrets]`. A property with `format: password` or `writeOnly: true` is secret without being named here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Secrets {
    /// Every property so called, wherever it is.
    pub names: Vec<String>,
    /// The schemas at these JSON Pointers, as written in the file (`#/components/...`).
    pub pointers: Vec<String>,
}

/// `unknown_fields`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnknownFields {
    /// They are read over.
    #[default]
    Skip,
    /// They are kept, and written back.
    Keep,
}

/// `[validation]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Validation {
    /// `formats`: `true`, the default, for all that the validator knows; `false` for none; or a list of names.
    pub formats: Formats,
}

/// Which formats are asserted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Formats {
    /// All that are known, or none.
    All(bool),
    /// These.
    Some(Vec<String>),
}

impl Default for Formats {
    fn default() -> Self {
        Self::All(true)
    }
}

impl Formats {
    /// Whether a format of the document is asserted.
    pub fn asserts(&self, name: &str) -> bool {
        match self {
            Self::All(all) => *all,
            Self::Some(names) => names.iter().any(|known| known == name),
        }
    }
}

/// `[security.<scheme>]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct SecurityScheme {
    /// More form parameters for the token request of an OAuth 2 flow (RFC 6749, 4.4.2 lets a server ask for some;
    /// `audience` is a frequent one). Server variables stand in braces.
    pub parameters: BTreeMap<String, String>,
}

/// How the pages of a list follow one another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Paging {
    /// `true`: as the rules say. `false`: it is no list in pages.
    Recognised(bool),
    /// By parameters and properties of these names.
    Said(PagingNames),
}

/// The names of what pages are asked for with, on the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PagingNames {
    /// The parameter that numbers the pages.
    pub page: Option<String>,
    /// The parameter with the index of the first item.
    pub offset: Option<String>,
    /// The parameter that takes what the page before gives.
    pub cursor: Option<String>,
    /// `Link: <...>; rel="next"` is followed.
    pub link: bool,
    /// The property that gives the cursor of the next page; `meta.next` is one in another.
    pub next: Option<String>,
    /// The parameter with the number of items of a page.
    pub size: Option<String>,
    /// The property with the number of all items.
    pub total: Option<String>,
    /// The property with the items, where there are several lists.
    pub items: Option<String>,
}

/// The text a configuration was read from, so that a problem found later still has a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigSource {
    /// The file, as it was named to us.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

/// The keys of the file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Keys {
    spec: Option<PathBuf>,
    out: Option<PathBuf>,
    overlays: Vec<PathBuf>,
    allow_files_in: Vec<PathBuf>,
    lenient: bool,
    #[serde(rename = "crate")]
    package: Package,
    secrets: Secrets,
    formats: BTreeMap<String, String>,
    security: BTreeMap<String, SecurityScheme>,
    unknown_fields: UnknownFields,
    validation: Validation,
    references: BTreeMap<String, String>,
    pagination: BTreeMap<String, Paging>,
    rename: Rename,
    replace: BTreeMap<String, String>,
    derive: Derive,
}

impl Config {
    /// The defaults, for a document and the folder of the crate.
    pub fn new(spec: impl Into<PathBuf>, out: impl Into<PathBuf>) -> Self {
        Self { spec: spec.into(), out: out.into(), ..Self::default() }
    }

    /// Reads a `codegen.toml`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or a key of it is wrong.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = fs_err::read_to_string(file).map_err(|error| {
            ConfigError::new(error.to_string())
                .with_help(format!("a `{FILE_NAME}` names the document, as in: spec = \"api.yaml\""))
        })?;
        Self::parse(file, &text)
    }

    /// The configuration for one document: the `codegen.toml` beside it, when there is one and it does not speak of
    /// another document, or else the defaults. `out` is where the crate goes, whatever the file says.
    ///
    /// # Errors
    ///
    /// When there is such a file and it cannot be read or is wrong.
    pub fn for_spec(spec: &Path, out: &Path) -> Result<Self, ConfigError> {
        let beside = spec.with_file_name(FILE_NAME);
        if !beside.is_file() {
            return Ok(Self::new(spec, out));
        }
        let text = fs_err::read_to_string(&beside).map_err(|error| ConfigError::new(error.to_string()))?;
        let config = Self::from_text(&beside, &text)?;
        let same = |named: &Path| named.as_os_str().is_empty() || named.file_name() == spec.file_name();
        if same(&config.spec) {
            Ok(Self { spec: spec.into(), out: out.into(), ..config })
        } else {
            Ok(Self::new(spec, out))
        }
    }

    /// Reads the text of a `codegen.toml`; `file` says where it is, and nothing is opened.
    ///
    /// # Errors
    ///
    /// When a key is wrong, or `spec` is missing.
    pub fn parse(file: &Path, text: &str) -> Result<Self, ConfigError> {
        let config = Self::from_text(file, text)?;
        if config.spec.as_os_str().is_empty() {
            let error = config.error("the document is not named", &[]);
            return Err(error
                .with_help("add its path, relative to this file, as the first line: spec = \"api.yaml\""));
        }
        Ok(config)
    }

    /// The same, but `spec` may be missing; it is empty then.
    fn from_text(file: &Path, text: &str) -> Result<Self, ConfigError> {
        let source = ConfigSource { name: file.display().to_string(), text: text.to_owned() };
        let keys: Keys = toml::from_str(text).map_err(|error| ConfigError::syntax(&error, &source))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let is_type = |says: &String| says == PLAIN || says.contains("::");
        let (format_types, formats) = keys.formats.into_iter().partition(|(_, says)| is_type(says));
        let config = Self {
            spec: keys.spec.map(|spec| join(folder, &spec)).unwrap_or_default(),
            out: join(folder, keys.out.as_deref().unwrap_or(Path::new(DEFAULT_OUT))),
            overlays: keys.overlays.iter().map(|overlay| join(folder, overlay)).collect(),
            allow_files_in: keys.allow_files_in.iter().map(|allowed| join(folder, allowed)).collect(),
            lenient: keys.lenient,
            smoke: false,
            package: keys.package,
            secrets: keys.secrets,
            formats,
            format_types,
            security: keys.security,
            unknown_fields: keys.unknown_fields,
            validation: keys.validation,
            references: keys.references,
            pagination: keys.pagination,
            rename: keys.rename,
            replace: keys.replace,
            derive: keys.derive,
            source: Some(source),
        };
        check::check(&config)?;
        Ok(config)
    }

    /// The name of the emitted crate: `[crate] name`, or the name of the folder it goes to, made into one that Cargo
    /// takes.
    pub fn crate_name(&self) -> String {
        match &self.package.name {
            Some(name) => name.clone(),
            None => check::crate_name_of(&self.out),
        }
    }

    /// Where a value is in the file's text, in bytes, by its keys (`["formats", "my-date"]`); an item of a list goes
    /// by its number. The nearest table above when the last keys are not there; none without a file.
    pub fn locate(&self, keys: &[&str]) -> Option<Range<usize>> {
        self.source.as_ref().and_then(|source| locate::locate(&source.text, keys))
    }

    /// An error about the value at these keys.
    pub fn error(&self, message: impl Into<String>, keys: &[&str]) -> ConfigError {
        let error = ConfigError::new(message);
        match &self.source {
            Some(source) => error.at(source.clone(), self.locate(keys).unwrap_or(0..0)),
            None => error,
        }
    }
}

/// Checks a name for the emitted crate, as one given on a command line: what is wrong with it, if anything is.
///
/// # Errors
///
/// When Cargo or rustc would refuse it.
pub fn check_crate_name(name: &str) -> Result<(), String> {
    check::crate_name(name)
}

/// A path of the file, seen from where we are. `a/../b` becomes `b`, so that messages name files as people do.
fn join(folder: &Path, path: &Path) -> PathBuf {
    let mut joined = PathBuf::new();
    for part in folder.join(path).components() {
        match (part, joined.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                joined.pop();
            }
            (part, _) => joined.push(part),
        }
    }
    joined
}
