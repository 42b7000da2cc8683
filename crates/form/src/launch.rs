//! A launch: the values a form starts with, and the form.

use std::cell::Cell;

use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, Problem};
use crate::fields::Drawing;
use crate::model::{Common, Field, Form, Item, Shape};
use crate::range::{Part, finish};
use crate::schema::Schema;
use crate::split::{Dependency, split};
use crate::start::{add_missing, start};

/// What a form is drawn from.
#[derive(Clone, Debug)]
pub struct Launch<'l> {
    /// Name of the chart.
    pub chart: &'l str,
    /// The schema, references resolved; without one the form is a single field of YAML.
    pub schema: Option<&'l Schema>,
    /// values.yaml as JSON.
    pub defaults: &'l Value,
    /// The launch context.
    pub context: &'l Value,
    /// The chart's dependencies.
    pub dependencies: &'l [Dependency],
    /// Whether values that only values.yaml has are sent as well.
    pub include_defaults: bool,
}

/// The values that a form starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// The values.
    pub values: Value,
    /// Whether a default was looked for in the context's `s3`.
    pub uses_s3: bool,
}

impl Launch<'_> {
    /// The values to start with.
    ///
    /// # Errors
    ///
    /// A schema without defaults, or whose defaults do not fit it.
    pub fn start(&self) -> Result<Start, Error> {
        if !self.defaults.is_object() {
            return Err(Error::at("", Problem::Default(self.defaults.to_string())));
        }
        let uses_s3 = Cell::new(false);
        let context = Context::new(self.context, &uses_s3);
        let Some(schema) = self.schema else {
            return Ok(Start { values: self.defaults.clone(), uses_s3: false });
        };
        let mut values = start(schema, Some(self.defaults), &context, "")?;
        if !values.is_object() {
            return Err(Error::at("", Problem::Root));
        }
        if self.include_defaults {
            add_missing(&mut values, self.defaults);
        }
        Ok(Start { values, uses_s3: uses_s3.get() })
    }

    /// The form over values, which may have been changed since the start.
    ///
    /// # Errors
    ///
    /// A schema that cannot be drawn over these values.
    pub fn form(&self, values: &Value) -> Result<Form, Error> {
        let Some(schema) = self.schema else {
            let common = Common { title: self.chart.to_owned(), ..Common::default() };
            let value = values.clone();
            let field = Field::Yaml { common, expected_data_type: Shape::Object, value };
            return Ok(Form { main: vec![Item::Field(Box::new(field))], ..Form::default() });
        };
        let uses_s3 = Cell::new(false);
        let context = Context::new(self.context, &uses_s3);
        match (Drawing { values, context: &context }).part(schema, &[])? {
            Some(Part::Group(root)) => Ok(split(self.chart, finish(root)?, values, self.dependencies)),
            _ => Err(Error::at("", Problem::Root)),
        }
    }
}
