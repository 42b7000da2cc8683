//! The order in which a control plane comes up, and what it contains from the start.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::access::{kubeconfig, random_token, token_file};
use super::components::{Component, Layout};
use crate::clients::kubectl;
use crate::command::run;
use crate::error::Result;
use crate::process::Process;
use crate::wait::wait_until;

/// On a machine that compiles meanwhile, ten times what it takes alone.
const LIMIT: Duration = Duration::from_secs(180);

/// Two nodes of a common size, so that a pod which asks for more stays unscheduled.
const NODES: &str = include_str!("../../controlplane/nodes.yaml");
const STAGES: &str = include_str!("../../controlplane/stages.yaml");

/// A log in the form of a container runtime, which every container of every pod shows.
const POD_LOG: &str = "\
2026-01-01T00:00:00.000000001Z stdout F starting
2026-01-01T00:00:00.000000002Z stdout F listening on 0.0.0.0:8080
2026-01-01T00:00:00.000000003Z stderr F warning: no such table: users
";

/// The parts that run, by name.
pub(crate) type Running = HashMap<Component, Process>;

/// Starts all parts and returns when a pod could be created and become ready.
pub(crate) fn start(layout: &Layout) -> Result<Running> {
    prepare(layout)?;
    let kubectl = kubectl()?;
    let mut running = Running::new();
    for component in Component::ALL {
        let mut process = layout.start(component)?;
        let wait = component == Component::ApiServer;
        // The others need the API server's key and would only fail and try again before.
        let result = if wait { ready(layout, &kubectl, &mut process) } else { Ok(()) };
        running.insert(component, process);
        note(layout, &running)?;
        result?;
    }
    furnish(layout, &kubectl)?;
    Ok(running)
}

/// Waits until the API server says that it is ready.
pub(crate) fn ready(layout: &Layout, kubectl: &Path, server: &mut Process) -> Result<()> {
    let kubeconfig = layout.folder.kubeconfig();
    server.ready(LIMIT, || {
        let mut get = Command::new(kubectl);
        get.arg("--kubeconfig").arg(&kubeconfig).args(["get", "--raw", "/readyz"]);
        run(&mut get, "").map(drop).map_err(|error| error.to_string())
    })
}

/// Notes the process ids for whoever stops it.
pub(crate) fn note(layout: &Layout, running: &Running) -> Result<()> {
    let ids: String = running.values().map(|part| format!("{}\n", part.id())).collect();
    layout.folder.write(&layout.folder.processes(), &ids)
}

fn prepare(layout: &Layout) -> Result<()> {
    let folder = &layout.folder;
    let token = random_token()?;
    folder.write(&folder.tokens(), &token_file(&token))?;
    let access = kubeconfig(&layout.server(), Some(&folder.certificate()), &token);
    folder.write(&folder.kubeconfig(), &access)?;
    folder.write(&folder.pod_log(), POD_LOG)?;
    let logs = format!(
        "\n---\napiVersion: kwok.x-k8s.io/v1alpha1\nkind: ClusterLogs\nmetadata: {{name: testbed}}\n\
         spec:\n  logs:\n    - logsFile: {}\n",
        folder.pod_log().display()
    );
    folder.write(&folder.kwok_additions(), &format!("{STAGES}{logs}"))
}

/// Creates nodes and the default storage class, and waits for a ready node and a first service account.
fn furnish(layout: &Layout, kubectl: &Path) -> Result<()> {
    let storage = layout.programs().storage_class();
    let with_access = |arguments: &[&str], stdin: &str| {
        let mut command = Command::new(kubectl);
        command.arg("--kubeconfig").arg(layout.folder.kubeconfig()).args(arguments);
        run(&mut command, stdin).map_err(|error| error.to_string())
    };
    let seconds = format!("--timeout={}s", LIMIT.as_secs());
    let storage = storage.display().to_string();
    wait_until("the control plane's first objects", LIMIT, || {
        with_access(&["apply", "--filename", "-"], NODES)?;
        with_access(&["apply", "--filename", &storage], "")?;
        with_access(&["wait", "--for=condition=Ready", "nodes", "--all", &seconds], "")?;
        with_access(&["wait", "--for=create", "serviceaccount/default", &seconds], "")
    })
    .map(drop)
}
