//! The commands by which a person does a step, for the runbook. What `eksight teardown` finds out by looking, a person
//! sees in what they print.

use serde::Serialize;

use super::owned::Owned;
use super::{Action, EXTERNAL_SECRETS, Installed, ledger};
use crate::model::{Environment, Provisioner};
use crate::resolve::Resolved;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logging<'a, T> {
    cluster_logging: [LogTypes<'a, T>; 1],
}

#[derive(Serialize)]
struct LogTypes<'a, T> {
    types: &'a [T],
    enabled: bool,
}

/// What `aws eks update-cluster-config --logging` is given to turn these kinds of logs off.
#[must_use]
pub fn logs_off<T: Serialize>(types: &[T]) -> String {
    let off = LogTypes {
        types,
        enabled: false,
    };
    let logging = Logging {
        cluster_logging: [off],
    };
    serde_json::to_string(&logging).expect("bug in eksight: log types are not JSON")
}

/// Names of what is in the catalogue or was checked by a rule need no quotes; a filter does.
pub(super) fn commands(resolved: &Resolved, action: &Action, owned: &Owned) -> Vec<String> {
    let environment = resolved.environment;
    let cluster = environment.cluster.name.to_string();
    let in_region = format!("--region {}", environment.cluster.region);
    match action {
        Action::Nothing => Vec::new(),
        Action::Stop(keeper) => keeper.stop(),
        Action::StopLogs => {
            let off = logs_off(&environment.cluster.logs());
            vec![
                format!("aws eks update-cluster-config {in_region} --name {cluster} --logging '{off}'"),
                format!("aws eks wait cluster-active {in_region} --name {cluster}"),
            ]
        }
        Action::LoadBalancers => load_balancers(resolved, owned, &cluster, &in_region),
        Action::Records {
            zone,
            owner,
            follows,
            release,
        } => match release {
            // external-dns looks once a minute.
            Some(release) => {
                let wait = follows.then(|| "sleep 150".to_owned());
                wait.into_iter().chain(uninstall(release)).collect()
            }
            // Behind the owner it names the object (kubernetes-sigs/external-dns, `endpoint/labels.go`, read 2026-11).
            None => vec![format!(
                "aws route53 list-resource-record-sets --hosted-zone-id {zone} --query \
                 \"ResourceRecordSets[?contains(to_string(ResourceRecords), 'external-dns/owner={owner},')].Name\""
            )],
        },
        Action::Volumes(releases) => volumes(releases, owned),
        Action::Controllers {
            secrets,
            karpenter,
            releases,
            definitions,
        } => {
            let mut lines = Vec::new();
            if *secrets {
                lines.push(format!(
                    "kubectl delete {EXTERNAL_SECRETS} --all --all-namespaces --timeout=10m"
                ));
            }
            if *karpenter {
                lines.extend([
                    "kubectl delete nodepools.karpenter.sh --all".to_owned(),
                    "kubectl wait --for=delete nodeclaims.karpenter.sh --all --timeout=20m".to_owned(),
                    "kubectl delete ec2nodeclasses.karpenter.k8s.aws --all --timeout=10m".to_owned(),
                ]);
            }
            lines.extend(releases.iter().flat_map(uninstall));
            lines.extend(definitions.iter().map(|chart| {
                let chart = chart.arguments().join(" ");
                format!("helm show crds {chart} | kubectl delete --ignore-not-found -f -")
            }));
            lines
        }
        Action::VpcLeftovers => vpc_leftovers(&cluster, &in_region),
        Action::Cluster => vec![format!(
            "eksctl delete cluster {in_region} --name {cluster} --wait"
        )],
        Action::Stack => stack(resolved, &cluster, &in_region),
        Action::Retained { log_groups, kept: _ } => log_groups
            .iter()
            .map(|group| format!("aws logs delete-log-group {in_region} --log-group-name {group}"))
            .collect(),
        Action::Sweep => vec![format!("cargo xtask teardown {} --verify", resolved.name)],
    }
}

/// Helm's charts label what they make with their release; what is left in the lists is somebody else's.
fn load_balancers(resolved: &Resolved, owned: &Owned, cluster: &str, in_region: &str) -> Vec<String> {
    let publishing = ledger::publishing(resolved);
    let its = owned
        .releases
        .iter()
        .filter(|release| publishing.contains(&release.release));
    let mut lines: Vec<String> = its
        .map(|Installed { name, namespace, .. }| {
            format!(
                "kubectl delete ingresses --namespace {namespace} --selector app.kubernetes.io/instance={name} --timeout=10m"
            )
        })
        .collect();
    lines.extend([
        "kubectl get ingresses --all-namespaces".to_owned(),
        "kubectl get services --all-namespaces --field-selector spec.type=LoadBalancer".to_owned(),
        format!(
            "aws resourcegroupstaggingapi get-resources {in_region} --resource-type-filters \
             elasticloadbalancing:loadbalancer --tag-filters Key=elbv2.k8s.aws/cluster,Values={cluster}"
        ),
    ]);
    lines
}

fn volumes(releases: &[Installed], owned: &Owned) -> Vec<String> {
    let mut lines: Vec<String> = releases.iter().flat_map(uninstall).collect();
    lines.extend(claims(owned).map(|(namespace, name)| {
        format!("kubectl delete pvc --namespace {namespace} --ignore-not-found {name}")
    }));
    lines.extend([
        "kubectl get pvc --all-namespaces".to_owned(),
        "kubectl get pv".to_owned(),
    ]);
    lines
}

/// The claims that stay when their releases go, by namespace and name.
fn claims(owned: &Owned) -> impl Iterator<Item = (&str, String)> {
    let kept = owned.kept.iter();
    let kept = kept.map(|(namespace, name)| (&**namespace, name.clone()));
    kept.chain(owned.claims.iter().flat_map(|claims| {
        (0..claims.pods).map(|pod| (&*claims.namespace, format!("{}{pod}", claims.prefix)))
    }))
}

/// What people keep, no command of theirs takes away. Of what the stack keeps, log groups alone have commands.
pub(super) fn keep(lines: &mut Vec<String>, action: &Action, owned: &Owned, volumes: bool, logs: bool) {
    match action {
        Action::StopLogs | Action::Retained { .. } if logs => lines.clear(),
        Action::Volumes(releases) if volumes => drop(lines.splice(0..0, retain(releases, owned))),
        _ => {}
    }
}

/// Sees to it that volumes stay when their claims go: Helm's charts label theirs with their release, and uninstall them.
fn retain(releases: &[Installed], owned: &Owned) -> Vec<String> {
    let stay = |claims: String| {
        format!(
            "for it in $(kubectl get pvc {claims}); do kubectl patch pv \"$it\" --type merge --patch \
             '{{\"spec\":{{\"persistentVolumeReclaimPolicy\":\"Retain\"}}}}'; done"
        )
    };
    let of_releases = releases.iter().map(|Installed { name, namespace, .. }| {
        stay(format!(
            "--namespace {namespace} --selector app.kubernetes.io/instance={name} --output \
             jsonpath='{{.items[*].spec.volumeName}}'"
        ))
    });
    let named = claims(owned).map(|(namespace, name)| {
        stay(format!(
            "--namespace {namespace} --ignore-not-found {name} --output jsonpath='{{.spec.volumeName}}'"
        ))
    });
    of_releases.chain(named).collect()
}

fn stack(resolved: &Resolved, cluster: &str, in_region: &str) -> Vec<String> {
    let environment = resolved.environment;
    let mut lines = Vec::new();
    if environment.cluster.deletion_protection {
        lines.push(format!(
            "aws cloudformation update-termination-protection {in_region} --no-enable-termination-protection --stack-name \
             {cluster}"
        ));
    }
    lines.extend(unprotected(environment));
    lines.extend([
        format!("aws cloudformation delete-stack {in_region} --stack-name {cluster}"),
        format!("aws cloudformation wait stack-delete-complete {in_region} --stack-name {cluster}"),
    ]);
    lines
}

/// What is found is what `live::leftovers` finds.
fn vpc_leftovers(cluster: &str, in_region: &str) -> Vec<String> {
    vec![
        format!(
            "for interface in $(aws ec2 describe-network-interfaces {in_region} --filters \
             Name=tag:cluster.k8s.amazonaws.com/name,Values={cluster} Name=status,Values=available \
             --query 'NetworkInterfaces[].NetworkInterfaceId' --output text); do aws ec2 delete-network-interface {in_region} \
             --network-interface-id \"$interface\"; done"
        ),
        format!(
            "for group in $(aws ec2 describe-security-groups {in_region} --filters \
             Name=tag:elbv2.k8s.aws/cluster,Values={cluster} --query 'SecurityGroups[].GroupId' --output text); do aws ec2 \
             delete-security-group {in_region} --group-id \"$group\"; done"
        ),
    ]
}

/// What lifts the protection of the cluster; nothing where it has none. eksctl knows none.
pub(crate) fn unprotected(environment: &Environment) -> Vec<String> {
    let (cluster, region) = (&environment.cluster.name, &environment.cluster.region);
    if !environment.cluster.deletion_protection || environment.provisioner != Provisioner::Native {
        return Vec::new();
    }
    vec![
        format!("aws eks update-cluster-config --region {region} --name {cluster} --no-deletion-protection"),
        format!("aws eks wait cluster-active --region {region} --name {cluster}"),
    ]
}

fn uninstall(installed: &Installed) -> Vec<String> {
    let Installed {
        name,
        namespace,
        application,
        ..
    } = installed;
    match application {
        Some(application) => application.deletion().to_vec(),
        None => vec![format!("helm uninstall {name} --namespace {namespace} --wait")],
    }
}
