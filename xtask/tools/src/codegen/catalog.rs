//! `cargo xtask codegen catalog`: the two catalogue files that are extracts of a published package.

mod instance_types;
mod offerings;
mod wheel;

use super::Generated;
use anyhow::Result;
use serde_json::{Value, json};
use wheel::Wheel;

pub(super) const COMMAND: &str = "cargo xtask codegen catalog";

/// Makes both files and proves, by reading them back through the library, that nothing was lost.
pub(super) fn generate() -> Result<Vec<Generated>> {
    let wheel = Wheel::open()?;
    let types = instance_types::generate(&wheel)?;
    instance_types::verify(&wheel, &types)?;
    let offerings = offerings::generate(&wheel)?;
    offerings::verify(&wheel, &offerings)?;
    Ok(vec![
        Generated {
            path: "src/catalog/data/instance-types.json",
            text: types,
        },
        Generated {
            path: "src/catalog/data/offerings.json",
            text: offerings,
        },
    ])
}

/// The first entry of a generated file: where its facts come from, and how to read them.
fn meta(wheel: &Wheel, source: &str, format: &str) -> Value {
    json!({
        "command": COMMAND,
        "source": source,
        "license": "Apache-2.0",
        "package": wheel::PACKAGE.name,
        "packageVersion": wheel::PACKAGE.version,
        "asOf": wheel.as_of,
        "format": format,
    })
}
