//! Names that AWS, Kubernetes and DNS put rules on.

use super::{ParseError, edges_alphanumeric, lower_alphanumeric_or, text_type};

fn refuse(text: &str, what: &str, rule: &str) -> ParseError {
    ParseError::new(format!("`{text}` is not {what}"), rule)
}

text_type!(
    /// The name of an EKS cluster: 1 to 100 letters, digits, `-` and `_`, the first a letter or digit.
    ClusterName, check_cluster, pattern = "^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$", example = "prod-eks"
);

fn check_cluster(text: &str) -> Result<(), ParseError> {
    check_aws_name(text, 100, "a cluster name")
}

text_type!(
    /// The name of an alert: letters, digits and `_`, the first no digit.
    AlertName, check_alert_name, pattern = "^[A-Za-z_][A-Za-z0-9_]*$", example = "ApiServerErrors"
);

// Prometheus takes any text for the label `alertname`; silences and routes are written with names like these.
fn check_alert_name(text: &str) -> Result<(), ParseError> {
    let fits = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if fits {
        return Ok(());
    }
    Err(refuse(
        text,
        "the name of an alert",
        "use letters, digits and `_`, such as `ApiServerErrors`",
    ))
}

text_type!(
    /// The uid of an alert rule of Grafana: 1 to 40 letters, digits, `-` and `_`.
    RuleUid, check_rule_uid, pattern = "^[A-Za-z0-9_-]{1,40}$", example = "nginx-requests"
);

// Source: grafana/grafana, pkg/util/shortid_generator.go, as of 2026-11.
fn check_rule_uid(text: &str) -> Result<(), ParseError> {
    let fits = (1..=40).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits {
        return Ok(());
    }
    Err(refuse(
        text,
        "the uid of an alert rule",
        "use 1 to 40 letters, digits, `-` and `_`, such as `nginx-requests`",
    ))
}

text_type!(
    /// The title of an alert rule of Grafana: 1 to 190 characters.
    RuleTitle, check_rule_title, pattern = "^[\\s\\S]{1,190}$", example = "nginx is busy"
);

// Sources: grafana/grafana at 0085cf8, pkg/services/provisioning/alerting/rules_types.go, `mapToModel`, and
// pkg/services/ngalert/store, `AlertRuleMaxTitleLength`, as of 2026-11.
fn check_rule_title(text: &str) -> Result<(), ParseError> {
    let rule = "write what people read of it, in 1 to 190 characters";
    match text.chars().count() {
        0 => Err(ParseError::new(
            "an alert has no title, and Grafana does not start with it",
            rule,
        )),
        1..=190 => Ok(()),
        length => Err(ParseError::new(
            format!("the title of an alert has {length} characters, and Grafana takes 190"),
            rule,
        )),
    }
}

text_type!(
    /// The name of a node group: 1 to 63 letters, digits, `-` and `_`, the first a letter or digit.
    NodeGroupName, |text| check_aws_name(text, 63, "a node group name"), pattern = "^[0-9A-Za-z][A-Za-z0-9_-]{0,62}$", example = "platform"
);

// Source: botocore 1.44.5, eks service model, ClusterName; EKS user guide for node groups.
fn check_aws_name(text: &str, most: usize, what: &str) -> Result<(), ParseError> {
    let fits = (1..=most).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits {
        return Ok(());
    }
    Err(refuse(
        text,
        what,
        &format!("use 1 to {most} letters, digits, `-` and `_`, beginning with a letter or digit"),
    ))
}

text_type!(
    /// The name of a Kubernetes object: a DNS label of at most 63 characters.
    ResourceName, |text| check_label(text, "a Kubernetes name"), pattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", example = "monitoring"
);

text_type!(
    /// The first label of a host name below the environment's domain: `grafana` of `grafana.example.com`.
    HostLabel, |text| check_label(text, "a host label"), pattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", example = "grafana"
);

text_type!(
    /// The name of an entry under `secrets`.
    SecretName, check_secret_name, pattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", example = "grafana-admin"
);

/// What is said of a text that is not a [`SecretName`].
pub const NOT_A_SECRET_NAME: &str = "this is not the name of a secret";

/// As many hexadecimal digits are a key and no name, as PagerDuty's 32 are, and a UUID, by which Healthchecks.io is pinged.
/// Sources: PagerDuty Events API v2, routing_key; Healthchecks.io documentation, pinging API, as of 2026-11.
const KEY_DIGITS: usize = 32;

/// The text is not told: somebody may have written the secret itself.
fn check_secret_name(text: &str) -> Result<(), ParseError> {
    if check_label(text, "").is_ok() && !is_key(text) {
        return Ok(());
    }
    Err(ParseError::new(
        NOT_A_SECRET_NAME,
        "declare where it lies under `secrets`, by a name such as `grafana-admin`, and write that name; the secret itself never \
         stands in an environment",
    ))
}

fn is_key(text: &str) -> bool {
    let digits = text.chars().filter(|c| *c != '-');
    digits.clone().all(|c| c.is_ascii_hexdigit()) && digits.count() >= KEY_DIGITS
}

fn check_label(text: &str, what: &str) -> Result<(), ParseError> {
    if (1..=63).contains(&text.len()) && lower_alphanumeric_or(text, &['-']) && edges_alphanumeric(text) {
        return Ok(());
    }
    Err(refuse(
        text,
        what,
        "use 1 to 63 lower-case letters, digits and `-`, with a letter or digit at both ends",
    ))
}

text_type!(
    /// The domain under which hosts are published, without a trailing dot.
    DomainName, check_domain, pattern = "^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", example = "example.com"
);

fn check_domain(text: &str) -> Result<(), ParseError> {
    let labels: Vec<&str> = text.split('.').collect();
    if text.len() <= 253 && labels.len() >= 2 && labels.iter().all(|label| check_label(label, "").is_ok()) {
        return Ok(());
    }
    let rule = if text.starts_with("*.") {
        "write it without `*.`: hosts below it are published one by one, and a certificate that is requested covers them all"
    } else {
        "write it alone, in lower case, without `https://`, a path or a trailing dot, such as `example.com`"
    };
    Err(refuse(text, "a domain name", rule))
}

text_type!(
    /// A key of a Kubernetes Secret, such as `admin-password`.
    SecretKey, check_secret_key, pattern = "^[-._a-zA-Z0-9]{1,253}$", example = "admin-password"
);

// Source: Kubernetes documentation, Secrets, "the keys of data".
fn check_secret_key(text: &str) -> Result<(), ParseError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if (1..=253).contains(&text.len()) && text.chars().all(fits) {
        return Ok(());
    }
    Err(refuse(
        text,
        "a key of a Secret",
        "use letters, digits, `-`, `_` and `.`",
    ))
}

text_type!(
    /// The name of a secret in AWS Secrets Manager: 1 to 512 letters, digits and `/_+=.@-`.
    RemoteSecretName, check_remote_secret, pattern = "^[A-Za-z0-9/_+=.@-]{1,512}$", example = "prod/platform/grafana"
);

// Source: AWS Secrets Manager API reference, CreateSecret, Name.
fn check_remote_secret(text: &str) -> Result<(), ParseError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
    if (1..=512).contains(&text.len()) && text.chars().all(fits) {
        return Ok(());
    }
    Err(refuse(
        text,
        "the name of a secret in Secrets Manager",
        "write its name and not its ARN, such as `prod/platform/grafana`: letters, digits and `/_+=.@-`",
    ))
}

text_type!(
    /// A name that a certificate covers: a domain, or `*.` and a domain.
    CertificateName, check_certificate_name, pattern = "^(\\*\\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", example = "*.example.com"
);

fn check_certificate_name(text: &str) -> Result<(), ParseError> {
    check_domain(text.strip_prefix("*.").unwrap_or(text)).map_err(|_| {
        refuse(
            text,
            "a name for a certificate",
            "write a domain such as `example.com`, or `*.example.com` for the hosts in it",
        )
    })
}

text_type!(
    /// The name of an ALB ingress group (annotation `group.name`).
    IngressGroupName, check_ingress_group, pattern = "^([a-z0-9][-a-z0-9.]*)?[a-z0-9]$", example = "internal"
);

// Source: AWS Load Balancer Controller 3.5.0 documentation, annotation group.name.
fn check_ingress_group(text: &str) -> Result<(), ParseError> {
    if (1..=63).contains(&text.len()) && lower_alphanumeric_or(text, &['-', '.']) && edges_alphanumeric(text)
    {
        return Ok(());
    }
    Err(refuse(
        text,
        "an ingress group name",
        "use 1 to 63 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends",
    ))
}

text_type!(
    /// The name of an Application Load Balancer: at most 32 letters, digits and hyphens.
    LoadBalancerName, check_load_balancer, pattern = "^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$", example = "prod-eks-public"
);

// Source: Elastic Load Balancing API reference, CreateLoadBalancer, Name.
fn check_load_balancer(text: &str) -> Result<(), ParseError> {
    let fits = (1..=32).contains(&text.len())
        && edges_alphanumeric(text)
        && !text.starts_with("internal-")
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if fits {
        return Ok(());
    }
    let length = text.len();
    Err(refuse(
        text,
        "a load balancer name",
        &format!(
            "use at most 32 letters, digits and `-` (this has {length}), no `-` at the ends, not beginning with `internal-`"
        ),
    ))
}

text_type!(
    /// The path under which IAM roles are made, with `/` at both ends.
    RolePath, check_role_path, pattern = "^/([!-~]{1,510}/)?$", example = "/platform/"
);

fn check_role_path(text: &str) -> Result<(), ParseError> {
    let fits = text.starts_with('/')
        && text.ends_with('/')
        && text.len() <= 512
        && !text.contains("//")
        && text.bytes().all(|b| (b'!'..=b'~').contains(&b));
    if fits {
        return Ok(());
    }
    Err(refuse(
        text,
        "an IAM path",
        "begin and end it with `/`, such as `/platform/`",
    ))
}
