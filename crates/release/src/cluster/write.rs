//! The only place that changes the cluster.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::connect::Cluster;
use super::error::ClusterError;
use super::request::{ATTEMPTS_IN_DOUBT, Call, backoff};
use super::resource::{Resource, with_query};
use crate::object::ObjectRef;

/// The field manager, fixed as in Helm's command line, so that both can change each other's objects.
pub(crate) const MANAGER: &str = "helm";

/// How an object is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Apply {
    /// Whether fields of other managers are taken over.
    pub force: bool,
    /// Whether the server only tries it.
    pub dry_run: bool,
    /// Whether fields that the schema does not know are let pass with a warning (`--disable-openapi-validation`).
    pub lenient: bool,
}

/// What happens to the dependents of what is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Propagation {
    /// They are deleted afterwards.
    #[default]
    Background,
    /// They are deleted first.
    Foreground,
    /// They stay.
    Orphan,
}

impl Propagation {
    fn as_str(self) -> &'static str {
        match self {
            Self::Background => "Background",
            Self::Foreground => "Foreground",
            Self::Orphan => "Orphan",
        }
    }
}

impl Apply {
    fn query(self) -> Vec<(&'static str, &'static str)> {
        let mut query = vec![("fieldManager", MANAGER)];
        query.push(("fieldValidation", if self.lenient { "Warn" } else { "Strict" }));
        if self.dry_run {
            query.push(("dryRun", "All"));
        }
        query
    }
}

/// In which way an object is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// By server-side apply.
    Apply,
    /// As a new object; [`super::Failure::Exists`] where there is one already.
    Create,
    /// In the place of the one that is there, unless somebody changed it since `metadata.resourceVersion`.
    Replace,
    /// By a merge patch (RFC 7396).
    Merge,
}

impl Write {
    /// The word for error texts, the method and the type of the body.
    fn parts(self) -> (&'static str, Method, &'static str) {
        match self {
            // Every JSON text is YAML.
            Self::Apply => ("apply", Method::PATCH, "application/apply-patch+yaml"),
            Self::Create => ("create", Method::POST, "application/json"),
            Self::Replace => ("replace", Method::PUT, "application/json"),
            Self::Merge => ("update", Method::PATCH, "application/merge-patch+json"),
        }
    }

    fn call<'a>(self, resource: &Resource, object: &'a ObjectRef, json: &Value, how: Apply) -> Call<'a> {
        let mut query = how.query();
        if self == Self::Apply {
            query.push(("force", if how.force { "true" } else { "false" }));
        }
        let name = (self != Self::Create).then_some(object.name.as_str());
        let path = with_query(resource.path(object.namespace.as_deref(), name), &query);
        let (verb, method, content_type) = self.parts();
        let call = Call::new(verb, Some(object), method, path);
        match self {
            Self::Apply | Self::Create => call.body(content_type, json),
            Self::Replace | Self::Merge => call.body_of_version(content_type, json),
        }
    }
}

impl Cluster {
    /// Writes an object, or what is to be changed of it. The answer is the object as the server keeps it.
    ///
    /// # Errors
    /// Where the server refuses it.
    pub async fn write(
        &self,
        write: Write,
        resource: &Resource,
        object: &ObjectRef,
        json: &Value,
        how: Apply,
    ) -> Result<Value, ClusterError> {
        self.send(write.call(resource, object, json, how)).await
    }

    /// As [`Cluster::write`], where nobody looks at the answer: reading it costs more than sending.
    ///
    /// # Errors
    /// As there.
    pub async fn write_blindly(
        &self,
        write: Write,
        resource: &Resource,
        object: &ObjectRef,
        json: &Value,
        how: Apply,
    ) -> Result<(), ClusterError> {
        self.send_raw(&write.call(resource, object, json, how)).await.map(drop)
    }

    /// As [`Write::Create`], again where nobody knows whether the object was created. `is_ours` tells our own from somebody
    /// else's.
    ///
    /// # Errors
    /// As [`Cluster::write`].
    pub(crate) async fn create_surely(
        &self,
        resource: &Resource,
        object: &ObjectRef,
        json: &Value,
        how: Apply,
        is_ours: impl Fn(&Value) -> bool,
    ) -> Result<Value, ClusterError> {
        let mut answer = self.write(Write::Create, resource, object, json, how).await;
        for attempt in 1..ATTEMPTS_IN_DOUBT {
            match answer {
                Err(error) if error.is_in_doubt() => {}
                answer => return answer,
            }
            tokio::time::sleep(backoff(attempt)).await;
            if let Some(there) = self.get(resource, object).await?.filter(&is_ours) {
                return Ok(there);
            }
            answer = self.write(Write::Create, resource, object, json, how).await;
        }
        answer
    }

    /// Deletes an object; gives whether there was one. With a `uid` only that very object is deleted.
    ///
    /// # Errors
    /// Where the server refuses it.
    pub async fn delete(
        &self,
        resource: &Resource,
        object: &ObjectRef,
        propagation: Propagation,
        uid: Option<&str>,
    ) -> Result<bool, ClusterError> {
        let path = resource.path(object.namespace.as_deref(), Some(&object.name));
        let mut options =
            json!({"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": propagation.as_str()});
        if let Some(uid) = uid {
            options["preconditions"] = json!({"uid": uid});
        }
        let call = Call::new("delete", Some(object), Method::DELETE, path);
        match self.send(call.body("application/json", &options)).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
