//! Flags that every command takes.

use std::path::PathBuf;

use clap::Args;

use super::RenderLimit;
use crate::progress::EventsFormat;

/// Flags that every command takes; the names are Helm's.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalFlags {
    /// Namespace of the release
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(crate) namespace: Option<String>,

    /// Kubeconfig file
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) kubeconfig: Option<PathBuf>,

    /// Context of the kubeconfig to use
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) kube_context: Option<String>,

    /// Address and port of the Kubernetes API server
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) kube_apiserver: Option<String>,

    /// Bearer token to authenticate with
    #[arg(long, global = true, value_name = "TOKEN", hide_env_values = true)]
    pub(crate) kube_token: Option<String>,

    /// Certificate authority of the API server
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) kube_ca_file: Option<PathBuf>,

    /// User to impersonate
    #[arg(long, global = true, value_name = "USER")]
    pub(crate) kube_as_user: Option<String>,

    /// Group to impersonate; may be given several times
    #[arg(long, global = true, value_name = "GROUP")]
    pub(crate) kube_as_group: Vec<String>,

    /// Server name that the API server's certificate is checked against
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) kube_tls_server_name: Option<String>,

    /// Do not check the API server's certificate
    #[arg(long, global = true)]
    pub(crate) kube_insecure_skip_tls_verify: bool,

    /// Requests per second to the API server, not counting bursts
    #[arg(long, global = true, value_name = "NUMBER")]
    pub(crate) qps: Option<f32>,

    /// Requests to the API server that may be sent at once
    #[arg(long, global = true, value_name = "NUMBER")]
    pub(crate) burst_limit: Option<u32>,

    /// File with the logins of registries
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) registry_config: Option<PathBuf>,

    /// File with the names and URLs of repositories
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) repository_config: Option<PathBuf>,

    /// Folder with cached repository indexes
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) repository_cache: Option<PathBuf>,

    /// Folder with cached charts
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) content_cache: Option<PathBuf>,

    /// Colours in what is printed: auto, always or never
    #[arg(long, global = true, visible_alias = "colour", value_name = "WHEN")]
    pub(crate) color: Option<String>,

    /// How work in progress is told on stderr
    #[arg(long, global = true, value_enum, value_name = "HOW")]
    pub(crate) events: Option<EventsFormat>,

    /// How much a render may use at most: steps, depth, nesting (of include and tpl), output or memory (bytes); for
    /// example steps=500M,memory=4Gi
    #[arg(long, global = true, value_name = "LIMIT=NUMBER", value_delimiter = ',', env = "RHUMB_RENDER_LIMITS", value_parser = RenderLimit::parse)]
    pub(crate) render_limit: Vec<RenderLimit>,

    /// Tell more
    #[arg(long, global = true)]
    pub(crate) debug: bool,

    /// Print template, schema and YAML errors in Helm's words
    #[arg(long, global = true)]
    pub(crate) helm_errors: bool,
}
