//! The risk of changes that the service refuses, and of those that it makes without a word: restarts, data, records.

use eksight::diff::{Difference, Effect, Risk};
use serde_json::{Value, json};

use crate::{changed, difference, of, on, one, prod};

fn between(old: &[(&str, Value)], new: &[(&str, Value)]) -> Difference {
    let loaded = prod();
    difference(&loaded, &changed(&loaded, old), &changed(&loaded, new))
}

fn told(effect: &Effect) -> (String, Risk, String) {
    let reason = effect.reason.clone().unwrap_or_default();
    (effect.path.join("."), effect.risk, reason)
}

/// The effects on an artefact that are not harmless.
fn risks(difference: &Difference, artefact: &str) -> Vec<(String, Risk, String)> {
    let effects = difference.effects.iter();
    let here = effects.filter(|effect| effect.artefact == artefact && effect.risk != Risk::None);
    here.map(told).collect()
}

#[test]
fn a_cluster_goes_one_version_up_and_never_down() {
    for (old, new, risk, reason) in [
        (
            "1.35",
            "1.36",
            Risk::Restart,
            concat!(
                "the control plane is renewed, which has no way back; Karpenter's nodes drift behind it, whether their class changes \
                 or not: its alias is the image of the cluster's version, so Karpenter drains and replaces them, as the disruption \
                 budgets of the pools allow; where the release has no image of 1.36, it goes on with the old one, so look first:\n",
                "`aws ssm get-parameter --region ap-northeast-2 --name /aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x86_64/",
                "standard/amazon-eks-node-al2023-x86_64-standard-1.36-v20261023/image_id`"
            ),
        ),
        (
            "1.34",
            "1.36",
            Risk::Refused,
            "EKS goes one minor version at a time: first to 1.35, and then on",
        ),
        (
            "1.36",
            "1.35",
            Risk::Refused,
            "EKS takes no cluster from 1.36 back to 1.35: make another cluster of that version",
        ),
    ] {
        let version = |version: &str| [("/cluster/kubernetesVersion", json!(version))];
        let difference = between(&version(old), &version(new));
        let effects = on(&difference, "Cluster");
        let found: Vec<_> = effects.into_iter().map(told).collect();
        assert_eq!(found, one("Properties.Version", risk, reason), "{old} to {new}");
    }
}

/// The newest image is there once EKS has the version, and without pools nothing drifts.
#[test]
fn nodes_of_karpenter_are_looked_after_where_their_release_is_named() {
    let pools = "/autoscaling/karpenter/nodePools";
    let upgrade = |changes: &[(&str, Value)]| {
        let with = |version: &str| [changes, &[("/cluster/kubernetesVersion", json!(version))]].concat();
        let difference = between(&with("1.35"), &with("1.36"));
        let reason = on(&difference, "Cluster")[0].reason.clone();
        reason.unwrap_or_default()
    };
    let newest = upgrade(&[
        (&format!("{pools}/apps/imageVersion"), json!("latest")),
        (&format!("{pools}/spot/imageVersion"), json!(null)),
    ]);
    assert!(
        newest.ends_with(", as the disruption budgets of the pools allow"),
        "{newest}"
    );
    let arm = upgrade(&[(&format!("{pools}/spot/architecture"), json!("arm64"))]);
    let looks: Vec<&str> = arm.lines().skip(1).collect();
    let look = |architecture: &str| {
        format!(
            "`aws ssm get-parameter --region ap-northeast-2 --name /aws/service/eks/optimized-ami/1.36/amazon-linux-2023/\
             {architecture}/standard/amazon-eks-node-al2023-{architecture}-standard-1.36-v20261023/image_id`"
        )
    };
    assert_eq!(looks, [look("arm64"), look("x86_64")]);
    assert_eq!(
        upgrade(&[(pools, json!({}))]),
        "the control plane is renewed, which has no way back"
    );
}

#[test]
fn a_cluster_stays_in_its_vpc() {
    let difference = of(&[("/network/cidr", json!("10.41.0.0/16"))]);
    let found: Vec<_> = on(&difference, "Cluster").into_iter().map(told).collect();
    let reason = "EKS keeps a cluster in the VPC in which it was made: make another cluster, and move what runs in this one";
    let refused = |(path, risk, why): &(String, Risk, String)| {
        path.starts_with("Properties.ResourcesVpcConfig.") && *risk == Risk::Refused && why == reason
    };
    assert!(!found.is_empty() && found.iter().all(refused), "{found:?}");
}

#[test]
fn subnets_do_not_change_places() {
    let zones = json!(["ap-northeast-2b", "ap-northeast-2a", "ap-northeast-2c"]);
    let difference = of(&[("/cluster/zones", zones)]);
    let subnets = difference.effects.iter().filter(|effect| {
        effect.kind == "AWS::EC2::Subnet" && effect.path.last().is_some_and(|last| last == "CidrBlock")
    });
    let found: Vec<_> = subnets.map(told).collect();
    let refused = |path: &str, other: &str, range: &str| {
        let reason = format!(
            "CloudFormation makes the new subnet first, and `{other}` has {range} until then: give it a range that is free"
        );
        (path.to_owned(), Risk::Refused, reason)
    };
    let path = "Properties.CidrBlock";
    assert_eq!(
        found,
        [
            refused(path, "PublicSubnetApne2Az2", "10.40.225.0/24"),
            refused(path, "PublicSubnetApne2Az1", "10.40.224.0/24"),
            refused(path, "PrivateSubnetApne2Az2", "10.40.32.0/19"),
            refused(path, "PrivateSubnetApne2Az1", "10.40.0.0/19"),
        ]
    );
}

#[test]
fn a_release_is_not_moved_to_another_namespace() {
    let difference = of(&[("/charts/external-dns/namespace", json!("dns"))]);
    assert_eq!(
        risks(&difference, "plan.json"),
        one(
            "steps.external-dns.command",
            Risk::Refused,
            "Helm moves no release from kube-system to dns: it makes a second one, and where both have an object outside \
             of namespaces it refuses; first `helm uninstall external-dns --namespace kube-system`"
        )
    );
}

#[test]
fn an_upgrade_policy_that_upgrades_by_itself_is_a_restart() {
    let difference = of(&[("/cluster/upgradePolicy", json!("standard"))]);
    let effects = on(&difference, "Cluster");
    assert_eq!(
        effects.into_iter().map(told).collect::<Vec<_>>(),
        one(
            "Properties.UpgradePolicy.SupportType",
            Risk::Restart,
            "EKS upgrades the control plane by itself when the version's standard support ends"
        )
    );
}

#[test]
fn an_addon_of_another_version_or_configuration_starts_anew() {
    let reason = "the pods of the add-on start anew";
    for (place, value, path) in [
        (
            "/addons/coredns/version",
            json!("v1.14.2-eksbuild.4"),
            "Properties.AddonVersion",
        ),
        (
            "/addons/vpc-cni/configuration/env/ENABLE_PREFIX_DELEGATION",
            json!("false"),
            "Properties.ConfigurationValues.env.ENABLE_PREFIX_DELEGATION",
        ),
    ] {
        let difference = of(&[(place, value)]);
        let effects = difference
            .effects
            .iter()
            .filter(|effect| effect.kind == "AWS::EKS::Addon");
        let found: Vec<_> = effects.map(told).collect();
        assert_eq!(found, one(path, Risk::Restart, reason));
    }
}

#[test]
fn a_bastion_goes_with_its_root_volume() {
    let bastion = json!({
        "instanceType": "t3.medium",
        "zone": "ap-northeast-2a",
        "subnets": "private",
        "volume": { "type": "gp3", "size": "30Gi" },
    });
    let difference = between(&[("/bastion", bastion)], &[]);
    let found: Vec<_> = on(&difference, "Bastion").into_iter().map(told).collect();
    assert_eq!(found, one("", Risk::Data, "it is deleted with what it holds"));
}

#[test]
fn values_that_lose_data_or_start_pods_anew_say_so() {
    let stack = "helm/kube-prometheus-stack/values.yaml";
    let volume = of(&[("/monitoring/alertmanager/volume", Value::Null)]);
    assert_eq!(
        risks(&volume, stack),
        one(
            "alertmanager.alertmanagerSpec.storage",
            Risk::Data,
            "what was stored stays in a volume that nobody mounts any more, and bills until somebody deletes the claim, which \
             the monthly cost does not show"
        )
    );
    let copies = of(&[("/images/registry", json!("registry.example.com/copies"))]);
    assert_eq!(
        risks(&copies, "helm/external-dns/values.yaml"),
        one("image", Risk::Restart, "pods start anew, from this image")
    );
}

#[test]
fn records_of_another_owner_stay_and_sync_deletes() {
    let values = "helm/external-dns/values.yaml";
    let owner = of(&[("/ingress/dns/owner", json!("other"))]);
    assert_eq!(
        risks(&owner, values),
        one(
            "txtOwnerId",
            Risk::Outage,
            "records of the former owner are left as they are, also when what they lead to moves"
        )
    );
    let sync = [("/ingress/dns/policy", json!("sync"))];
    assert_eq!(
        risks(&between(&[], &sync), values),
        one(
            "policy",
            Risk::Data,
            "records of its owner that have no source in the cluster any more are deleted"
        )
    );
    assert_eq!(risks(&between(&sync, &[]), values), []);
}

/// What external-dns sees no more has no source any more, other than what is outside of its domains.
#[test]
fn records_of_what_is_seen_no_more_go_with_sync() {
    let values = "helm/external-dns/values.yaml";
    let told = |policy: &str, extra: &Value| {
        let with = |extra: &Value| {
            [
                ("/ingress/dns/policy", json!(policy)),
                ("/charts/external-dns/extraValues", extra.clone()),
            ]
        };
        risks(&between(&with(&json!({})), &with(extra)), values)
    };
    for (extra, path, by) in [
        (json!({ "sources": ["service"] }), "sources", "sources"),
        (
            json!({ "annotationFilter": "a=b" }),
            "annotationFilter",
            "annotationFilter",
        ),
        (json!({ "labelFilter": "a=b" }), "labelFilter", "labelFilter"),
        (json!({ "namespaced": true }), "namespaced", "namespaced"),
        (
            json!({ "extraArgs": ["--ingress-class=alb"] }),
            "extraArgs",
            "--ingress-class",
        ),
        (
            json!({ "extraArgs": { "label-filter": "a=b" } }),
            "extraArgs",
            "--label-filter",
        ),
    ] {
        let reason = format!(
            "by its policy external-dns deletes the records of all that it sees no more by `{by}`, and their names lead nowhere"
        );
        assert_eq!(told("sync", &extra), one(path, Risk::Outage, &reason), "{extra}");
        assert_eq!(told("upsert-only", &extra), [], "{extra}");
    }
    for extra in [
        json!({ "sources": ["service", "ingress", "gateway-httproute"] }),
        json!({ "annotationFilter": "" }),
        json!({ "managedRecordTypes": ["CNAME"] }),
        json!({ "excludeDomains": ["old.example.com"] }),
    ] {
        assert_eq!(told("sync", &extra), [], "{extra}");
    }
}

#[test]
fn fewer_replicas_leave_their_claims_behind() {
    let replicas = |count: u32| [("/monitoring/prometheus/replicas", json!(count))];
    let values = "helm/kube-prometheus-stack/values.yaml";
    let path = "prometheus.prometheusSpec.replicas";
    let reason =
        "fewer pods run; what those that go have claimed stays, and bills until somebody deletes the claims";
    let fewer = between(&replicas(2), &replicas(1));
    assert_eq!(risks(&fewer, values), one(path, Risk::Restart, reason));
    assert_eq!(risks(&between(&replicas(2), &replicas(3)), values), []);
    let replicas = |count: u32| [("/monitoring/alertmanager/replicas", json!(count))];
    let more = risks(&between(&replicas(1), &replicas(3)), values);
    let anew = "its pods start anew, each with the addresses of the others";
    assert_eq!(
        more,
        one("alertmanager.alertmanagerSpec.replicas", Risk::Restart, anew)
    );
}

/// Nothing of what eksctl made is changed by a step, so each place says who does; who reaches the API is told all the same.
#[test]
fn a_cluster_of_eksctls_is_made_once() {
    let disk = eksight::out::Disk::at(env!("CARGO_MANIFEST_DIR"));
    let path = std::path::Path::new("environments/study-2023.yaml");
    let loaded = eksight::source::load(&disk, path).expect("a sound environment");
    let told = |pointer: &str, old: Value, new: Value| {
        let side = |value| changed(&loaded, &[(pointer, value)]);
        let difference = difference(&loaded, &side(old), &side(new));
        let effects = difference.effects.iter();
        let here = effects.filter(|effect| effect.artefact == "eksctl/cluster.yaml");
        here.map(self::told).collect::<Vec<_>>()
    };
    let later = "no step changes a cluster that eksctl has made, ";
    let groups = "`eksctl create nodegroup --config-file …` makes groups that are new, `eksctl scale nodegroup` changes \
                  sizes, and what is there stays otherwise";
    assert_eq!(
        told("/nodeGroups/ng1/size/max", json!(3), json!(4)),
        one(
            "managedNodeGroups.ng1.maxSize",
            Risk::None,
            &format!("{later}{groups}")
        )
    );
    let vpc = "`eksctl utils update-cluster-vpc-config --config-file … --approve` does";
    let ranges = |range: &str| json!([range]);
    assert_eq!(
        told(
            "/cluster/endpoint/publicCidrs",
            ranges("203.0.113.0/25"),
            ranges("203.0.113.0/24")
        ),
        one(
            "vpc.publicAccessCIDRs",
            Risk::Exposure,
            &format!("who comes from 203.0.113.128/25 reaches the Kubernetes API; {later}{vpc}")
        )
    );
}

/// The resources are written as before, and refer to a parameter of the template.
#[test]
fn another_default_of_a_parameter_changes_what_refers_to_it() {
    let disk = eksight::out::Disk::at(env!("CARGO_MANIFEST_DIR"));
    let path = std::path::Path::new("environments/study-2023.yaml");
    let loaded = eksight::source::load(&disk, path).expect("a sound environment");
    let new = changed(&loaded, &[("/network/cidr", json!("192.168.0.0/17"))]);
    let difference = difference(&loaded, &loaded.environment, &new);
    let found: Vec<_> = on(&difference, "EksVPC").into_iter().map(told).collect();
    let reason = "CloudFormation makes another one and deletes this one";
    assert_eq!(found, one("Properties.CidrBlock", Risk::Replace, reason));
    let cause = &difference.causes[0];
    assert_eq!(
        (difference.causes.len(), &cause.effects),
        (1, &difference.effects)
    );
}

#[test]
fn nodes_that_go_and_nodes_that_others_reach_are_told() {
    let size = |desired: u32| {
        [(
            "/nodeGroups/platform/size",
            json!({ "min": 2, "desired": desired, "max": 6 }),
        )]
    };
    let fewer = between(&size(4), &size(3));
    let found: Vec<_> = on(&fewer, "NodeGroupPlatform").into_iter().map(told).collect();
    let reason = "nodes are drained, their pods start elsewhere";
    assert_eq!(
        found,
        one("Properties.ScalingConfig.DesiredSize", Risk::Restart, reason)
    );
    let subnets = |kind: &str| [("/nodeGroups/platform/subnets", json!(kind))];
    let public = between(&subnets("private"), &subnets("public"));
    let worst = on(&public, "NodeGroupPlatform")
        .into_iter()
        .max_by_key(|effect| effect.risk)
        .map(told);
    let (_, risk, reason) = worst.expect("the group changes");
    assert_eq!(
        (risk, reason.as_str()),
        (Risk::Exposure, "its nodes get public addresses")
    );
}

#[test]
fn what_guards_or_watches_the_cluster_is_told_where_it_goes() {
    let protection = of(&[("/cluster/deletionProtection", json!(false))]);
    let found: Vec<_> = on(&protection, "Cluster").into_iter().map(told).collect();
    let reason = "nothing keeps the cluster from being deleted any more";
    assert_eq!(found, one("Properties.DeletionProtection", Risk::None, reason));
    let logs = |types: &[&str]| [("/cluster/logTypes", json!(types))];
    let fewer = between(&logs(&["api", "audit"]), &logs(&["api"]));
    let found: Vec<_> = on(&fewer, "Cluster").into_iter().map(told).collect();
    let reason =
        "these logs are not written any more; those that there are stay for as long as they are kept";
    let path = "Properties.Logging.ClusterLogging.EnabledTypes.1";
    assert_eq!(found, one(path, Risk::None, reason));
    // They are a set.
    let other_order = between(&logs(&["api", "audit"]), &logs(&["audit", "api"]));
    assert_eq!((other_order.causes.len(), other_order.effects.len()), (1, 0));
}

/// EFS has one in a zone, and CloudFormation makes the new one first.
#[test]
fn a_mount_target_stays_in_its_subnet() {
    let disk = eksight::out::Disk::at(env!("CARGO_MANIFEST_DIR"));
    let path = std::path::Path::new("environments/study.yaml");
    let loaded = eksight::source::load(&disk, path).expect("a sound environment");
    let mut subnets = serde_json::to_value(&loaded.environment.network.private_subnets).expect("plain data");
    let first = subnets
        .as_object_mut()
        .and_then(|zones| zones.values_mut().next())
        .expect("a subnet");
    *first = json!("192.168.21.0/24");
    let new = changed(&loaded, &[("/network/privateSubnets", subnets)]);
    let difference = difference(&loaded, &loaded.environment, &new);
    let targets = difference
        .effects
        .iter()
        .filter(|effect| effect.kind == "AWS::EFS::MountTarget");
    let reason = "CloudFormation makes another one first, and EFS has one mount target in a zone at a time";
    let found: Vec<_> = targets.map(told).collect();
    assert_eq!(found, one("Properties.SubnetId", Risk::Refused, reason));
}
