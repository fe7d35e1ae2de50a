//! A process that may take so much time and memory, and no more.

use std::io::Read;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::measure::{Limits, process};

/// How often a process is looked at.
const EVERY: Duration = Duration::from_millis(20);

/// Runs a command to its end, or to its limits.
///
/// # Errors
///
/// In words: it could not be started, or a limit was reached and it was stopped, with all that it had started.
pub(super) fn run(command: &mut Command, limits: Limits) -> Result<Output, String> {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    // Both are read all the while: a process whose output nobody takes stands still.
    let stdout = child.stdout.take().map(|pipe| thread::spawn(|| all(pipe)));
    let stderr = child.stderr.take().map(|pipe| thread::spawn(|| all(pipe)));
    let status = watch(&mut child, limits)?;
    let text = |reader: Option<thread::JoinHandle<Vec<u8>>>| {
        reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
    };
    Ok(Output { status, stdout: text(stdout), stderr: text(stderr) })
}

fn watch(child: &mut Child, limits: Limits) -> Result<std::process::ExitStatus, String> {
    let end = Instant::now() + limits.time;
    loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return Ok(status);
        }
        let memory = process::peak_mb(child.id()).unwrap_or_default();
        let reached = if Instant::now() > end {
            format!("took more than {} s", limits.time.as_secs())
        } else if memory > limits.mb as f64 {
            format!("took more than {} MB", limits.mb)
        } else {
            thread::sleep(EVERY);
            continue;
        };
        stop(child);
        return Err(reached);
    }
}

fn all(mut pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = pipe.read_to_end(&mut bytes);
    bytes
}

/// Ends a process, and where the system has groups of them, its group.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(group) = i32::try_from(child.id())
        && let Some(group) = rustix::process::Pid::from_raw(group)
    {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
