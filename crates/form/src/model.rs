//! The tree of fields, as data.
//!
//! Its JSON is that of Onyxia's own form tree (web 5.5.2, `formTypes.ts`), so that an interface written against one
//! reads the other.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// The chart's own fields.
    pub main: Vec<Item>,
    /// The fields of `global`.
    pub global: Vec<Item>,
    /// The fields of each enabled dependency.
    #[serde(serialize_with = "in_order")]
    pub dependencies: IndexMap<String, DependencyForm>,
    /// Dependencies that their condition switches off.
    pub disabled_dependencies: Vec<String>,
}

/// The fields of a dependency.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DependencyForm {
    /// Those below its name.
    pub main: Vec<Item>,
    /// Those below `global` and its name.
    pub global: Vec<Item>,
}

/// A group or a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Item {
    /// A group of items.
    Group(Group),
    /// A field.
    Field(Box<Field>),
}

/// A table or a list, with what it holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Label.
    pub title: String,
    /// Where the value stands.
    pub helm_values_path: Vec<Segment>,
    /// Help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it holds.
    pub nodes: Vec<Item>,
    /// Whether an item may be added to the list.
    pub can_add: bool,
    /// Whether an item may be taken from the list.
    pub can_remove: bool,
}

/// A step of a path into the values.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Segment {
    /// A key of a table.
    Key(String),
    /// An index of a list.
    Index(usize),
}

/// A field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "fieldType", rename_all_fields = "camelCase")]
pub enum Field {
    /// A truth value.
    #[serde(rename = "checkbox")]
    Checkbox {
        /// What all fields have.
        #[serde(flatten)]
        common: Common,
        /// The value.
        value: bool,
    },
    /// Free YAML.
    #[serde(rename = "yaml code block")]
    Yaml {
        /// What all fields have.
        #[serde(flatten)]
        common: Common,
        /// What the YAML must be.
        expected_data_type: Shape,
        /// The value.
        value: Value,
    },
    /// A number.
    #[serde(rename = "number field")]
    Number {
        /// What all fields have.
        #[serde(flatten)]
        common: Common,
        /// The value.
        value: Number,
        /// Whether it has no fraction.
        is_integer: bool,
        /// Lowest number.
        #[serde(skip_serializing_if = "Option::is_none")]
        minimum: Option<Number>,
    },
    /// One of several options.
    #[serde(rename = "select")]
    Select {
        /// What all fields have.
        #[serde(flatten)]
        common: Common,
        /// The options, of any type.
        options: Vec<Value>,
        /// The one that is chosen.
        selected_option_index: usize,
    },
    /// Text.
    #[serde(rename = "text field")]
    Text {
        /// What all fields have.
        #[serde(flatten)]
        common: Common,
        /// Whether it has several lines.
        do_render_as_text_area: bool,
        /// Whether it is masked.
        is_sensitive: bool,
        /// What it must match.
        #[serde(skip_serializing_if = "Option::is_none")]
        pattern: Option<String>,
        /// The value.
        value: String,
    },
    /// A number between two others.
    #[serde(rename = "slider")]
    Slider {
        /// What all fields have.
        #[serde(flatten)]
        common: Common,
        /// Lowest number.
        min: Number,
        /// Highest number.
        max: Number,
        /// Unit at the end of the text.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// Step between two numbers.
        #[serde(skip_serializing_if = "Option::is_none")]
        step: Option<Number>,
        /// The value, without its unit.
        value: Number,
    },
    /// Two numbers between two others.
    #[serde(rename = "range slider")]
    Range {
        /// Label.
        title: String,
        /// Unit at the end of both texts.
        #[serde(skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
        /// Step between two numbers.
        step: Number,
        /// The low end.
        low_end_range: Box<RangeEnd>,
        /// The high end.
        high_end_range: Box<RangeEnd>,
    },
}

/// What all fields but range sliders have.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Common {
    /// Label.
    pub title: String,
    /// Whether it cannot be changed.
    pub is_readonly: bool,
    /// Where the value stands.
    pub helm_values_path: Vec<Segment>,
    /// Help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What free YAML must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A table.
    Object,
    /// A list.
    Array,
}

/// An end of a range slider.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RangeEnd {
    /// Whether it cannot be changed.
    pub is_readonly: bool,
    /// Where the value stands.
    pub helm_values_path: Vec<Segment>,
    /// The value, without its unit.
    pub value: Number,
    /// What the end means: `guaranteed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range_end_semantic: Option<String>,
    /// Lowest number.
    pub min: Number,
    /// Highest number.
    pub max: Number,
    /// Help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A path as a person reads it: `extraEnvVars[0].name`.
pub(crate) fn shown(path: &[Segment]) -> String {
    let mut out = String::new();
    for segment in path {
        match segment {
            Segment::Key(key) if out.is_empty() => out.push_str(key),
            Segment::Key(key) => {
                out.push('.');
                out.push_str(key);
            }
            Segment::Index(index) => out.push_str(&format!("[{index}]")),
        }
    }
    out
}

fn in_order<S: Serializer>(
    dependencies: &IndexMap<String, DependencyForm>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(dependencies)
}
