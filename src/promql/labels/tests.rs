//! Which labels are left in a query, and how others are lost.

use super::{Across, Cause, Loss};
use crate::read;

#[test]
fn what_labels_are_left_is_known_behind_aggregations() {
    for (text, expected) in [
        ("a", None),
        ("sum(a)", Some("")),
        ("sum by (x, y) (rate(a[5m])) > 3", Some("x y")),
        ("3 < SUM(a) BY (x)", Some("x")),
        ("sum without (x) (a)", None),
        ("sum without (x) (sum by (x, y) (a))", Some("y")),
        ("sum by (x, y) (sum by (y, z) (a))", Some("y")),
        ("topk by (x) (3, a)", None),
        ("topk(3, sum by (x) (a))", Some("x")),
        ("count_values by (x) (\"v\", a)", None),
        ("label_replace(sum by (x) (a), \"y\", \"\", \"x\", \"\")", None),
        ("not_known_yet(sum by (x) (a))", None),
        ("sum by (x) (a) and b", Some("x")),
        ("sum by (x) (a) or vector(0)", Some("x")),
        ("sum by (x) (a) or b", None),
        ("a / on (x) b", Some("x")),
        ("a / on (x) sum(b)", Some("")),
        ("a / sum by (x) (b)", Some("x")),
        ("a unless sum by (x) (b)", None),
        ("a and sum by (x) (b)", Some("x")),
        ("sum by (x, y) (a) / ignoring (y) sum by (x) (b)", Some("x")),
        (
            "sum by (x, y) (a) / ignoring (y) group_left sum by (x) (b)",
            Some("x y"),
        ),
        ("sum by (x) (a) * on (x) group_left (z) b", Some("x z")),
        (
            "sum by (x, z) (a) * on (x) group_left (z) sum by (x) (b)",
            Some("x"),
        ),
        ("a * on (x) group_right (z) sum by (x, y) (b)", Some("x y z")),
        ("a * on (x) group_left (z) b", None),
        ("max_over_time(sum by (x) (a)[1h:5m])", Some("x")),
        (
            "histogram_quantile(0.9, sum by (le, x) (rate(a_bucket[5m])))",
            Some("x"),
        ),
        ("absent(sum(a))", None),
        ("time() - 3", Some("")),
        ("scalar(sum by (x) (a))", Some("")),
        ("hour() > 20", Some("")),
        ("hour(sum by (x) (a))", Some("x")),
        ("vector(scalar(a))", Some("")),
    ] {
        let labels = read(text).unwrap().labels;
        let labels = labels.left().map(|left| Vec::from_iter(left).join(" "));
        assert_eq!(labels.as_deref(), expected, "{text}");
    }
}

#[test]
fn how_a_label_is_lost_is_told() {
    let on = |labels: &[&str]| Cause::On {
        operator: "/".to_owned(),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
    };
    let ignoring = Cause::Ignoring {
        operator: "/".to_owned(),
    };
    let vector = Cause::Function("vector".to_owned());
    let matched = |operator: &str| Some(Across::Match(operator.to_owned()));
    let taken = |word: &str| Some(Across::Taken(word.to_owned()));
    for (text, cause, across) in [
        ("sum(a)", Cause::By, None),
        ("sum without (x) (a)", Cause::Without, None),
        ("sum(sum without (x) (a))", Cause::Without, None),
        ("sum(vector(1))", vector.clone(), None),
        ("vector(1) or sum(a)", Cause::By, None),
        ("sum(a) or vector(1)", Cause::By, None),
        ("vector(1) or vector(2)", vector.clone(), None),
        ("1 + 2", Cause::Number, None),
        ("hour() > 20", Cause::Function("hour".to_owned()), None),
        ("a / on (y) b", on(&["y"]), None),
        ("a / on () vector(1)", on(&[]), None),
        ("a / on (x) vector(1)", vector.clone(), matched("/")),
        ("a / ignoring (x) b", ignoring, None),
        ("a > vector(1)", vector, matched(">")),
        ("a AND sum(b)", Cause::By, matched("and")),
        ("a * (b / on (y) c)", on(&["y"]), matched("*")),
        ("a * (b + sum(c))", Cause::By, matched("+")),
        (
            "a * on (y) group_left (x) sum by (y) (b)",
            Cause::By,
            taken("group_left"),
        ),
        (
            "sum by (y) (a) * on (y) group_right (x) b",
            Cause::By,
            taken("group_right"),
        ),
    ] {
        let labels = read(text).unwrap().labels;
        assert_eq!(labels.loss("x"), Some(&Loss { cause, across }), "{text}");
    }
    for text in [
        "a",
        "sum without (y) (a)",
        "a / b",
        "a * on (y) group_left b",
        "a - on (x) b",
    ] {
        assert_eq!(read(text).unwrap().labels.loss("x"), None, "{text}");
    }
    let quantile = read("sum(histogram_quantile(0.9, a_bucket))").unwrap();
    assert_eq!(quantile.labels.loss("le"), Some(&Cause::Quantile.into()));
}

#[test]
fn a_quantile_over_buckets_without_their_label_is_seen() {
    let found = |text: &str| read(text).unwrap().quantiles_without_buckets;
    let lost = |cause: Cause| vec![("a_bucket".to_owned(), Loss::from(cause))];
    assert_eq!(
        found("histogram_quantile(0.9, sum(rate(a_bucket[5m])))"),
        lost(Cause::By)
    );
    assert_eq!(
        found("histogram_quantile(0.9, sum without (le) (rate(a_bucket[5m]))) > 3"),
        lost(Cause::Without)
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
