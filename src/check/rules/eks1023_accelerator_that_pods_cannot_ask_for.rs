//! EKS1023: a machine with an accelerator for which its image lacks the driver, or the device plugin that tells the cluster
//! of it. Source: EKS user guide, EKS-optimized accelerated AMIs, and install device plugin for GPUs, as of 2026-11.

use crate::fields::pools;
use crate::model::{AmiFamily, NodeGroup, Provisioner};
use crate::{Finding, Subject, at};

/// Who makes an accelerator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Maker {
    Nvidia,
    Neuron,
}

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let groups = environment.node_groups.iter();
    let of_groups = groups.flat_map(|(name, group)| {
        let kinds = group.instance_types.iter().enumerate();
        kinds.filter_map(move |(index, kind)| {
            let (message, help) = in_group(subject, group, kind, index == 0)?;
            Some(Finding::at(at!(nodeGroups[name].instanceTypes[#index]), message).help(help))
        })
    });
    let of_pools = pools(environment).into_iter().flat_map(|(at, pool)| {
        let families = pool.instance_families.iter().enumerate();
        families.filter_map(move |(index, family)| {
            let mut kinds = subject.catalogue.instance_types().of_family(family);
            let maker = kinds.find_map(|kind| maker(subject, kind))?;
            // Its machines have Amazon Linux 2023, for which Karpenter takes the image with the driver.
            let (message, help) = without_plugin(family, maker);
            Some(Finding::at(at.field("instanceFamilies").index(index), message).help(help))
        })
    });
    of_groups.chain(of_pools).collect()
}

/// What is wrong with the type in a group, and what helps. The image is that of the first type; EKS1011 speaks of others.
fn in_group(subject: &Subject<'_>, group: &NodeGroup, kind: &str, first: bool) -> Option<(String, String)> {
    let maker = maker(subject, kind)?;
    match (maker, group.ami_family) {
        (Maker::Nvidia, AmiFamily::Bottlerocket) => None,
        (Maker::Nvidia, _) if !first => None,
        // eksctl installs the plugin itself.
        (Maker::Nvidia, _) if subject.environment().provisioner == Provisioner::Eksctl => None,
        (Maker::Neuron, AmiFamily::Al2023 | AmiFamily::Al2) => Some((
            format!("`{kind}` has Neuron devices, for which the image of the group has no driver"),
            "use `amiFamily: bottlerocket`, whose image has it, and install the Neuron device plugin; or another type"
                .to_owned(),
        )),
        (Maker::Nvidia | Maker::Neuron, _) => Some(without_plugin(kind, maker)),
    }
}

fn without_plugin(what: &str, maker: Maker) -> (String, String) {
    let (devices, resource) = match maker {
        Maker::Nvidia => ("GPUs", "nvidia.com/gpu"),
        Maker::Neuron => ("Neuron devices", "aws.amazon.com/neuron"),
    };
    let message = format!("`{what}` has {devices}, and neither its image nor eksight brings the plugin for `{resource}`");
    let help = match maker {
        Maker::Nvidia => "install the NVIDIA device plugin, and except this finding; or use a group of `nodeGroups` with `amiFamily: bottlerocket`",
        Maker::Neuron => "install the Neuron device plugin, and except this finding",
    };
    (message, help.to_owned())
}

fn maker(subject: &Subject<'_>, kind: &str) -> Option<Maker> {
    if kind.starts_with("inf") || kind.starts_with("trn") {
        return Some(Maker::Neuron);
    }
    let gpu = subject.catalogue.instance_type(kind)?.gpu;
    gpu.then_some(Maker::Nvidia)
}
