//! The risk of single changes of `prod`, and what follows from resources that are replaced.

use std::collections::BTreeSet;

use eksight::catalog::Catalogue;
use eksight::diff::report::Summary;
use eksight::diff::{Difference, Risk, compare_files, of_gone, of_gone_files, of_new};
use eksight::emit;
use eksight::resolve::resolve;
use eksight::source::Loaded;
use serde_json::{Value, json};

use crate::{changed, names, of, on, prod};

/// Risk, whether it is replaced, and the reason, of the effect on an object's property.
fn told<'d>(difference: &'d Difference, object: &str, path: &str) -> (Risk, bool, &'d str) {
    let mut effects = on(difference, object).into_iter();
    let effect = effects.find(|effect| effect.path.join(".") == path);
    let effect = effect.unwrap_or_else(|| panic!("no effect on {object} {path}"));
    (
        effect.risk,
        effect.replaces,
        effect.reason.as_deref().unwrap_or_default(),
    )
}

#[test]
fn a_replaced_network_takes_all_that_lies_in_it() {
    let difference = of(&[("/network/cidr", json!("10.41.0.0/16"))]);
    let gone = "CloudFormation makes another one and deletes this one";
    assert_eq!(
        told(&difference, "Vpc", "Properties.CidrBlock"),
        (Risk::Replace, true, gone)
    );
    let follows = |of: &str| {
        format!("`{of}` is another one, so CloudFormation makes another one here and deletes this one")
    };
    assert_eq!(
        told(&difference, "PublicRouteTable", "Properties.VpcId"),
        (Risk::Replace, true, follows("Vpc").as_str())
    );
    // One step further: a route in a table in the network.
    assert_eq!(
        told(&difference, "PublicRoute", "Properties.RouteTableId"),
        (Risk::Replace, true, follows("PublicRouteTable").as_str())
    );
    // The subnets are others by their ranges already, which is told once.
    let subnets = difference
        .effects
        .iter()
        .filter(|effect| effect.kind == "AWS::EC2::Subnet");
    assert!(subnets.clone().count() > 0);
    assert!(subnets.into_iter().all(|effect| effect.follows.is_none()));
}

#[test]
fn a_cluster_stays_in_its_zones() {
    let zones = prod().environment.cluster.zones;
    let fewer = serde_json::to_value(&zones[..2]).expect("plain data");
    let difference = of(&[("/cluster/zones", fewer)]);
    let reason = "EKS keeps a cluster in the zones in which it was made: make another cluster, and move what runs in this one";
    assert_eq!(
        told(
            &difference,
            "Cluster",
            "Properties.ResourcesVpcConfig.SubnetIds.2"
        ),
        (Risk::Refused, false, reason)
    );
}

#[test]
fn another_way_to_the_outside_has_another_address_or_one_that_is_known() {
    let loaded = prod();
    let single = changed(&loaded, &[("/network/nat", json!("single"))]);
    let route = |old, new| {
        let difference = crate::difference(&loaded, old, new);
        let (risk, _, reason) = told(&difference, "PrivateRouteApne2Az3", "Properties.NatGatewayId.Ref");
        (risk, reason.to_owned())
    };
    let new = "connections to the outside break, and come from a new address; who lets in the one before lets nobody in";
    assert_eq!(
        route(&single, &loaded.environment),
        (Risk::Outage, new.to_owned())
    );
    let open = "connections to the outside that are open break";
    assert_eq!(
        route(&loaded.environment, &single),
        (Risk::Restart, open.to_owned())
    );
}

#[test]
fn what_used_an_endpoint_goes_by_nat_where_there_is_one() {
    let difference = of(&[("/network/endpoints", json!(["s3"]))]);
    let reason = "what used it goes by NAT, which bills by the byte";
    assert_eq!(
        told(&difference, "EndpointEcrApi", ""),
        (Risk::None, false, reason)
    );
}

#[test]
fn what_keeps_its_name_is_not_replaced_but_refused() {
    let difference = of(&[("/account/rolePath", json!("/other/"))]);
    assert_eq!(
        told(&difference, "ClusterRole", "Properties.Path"),
        (
            Risk::Replace,
            true,
            "CloudFormation makes another one and deletes this one"
        )
    );
    assert_eq!(
        told(&difference, "Cluster", "Properties.RoleArn"),
        (
            Risk::Refused,
            false,
            "`ClusterRole` is another one, so CloudFormation makes another one here, which cannot be called `prod-eks` \
             while this one is: CloudFormation wants another `Name`"
        )
    );
}

/// A stack is one of its account: nothing there is known of the one in the other account.
#[test]
fn a_cluster_in_another_account_is_another_stack() {
    let difference = of(&[("/account/id", json!("444455556666"))]);
    let plan = difference
        .effects
        .iter()
        .find(|effect| effect.artefact == "plan.json");
    let reason = "another stack is made, `prod-eks` in ap-northeast-2 of account 444455556666, and the names of pages move to it; \
                  `prod-eks` in ap-northeast-2 of account 111122223333 stays with all that is in it, and bills: `cargo xtask teardown \
                  prod` before this change takes it away; who wants both gives the new one a file of its own";
    assert_eq!(
        plan.map(|effect| (effect.risk, effect.reason.as_deref())),
        Some((Risk::Outage, Some(reason)))
    );
    assert!(difference.effects.iter().all(|effect| !effect.replaces));
}

/// The stack is called as the cluster: CloudFormation makes the other one from nothing, and knows nothing of the first.
#[test]
fn a_cluster_of_another_name_is_another_stack() {
    let difference = of(&[("/cluster/name", json!("prod-eks-2"))]);
    let found: Vec<(&str, &str)> = difference
        .effects
        .iter()
        .filter(|effect| effect.risk != Risk::None)
        .map(|effect| {
            (
                effect.artefact.as_str(),
                effect.reason.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    let expected = "another stack is made, `prod-eks-2` in ap-northeast-2, and the names of pages move to it; `prod-eks` in \
                    ap-northeast-2 stays with all that is in it, and bills: `cargo xtask teardown prod` before this change takes it \
                    away; who wants both gives the new one a file of its own";
    assert_eq!(found, [("plan.json", expected)]);
    // All of it is made, and nothing of what there is changes.
    let whole = of_new(names(&prod()), &prod().environment, Catalogue::shipped());
    assert_eq!(Summary::of(&difference), Summary::of(&whole));
    // Where files alone tell what there is, too.
    let loaded = prod();
    let files = emit::render(&resolve("prod", &[], &loaded.environment, Catalogue::shipped()));
    let files = files
        .iter()
        .map(|file| (file.path.clone(), file.text().to_owned()));
    let other = changed(&loaded, &[("/cluster/name", json!("prod-eks-2"))]);
    let rendered = emit::render(&resolve("prod", &[], &other, Catalogue::shipped()));
    let by_files = compare_files(&files.collect(), &rendered, Catalogue::shipped());
    assert_eq!(Summary::of(&by_files), Summary::of(&whole));
    assert_eq!(difference.worst(), Risk::Outage);
    assert!(
        difference
            .effects
            .iter()
            .all(|effect| !effect.replaces && effect.follows.is_none())
    );
}

/// CloudFormation makes the new one first, and a principal is in one entry of a cluster.
#[test]
fn what_another_one_still_has_is_refused() {
    let loaded = crate::prod();
    let entry = |name: &str| {
        let arn = format!("arn:aws:iam::111122223333:role/{name}");
        json!({ "principalArn": arn, "policy": "AmazonEKSClusterAdminPolicy" })
    };
    let with = |access: Value| crate::changed(&loaded, &[("/cluster/access", access)]);
    let first = with(json!({ "platform": entry("platform"), "ci": entry("ci") }));
    let renamed = with(json!({ "admins": entry("platform"), "ci": entry("ci") }));
    let swapped = with(json!({ "platform": entry("ci"), "ci": entry("platform") }));
    let reason = |other: &str, role: &str| {
        format!(
            "CloudFormation makes this one first, and `{other}` has the `PrincipalArn` arn:aws:iam::111122223333:role/{role} \
             until then: keep it there, or take it away in one change and give it to this one in the next"
        )
    };
    let renamed = crate::difference(&loaded, &first, &renamed);
    assert_eq!(
        told(&renamed, "AccessEntryAdmins", ""),
        (
            Risk::Refused,
            false,
            reason("AccessEntryPlatform", "platform").as_str()
        )
    );
    assert_eq!(told(&renamed, "AccessEntryPlatform", ""), (Risk::None, false, ""));
    let swapped = crate::difference(&loaded, &first, &swapped);
    assert_eq!(
        told(&swapped, "AccessEntryCi", "Properties.PrincipalArn"),
        (
            Risk::Refused,
            false,
            reason("AccessEntryPlatform", "platform").as_str()
        )
    );
}

#[test]
fn another_principal_shuts_the_first_one_out() {
    let difference = of(&[(
        "/cluster/access/ci/principalArn",
        json!("arn:aws:iam::111122223333:role/other"),
    )]);
    assert_eq!(
        told(&difference, "AccessEntryCi", "Properties.PrincipalArn"),
        (
            Risk::Exposure,
            true,
            "somebody gets rights in the cluster, and who had them by it loses the cluster"
        )
    );
}

/// Taints of a node group are those of its nodes, also of those that are there.
#[test]
fn a_taint_that_evicts_is_a_restart() {
    let loaded = prod();
    let side = |taints: &Value| changed(&loaded, &[("/nodeGroups/platform/taints", taints.clone())]);
    let told = |old: Value, new: Value| {
        let difference = crate::difference(&loaded, &side(&old), &side(&new));
        let effects = on(&difference, "NodeGroupPlatform").into_iter();
        let risks = effects.map(|effect| (effect.path.join("."), effect.risk));
        risks.collect::<Vec<_>>()
    };
    let taint = |effect: &str| json!({ "a": { "value": "b", "effect": effect } });
    let (stays, evicts) = (|| taint("NoSchedule"), || taint("NoExecute"));
    let place = |place: &str, risk| vec![(format!("Properties.Taints{place}"), risk)];
    assert_eq!(told(json!({}), evicts()), place("", Risk::Restart));
    assert_eq!(told(stays(), evicts()), place(".a.Effect", Risk::Restart));
    assert_eq!(told(json!({}), stays()), place("", Risk::None));
    assert_eq!(told(evicts(), stays()), place(".a.Effect", Risk::None));
    assert_eq!(told(evicts(), json!({})), place("", Risk::None));
}

/// The key of a cluster that goes on without it, as far as the environment goes.
#[test]
fn a_key_that_the_cluster_wants_is_not_to_be_deleted() {
    let difference = of(&[("/cluster/secretsEncryption", Value::Null)]);
    assert_eq!(
        told(&difference, "SecretsKey", ""),
        (
            Risk::None,
            false,
            "the stack forgets it and leaves it, and the cluster reads its Secrets by it: never delete it while that stands"
        )
    );
}

/// The worst risk of a change of an access entry.
fn of_access(entry: &str, value: Value) -> Risk {
    of(&[(&format!("/cluster/access/{entry}"), value)]).worst()
}

#[test]
fn rights_in_the_cluster_have_a_direction() {
    for (weaker, stronger) in [
        ("AmazonEKSViewPolicy", "AmazonEKSEditPolicy"),
        ("AmazonEKSEditPolicy", "AmazonEKSAdminPolicy"),
        ("AmazonEKSAdminPolicy", "AmazonEKSClusterAdminPolicy"),
        ("AmazonEKSViewPolicy", "AmazonEKSAdminViewPolicy"),
    ] {
        let with = |policy: &str| json!({ "principalArn": "arn:aws:iam::111122223333:role/ci", "policy": policy, "namespaces": [] });
        let loaded = crate::prod();
        let old = crate::changed(&loaded, &[("/cluster/access/ci", with(weaker))]);
        let new = crate::changed(&loaded, &[("/cluster/access/ci", with(stronger))]);
        assert_eq!(
            crate::difference(&loaded, &old, &new).worst(),
            Risk::Exposure,
            "{stronger}"
        );
        assert_eq!(
            crate::difference(&loaded, &new, &old).worst(),
            Risk::Outage,
            "{weaker}"
        );
    }
    // Administrators of namespaces see fewer things than who sees all, and change more.
    assert_eq!(
        of_access("ci/policy", json!("AmazonEKSAdminViewPolicy")),
        Risk::Outage
    );
    assert_eq!(of_access("ci/namespaces", json!(["team-a"])), Risk::Outage);
    let loaded = crate::prod();
    let one = crate::changed(&loaded, &[("/cluster/access/ci/namespaces", json!(["a"]))]);
    let two = crate::changed(&loaded, &[("/cluster/access/ci/namespaces", json!(["a", "b"]))]);
    assert_eq!(crate::difference(&loaded, &one, &two).worst(), Risk::Exposure);
    assert_eq!(crate::difference(&loaded, &two, &one).worst(), Risk::Outage);
    assert_eq!(
        crate::difference(&loaded, &one, &loaded.environment).worst(),
        Risk::Exposure
    );
}

#[test]
fn a_budget_takes_another_amount_and_is_replaced_for_other_thresholds() {
    let loaded = crate::prod();
    let with = |amount: u32, threshold: u16| {
        let budget =
            json!({ "monthlyUsd": amount, "thresholds": [threshold], "notify": ["ops@example.com"] });
        crate::changed(&loaded, &[("/cost/budget", budget)])
    };
    let amount = crate::difference(&loaded, &with(600, 80), &with(700, 80));
    assert_eq!(
        told(&amount, "Budget", "Properties.Budget.BudgetLimit.Amount"),
        (Risk::None, false, "")
    );
    let threshold = crate::difference(&loaded, &with(600, 80), &with(600, 90));
    assert_eq!(
        told(
            &threshold,
            "Budget",
            "Properties.NotificationsWithSubscribers.0.Notification.Threshold"
        ),
        (
            Risk::Replace,
            true,
            "CloudFormation makes another one and deletes this one"
        )
    );
}

/// What goes is the same, whether the environment tells it or the files that it was made into.
#[test]
fn files_tell_what_goes_as_their_environment_does() {
    let (loaded, catalogue) = (prod(), Catalogue::shipped());
    let Loaded {
        environment, sources, ..
    } = &loaded;
    let rendered = emit::render(&resolve("prod", sources, environment, catalogue));
    let files = rendered
        .iter()
        .map(|file| (file.path.clone(), file.text().to_owned()));
    let told = |difference: &Difference| -> BTreeSet<String> {
        let effects = difference.effects.iter();
        let told = effects.map(|it| format!("{} {} {:?} {:?}", it.artefact, it.object, it.risk, it.reason));
        told.collect()
    };
    let of_files = of_gone_files(&files.collect(), catalogue);
    let of_environment = of_gone(names(&loaded), environment, catalogue);
    assert_eq!(told(&of_files), told(&of_environment));
    assert_eq!(
        (of_files.worst(), of_files.drifted.len()),
        (of_environment.worst(), 0)
    );
}

#[test]
fn what_the_teardown_of_an_environment_deletes_is_its_data() {
    let loaded = prod();
    let difference = of_gone(names(&loaded), &loaded.environment, Catalogue::shipped());
    let data = difference
        .effects
        .iter()
        .filter(|effect| effect.risk == Risk::Data);
    let told: Vec<_> = data
        .map(|effect| {
            (
                effect.artefact.as_str(),
                effect.object.as_str(),
                effect.reason.as_deref(),
            )
        })
        .collect();
    let of = |what: &str, option: &str| {
        format!("the teardown deletes {what}, with what it holds; `--retain-{option}` keeps that")
    };
    let (logs, claims) = (of("it", "logs"), of("each claim of its StatefulSets", "volumes"));
    let template = "cloudformation/eks-oneclick.yaml";
    assert_eq!(
        told,
        [
            (template, "FlowLogGroup", Some(logs.as_str())),
            (template, "ClusterLogGroup", Some(&logs)),
            ("helm/kube-prometheus-stack/values.yaml", "", Some(&claims)),
        ]
    );
}
