//! What Karpenter needs beside its own role: the role of its machines, and a queue that tells it when EC2 takes one away.

use super::builder::Builder;
use super::policy_logs;
use super::roles::{self, Purpose};
use crate::cloudformation::kind::QueueArn;
use crate::cloudformation::resources::eks::{AccessEntry, AccessEntryType, Cluster};
use crate::cloudformation::resources::events::{EventPattern, Rule, Target};
use crate::cloudformation::resources::sqs::{Queue, QueuePolicy};
use crate::cloudformation::{Handle, Operator, PolicyDocument, Principal, Statement, Value};
use crate::model::Autoscaling;
use crate::resolve::KarpenterNames;

/// Source and kind of the events that Karpenter listens for. Source: Karpenter 1.14 documentation, interruption, 2026-08.
const EVENTS: [(&str, &str, &str); 5] = [
    ("Health", "aws.health", "AWS Health Event"),
    (
        "SpotInterruption",
        "aws.ec2",
        "EC2 Spot Instance Interruption Warning",
    ),
    ("Rebalance", "aws.ec2", "EC2 Instance Rebalance Recommendation"),
    ("StateChange", "aws.ec2", "EC2 Instance State-change Notification"),
    (
        "CapacityReservation",
        "aws.ec2",
        "EC2 Capacity Reservation Instance Interruption Warning",
    ),
];

pub(super) fn add(builder: &mut Builder, cluster: &Handle<Cluster>) {
    let resolved = builder.resolved;
    if let Some(Autoscaling::Karpenter(_)) = resolved.environment.autoscaling {
        add_machines(builder, cluster, &resolved.karpenter);
        add_queue(builder, &resolved.karpenter);
    }
}

fn add_machines(builder: &mut Builder, cluster: &Handle<Cluster>, names: &KarpenterNames) {
    let policies = [
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonSSMManagedInstanceCore",
        "AmazonEKS_CNI_Policy",
    ];
    let own = policy_logs::policy(builder);
    let purpose = Purpose {
        id: ("KarpenterNodeRole", ""),
        // Node classes name it.
        name: Some(names.node_role.clone()),
        description: "The machines that Karpenter makes".to_owned(),
        trust: PolicyDocument::trust_service("ec2.amazonaws.com"),
        managed: policies.into_iter().map(Value::of_aws).collect(),
        own,
    };
    let role = roles::add(builder, purpose);
    // EKS lets nodes of managed groups in by itself, but not these.
    let entry = AccessEntry {
        cluster_name: cluster.name(),
        principal_arn: role.principal_arn(),
        entry_type: Some(AccessEntryType::Ec2Linux),
        access_policies: Vec::new(),
        kubernetes_groups: Vec::new(),
        tags: builder.tagging.unnamed().list(),
    };
    builder.add("KarpenterNodeAccess", entry);
}

fn add_queue(builder: &mut Builder, names: &KarpenterNames) {
    let queue = Queue {
        queue_name: Some(names.queue.clone()),
        message_retention_period: 300,
        sqs_managed_sse_enabled: true,
        tags: builder.tagging.unnamed().list(),
    };
    let queue = builder.add("KarpenterQueue", queue);
    builder.template.resource_mut(&queue).except_from_checkov(
        "CKV_AWS_27",
        "SQS encrypts it with its own key, which EventBridge may use without a key policy",
    );
    let policy = QueuePolicy {
        queues: vec![queue.url()],
        policy_document: who_may_send(&queue.arn()),
    };
    builder.add("KarpenterQueuePolicy", policy);
    for (name, source, detail_type) in EVENTS {
        let rule = Rule {
            description: None,
            event_pattern: EventPattern {
                source: vec![source.to_owned()],
                detail_type: vec![detail_type.to_owned()],
            },
            targets: vec![Target {
                id: "karpenter".to_owned(),
                arn: queue.arn(),
            }],
            tags: builder.tagging.unnamed().list(),
        };
        builder.add(&format!("KarpenterRule{name}"), rule);
    }
}

fn who_may_send(queue: &Value<QueueArn>) -> PolicyDocument {
    let events = Principal::Service("events.amazonaws.com".to_owned());
    PolicyDocument::new([
        Statement::allow(["sqs:SendMessage"])
            .principal(events)
            .resource(queue),
        Statement::deny(["sqs:*"])
            .principal(Principal::Anyone)
            .resource(queue)
            .when(Operator::Bool, "aws:SecureTransport", ["false"]),
    ])
}
