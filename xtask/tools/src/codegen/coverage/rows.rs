//! The table: a row for each system of the note.

/// A system of the note.
pub(super) struct Row {
    /// The note's section.
    pub(super) section: &'static str,
    pub(super) system: &'static str,
    /// Paths below `out/<environment>/`.
    pub(super) artefacts: &'static [&'static str],
    pub(super) held_by: &'static [Proof],
}

/// What holds it where it is.
pub(super) enum Proof {
    /// A test: its file and its function.
    Test(&'static str, &'static str),
    /// A step of `cargo xtask verify`.
    Step(&'static str),
    /// The code of a rule.
    Rule(u16),
}

use Proof::{Rule, Step, Test};

const TEMPLATE: &str = "cloudformation/eks-oneclick.yaml";
const STACK: &str = "helm/kube-prometheus-stack/values.yaml";
const RUNBOOK: &str = "RUNBOOK.md";

const NOTE: Proof = Test(
    "tests/lab_note.rs",
    "every_setting_of_the_note_stands_and_nothing_else",
);
const RUNBOOK_HOLDS: Proof = Test(
    "tests/between_artifacts.rs",
    "the_runbook_names_only_files_and_queries_that_there_are",
);

pub(super) const ROWS: &[Row] = &[
    Row {
        section: "1",
        system: "VPC with NAT, cluster, node group, add-ons, roles of service accounts, EFS, bastion",
        artefacts: &[TEMPLATE, "eksctl/cluster.yaml"],
        held_by: &[
            Test(
                "tests/eksctl_shape.rs",
                "the_template_has_the_labs_resources_and_a_role_for_the_bastion",
            ),
            Test(
                "tests/eksctl_shape.rs",
                "the_cluster_config_is_what_the_lab_ended_up_with",
            ),
            Step("templates"),
            Step("stacks"),
            Step("policy"),
        ],
    },
    Row {
        section: "1",
        system: "`t3a` is not offered in `ap-northeast-2b`",
        artefacts: &[],
        held_by: &[
            Rule(1001),
            Test(
                "tests/rules.rs",
                "a_node_group_in_a_zone_without_its_type_as_people_see_it",
            ),
        ],
    },
    Row {
        section: "2",
        system: "what the console shows of the cluster",
        artefacts: &[RUNBOOK],
        held_by: &[RUNBOOK_HOLDS, Step("runbooks")],
    },
    Row {
        section: "3-1",
        system: "logs of the control plane: all five types, their log group and its retention, tail",
        artefacts: &[TEMPLATE, "eksctl/cluster.yaml", RUNBOOK],
        held_by: &[Rule(4004), Rule(4002), Step("stacks"), Step("runbooks")],
    },
    Row {
        section: "3-2",
        system: "Logs Insights: nodes not ready, user agents, scheduler, authenticator, controller manager",
        artefacts: &[
            "queries/node-not-ready.cwli",
            "queries/requests-by-user-agent.cwli",
            "queries/scheduler.cwli",
            "queries/authenticator.cwli",
            "queries/controller-manager.cwli",
        ],
        held_by: &[Rule(4005), Rule(4006), Step("templates")],
    },
    Row {
        section: "3-3",
        system: "a query from the command line: `eksight queries run`",
        artefacts: &[RUNBOOK],
        held_by: &[
            Test(
                "tests/cli/queries.rs",
                "a_query_is_started_waited_for_and_printed",
            ),
            Test(
                "tests/cli/queries.rs",
                "what_aws_says_is_said_and_a_query_that_fails_is_no_empty_answer",
            ),
        ],
    },
    Row {
        section: "3-4, 3-5",
        system: "raw metrics of the control plane; size and objects of etcd under their names of each version",
        artefacts: &[RUNBOOK, "queries/database-space-exceeded.cwli"],
        held_by: &[
            Test(
                "tests/between_artifacts.rs",
                "the_runbook_asks_for_the_databases_size_by_the_versions_own_name",
            ),
            Rule(5004),
        ],
    },
    Row {
        section: "3-5",
        system: "request volume by URI, revisions of objects; the note's `filter count > 8` before `stats` is refused",
        artefacts: &[
            "queries/requests-by-uri.cwli",
            "queries/object-revision-updates.cwli",
        ],
        held_by: &[Rule(4001), Step("templates")],
    },
    Row {
        section: "3-6",
        system: "nginx behind the shared ALB with certificate and redirect; its log; load",
        artefacts: &["helm/nginx/values.yaml", "drills/load.yaml", RUNBOOK],
        held_by: &[NOTE, Step("values"), Step("objects"), Rule(2041), Rule(7019)],
    },
    Row {
        section: "4-1",
        system: "where logs of applications, hosts and the data plane lie, by image family",
        artefacts: &[RUNBOOK],
        held_by: &[RUNBOOK_HOLDS, Rule(4021)],
    },
    Row {
        section: "4-2",
        system: "Container Insights: CloudWatch agent and Fluent Bit",
        artefacts: &["manifests/container-insights.yaml"],
        held_by: &[
            Test(
                "tests/lab_note.rs",
                "the_agents_of_container_insights_are_set_as_the_note_prints_them",
            ),
            Test(
                "src/emit/manifests/container_insights/read_back/mod.rs",
                "the_rendered_configuration_loses_nothing",
            ),
            Step("manifests"),
            Step("objects"),
            Rule(4020),
        ],
    },
    Row {
        section: "5",
        system: "metrics-server",
        artefacts: &["helm/metrics-server/values.yaml"],
        held_by: &[Step("values"), Rule(7010)],
    },
    Row {
        section: "5",
        system: "kwatch, and a pod with a wrong image to see it speak",
        artefacts: &["manifests/kwatch.yaml", "drills/wrong-image.yaml"],
        held_by: &[Step("manifests"), Step("objects")],
    },
    Row {
        section: "5",
        system: "botkube",
        artefacts: &["helm/botkube/values.yaml"],
        held_by: &[NOTE, Step("values"), Rule(7014)],
    },
    Row {
        section: "6-1",
        system: "kube-prometheus-stack: retention, selectors, intervals, pages on the shared ALB",
        artefacts: &[STACK],
        held_by: &[
            NOTE,
            Test(
                "tests/lab_note.rs",
                "the_plan_installs_the_charts_and_versions_of_the_note",
            ),
            Step("values"),
            Rule(5001),
            Rule(2037),
        ],
    },
    Row {
        section: "6-2",
        system: "Prometheus: targets, configuration, retention, first queries",
        artefacts: &[RUNBOOK],
        held_by: &[RUNBOOK_HOLDS, Step("runbooks")],
    },
    Row {
        section: "6-3",
        system: "Grafana and its data source, asked from a pod with network tools",
        artefacts: &[STACK, "drills/netshoot.yaml"],
        held_by: &[NOTE, Step("values"), Step("objects")],
    },
    Row {
        section: "6-4",
        system: "dashboards 13770, 16032 and 12708, with the monitors that they read",
        artefacts: &[
            STACK,
            "manifests/aws-cni-podmonitor.yaml",
            "helm/nginx/values.yaml",
        ],
        held_by: &[
            Test("tests/values.rs", "the_pod_monitor_is_the_labs"),
            Test(
                "tests/monitoring_objects/main.rs",
                "every_monitor_and_rule_has_fields_that_the_operator_knows",
            ),
            NOTE,
            Rule(5008),
            Rule(5010),
            Rule(5025),
            Rule(5060),
            Step("scrape"),
        ],
    },
    Row {
        section: "6-5",
        system: "alerts to Slack, and load to see them",
        artefacts: &[STACK, "manifests/alert-rules.yaml", "drills/load.yaml"],
        held_by: &[
            NOTE,
            Step("rules"),
            Step("values"),
            Step("secrets"),
            Rule(5002),
            Rule(5019),
        ],
    },
    Row {
        section: "3 to 7",
        system: "images: all that run, and copies of them in a registry of one's own",
        artefacts: &[STACK, "manifests/container-insights.yaml", "drills/netshoot.yaml"],
        held_by: &[
            Test(
                "tests/images.rs",
                "every_image_comes_from_the_registry_and_its_source_is_where_it_came_from",
            ),
            Rule(7021),
        ],
    },
    Row {
        section: "7",
        system: "kubecost: one node exporter on port 9100, its volumes and what is left of them",
        artefacts: &["helm/kubecost/values.yaml", RUNBOOK],
        held_by: &[
            NOTE,
            Test(
                "tests/values.rs",
                "each_line_of_kubecost_has_values_of_its_own_and_a_class_for_every_volume",
            ),
            Rule(7003),
            Rule(7033),
            Rule(6009),
            Test(
                "tests/between_artifacts.rs",
                "a_teardown_begins_with_what_controllers_made",
            ),
        ],
    },
];
