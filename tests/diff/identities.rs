//! Workloads whose pods ask for their role of IAM in another way from now on.

use eksight::diff::{Difference, Risk};
use eksight::model::IdentityKind;
use serde_json::json;

use crate::{changed, difference, of, prod};

/// What is told of each association that comes or goes with another mechanism for all workloads.
fn told(from: IdentityKind, to: IdentityKind) -> Vec<(String, Risk, String)> {
    let loaded = prod();
    let side = |kind| changed(&loaded, &[("/identities/default", json!(kind))]);
    of_associations(&difference(&loaded, &side(from), &side(to)))
}

fn of_associations(difference: &Difference) -> Vec<(String, Risk, String)> {
    let effects = difference.effects.iter();
    let associations = effects.filter(|effect| effect.kind == "AWS::EKS::PodIdentityAssociation");
    let told = associations.map(|effect| {
        let reason = effect.reason.clone().unwrap_or_default();
        (effect.object.clone(), effect.risk, reason)
    });
    told.collect()
}

#[test]
fn pods_without_rights_start_anew_by_hand() {
    let why = "its pods ask for the role as before until they start anew, and the role trusts only the other way as soon as the \
               stack has this change: what they do in AWS fails once the credentials that they hold run out; behind this change:";
    let restart = |release: &str, namespace: &str| {
        format!(
            "{why}\n`kubectl rollout restart deployment --selector app.kubernetes.io/instance={release} --namespace {namespace}`"
        )
    };
    let expected = [
        (
            "AwsLoadBalancerController",
            "aws-load-balancer-controller",
            "kube-system",
        ),
        ("ExternalDns", "external-dns", "kube-system"),
        ("Karpenter", "karpenter", "kube-system"),
        ("ExternalSecrets", "external-secrets", "external-secrets"),
    ]
    .map(|(workload, release, namespace)| {
        let object = format!("PodIdentity{workload}");
        (object, Risk::Outage, restart(release, namespace))
    });
    let (irsa, pod_identity) = (IdentityKind::Irsa, IdentityKind::PodIdentity);
    let sorted = |mut told: Vec<(String, Risk, String)>| {
        told.sort();
        told
    };
    let expected = sorted(expected.to_vec());
    assert_eq!(sorted(told(pod_identity, irsa)), expected);
    assert_eq!(sorted(told(irsa, pod_identity)), expected);
}

/// Nobody runs that would miss the role.
#[test]
fn a_workload_that_comes_or_goes_starts_no_pods_anew() {
    let loaded = prod();
    let mut charts = serde_json::to_value(&loaded.environment.charts).expect("plain data");
    charts.as_object_mut().expect("charts").remove("external-dns");
    let gone = of_associations(&of(&[("/charts", charts)]));
    assert_eq!(
        gone,
        [("PodIdentityExternalDns".to_owned(), Risk::None, String::new())]
    );
}

/// Pods of an add-on, EKS starts anew by itself.
#[test]
fn pods_of_an_add_on_start_anew() {
    let difference = of(&[("/identities/default", json!(IdentityKind::Irsa))]);
    let effects = crate::on(&difference, "AddonAwsEbsCsiDriver").into_iter();
    let told = effects.map(|effect| (effect.path.join("."), effect.risk, effect.reason.as_deref()));
    let anew = Some("EKS starts the pods of the add-on anew");
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (
                "Properties.PodIdentityAssociations".to_owned(),
                Risk::Restart,
                anew
            ),
            ("Properties.ServiceAccountRoleArn".to_owned(), Risk::None, None),
        ]
    );
}
