//! EKS3024: a Secret of External Secrets in the place of one that a chart or its operator makes.

use crate::model::value::Release;
use crate::{Finding, Subject, at};

/// How the names of Secrets begin that a release makes, its operator's among them. Sources: templates of the charts:
/// prometheus-community/helm-charts at 248d9f6 (alertmanager/secret.yaml), kubernetes-sigs/aws-load-balancer-controller at
/// 00e1946, external-secrets at cc5bfbc (webhook-secret.yaml), kubeshop/botkube at 1ce1244; prometheus-operator calls what
/// it makes `prometheus-<name>…` and `alertmanager-<name>…`.
const MADE: [(Release, &str); 5] = [
    (
        Release::KubePrometheusStack,
        "alertmanager-kube-prometheus-stack-alertmanager",
    ),
    (
        Release::KubePrometheusStack,
        "prometheus-kube-prometheus-stack-prometheus",
    ),
    (Release::AwsLoadBalancerController, "aws-load-balancer-tls"),
    (Release::ExternalSecrets, "external-secrets-webhook"),
    (Release::Botkube, "botkube-communication-secret"),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let secrets = subject.environment().secrets.iter();
    let external = secrets.filter_map(|(name, secret)| Some((name, secret.external()?)));
    external
        .filter_map(|(name, secret)| {
            let release = subject.resolved.releases.iter().find(|release| {
                let mut made = MADE.iter();
                release.namespace == *secret.namespace
                    && made.any(|(of, begin)| *of == release.release && name.starts_with(begin))
            })?;
            let message = format!("`{}` makes the Secret `{name}` itself", release.release);
            Some(
                Finding::at(at!(secrets[name].externalSecret), message)
                    .related(at!(charts[release.release]), "this release")
                    .help("call this entry something else: the Secret of External Secrets is called like it"),
            )
        })
        .collect()
}
