//! The programs that a task runs: they end when it is ended, with all that they have started.
//!
//! `cargo test` passes no signal on to the tests, and these leave behind what runs beside them: registries, proxies. So a
//! signal to this process stops the whole tree before it ends it, and no part of it gets away.

use std::collections::BTreeSet;
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use signal_hook::consts::TERM_SIGNALS;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::workspace::shown;

/// The process ids of those that run.
static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// A program that runs, known to those who end it.
pub(crate) struct Running(Child);

impl Running {
    /// Starts a program in a process group of its own: what is typed at the terminal reaches this process alone, which ends
    /// the others in order.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        use std::os::unix::process::CommandExt;
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let child =
            command.process_group(0).spawn().with_context(|| format!("cannot run {}", shown(command)))?;
        running.insert(child.id().cast_signed());
        Ok(Self(child))
    }

    /// What it prints, where that was asked for.
    pub(crate) fn stdout(&mut self) -> Option<ChildStdout> {
        self.0.stdout.take()
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Result<ExitStatus> {
        let status = self.0.wait()?;
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0.id().cast_signed());
        Ok(status)
    }
}

/// From now on a signal that ends this process ends those first that run for it.
pub(crate) fn end_with_this_process() -> Result<()> {
    let mut signals = Signals::new(TERM_SIGNALS).context("cannot wait for signals")?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // Held until the end: nothing is started any more.
            let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
            end(&running);
            let _cannot = emulate_default_handler(signal);
        }
    });
    Ok(())
}

/// Ends processes and all that descend from them.
fn end(roots: &BTreeSet<i32>) {
    let mut stopped = BTreeSet::new();
    // What is stopped starts nothing, so that this comes to an end.
    loop {
        let found = descendants(roots, &parents());
        let new: Vec<i32> = found.difference(&stopped).copied().collect();
        if new.is_empty() {
            break;
        }
        send(&new, Signal::SIGSTOP);
        stopped.extend(new);
    }
    let groups = roots.iter().map(|root| -root);
    let all: Vec<i32> = stopped.into_iter().chain(groups).collect();
    send(&all, Signal::SIGTERM);
    send(&all, Signal::SIGCONT);
}

fn send(processes: &[i32], signal: Signal) {
    for id in processes {
        // One that has ended meanwhile needs no signal.
        let _ended = kill(Pid::from_raw(*id), signal);
    }
}

/// Every process of the machine with its parent; none where there is no `/proc`, so that only the groups of those end that
/// were started here.
fn parents() -> Vec<(i32, i32)> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return vec![] };
    let pair = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.ok()?;
        let id = entry.file_name().to_str()?.parse().ok()?;
        let text = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        // The name of the program stands in brackets and may hold anything.
        let (_, after) = text.rsplit_once(") ")?;
        Some((id, after.split(' ').nth(1)?.parse().ok()?))
    };
    entries.filter_map(pair).collect()
}

/// The roots, and all whose line of parents leads to one of them.
fn descendants(roots: &BTreeSet<i32>, parents: &[(i32, i32)]) -> BTreeSet<i32> {
    let mut found = roots.clone();
    loop {
        let of_these = |(id, parent): &(i32, i32)| found.contains(parent).then_some(*id);
        let children: Vec<i32> = parents.iter().filter_map(of_these).collect();
        let before = found.len();
        found.extend(children);
        if found.len() == before {
            return found;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::time::Duration;

    use super::*;

    #[test]
    fn descendants_are_found_in_any_order() {
        let parents = [(9, 5), (5, 3), (3, 1), (4, 1), (6, 4), (7, 3)];
        assert_eq!(descendants(&BTreeSet::from([3]), &parents), BTreeSet::from([3, 5, 7, 9]));
        assert_eq!(descendants(&BTreeSet::new(), &parents), BTreeSet::new());
    }

    /// What a test leaves beside it has a process group of its own.
    #[test]
    #[cfg(target_os = "linux")]
    fn all_that_was_started_ends() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "setsid sleep 600 & echo $!; wait"]).stdout(std::process::Stdio::piped());
        let mut shell = Running::start(&mut shell).unwrap();
        let mut line = String::new();
        BufReader::new(shell.stdout().unwrap()).read_line(&mut line).unwrap();
        end(&BTreeSet::from([shell.0.id().cast_signed()]));
        assert!(!shell.wait().unwrap().success());
        testbed::wait_until("the end of the one beside", Duration::from_secs(60), || {
            // One that has ended and that nobody has asked after has no command line any more.
            let left = std::fs::read(format!("/proc/{}/cmdline", line.trim())).unwrap_or_default();
            if left.is_empty() { Ok(()) } else { Err(String::from_utf8_lossy(&left).into_owned()) }
        })
        .unwrap();
    }
}
