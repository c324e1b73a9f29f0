//! Which labels the series of a query may have, and what takes the others away. Source: prometheus/prometheus,
//! promql/engine.go, `aggregation`, `signatureFunc` and `resultMetric`, at d15adb9 of 2026-08-21.

use std::collections::{BTreeMap, BTreeSet};

use super::functions;
use super::reader::Grouped;
use super::types::{Part, Type};

/// The label by which a classic histogram tells its buckets apart.
pub(super) const BUCKETS: &str = "le";
/// The label that is a metric's name, by which series match where it stands in `on` only.
const NAME: &str = "__name__";

/// Aggregations that give series as they are.
const PICKING: [&str; 4] = ["bottomk", "limitk", "limit_ratio", "topk"];
/// Functions that give series other labels, or series of their own.
const OTHERS: [&str; 7] = [
    "absent",
    "absent_over_time",
    "count_values",
    "histogram_quantiles",
    "info",
    "label_join",
    "label_replace",
];

/// Which labels series may have. Nobody knows those of a metric, so that it may have each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// What takes these away; nothing from those that may be there.
    named: BTreeMap<String, Option<Loss>>,
    /// What takes all others away. In a box, for a reader of queries has one on its stack for each bracket.
    others: Option<Box<Loss>>,
}

/// How a label is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// What takes it away.
    pub cause: Cause,
    /// What brings in the other side of an operator, where the label is lost on that side only.
    pub across: Option<Across>,
}

/// What takes a label away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// An aggregation that does not have it in `by`.
    By,
    /// One that has it in `without`.
    Without,
    /// `histogram_quantile`, which uses `le` up.
    Quantile,
    /// An operator that keeps the labels of its `on` alone.
    On {
        /// The operator.
        operator: String,
        /// The labels in `on`.
        labels: Vec<String>,
    },
    /// An operator that has it in `ignoring`.
    Ignoring {
        /// The operator.
        operator: String,
    },
    /// A function whose series has no label, such as `vector`.
    Function(String),
    /// A number, which has none either.
    Number,
}

/// How one side of an operator takes a label from the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Across {
    /// This operator matches series in whose label both sides agree.
    Match(String),
    /// `group_left` or `group_right` takes it over from the other side.
    Taken(String),
}

impl From<Cause> for Loss {
    fn from(cause: Cause) -> Self {
        let across = None;
        Self { cause, across }
    }
}

impl Loss {
    /// The same, seen from the other side of an operator.
    fn across(&self, across: Across) -> Self {
        let mut loss = self.clone();
        loss.across.get_or_insert(across);
        loss
    }
}

impl Labels {
    /// What takes a label away; nothing where it may be there.
    #[must_use]
    pub fn loss(&self, label: &str) -> Option<&Loss> {
        match self.named.get(label) {
            Some(loss) => loss.as_ref(),
            None => self.others.as_deref(),
        }
    }

    /// All that may be there; `None` where nobody can tell.
    #[must_use]
    pub fn left(&self) -> Option<BTreeSet<&str>> {
        self.others.as_ref()?;
        let left = self.named.iter().filter(|(_, loss)| loss.is_none());
        Some(
            left.map(|(label, _)| label.as_str())
                .filter(|label| *label != NAME)
                .collect(),
        )
    }

    /// No label at all.
    pub(super) fn none(cause: Cause) -> Self {
        let named = BTreeMap::new();
        let others = Some(Box::new(cause.into()));
        Self { named, others }
    }

    fn of(&self, label: Option<&str>) -> Option<&Loss> {
        match label {
            Some(label) => self.loss(label),
            None => self.others.as_deref(),
        }
    }

    /// What `loss` says of each of these labels, and of all others.
    fn each<'l>(
        labels: impl IntoIterator<Item = &'l String>,
        loss: impl Fn(Option<&str>) -> Option<Loss>,
    ) -> Self {
        let labels = labels.into_iter();
        Self {
            named: labels.map(|label| (label.clone(), loss(Some(label)))).collect(),
            others: loss(None).map(Box::new),
        }
    }
}

/// How an operator brings series together.
#[derive(Debug, Clone, Default)]
pub(super) struct Matching {
    /// The labels behind `on`.
    pub(super) on: Option<BTreeSet<String>>,
    /// Those behind `ignoring`.
    pub(super) ignoring: BTreeSet<String>,
    /// Which side has many for one of the other, and which labels of that one it takes over.
    pub(super) many: Option<(Side, BTreeSet<String>)>,
}

/// A side of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    /// The word that says so.
    fn word(self) -> &'static str {
        match self {
            Self::Left => "group_left",
            Self::Right => "group_right",
        }
    }
}

impl Matching {
    /// Whether series match only where both sides agree in a label.
    fn matches(&self, label: Option<&str>) -> bool {
        match (&self.on, label) {
            (Some(on), label) => label.is_some_and(|label| on.contains(label)),
            (None, label) => label.is_none_or(|label| label != NAME && !self.ignoring.contains(label)),
        }
    }

    /// The labels that it names.
    fn named(&self) -> impl Iterator<Item = &String> {
        let taken = self.many.iter().flat_map(|(_, taken)| taken);
        self.on.iter().flatten().chain(&self.ignoring).chain(taken)
    }

    /// What takes a label by which series do not match, where each has one on the other side.
    fn unmatched(&self, operator: &str) -> Cause {
        let operator = operator.to_owned();
        match &self.on {
            Some(on) => Cause::On {
                operator,
                labels: on.iter().cloned().collect(),
            },
            None => Cause::Ignoring { operator },
        }
    }
}

/// The labels of what a function gives.
pub(super) fn of_function(name: &str, kind: Type, arguments: &[Part]) -> Labels {
    if kind == Type::Scalar {
        return Labels::none(Cause::Number);
    }
    if OTHERS.contains(&name) || !functions::is_known(name) {
        return Labels::default();
    }
    let series = match series(arguments) {
        Some(series) if name != "vector" => series.labels.clone(),
        _ => return Labels::none(Cause::Function(name.to_owned())),
    };
    if name != "histogram_quantile" {
        return series;
    }
    let buckets = BUCKETS.to_owned();
    Labels::each(series.named.keys().chain([&buckets]), |label| {
        let used = (label == Some(BUCKETS)).then(|| Cause::Quantile.into());
        series.of(label).cloned().or(used)
    })
}

/// The labels of what an aggregation gives: those behind `by`, all but those behind `without`, or none at all.
pub(super) fn of_aggregation(name: &str, arguments: &[Part], grouped: Option<&Grouped>) -> Labels {
    let name = name.to_ascii_lowercase();
    let Some(below) = series(arguments).map(|series| &series.labels) else {
        return Labels::default();
    };
    if OTHERS.contains(&name.as_str()) {
        return Labels::default();
    }
    if PICKING.contains(&name.as_str()) {
        return below.clone();
    }
    let (named, keeps) = match grouped {
        Some(Grouped::Without(labels)) => (&labels[..], false),
        Some(Grouped::By(labels)) => (&labels[..], true),
        None => (&[][..], true),
    };
    Labels::each(below.named.keys().chain(named), |label| {
        let is_named = label.is_some_and(|label| named.iter().any(|one| one == label));
        let cause = if keeps { Cause::By } else { Cause::Without };
        let here = (is_named != keeps).then(|| cause.into());
        below.of(label).cloned().or(here)
    })
}

/// The series among the arguments of a call.
pub(super) fn series(arguments: &[Part]) -> Option<&Part> {
    let mut arguments = arguments.iter();
    arguments.find(|part| matches!(part.kind, Type::Vector | Type::Range))
}

/// The labels of what an operator gives.
pub(super) fn of_operator(text: &str, matching: &Matching, left: &Part, right: &Part) -> Labels {
    match text {
        _ if left.kind == Type::Scalar => return right.labels.clone(),
        _ if right.kind == Type::Scalar => return left.labels.clone(),
        "unless" => return left.labels.clone(),
        _ => {}
    }
    let (left, right) = (&left.labels, &right.labels);
    let name = NAME.to_owned();
    let labels = left.named.keys().chain(right.named.keys());
    let labels = labels.chain(matching.named()).chain([&name]);
    if text == "or" {
        return Labels::each(labels, |label| either(left.of(label)?, right.of(label)?));
    }
    let (many, one) = match matching.many {
        Some((Side::Right, _)) => (right, left),
        _ => (left, right),
    };
    Labels::each(labels, |label| {
        let far = |across| one.of(label).map(|loss| loss.across(across));
        if let Some((side, taken)) = &matching.many
            && label.is_some_and(|label| taken.contains(label))
        {
            return far(Across::Taken(side.word().to_owned()));
        }
        let near = many.of(label).cloned();
        if matching.matches(label) {
            return near.or_else(|| far(Across::Match(text.to_owned())));
        }
        let dropped = matching.many.is_none() && text != "and" && label != Some(NAME);
        near.or_else(|| dropped.then(|| matching.unmatched(text).into()))
    })
}

/// The loss that is told of a label which neither side of `or` has: what never has any is there for another reason.
fn either(left: &Loss, right: &Loss) -> Option<Loss> {
    let told = match left.cause {
        Cause::Function(_) | Cause::Number => right,
        _ => left,
    };
    Some(told.clone())
}

#[cfg(test)]
mod tests;
