//! `RUNBOOK.md` of every shipped environment and of random ones: what its blocks hold people to when they paste them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use eksight::catalog::Catalogue;
use eksight::emit::{Artifact, render};
use eksight::model::value::Release;
use eksight::model::{ContainerInsights, Environment, LogClass};
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::load;

/// Every shipped environment, and random ones as a debug build takes in a second or two.
const RANDOM: std::ops::Range<u64> = 0..60;

struct Rendered {
    name: String,
    artifacts: Vec<Artifact>,
}

impl Rendered {
    fn of(name: String, environment: &Environment, sources: &[String]) -> Self {
        let artifacts = render(&resolve(&name, sources, environment, Catalogue::shipped()));
        Self { name, artifacts }
    }

    fn shipped(name: &str) -> Self {
        let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
        let path = format!("environments/{name}.yaml");
        let loaded = load(&disk, Path::new(&path)).expect("a sound environment");
        Self::of(name.to_owned(), &loaded.environment, &loaded.sources)
    }

    fn text(&self, path: &str) -> &str {
        let artifact = self.artifacts.iter().find(|artifact| artifact.path == path);
        artifact
            .unwrap_or_else(|| panic!("{} has no {path}", self.name))
            .text()
    }

    fn runbook(&self) -> &str {
        self.text("RUNBOOK.md")
    }

    /// The lines of each block for a shell.
    fn blocks(&self) -> Vec<Vec<&str>> {
        let blocks = self.runbook().split("```sh\n").skip(1);
        blocks
            .map(|rest| rest.split_once("```").expect("the end of a block").0)
            .map(|block| block.lines().collect())
            .collect()
    }
}

fn all() -> &'static [Rendered] {
    static ALL: LazyLock<Vec<Rendered>> = LazyLock::new(|| {
        let shipped = ["dev", "prod", "study", "study-2023"].map(Rendered::shipped);
        let random = RANDOM
            .map(|seed| Rendered::of(format!("random-{seed}"), &eksight_testing::environment(seed), &[]));
        shipped.into_iter().chain(random).collect()
    });
    &ALL
}

/// What runs until somebody stops it.
fn is_endless(command: &str) -> bool {
    [
        " port-forward ",
        " --follow",
        " --watch",
        "while true",
        " start-session ",
    ]
    .iter()
    .any(|mark| command.contains(mark))
}

#[test]
fn a_command_that_does_not_end_by_itself_is_the_last_of_its_block() {
    let mut endless = 0;
    for rendered in all() {
        for block in rendered.blocks() {
            let (_, others) = block.split_last().expect("a command");
            endless += usize::from(is_endless(block[block.len() - 1]));
            for command in others {
                assert!(!is_endless(command), "{}: {command}", rendered.name);
            }
        }
    }
    assert!(endless > 20, "{endless}");
}

/// Shells that people paste into: a job in the background outlives the paste, and zsh takes no comments there.
#[test]
fn blocks_hold_commands_alone_and_none_in_the_background() {
    for rendered in all() {
        for line in rendered.blocks().concat() {
            let fits = !line.trim_end().ends_with('&') && !line.contains("kill %") && !line.contains(" # ");
            assert!(
                fits && !line.starts_with('#') && !line.trim().is_empty(),
                "{}: {line:?}",
                rendered.name
            );
        }
    }
}

/// Those of macOS know short options only. What runs on a node or in a pod runs on Linux.
/// CloudWatch does not follow logs of the class for rare looks.
#[test]
fn the_logs_of_the_control_plane_are_followed_where_their_class_can_be() {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let mut environment = load(&disk, Path::new("environments/dev.yaml"))
        .expect("a sound environment")
        .environment;
    let follows = |environment: &Environment| {
        let rendered = Rendered::of("dev".to_owned(), environment, &[]);
        rendered
            .runbook()
            .contains("aws logs tail /aws/eks/dev-eks/cluster ")
    };
    assert!(follows(&environment));
    let logs = environment.logging.control_plane.as_mut();
    logs.expect("dev keeps logs").class = LogClass::InfrequentAccess;
    assert!(!follows(&environment));
}

#[test]
fn programs_of_the_system_get_no_option_that_only_gnu_has() {
    let programs = [
        "awk", "cut", "date", "grep", "head", "sed", "sleep", "sort", "tail", "tr", "uniq", "wc", "xargs",
    ];
    let mut seen = BTreeSet::new();
    for rendered in all() {
        for line in rendered.blocks().concat() {
            for part in line.split(['|', ';', '(']) {
                let mut words = part.split_whitespace();
                let Some(program) = words.next().filter(|word| programs.contains(word)) else {
                    continue;
                };
                seen.insert(program.to_owned());
                assert!(
                    words.all(|word| !word.starts_with("--")),
                    "{}: {part}",
                    rendered.name
                );
            }
        }
    }
    assert!(
        seen.contains("sort") && seen.contains("grep") && seen.contains("wc"),
        "{seen:?}"
    );
}

#[test]
fn two_forwarded_pages_do_not_want_the_same_port() {
    for rendered in all() {
        let mut ports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let forwards = rendered.blocks().concat();
        for line in forwards.iter().filter(|line| line.contains(" port-forward ")) {
            let mut words = line.split(' ').skip_while(|word| !word.contains('/'));
            let target = words.next().expect("what is forwarded");
            // The operator's own name for the Prometheus that the chart's Service leads to.
            let target = target.replace("prometheus-operated", "kube-prometheus-stack-prometheus");
            for port in words {
                let local = port.split(':').next().expect("a port");
                ports.entry(local).or_default().insert(match target.as_str() {
                    "service/kube-prometheus-stack-prometheus" => "prometheus",
                    _ => line,
                });
            }
        }
        for (port, targets) in ports {
            assert_eq!(targets.len(), 1, "{}: {port}: {targets:?}", rendered.name);
        }
    }
}

#[test]
fn every_drill_is_shown_and_begins_and_ends() {
    for rendered in all() {
        let drills = rendered
            .artifacts
            .iter()
            .filter(|artifact| artifact.path.starts_with("drills/"));
        for drill in drills {
            for verb in ["apply", "delete"] {
                let line = format!("\nkubectl {verb} -f out/{}/{}\n", rendered.name, drill.path);
                assert!(rendered.runbook().contains(&line), "{}: {line}", rendered.name);
            }
        }
    }
}

#[test]
fn the_load_drill_asks_the_service_and_its_log_is_read_when_it_is_done() {
    let lab = Rendered::shipped("study");
    assert!(
        lab.text("drills/load.yaml")
            .ends_with("            - http://nginx.default.svc.cluster.local/\n")
    );
    let block = [
        "kubectl apply -f out/study/drills/load.yaml",
        "kubectl wait --for=condition=complete job/nginx-load --namespace default --timeout 10m",
        "kubectl logs job/nginx-load --namespace default",
        "kubectl delete -f out/study/drills/load.yaml",
    ];
    assert!(lab.blocks().contains(&block.to_vec()), "{}", lab.runbook());
}

#[test]
fn no_part_of_the_system_is_scaled_for_a_drill() {
    for rendered in all() {
        for line in rendered.blocks().concat() {
            assert!(
                !line.contains(" scale ") || line.contains("deployment log-drill "),
                "{}: {line}",
                rendered.name
            );
        }
    }
}

#[test]
fn a_page_on_an_internal_load_balancer_is_said_to_be_so_and_not_waited_for() {
    let prod = Rendered::shipped("prod");
    let page = "- Grafana: https://grafana.prod.example.com, on an internal load balancer: from the VPC and networks connected to it\n";
    assert!(prod.runbook().contains(page), "{}", prod.runbook());
    let asked = "The load balancer is internal, so ask from the VPC or a network connected to it:\n\n```sh\n\
                 kubectl describe ingress kube-prometheus-stack-grafana --namespace monitoring\n\
                 curl --silent --max-time 10 https://grafana.prod.example.com/api/health\n```\n";
    assert!(prod.runbook().contains(asked), "{}", prod.runbook());
    assert!(
        Rendered::shipped("study")
            .runbook()
            .contains("\n- Grafana: https://grafana.example.com\n")
    );
}

/// The anchors that git hosts give to headings are in lower case.
#[test]
fn the_link_of_each_built_in_alert_is_the_anchor_of_its_section() {
    let prod = Rendered::shipped("prod");
    let headings = prod
        .runbook()
        .lines()
        .filter_map(|line| line.strip_prefix("### "));
    let anchors: BTreeSet<String> = headings.map(str::to_lowercase).collect();
    let links = prod.text("manifests/alert-rules.yaml").lines();
    let links: Vec<&str> = links
        .filter_map(|line| line.split_once("RUNBOOK.md#"))
        .map(|(_, anchor)| anchor)
        .collect();
    assert_eq!(links.len(), 10);
    for link in links {
        assert!(anchors.contains(link), "{link}");
    }
}

/// Those that are labels of the alert are explained once, the others where they stand.
#[test]
fn words_to_fill_in_are_explained() {
    let mut words = BTreeSet::new();
    for rendered in all() {
        let Some((_, alerts)) = rendered.runbook().split_once("\n## Alerts\n") else {
            continue;
        };
        let (alerts, _) = alerts.split_once("\n## ").expect("the teardown");
        let mut sections = alerts.split("\n### ");
        let about = sections.next().expect("what stands before the first alert");
        for section in sections {
            let (text, commands) = section.split_once("```sh\n").expect("commands");
            let own = commands.split(|c: char| !c.is_ascii_uppercase() && c != '-');
            for word in own.filter(|word| word.len() > 3 && !word.starts_with('-')) {
                words.insert(word.to_owned());
                assert!(
                    about.contains(word) || text.contains(word),
                    "{}: {word} in {section}",
                    rendered.name
                );
            }
        }
    }
    let expected = [
        "CLAIM",
        "CONTAINER",
        "INSTANCE-ID",
        "NAME",
        "NAMESPACE",
        "NODE",
        "SIZE",
    ];
    assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_scraped_is_listed_by_the_selector_of_its_monitor() {
    let prod = Rendered::shipped("prod");
    let block = [
        "kubectl get podmonitors,servicemonitors --all-namespaces",
        "kubectl get pods --namespace kube-system --selector 'k8s-app=aws-node'",
        "kubectl get services,endpointslices --namespace kube-system --selector 'app.kubernetes.io/name=karpenter'",
        "kubectl port-forward --namespace monitoring service/prometheus-operated 9090",
    ];
    assert!(prod.blocks().contains(&block.to_vec()), "{}", prod.runbook());
}

/// A stack is deleted once the cluster has taken the change of its protection.
#[test]
fn a_teardown_waits_until_the_protection_is_gone() {
    let commands = "--no-deletion-protection\naws eks wait cluster-active --region ap-northeast-2 --name prod-eks\naws cloudformation delete-stack ";
    let prod = Rendered::shipped("prod");
    assert!(prod.runbook().contains(commands), "{}", prod.runbook());
}

/// A first creation that fails leaves a protected cluster, and one of eksctl's is never protected.
#[test]
fn a_failed_creation_lets_its_protected_cluster_go_first() {
    let block = [
        "aws eks update-cluster-config --region ap-northeast-2 --name prod-eks --no-deletion-protection",
        "aws eks wait cluster-active --region ap-northeast-2 --name prod-eks",
        "aws cloudformation delete-stack --region ap-northeast-2 --stack-name prod-eks",
        "aws cloudformation wait stack-delete-complete --region ap-northeast-2 --stack-name prod-eks",
    ];
    assert!(Rendered::shipped("prod").blocks().contains(&block.to_vec()));
    for name in ["dev", "study"] {
        assert!(
            !Rendered::shipped(name).runbook().contains("deletion-protection"),
            "{name}"
        );
    }
}

/// A step does by its commands what it says, and leaves the rest to the list behind the steps.
#[test]
fn a_teardown_by_hand_deletes_what_it_says() {
    let prod = Rendered::shipped("prod");
    let block = [
        "for interface in $(aws ec2 describe-network-interfaces --region ap-northeast-2 --filters \
         Name=tag:cluster.k8s.amazonaws.com/name,Values=prod-eks Name=status,Values=available --query \
         'NetworkInterfaces[].NetworkInterfaceId' --output text); do aws ec2 delete-network-interface --region ap-northeast-2 \
         --network-interface-id \"$interface\"; done",
        "for group in $(aws ec2 describe-security-groups --region ap-northeast-2 --filters \
         Name=tag:elbv2.k8s.aws/cluster,Values=prod-eks --query 'SecurityGroups[].GroupId' --output text); do aws ec2 \
         delete-security-group --region ap-northeast-2 --group-id \"$group\"; done",
    ];
    assert!(prod.blocks().contains(&block.to_vec()), "{}", prod.runbook());
    for part in [
        "\n8. delete what the stack keeps: log groups, since ",
        "\n- the KMS key of the cluster's Secrets, which bills until it is scheduled for deletion; `teardown` does that\n",
    ] {
        assert!(prod.runbook().contains(part), "{part}: {}", prod.runbook());
    }
}

#[test]
fn the_port_of_fluent_bit_is_looked_for_where_it_serves_one() {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let loaded = load(&disk, Path::new("environments/study.yaml")).expect("a sound environment");
    let mut environment = loaded.environment;
    let looks = |environment: &Environment| {
        let rendered = Rendered::of("study".to_owned(), environment, &loaded.sources);
        rendered.runbook().contains("grep fluent-bit")
    };
    assert!(looks(&environment));
    let Some(ContainerInsights::Quickstart(quickstart)) = &mut environment.logging.container_insights else {
        panic!("study has the quickstart");
    };
    quickstart.http_server = false;
    assert!(!looks(&environment));
}

/// From the heading of a section to the next one.
fn section<'a>(rendered: &'a Rendered, title: &str) -> Option<&'a str> {
    let (_, rest) = rendered.runbook().split_once(&format!("\n## {title}\n\n"))?;
    rest.split_once("\n## ").map(|(section, _)| section)
}

#[test]
fn who_reads_a_secret_from_a_variable_is_restarted_after_a_change() {
    let prod = Rendered::shipped("prod");
    let text = section(&prod, "When a secret changes").expect("the section");
    for part in [
        "\n`prod/platform/grafana-oidc`:\n\n```sh\n\
         aws secretsmanager put-secret-value --region ap-northeast-2 --secret-id prod/platform/grafana-oidc \
         --secret-string file:///path/to/secret\n\
         kubectl annotate externalsecret grafana-oidc --namespace monitoring --overwrite force-sync=\"$(date +%s)\"\n```\n",
        "\nAlertmanager reads `slack-webhook`, `pagerduty`, `heartbeat` for each message from files, which change within two \
         minutes or so.\n",
        "\nGrafana has `grafana-admin`, `grafana-oidc` in variables, which a running pod keeps. Its database goes with the pod: \
         the administrator's old password, and what people have saved in it:\n\n```sh\n\
         kubectl rollout restart deployment/kube-prometheus-stack-grafana --namespace monitoring\n\
         kubectl rollout status deployment/kube-prometheus-stack-grafana --namespace monitoring --timeout=5m\n```\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_secret_that_people_make_is_put_in_by_them_again() {
    let lab = Rendered::shipped("study");
    let text = section(&lab, "When a secret changes").expect("the section");
    for part in [
        "\n`botkube/botkube-slack`:\n\n```sh\n\
         kubectl create secret generic botkube-slack --namespace botkube --from-file=bot-token=/path/to/bot-token \
         --from-file=app-token=/path/to/app-token --dry-run=client --output yaml | kubectl apply --server-side \
         --force-conflicts -f -\n```\n",
        "\nGrafana has `grafana-admin`, `grafana-slack` in variables, ",
        "\nkwatch reads `kwatch-config` when it starts:\n\n```sh\n\
         kubectl rollout restart deployment/kwatch --namespace kwatch\n",
        "\nbotkube has `botkube-slack` in variables, which a running pod keeps:\n\n```sh\n\
         kubectl rollout restart deployment/botkube --namespace botkube\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("externalsecret"), "{text}");
}

#[test]
fn a_database_that_outlives_grafanas_pod_gets_the_new_password() {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let loaded = load(&disk, Path::new("environments/dev.yaml")).expect("a sound environment");
    let mut environment = loaded.environment;
    let stack = environment.charts.get_mut(&Release::KubePrometheusStack);
    let grafana = serde_json::json!({ "persistence": { "enabled": true } });
    let extra = serde_json::Map::from_iter([("grafana".to_owned(), grafana)]);
    stack.expect("the stack's chart").extra_values = extra.into();
    let rendered = Rendered::of("dev".to_owned(), &environment, &loaded.sources);
    let text = section(&rendered, "When a secret changes").expect("the section");
    let last = "kubectl get secret grafana-admin --namespace monitoring --output jsonpath='{.data.admin-password}' | base64 \
                --decode | kubectl exec --stdin --namespace monitoring deployment/kube-prometheus-stack-grafana --container \
                grafana -- grafana cli --config /etc/grafana/grafana.ini admin reset-admin-password --password-from-stdin\n```\n";
    assert!(text.ends_with(last), "{text}");
}

#[test]
fn where_zonal_shifts_are_on_cluster_and_load_balancers_are_shifted() {
    let prod = Rendered::shipped("prod");
    let text = section(&prod, "When a zone fails").expect("the section");
    for resource in [
        "\"$(aws eks describe-cluster --region ap-northeast-2 --name prod-eks --query cluster.arn --output text)\"",
        "\"$balancer\"",
    ] {
        let command = format!(
            "aws arc-zonal-shift start-zonal-shift --region ap-northeast-2 --resource-identifier {resource} --away-from ZONE \
             --expires-in 3h --comment \"ZONE is impaired\""
        );
        assert!(text.contains(&command), "{command}: {text}");
    }
    assert_eq!(section(&Rendered::shipped("dev"), "When a zone fails"), None);
}
