//! Where a value comes from.

use chart::Chart;
use diagnostic::Origin;
use yaml::{Mapping, Node};

use crate::path::Path;

/// Values from one place, before they were merged.
#[derive(Clone, Debug)]
pub struct Layer {
    /// What the place is.
    pub kind: LayerKind,
    /// How it is shown: the file as typed, the flag's name, the chart's name.
    pub name: String,
    /// A table.
    pub values: Node,
}

/// What a [`Layer`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LayerKind {
    /// The values.yaml of a chart.
    Default,
    /// The values that a release was installed with.
    Release,
    /// A `-f` file.
    File,
    /// A `--set` flag of any kind.
    Flag,
}

/// A layer that sets a path.
#[derive(Clone, Debug)]
pub struct Setting<'l> {
    /// What the layer is.
    pub kind: LayerKind,
    /// How the layer is shown.
    pub name: &'l str,
    /// Where the value stands in it.
    pub origin: &'l Origin,
    /// The value.
    pub value: &'l Node,
}

/// The defaults of a chart and of its subcharts as layers, each below the path where the root chart sees it,
/// from the weakest (the deepest subchart) to the strongest (the root chart).
pub fn defaults(chart: &Chart) -> Vec<Layer> {
    let mut layers = Vec::new();
    collect(chart, &mut Vec::new(), &mut layers);
    layers
}

fn collect<'c>(chart: &'c Chart, above: &mut Vec<&'c str>, layers: &mut Vec<Layer>) {
    for child in &chart.dependencies {
        above.push(&child.metadata.name);
        collect(child, above, layers);
        above.pop();
    }
    let mut values = chart.values.clone();
    for name in above.iter().rev() {
        values = Node::new(Mapping::from_iter([(*name, values)]));
    }
    let name = format!("{}/values.yaml", chart.metadata.name);
    layers.push(Layer { kind: LayerKind::Default, name, values });
}

/// The layers that set a path, in the order given; the last one that is no table beneath it wins.
pub fn why<'l>(layers: &'l [Layer], path: &Path) -> Vec<Setting<'l>> {
    layers
        .iter()
        .filter_map(|layer| {
            let value = path.find(&layer.values)?;
            Some(Setting { kind: layer.kind, name: &layer.name, origin: &value.origin, value })
        })
        .collect()
}
