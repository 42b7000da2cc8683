//! Two schemas become one range slider.
//!
//! Each end of a range is a schema of its own, often in different tables (`requests.cpu`, `limits.cpu`). The slider
//! stands in the group of their deepest common path; groups that lose their last item go.

use serde_json::Value;

use crate::error::{Error, Problem};
use crate::fields::check_slider;
use crate::javascript::{number, parse_float};
use crate::model::{Common, Field, Group, Item, RangeEnd, Segment, shown};
use crate::schema::{Extremity, Schema};

/// An item before range sliders are put together.
pub(crate) enum Part {
    /// Done.
    Item(Item),
    /// A group.
    Group(PartGroup),
    /// An end of a range.
    Half(Box<Half>),
}

/// A group before range sliders are put together.
pub(crate) struct PartGroup {
    pub(crate) common: Common,
    pub(crate) nodes: Vec<Part>,
    pub(crate) can_add: bool,
    pub(crate) can_remove: bool,
}

/// An end of a range.
pub(crate) struct Half {
    extremity: Extremity,
    range: String,
    common: Common,
    value: Value,
    min: f64,
    max: f64,
    step: Option<f64>,
    unit: Option<String>,
    semantic: Option<String>,
}

impl Half {
    pub(crate) fn new(schema: &Schema, common: Common, value: &Value) -> Result<Self, Error> {
        let name = shown(&common.helm_values_path);
        let broken = |why: &str| Error::at(&name, Problem::Slider(why.to_owned()));
        check_slider(schema).map_err(|why| broken(&why))?;
        if !value.is_number() && !value.is_string() {
            return Err(broken("its value is neither text nor a number"));
        }
        let slider = &schema.slider;
        Ok(Self {
            extremity: slider.extremity.ok_or_else(|| broken("it has no sliderExtremity"))?,
            range: slider.range.clone().ok_or_else(|| broken("it has no sliderRangeId"))?,
            min: slider.min.ok_or_else(|| broken("it has no sliderMin"))?,
            max: slider.max.ok_or_else(|| broken("it has no sliderMax"))?,
            step: slider.step,
            unit: slider.unit.clone(),
            semantic: slider.semantic.clone(),
            value: value.clone(),
            common,
        })
    }

    fn broken(&self, why: impl Into<String>) -> Error {
        Error::at(&shown(&self.common.helm_values_path), Problem::Slider(why.into()))
    }

    fn end(&self, unit: Option<&str>) -> Result<(f64, RangeEnd), Error> {
        let value = match &self.value {
            Value::String(text) => {
                let bare = match unit {
                    None => text.as_str(),
                    Some(unit) => text
                        .strip_suffix(unit)
                        .ok_or_else(|| self.broken(format!("`{text}` does not end with `{unit}`")))?,
                };
                parse_float(bare).ok_or_else(|| self.broken(format!("`{text}` is not a number")))?
            }
            _ if unit.is_some_and(|unit| !unit.is_empty()) => {
                return Err(self.broken("a number has no unit"));
            }
            other => other.as_f64().ok_or_else(|| self.broken("its value is not a number"))?,
        };
        let end = RangeEnd {
            is_readonly: self.common.is_readonly,
            helm_values_path: self.common.helm_values_path.clone(),
            value: number(value),
            range_end_semantic: self.semantic.clone(),
            min: number(self.min),
            max: number(self.max),
            description: self.common.description.clone(),
        };
        Ok((value, end))
    }
}

/// Puts the halves of all ranges together and gives the finished items.
pub(crate) fn finish(mut root: PartGroup) -> Result<Vec<Item>, Error> {
    while let Some(low) = take(&mut root.nodes, &|half| half.extremity == Extremity::Down) {
        let high = take(&mut root.nodes, &|half| half.extremity == Extremity::Up && half.range == low.range)
            .ok_or_else(|| low.broken(format!("the range `{}` has no `up` end", low.range)))?;
        let shared: Vec<Segment> = low
            .common
            .helm_values_path
            .iter()
            .zip(&high.common.helm_values_path)
            .take_while(|(low, high)| low == high)
            .map(|(segment, _)| segment.clone())
            .collect();
        let slider = Part::Item(Item::Field(Box::new(merge(&low, &high)?)));
        let group = find(&mut root, &shared).ok_or_else(|| low.broken("its group is hidden"))?;
        group.nodes.push(slider);
    }
    if let Some(high) = take(&mut root.nodes, &|_| true) {
        return Err(high.broken(format!("the range `{}` has no `down` end", high.range)));
    }
    Ok(items(root.nodes))
}

/// Takes out the first half that fits: fields of a group before those of its groups.
fn take(nodes: &mut Vec<Part>, fits: &dyn Fn(&Half) -> bool) -> Option<Box<Half>> {
    let here = nodes.iter().position(|node| matches!(node, Part::Half(half) if fits(half)));
    if let Some(index) = here {
        return match nodes.remove(index) {
            Part::Half(half) => Some(half),
            _ => None,
        };
    }
    nodes.iter_mut().find_map(|node| match node {
        Part::Group(group) => take(&mut group.nodes, fits),
        _ => None,
    })
}

fn find<'g>(group: &'g mut PartGroup, path: &[Segment]) -> Option<&'g mut PartGroup> {
    let Some((segment, rest)) = path.split_first() else { return Some(group) };
    let next = group.nodes.iter_mut().find_map(|node| match node {
        Part::Group(group) if group.common.helm_values_path.last() == Some(segment) => Some(group),
        _ => None,
    })?;
    find(next, rest)
}

fn merge(low: &Half, high: &Half) -> Result<Field, Error> {
    let title = low.common.title.clone();
    let unit = match (&low.unit, &high.unit) {
        (Some(a), Some(b)) if a != b => {
            return Err(low.broken(format!("the ends of its range have different units: `{a}` and `{b}`")));
        }
        (a, b) => a.clone().or_else(|| b.clone()),
    };
    let step = match (low.step, high.step) {
        (Some(a), Some(b)) if a != b => {
            return Err(low.broken(format!("the ends of its range have different steps: {a} and {b}")));
        }
        (a, b) => a.or(b).ok_or_else(|| low.broken("the ends of its range have no step"))?,
    };
    let (low_value, low_end_range) = low.end(unit.as_deref())?;
    let (high_value, high_end_range) = high.end(unit.as_deref())?;
    if low_value > high_value {
        return Err(low.broken("the low end of its range is above the high end"));
    }
    let (low_end_range, high_end_range) = (Box::new(low_end_range), Box::new(high_end_range));
    Ok(Field::Range { title, unit, step: number(step), low_end_range, high_end_range })
}

/// Finished items, without groups that hold nothing and can hold nothing.
fn items(parts: Vec<Part>) -> Vec<Item> {
    parts
        .into_iter()
        .filter_map(|part| match part {
            Part::Item(item) => Some(item),
            Part::Half(_) => None,
            Part::Group(PartGroup { common, nodes, can_add, can_remove }) => {
                let Common { title, helm_values_path, description, .. } = common;
                let nodes = items(nodes);
                let is_void = nodes.is_empty() && !can_add;
                (!is_void).then_some(Item::Group(Group {
                    title,
                    helm_values_path,
                    description,
                    nodes,
                    can_add,
                    can_remove,
                }))
            }
        })
        .collect()
}
