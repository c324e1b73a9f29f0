//! `aws ec2 describe-instance-types`: what each instance type has.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{AnswerError, Circumstances};
use crate::{Architecture, Dated, Document, Facts, InstanceType};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a map")]
pub(super) struct Row {
    instance_type: String,
    current_generation: bool,
    #[serde(default)]
    supported_usage_classes: Vec<String>,
    #[serde(default)]
    bare_metal: bool,
    hypervisor: Option<String>,
    processor_info: Processor,
    #[serde(rename = "VCpuInfo")]
    vcpu_info: Vcpu,
    memory_info: Memory,
    #[serde(default)]
    instance_storage_supported: bool,
    #[serde(default)]
    ebs_info: Ebs,
    network_info: Network,
    gpu_info: Option<IgnoredAny>,
    inference_accelerator_info: Option<IgnoredAny>,
    neuron_info: Option<IgnoredAny>,
    fpga_info: Option<IgnoredAny>,
    media_accelerator_info: Option<IgnoredAny>,
    #[serde(default)]
    burstable_performance_supported: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a map")]
struct Processor {
    supported_architectures: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "a map")]
struct Vcpu {
    #[serde(rename = "DefaultVCpus")]
    default: u32,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "a map")]
struct Memory {
    #[serde(rename = "SizeInMiB")]
    mib: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a map")]
struct Ebs {
    /// Old versions of the AWS CLI do not print it.
    maximum_ebs_attachments: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a map")]
struct Network {
    maximum_network_interfaces: u32,
    ipv4_addresses_per_interface: u32,
    #[serde(default)]
    default_network_card_index: usize,
    #[serde(default)]
    network_cards: Vec<Card>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a map")]
struct Card {
    network_card_index: usize,
    maximum_network_interfaces: u32,
}

pub(super) fn document(
    rows: Vec<Row>,
    circumstances: Circumstances<'_>,
) -> Result<Option<Document>, AnswerError> {
    if rows.is_empty() {
        return Ok(None);
    }
    let facts = rows.into_iter().map(|row| {
        let facts = facts(row, circumstances)?;
        Ok((facts.name.clone(), facts))
    });
    Ok(Some(Document::InstanceTypes(Facts {
        region: None,
        account: None,
        source: "aws ec2 describe-instance-types".to_owned(),
        as_of: Dated::of_day(circumstances.day, facts.collect::<Result<_, AnswerError>>()?),
    })))
}

fn facts(row: Row, circumstances: Circumstances<'_>) -> Result<InstanceType, AnswerError> {
    let name = row.instance_type;
    let network = row.network_info;
    // Nodes count the addresses of the default card only.
    let card = network
        .network_cards
        .iter()
        .find(|card| card.network_card_index == network.default_network_card_index);
    let max_enis = card.map_or(network.maximum_network_interfaces, |card| {
        card.maximum_network_interfaces
    });
    let max_ebs_volumes = row
        .ebs_info
        .maximum_ebs_attachments
        .or_else(|| Some(circumstances.catalogue.instance_type(&name)?.max_ebs_volumes))
        .ok_or_else(|| {
            AnswerError::new(format!(
                "`{name}` has no `EbsInfo.MaximumEbsAttachments`, which newer versions of the AWS CLI print"
            ))
        })?;
    Ok(InstanceType {
        vcpu: row.vcpu_info.default,
        memory_mib: row.memory_info.mib,
        architecture: architecture(&name, &row.processor_info.supported_architectures)?,
        max_enis,
        ipv4_per_eni: network.ipv4_addresses_per_interface,
        max_pods: max_enis
            .saturating_mul(network.ipv4_addresses_per_interface.saturating_sub(1))
            .saturating_add(2),
        max_ebs_volumes,
        burstable: row.burstable_performance_supported,
        current_generation: row.current_generation,
        nitro: row.hypervisor.as_deref() == Some("nitro"),
        gpu: row.gpu_info.is_some(),
        other_accelerator: row.inference_accelerator_info.is_some()
            || row.neuron_info.is_some()
            || row.fpga_info.is_some()
            || row.media_accelerator_info.is_some(),
        instance_store: row.instance_storage_supported,
        spot: row.supported_usage_classes.iter().any(|class| class == "spot"),
        bare_metal: row.bare_metal,
        name,
    })
}

/// Old x86 types list `i386` too; no EKS image is built for it.
fn architecture(name: &str, supported: &[String]) -> Result<Architecture, AnswerError> {
    let mut known = supported.iter().filter(|name| *name != "i386");
    let one = match (known.next().map(String::as_str), known.next()) {
        (Some("x86_64"), None) => Some(Architecture::X86_64),
        (Some("arm64"), None) => Some(Architecture::Arm64),
        (Some("x86_64_mac"), None) => Some(Architecture::X86_64Mac),
        (Some("arm64_mac"), None) => Some(Architecture::Arm64Mac),
        _ => None,
    };
    one.ok_or_else(|| AnswerError::new(format!("`{name}` has no processor architecture that is known")))
}
