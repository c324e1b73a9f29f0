//! EKS1006: a field that the eksctl shape cannot hold, so that it would be dropped in silence.

use crate::diag::FieldPath;
use crate::model::{
    Certificate, ContainerInsights, Environment, IdentityKind, LogClass, Logging, Nat, Prometheus,
    Provisioner, SecretsEncryption,
};
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.provisioner != Provisioner::Eksctl {
        return Vec::new();
    }
    let external = environment.secrets.iter();
    let external = external.filter(|(_, secret)| secret.external().is_some());
    let external = external.map(|(name, _)| {
        let help = "write `kubernetes` and make the Secret, or use `provisioner: native`: eksctl gives External Secrets no role";
        (at!(secrets[name].externalSecret), help.into())
    });
    let signed = environment.monitoring.prometheus.iter();
    let signed = signed.flat_map(Prometheus::signed_stores).map(|(name, ..)| {
        let help = "use `basicAuth`, or `provisioner: native`: eksctl gives Prometheus no role";
        (at!(monitoring.prometheus.remoteWrite[name].auth.sigv4), help.into())
    });
    let unnamed = subject.resolved.zones.iter().enumerate();
    let unnamed = unnamed.filter(|(_, zone)| zone.name.is_none()).map(|(index, _)| {
        let help = "write the zone's name, or give `account.zoneIds`: eksctl knows zones by name";
        (at!(cluster.zones[#index]), help.into())
    });
    beyond(environment)
        .into_iter()
        .filter_map(|(at, is_there, help)| is_there.then_some((at, help)))
        .chain(external)
        .chain(signed)
        .chain(unnamed)
        .map(|(at, help)| Finding::at(at, "the eksctl shape does not have this").help(help))
        .collect()
}

/// Fields, whether they are there, and what to do instead.
fn beyond(environment: &Environment) -> Vec<(FieldPath, bool, Help)> {
    let network = &environment.network;
    let cluster = &environment.cluster;
    let by_pods = |kind: &IdentityKind| *kind == IdentityKind::PodIdentity;
    let native = || Help::take_out("remove it, or use `provisioner: native`");
    let of_agents = || Help::take_out("remove it: the agents make the log groups themselves");
    vec![
        (at!(network.existing), network.existing.is_some(), native()),
        (
            at!(network.nat),
            !matches!(network.nat, Nat::None | Nat::Single),
            "use `single` or `none`, or `provisioner: native`".into(),
        ),
        (at!(autoscaling), environment.autoscaling.is_some(), native()),
        (at!(network.endpoints), !network.endpoints.is_empty(), native()),
        (at!(network.flowLogs), network.flow_logs.is_some(), native()),
        (
            at!(cluster.secretsEncryption.createKey),
            matches!(
                cluster.secrets_encryption,
                Some(SecretsEncryption::CreateKey(true))
            ),
            "give the `keyArn` of a key that exists: eksctl makes none".into(),
        ),
        (
            at!(cluster.endpoint),
            cluster.endpoint.public_cidrs.is_empty(),
            "give `publicCidrs`: eksctl waits for the nodes from outside".into(),
        ),
        (
            at!(logging.controlPlane.class),
            environment
                .logging
                .control_plane
                .as_ref()
                .is_some_and(|logs| logs.class != LogClass::Standard),
            Help::take_out("remove it: eksctl lets EKS make the log group"),
        ),
        (
            at!(logging.containerInsights.quickstart.retentionDays),
            has_retention(&environment.logging, true),
            of_agents(),
        ),
        (
            at!(logging.containerInsights.addon.retentionDays),
            has_retention(&environment.logging, false),
            of_agents(),
        ),
        (
            at!(cluster.deletionProtection),
            cluster.deletion_protection,
            native(),
        ),
        (
            at!(ingress.certificate.request),
            environment
                .ingress
                .as_ref()
                .is_some_and(|ingress| matches!(ingress.certificate, Certificate::Request(_))),
            "give the `arn` of a certificate that exists".into(),
        ),
        (at!(cost.budget), environment.cost.budget.is_some(), native()),
        (
            at!(alerting.certificateExpiry),
            environment.alerting.certificate_expiry.is_some(),
            native(),
        ),
        (
            at!(account.rolePath),
            environment.account.role_path.is_some(),
            native(),
        ),
        (
            at!(identities),
            by_pods(&environment.identities.default)
                || environment.identities.overrides.values().any(by_pods),
            "write `identities: { default: irsa }`, or use `provisioner: native`".into(),
        ),
    ]
}

/// Whether the agents' log groups are to expire, by the quickstart or by the add-on.
fn has_retention(logging: &Logging, quickstart: bool) -> bool {
    let insights = logging.container_insights.as_ref();
    insights.is_some_and(|insights| {
        matches!(insights, ContainerInsights::Quickstart(_)) == quickstart
            && insights.retention_days().is_some()
    })
}
