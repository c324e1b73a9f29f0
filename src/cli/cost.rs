//! `cost`: what an environment costs in a month by list prices.

use anyhow::bail;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::catalog::nearest;
use crate::cost::{self, json, text};
use crate::model::{Autoscaling, Environment, Usage};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    /// What a month is expected to use, before what `cost.usage` says: `natGb=500`, `poolNodes.apps=4`.
    #[arg(long, value_name = "FIELD=NUMBER", value_parser = parse_usage)]
    usage: Vec<(String, u32)>,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people.
    Text,
    /// One object.
    Json,
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
    let project = environments::Project::find(rust)?;
    project.with_permit(&arguments.environment, context, |permit| {
        let Ok(catalogue) = project.catalogue() else {
            bail!("the facts in `catalog` changed meanwhile");
        };
        let resolved = permit.resolved();
        if let Some(pool) = stray_pool(arguments, resolved.environment) {
            output::tell(&format!(
                "error: `{}` has no Karpenter pool `{pool}`",
                resolved.name
            ));
            return Ok(code::USAGE);
        }
        let usage = with(&resolved.environment.cost.usage, &arguments.usage);
        let estimate = cost::estimate_with(resolved, &catalogue, &usage, context.as_of);
        output::data(&match arguments.output {
            Format::Text => text::render(resolved.name, &estimate),
            Format::Json => json::render(resolved.name, &estimate),
        })?;
        Ok(code::DONE)
    })
}

/// A pool that is named and is not there.
fn stray_pool<'a>(arguments: &'a Arguments, environment: &Environment) -> Option<&'a str> {
    let pools = arguments
        .usage
        .iter()
        .filter_map(|(field, _)| field.strip_prefix("poolNodes."));
    let is_there = |pool: &str| match &environment.autoscaling {
        Some(Autoscaling::Karpenter(karpenter)) => karpenter.node_pools.contains_key(pool),
        Some(Autoscaling::ClusterAutoscaler(_)) | None => false,
    };
    pools.into_iter().find(|pool| !is_there(pool))
}

/// The environment's usage with these fields set; each was looked up before.
fn with(usage: &Usage, expected: &[(String, u32)]) -> Usage {
    let mut tree = serde_json::to_value(usage).expect("bug in eksight: a model is plain data");
    for (field, number) in expected {
        match field.split_once('.') {
            Some((map, pool)) => tree[map][pool] = Value::from(*number),
            None => tree[field] = Value::from(*number),
        }
    }
    serde_json::from_value(tree).expect("bug in eksight: usage whose fields are known cannot be read")
}
