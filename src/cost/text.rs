//! An estimate as a table, in the layout that people know from infracost.

use super::{Component, Estimate, Monthly, Quantity, Range};
use crate::catalog::{Date, grouped};

const QUANTITY: usize = 11;
const UNIT: usize = 9;
const COST: usize = 12;

/// The table, the total, and what is not in it.
#[must_use]
pub fn render(name: &str, estimate: &Estimate) -> String {
    let components = || {
        estimate
            .resources
            .iter()
            .flat_map(|resource| &resource.components)
    };
    let longest = components()
        .map(|component| component.name.chars().count() + 3)
        .max();
    let width = longest.unwrap_or_default().max("OVERALL TOTAL (partial)".len());
    let mut text = format!(
        "Project: {name} ({})\n\n {:width$}  {:>QUANTITY$}  {:UNIT$}  {:>COST$}\n",
        estimate.region, "Name", "Monthly Qty", "Unit", "Monthly Cost"
    );
    for resource in &estimate.resources {
        text.push_str(&format!("\n {}\n", resource.name));
        for (place, component) in resource.components.iter().enumerate() {
            let last = place + 1 == resource.components.len();
            text.push_str(&row(component, width, last));
        }
    }
    text.push_str(&footer(estimate, width));
    text
}

/// Environments in a line each, their sum, and what is not in it.
#[must_use]
pub fn of_many(environments: &[(String, Estimate)]) -> String {
    let longest = environments.iter().map(|(name, _)| name.chars().count()).max();
    let width = longest.unwrap_or_default().max("OVERALL TOTAL (partial)".len());
    let mut text = format!(
        " {:width$}  {:>QUANTITY$}  {:UNIT$}  {:>COST$}\n\n",
        "Name", "By usage", "Prices", "Monthly Cost"
    );
    for (name, estimate) in environments {
        let total = estimate.total();
        text.push_str(&format!(
            " {name:width$}  {:>QUANTITY$}  {:UNIT$}  {:>COST$}\n",
            total.by_usage,
            if total.partial { "partial" } else { "known" },
            amount(total.amount)
        ));
    }
    text + &footer(
        &Estimate::sum(environments.iter().map(|(_, estimate)| estimate)),
        width,
    )
}

fn row(component: &Component, width: usize, last: bool) -> String {
    let branch = if last { "└─" } else { "├─" };
    let name = format!("{branch} {}", component.name);
    let mut text = match (component.monthly(), &component.quantity) {
        (Monthly::Known(cost), Quantity::Fixed(count) | Quantity::Expected(count)) => format!(
            " {name:width$}  {:>QUANTITY$}  {:UNIT$}  {:>COST$}\n",
            grouped(&count.to_string()),
            component.unit,
            amount(cost)
        ),
        (Monthly::Unknown, Quantity::Fixed(count) | Quantity::Expected(count)) => format!(
            " {name:width$}  {:>QUANTITY$}  {:UNIT$}  {:>COST$}\n",
            grouped(&count.to_string()),
            component.unit,
            "unknown"
        ),
        (Monthly::Unknown, Quantity::NotKnown(_)) => {
            format!(" {name:width$}  unknown: no price of it\n")
        }
        (Monthly::Usage | Monthly::Known(_), _) => format!(
            " {name:width$}  Monthly cost depends on usage: {} per {}\n",
            component.price.map_or_else(String::new, each),
            component.unit.trim_end_matches('s')
        ),
    };
    if let Some(note) = &component.note {
        let trunk = if last { "  " } else { "│ " };
        text.push_str(&format!(" {trunk}    {note}\n"));
    }
    text
}

fn footer(estimate: &Estimate, width: usize) -> String {
    let total = estimate.total();
    let label = match total.partial {
        true => "OVERALL TOTAL (partial)",
        false => "OVERALL TOTAL",
    };
    let mut text = format!(
        "\n {label:width$}  {:QUANTITY$}  {:UNIT$}  {:>COST$}\n\n",
        "",
        "",
        amount(total.amount)
    );
    if total.partial {
        text.push_str("The total is partial: what is unknown costs something too.\n");
    }
    if total.by_usage > 0 {
        let rows = match total.by_usage {
            1 => "1 cost depends on usage and is".to_owned(),
            rows => format!("{rows} costs depend on usage and are"),
        };
        text.push_str(&format!(
            "{rows} not in the total; `--usage` or `cost.usage` sets it: {}\n",
            fields(estimate).join(", ")
        ));
    }
    let day = |what: &str, day: Option<Date>| match day {
        Some(day) => format!("{what} of {day}"),
        None => format!("{what} not known"),
    };
    let days = [
        day("instances", estimate.as_of.instances),
        day("volumes", estimate.as_of.volumes),
        day("services", estimate.as_of.services),
    ];
    text + &format!(
        "List prices in USD without tax, discounts and free tiers: {}.\n",
        days.join(", ")
    )
}

/// The fields of `cost.usage` that would tell more, each once.
fn fields(estimate: &Estimate) -> Vec<&str> {
    let components = estimate
        .resources
        .iter()
        .flat_map(|resource| &resource.components);
    let mut fields: Vec<&str> = Vec::new();
    for component in components.filter(|component| component.monthly() == Monthly::Usage) {
        match &component.quantity {
            Quantity::NotKnown(Some(field)) if !fields.contains(&field.as_str()) => fields.push(field),
            _ => {}
        }
    }
    fields
}

/// An amount, or what it lies between.
#[must_use]
pub fn amount(range: Range) -> String {
    match range.low == range.high {
        true => range.high.to_string(),
        false => format!("{} to {}", range.low, range.high),
    }
}

fn each(price: Range) -> String {
    match price.low == price.high {
        true => format!("${}", price.high.exact()),
        false => format!("${} to ${}", price.low.exact(), price.high.exact()),
    }
}
