//! Who may do what: the administrator's kubeconfig, and accounts with few rights.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Doing, Result};

/// What an account may do, as `kubectl create role` takes it.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// `get,list,watch`, or `*`.
    pub verbs: &'a str,
    /// `secrets,deployments.apps`, or `*`.
    pub resources: &'a str,
}

/// A kubeconfig with one cluster, one user and one context, all named `testbed`; a server that is no TLS server needs no
/// certificate.
pub(crate) fn kubeconfig(server: &str, certificate: Option<&Path>, token: &str) -> String {
    let authority = certificate
        .map_or_else(String::new, |file| format!("\n    certificate-authority: {}", file.display()));
    format!(
        "apiVersion: v1
kind: Config
clusters:
- name: testbed
  cluster:
    server: {server}{authority}
users:
- name: testbed
  user:
    token: {token}
contexts:
- name: testbed
  context:
    cluster: testbed
    user: testbed
current-context: testbed
"
    )
}

/// The API server's file of tokens: one for a member of `system:masters`, who may do everything.
pub(crate) fn token_file(token: &str) -> String {
    format!("{token},admin,admin,\"system:masters\"\n")
}

/// 128 random bits, as hexadecimal digits.
pub(crate) fn random_token() -> Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .doing(|| "read /dev/urandom".into())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
