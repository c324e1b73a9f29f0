//! Log groups that come to a cluster which writes already, and that go while it goes on writing.

use eksight::catalog::Catalogue;
use eksight::diff::{Difference, Risk, compare_artefacts, of_new};
use eksight::emit::Artifact;
use eksight::model::Environment;
use serde_json::{Value, json};

use crate::{changed, difference, names, on, prod};

const GROUP: &str = "ClusterLogGroup";

/// What is told of the group between `prod` with these values of `logTypes` and `logging.controlPlane`.
fn told(old: (Value, Value), new: (Value, Value)) -> (Risk, String) {
    let loaded = prod();
    let with = |(types, kept): (Value, Value)| -> Environment {
        changed(
            &loaded,
            &[("/cluster/logTypes", types), ("/logging/controlPlane", kept)],
        )
    };
    of_group(&difference(&loaded, &with(old), &with(new)), GROUP)
}

fn of_group(difference: &Difference, group: &str) -> (Risk, String) {
    let [effect] = on(difference, group)[..] else {
        panic!("one effect on the group");
    };
    (effect.risk, effect.reason.clone().unwrap_or_default())
}

fn kept() -> Value {
    json!({ "retentionDays": 14 })
}

/// What follows until the change set has been carried out.
const UPDATE: &str = "\
`aws cloudformation wait change-set-create-complete --region ap-northeast-2 --stack-name prod-eks --change-set-name prod-eks-update`
`aws cloudformation describe-change-set --region ap-northeast-2 --stack-name prod-eks --change-set-name prod-eks-update`
`aws cloudformation execute-change-set --region ap-northeast-2 --stack-name prod-eks --change-set-name prod-eks-update`
`aws cloudformation wait stack-update-complete --region ap-northeast-2 --stack-name prod-eks`
";
const CREATE: &str = "cargo xtask render prod --only cloudformation/eks-oneclick.yaml --minify | aws cloudformation \
                      create-change-set --region ap-northeast-2 --stack-name prod-eks --change-set-name prod-eks-update \
                      --change-set-type UPDATE --template-body file:///dev/stdin --capabilities CAPABILITY_NAMED_IAM";
/// That of a template which is too long for a call.
const UPLOAD: &str = "aws s3 cp out/prod/cloudformation/eks-oneclick.yaml \
                      \"s3://${TEMPLATE_BUCKET:?a bucket in the region of the stack}/prod/eks-oneclick.yaml\" && aws \
                      cloudformation create-change-set --region ap-northeast-2 --stack-name prod-eks --change-set-name \
                      prod-eks-update --change-set-type UPDATE --template-url \
                      \"https://$TEMPLATE_BUCKET.s3.ap-northeast-2.amazonaws.com/prod/eks-oneclick.yaml\" --capabilities \
                      CAPABILITY_NAMED_IAM";
const TAKEN: &str = "EKS has made `/aws/eks/prod-eks/cluster` already, and CloudFormation makes none whose name is taken: it rolls back";
const ANEW: &str = "to do without what it holds, take `cluster.logTypes` out in one change, since EKS makes the group again while \
                    it writes, delete it, and bring both in the next change:\n`aws logs delete-log-group --region ap-northeast-2 \
                    --log-group-name /aws/eks/prod-eks/cluster`";

#[test]
fn a_group_that_eks_has_made_is_refused() {
    let (risk, reason) = told((json!(["audit"]), Value::Null), (json!(["audit"]), kept()));
    assert_eq!(risk, Risk::Refused);
    assert_eq!(
        reason,
        format!(
            "{TAKEN}; let the change set take in what is there, which stays as it is, and give it its retention behind that:\n\
             `{CREATE} --import-existing-resources`\n{UPDATE}`aws logs put-retention-policy --region ap-northeast-2 --log-group-name \
             /aws/eks/prod-eks/cluster --retention-in-days 14`\nor, {ANEW}"
        )
    );
    // The class of what is there stays.
    let infrequent = json!({ "retentionDays": 14, "class": "INFREQUENT_ACCESS" });
    let (risk, reason) = told((json!(["audit"]), Value::Null), (json!(["audit"]), infrequent));
    assert_eq!((risk, reason), (Risk::Refused, format!("{TAKEN}; {ANEW}")));
}

#[test]
fn a_group_that_nobody_has_made_comes() {
    let none = (Risk::None, String::new());
    assert_eq!(told((json!([]), Value::Null), (json!(["audit"]), kept())), none);
    let loaded = prod();
    let new = of_new(names(&loaded), &loaded.environment, Catalogue::shipped());
    assert_eq!(of_group(&new, GROUP), none);
    // The old cluster writes to a group of its own name.
    let cluster = |name: &str| {
        json!({ "Type": "AWS::EKS::Cluster", "Properties": {
            "Name": name, "Logging": { "ClusterLogging": { "EnabledTypes": [{ "Type": "audit" }] } }
        } })
    };
    let group = json!({ "Type": "AWS::Logs::LogGroup", "Properties": {
        "LogGroupName": "/aws/eks/b/cluster", "RetentionInDays": 14
    } });
    let side = |resources: Value| {
        [Artifact::json(
            "cloudformation/eks-oneclick.yaml",
            vec![json!({ "Resources": resources })],
        )]
    };
    let old = side(json!({ "Cluster": cluster("a") }));
    let new = side(json!({ "Cluster": cluster("b"), GROUP: group }));
    let replaced = compare_artefacts(&old, &new, Catalogue::shipped());
    assert_eq!(of_group(&replaced, GROUP), none);
}

#[test]
fn a_group_that_the_cluster_writes_to_is_not_to_be_deleted() {
    assert_eq!(
        told((json!(["audit"]), kept()), (json!(["audit"]), Value::Null)),
        (
            Risk::None,
            "the stack forgets it and leaves it, and EKS goes on writing to it: it keeps its retention as it is; delete it by \
             hand only when `cluster.logTypes` is gone too, or it is made again and never expires"
                .to_owned()
        )
    );
    assert_eq!(
        told((json!(["audit"]), kept()), (json!([]), Value::Null)),
        (
            Risk::None,
            "the stack forgets it and leaves it; delete it by hand".to_owned()
        )
    );
}

#[test]
fn groups_of_agents_are_as_those_of_the_cluster() {
    let loaded = prod();
    let with = |insights: Value| changed(&loaded, &[("/logging/containerInsights", insights)]);
    let quickstart = |more: Value| {
        let mut quickstart = json!({ "version": "1.3.43" });
        quickstart["retentionDays"] = more;
        with(json!({ "quickstart": quickstart }))
    };
    let (without, kept) = (quickstart(Value::Null), quickstart(json!(7)));
    let group = "ContainerInsightsApplicationLogGroup";
    let name = |kind: &str| format!("/aws/containerinsights/prod-eks/{kind}");
    let why = |kind: &str| {
        format!(
            "the agents have made `{}` already, and CloudFormation makes none whose name is taken: it rolls back; ",
            name(kind)
        )
    };
    let retention = |kind: &str| {
        let name = name(kind);
        format!(
            "`aws logs put-retention-policy --region ap-northeast-2 --log-group-name {name} --retention-in-days 7`"
        )
    };
    let come = difference(&loaded, &without, &kept);
    let retentions = ["application", "dataplane", "host", "performance"]
        .map(retention)
        .join("\n");
    assert_eq!(
        of_group(&come, group),
        (
            Risk::Refused,
            format!(
                "{}let the change set take in what is there, which stays as it is, and give it its retention behind \
                 that:\n`{UPLOAD} --import-existing-resources`\n{UPDATE}{retentions}",
                why("application")
            )
        )
    );
    // One change set takes in all.
    for (id, kind) in [
        ("Dataplane", "dataplane"),
        ("Host", "host"),
        ("Performance", "performance"),
    ] {
        let told = format!(
            "{}the change set that takes in `{}` takes it in too",
            why(kind),
            name("application")
        );
        let id = format!("ContainerInsights{id}LogGroup");
        assert_eq!(of_group(&come, &id), (Risk::Refused, told));
    }
    let gone = of_group(&difference(&loaded, &kept, &without), group);
    assert_eq!(
        gone,
        (
            Risk::None,
            "the stack forgets it and leaves it, and the agents go on writing to it: it keeps its retention as it is; delete it \
             by hand only when `logging.containerInsights` is gone too, or it is made again and never expires"
                .to_owned()
        )
    );
    // Agents that come with their groups find them.
    let both = of_group(&difference(&loaded, &loaded.environment, &kept), group);
    assert_eq!(both, (Risk::None, String::new()));
}
