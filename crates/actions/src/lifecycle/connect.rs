//! Settings become a handle on releases, and their events ours.

use std::sync::Arc;

use release::event::Task;
use release::operation::{DryRun, Options, Releases};
use release::record::valid_name;
use release::{Cluster, ClusterSettings, Events};

use crate::{Context, Driver, Event, Failure, Result};

/// Becomes true when the user stops an operation; the operation then records that it failed.
pub type Stop = tokio::sync::watch::Receiver<bool>;

/// The releases of the namespace that the settings name. Nothing is connected before it is needed.
///
/// # Errors
/// When HELM_DRIVER names a place where records cannot be kept.
pub fn releases(cx: &Context, stop: Stop) -> Result<Releases> {
    let driver = match &cx.settings.driver {
        Driver::Secret => release::record::Driver::Secret,
        Driver::ConfigMap => release::record::Driver::ConfigMap,
        Driver::Unsupported(word) => {
            let error = release::Error::Driver { word: word.clone() };
            return Err(Failure::from(error));
        }
    };
    let namespace = crate::namespace(&cx.settings);
    let events = Arc::clone(&cx.events);
    let wants_pods = events.wants_pods();
    let sink = Events::new(move |event| events.emit(Event::Release(event)));
    let sink = if wants_pods { sink.with_pods() } else { sink };
    let cluster = Cluster::new(cluster_settings(cx));
    let releases = Releases::new(cluster, &namespace, driver, sink, Arc::new(jiff::Zoned::now), stop);
    let releases = match cx.settings.lease_duration {
        Some(patience) => releases.with_patience(patience),
        None => releases,
    };
    Ok(releases.with_identity(cx.settings.identity.clone()))
}

/// Does something to a release while its lock is held; a dry run needs none.
pub(super) async fn alone<T>(
    releases: &Releases,
    name: &str,
    options: &Options,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    if options.dry_run == DryRun::No && valid_name(name) {
        return releases.exclusively(name, options.lock_timeout, work).await;
    }
    work.await
}

/// Tells that a task begins on a release.
pub(super) fn begin(cx: &Context, task: impl Into<Task>, name: &str) {
    let (operation, namespace) = (task.into(), crate::namespace(&cx.settings));
    cx.events.emit(Event::Release(release::Event::Started { operation, release: name.into(), namespace }));
}

fn cluster_settings(cx: &Context) -> ClusterSettings {
    let settings = &cx.settings.cluster;
    let default = || cx.settings.home.iter().map(|home| home.join(".kube/config")).collect();
    ClusterSettings {
        kubeconfig: if settings.kubeconfig.is_empty() { default() } else { settings.kubeconfig.clone() },
        // As kubectl: of several files those that are missing do not count, but a single one that was named does.
        kubeconfig_must_exist: settings.kubeconfig.len() == 1,
        context: settings.context.clone(),
        apiserver: settings.api_server.clone(),
        token: settings.token.clone(),
        ca_file: settings.ca_file.clone(),
        as_user: settings.as_user.clone(),
        as_groups: settings.as_groups.clone(),
        tls_server_name: settings.tls_server_name.clone(),
        insecure: settings.insecure_skip_tls_verify,
        qps: settings.qps,
        burst: settings.burst_limit,
        proxies: settings.proxies.clone(),
        ..ClusterSettings::default()
    }
}
