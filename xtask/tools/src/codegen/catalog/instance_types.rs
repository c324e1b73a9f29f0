//! `instance-types.json`: what is known of each instance type, one type a line.

use super::wheel::{self, Wheel};
use anyhow::{Context, Result, bail, ensure};
use eksight::catalog::{Architecture, InstanceType, InstanceTypes};
use serde_json::{Value, json};

const FORMAT: &str = "columns: type, vCPU, memory in MiB, architecture, interfaces on the default network card, \
     IPv4 addresses per interface, pods by secondary addresses = interfaces * (addresses - 1) + 2, flags, \
     EBS volumes at most; flags: a accelerator that is not a GPU (Neuron, FPGA, media), b burstable, \
     c current generation, d instance store, g GPU, m bare metal, n Nitro hypervisor, s spot";

type Flag = (char, fn(&Value) -> bool);

/// Each flag and the test that a type has it, in the order they are written.
const FLAGS: [Flag; 8] = [
    ('a', has_other_accelerator),
    ('b', |t| t["BurstablePerformanceSupported"] == true),
    ('c', |t| t["CurrentGeneration"] == true),
    ('d', |t| t["InstanceStorageSupported"] == true),
    ('g', |t| t.get("GpuInfo").is_some()),
    ('m', |t| t["BareMetal"] == true),
    ('n', |t| t["Hypervisor"] == "nitro"),
    ('s', |t| {
        strings(&t["SupportedUsageClasses"]).any(|class| class == "spot")
    }),
];

fn has_other_accelerator(facts: &Value) -> bool {
    const KEYS: [&str; 4] = [
        "InferenceAcceleratorInfo",
        "NeuronInfo",
        "FpgaInfo",
        "MediaAcceleratorInfo",
    ];
    KEYS.iter().any(|key| facts.get(key).is_some())
}

pub(super) fn generate(wheel: &Wheel) -> Result<String> {
    let source = format!(
        "Python package {} {}, {} (output of EC2 DescribeInstanceTypes)",
        wheel::PACKAGE.name,
        wheel::PACKAGE.version,
        wheel::INSTANCE_TYPES
    );
    let mut rows = Vec::new();
    for (name, facts) in &wheel.instance_types {
        rows.push(
            row(name, facts)
                .with_context(|| format!("instance type {name}"))?
                .to_string(),
        );
    }
    let meta = super::meta(wheel, &source, FORMAT);
    Ok(format!(
        "{{\n\"_meta\":{meta},\n\"types\":[\n{}\n]\n}}\n",
        rows.join(",\n")
    ))
}

fn row(name: &str, facts: &Value) -> Result<Value> {
    let interfaces = default_card_interfaces(facts)?;
    let addresses = number(facts, "/NetworkInfo/Ipv4AddressesPerInterface")?;
    let flags: String = FLAGS
        .iter()
        .filter(|(_, has)| has(facts))
        .map(|(flag, _)| flag)
        .collect();
    Ok(json!([
        name,
        number(facts, "/VCpuInfo/DefaultVCpus")?,
        number(facts, "/MemoryInfo/SizeInMiB")?,
        architecture(facts)?,
        interfaces,
        addresses,
        // The count that AL2023 nodes compute for themselves; it knows the default card only.
        interfaces * (addresses - 1) + 2,
        flags,
        number(facts, "/EbsInfo/MaximumEbsAttachments")?,
    ]))
}

fn number(facts: &Value, pointer: &str) -> Result<u64> {
    facts
        .pointer(pointer)
        .and_then(Value::as_u64)
        .with_context(|| format!("no {pointer}"))
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn default_card_interfaces(facts: &Value) -> Result<u64> {
    let index = number(facts, "/NetworkInfo/DefaultNetworkCardIndex")?;
    number(
        facts,
        &format!("/NetworkInfo/NetworkCards/{index}/MaximumNetworkInterfaces"),
    )
}

/// Old x86 types list `i386` too; no EKS image is built for it.
fn architecture(facts: &Value) -> Result<&str> {
    let mut known = strings(&facts["ProcessorInfo"]["SupportedArchitectures"]).filter(|name| *name != "i386");
    match (known.next(), known.next()) {
        (Some(name), None) => Ok(name),
        _ => bail!("not exactly one architecture"),
    }
}

/// Reads `text` back through the library and compares every fact with the package.
pub(super) fn verify(wheel: &Wheel, text: &str) -> Result<()> {
    serde_json::from_str::<Value>(text).context("instance-types.json is not JSON")?;
    let written = InstanceTypes::from_text(text.to_owned().leak());
    ensure!(
        written
            .names()
            .eq(wheel.instance_types.keys().map(String::as_str)),
        "instance types got lost"
    );
    for (name, facts) in &wheel.instance_types {
        let read = written.get(name).with_context(|| format!("{name} got lost"))?;
        ensure!(read_back(read) == row(name, facts)?, "{name} differs: {read:?}");
    }
    Ok(())
}

fn read_back(read: &InstanceType) -> Value {
    let architecture = match read.architecture {
        Architecture::X86_64 => "x86_64",
        Architecture::Arm64 => "arm64",
        Architecture::X86_64Mac => "x86_64_mac",
        Architecture::Arm64Mac => "arm64_mac",
    };
    let flags = [
        ('a', read.other_accelerator),
        ('b', read.burstable),
        ('c', read.current_generation),
        ('d', read.instance_store),
        ('g', read.gpu),
        ('m', read.bare_metal),
        ('n', read.nitro),
        ('s', read.spot),
    ];
    let flags: String = flags
        .iter()
        .filter(|(_, set)| *set)
        .map(|(flag, _)| flag)
        .collect();
    json!([
        read.name,
        read.vcpu,
        read.memory_mib,
        architecture,
        read.max_enis,
        read.ipv4_per_eni,
        read.max_pods,
        flags,
        read.max_ebs_volumes,
    ])
}
