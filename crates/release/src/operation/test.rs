//! Test: the hooks of a release that are there to test it.

use std::time::Duration;

use super::hooks::{HookLog, due};
use super::options::Options;
use super::releases::Releases;
use crate::error::Result;
use crate::record::{HookEvent, Release};

/// How a test is carried out.
#[derive(Clone, Debug)]
pub struct TestOptions {
    /// Names of the hooks to run; empty runs all.
    pub only: Vec<String>,
    /// Names of the hooks to leave out.
    pub without: Vec<String>,
    /// Whether the logs are read.
    pub logs: bool,
    /// The longest that one hook may take.
    pub timeout: Duration,
}

/// What a test gave.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The release with the runs of its tests.
    pub release: Release,
    /// How the tests went.
    pub outcome: Result<()>,
    /// What the tests logged, where that was asked for.
    pub logs: Vec<HookLog>,
}

impl Releases {
    /// Runs the test hooks of the newest revision. The release is given back with their runs, failed or not.
    ///
    /// # Errors
    /// Where the release cannot be read; the outcome of the tests stands beside the release.
    pub async fn test(&self, name: &str, how: &TestOptions) -> Result<Tested> {
        self.cluster.reachable().await?;
        let mut release = self.get(name, None).await?;
        let chosen: Vec<usize> = due(&release, &HookEvent::Test)
            .into_iter()
            .filter(|&index| {
                let name = &release.hooks[index].name;
                (how.only.is_empty() || how.only.contains(name)) && !how.without.contains(name)
            })
            .collect();
        let options = Options { timeout: how.timeout, ..Options::default() };
        let ran = self.run_these(&mut release, &HookEvent::Test, &chosen, &options).await;
        let mut logs = vec![];
        if how.logs {
            // Before anything is deleted.
            for &index in &chosen {
                logs.extend(self.hook_logs(&release, index).await?);
            }
        }
        let outcome = self.clean_after(&release, &chosen, ran, &options).await;
        // As Helm: what was left out comes first from now on.
        release.hooks.sort_by_key(|hook| match &hook.name {
            name if how.without.contains(name) => 0,
            name if !how.only.is_empty() && !how.only.contains(name) => 1,
            _ => 2,
        });
        self.update_record(&release).await?;
        Ok(Tested { release, outcome, logs })
    }
}
