//! Gets, lists, watches, logs.

use futures::{Stream, StreamExt};
use http::Method;
use kube::core::WatchEvent;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::connect::Cluster;
use super::error::{ClusterError, Failure};
use super::page::read_page;
use super::request::{Call, is_unauthorized};
use super::resource::{Resource, with_query};
use crate::object::{ObjectMeta, ObjectRef};

/// The most objects that one answer to a list brings.
const PAGE: &str = "250";

/// The same where they are metadata only: some 700 bytes each. The server spends most of a page on what is not in it, so that
/// fewer pages cost less.
const METADATA_PAGE: &str = "2000";

const TABLE: &str = "application/json;as=Table;g=meta.k8s.io;v=v1";

/// What a watch reports.
#[derive(Clone, Debug)]
pub enum Change {
    /// The object is there, in this state.
    Is(Value),
    /// The object is gone.
    Gone(Value),
}

/// An object of which the server sends the metadata only.
#[derive(Deserialize)]
struct Partial {
    metadata: ObjectMeta,
}

impl Cluster {
    /// An object; nothing where there is none.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn get(&self, resource: &Resource, object: &ObjectRef) -> Result<Option<Value>, ClusterError> {
        let path = resource.path(object.namespace.as_deref(), Some(&object.name));
        match self.send(Call::new("read", Some(object), Method::GET, path)).await {
            Ok(live) => Ok(Some(live)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The objects of a collection, in pages, with the version of the list. Selectors are `labelSelector`s and
    /// `fieldSelector`s.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub async fn list(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        selectors: &[(&str, &str)],
    ) -> Result<(Vec<Value>, String), ClusterError> {
        let mut items = Vec::new();
        let version = self.list_each(resource, namespace, selectors, |item| items.push(item)).await?;
        Ok((items, version))
    }

    /// At most so many objects of a collection, and whether that are all.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub(crate) async fn page(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        selectors: &[(&str, &str)],
        limit: usize,
    ) -> Result<(Vec<Value>, bool), ClusterError> {
        let limit = limit.to_string();
        let query = [selectors, &[("limit", limit.as_str())]].concat();
        let path = with_query(resource.path(namespace, None), &query);
        let verb = format!("list {}", resource.plural);
        let mut page = self.send(Call::new(&verb, None, Method::GET, path)).await?;
        let items = page["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
        Ok((items, page["metadata"]["continue"].as_str().is_none_or(str::is_empty)))
    }

    /// As [`Cluster::list`], one object at a time, so that no more is held than the text of a page. `T` says what is wanted of
    /// an object.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub async fn list_each<T: DeserializeOwned>(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        selectors: &[(&str, &str)],
        each: impl FnMut(T),
    ) -> Result<String, ClusterError> {
        self.pages(resource, namespace, selectors, "application/json", PAGE, each).await
    }

    /// As [`Cluster::list_each`], where the server sends the objects' metadata only.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub async fn list_metadata(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        selectors: &[(&str, &str)],
        mut each: impl FnMut(ObjectMeta),
    ) -> Result<String, ClusterError> {
        let accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        let each = |item: Partial| each(item.metadata);
        self.pages(resource, namespace, selectors, accept, METADATA_PAGE, each).await
    }

    async fn pages<T: DeserializeOwned>(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        selectors: &[(&str, &str)],
        accept: &str,
        limit: &str,
        mut each: impl FnMut(T),
    ) -> Result<String, ClusterError> {
        let mut next = String::new();
        loop {
            let mut query = selectors.to_vec();
            query.push(("limit", limit));
            if !next.is_empty() {
                query.push(("continue", &next));
            }
            let path = with_query(resource.path(namespace, None), &query);
            let verb = format!("list {}", resource.plural);
            let call = Call::new(&verb, None, Method::GET, path).accept(accept);
            let page = self.send_raw(&call).await?;
            let end =
                read_page(&page, &mut each).map_err(|error| call.fail(kube::Error::SerdeError(error)))?;
            if end.next.is_empty() {
                return Ok(end.resource_version);
            }
            next = end.next;
        }
    }

    /// The changes of a collection after a version of its list. The stream ends when the server ends it; an error of the
    /// kind [`Failure::Expired`] means that a new list is needed.
    ///
    /// # Errors
    /// Where it cannot be watched.
    pub(crate) async fn watch(
        &self,
        resource: &Resource,
        namespace: Option<&str>,
        selectors: &[(&str, &str)],
        version: &str,
    ) -> Result<impl Stream<Item = Result<Change, ClusterError>> + use<>, ClusterError> {
        let mut query = selectors.to_vec();
        query.extend([("watch", "true"), ("resourceVersion", version), ("timeoutSeconds", "290")]);
        let path = with_query(resource.path(namespace, None), &query);
        let verb = format!("watch {}", resource.plural);
        let call = Call::new(&verb, None, Method::GET, path);
        let connection = self.connection().await?;
        let events = match connection.client.request_events::<Value>(call.request()?).await {
            Err(error) if is_unauthorized(&error) => {
                self.renew(&connection).await;
                self.connection().await?.client.request_events::<Value>(call.request()?).await
            }
            answer => answer,
        };
        let events = events.map_err(|error| call.fail(error))?;
        let verb = verb.clone();
        Ok(events.filter_map(move |event| {
            let verb = verb.clone();
            async move {
                Some(match event {
                    Ok(WatchEvent::Added(object) | WatchEvent::Modified(object)) => Ok(Change::Is(object)),
                    Ok(WatchEvent::Deleted(object)) => Ok(Change::Gone(object)),
                    Ok(WatchEvent::Bookmark(_)) => return None,
                    Ok(WatchEvent::Error(status)) => {
                        Err(ClusterError::from_kube(&verb, None, kube::Error::Api(status)))
                    }
                    Err(error) => Err(ClusterError::from_kube(&verb, None, error)),
                })
            }
        }))
    }

    /// The last lines that a container logged.
    ///
    /// # Errors
    /// Where there is no log.
    pub async fn log(
        &self,
        namespace: &str,
        pod: &str,
        container: Option<&str>,
        lines: Option<u32>,
        previous: bool,
    ) -> Result<Vec<String>, ClusterError> {
        let pods = Resource::core("Pod", "pods", true);
        let lines = lines.map(|lines| lines.to_string());
        let mut query = vec![];
        if let Some(container) = container {
            query.push(("container", container));
        }
        if let Some(lines) = &lines {
            query.push(("tailLines", lines));
        }
        if previous {
            query.push(("previous", "true"));
        }
        let path = with_query(format!("{}/log", pods.path(Some(namespace), Some(pod))), &query);
        let reference = ObjectRef {
            api_version: "v1".into(),
            kind: "Pod".into(),
            namespace: Some(namespace.into()),
            name: pod.into(),
        };
        let call = Call::new("read the log of", Some(&reference), Method::GET, path).accept("*/*");
        let text = self.send_raw(&call).await?;
        Ok(String::from_utf8_lossy(&text).lines().map(str::to_owned).collect())
    }

    /// An object as the table that the server makes for people, with the whole object in its row.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn table(&self, resource: &Resource, object: &ObjectRef) -> Result<Value, ClusterError> {
        let path = resource.path(object.namespace.as_deref(), Some(&object.name));
        let path = with_query(path, &[("includeObject", "Object")]);
        self.send(Call::new("read", Some(object), Method::GET, path).accept(TABLE)).await
    }

    /// The objects that a label selector finds, as such a table.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub async fn tables(
        &self,
        resource: &Resource,
        namespace: &str,
        labels: &str,
    ) -> Result<Value, ClusterError> {
        let query = [("labelSelector", labels), ("includeObject", "Object")];
        let path = with_query(resource.path(Some(namespace), None), &query);
        let verb = format!("list {}", resource.plural);
        self.send(Call::new(&verb, None, Method::GET, path).accept(TABLE)).await
    }

    /// The place of an object's kind.
    ///
    /// # Errors
    /// [`crate::Error::UnknownKind`] where the cluster has none.
    pub async fn resource(&self, object: &ObjectRef) -> Result<Resource, crate::Error> {
        let discovery = self.discovery().await?;
        discovery.resource(object).cloned().ok_or_else(|| crate::Error::UnknownKind {
            object: Box::new(object.clone()),
            near: discovery.near(object),
        })
    }

    /// Whether the cluster answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn reachable(&self) -> Result<(), ClusterError> {
        self.version().await.map(drop).map_err(|mut error| {
            if error.failure == Failure::Unreachable && !error.message.contains("unreachable") {
                error.message = format!("cluster unreachable: {}", error.message);
            }
            error
        })
    }
}
