//! A fleet from a table: 300 environments, one for each team, stage and region.
//!
//! `cargo run --release --example fleet -- check --all`

use std::process::ExitCode;

use eksight::check::{Finding, Page, Rule, Subject};
use eksight::cli::{self, RustEnvironment};
use eksight::diag::{FieldPath, Severity};
use eksight::model::{
    AccessEntry, AccessPolicy, Account, Addon, Chart, Cluster, ControlPlaneLogs, Endpoint, Environment,
    Identities, IdentityKind, LogType, Logging, Monitoring, Nat, Network, NodeGroup, Prometheus, Size,
    Storage, StorageClass, VolumeClaim, VolumeType,
};
use eksight::source::{Draft, Drafted as _};

/// A region, how it is called in names, and three zones of it that offer what the nodes are made of. Ids, which mean the
/// same in every account.
const REGIONS: [(&str, &str, [&str; 3]); 6] = [
    ("ap-northeast-2", "apne2", ["apne2-az1", "apne2-az2", "apne2-az3"]),
    ("ap-northeast-1", "apne1", ["apne1-az1", "apne1-az2", "apne1-az4"]),
    ("eu-central-1", "euc1", ["euc1-az1", "euc1-az2", "euc1-az3"]),
    ("eu-west-1", "euw1", ["euw1-az1", "euw1-az2", "euw1-az3"]),
    ("us-east-2", "use2", ["use2-az1", "use2-az2", "use2-az3"]),
    ("us-west-2", "usw2", ["usw2-az1", "usw2-az2", "usw2-az3"]),
];

const TEAMS: [&str; 10] = [
    "billing", "catalog", "checkout", "delivery", "identity", "media", "orders", "payments", "search",
    "support",
];

/// A stage: the nodes of each zone, how many days logs stay, and whether it outlives a zone.
const STAGES: [(&str, u32, u16, bool); 5] = [
    ("dev", 1, 7, false),
    ("test", 1, 7, false),
    ("load", 2, 7, false),
    ("stage", 1, 30, true),
    ("prod", 2, 90, true),
];

fn main() -> ExitCode {
    cli::run(&fleet(), &[NAME_IS_SHORT])
}

/// A rule of one's own: `explain EKS9001` prints its page, and `exceptions` knows its code.
const NAME_IS_SHORT: Rule = Rule::own(
    9001,
    Severity::Error,
    Page("# Long name\n\nOur tickets cut the name of a cluster off behind 32 characters.\n"),
    name_is_short,
);

fn name_is_short(subject: &Subject) -> Vec<Finding> {
    let name = subject.environment().cluster.name.to_string();
    if name.len() <= 32 {
        return Vec::new();
    }
    let at = FieldPath::root().field("cluster").field("name");
    let message = format!("`{name}` has {} characters", name.len());
    vec![Finding::at(at, message).help("call it by 32 at most")]
}

/// Every environment, by name.
#[must_use]
pub(crate) fn fleet() -> Vec<RustEnvironment> {
    let mut fleet = Vec::new();
    for (region, short, zones) in REGIONS {
        for team in TEAMS {
            for (stage, nodes, days, survives) in STAGES {
                let name = format!("{team}-{stage}-{short}");
                let place = Place {
                    name: name.clone(),
                    region,
                    zones,
                    number: fleet.len(),
                };
                let environment = move || place.environment(team, nodes, days, survives);
                fleet.push(RustEnvironment::new(name, environment));
            }
        }
    }
    fleet
}

/// Where an environment lies.
struct Place {
    name: String,
    region: &'static str,
    zones: [&'static str; 3],
    /// Its row in the table, by which it gets a range of its own.
    number: usize,
}

impl Place {
    fn environment(&self, team: &str, nodes: u32, days: u16, survives: bool) -> Draft<Environment> {
        let group = NodeGroup::draft()
            .instance_types(["m6i.large"])
            .size(Size::draft().min(3 * nodes).desired(3 * nodes).max(6 * nodes));
        let prometheus = Prometheus::draft()
            .retention("5d")
            .retention_size("16GiB")
            .volume(VolumeClaim::draft().class("gp3").size("20Gi"));
        let environment = Environment::draft()
            .account(Account::draft().id("111122223333"))
            .tag("team", team)
            .cluster(self.cluster(survives))
            .network(self.network(survives))
            .node_group("platform", group)
            .identities(Identities::draft().default(IdentityKind::PodIdentity))
            .storage(Storage::draft().class("gp3", StorageClass::draft().kind(VolumeType::Gp3).default(true)))
            .logging(Logging::draft().control_plane(ControlPlaneLogs::draft().retention_days(days)))
            .monitoring(Monitoring::draft().prometheus(prometheus))
            .chart("metrics-server", Chart::draft().version("3.13.1"))
            .chart("kube-prometheus-stack", Chart::draft().version("88.5.3"));
        addons(environment)
    }

    fn cluster(&self, survives: bool) -> Draft<Cluster> {
        let platform = AccessEntry::draft()
            .principal_arn("arn:aws:iam::111122223333:role/platform-admin")
            .policy(AccessPolicy::AmazonEKSClusterAdminPolicy);
        Cluster::draft()
            .name(&self.name)
            .region(self.region)
            .kubernetes_version("1.36")
            .zones(self.zones)
            // An example: nobody has these addresses (RFC 5737).
            .endpoint(Endpoint::draft().private(true).public_cidrs(["203.0.113.0/24"]))
            .log_types([LogType::Api, LogType::Audit, LogType::Authenticator])
            .deletion_protection(survives)
            .access_entry("platform", platform)
    }

    /// A range that no other environment has, so that any two can be connected.
    fn network(&self, survives: bool) -> Draft<Network> {
        let (second, third) = (self.number / 2, self.number % 2 * 128);
        Network::draft()
            .cidr(format!("10.{second}.{third}.0/17"))
            .nat(if survives { Nat::PerZone } else { Nat::Single })
    }
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
