//! What is installed: Helm releases, chart versions, EKS add-ons.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ParseError, text_type};

/// The Helm releases that eksight knows how to configure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Release {
    /// Karpenter: makes nodes for pods that find no place.
    Karpenter,
    /// Cluster Autoscaler: grows and shrinks node groups.
    ClusterAutoscaler,
    /// AWS Load Balancer Controller: turns Ingresses into Application Load Balancers.
    AwsLoadBalancerController,
    /// External Secrets: makes Kubernetes Secrets of what lies in AWS Secrets Manager.
    ExternalSecrets,
    /// external-dns: writes the hosts of Ingresses into Route 53.
    ExternalDns,
    /// metrics-server: `kubectl top` and the horizontal pod autoscaler.
    MetricsServer,
    /// kube-prometheus-stack: Prometheus, Alertmanager, Grafana and exporters.
    KubePrometheusStack,
    /// Bitnami's nginx: the sample workload.
    Nginx,
    /// botkube: kubectl from Slack.
    Botkube,
    /// kubecost: what each workload costs.
    Kubecost,
    /// OpenCost: what each workload costs, from the metrics of Prometheus.
    Opencost,
}

impl Release {
    /// Every release, in the order in which they are installed: who makes nodes comes first, since the node groups may be for
    /// what is critical alone.
    pub const ALL: [Self; 11] = [
        Self::Karpenter,
        Self::ClusterAutoscaler,
        Self::AwsLoadBalancerController,
        Self::ExternalSecrets,
        Self::ExternalDns,
        Self::MetricsServer,
        Self::KubePrometheusStack,
        Self::Nginx,
        Self::Botkube,
        Self::Kubecost,
        Self::Opencost,
    ];

    /// The name of the Helm release.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AwsLoadBalancerController => "aws-load-balancer-controller",
            Self::Karpenter => "karpenter",
            Self::ClusterAutoscaler => "cluster-autoscaler",
            Self::ExternalSecrets => "external-secrets",
            Self::ExternalDns => "external-dns",
            Self::MetricsServer => "metrics-server",
            Self::KubePrometheusStack => "kube-prometheus-stack",
            Self::Nginx => "nginx",
            Self::Botkube => "botkube",
            Self::Kubecost => "kubecost",
            Self::Opencost => "opencost",
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

text_type!(
    /// The exact version of a Helm chart, such as `88.5.3`. Ranges and `latest` are refused.
    ChartVersion, check_chart_version, pattern = "^v?[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$", example = "88.5.3"
);

impl ChartVersion {
    /// Major, minor and patch number.
    #[must_use]
    pub fn numbers(&self) -> (u32, u32, u32) {
        numbers(self).unwrap_or_default()
    }
}

fn numbers(text: &str) -> Option<(u32, u32, u32)> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let core = text.split_once('-').map_or(text, |(core, _)| core);
    let mut parts = core.split('.').map(str::parse);
    let numbers = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    parts.next().is_none().then_some(numbers)
}

fn check_chart_version(text: &str) -> Result<(), ParseError> {
    if numbers(text).is_some() {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not an exact chart version"),
        "write all three numbers of one version, as in `1.2.3`: a range or `latest` renders differently tomorrow",
    ))
}

text_type!(
    /// Where a chart comes from: `https://…`, a repository; or `oci://…`, the chart itself. A repository on this machine, a
    /// tunnel's end, may be `http://127.0.0.1:…`.
    ChartRepository, check_repository, pattern = "^((https|oci)://|http://127\\.0\\.0\\.1[:/])[A-Za-z0-9._~:/-]+$", example = "oci://registry.example.com/charts/nginx"
);

fn check_repository(text: &str) -> Result<(), ParseError> {
    let loopback = |rest: &&str| rest.starts_with([':', '/']);
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("oci://"))
        .or_else(|| text.strip_prefix("http://127.0.0.1").filter(loopback));
    let plain = |c: char| c.is_ascii_alphanumeric() || "._~:/-".contains(c);
    if rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(plain)) {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not the address of a chart repository"),
        "it begins with `https://` or `oci://` and has no blanks, such as `oci://registry.example.com/charts/nginx`",
    ))
}

text_type!(
    /// The tag of an image, such as `v0.10.5`. `latest` is refused.
    ImageTag, check_image_tag, pattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", example = "v0.10.5"
);

impl ImageTag {
    /// Major, minor and patch number; `None` of a tag that is no version.
    #[must_use]
    pub fn numbers(&self) -> Option<(u32, u32, u32)> {
        numbers(self)
    }
}

// Source: OCI distribution specification 1.1, pulling manifests.
fn check_image_tag(text: &str) -> Result<(), ParseError> {
    if text == "latest" {
        return Err(ParseError::new(
            "`latest` is another image tomorrow, without a change of any file",
            "pin one version, such as `v0.10.5`",
        ));
    }
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let rest = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if begins && rest && text.len() <= 128 {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not the tag of an image"),
        "it looks like `v0.10.5`",
    ))
}

text_type!(
    /// A registry of images, with a path if it has one, such as `registry.example.com/mirror`.
    ImageRegistry, check_image_registry,
    pattern = "^([a-z0-9-]+(\\.[a-z0-9-]+)+(:[0-9]+)?|[a-z0-9-]+:[0-9]+)(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$",
    example = "registry.example.com/mirror"
);

// Source: distribution/reference: a first part without a dot or a port is no registry but a path of Docker Hub.
fn check_image_registry(text: &str) -> Result<(), ParseError> {
    let mut parts = text.split('/');
    let host = parts.next().unwrap_or_default();
    let (name, port) = host
        .split_once(':')
        .map_or((host, None), |(name, port)| (name, Some(port)));
    let label = |label: &str| !label.is_empty() && super::lower_alphanumeric_or(label, &['-']);
    let is_host = name.split('.').all(label)
        && (name.contains('.') || port.is_some())
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_path = |part: &str| {
        part.starts_with(edge) && part.ends_with(edge) && super::lower_alphanumeric_or(part, &['.', '_', '-'])
    };
    if is_host && parts.all(is_path) {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not a registry of images"),
        "write its host and what stands before every repository, without `https://` and a login, in lower case, such as \
         `registry.example.com/mirror`",
    ))
}

text_type!(
    /// The name of an EKS add-on, such as `vpc-cni`.
    AddonName, check_addon_name, pattern = "^[a-z0-9][a-z0-9_-]*$", example = "vpc-cni"
);

fn check_addon_name(text: &str) -> Result<(), ParseError> {
    if text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && super::lower_alphanumeric_or(text, &['-', '_'])
    {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not an add-on name"),
        "it looks like `vpc-cni`",
    ))
}

text_type!(
    /// The exact version of an EKS add-on, such as `v1.23.0-eksbuild.1`. `latest` is refused.
    AddonVersion, check_addon_version, pattern = "^v[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.]+)?-eksbuild\\.[0-9]+$", example = "v1.23.0-eksbuild.1"
);

impl AddonVersion {
    /// Major, minor and patch number of the software, without the build of EKS.
    #[must_use]
    pub fn numbers(&self) -> (u32, u32, u32) {
        numbers(self).unwrap_or_default()
    }
}

fn check_addon_version(text: &str) -> Result<(), ParseError> {
    let fits = text.rsplit_once("-eksbuild.").is_some_and(|(core, build)| {
        core.starts_with('v') && numbers(core).is_some() && build.parse::<u32>().is_ok()
    });
    if fits {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not an exact add-on version"),
        "pin one version, such as `v1.23.0-eksbuild.1`; `aws eks describe-addon-versions` lists them",
    ))
}

#[cfg(test)]
mod tests {
    use super::{ChartRepository, ImageTag};

    #[test]
    fn a_tag_that_moves_is_none() {
        let fault = "latest".parse::<ImageTag>().unwrap_err();
        assert_eq!(
            (fault.problem.as_str(), fault.help.as_str()),
            (
                "`latest` is another image tomorrow, without a change of any file",
                "pin one version, such as `v0.10.5`"
            )
        );
        for tag in ["v0.10.5", "latest-1.2", "23.5.0"] {
            assert!(tag.parse::<ImageTag>().is_ok(), "{tag}");
        }
        assert!("v0 10".parse::<ImageTag>().is_err());
    }

    #[test]
    fn only_this_machine_is_reached_without_tls() {
        let is_one = |text: &str| text.parse::<ChartRepository>().is_ok();
        for text in [
            "https://charts.example.com",
            "oci://registry.example.com/charts/nginx",
            "http://127.0.0.1:8080",
            "http://127.0.0.1/charts",
        ] {
            assert!(is_one(text), "{text}");
        }
        for text in [
            "http://charts.example.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@example.com",
            "https://",
            "charts",
        ] {
            assert!(!is_one(text), "{text}");
        }
    }
}
