//! `cargo xtask codegen properties`: the table of CloudFormation properties, from the provider schemas in cfn-lint.

mod schema;
mod types;

use super::Generated;
use super::package::Package;
use crate::verify::CFN_LINT;
use anyhow::{Context, Result, ensure};
use eksight::catalog::CloudFormation;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) const COMMAND: &str = "cargo xtask codegen properties";

/// The linter that `verify` asks, so that both read the same schemas.
const PACKAGE: Package = Package {
    name: "cfn-lint",
    version: CFN_LINT,
    sha256: "9d9f06043160756a6158f5c3f92a44ce38254b1c578127461608305bc8262987",
};

/// Type -> name of its schema's file.
const REGION: &str = "cfnlint/data/schemas/providers/ap-northeast-2.json";
const SCHEMAS: &str = "cfnlint/data/schemas/resources/";

/// What the schemas do not say.
const BESIDE: &str = include_str!("properties/beside-the-schemas.json");

const FORMAT: &str = "one type a line; properties: name -> string, number, boolean, any (JSON of no said shape), enum, \
     list, map or object; paths: A/B, and * for the items of a list; replace: createOnlyProperties of the schema; \
     mayReplace: its conditionalCreateOnlyProperties; refused: path -> what the service refuses to change, which the \
     schemas do not know; attributes: its readOnlyProperties, for Fn::GetAtt";

#[derive(Deserialize)]
struct Beside {
    source: Vec<Value>,
    types: BTreeMap<String, Extra>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Extra {
    refused: BTreeMap<String, String>,
    attributes: Vec<String>,
}

/// Makes the file and proves, by reading it back through the library, that nothing was lost.
pub(super) fn generate() -> Result<Vec<Generated>> {
    let names = types::defined()?;
    let files = PACKAGE
        .unpack(&[REGION])?
        .files
        .remove(REGION)
        .with_context(|| format!("cfn-lint {CFN_LINT} has no {REGION}"))?;
    let files: BTreeMap<String, String> =
        serde_json::from_str(&files).with_context(|| format!("reading {REGION}"))?;
    let mut paths = BTreeMap::new();
    for name in &names {
        let file = files
            .get(name)
            .with_context(|| format!("the package has no schema of {name}"))?;
        paths.insert(name.as_str(), format!("{SCHEMAS}{file}.json"));
    }
    let wanted: Vec<&str> = paths.values().map(String::as_str).collect();
    let unpacked = PACKAGE.unpack(&wanted)?;
    let beside: Beside = serde_json::from_str(BESIDE).context("reading beside-the-schemas.json")?;
    for name in beside.types.keys() {
        ensure!(
            names.contains(name),
            "beside-the-schemas.json tells of {name}, which we do not write"
        );
    }
    let none = Extra::default();
    let mut rows = Vec::new();
    for (name, path) in &paths {
        let schema = unpacked.files.get(path).with_context(|| format!("no {path}"))?;
        let schema: Value = serde_json::from_str(schema).with_context(|| format!("reading {path}"))?;
        let extra = beside.types.get(*name).unwrap_or(&none);
        let row = row(&schema, extra).with_context(|| name.to_string())?;
        rows.push(format!("\"{name}\":{row}"));
    }
    let meta = meta(&unpacked.built, beside.source);
    let text = format!(
        "{{\n\"_meta\":{meta},\n\"types\":{{\n{}\n}}\n}}\n",
        rows.join(",\n")
    );
    verify(&text, &beside.types, &names)?;
    Ok(vec![Generated {
        path: "src/catalog/data/cloudformation.json",
        text,
    }])
}

fn meta(built: &str, more: Vec<Value>) -> Value {
    let schemas = json!({
        "facts": "all but refused",
        "from": format!("Python package cfn-lint {CFN_LINT}, CloudFormation provider schemas of ap-northeast-2"),
    });
    json!({
        "command": COMMAND,
        "source": std::iter::once(schemas).chain(more).collect::<Vec<_>>(),
        "license": "MIT-0",
        "package": PACKAGE.name,
        "packageVersion": PACKAGE.version,
        "asOf": built,
        "format": FORMAT,
    })
}

fn row(schema: &Value, extra: &Extra) -> Result<Value> {
    let read_only = schema::paths(schema, "readOnlyProperties")?;
    let mut row: Map<String, Value> = schema::properties(schema, &read_only)?;
    let mut attributes: Vec<String> = read_only
        .iter()
        .filter(|path| !path.contains('*'))
        .map(|path| path.replace('/', "."))
        .chain(extra.attributes.iter().cloned())
        .collect();
    attributes.sort();
    for (key, value) in [
        ("replace", json!(schema::paths(schema, "createOnlyProperties")?)),
        (
            "mayReplace",
            json!(schema::paths(schema, "conditionalCreateOnlyProperties")?),
        ),
        ("refused", json!(extra.refused)),
        ("attributes", json!(attributes)),
    ] {
        if value != json!([]) && value != json!({}) {
            row.insert(key.to_owned(), value);
        }
    }
    Ok(Value::Object(row))
}

/// Reads the table back. A path that is refused must be one that exists.
fn verify(
    text: &str,
    beside: &BTreeMap<String, Extra>,
    names: &std::collections::BTreeSet<String>,
) -> Result<()> {
    let table = CloudFormation::from_text(text.to_owned());
    ensure!(table.names().eq(names.iter()), "types got lost");
    for name in names {
        table
            .resource_type(name)
            .with_context(|| format!("{name} got lost"))?;
    }
    for (name, extra) in beside {
        for path in extra.refused.keys() {
            let effect = table.effect_of_change(name, path);
            ensure!(
                effect == Some(eksight::catalog::Effect::Refused),
                "{name} has no property {path}"
            );
        }
    }
    Ok(())
}
