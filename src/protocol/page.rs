//! A page as the engine composes it: sections of blocks, each a number, a picture, a table or a sentence.
//! The page renders any composition, so a new subject needs no new page code.

use super::{ChartView, Day, Params, Range, TableView, Unit};
use serde::{Deserialize, Serialize};

/// A page, ready to draw.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageView {
    /// Page id (`overview`).
    pub page: String,
    /// Title.
    pub title: String,
    /// The story in one or two sentences.
    pub headline: String,
    /// The parameters this view answers.
    pub params: Params,
    /// The range in force, both ends resolved against the data; `None` without data.
    pub range: Option<(Day, Day)>,
    /// The comparison range in force.
    pub compared: Option<(Day, Day)>,
    /// The days that the data covers.
    pub covered: Range,
    /// Channels to choose from, in order of colour.
    pub channels: Vec<(String, super::Hue)>,
    /// Which of the common filters have an effect on this page; the others are not shown.
    pub filters: Filters,
    /// Controls of this page alone.
    pub controls: Vec<Control>,
    /// Whether the sample data is on show.
    pub is_sample: bool,
    /// Notices: parts that could not be built and why, filters without effect.
    pub notices: Vec<String>,
    /// Sources that this page needs and does not have.
    pub missing: Vec<MissingSource>,
    /// Only the sections that could be composed at once; the whole page follows, and the other sections stay until then.
    pub is_glance: bool,
    /// The currency that its amounts are in, for `currency::show`.
    pub currency: String,
    /// The content.
    pub sections: Vec<Section>,
}

/// The filters that pages have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools)] // Four switches that have nothing to do with each other.
pub struct Filters {
    /// `from`, `to`.
    pub range: bool,
    /// `compare`.
    pub compare: bool,
    /// `grain`.
    pub grain: bool,
    /// `channel`.
    pub channel: bool,
}

impl Filters {
    /// All of them.
    pub const ALL: Filters = Filters {
        range: true,
        compare: true,
        grain: true,
        channel: true,
    };
}

impl Default for Filters {
    fn default() -> Filters {
        Filters::ALL
    }
}

/// A control of one page: it sets one parameter of the link (`Params::others`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The key in the link (`lookback_days`).
    pub key: String,
    /// What the button says that folds it away together with its neighbours (`Own shares: 40 / 20 / 40`); empty where it
    /// stands in the row of controls by itself.
    pub fold: String,
    /// Its name beside the control.
    pub label: String,
    /// What kind of control.
    pub kind: ControlKind,
    /// The value in force, as the link would have it.
    pub value: String,
    /// The value that an absent key stands for; choosing it takes the key out of the link.
    pub default: String,
    /// A sentence on what it does; may be empty.
    pub help: String,
}

/// What a control looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ControlKind {
    /// One of several: (value, text).
    Choice(Vec<(String, String)>),
    /// A whole number.
    Slider {
        /// Least.
        min: i32,
        /// Most.
        max: i32,
        /// Unit beside the number (`days`).
        unit: String,
    },
    /// A list in an order that the user sets by dragging or by keys: (value, text, whether it takes part). The link has
    /// the values that take part, in order, separated by commas.
    Order(Vec<(String, String, bool)>),
    /// Free text with suggestions, as many as are useful.
    Search {
        /// What to type.
        hint: String,
        /// Suggestions.
        options: Vec<String>,
    },
}

/// A titled group of blocks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Anchor (`funnel`).
    pub id: String,
    /// Title, a question a user would ask; may be empty.
    pub title: String,
    /// One line under it; may be empty.
    pub intro: String,
    /// Blocks in reading order.
    pub blocks: Vec<(Span, Block)>,
}

/// How much of the row a block takes on a wide screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// The whole row.
    #[default]
    Full,
    /// Half of it.
    Half,
    /// A third.
    Third,
    /// Two thirds.
    TwoThirds,
}

/// One thing on a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// Headline numbers.
    Kpis(Vec<Kpi>),
    /// A chart.
    Chart(ChartView),
    /// A table.
    Table(TableView),
    /// Written findings.
    Findings(Vec<Finding>),
    /// Metric definitions.
    Metrics(Vec<MetricDoc>),
    /// A paragraph.
    Note(String),
    /// A text that the user may edit in place and copy.
    Text {
        /// Heading.
        title: String,
        /// The text.
        body: String,
    },
}

/// A headline number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kpi {
    /// Metric or column id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Unit.
    pub unit: Unit,
    /// Value; null with a reason.
    pub value: Option<f64>,
    /// Why the value is null; empty else.
    pub null_reason: String,
    /// Against the comparison range.
    pub delta: Option<Delta>,
    /// The course over the range, by grain.
    pub spark: Vec<Option<f64>>,
    /// The formula in words (`revenue ÷ spend`).
    pub formula: String,
    /// The formula with the numbers filled in.
    pub filled: String,
    /// The metric's definition.
    pub definition: String,
    /// The table it was read from.
    pub table: String,
}

/// A change against the comparison range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delta {
    /// Relative change (0.124 = +12.4 %), or for a rate the difference in percentage points / 100; null without a base.
    pub change: Option<f64>,
    /// Whether `change` is a difference of rates (shown in points).
    pub is_points: bool,
    /// Good, bad or neither.
    pub tone: Tone,
    /// The base in words (`vs 1–31 Jul: $461k`).
    pub against: String,
}

/// Good, bad or neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Neither.
    #[default]
    Neutral,
    /// Good.
    Good,
    /// Bad.
    Bad,
    /// Worth a look.
    Warn,
}

/// A written finding with its evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Detector id (`losing_channels`).
    pub id: String,
    /// The finding in a sentence.
    pub sentence: String,
    /// The evidence: the numbers behind it.
    pub evidence: String,
    /// Good, bad, neither.
    pub tone: Tone,
    /// How sure: sample size in words; empty where it does not apply.
    pub confidence: String,
    /// The assumption it rests on; empty for none.
    pub assumption: String,
    /// The table it was read from.
    pub table: String,
    /// The chart that shows it; empty for none.
    pub chart: String,
    /// Size of the effect for ordering (USD or rows), largest first.
    pub weight: f64,
}

/// A metric as documented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricDoc {
    /// Id (`roas`).
    pub id: String,
    /// Name (`Return on ad spend`).
    pub name: String,
    /// What it tells.
    pub definition: String,
    /// The formula in words.
    pub formula: String,
    /// SQL over the additive columns.
    pub sql: String,
    /// Unit.
    pub unit: Unit,
    /// When it is null.
    pub null_rule: String,
    /// `higher is better`, `lower is better`, `depends`.
    pub direction: String,
}

/// A source that a page needs and does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingSource {
    /// Source id (`ad_spend`).
    pub source: String,
    /// One row is …
    pub grain: String,
    /// A header that would be recognised.
    pub header: String,
    /// What the page cannot show without it.
    pub lost: String,
}
