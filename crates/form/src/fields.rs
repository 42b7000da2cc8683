//! From a schema and its values to groups and fields.

use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, Problem};
use crate::javascript::{at, number, parse_float, same};
use crate::model::{Common, Field, Item, Segment, Shape, shown};
use crate::options::options;
use crate::range::{Half, Part, PartGroup};
use crate::schema::{Hidden, Kind, Render, Schema};

/// Draws a schema over its values.
pub(crate) struct Drawing<'d> {
    pub(crate) values: &'d Value,
    pub(crate) context: &'d Context<'d>,
}

impl Drawing<'_> {
    /// The part of a node; `None` where it is hidden.
    pub(crate) fn part(&self, schema: &Schema, path: &[Segment]) -> Result<Option<Part>, Error> {
        if self.is_hidden(schema, path) {
            return Ok(None);
        }
        let common = Common {
            title: title(schema, path),
            is_readonly: schema.onyxia.readonly || schema.constant.is_some(),
            helm_values_path: path.to_vec(),
            description: schema.description.clone(),
        };
        let name = shown(path);
        let error = |problem| Error::at(&name, problem);
        let value = at(self.values, path);
        let typed = || value.ok_or_else(|| error(Problem::Type(schema.kind.name())));

        let is_free = match schema.kind {
            Kind::Object => schema.properties.is_none(),
            Kind::Array => schema.items.is_none(),
            _ => false,
        };
        if is_free {
            let value = typed()?.clone();
            if !value.is_object() && !value.is_array() {
                return Err(error(Problem::Type(schema.kind.name())));
            }
            let expected_data_type = if schema.kind == Kind::Object { Shape::Object } else { Shape::Array };
            return Ok(Some(field(Field::Yaml { common, expected_data_type, value })));
        }
        if let Some(options) = options(schema, self.context, &name)? {
            let value = typed()?;
            let selected_option_index = options
                .iter()
                .position(|option| same(option, value))
                .ok_or_else(|| error(Problem::NotAnOption))?;
            return Ok(Some(field(Field::Select { common, options, selected_option_index })));
        }
        if schema.slider.extremity.is_some() {
            return Half::new(schema, common, typed()?).map(|half| Some(Part::Half(Box::new(half))));
        }
        if let Some(min) = schema.slider.min {
            return slider(schema, common, min, typed()?).map(|slider| Some(field(slider)));
        }
        let wrong = || error(Problem::Type(schema.kind.name()));
        let drawn = match schema.kind {
            Kind::Object => return self.table(schema, common, path).map(Some),
            Kind::Array => return self.list(schema, common, path).map(Some),
            Kind::Boolean => Field::Checkbox { common, value: typed()?.as_bool().ok_or_else(wrong)? },
            Kind::String => Field::Text {
                common,
                do_render_as_text_area: schema.render == Some(Render::TextArea),
                is_sensitive: schema.render == Some(Render::Password),
                pattern: schema.pattern.clone(),
                value: typed()?.as_str().ok_or_else(wrong)?.to_owned(),
            },
            Kind::Integer | Kind::Number => Field::Number {
                common,
                value: typed()?.as_number().ok_or_else(wrong)?.clone(),
                is_integer: schema.kind == Kind::Integer,
                minimum: schema.minimum.map(number),
            },
        };
        Ok(Some(field(drawn)))
    }

    fn table(&self, schema: &Schema, common: Common, path: &[Segment]) -> Result<Part, Error> {
        let mut nodes = Vec::new();
        for (key, property) in schema.properties.iter().flatten() {
            let mut path = path.to_vec();
            path.push(Segment::Key(key.clone()));
            nodes.extend(self.part(property, &path)?);
        }
        Ok(Part::Group(PartGroup { common, nodes, can_add: false, can_remove: false }))
    }

    fn list(&self, schema: &Schema, common: Common, path: &[Segment]) -> Result<Part, Error> {
        let wrong = || Error::at(&shown(path), Problem::Type("array"));
        let items = at(self.values, path).and_then(Value::as_array).ok_or_else(wrong)?;
        let mut nodes = Vec::new();
        for index in 0..items.len() {
            let mut path = path.to_vec();
            path.push(Segment::Index(index));
            if let Some(item_schema) = &schema.items {
                nodes.extend(self.part(item_schema, &path)?);
            }
        }
        let can_add = schema.max_items.is_none_or(|most| items.len() < most);
        let can_remove = items.len() > schema.min_items.unwrap_or(0);
        Ok(Part::Group(PartGroup { common, nodes, can_add, can_remove }))
    }

    fn is_hidden(&self, schema: &Schema, path: &[Segment]) -> bool {
        let by_schema = match &schema.hidden {
            Hidden::No => false,
            Hidden::Yes => true,
            Hidden::When { value, path: target, relative } => {
                let beside = if *relative { &path[..path.len().saturating_sub(1)] } else { &[] };
                let target: Vec<_> =
                    beside.iter().cloned().chain(target.iter().cloned().map(Segment::Key)).collect();
                at(self.values, &target).is_some_and(|found| same(found, value))
            }
        };
        by_schema || schema.onyxia.hidden
    }
}

fn field(field: Field) -> Part {
    Part::Item(Item::Field(Box::new(field)))
}

fn title(schema: &Schema, path: &[Segment]) -> String {
    if let Some(title) = &schema.title {
        return title.clone();
    }
    match path {
        [] => "<root>".to_owned(),
        [.., Segment::Key(key)] => key.clone(),
        [.., Segment::Key(list), Segment::Index(index)] => format!("{list} {}", index + 1),
        [.., Segment::Index(outer), Segment::Index(index)] => format!("{outer} {}", index + 1),
        [Segment::Index(index)] => format!("item {}", index + 1),
    }
}

fn slider(schema: &Schema, common: Common, min: f64, value: &Value) -> Result<Field, Error> {
    let name = shown(&common.helm_values_path);
    let broken = |why: &str| Error::at(&name, Problem::Slider(why.to_owned()));
    check_slider(schema).map_err(|why| broken(&why))?;
    let max = schema.slider.max.ok_or_else(|| broken("it has no sliderMax"))?;
    let value = match value {
        Value::Number(_) if schema.slider.unit.is_some() => return Err(broken("a number has no unit")),
        Value::Number(value) => value.clone(),
        Value::String(text) => {
            let unit = schema.slider.unit.as_deref().unwrap_or_default();
            let keep = text.len().saturating_sub(unit.len());
            let number_text = text.get(..keep).unwrap_or_default();
            number(parse_float(number_text).ok_or_else(|| broken("its value is not a number"))?)
        }
        _ => return Err(broken("its value is neither text nor a number")),
    };
    Ok(Field::Slider {
        common,
        min: number(min),
        max: number(max),
        unit: schema.slider.unit.clone(),
        step: schema.slider.step.map(number),
        value,
    })
}

/// What both kinds of sliders need.
pub(crate) fn check_slider(schema: &Schema) -> Result<(), String> {
    if !matches!(schema.kind, Kind::String | Kind::Number) {
        return Err(format!("its type must be string or number, not {}", schema.kind.name()));
    }
    if !matches!(schema.render, None | Some(Render::Slider)) {
        return Err("its render must be slider".to_owned());
    }
    Ok(())
}
