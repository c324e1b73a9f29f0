//! Functions and aggregations of PromQL: what they take, and what they give. Source: prometheus/prometheus,
//! promql/parser/functions.go and lex.go at d15adb9 of 2026-08-21; `holt_winters` is a name of before version 3.

use super::types::Type;

/// By name, what a function takes: `v` one value of each series, `r` a range, `s` a number, `t` a text. With `?` behind
/// it the last one may be left out, with `*` it may stand any number of times.
const FUNCTIONS: [(&str, &str); 91] = [
    ("abs", "v"),
    ("absent", "v"),
    ("absent_over_time", "r"),
    ("acos", "v"),
    ("acosh", "v"),
    ("asin", "v"),
    ("asinh", "v"),
    ("atan", "v"),
    ("atanh", "v"),
    ("avg_over_time", "r"),
    ("ceil", "v"),
    ("changes", "r"),
    ("clamp", "vss"),
    ("clamp_max", "vs"),
    ("clamp_min", "vs"),
    ("cos", "v"),
    ("cosh", "v"),
    ("count_over_time", "r"),
    ("day_of_month", "v?"),
    ("day_of_week", "v?"),
    ("day_of_year", "v?"),
    ("days_in_month", "v?"),
    ("deg", "v"),
    ("delta", "r"),
    ("deriv", "r"),
    ("double_exponential_smoothing", "rss"),
    ("end", ""),
    ("exp", "v"),
    ("first_over_time", "r"),
    ("floor", "v"),
    ("histogram_avg", "v"),
    ("histogram_count", "v"),
    ("histogram_fraction", "ssv"),
    ("histogram_quantile", "sv"),
    ("histogram_quantiles", "vtss*"),
    ("histogram_stddev", "v"),
    ("histogram_stdvar", "v"),
    ("histogram_sum", "v"),
    ("holt_winters", "rss"),
    ("hour", "v?"),
    ("idelta", "r"),
    ("increase", "r"),
    ("info", "vv?"),
    ("irate", "r"),
    ("label_join", "vttt*"),
    ("label_replace", "vtttt"),
    ("last_over_time", "r"),
    ("ln", "v"),
    ("log10", "v"),
    ("log2", "v"),
    ("mad_over_time", "r"),
    ("max_of", "ss"),
    ("max_over_time", "r"),
    ("min_of", "ss"),
    ("min_over_time", "r"),
    ("minute", "v?"),
    ("month", "v?"),
    ("pi", ""),
    ("predict_linear", "rs"),
    ("present_over_time", "r"),
    ("quantile_over_time", "sr"),
    ("rad", "v"),
    ("range", ""),
    ("rate", "r"),
    ("resets", "r"),
    ("round", "vs?"),
    ("scalar", "v"),
    ("sgn", "v"),
    ("sin", "v"),
    ("sinh", "v"),
    ("sort", "v"),
    ("sort_by_label", "vt*"),
    ("sort_by_label_desc", "vt*"),
    ("sort_desc", "v"),
    ("sqrt", "v"),
    ("start", ""),
    ("start_timestamp", "v"),
    ("stddev_over_time", "r"),
    ("stdvar_over_time", "r"),
    ("step", ""),
    ("sum_over_time", "r"),
    ("tan", "v"),
    ("tanh", "v"),
    ("time", ""),
    ("timestamp", "v"),
    ("ts_of_first_over_time", "r"),
    ("ts_of_last_over_time", "r"),
    ("ts_of_max_over_time", "r"),
    ("ts_of_min_over_time", "r"),
    ("vector", "s"),
    ("year", "v?"),
];

/// Functions that give one number; the others give series.
const SCALARS: [&str; 9] = [
    "end", "max_of", "min_of", "pi", "range", "scalar", "start", "step", "time",
];

/// Aggregations, which look at one value a series.
const AGGREGATIONS: [&str; 8] = ["avg", "count", "group", "max", "min", "stddev", "stdvar", "sum"];

/// Aggregations that are told something first.
const AGGREGATIONS_BY: [(&str, Type); 6] = [
    ("bottomk", Type::Scalar),
    ("count_values", Type::Text),
    ("limit_ratio", Type::Scalar),
    ("limitk", Type::Scalar),
    ("quantile", Type::Scalar),
    ("topk", Type::Scalar),
];

/// What Prometheus has with [`super::EXPERIMENTAL`] only.
const EXPERIMENTAL: [&str; 19] = [
    "double_exponential_smoothing",
    "end",
    "histogram_quantiles",
    "info",
    "limit_ratio",
    "limitk",
    "mad_over_time",
    "max_of",
    "min_of",
    "range",
    "sort_by_label",
    "sort_by_label_desc",
    "start",
    "start_timestamp",
    "step",
    "ts_of_first_over_time",
    "ts_of_last_over_time",
    "ts_of_max_over_time",
    "ts_of_min_over_time",
];

/// What a function or an aggregation gives with these arguments, or what is wrong with them. What nobody knows may be
/// newer, and takes anything.
pub(super) fn call(name: &str, arguments: &[Type]) -> Result<Type, String> {
    let lower = name.to_ascii_lowercase();
    if let Some(wanted) = aggregation(&lower) {
        return aggregate(name, &wanted, arguments).map(|()| Type::Vector);
    }
    let Some((_, takes)) = FUNCTIONS.iter().find(|(known, _)| *known == name) else {
        if FUNCTIONS.iter().any(|(known, _)| *known == lower) {
            return Err(format!(
                "there is no function `{name}`; functions are written in small letters, `{lower}`"
            ));
        }
        return match meant(name) {
            Some(meant) => Err(format!("there is no function `{name}`; did you mean `{meant}`?")),
            None => Ok(Type::Vector),
        };
    };
    let wanted: Vec<Type> = takes.chars().filter_map(Type::of_letter).collect();
    let (least, most) = match takes.chars().last() {
        Some('?') => (wanted.len() - 1, wanted.len()),
        Some('*') => (wanted.len() - 1, usize::MAX),
        _ => (wanted.len(), wanted.len()),
    };
    for (position, given) in arguments.iter().enumerate() {
        let wanted = wanted.get(position).or(wanted.last());
        match wanted {
            Some(wanted) if position < most && wanted != given => return Err(misfit(name, *wanted, *given)),
            _ => {}
        }
    }
    if arguments.len() < least || arguments.len() > most {
        let number = match (least, most) {
            (0, 0) => "nothing".to_owned(),
            (least, most) if least == most => counted(least),
            (least, usize::MAX) => format!("at least {}", counted(least)),
            (_, most) => format!("at most {}", counted(most)),
        };
        return Err(format!(
            "`{name}` takes {number} in its brackets, and has {}",
            arguments.len()
        ));
    }
    Ok(if SCALARS.contains(&name) {
        Type::Scalar
    } else {
        Type::Vector
    })
}

/// Whether Prometheus has it with the feature only.
pub(super) fn is_experimental(name: &str) -> bool {
    EXPERIMENTAL.contains(&name)
        || (aggregation(name).is_some() && EXPERIMENTAL.contains(&name.to_ascii_lowercase().as_str()))
}

/// Whether it is a function that is known here.
pub(super) fn is_known(name: &str) -> bool {
    FUNCTIONS.iter().any(|(known, _)| *known == name)
}

/// Whether it is an aggregation; its name is written in any case.
pub(super) fn is_aggregation(name: &str) -> bool {
    aggregation(name).is_some()
}

/// What an aggregation takes; its name is written in any case.
fn aggregation(name: &str) -> Option<Vec<Type>> {
    let name = name.to_ascii_lowercase();
    if AGGREGATIONS.contains(&name.as_str()) {
        return Some(vec![Type::Vector]);
    }
    let mut by = AGGREGATIONS_BY.iter();
    let (_, told) = by.find(|(known, _)| *known == name)?;
    Some(vec![*told, Type::Vector])
}

fn aggregate(name: &str, wanted: &[Type], arguments: &[Type]) -> Result<(), String> {
    let mut pairs = wanted.iter().zip(arguments);
    if let Some((wanted, given)) = pairs.find(|(wanted, given)| wanted != given) {
        return Err(misfit(name, *wanted, *given));
    }
    match (wanted, arguments.len()) {
        (_, given) if given == wanted.len() => Ok(()),
        (_, 0) => Err(format!("`{name}` must have in its brackets what it aggregates")),
        ([told, _], 1) => Err(format!(
            "`{name}` takes {} first, then what it aggregates",
            told.named()
        )),
        (_, given) => Err(format!(
            "`{name}` takes {} in its brackets, and has {given}",
            counted(wanted.len())
        )),
    }
}

fn misfit(name: &str, wanted: Type, given: Type) -> String {
    match (wanted, given) {
        (Type::Range, _) => format!("`{name}` takes a range, such as `metric[5m]`"),
        (_, Type::Range) => format!("`{name}` takes no range; a function such as `rate` must be around it"),
        _ => format!("`{name}` takes {} where {} stands", wanted.named(), given.named()),
    }
}

fn counted(number: usize) -> String {
    if number == 1 {
        "one thing".to_owned()
    } else {
        format!("{number} things")
    }
}

/// The function that a name misspells by one slip; `None` for what may be a newer one. Short names are a slip away from
/// many.
fn meant(name: &str) -> Option<&'static str> {
    if name.len() < 4 {
        return None;
    }
    let functions = FUNCTIONS.iter().map(|(known, _)| known);
    let aggregations = AGGREGATIONS_BY.iter().map(|(known, _)| known);
    let mut known = functions.chain(&AGGREGATIONS).chain(aggregations);
    known
        .find(|known| strsim::damerau_levenshtein(known, name) == 1)
        .copied()
}
