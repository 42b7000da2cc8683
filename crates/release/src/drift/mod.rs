//! What has become of the objects of a release since it was applied, and who changed them.
//!
//! An object has drifted where an apply of its document would change it, and where somebody else has added fields to it.
//! What controllers write, such as the replicas that an autoscaler sets, is no drift. Nothing here knows HTTP.
//!
//! | file | holds |
//! |---|---|
//! | `controllers` | whose changes are no drift |
//! | `ignored` | what else is no drift |
//! | `fields` | the fields of managedFields as places in an object |
//! | `examine` | a live object and what an apply would make of it → what has drifted |

mod controllers;
mod examine;
mod fields;
mod ignored;

use serde::Serialize;
use serde_json::Value;

pub use controllers::Controllers;
pub use examine::{Restored, examine};
pub(crate) use examine::{removable, remove};
pub use ignored::{IGNORE_DRIFT, Ignored, IgnoredField};

use crate::object::ObjectRef;

/// What has become of the objects of a release.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Drift {
    /// Name of the release.
    pub release: String,
    /// Its namespace.
    pub namespace: String,
    /// The revision that was applied last.
    pub revision: u32,
    /// How many objects it has.
    pub checked: usize,
    /// Those that are not as they were applied.
    pub objects: Vec<DriftedObject>,
}

/// An object that is not as it was applied.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriftedObject {
    /// The object.
    pub object: ObjectRef,
    /// Whether it is gone.
    pub missing: bool,
    /// The fields that differ; those of a Secret's data show as digests.
    pub fields: Vec<DriftedField>,
}

/// A field that is not as it was applied.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriftedField {
    /// Where it is, such as `/spec/replicas`; items of lists are named as in [`crate::diff::FieldChange`].
    pub path: String,
    /// What was applied; absent for a field that somebody added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied: Option<Value>,
    /// What is there; absent for a field that somebody removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<Value>,
    /// Who owns the field now. Nobody is known for certain to have removed a field: then it is the last who wrote to the
    /// object since.
    pub by: Vec<Writer>,
}

/// An entry of managedFields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Writer {
    /// Name of the field manager.
    pub manager: String,
    /// The subresource that it wrote through, such as `scale`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subresource: Option<String>,
    /// When it wrote last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}
