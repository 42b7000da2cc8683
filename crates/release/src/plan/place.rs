//! Where objects live.

use std::collections::HashMap;

use serde_json::Value;

use crate::cluster::{Discovery, Resource};
use crate::documents::Document;
use crate::error::{Error, Result};
use crate::object::{Object, ObjectRef};

/// An object with its place in the API. Its reference and its JSON name the namespace it goes to.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What identifies it.
    pub reference: ObjectRef,
    /// The object.
    pub object: Object,
    /// Its kind's place.
    pub resource: Resource,
    /// Whether the kind is defined by an object of the same release that the cluster does not have yet.
    pub defined_here: bool,
}

/// Finds each object's kind and namespace. Kinds that the cluster does not have may be defined by the documents
/// themselves, or by definitions that come before them. Objects whose kind nobody knows are given back apart.
pub fn place(
    documents: Vec<Document>,
    coming: &[Placed],
    discovery: &Discovery,
    namespace: &str,
) -> (Vec<Placed>, Vec<(ObjectRef, Option<String>)>) {
    let coming = coming.iter().map(|placed| &placed.object);
    let definitions = defined(coming.chain(documents.iter().map(|document| &document.object)));
    let mut unknown = vec![];
    let placed = documents
        .into_iter()
        .filter_map(|Document { mut object, .. }| {
            let reference = object.reference();
            let key = (reference.api_version.clone(), reference.kind.clone());
            let (resource, defined_here) = match (discovery.resource(&reference), definitions.get(&key)) {
                (Some(resource), _) => (resource.clone(), false),
                (None, Some(resource)) => (resource.clone(), true),
                (None, None) => {
                    let near = discovery.near(&reference);
                    unknown.push((reference, near));
                    return None;
                }
            };
            if !resource.namespaced {
                object.set_namespace(None);
            } else if object.namespace().is_none() {
                object.set_namespace(Some(namespace));
            }
            Some(Placed { reference: object.reference(), object, resource, defined_here })
        })
        .collect();
    (placed, unknown)
}

/// As [`place`], where every kind must be known.
///
/// # Errors
/// [`Error::UnknownKind`] for the first that is not.
pub(crate) fn place_all(
    documents: Vec<Document>,
    discovery: &Discovery,
    namespace: &str,
) -> Result<Vec<Placed>> {
    let (placed, unknown) = place(documents, &[], discovery, namespace);
    match unknown.into_iter().next() {
        Some((object, near)) => Err(Error::UnknownKind { object: Box::new(object), near }),
        None => Ok(placed),
    }
}

/// The kinds that definitions among the objects bring, by `apiVersion` and kind.
pub(crate) fn defined<'a>(objects: impl Iterator<Item = &'a Object>) -> HashMap<(String, String), Resource> {
    let mut kinds = HashMap::new();
    for spec in objects
        .filter(|object| object.kind() == "CustomResourceDefinition")
        .map(|object| &object.json()["spec"])
    {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for version in spec["versions"].as_array().into_iter().flatten() {
            let resource = Resource {
                group: text(&spec["group"]),
                version: text(&version["name"]),
                kind: text(&spec["names"]["kind"]),
                plural: text(&spec["names"]["plural"]),
                namespaced: spec["scope"] != "Cluster",
                verbs: vec![],
            };
            kinds.insert((resource.api_version(), resource.kind.clone()), resource);
        }
    }
    kinds
}
