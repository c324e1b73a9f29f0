//! EKS1011: instance types of one node group that need different images, or one that has none.

use crate::catalog::{Architecture, InstanceType};
use crate::{Finding, Subject, at};
use crate::model::AmiFamily;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, group) in &subject.environment().node_groups {
        let kinds = group.instance_types.iter().enumerate();
        // What nobody has heard of is the business of EKS1002.
        let known = kinds.filter_map(|(index, kind)| Some((index, subject.catalogue.instance_type(kind)?)));
        let mut first: Option<(usize, &InstanceType)> = None;
        for (index, kind) in known {
            let at = at!(nodeGroups[name].instanceTypes[#index]);
            if let Some(lacking) = without_image(kind, group.ami_family) {
                let help = match lacking {
                    Lacking::Any => "choose a type with an Intel, AMD or Graviton processor",
                    Lacking::OfFamily => "use `amiFamily: al2023`, which has one",
                };
                let message = format!("there is no image for `{}` ({})", kind.name, machine(kind));
                found.push(Finding::at(at, message).help(help));
                continue;
            }
            match &first {
                None => first = Some((index, kind)),
                Some((other, one)) if machine(one) != machine(kind) => found.push(
                    Finding::at(
                        at,
                        format!(
                            "`{}` ({}) needs another image than `{}` ({})",
                            kind.name,
                            machine(kind),
                            one.name,
                            machine(one)
                        ),
                    )
                    .related(
                        at!(nodeGroups[name].instanceTypes[#*other]),
                        "a node group has one image",
                    )
                    .help(format!("make a node group of its own for `{}`", kind.name)),
                ),
                Some(_) => {}
            }
        }
    }
    found
}

enum Lacking {
    Any,
    OfFamily,
}

fn without_image(kind: &InstanceType, family: AmiFamily) -> Option<Lacking> {
    match kind.architecture {
        Architecture::X86_64Mac | Architecture::Arm64Mac => Some(Lacking::Any),
        // `AL2_x86_64_GPU` has no counterpart.
        Architecture::Arm64 if kind.gpu && family == AmiFamily::Al2 => Some(Lacking::OfFamily),
        Architecture::Arm64 | Architecture::X86_64 => None,
    }
}

/// What an image must fit, in words.
fn machine(kind: &InstanceType) -> &'static str {
    match (kind.architecture, kind.gpu) {
        (Architecture::X86_64, false) => "x86_64",
        (Architecture::X86_64, true) => "x86_64 with a GPU",
        (Architecture::Arm64, false) => "arm64",
        (Architecture::Arm64, true) => "arm64 with a GPU",
        (Architecture::X86_64Mac | Architecture::Arm64Mac, _) => "a Mac",
    }
}
