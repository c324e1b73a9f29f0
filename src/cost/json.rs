//! An estimate for programs, with infracost's names where they fit. `formatVersion` counts up when a key changes its
//! meaning or goes.

use serde::Serialize;

use super::{Component, Delta, Estimate, Monthly, Quantity, Range, Resource};
use crate::catalog::Date;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    format_version: u32,
    environment: &'a str,
    region: &'a str,
    currency: &'static str,
    prices_as_of: Days,
    /// At most.
    total_monthly_cost: String,
    /// At least.
    total_monthly_cost_low: String,
    partial: bool,
    resources: Vec<Row<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sum<'a> {
    format_version: u32,
    currency: &'static str,
    /// At most.
    total_monthly_cost: String,
    /// At least.
    total_monthly_cost_low: String,
    partial: bool,
    environments: Vec<Line<'a>>,
    /// Environments with errors, which are not in the total.
    refused_environments: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    environment: &'a str,
    region: &'a str,
    total_monthly_cost: String,
    total_monthly_cost_low: String,
    partial: bool,
    /// Costs that depend on usage that nobody has said, and are not in the total.
    by_usage: usize,
}

#[derive(Serialize)]
struct Days {
    instances: Option<Date>,
    volumes: Option<Date>,
    services: Option<Date>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    name: &'a str,
    cost_components: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Part<'a> {
    name: &'a str,
    unit: &'a str,
    /// Null where nobody knows it.
    monthly_quantity: Option<u64>,
    /// The field of `cost.usage` that would tell the quantity.
    usage: Option<&'a str>,
    /// Null where the catalogue has none. At most.
    price: Option<String>,
    price_low: Option<String>,
    /// Null where it depends on usage, or the price is unknown. At most.
    monthly_cost: Option<String>,
    monthly_cost_low: Option<String>,
    note: Option<&'a str>,
}

/// What a change costs, as a part of a report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    currency: &'static str,
    past_total_monthly_cost: String,
    total_monthly_cost: String,
    diff_total_monthly_cost: String,
    diff_total_monthly_cost_low: String,
    /// Whether a price is missing before or after.
    partial: bool,
    /// Whether something changes whose cost is unknown or depends on usage.
    beyond: bool,
}

impl From<&Delta> for Change {
    fn from(delta: &Delta) -> Self {
        let amount = delta.amount;
        Self {
            currency: "USD",
            past_total_monthly_cost: delta.past.amount.high.plain(),
            total_monthly_cost: delta.now.amount.high.plain(),
            diff_total_monthly_cost: amount.high.plain(),
            diff_total_monthly_cost_low: amount.low.plain(),
            partial: delta.past.partial || delta.now.partial,
            beyond: delta.beyond,
        }
    }
}

/// The estimate as one object.
#[must_use]
pub fn render(name: &str, estimate: &Estimate) -> String {
    let total = estimate.total();
    let report = Report {
        format_version: 1,
        environment: name,
        region: &estimate.region,
        currency: "USD",
        prices_as_of: Days {
            instances: estimate.as_of.instances,
            volumes: estimate.as_of.volumes,
            services: estimate.as_of.services,
        },
        total_monthly_cost: total.amount.high.plain(),
        total_monthly_cost_low: total.amount.low.plain(),
        partial: total.partial,
        resources: estimate.resources.iter().map(row).collect(),
    };
    let text = serde_json::to_string_pretty(&report).expect("bug in eksight: a report is plain data");
    text + "\n"
}

/// Environments with what each comes to, and their sum, as one object.
#[must_use]
pub fn of_many(environments: &[(String, Estimate)], refused: &[String]) -> String {
    let total = Estimate::sum(environments.iter().map(|(_, estimate)| estimate)).total();
    let lines = environments.iter().map(|(name, estimate)| {
        let total = estimate.total();
        Line {
            environment: name,
            region: &estimate.region,
            total_monthly_cost: total.amount.high.plain(),
            total_monthly_cost_low: total.amount.low.plain(),
            partial: total.partial,
            by_usage: total.by_usage,
        }
    });
    let sum = Sum {
        format_version: 1,
        currency: "USD",
        total_monthly_cost: total.amount.high.plain(),
        total_monthly_cost_low: total.amount.low.plain(),
        partial: total.partial,
        environments: lines.collect(),
        refused_environments: refused,
    };
    let text = serde_json::to_string_pretty(&sum).expect("bug in eksight: a report is plain data");
    text + "\n"
}

fn row(resource: &Resource) -> Row<'_> {
    Row {
        name: &resource.name,
        cost_components: resource.components.iter().map(part).collect(),
    }
}

fn part(component: &Component) -> Part<'_> {
    let monthly = match component.monthly() {
        Monthly::Known(range) => Some(range),
        Monthly::Usage | Monthly::Unknown => None,
    };
    let (monthly_quantity, usage) = match &component.quantity {
        Quantity::Fixed(count) | Quantity::Expected(count) => (Some(*count), None),
        Quantity::NotKnown(field) => (None, field.as_deref()),
    };
    let text = |amount: Option<Range>, of: fn(Range) -> String| amount.map(of);
    Part {
        name: &component.name,
        unit: component.unit,
        monthly_quantity,
        usage,
        price: text(component.price, |price| price.high.exact()),
        price_low: text(component.price, |price| price.low.exact()),
        monthly_cost: text(monthly, |cost| cost.high.plain()),
        monthly_cost_low: text(monthly, |cost| cost.low.plain()),
        note: component.note.as_deref(),
    }
}
