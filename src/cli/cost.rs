//! `cost`: what environments cost in a month by list prices.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Map, Value};

use super::each::{Each, each};
use super::environments::Project;
use super::format::Format;
use super::output::{self, Context};
use super::pattern::is_set;
use super::{RustEnvironment, code};
use crate::catalog::{Catalogue, nearest};
use crate::check::Checked;
use crate::cost::{self, Estimate, json, text};
use crate::model::{Autoscaling, Environment, Usage};
use crate::resolve::Resolved;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment, row by row; of several, or of a pattern such as `'prod-*'`, what each comes to and their sum.
    environments: Vec<String>,
    /// Every environment that is not archived: what each comes to, and their sum.
    #[arg(long, conflicts_with = "environments")]
    all: bool,
    /// What a month is expected to use, before what `cost.usage` says: `natGb=500`, `poolNodes.apps=4`. Of several
    /// environments, each of them that has it.
    #[arg(long, value_name = "FIELD=NUMBER", value_parser = parse_usage)]
    usage: Vec<(String, u32)>,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
}

fn parse_usage(text: &str) -> Result<(String, u32), String> {
    let wrong = || format!("`{text}` is no expectation such as `natGb=500`");
    let (field, number) = text.split_once('=').ok_or_else(wrong)?;
    let number = number
        .parse()
        .map_err(|_| format!("`{number}` is no whole number of at most {}", u32::MAX))?;
    let known = match field.split_once('.') {
        Some(("poolNodes", pool)) => !pool.is_empty(),
        Some(_) => false,
        None => fields().any(|known| known == field),
    };
    if known {
        return Ok((field.to_owned(), number));
    }
    let fields: Vec<String> = fields().chain(["poolNodes.<pool>".to_owned()]).collect();
    let near = nearest(field, fields.iter().map(String::as_str));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", fields.join(", ")),
    };
    Err(format!("`cost.usage` has no field `{field}`; {help}"))
}

/// The fields of `cost.usage` that are one number.
fn fields() -> impl Iterator<Item = String> {
    let tree = serde_json::to_value(Usage::default()).expect("bug in eksight: a model is plain data");
    let fields: Map<String, Value> = match tree {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let numbers = fields.into_iter().filter(|(_, value)| value.is_null());
    numbers.map(|(field, _)| field)
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = Project::find(rust)?;
    let names = match project.select(&arguments.environments, arguments.all) {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    if is_set(&arguments.environments, arguments.all) || names.len() > 1 {
        return of_many(arguments, &names, &project, context);
    }
    project.with_permits(&names, context, |permits, catalogue| {
        let resolved = permits[0].resolved();
        let strays = stray_pools(arguments, resolved.environment);
        if let Some(pool) = strays.first() {
            return refuse(&format!(
                "error: `{}` has no Karpenter pool `{pool}`",
                resolved.name
            ));
        }
        let estimate = estimate(arguments, &strays, resolved, catalogue, context);
        output::data(&match arguments.output {
            Format::Text => text::render(resolved.name, &estimate),
            Format::Json => json::render(resolved.name, &estimate),
        })?;
        Ok(code::DONE)
    })
}

/// A line for each environment. Those with errors are not in the sum.
fn of_many(
    arguments: &Arguments,
    names: &[String],
    project: &Project,
    context: &Context,
) -> anyhow::Result<u8> {
    let Some(catalogue) = project.catalogue_or_tell(context) else {
        return Ok(code::REFUSED);
    };
    let left_out = is_set(&arguments.environments, arguments.all).then_some("counted");
    let look = |permit: &Checked| {
        let resolved = permit.resolved();
        let strays = stray_pools(arguments, resolved.environment);
        let estimate = estimate(arguments, &strays, resolved, &catalogue, context);
        (estimate, strays)
    };
    let Each { done, refused, told } = each(names, left_out, project, &catalogue, context, look);
    // A fleet may have a pool in some of its clusters.
    let strays = done.iter().map(|(_, (_, strays))| strays.clone());
    let of_none = strays.reduce(|all, other| &all & &other).unwrap_or_default();
    if let Some(pool) = of_none.first() {
        return refuse(&format!(
            "error: none of the environments has a Karpenter pool `{pool}`"
        ));
    }
    let estimates = done.into_iter().map(|(name, (estimate, _))| (name, estimate));
    let estimates: Vec<(String, Estimate)> = estimates.collect();
    if !estimates.is_empty() || refused.is_empty() {
        output::data(&match arguments.output {
            Format::Text => text::of_many(&estimates),
            Format::Json => json::of_many(&estimates, &refused),
        })?;
    }
    Ok(match told.tell_refused() {
        true => code::REFUSED,
        false => code::DONE,
    })
}

fn refuse(refusal: &str) -> anyhow::Result<u8> {
    output::tell(refusal);
    Ok(code::USAGE)
}

/// What one costs, with the usage that is expected of it but for pools that it does not have.
fn estimate(
    arguments: &Arguments,
    strays: &BTreeSet<&str>,
    resolved: &Resolved,
    catalogue: &Catalogue,
    context: &Context,
) -> Estimate {
    let is_there = |(field, _): &&(String, u32)| of_pool(field).is_none_or(|pool| !strays.contains(pool));
    let expected = arguments.usage.iter().filter(is_there);
    let usage = with(&resolved.environment.cost.usage, expected);
    cost::estimate_with(resolved, catalogue, &usage, context.as_of)
}

/// The pool of `poolNodes.<pool>`.
fn of_pool(field: &str) -> Option<&str> {
    field.strip_prefix("poolNodes.")
}

/// Pools that are named and are not there.
fn stray_pools<'a>(arguments: &'a Arguments, environment: &Environment) -> BTreeSet<&'a str> {
    let pools = arguments.usage.iter().filter_map(|(field, _)| of_pool(field));
    let is_there = |pool: &str| match &environment.autoscaling {
        Some(Autoscaling::Karpenter(karpenter)) => karpenter.node_pools.contains_key(pool),
        Some(Autoscaling::ClusterAutoscaler(_)) | None => false,
    };
    pools.filter(|pool| !is_there(pool)).collect()
}

/// The environment's usage with these fields set; each was looked up before.
fn with<'a>(usage: &Usage, expected: impl Iterator<Item = &'a (String, u32)>) -> Usage {
    let mut tree = serde_json::to_value(usage).expect("bug in eksight: a model is plain data");
    for (field, number) in expected {
        match field.split_once('.') {
            Some((map, pool)) => tree[map][pool] = Value::from(*number),
            None => tree[field] = Value::from(*number),
        }
    }
    serde_json::from_value(tree).expect("bug in eksight: usage whose fields are known cannot be read")
}
