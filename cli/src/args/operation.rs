//! How objects are written, and how long is waited.

use std::path::{Path, PathBuf};
use std::time::Duration;

use actions::{Failure, Result};
use clap::{Args, ValueEnum};
use release::operation::{DryRun, Options, WaitStrategy};
use release::order::Rules;

use super::{parse_duration, parse_go_bool};

/// How objects are written.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Apply")]
pub(crate) struct ApplyFlags {
    /// Change nothing: `client` asks the cluster for nothing, `server` lets it try
    #[arg(long, value_name = "WHERE", num_args = 0..=1, require_equals = true, default_value = "none", default_missing_value = "client")]
    pub(crate) dry_run: String,

    /// Take over fields that other managers own
    #[arg(long)]
    pub(crate) force_conflicts: bool,

    /// Put objects in the place of the live ones
    #[arg(long, alias = "force", conflicts_with = "force_conflicts")]
    pub(crate) force_replace: bool,

    /// Run no hooks
    #[arg(long)]
    pub(crate) no_hooks: bool,

    #[command(flatten)]
    order: OrderFlags,

    /// Delete objects and create them anew where fields change that cannot be changed; never volumes or namespaces
    #[arg(long)]
    pub(crate) recreate: bool,

    /// Whether the server computes changes: `true`, `false` or `auto`
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value = "auto", default_missing_value = "true", value_parser = parse_server_side)]
    pub(crate) server_side: ServerSide,
}

impl ApplyFlags {
    /// The options that these flags set; the others are defaults.
    pub(crate) fn options(&self) -> Result<Options> {
        let dry_run = match self.dry_run.as_str() {
            "none" | "false" => DryRun::No,
            "client" | "true" | "unset" => DryRun::Client,
            "server" => DryRun::Server,
            other => {
                return Err(Failure::usage(format!("--dry-run={other}: write none, client or server")));
            }
        };
        Ok(Options {
            dry_run,
            force_conflicts: self.force_conflicts,
            force_replace: self.force_replace,
            no_hooks: self.no_hooks,
            recreate: self.recreate,
            order: self.order.rules()?,
            server_side: self.server_side.0,
            ..Options::default()
        })
    }
}

/// Whether the server computes changes; as the release did before, if nothing is said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerSide(Option<bool>);

/// `auto`, or what Go takes for a bool.
pub(crate) fn parse_server_side(text: &str) -> std::result::Result<ServerSide, String> {
    if text == "auto" {
        return Ok(ServerSide(None));
    }
    parse_go_bool(text).map(|side| ServerSide(Some(side))).map_err(|expected| format!("{expected}, or auto"))
}

/// In which order objects are written and deleted.
#[derive(Args, Clone, Debug)]
pub(crate) struct OrderFlags {
    /// Rules of the order of objects, in the place of those built in
    #[arg(long, value_name = "FILE", env = "RHUMB_ORDER", hide_env_values = true)]
    order: Option<PathBuf>,
}

impl OrderFlags {
    /// The rules in the file that is named.
    pub(crate) fn rules(&self) -> Result<Option<Rules>> {
        self.order.as_deref().map(rules).transpose()
    }
}

/// The rules of the order in a file.
fn rules(path: &Path) -> Result<Rules> {
    let attempted = || format!("cannot read {}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| Failure::io(attempted(), &error))?;
    Rules::replaced_by(&text).map_err(|error| Failure::from(error).context(attempted()))
}

/// What is awaited.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Wait")]
pub(crate) struct WaitFlags {
    /// What to wait for: `watcher` until everything is ready, `hookOnly` for hooks alone
    #[arg(long, value_enum, value_name = "STRATEGY", num_args = 0..=1, require_equals = true, default_value = "hookOnly", default_missing_value = "watcher", ignore_case = true)]
    pub(crate) wait: Strategy,

    /// With --wait, wait until Jobs have completed
    #[arg(long)]
    pub(crate) wait_for_jobs: bool,

    /// How long to wait for somebody else who is at work on the release
    ///
    /// Whoever does not answer for 10 seconds counts as gone, and is not waited for; RHUMB_LEASE_DURATION names another time.
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "0s")]
    pub(crate) lock_timeout: Duration,

    /// The longest that one phase may take
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "5m0s")]
    pub(crate) timeout: Duration,
}

/// What is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "camelCase")]
pub(crate) enum Strategy {
    /// Everything
    #[value(alias = "true")]
    Watcher,
    /// Hooks
    #[value(alias = "false")]
    HookOnly,
    /// Everything, as Helm 3 did
    Legacy,
}

impl WaitFlags {
    /// What is awaited.
    pub(crate) fn strategy(&self) -> WaitStrategy {
        match self.wait {
            Strategy::Watcher => WaitStrategy::Watcher,
            Strategy::HookOnly => WaitStrategy::HookOnly,
            Strategy::Legacy => WaitStrategy::Legacy,
        }
    }

    /// Sets what these flags say.
    pub(crate) fn fill(&self, options: Options) -> Options {
        Options {
            wait: self.strategy(),
            wait_for_jobs: self.wait_for_jobs,
            timeout: self.timeout,
            lock_timeout: self.lock_timeout,
            ..options
        }
    }
}
