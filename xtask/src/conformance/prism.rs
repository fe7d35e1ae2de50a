//! Prism: installed below `target/` on first use, started for a document, ended with it.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The release that is installed.
const PACKAGE: &str = "@stoplight/prism-cli@5";
/// How long it may take to read a document.
const PATIENCE: Duration = Duration::from_secs(300);

/// A server that answers from a document.
pub(super) struct Prism {
    child: Child,
    port: u16,
}

impl Prism {
    /// Starts one, and waits until it listens. What it says goes to a file.
    pub(super) fn start(document: &Path, folder: &Path, log: &Path) -> Result<Self, String> {
        install(folder)?;
        let port = free_port().map_err(|error| format!("no port for Prism: {error}"))?;
        let output = File::create(log).map_err(|error| format!("{}: {error}", log.display()))?;
        let errors = output.try_clone().map_err(|error| error.to_string())?;
        let child = Command::new("node")
            .arg(folder.join("node_modules/@stoplight/prism-cli/dist/index.js"))
            .args(["mock", "--errors", "-h", "127.0.0.1", "-p", &port.to_string()])
            .arg(document)
            .stdout(output)
            .stderr(errors)
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| format!("Prism does not start: {error}"))?;
        let mut prism = Self { child, port };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = prism.child.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                let said: Vec<&str> = said.lines().take(5).collect();
                return Err(format!("Prism does not serve this document:\n{}", said.join("\n")));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(prism)
    }

    /// Whether it is there no more.
    pub(super) fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    /// Its address.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn install(folder: &Path) -> Result<(), String> {
    if folder.join("node_modules/@stoplight/prism-cli/dist/index.js").is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for program in ["node", "npm"] {
        let found = Command::new(program).arg("--version").stdout(Stdio::null()).status();
        if !found.is_ok_and(|status| status.success()) {
            return Err(format!("`{program}` is missing: Prism needs Node.js and npm (https://nodejs.org)"));
        }
    }
    let installed = Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--silent", "--prefix"])
        .arg(folder)
        .arg(PACKAGE)
        .stdout(Stdio::null())
        .status();
    match installed {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`npm install {PACKAGE}` ended with {status}")),
        Err(error) => Err(format!("npm does not run: {error}")),
    }
}
