//! The risk of single changes of `prod`, and what follows from resources that are replaced.

use eksight::diff::{Difference, Risk};
use serde_json::{Value, json};

use crate::{of, on};

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
    // With another name it can be done, and takes the cluster with all that is in it.
    let difference = of(&[("/cluster/name", json!("prod-eks-2"))]);
    let (risk, replaces, _) = told(&difference, "Cluster", "Properties.Name");
    assert_eq!((risk, replaces), (Risk::Outage, true));
    let (risk, replaces, _) = told(&difference, "AddonVpcCni", "Properties.ClusterName");
    assert_eq!((risk, replaces), (Risk::Replace, true));
}

#[test]
fn a_log_group_that_stays_behind_keeps_its_events() {
    let difference = of(&[("/cluster/name", json!("prod-eks-2"))]);
    assert_eq!(
        told(&difference, "ClusterLogGroup", "Properties.LogGroupName"),
        (
            Risk::Replace,
            true,
            "CloudFormation makes another one and leaves this one behind, with what it holds"
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
