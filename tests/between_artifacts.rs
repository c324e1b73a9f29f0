//! What one artefact of an environment says of another: every shipped environment, rendered in memory.

use std::collections::BTreeSet;
use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::emit::{Artifact, cloudformation, render};
use eksight::model::{Autoscaling, Taint, TaintEffect};
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::load;

const ENVIRONMENTS: [&str; 4] = ["dev", "prod", "study", "study-2023"];

fn rendered(name: &str) -> Vec<Artifact> {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let path = format!("environments/{name}.yaml");
    let loaded = load(&disk, Path::new(&path)).expect("a sound environment");
    render(&resolve(
        name,
        &loaded.sources,
        &loaded.environment,
        Catalogue::shipped(),
    ))
}

fn text<'a>(artifacts: &'a [Artifact], path: &str) -> &'a str {
    let artifact = artifacts.iter().find(|artifact| artifact.path == path);
    artifact.unwrap_or_else(|| panic!("there is no {path}")).text()
}

/// The `${stack:<resource>.<key>}` of all artefacts.
fn references(artifacts: &[Artifact]) -> BTreeSet<(&str, &str)> {
    artifacts
        .iter()
        .flat_map(|artifact| artifact.text().split("${stack:").skip(1))
        .map(|rest| {
            let (reference, _) = rest.split_once('}').expect("an end");
            reference.split_once('.').expect("resource and key")
        })
        .collect()
}

#[test]
fn every_stack_output_that_is_waited_for_is_made() {
    let mut waited = 0;
    for name in ENVIRONMENTS {
        let artifacts = rendered(name);
        let template = text(&artifacts, "cloudformation/eks-oneclick.yaml");
        let (resources, outputs) = template.split_once("\nOutputs:\n").expect("outputs");
        for (resource, key) in references(&artifacts) {
            waited += 1;
            assert!(
                resources.contains(&format!("\n  {resource}:\n")),
                "{name}: {resource}"
            );
            assert!(outputs.contains(&format!("  {key}:\n")), "{name}: {key}");
        }
    }
    // The VPC, three subnets and the file system in study-2023, the file system in study.
    assert_eq!(waited, 6);
}

#[test]
fn the_load_balancer_controller_looks_for_the_name_that_the_vpc_has() {
    for name in ["dev", "prod", "study"] {
        let artifacts = rendered(name);
        let values = text(&artifacts, "helm/aws-load-balancer-controller/values.yaml");
        let (_, after) = values
            .split_once("vpcTags:\n  Name: ")
            .expect("a tag to look for");
        let vpc_name = after.lines().next().expect("a name");
        let template = text(&artifacts, "cloudformation/eks-oneclick.yaml");
        let (_, vpc) = template.split_once("Type: AWS::EC2::VPC\n").expect("a VPC");
        let (vpc, _) = vpc.split_once("Type: ").expect("more resources");
        assert!(
            vpc.contains(&format!("- Key: Name\n          Value: {vpc_name}\n")),
            "{name}: {vpc_name}"
        );
    }
}

/// For pods that do not tolerate a taint of `taints` Karpenter starts no machine.
#[test]
fn a_taint_that_a_driver_takes_away_keeps_karpenter_from_no_machine() {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let mut environment = load(&disk, Path::new("environments/prod.yaml"))
        .expect("a sound environment")
        .environment;
    let Some(Autoscaling::Karpenter(karpenter)) = &mut environment.autoscaling else {
        panic!("prod has Karpenter");
    };
    for pool in karpenter.node_pools.values_mut() {
        pool.taints = ["ebs.csi.aws.com/agent-not-ready", "dedicated"]
            .map(|key| {
                (
                    key.to_owned(),
                    Taint {
                        value: None,
                        effect: TaintEffect::NoExecute,
                    },
                )
            })
            .into_iter()
            .collect();
    }
    let artifacts = render(&resolve("prod", &[], &environment, Catalogue::shipped()));
    let taints = "\
      taints:
        - key: dedicated
          effect: NoExecute
      startupTaints:
        - key: ebs.csi.aws.com/agent-not-ready
          effect: NoExecute
";
    let nodes = text(&artifacts, "manifests/karpenter-nodes.yaml");
    assert!(nodes.contains(taints), "{nodes}");
}

#[test]
fn a_machine_of_karpenters_is_drained_as_long_as_its_pool_says() {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let mut environment = load(&disk, Path::new("environments/prod.yaml"))
        .expect("a sound environment")
        .environment;
    assert!(!text(&rendered("prod"), "manifests/karpenter-nodes.yaml").contains("terminationGracePeriod"));
    let Some(Autoscaling::Karpenter(karpenter)) = &mut environment.autoscaling else {
        panic!("prod has Karpenter");
    };
    for pool in karpenter.node_pools.values_mut() {
        pool.termination_grace_period_hours = Some(48);
    }
    let artifacts = render(&resolve("prod", &[], &environment, Catalogue::shipped()));
    let nodes = text(&artifacts, "manifests/karpenter-nodes.yaml");
    let drained = "      expireAfter: 720h\n      terminationGracePeriod: 48h\n";
    assert_eq!(nodes.matches(drained).count(), 2, "{nodes}");
}

#[test]
fn karpenter_finds_its_role_its_queue_and_its_subnets() {
    let artifacts = rendered("prod");
    let template = text(&artifacts, "cloudformation/eks-oneclick.yaml");
    let classes = text(&artifacts, "manifests/karpenter-nodes.yaml");
    let values = text(&artifacts, "helm/karpenter/values.yaml");
    let after = |text: &str, key: &str| {
        let (_, rest) = text.split_once(key).unwrap_or_else(|| panic!("{key}"));
        rest.lines().next().unwrap_or_default().to_owned()
    };
    let role = after(classes, "\n  role: ");
    assert_eq!(role, "prod-eks-karpenter-ap-northeast-2");
    assert!(template.contains(&format!("      RoleName: {role}\n")));
    let passed = format!("iam::${{AWS::AccountId}}:role/platform/{role}\n");
    assert!(template.contains(&passed), "{passed}");
    let queue = after(values, "\n  interruptionQueue: ");
    assert!(template.contains(&format!("      QueueName: {queue}\n")));
    let discovery = after(classes, "karpenter.sh/discovery: ");
    let tag = format!("        - Key: karpenter.sh/discovery\n          Value: {discovery}\n");
    assert_eq!(template.matches(&tag).count(), 3);
    assert!(text(&artifacts, "plan.json").contains("--capabilities CAPABILITY_NAMED_IAM"));
}

/// The group that EKS makes lets in nodes only; a bastion or a CI runner in the VPC meets the private endpoint too.
#[test]
fn a_private_endpoint_is_reached_from_the_vpc() {
    let door = "        SecurityGroupIds:\n          - !GetAtt ApiSecurityGroup.GroupId\n        EndpointPrivateAccess: true\n";
    for name in ["dev", "prod", "study"] {
        let artifacts = rendered(name);
        let template = text(&artifacts, "cloudformation/eks-oneclick.yaml");
        assert!(template.contains(door), "{name}");
    }
}

/// Whoever deletes what a controller made is the controller, so it goes last.
#[test]
fn a_teardown_begins_with_what_controllers_made() {
    let artifacts = rendered("prod");
    let runbook = text(&artifacts, "RUNBOOK.md");
    let runbook = &runbook[runbook.find("\n## Tear").expect("a teardown")..];
    let steps = [
        "kubectl delete ingresses --namespace monitoring --selector app.kubernetes.io/instance=kube-prometheus-stack",
        "kubectl get services --all-namespaces --field-selector spec.type=LoadBalancer",
        "kubectl delete externalsecrets.external-secrets.io --all --all-namespaces --timeout=10m",
        "kubectl delete nodepools.karpenter.sh --all",
        "kubectl wait --for=delete nodeclaims.karpenter.sh --all",
        "kubectl delete ec2nodeclasses.karpenter.k8s.aws --all",
        "helm uninstall external-secrets ",
        "helm uninstall aws-load-balancer-controller ",
        "helm uninstall karpenter ",
        "aws eks update-cluster-config --region ap-northeast-2 --name prod-eks --no-deletion-protection",
        "aws cloudformation delete-stack --region ap-northeast-2 --stack-name prod-eks\naws cloudformation wait",
        "aws logs delete-log-group --region ap-northeast-2 --log-group-name /aws/vpc/prod-eks-flow-logs",
    ];
    let places: Vec<usize> = steps
        .iter()
        .map(|step| runbook.find(step).unwrap_or_else(|| panic!("no {step}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    // A sleep is for external-dns where it deletes records, which is not so in production.
    assert!(!runbook.contains("sleep "));
    assert!(text(&rendered("study"), "RUNBOOK.md").contains("\nsleep 150\n"));
}

/// What nobody tags is found by nobody: volumes of claims are made by the driver and not by the stack.
#[test]
fn volumes_that_the_driver_makes_bear_the_tags() {
    let tags = r#"\"owner\":\"platform\",\"cost-centre\":\"4711\",\"data-class\":\"internal\",\"environment\":\"prod\""#;
    let values = format!(r#"ConfigurationValues: "{{\"controller\":{{\"extraVolumeTags\":{{{tags}}}}}}}""#);
    let artifacts = rendered("prod");
    assert!(
        text(&artifacts, "cloudformation/eks-oneclick.yaml").contains(&values),
        "{values}"
    );
    let values =
        r#"configurationValues: "{\"controller\":{\"extraVolumeTags\":{\"environment\":\"study-2023\"}}}""#;
    assert!(text(&rendered("study-2023"), "eksctl/cluster.yaml").contains(values));
}

/// People pipe these, and a call of CloudFormation takes 51,200 bytes. Source: CloudFormation quotas, as of 2026-11.
#[test]
fn the_templates_fit_into_a_call() {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    for name in ENVIRONMENTS {
        let loaded =
            load(&disk, Path::new(&format!("environments/{name}.yaml"))).expect("a sound environment");
        let resolved = resolve(name, &loaded.sources, &loaded.environment, Catalogue::shipped());
        let template = cloudformation::emit(&resolved);
        let minified = template.minified().unwrap();
        assert!(minified.len() <= 51_200, "{name}: {} bytes", minified.len());
        let plan = render(&resolved)
            .into_iter()
            .find(|artifact| artifact.path == "plan.json");
        let plan = plan.expect("a plan");
        let plan = plan.text();
        let large = text(&rendered(name), "cloudformation/eks-oneclick.yaml").len() > 51_200;
        assert_eq!(
            plan.contains("--minify | aws cloudformation create-change-set"),
            large,
            "{name}"
        );
    }
}

#[test]
fn the_runbook_names_only_files_and_queries_that_there_are() {
    let (mut files, mut queries) = (0, 0);
    for name in ENVIRONMENTS {
        let artifacts = rendered(name);
        let paths: BTreeSet<&str> = artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
        for word in text(&artifacts, "RUNBOOK.md").split_whitespace() {
            let word = word.trim_start_matches("file://");
            if let Some(path) = word.strip_prefix(&format!("out/{name}/")) {
                files += 1;
                assert!(paths.contains(path), "{name}: {path}");
            }
        }
        for rest in text(&artifacts, "RUNBOOK.md").split("queries run ").skip(1) {
            queries += 1;
            let query = rest.split(' ').nth(1).expect("a query");
            assert!(
                rest.starts_with(&format!("{name} "))
                    && paths.contains(format!("queries/{query}.cwli").as_str())
            );
        }
    }
    assert!(files > 50 && queries > 10, "{files} files, {queries} queries");
}

#[test]
fn the_runbook_asks_for_the_databases_size_by_the_versions_own_name() {
    let asked = |name| {
        let artifacts = rendered(name);
        let line = text(&artifacts, "RUNBOOK.md")
            .lines()
            .find(|line| line.contains("--raw /metrics"));
        line.expect("a command").to_owned()
    };
    assert_eq!(
        asked("study-2023"),
        "kubectl get --raw /metrics | grep '^etcd_db_total_size_in_bytes'"
    );
    assert_eq!(
        asked("prod"),
        "kubectl get --raw /metrics | grep '^apiserver_storage_size_bytes'"
    );
}

/// What charts and add-ons make and do not call after themselves: by whom, kind and name.
const MADE_BY_OTHERS: [(&str, &str, &str); 5] = [
    // The Service that the operator makes for the Prometheus of a namespace, whatever that is called.
    ("kube-prometheus-stack", "service", "prometheus-operated"),
    // What it serves, as a chart and as an add-on.
    ("metrics-server", "apiservice", "v1beta1.metrics.k8s.io"),
    // The certificate of its webhooks.
    ("aws-load-balancer-controller", "secret", "aws-load-balancer-tls"),
    // Its operator makes the agents.
    ("amazon-cloudwatch-observability", "daemonset", "cloudwatch-agent"),
    ("amazon-cloudwatch-observability", "daemonset", "fluent-bit"),
];

/// Options of kubectl whose value is the next word.
const WITH_VALUE: [&str; 10] = [
    "--container",
    "--field-selector",
    "--image",
    "--namespace",
    "--output",
    "--raw",
    "--selector",
    "--tail",
    "--timeout",
    "-o",
];

/// Kind, namespace and name of each object that a line looks at by name. Words to fill in and variables name none.
fn looked_at(line: &str) -> Vec<(String, Option<&str>, &str)> {
    let mut found = Vec::new();
    for command in line.split("kubectl ").skip(1) {
        let end = command.find(['|', ';', ')', '`']).unwrap_or(command.len());
        let mut words = command[..end].split_whitespace();
        let verb = words.next().unwrap_or_default();
        if ![
            "describe",
            "exec",
            "get",
            "logs",
            "port-forward",
            "rollout",
            "wait",
        ]
        .contains(&verb)
        {
            continue;
        }
        let (mut named, mut namespace) = (Vec::new(), None);
        while let Some(word) = words.next().filter(|word| *word != "--") {
            match word {
                option if WITH_VALUE.contains(&option) => {
                    let value = words.next();
                    namespace = if option == "--namespace" { value } else { namespace };
                }
                option if option.starts_with('-') => {}
                word => named.push(word.trim_matches(['\'', '"'])),
            }
        }
        let start = usize::from(verb == "rollout").min(named.len());
        let (names, is_open): (Vec<(&str, &str)>, _) = match named[start..] {
            [first, ..] if first.contains('/') => (first.split_once('/').into_iter().collect(), true),
            [kind, ref names @ ..] => (names.iter().map(|name| (kind, *name)).collect(), true),
            [] => (Vec::new(), false),
        };
        assert!(
            is_open || command.contains("--raw") || command.contains(" -f "),
            "{line}"
        );
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-,".contains(c);
        let is_known = |name: &str| name.chars().all(is_part) && !name.starts_with('.');
        let names = names
            .into_iter()
            .filter(|(kind, name)| is_known(kind) && is_known(name));
        found.extend(names.map(|(kind, name)| {
            let kind = kind.split('.').next().unwrap_or_default();
            (kind.to_owned(), namespace, name)
        }));
    }
    found
}

/// Whether an artefact makes the object, a chart does, which calls what it makes after itself, or a person does, as with Secrets.
fn is_made(artifacts: &[Artifact], kind: &str, namespace: Option<&str>, name: &str) -> bool {
    let is_it = |object: &serde_json::Value| {
        let is = object["kind"].as_str().unwrap_or_default().to_lowercase();
        let there = object["metadata"]["namespace"].as_str();
        (kind == is || kind == format!("{is}s") || kind == format!("{is}es"))
            && object["metadata"]["name"] == *name
            && (there.is_none() || there == namespace)
    };
    let of_chart = |artifact: &Artifact| {
        let release = artifact
            .path
            .strip_prefix("helm/")
            .and_then(|rest| rest.split('/').next());
        release.is_some_and(|release| {
            name.strip_prefix(release)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    };
    let secret = format!("\"{}/{name}\"", namespace.unwrap_or_default());
    let has = |part: &str| artifacts.iter().any(|artifact| artifact.text().contains(part));
    let others = MADE_BY_OTHERS.iter();
    let mut by_others = others.filter(|(_, of, called)| (*of, *called) == (kind, name));
    by_others.any(|(by, ..)| has(by))
        || artifacts
            .iter()
            .any(|artifact| of_chart(artifact) || artifact.documents().iter().any(is_it))
        || kind == "secret" && text(artifacts, "plan.json").contains(&secret)
}

#[test]
fn a_runbook_looks_at_objects_that_are_there() {
    let random = (0..60).map(|seed| {
        let environment = eksight_testing::environment(seed);
        let name = format!("random-{seed}");
        let artifacts = render(&resolve(&name, &[], &environment, Catalogue::shipped()));
        (name, artifacts)
    });
    let shipped = ENVIRONMENTS.map(|name| (name.to_owned(), rendered(name)));
    let (mut looks, mut missing) = (0, BTreeSet::new());
    for (environment, artifacts) in shipped.into_iter().chain(random) {
        let blocks = text(&artifacts, "RUNBOOK.md").split("```sh\n").skip(1);
        for line in blocks
            .filter_map(|rest| rest.split_once("```"))
            .flat_map(|(block, _)| block.lines())
        {
            for (kind, namespace, name) in looked_at(line) {
                looks += 1;
                if !is_made(&artifacts, &kind, namespace, name) {
                    missing.insert(format!("{environment}: {kind} {namespace:?} {name}"));
                }
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
    assert!(looks > 1_000, "{looks}");
}
