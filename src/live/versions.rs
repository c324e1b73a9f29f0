//! The versions of the programs: what they are, and whether they are new enough.

use std::time::Duration;

use serde::Deserialize;

use super::{Fault, Programs};

/// The programs as they are installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    /// Of the AWS CLI.
    pub aws: String,
    /// Of kubectl.
    pub kubectl: String,
    /// Of Helm.
    pub helm: String,
}

impl Versions {
    /// Whether Helm has the options of its fourth major version.
    #[must_use]
    pub fn is_helm_4(&self) -> bool {
        numbers(&self.helm).0 >= 4
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kubectl {
    client_version: ClientVersion,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientVersion {
    git_version: String,
}

/// The oldest kubectl: server-side apply is stable since Kubernetes 1.22. Source: Kubernetes' blog, "Kubernetes 1.22: Server
/// Side Apply moves to GA", 2021-08-06.
const OLDEST_KUBECTL: (u32, u32) = (1, 22);
/// The oldest Helm: `--wait` and `--atomic` as they are used here, and OCI registries without a switch. Source: Helm
/// documentation, Use OCI-based registries, as of 2026-11.
const OLDEST_HELM: (u32, u32) = (3, 8);
/// The oldest AWS CLIs that ask for a cluster's token in the way that kubectl wants it since 1.24
/// (client.authentication.k8s.io/v1beta1), one of each major version. Sources: aws/containers-roadmap issue 1736 and
/// aws/aws-cli pull request 6940; its changelog, 1.24.0 and 2.7.0.
const OLDEST_AWS: [(u32, u32); 2] = [(1, 24), (2, 7)];

/// Asks each program for its version.
///
/// # Errors
/// When one is missing or too old.
pub fn versions(programs: &Programs<'_>) -> Result<Versions, Fault> {
    let most = Duration::from_secs(60).min(programs.most);
    let ask = |program: &str, arguments: &[&str]| {
        programs.patiently(|| programs.tell(program, arguments, "", most))
    };
    let aws = ask("aws", &["--version"]);
    let kubectl = programs.ask_kubectl::<Kubectl>(&["version", "--client", "--output", "json"]);
    let helm = ask("helm", &["version", "--short"]);
    let faults = [aws.as_ref().err(), kubectl.as_ref().err(), helm.as_ref().err()];
    let missing: Vec<String> = faults
        .into_iter()
        .flatten()
        .filter_map(|fault| Some(format!("`{}`", fault.missing_program()?)))
        .collect();
    if missing.len() > 1 {
        return Err(Fault::refused(
            format!("{} are not installed, or not in `PATH`", missing.join(" and ")),
            "eksight drives the programs that you trust, and brings none of its own",
            "install them, or put their folders into `PATH`, then run the same command",
        ));
    }
    let (aws, kubectl, helm) = (aws?, kubectl?, helm?);
    let aws = aws.split_whitespace().next().unwrap_or_default();
    let aws = aws.trim_start_matches("aws-cli/").to_owned();
    let helm = helm.trim().trim_start_matches('v');
    let versions = Versions {
        aws,
        kubectl: kubectl
            .client_version
            .git_version
            .trim_start_matches('v')
            .to_owned(),
        helm: helm.split('+').next().unwrap_or_default().to_owned(),
    };
    let all = [
        ("aws", &versions.aws, oldest_aws(&versions.aws)),
        ("kubectl", &versions.kubectl, OLDEST_KUBECTL),
        ("helm", &versions.helm, OLDEST_HELM),
    ];
    for (program, found, oldest) in all {
        if numbers(found) < oldest {
            return Err(Fault::refused(
                format!("`{program}` says that its version is `{found}`"),
                format!("what is done here needs {}.{} or newer", oldest.0, oldest.1),
                format!(
                    "install a newer `{program}`, or put one before it in `PATH`, then run the same command"
                ),
            ));
        }
    }
    Ok(versions)
}

/// The oldest of its own major version.
fn oldest_aws(version: &str) -> (u32, u32) {
    let [first, second] = OLDEST_AWS;
    if numbers(version).0 < second.0 {
        first
    } else {
        second
    }
}

/// Major and minor; zeros where it is none.
fn numbers(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{numbers, oldest_aws};

    #[test]
    fn each_major_version_of_the_aws_cli_has_an_oldest_one() {
        for (version, is_enough) in [
            ("1.23.9", false),
            ("1.24.0", true),
            ("2.6.4", false),
            ("2.7.0", true),
            ("2.31.0", true),
            ("", false),
        ] {
            assert_eq!(numbers(version) >= oldest_aws(version), is_enough, "{version}");
        }
    }
}
