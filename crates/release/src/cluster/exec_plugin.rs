//! Programs that give credentials (client-go credential plugins, `exec` in a kubeconfig).
//!
//! kube asks a plugin up to three times to make one client, and some take seconds or talk to a person: it is asked
//! here, once, and kube gets what it said. When the credentials have run out the server refuses them, and the
//! connection is made anew.

use std::io::IsTerminal;
use std::process::Stdio;

use diagnostic::Source;
use kube::config::{AuthInfo, ExecConfig, ExecInteractiveMode};
use serde_json::json;
use tokio::process::Command;
use yaml::Node;

use super::error::{ClusterError, Failure};

/// Asks the plugin of a user, if there is one, and puts what it says in its place.
pub(super) async fn resolve(user: &mut AuthInfo) -> Result<(), ClusterError> {
    let Some(plugin) = user.exec.take() else { return Ok(()) };
    let name = plugin.command.clone().unwrap_or_default();
    let failed = |reason: String| {
        let message = format!("the credentials are to come from the plugin {name}, but {reason}");
        ClusterError::local(Failure::Unauthorized, message)
    };
    let printed = ask(&plugin).await.map_err(failed)?;
    let answer =
        yaml::parse_one(&Source::file(&*name, printed)).map_err(|error| failed(error.to_string()))?;
    let said = |key: &str| answer.at(["status", key]).and_then(Node::as_str).map(str::to_owned);
    let (token, certificate, key) = (said("token"), said("clientCertificateData"), said("clientKeyData"));
    match (&certificate, &key) {
        (None, None) if token.is_none() => {
            return Err(failed("it gives neither token nor certificate".to_owned()));
        }
        (Some(_), None) | (None, Some(_)) => {
            return Err(failed(
                "it gives one of clientCertificateData and clientKeyData without the other".to_owned(),
            ));
        }
        _ => {}
    }
    user.token = token.map(Into::into);
    // A kubeconfig holds them in Base64, a plugin prints them as they are.
    let encoded = |pem: String| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, pem);
    if certificate.is_some() {
        user.client_certificate_data = certificate.map(encoded);
        user.client_key_data = key.map(|key| encoded(key).into());
    }
    Ok(())
}

/// What the plugin prints; or why it does not, as the end of a sentence.
async fn ask(plugin: &ExecConfig) -> Result<String, String> {
    let program = plugin.command.as_deref().ok_or("the kubeconfig names no program")?;
    let mode = plugin.interactive_mode.as_ref();
    let terminal = std::io::stdin().is_terminal();
    if mode == Some(&ExecInteractiveMode::Always) && !terminal {
        return Err("it must talk to a person, and standard input is no terminal".to_owned());
    }
    let interactive = terminal && mode != Some(&ExecInteractiveMode::Never);
    let mut spec = json!({ "interactive": interactive });
    if plugin.provide_cluster_info {
        spec["cluster"] = serde_json::to_value(&plugin.cluster).map_err(|error| error.to_string())?;
    }
    let asked = json!({ "apiVersion": plugin.api_version, "kind": "ExecCredential", "spec": spec });
    let mut command = Command::new(program);
    command
        .args(plugin.args.iter().flatten())
        .env("KUBERNETES_EXEC_INFO", asked.to_string())
        .kill_on_drop(true);
    for variable in plugin.env.iter().flatten() {
        if let (Some(name), Some(value)) = (variable.get("name"), variable.get("value")) {
            command.env(name, value);
        }
    }
    command.stdin(if interactive { Stdio::inherit() } else { Stdio::null() });
    command.stderr(if interactive { Stdio::inherit() } else { Stdio::piped() });
    command.stdout(Stdio::piped());
    let run = async { command.spawn()?.wait_with_output().await };
    let output = run.await.map_err(|error| match &plugin.install_hint {
        Some(hint) => format!("it cannot be run: {error}; {}", hint.trim()),
        None => format!("it cannot be run: {error}"),
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("it failed ({}): {}", output.status, said.trim()));
    }
    String::from_utf8(output.stdout).map_err(|_| "it prints no text".to_owned())
}
