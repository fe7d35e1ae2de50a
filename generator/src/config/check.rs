//! What can be said of the values without the document. What needs it (does a pointer lead anywhere, is a format
//! known) is said where the document is read, at the place [`Config::locate`] gives.

use std::path::Path;

use super::{Config, ConfigError};

/// Names that a crate cannot have beside the libraries every crate sees.
const TAKEN: &[&str] = &["alloc", "core", "proc_macro", "std", "test"];

/// The first thing wrong with the values.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    if let Some(name) = &config.package.name {
        crate_name(name).map_err(|message| config.error(message, &["crate", "name"]))?;
    }
    if let Some(version) = &config.package.version
        && !is_version(version)
    {
        let error = config.error(format!("`{version}` is not a version"), &["crate", "version"]);
        return Err(error
            .with_help("Cargo wants three numbers, as in \"1.4.0\", and perhaps a suffix: \"1.4.0-rc.1\""));
    }
    for (at, pointer) in config.secrets.pointers.iter().enumerate() {
        check_pointer(config, pointer, &["secrets", "pointers", &at.to_string()])?;
    }
    for (schema, path) in &config.replace {
        let is_path = syn::parse_str::<syn::TypePath>(path).is_ok();
        check_path(config, is_path, path, "a type", &["replace", schema])?;
    }
    for (format, path) in &config.format_types {
        let is_path = syn::parse_str::<syn::TypePath>(path).is_ok();
        check_path(config, is_path, path, "a type", &["formats", format])?;
    }
    let of_all = config.derive.all.iter().enumerate();
    for (at, path) in of_all {
        let is_path = syn::parse_str::<syn::Path>(path).is_ok();
        check_path(config, is_path, path, "a trait", &["derive", "all", &at.to_string()])?;
    }
    for (schema, paths) in &config.derive.types {
        for (at, path) in paths.iter().enumerate() {
            let is_path = syn::parse_str::<syn::Path>(path).is_ok();
            check_path(config, is_path, path, "a trait", &["derive", "types", schema, &at.to_string()])?;
        }
    }
    Ok(())
}

fn check_path(
    config: &Config,
    is_path: bool,
    path: &str,
    what: &str,
    keys: &[&str],
) -> Result<(), ConfigError> {
    if is_path {
        return Ok(());
    }
    let error = config.error(format!("`{path}` is not the path of {what} in Rust"), keys);
    Err(error.with_help("write it in full, as in \"rust_decimal::Decimal\""))
}

/// RFC 6901, with the `#` of a reference or without it. The whole document (`#`) is nothing to name or to hide.
fn check_pointer(config: &Config, pointer: &str, keys: &[&str]) -> Result<(), ConfigError> {
    if pointer.strip_prefix('#').unwrap_or(pointer).starts_with('/') {
        return Ok(());
    }
    let error = config.error(format!("`{pointer}` is not a JSON Pointer into the document"), keys);
    Err(error.with_help("one starts with `#/`, as in \"#/components/schemas/User/properties/token\""))
}

/// Three numbers, then perhaps a pre-release and build metadata.
fn is_version(version: &str) -> bool {
    let (release, suffix) = match version.find(['-', '+']) {
        Some(at) => version.split_at(at),
        None => (version, ""),
    };
    let numbers: Vec<&str> = release.split('.').collect();
    numbers.len() == 3
        && numbers.iter().all(|number| {
            let zero_led = number.len() > 1 && number.starts_with('0');
            !number.is_empty() && !zero_led && number.bytes().all(|byte| byte.is_ascii_digit())
        })
        && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte))
        && suffix.len() != 1
}

/// What is wrong with the name of a crate, if anything is.
pub(super) fn crate_name(name: &str) -> Result<(), String> {
    let identifier = name.replace('-', "_");
    if let Some(bad) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')) {
        return Err(format!("{name:?} is not a crate's name: {bad:?} is not a letter, a digit, `-` or `_`"));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(format!("{name:?} is not a crate's name: it does not start with a letter"));
    }
    if TAKEN.contains(&identifier.as_str()) || syn::parse_str::<syn::Ident>(&identifier).is_err() {
        return Err(format!("{name:?} is not a crate's name: Rust has its own use for the word"));
    }
    Ok(())
}

/// A name that [`crate_name`] has nothing against, from the last part of the folder's path.
pub(super) fn crate_name_of(folder: &Path) -> String {
    let folder = folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let words: Vec<&str> =
        folder.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    if name.is_empty() {
        return "api".to_owned();
    }
    [name.clone(), format!("{name}-api"), format!("api-{name}")]
        .into_iter()
        .find(|name| crate_name(name).is_ok())
        .unwrap_or_else(|| "api".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cargo_or_rustc_would_refuse() {
        for name in ["", "1st", "a b", "a.b", "naïve", "-a", "_", "fn", "self", "async", "std", "proc-macro"]
        {
            assert!(crate_name(name).is_err(), "{name}");
        }
        for name in ["a", "my-api", "my_api2", "r", "Api"] {
            assert_eq!(crate_name(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn any_folder_makes_a_name() {
        let cases = [
            ("out/petstore", "petstore"),
            ("out/My API (v2)", "my-api-v2"),
            ("out/acme__management_api", "acme-management-api"),
            ("2fa", "api-2fa"),
            ("std", "std-api"),
            ("..", "api"),
            ("日本", "api"),
            ("", "api"),
        ];
        for (folder, name) in cases {
            assert_eq!(crate_name_of(Path::new(folder)), name);
            assert_eq!(crate_name(name), Ok(()));
        }
    }

    #[test]
    fn versions() {
        for version in ["0.1.0", "1.20.3", "1.0.0-rc.1", "1.0.0+build-5"] {
            assert!(is_version(version), "{version}");
        }
        for version in ["", "1", "1.0", "1.0.0.0", "v1.0.0", "1.0.x", "01.0.0", "1.0.0-", "1.0.0 "] {
            assert!(!is_version(version), "{version}");
        }
    }
}
