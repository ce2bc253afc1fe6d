//! One chart as data: what to draw, never how. One shape serves every kind of chart, so that "View as table",
//! CSV and the accessible label are written once.
//!
//! A chart is categories (or days) along one axis × series of values. Diagrams use nodes and links instead.

use super::{Day, Unit};
use serde::{Deserialize, Serialize};

/// A chart: the finding as its title, the data, and what a click on it filters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChartView {
    /// Stable id, used in links, embeds and file names (`roi_by_channel`).
    pub id: String,
    /// The kind, a key of `chart::registry` (`bars`, `lines`, `funnel`, …).
    pub kind: String,
    /// The title: the finding in a sentence.
    pub finding: String,
    /// What is plotted and its unit.
    pub subtitle: String,
    /// A line under the plot: assumption, sample size; may be empty.
    pub footnote: String,
    /// Categories or days.
    pub axis: Axis,
    /// Values; each series is as long as the axis.
    pub series: Vec<Series>,
    /// Lines a judgement needs: break-even, blend, previous range.
    pub references: Vec<Reference>,
    /// The parameter that a click on a category sets (`channel`), if any.
    pub filter: Option<String>,
    /// Where a click on a category leads, as a hash link (`#/tables/x?where=channel~Meta`): empty, or one a category.
    /// In a Sankey: one a node, then one a link.
    pub opens: Vec<String>,
    /// Diagrams: boxes; in a Sankey the steps, whose rank is their column.
    pub nodes: Vec<Node>,
    /// Diagrams: lines between boxes; flows of a Sankey.
    pub links: Vec<Link>,
}

/// The axis that series run along.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What a category is (`channel`, `stage`, `week`).
    pub label: String,
    /// Category names, in order of display. For days: their short text.
    pub names: Vec<String>,
    /// For an axis of time: the first day of each step, evenly rising; else empty.
    pub days: Vec<Day>,
    /// Colour of each category, where categories carry the colour; else empty.
    pub hues: Vec<Hue>,
    /// Sample size of each category (n < 30 is hatched and said); else empty.
    pub samples: Vec<Option<u64>>,
    /// Extra text of each category for tooltips; else empty.
    pub notes: Vec<String>,
}

/// One row of values along the axis. In a scatter the first two series are x and y, a third the size.
/// In a heat map a dashed series holds the sample sizes of the solid series of the same rank.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Name, shown at the mark.
    pub name: String,
    /// Unit of the values.
    pub unit: Unit,
    /// Colour, where series carry the colour.
    pub hue: Hue,
    /// How a line is drawn.
    pub stroke: Stroke,
    /// Values; `None` is a gap, never a zero.
    pub values: Vec<Option<f64>>,
}

/// A colour by meaning; the palette turns it into one for the theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Hue {
    /// The fixed order of series colours, 0–7; beyond, "Other".
    Series(u8),
    /// The grey family, 0–3: unpaid channels and "Other".
    Grey(u8),
    /// What can be clicked, or the one series of a chart.
    #[default]
    Accent,
    /// Good, with a sign or word beside it.
    Good,
    /// Bad, with a sign or word beside it.
    Bad,
    /// Worth a look.
    Warn,
    /// The comparison, context.
    Muted,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stroke {
    /// A full line.
    #[default]
    Solid,
    /// Dashes: a comparison or a second measure.
    Dashed,
}

/// A line a judgement needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Its name at the line (`break-even`, `blend 3.4 %`). In a funnel: the series whose step is marked.
    pub label: String,
    /// Where it stands, in the unit of the first series. In a scatter: the slope y / x of a line through zero.
    /// In a funnel: the place of the marked stage.
    pub value: f64,
}

/// A box of a diagram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Id, unique in the diagram.
    pub id: String,
    /// Title in the box.
    pub title: String,
    /// A line under the title: the grain.
    pub subtitle: String,
    /// Fields, keys first.
    pub fields: Vec<NodeField>,
    /// Column of the layout, 0 at the left.
    pub rank: u16,
    /// Colour of the box's edge.
    pub hue: Hue,
}

/// A line of a box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeField {
    /// Column name.
    pub name: String,
    /// Part of the primary key.
    pub is_key: bool,
}

/// A line between two boxes, or a flow of a Sankey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Node id at the start (the many side of a join).
    pub from: String,
    /// Node id at the end (the one side).
    pub to: String,
    /// What joins them (`channel`).
    pub label: String,
    /// Width of a flow; 1 in a diagram.
    pub value: f64,
}
