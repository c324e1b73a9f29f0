//! Which labels the parts of a query have at most. Source: prometheus/prometheus, promql/engine.go, `aggregation` and
//! `resultMetric`, at d15adb9 of 2026-08-21.

use std::collections::BTreeSet;

use super::types::{Part, Type};

/// At most these; `None` where nobody can tell.
pub(super) type Labels = Option<BTreeSet<String>>;

/// The label by which a classic histogram tells its buckets apart.
pub(super) const BUCKETS: &str = "le";

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

/// The labels of what a function gives.
pub(super) fn of_function(name: &str, arguments: &[Part]) -> Labels {
    if OTHERS.contains(&name) {
        return None;
    }
    if name == "vector" {
        return Some(BTreeSet::new());
    }
    let mut labels = series(arguments)?.labels.clone();
    if let (Some(labels), "histogram_quantile") = (&mut labels, name) {
        labels.remove(BUCKETS);
    }
    labels
}

/// The labels of what an aggregation gives: those behind `by`, or none at all.
pub(super) fn of_aggregation(name: &str, arguments: &[Part], by: Option<&[String]>) -> Labels {
    let name = name.to_ascii_lowercase();
    if OTHERS.contains(&name.as_str()) {
        return None;
    }
    if PICKING.contains(&name.as_str()) {
        return series(arguments)?.labels.clone();
    }
    Some(by.unwrap_or_default().iter().cloned().collect())
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
        "and" | "unless" => return left.labels.clone(),
        "or" => return Some(left.labels.as_ref()? | right.labels.as_ref()?),
        _ => {}
    }
    if let Some((side, taken)) = &matching.many {
        let many = match side {
            Side::Left => left,
            Side::Right => right,
        };
        return Some(many.labels.as_ref()? | taken);
    }
    match (&matching.on, &left.labels) {
        (Some(on), Some(labels)) => Some(on & labels),
        (Some(on), None) => Some(on.clone()),
        (None, labels) => Some(labels.as_ref()? - &matching.ignoring),
    }
}

#[cfg(test)]
mod tests {
    use crate::read;

    #[test]
    fn what_labels_are_left_is_known_behind_aggregations() {
        for (text, expected) in [
            ("a", None),
            ("sum(a)", Some("")),
            ("sum by (x, y) (rate(a[5m])) > 3", Some("x y")),
            ("3 < SUM(a) BY (x)", Some("x")),
            ("sum without (x) (a)", None),
            ("topk by (x) (3, a)", None),
            ("topk(3, sum by (x) (a))", Some("x")),
            ("count_values by (x) (\"v\", a)", None),
            ("label_replace(sum by (x) (a), \"y\", \"\", \"x\", \"\")", None),
            ("sum by (x) (a) and b", Some("x")),
            ("sum by (x) (a) or vector(0)", Some("x")),
            ("sum by (x) (a) or b", None),
            ("a / on (x) b", Some("x")),
            ("sum by (x, y) (a) / ignoring (y) sum by (x) (b)", Some("x")),
            ("sum by (x) (a) * on (x) group_left (z) b", Some("x z")),
            ("a * on (x) group_right (z) sum by (x, y) (b)", Some("x y z")),
            ("max_over_time(sum by (x) (a)[1h:5m])", Some("x")),
            (
                "histogram_quantile(0.9, sum by (le, x) (rate(a_bucket[5m])))",
                Some("x"),
            ),
            ("absent(sum(a))", None),
        ] {
            let labels = read(text).unwrap().labels;
            let labels = labels.map(|labels| Vec::from_iter(labels).join(" "));
            assert_eq!(labels.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_quantile_over_buckets_without_their_label_is_seen() {
        let found = |text: &str| read(text).unwrap().quantiles_without_buckets;
        assert_eq!(
            found("histogram_quantile(0.9, sum(rate(a_bucket[5m])))"),
            ["a_bucket"]
        );
        assert_eq!(
            found("histogram_quantile(0.9, sum by (x) (rate(a_bucket[5m]))) > 3"),
            ["a_bucket"]
        );
        for fine in [
            "histogram_quantile(0.9, rate(a_bucket[5m]))",
            "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))",
            "histogram_quantile(0.9, sum without (x) (rate(a_bucket[5m])))",
            // A native histogram has no such label.
            "histogram_quantile(0.9, sum(rate(a[5m])))",
            "sum(histogram_quantile(0.9, rate(a_bucket[5m])))",
        ] {
            assert!(found(fine).is_empty(), "{fine}");
        }
    }
}
