//! `offerings.json`: which instance type is offered in which zone, one family of one region a line.

use super::wheel::{self, Wheel};
use anyhow::{Context, Result, ensure};
use eksight::catalog::Offerings;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const FORMAT: &str = "regions.<region>.zones lists zone ids; regions.<region>.families.<family> maps a mask to sizes; \
     the mask has one character a zone, in the order of `zones`: x offered there, . not. \
     A family or size that is absent is not offered in the region.";

/// Zone ids of one region by instance type.
type Region<'w> = BTreeMap<&'w str, BTreeSet<&'w str>>;

pub(super) fn generate(wheel: &Wheel) -> Result<String> {
    let source = format!(
        "Python package {} {}, {}*.json.gz (output of EC2 DescribeInstanceTypeOfferings)",
        wheel::PACKAGE.name,
        wheel::PACKAGE.version,
        wheel::OFFERINGS
    );
    let mut text = format!(
        "{{\n\"_meta\":{},\n\"regions\":{{\n",
        super::meta(wheel, &source, FORMAT)
    );
    let mut regions = Vec::new();
    for (name, rows) in &wheel.offerings {
        regions.push(region_text(name, &region(rows)?)?);
    }
    text.push_str(&regions.join(",\n"));
    text.push_str("\n}\n}\n");
    Ok(text)
}

fn region(rows: &[Value]) -> Result<Region<'_>> {
    let mut region = Region::new();
    for row in rows {
        let field = |name| row[name].as_str().with_context(|| format!("{row} has no {name}"));
        region
            .entry(field("InstanceType")?)
            .or_default()
            .insert(field("Location")?);
    }
    Ok(region)
}

fn zones<'w>(region: &Region<'w>) -> BTreeSet<&'w str> {
    region.values().flatten().copied().collect()
}

fn region_text(name: &str, region: &Region<'_>) -> Result<String> {
    let zones = zones(region);
    let mut families: BTreeMap<&str, BTreeMap<String, Vec<&str>>> = BTreeMap::new();
    for (instance_type, offered) in region {
        let (family, size) = instance_type
            .split_once('.')
            .context("an instance type has no size")?;
        let mask = zones
            .iter()
            .map(|zone| if offered.contains(zone) { 'x' } else { '.' })
            .collect();
        families
            .entry(family)
            .or_default()
            .entry(mask)
            .or_default()
            .push(size);
    }
    let mut lines = Vec::new();
    for (family, masks) in families {
        let mut row = serde_json::Map::new();
        for (mask, mut sizes) in masks {
            sizes.sort_by_key(|size| size_order(size));
            row.insert(mask, sizes.join(" ").into());
        }
        lines.push(format!("\"{family}\":{}", Value::Object(row)));
    }
    let zones = serde_json::to_string(&zones)?;
    Ok(format!(
        "\"{name}\":{{\"zones\":{zones},\"families\":{{\n{}\n}}}}",
        lines.join(",\n")
    ))
}

/// Sizes in the order people think of them, so that a new size appears where one looks for it.
fn size_order(size: &str) -> (usize, u32) {
    const NAMED: [&str; 6] = ["nano", "micro", "small", "medium", "large", "xlarge"];
    if let Some(place) = NAMED.iter().position(|name| *name == size) {
        return (place, 0);
    }
    let digits: String = size.chars().filter(char::is_ascii_digit).collect();
    (
        NAMED.len() + usize::from(size.starts_with("metal")),
        digits.parse().unwrap_or(0),
    )
}

/// Reads `text` back through the library and compares every type of every region with the package.
pub(super) fn verify(wheel: &Wheel, text: &str) -> Result<()> {
    serde_json::from_str::<Value>(text).context("offerings.json is not JSON")?;
    let written = Offerings::from_text(text.to_owned().leak());
    ensure!(
        written.regions().eq(wheel.offerings.keys().map(String::as_str)),
        "regions got lost"
    );
    for (name, rows) in &wheel.offerings {
        let expected = region(rows)?;
        let read = written.region(name).with_context(|| format!("{name} got lost"))?;
        ensure!(
            read.zones().iter().copied().eq(zones(&expected)),
            "{name}: zones differ"
        );
        ensure!(
            read.instance_types()
                .collect::<BTreeSet<_>>()
                .iter()
                .eq(expected.keys()),
            "{name}: types differ"
        );
        for (instance_type, offered) in &expected {
            ensure!(
                read.zones_offering(instance_type)
                    .into_iter()
                    .eq(offered.iter().copied()),
                "{name}: {instance_type} differs"
            );
        }
    }
    Ok(())
}
