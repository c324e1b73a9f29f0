//! Functions and aggregations of PromQL: which of them look at a range. Source: prometheus/prometheus
//! promql/parser/functions.go, read 2026-11-24; `holt_winters` is a name of before version 3.

/// Functions whose first argument is a range.
const OF_RANGES: [&str; 12] = [
    "changes",
    "delta",
    "deriv",
    "double_exponential_smoothing",
    "holt_winters",
    "idelta",
    "increase",
    "integral",
    "irate",
    "predict_linear",
    "rate",
    "resets",
];

/// Aggregations, which look at one value a series.
const AGGREGATIONS: [&str; 14] = [
    "avg",
    "bottomk",
    "count",
    "count_values",
    "group",
    "limit_ratio",
    "limitk",
    "max",
    "min",
    "quantile",
    "stddev",
    "stdvar",
    "sum",
    "topk",
];

/// Other functions that people mistype.
const OTHERS: [&str; 25] = [
    "absent",
    "abs",
    "ceil",
    "clamp",
    "clamp_max",
    "clamp_min",
    "day_of_week",
    "exp",
    "floor",
    "histogram_avg",
    "histogram_count",
    "histogram_quantile",
    "histogram_quantiles",
    "histogram_sum",
    "label_join",
    "label_replace",
    "round",
    "scalar",
    "sort",
    "sort_desc",
    "sqrt",
    "time",
    "timestamp",
    "vector",
    "hour",
];

/// Which argument of a function must be a range.
pub(super) fn place_of_range(name: &str) -> Option<usize> {
    match name {
        "quantile_over_time" => Some(1),
        _ if name.ends_with("_over_time") || OF_RANGES.contains(&name) => Some(0),
        _ => None,
    }
}

/// Whether it aggregates series.
pub(super) fn is_aggregation(name: &str) -> bool {
    AGGREGATIONS.contains(&name.to_ascii_lowercase().as_str())
}

/// The function that a name misspells by one slip; `None` for what is one, or may be a newer one.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    let known = || OF_RANGES.iter().chain(&AGGREGATIONS).chain(&OTHERS);
    // Short names are a slip away from many; those of Prometheus that are not above are left in peace.
    if name.len() < 4 || known().any(|known| *known == name) {
        return None;
    }
    known()
        .find(|known| strsim::damerau_levenshtein(known, name) == 1)
        .copied()
}
