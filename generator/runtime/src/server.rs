//! Server variables: what may be put into the URL of a server (OpenAPI, "Server Variable Object").

use super::transport::BuildError;

/// The value of a variable, or its default. What the caller gives is checked: it is one of those that the document lists,
/// if it lists any, and else nothing that would make the URL lead elsewhere. `in_host`: the variable stands where the
/// URL's host does.
///
/// # Errors
///
/// [`BuildError`] names the variable and what is wrong with its value.
pub fn value<'a>(
    name: &str,
    given: Option<&'a str>,
    default: &'a str,
    listed: &[&str],
    in_host: bool,
) -> Result<&'a str, BuildError> {
    let value = given.unwrap_or(default);
    let wrong = |why: &str| Err(BuildError::new(format!("the server variable `{name}`: {why}")));
    if in_host && value.is_empty() {
        return wrong("it must not be empty");
    }
    // What the document itself says may go where it likes: it is its URL.
    if value == default || listed.contains(&value) {
        return Ok(value);
    }
    if !listed.is_empty() {
        return wrong(&format!("it must be one of {}", listed.join(", ")));
    }
    let elsewhere = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '?' | '#' | '@' | '\\' | '{' | '}')
            || in_host && c == '/'
    };
    if let Some(c) = value.chars().find(|c| elsewhere(*c)) {
        return wrong(&format!("{c:?} would change what the URL means"));
    }
    Ok(value)
}
