//! What nodes are told when they start, in the language of each operating system. EKS adds how to join.

use std::fmt::Write as _;

use crate::cloudformation::Value;
use crate::cloudformation::kind::UserData;
use crate::model::AmiFamily;

/// What stands between the parts.
pub(in crate::cloudformation) const BOUNDARY: &str = "EKSIGHT-PART";

/// `None` when there is nothing to tell.
pub(super) fn write(
    family: AmiFamily,
    max_pods: Option<u16>,
    commands: &[String],
) -> Option<Value<UserData>> {
    text(family, max_pods, commands).map(|text| Value::base64(&text.into()))
}

/// The same as text.
pub(in crate::cloudformation) fn text(
    family: AmiFamily,
    max_pods: Option<u16>,
    commands: &[String],
) -> Option<String> {
    match family {
        AmiFamily::Al2023 => mime(&[max_pods.map(node_config), shell(None, commands)]),
        AmiFamily::Al2 => mime(&[shell(max_pods, commands)]),
        // It has no shell: commands cannot run.
        AmiFamily::Bottlerocket => max_pods.map(|most| format!("[settings.kubernetes]\nmax-pods = {most}\n")),
    }
}

/// EKS merges its own part into a multipart document (EKS user guide, launch template support; not yet tried).
fn mime(parts: &[Option<(&str, String)>]) -> Option<String> {
    let mut text = format!("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\n");
    let mut any = false;
    for (content_type, body) in parts.iter().flatten() {
        any = true;
        write!(text, "\n--{BOUNDARY}\nContent-Type: {content_type}\n\n{body}")
            .expect("bug in eksight: writing to a text cannot fail");
    }
    any.then(|| text + &format!("\n--{BOUNDARY}--\n"))
}

fn node_config(max_pods: u16) -> (&'static str, String) {
    let config = format!(
        "---\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config:\n      maxPods: {max_pods}\n"
    );
    ("application/node.eks.aws", config)
}

/// Amazon Linux 2 has no file for the limit: EKS calls its bootstrap script with flags of its own, so the script gets
/// one more, and the kubelet takes the last.
fn shell(max_pods: Option<u16>, commands: &[String]) -> Option<(&'static str, String)> {
    let limit = max_pods.map(|most| {
        format!(r#"sed -i 's/^KUBELET_EXTRA_ARGS=.*/&\nKUBELET_EXTRA_ARGS="$KUBELET_EXTRA_ARGS --max-pods={most}"/' /etc/eks/bootstrap.sh"#)
    });
    let lines: Vec<&str> = commands
        .iter()
        .map(String::as_str)
        .chain(limit.as_deref())
        .collect();
    if lines.is_empty() {
        return None;
    }
    Some((
        "text/x-shellscript; charset=\"us-ascii\"",
        format!("#!/bin/bash\nset -ex\n{}\n", lines.join("\n")),
    ))
}
