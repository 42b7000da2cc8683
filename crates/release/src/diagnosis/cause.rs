//! The classes of causes, and what to try for each.

use serde::Serialize;

/// Why something does not become ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// An image cannot be pulled.
    ImagePull,
    /// A container starts and dies, again and again.
    CrashLoop,
    /// A container was killed because it used too much memory.
    OutOfMemory,
    /// A container cannot be created from its specification, such as a missing ConfigMap or Secret key.
    Configuration,
    /// No node takes the pod.
    Unschedulable,
    /// A quota or limit range does not allow it.
    Quota,
    /// An admission webhook or the Pod Security level refuses it.
    Refused,
    /// A probe fails.
    Probe,
    /// A claim is not bound to a volume.
    Volume,
    /// A Job failed too often, or took too long.
    JobFailed,
    /// The rights to create what is needed are missing.
    Rights,
    /// A load balancer has no address.
    LoadBalancer,
    /// Nothing in what the cluster says explains it.
    Unknown,
}

impl Cause {
    /// What to try.
    pub fn remedy(self) -> Option<&'static str> {
        Some(match self {
            Self::ImagePull => {
                "check the image's name and tag, and that `imagePullSecrets` hold a login for its registry"
            }
            Self::CrashLoop => "read what the container says before it dies: `kubectl logs --previous`",
            Self::OutOfMemory => "raise the container's memory limit",
            Self::Configuration => "create what the container refers to, or mend the reference",
            Self::Unschedulable => {
                "lower the requests, free or add nodes, or mend node selectors and tolerations"
            }
            Self::Quota => "lower requests and limits, or ask for a higher quota in this namespace",
            Self::Refused => "mend what the policy names, or ask who keeps the policy",
            Self::Probe => "check the probe's path, port and delays against what the container serves",
            Self::Volume => "check that the storage class exists and can provide such a volume",
            Self::JobFailed => "read the logs of the job's last pod",
            Self::Rights => "ask for the missing rights, or use a service account that has them",
            Self::LoadBalancer => {
                "install a load balancer controller, or set the service's type to ClusterIP"
            }
            Self::Unknown => return None,
        })
    }
}
