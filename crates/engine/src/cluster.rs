//! The live cluster, as templates may see it.

use yaml::Node;

/// What `lookup` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query<'q> {
    /// `apiVersion`.
    pub api_version: &'q str,
    /// `kind`.
    pub kind: &'q str,
    /// The namespace; empty for objects without one, and for all namespaces.
    pub namespace: &'q str,
    /// The name; empty for a list of all.
    pub name: &'q str,
}

/// A cluster that templates may look at. A render calls it from its own thread and waits.
pub trait Cluster: Send + Sync {
    /// The object, or the list for an empty name; nothing where it does not exist, and without a cluster.
    ///
    /// # Errors
    /// Anything but the object's absence: no connection, no permission, an unknown kind.
    fn lookup(&self, query: Query<'_>) -> Result<Option<Node>, String>;
}

/// No cluster: nothing exists. What `template`, `lint` and client-side dry runs use.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCluster;

impl Cluster for NoCluster {
    fn lookup(&self, _: Query<'_>) -> Result<Option<Node>, String> {
        Ok(None)
    }
}
