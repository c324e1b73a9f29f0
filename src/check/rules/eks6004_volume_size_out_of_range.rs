//! EKS6004: a volume larger or smaller than EBS makes one, or smaller than the image that it starts from.

use crate::fields::{Image, claims, machine_volumes};
use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::Quantity;
use crate::model::{AmiFamily, VolumeType};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for machine in machine_volumes(environment) {
        let at = machine.at.field("size");
        let (size, kind) = (&machine.volume.size, machine.volume.kind);
        let (image, what) = image_gib(machine.image);
        if size.gib() < image {
            let message = format!("`{size}` is smaller than the image of {what}, which has {image} GiB");
            found.push(Finding::at(at, message).help(format!("write `{image}Gi` or more")));
        } else {
            found.extend(beyond_ebs(&at, size, kind));
        }
    }
    for (at, claim) in claims(subject.resolved) {
        // A class that nobody makes is the business of EKS6001.
        let (Some((_, size)), Some(class)) = (claim.sizes, environment.storage.classes.get(claim.class)) else {
            continue;
        };
        let finding = beyond_ebs(&at.field("size"), size, class.kind);
        found.extend(finding.map(|it| it.related(at!(storage.classes[claim.class]), "the class")));
    }
    found
}

/// Smallest and largest size in GiB. Source: botocore 1.44.5, ec2 CreateVolumeRequest, as of 2026-11.
const fn range_gib(kind: VolumeType) -> (u64, u64) {
    match kind {
        VolumeType::Gp2 => (1, 16_384),
        VolumeType::Gp3 => (1, 65_536),
        VolumeType::Io2 => (4, 65_536),
    }
}

/// What the volume must hold at least, which EC2 compares before it starts a machine; and whose image that is.
/// Source: amazon-eks-ami, `launch_block_device_mappings_volume_size` of al2023 (20) and of al2 (4), as of 2026-11;
/// twoliter, data image of Bottlerocket (1), as of 2026-11; Amazon Linux 2023 user guide, default AMI (8), as of 2026-11.
const fn image_gib(image: Image) -> (u64, &'static str) {
    match image {
        Image::Node(AmiFamily::Al2023) => (20, "EKS nodes with Amazon Linux 2023"),
        Image::Node(AmiFamily::Al2) => (4, "EKS nodes with Amazon Linux 2"),
        Image::Node(AmiFamily::Bottlerocket) => (1, "Bottlerocket's data volume"),
        Image::Host => (8, "Amazon Linux 2023"),
    }
}

fn beyond_ebs(at: &FieldPath, size: &Quantity, kind: VolumeType) -> Option<Finding> {
    let (least, most) = range_gib(kind);
    if (least..=most).contains(&size.gib()) {
        return None;
    }
    let message = format!(
        "`{size}` is not a size of `{}`: it has {least} to {most} GiB",
        kind.name()
    );
    let fitting = size.gib().clamp(least, most);
    let finding = Finding::at(at.clone(), message);
    Some(
        if kind == VolumeType::Gp2 && size.gib() <= range_gib(VolumeType::Gp3).1 {
            finding.help(format!(
                "use `type: gp3`, which goes up to {} GiB, or write `{fitting}Gi`",
                range_gib(VolumeType::Gp3).1
            ))
        } else {
            finding.help(format!("write `{fitting}Gi`"))
        },
    )
}
