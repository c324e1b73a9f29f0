//! EKS1022: commands before the bootstrap that do not fit into the user data of an instance.

use crate::{Finding, Subject, at};
use crate::emit::cloudformation::{USER_DATA_BOUNDARY, user_data};
use crate::model::{AmiFamily, Provisioner};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let most = subject.catalogue.cluster_limits().user_data_bytes;
    let mut found = Vec::new();
    for (name, group) in &environment.node_groups {
        let commands = &group.pre_bootstrap_commands;
        if commands.is_empty() {
            continue;
        }
        let at = at!(nodeGroups[name].preBootstrapCommands);
        if group.ami_family == AmiFamily::Bottlerocket {
            found.push(
                Finding::at(at, "Bottlerocket has no shell: nobody runs these commands")
                    .related(at!(nodeGroups[name].amiFamily), "the system of these nodes")
                    .help("remove them, or use `amiFamily: al2023`"),
            );
            continue;
        }
        // eksctl writes a document of its own around them.
        let size = match environment.provisioner {
            Provisioner::Native => user_data(group).map_or(0, |text| text.len()),
            Provisioner::Eksctl => commands.iter().map(|command| command.len() + 1).sum(),
        };
        if size > most {
            let message = format!("these commands make user data of {size} bytes, EC2 takes {most}");
            let help = "keep the script elsewhere, in S3 or in an image, and fetch and run it here";
            found.push(Finding::at(at.clone(), message).help(help));
        }
        let cut = format!("--{USER_DATA_BOUNDARY}");
        let mut broken = commands
            .iter()
            .enumerate()
            .filter(|(_, command)| command.lines().any(|line| line.starts_with(&cut)));
        if let (Provisioner::Native, Some((index, _))) = (environment.provisioner, broken.next()) {
            let message = format!("a line begins with `{cut}`, with which the parts of the user data begin");
            found.push(Finding::at(at.index(index), message).help("write something else in that line"));
        }
    }
    found
}
