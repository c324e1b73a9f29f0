//! EKS7031: an extra value of another kind than the chart's default.

use serde_json::Value;

use crate::catalog::{KnownValues, ValueKind};
use crate::extra_values::{Default, Misfit, Why, misfits};
use crate::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let all = misfits(subject);
    let found = all.iter().flat_map(|(known, misfits)| {
        misfits.iter().filter_map(move |misfit| match misfit.why {
            Why::Kind(value, default) => Some(finding(known, misfit, value, default)),
            Why::Unknown => None,
        })
    });
    found.collect()
}

fn finding(known: &KnownValues<'_>, misfit: &Misfit<'_>, value: &Value, default: Default) -> Finding {
    let Misfit {
        at, path, release, ..
    } = misfit;
    let wanted = match default {
        Default::Inner => ValueKind::Map.words(),
        Default::Leaf(kind) => kind.words(),
    };
    let message = format!(
        "`{path}` is {wanted} in the chart `{}` in version `{}`, and here it is {}",
        release.chart,
        release.version,
        kind_of(value)
    );
    let help = match (default, value) {
        (Default::Inner, _) => {
            let below = known
                .below(path)
                .find_map(|other| other.get(path.len() + 1..)?.split('.').next());
            format!("write a map with keys such as `{}`", below.unwrap_or_default())
        }
        (Default::Leaf(ValueKind::Bool), Value::String(_)) => {
            "write `true` or `false` without quotes: a text counts as true, whatever it says".to_owned()
        }
        (Default::Leaf(ValueKind::List), Value::String(text)) => format!("write a list: `[{text}]`"),
        _ => format!("write {wanted}"),
    };
    Finding::at(at.clone(), message)
        .help(help)
        .note(format!("values as of {}", known.as_of))
}

fn kind_of(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) => format!("the text `{text}`"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a map".to_owned(),
    }
}
