//! Flags of Helm that change nothing here.

use clap::Args;

use super::{ServerSide, Strategy, parse_duration, parse_label, parse_server_side};

/// Flags that `helm template` shares with `helm install`. Without a cluster they change nothing, but scripts give
/// them to both; their values are checked, so that what passes here passes there.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ClusterFlagsOfHelm {
    #[arg(long, hide = true)]
    create_namespace: bool,
    #[arg(long, hide = true)]
    description: Option<String>,
    #[arg(long, hide = true)]
    disable_openapi_validation: bool,
    #[arg(long, hide = true)]
    enable_dns: bool,
    #[arg(long, hide = true)]
    force_conflicts: bool,
    #[arg(long, hide = true, alias = "force", conflicts_with = "force_conflicts")]
    force_replace: bool,
    #[arg(long, hide = true)]
    hide_notes: bool,
    #[arg(short, long, hide = true, value_delimiter = ',', value_parser = parse_label)]
    labels: Vec<(String, String)>,
    #[arg(long, hide = true)]
    render_subchart_notes: bool,
    #[arg(long, hide = true)]
    replace: bool,
    #[arg(long, hide = true, alias = "atomic")]
    rollback_on_failure: bool,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, value_parser = parse_server_side)]
    server_side: Option<Option<ServerSide>>,
    #[arg(long, hide = true)]
    skip_crds: bool,
    #[arg(long, hide = true)]
    take_ownership: bool,
    #[arg(long, hide = true, value_parser = parse_duration)]
    timeout: Option<std::time::Duration>,
    #[arg(long, hide = true, value_enum, num_args = 0..=1, require_equals = true, ignore_case = true)]
    wait: Option<Option<Strategy>>,
    #[arg(long, hide = true)]
    wait_for_jobs: bool,
}
