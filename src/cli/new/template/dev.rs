//! The environment `dev`: a small cluster with Prometheus. Change what is marked, and render it.

use eksight::model::{
    AccessEntry, AccessPolicy, Account, Addon, Chart, Cluster, ControlPlaneLogs, Endpoint,
    Environment, Identities, IdentityKind, LogType, Logging, Monitoring, Nat, Network, NodeGroup,
    Prometheus, Size, Storage, StorageClass, VolumeClaim, VolumeType,
};
use eksight::source::{Draft, Drafted as _};

/// What `cargo xtask render dev` renders. What several environments share is a function that both call.
pub fn environment() -> Draft<Environment> {
    let environment = Environment::draft()
        // Yours.
        .account(Account::draft().id("111122223333"))
        .tag("environment", "dev")
        .cluster(cluster())
        .network(Network::draft().cidr("10.30.0.0/16").nat(Nat::Single))
        .node_group(
            "platform",
            NodeGroup::draft()
                .instance_types(["m7i.large"])
                .size(Size::draft().min(2).desired(2).max(4)),
        )
        .identities(Identities::draft().default(IdentityKind::PodIdentity))
        .storage(Storage::draft().class(
            "gp3",
            StorageClass::draft().kind(VolumeType::Gp3).default(true),
        ))
        .logging(Logging::draft().control_plane(ControlPlaneLogs::draft().retention_days(14)))
        .monitoring(
            Monitoring::draft().prometheus(
                Prometheus::draft()
                    .retention("5d")
                    .retention_size("16GiB")
                    .volume(VolumeClaim::draft().class("gp3").size("20Gi")),
            ),
        )
        .chart("metrics-server", Chart::draft().version("3.13.1"))
        .chart("kube-prometheus-stack", Chart::draft().version("88.5.3"));
    addons(environment)
}

fn cluster() -> Draft<Cluster> {
    Cluster::draft()
        .name("dev-eks")
        .region("ap-northeast-2")
        .kubernetes_version("1.36")
        .zones(["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"])
        // The addresses you work from. An example: nobody has these (RFC 5737).
        .endpoint(
            Endpoint::draft()
                .private(true)
                .public_cidrs(["203.0.113.0/24"]),
        )
        .log_types([LogType::Api, LogType::Audit, LogType::Authenticator])
        .access_entry(
            "platform",
            AccessEntry::draft()
                // Who administers the cluster.
                .principal_arn("arn:aws:iam::111122223333:role/platform-admin")
                .policy(AccessPolicy::AmazonEKSClusterAdminPolicy),
        )
}

fn addons(environment: Draft<Environment>) -> Draft<Environment> {
    let versions = [
        ("vpc-cni", "v1.23.0-eksbuild.1"),
        ("kube-proxy", "v1.36.0-eksbuild.1"),
        ("coredns", "v1.14.3-eksbuild.11"),
        ("eks-pod-identity-agent", "v1.3.9-eksbuild.1"),
        ("aws-ebs-csi-driver", "v1.64.0-eksbuild.1"),
    ];
    versions
        .into_iter()
        .fold(environment, |environment, (name, version)| {
            environment.addon(name, Addon::draft().version(version))
        })
}
