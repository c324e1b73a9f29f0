//! What a month costs, row by row, to the cent; what nobody knows is never nothing.

use std::path::Path;

use eksight::catalog::{Catalogue, Date};
use eksight::cost::{Delta, Estimate, Monthly, Quantity, estimate, text};
use eksight::model::Environment;
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::load;
use serde_json::{Value, json};

const DAY: &str = "2026-11-28";

/// The smallest environment with other settings: a path with slashes, and what stands there.
fn with(settings: &[(&str, Value)]) -> Environment {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let minimal = load(&disk, Path::new("tests/environments/minimal.yaml")).expect("a sound environment");
    let mut tree = serde_json::to_value(&minimal.environment).expect("plain data");
    for (path, value) in settings {
        let mut at = &mut tree;
        for key in path.split('/') {
            at = &mut at[key];
        }
        *at = value.clone();
    }
    serde_json::from_value(tree).expect("settings that the model has")
}

fn on(day: &str, environment: &Environment) -> Estimate {
    let day: Date = day.parse().expect("a day");
    let catalogue = Catalogue::shipped();
    estimate(&resolve("test", &[], environment, catalogue), catalogue, day)
}

/// The rows of a resource: name, how many, what they cost.
fn rows(settings: &[(&str, Value)], resource: &str) -> Vec<(String, String, String)> {
    of(&on(DAY, &with(settings)), resource)
}

fn of(estimate: &Estimate, resource: &str) -> Vec<(String, String, String)> {
    let found = estimate.resources.iter().find(|row| row.name == resource);
    let components = found.into_iter().flat_map(|row| &row.components);
    components
        .map(|component| {
            let quantity = match &component.quantity {
                Quantity::Fixed(count) => format!("{count} {}", component.unit),
                Quantity::Expected(count) => format!("expected {count} {}", component.unit),
                Quantity::NotKnown(field) => format!("usage {}", field.as_deref().unwrap_or("of no field")),
            };
            let cost = match component.monthly() {
                Monthly::Known(range) => text::amount(range),
                Monthly::Usage => "by usage".to_owned(),
                Monthly::Unknown => "unknown".to_owned(),
            };
            (component.name.clone(), quantity, cost)
        })
        .collect()
}

fn row(name: &str, quantity: &str, cost: &str) -> (String, String, String) {
    (name.to_owned(), quantity.to_owned(), cost.to_owned())
}

#[test]
fn the_control_plane_costs_what_its_support_costs_on_the_day() {
    let plane = |version: &str, day: &str, policy: &str| {
        let settings = [
            ("cluster/kubernetesVersion", json!(version)),
            ("cluster/upgradePolicy", json!(policy)),
        ];
        let estimate = on(day, &with(&settings));
        let component = &estimate.resources[0].components[0];
        let cost = match component.monthly() {
            Monthly::Known(range) => text::amount(range),
            _ => "unknown".to_owned(),
        };
        (
            component.name.clone(),
            cost,
            component.note.clone().unwrap_or_default(),
        )
    };
    let told = |name: &str, cost: &str, note: &str| {
        let name = format!("Control plane ({name})");
        (name, cost.to_owned(), note.to_owned())
    };
    assert_eq!(
        plane("1.34", "2026-12-01", "extended"),
        told(
            "1.34, standard support",
            "$73.00",
            "extended support from 2026-12-02 on: $438.00"
        )
    );
    assert_eq!(
        plane("1.34", "2026-12-02", "extended"),
        told(
            "1.34, extended support",
            "$438.00",
            "EKS upgrades it by itself from 2027-12-02 on"
        )
    );
    assert_eq!(
        plane("1.34", "2026-12-01", "standard"),
        told(
            "1.34, standard support",
            "$73.00",
            "EKS upgrades it by itself from 2026-12-02 on"
        )
    );
    assert_eq!(
        plane("1.31", DAY, "extended"),
        told(
            "1.31, out of support",
            "unknown",
            "no cluster has this version since 2026-11-26"
        )
    );
    assert_eq!(
        plane("1.37", DAY, "extended"),
        told(
            "1.37, support not known",
            "unknown",
            "the catalogue has no support dates of 1.37"
        )
    );
}

#[test]
fn nodes_on_demand_are_of_the_first_type_and_spot_is_a_range() {
    let size = ("nodeGroups/ng1/size", json!({"min": 3, "desired": 3, "max": 3}));
    let types = ("nodeGroups/ng1/instanceTypes", json!(["t3.xlarge", "m7i.xlarge"]));
    assert_eq!(
        rows(&[size.clone(), types.clone()], "Node group ng1"),
        [
            row(
                "Instance usage (Linux/UNIX, on-demand, t3.xlarge)",
                "2190 hours",
                "$455.52"
            ),
            row("Root volumes (gp3)", "240 GB", "$21.89"),
        ]
    );
    // A tenth of 0.208 to 0.2478, for 2,190 hours.
    let spot = ("nodeGroups/ng1/capacityType", json!("spot"));
    assert_eq!(
        rows(&[size, types, spot], "Node group ng1")[0],
        row(
            "Instance usage (Linux/UNIX, spot, 2 types)",
            "2190 hours",
            "$45.55 to $542.68"
        )
    );
}

#[test]
fn a_type_without_a_price_makes_the_total_partial_and_not_smaller() {
    let unknown = on(
        DAY,
        &with(&[("nodeGroups/ng1/instanceTypes", json!(["m8i.xlarge"]))]),
    );
    assert_eq!(
        of(&unknown, "Node group ng1")[0],
        row(
            "Instance usage (Linux/UNIX, on-demand, m8i.xlarge)",
            "730 hours",
            "unknown"
        )
    );
    assert!(unknown.total().partial);
    // One of several: the range is of the others.
    let several = with(&[
        ("nodeGroups/ng1/instanceTypes", json!(["m8i.xlarge", "t3.xlarge"])),
        ("nodeGroups/ng1/capacityType", json!("spot")),
    ]);
    let several = on(DAY, &several);
    assert_eq!(of(&several, "Node group ng1")[0].2, "$15.18 to $151.84");
    assert!(several.total().partial);
    let known = on(DAY, &with(&[]));
    assert!(!known.total().partial);
    // 73 + 151.84 + 80 GB at 0.0912 + a NAT gateway at 43.07 + its address at 3.65
    assert_eq!(text::amount(known.total().amount), "$278.86");
}

fn pool(settings: &[(&str, Value)]) -> Vec<(&'static str, Value)> {
    let pool = json!({
        "instanceFamilies": ["m7i"], "instanceSizes": ["large", "xlarge"], "capacityTypes": ["onDemand"],
        "limits": {"cpu": 64, "memory": "256Gi"},
    });
    let mut pool = pool;
    for (key, value) in settings {
        pool[*key] = value.clone();
    }
    vec![("autoscaling", json!({"karpenter": {"nodePools": {"apps": pool}}}))]
}

#[test]
fn a_pool_of_karpenters_costs_by_the_machines_that_are_expected() {
    let estimate = on(DAY, &with(&pool(&[])));
    assert_eq!(
        of(&estimate, "Karpenter pool apps"),
        [
            row(
                "Instance usage (Linux/UNIX, on-demand, 2 types)",
                "usage poolNodes.apps",
                "by usage"
            ),
            row("Root volumes (gp3)", "usage poolNodes.apps", "by usage"),
        ]
    );
    let found = estimate
        .resources
        .iter()
        .find(|row| row.name == "Karpenter pool apps");
    // 64 vCPU at 0.2478 / 4 for 730 hours.
    assert_eq!(
        found.and_then(|row| row.components[0].note.as_deref()),
        Some("at its limit of 64 vCPU at most $2,894.30")
    );
    let volumes = found.and_then(|row| row.components[1].note.as_deref());
    assert_eq!(volumes, Some("80Gi on each node"));
    let mut settings = pool(&[("capacityTypes", json!(["onDemand", "spot"]))]);
    settings.push(("cost/usage/poolNodes", json!({"apps": 4})));
    assert_eq!(
        rows(&settings, "Karpenter pool apps"),
        [
            row(
                "Instance usage (Linux/UNIX, on-demand or spot, 2 types)",
                "expected 2920 hours",
                "$36.18 to $723.58"
            ),
            row("Root volumes (gp3)", "expected 320 GB", "$29.18"),
        ]
    );
}

#[test]
fn ways_out_cost_by_their_number() {
    let gateways = |nat: &str| rows(&[("network/nat", json!(nat))], "NAT gateways");
    let data = row("Data processed", "usage natGb", "by usage");
    assert_eq!(gateways("none"), []);
    assert_eq!(
        gateways("single"),
        [row("NAT gateway", "730 hours", "$43.07"), data.clone()]
    );
    assert_eq!(
        gateways("perZone")[0],
        row("NAT gateway", "2190 hours", "$129.21")
    );
    assert_eq!(
        gateways("regional")[0],
        row("Regional NAT gateway in each zone", "2190 hours", "$129.21")
    );
    assert_eq!(
        rows(&[("cost/usage/natGb", json!(500))], "NAT gateways")[1],
        row("Data processed", "expected 500 GB", "$29.50")
    );
    // `ecr` is two endpoints, `s3` is free; each of the others has an interface in three zones.
    let endpoints = json!(["s3", "ecr", "sts"]);
    assert_eq!(
        rows(&[("network/endpoints", endpoints)], "VPC endpoints")[0],
        row("Interface endpoint in each zone", "6570 hours", "$85.41")
    );
    assert_eq!(rows(&[("network/endpoints", json!(["s3"]))], "VPC endpoints"), []);
}

#[test]
fn a_load_balancer_and_its_addresses_come_with_the_first_page() {
    let ingress = json!({
        "domain": "example.com", "hostedZoneId": "Z0123456789EXAMPLE",
        "certificate": {"arn": "arn:aws:acm:ap-northeast-2:111122223333:certificate/00000000-0000-4000-8000-000000000001"},
        "groups": {"web": {"scheme": "internet-facing", "loadBalancerName": "web"}},
    });
    let title = "Application load balancer web";
    let empty = [("ingress", ingress)];
    assert_eq!(
        rows(&empty, title),
        [row("Application load balancer", "usage of no field", "by usage")]
    );
    let [group] = empty;
    let page = (
        "workloads/nginx",
        json!({"expose": {"group": "web", "host": "nginx"}}),
    );
    let units = ("cost/usage/albLcus", json!(2));
    let public = ("nodeGroups/ng1/subnets", json!("public"));
    let used = with(&[group, page, units, public]);
    let used = on(DAY, &used);
    assert_eq!(
        of(&used, title),
        [
            row("Application load balancer", "730 hours", "$16.43"),
            row(
                "Load balancer capacity units",
                "expected 1460 LCU-hours",
                "$11.68"
            ),
        ]
    );
    assert_eq!(
        of(&used, "Public IPv4 addresses"),
        [
            row("NAT gateways", "730 hours", "$3.65"),
            row("Load balancer web", "2190 hours", "$10.95"),
            row("Node group ng1", "730 hours", "$3.65"),
        ]
    );
}

#[test]
fn volumes_cost_by_class_replica_and_chart() {
    let class = |kind: &str| ("storage/classes/disk", json!({"type": kind}));
    let prometheus = json!({
        "retention": "15d", "retentionSize": "80GiB", "replicas": 2,
        "volume": {"class": "disk", "size": "100Gi"},
    });
    let stack = ("monitoring/prometheus", prometheus);
    let name = "kube-prometheus-stack volumes";
    let of_type = |kind| rows(&[class(kind), stack.clone()], name);
    assert_eq!(of_type("gp3"), [row("Prometheus (gp3)", "200 GB", "$18.24")]);
    assert_eq!(of_type("gp2"), [row("Prometheus (gp2)", "200 GB", "$22.80")]);
    assert_eq!(
        of_type("io2"),
        [
            row("Prometheus (io2)", "200 GB", "$25.56"),
            row("Prometheus (provisioned IOPS)", "usage of no field", "unknown"),
        ]
    );
    assert_eq!(
        rows(std::slice::from_ref(&stack), name),
        [row("Prometheus", "200 GB", "unknown")]
    );
    let kubecost = |chart: Value| {
        let tool = ("cost/kubecost", json!({"volumes": {"class": "disk"}}));
        rows(
            &[class("gp3"), tool, ("charts/kubecost", chart)],
            "kubecost volumes",
        )
    };
    assert_eq!(
        kubecost(json!({"version": "2.8.7", "extraValues": {"persistentVolume": {"size": "64Gi"}}})),
        [
            row("cost-analyzer (gp3)", "64 GB", "$5.84"),
            row("prometheus-server (gp3)", "32 GB", "$2.92"),
        ]
    );
    let none = json!({"prometheus": {"server": {"persistentVolume": {"enabled": false}}}, "persistentVolume": {"size": 5}});
    assert_eq!(
        kubecost(json!({"version": "1.103.2", "extraValues": none})),
        [row("cost-analyzer", "usage of no field", "unknown")]
    );
    assert_eq!(
        kubecost(json!({"version": "3.2.1"})),
        [
            row("local-store (gp3)", "32 GB", "$2.92"),
            row("aggregator-db-storage (gp3)", "128 GB", "$11.67"),
            row("persistent-configs (gp3)", "1 GB", "$0.09"),
            row("cloud-cost-persistent-configs (gp3)", "1 GB", "$0.09"),
        ]
    );
}

#[test]
fn a_shared_file_system_costs_where_its_price_is_known() {
    let efs = ("storage/efs", json!({"storageClass": "shared"}));
    let size = ("cost/usage/efsGb", json!(100));
    let name = "EFS file system";
    assert_eq!(
        rows(&[efs.clone(), size.clone()], name),
        [
            row("Storage (standard)", "expected 100 GB", "unknown"),
            row("Elastic throughput, read", "usage efsReadGb", "unknown"),
            row("Elastic throughput, write", "usage efsWriteGb", "unknown"),
        ]
    );
    // The lab's has the throughput of its size.
    let lab = ("provisioner", json!("eksctl"));
    assert_eq!(
        rows(&[lab, efs.clone(), size.clone()], name),
        [row("Storage (standard)", "expected 100 GB", "unknown")]
    );
    let virginia = [
        ("cluster/region", json!("us-east-1")),
        ("cluster/zones", json!(["us-east-1a", "us-east-1b"])),
        efs,
        size,
        ("cost/usage/efsReadGb", json!(50)),
    ];
    assert_eq!(
        rows(&virginia, name),
        [
            row("Storage (standard)", "expected 100 GB", "$30.00"),
            row("Elastic throughput, read", "expected 50 GB", "$1.50"),
            row("Elastic throughput, write", "usage efsWriteGb", "by usage"),
        ]
    );
}

#[test]
fn logs_cost_by_type_and_by_how_long_they_are_kept() {
    let types = ("cluster/logTypes", json!(["api", "audit"]));
    let name = "Control plane logs";
    assert_eq!(
        rows(std::slice::from_ref(&types), name),
        [
            row("Data ingested (standard, api)", "usage apiLogsGb", "by usage"),
            row("Data ingested (standard, audit)", "usage auditLogsGb", "by usage"),
            row("Storage (never expires)", "usage apiLogsGb", "by usage"),
        ]
    );
    let group = json!({"retentionDays": 90, "class": "INFREQUENT_ACCESS"});
    let expected = |field: &'static str, gb: u32| (field, json!(gb));
    let settings = [
        types.clone(),
        ("logging/controlPlane", group),
        expected("cost/usage/apiLogsGb", 10),
        expected("cost/usage/auditLogsGb", 40),
    ];
    assert_eq!(
        rows(&settings, name),
        [
            row(
                "Data ingested (infrequent access, api)",
                "expected 10 GB",
                "$3.80"
            ),
            row(
                "Data ingested (infrequent access, audit)",
                "expected 40 GB",
                "$15.20"
            ),
            row("Storage (90 days)", "expected 150 GB", "$4.71"),
        ]
    );
    let forever = [
        types,
        expected("cost/usage/apiLogsGb", 10),
        expected("cost/usage/auditLogsGb", 40),
    ];
    assert_eq!(
        rows(&forever, name)[2],
        row("Storage (never expires)", "usage of no field", "by usage")
    );
    let flow_logs = ("network/flowLogs", json!({"retentionDays": 30}));
    assert_eq!(
        rows(
            &[flow_logs, expected("cost/usage/flowLogsGb", 20)],
            "VPC flow logs"
        ),
        [
            row("Data ingested (standard, flow logs)", "expected 20 GB", "$15.20"),
            row("Storage (30 days)", "expected 20 GB", "$0.63"),
        ]
    );
    let insights = ("logging/containerInsights", json!({"addon": {}}));
    assert_eq!(
        rows(&[insights], "Container Insights")[2],
        row("Metrics", "usage of no field", "unknown")
    );
}

#[test]
fn a_region_without_prices_is_unknown_in_every_row_that_has_a_quantity() {
    let nowhere = with(&[
        ("cluster/region", json!("me-south-1")),
        ("cluster/zones", json!(["me-south-1a", "me-south-1b"])),
    ]);
    let estimate = on(DAY, &nowhere);
    let mut components = estimate
        .resources
        .iter()
        .flat_map(|resource| &resource.components);
    assert!(components.all(|component| component.monthly() == Monthly::Unknown));
    assert_eq!(
        (text::amount(estimate.total().amount), estimate.total().partial),
        ("$0.00".to_owned(), true)
    );
}

#[test]
fn a_change_costs_the_difference_and_says_what_is_beyond_it() {
    let delta = |settings: &[(&str, Value)]| {
        let delta = Delta::between(&on(DAY, &with(&[])), &on(DAY, &with(settings)));
        (text::amount(delta.amount), delta.beyond, delta.is_nothing())
    };
    assert_eq!(delta(&[]), ("$0.00".to_owned(), false, true));
    let more = ("nodeGroups/ng1/size", json!({"min": 1, "desired": 2, "max": 2}));
    assert_eq!(delta(&[more]), ("$159.14".to_owned(), false, false));
    let fewer = ("network/nat", json!("none"));
    assert_eq!(delta(&[fewer]), ("-$46.72".to_owned(), true, false));
    let logs = ("cluster/logTypes", json!(["api"]));
    assert_eq!(delta(&[logs]), ("$0.00".to_owned(), true, false));
    // What a group without a price costs less than one with a price is not known.
    let unknown = ("nodeGroups/ng1/instanceTypes", json!(["m99i.large"]));
    assert_eq!(delta(&[unknown]), ("$0.00".to_owned(), true, false));
}
