//! Rules as their pages promise: every example on a page is laid over a minimal environment and checked. How findings
//! look in general is tested in `diag`.

mod overlay;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use eksight::catalog::{Catalogue, Document};
use eksight::check::{FLEET_RULES, Page, RULES, Rule, redacted};
use eksight::diag::{Code, FieldPath, Fix, Segment, Severity};
use eksight::source::schema::TEXT;
use serde_json::Value;

use overlay::further::{examples, further};
use overlay::{catalogue_of, overlay, overlay_with, promised};

#[test]
fn the_minimal_environment_is_without_findings() {
    let outcome = overlay("");
    assert_eq!(outcome.pictures(), "");
    assert!(outcome.permitted);
}

#[test]
fn bad_examples_are_found_on_their_lines_and_nothing_else_is() {
    let mut wrong = Vec::new();
    for Rule {
        code, severity, page, ..
    } in RULES
    {
        let catalogue = catalogue_of(*page);
        for block in examples(*code, *page, "yaml bad") {
            let promised = promised(&block);
            assert!(
                !promised.is_empty(),
                "{code}: an example without a marked line\n{block}"
            );
            assert!(
                promised.iter().all(|(_, marked)| *marked == code.to_string()),
                "{code}: an example of another rule\n{block}"
            );
            let outcome = overlay_with(&block, &catalogue);
            let places = outcome.places();
            if places != promised {
                wrong.push(format!(
                    "{code}: {places:?} and not {promised:?}\n{}",
                    outcome.pictures()
                ));
            }
            assert_eq!(outcome.permitted, *severity != Severity::Error, "{code}\n{block}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn good_examples_are_without_findings() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let catalogue = catalogue_of(rule.page);
        for block in examples(rule.code, rule.page, "yaml good") {
            let outcome = overlay_with(&block, &catalogue);
            if !outcome.findings.is_empty() {
                wrong.push(format!("{}: {}", rule.code, outcome.pictures()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// It is for what people write: no rule quotes a secret, and no word of ours may look like one.
#[test]
fn the_mask_for_secrets_leaves_what_rules_say() {
    let mut altered = Vec::new();
    for (code, page) in pages() {
        let catalogue = catalogue_of(page);
        for block in examples(code, page, "yaml bad") {
            let outcome = overlay_with(&block, &catalogue);
            let (shown, _) = redacted(&outcome.findings, &outcome.origins);
            let pairs = shown.iter().zip(&outcome.findings);
            altered.extend(
                pairs
                    .filter(|(shown, found)| shown != found)
                    .map(|(shown, _)| format!("{code}: {}, {:?}", shown.message, shown.help)),
            );
        }
    }
    assert_eq!(altered, [""; 0]);
}

#[test]
fn a_host_that_nobody_reaches_is_nobody_who_reaches_the_api() {
    let outcome = overlay(
        "\
cluster: { endpoint: { publicCidrs: [] } }
network: { nat: none, endpoints: [s3, ecr, ec2] }
bastion: { instanceType: t3.medium }
",
    );
    assert_eq!(outcome.codes(), ["EKS2006", "EKS2014"]);
}

#[test]
fn an_api_outside_the_vpc_is_out_of_reach_of_isolated_nodes() {
    let outcome = overlay(
        "\
cluster: { endpoint: { private: false, publicCidrs: [0.0.0.0/0] } }
network: { nat: none, endpoints: [s3, ecr, ec2] }
",
    );
    assert_eq!(outcome.codes(), ["EKS2014", "EKS2019"]);
}

#[test]
fn user_data_has_sixteen_kilobytes() {
    let codes = |bytes: usize| {
        let command = "x".repeat(bytes);
        overlay(&format!(
            "nodeGroups:\n  ng1:\n    preBootstrapCommands: ['{command}']\n"
        ))
        .codes()
    };
    // Around the command there is a document of several parts.
    assert!(codes(16_000).is_empty());
    assert_eq!(codes(16_384), ["EKS1022"]);
}

#[test]
fn of_an_unknown_region_zones_are_compared_and_nothing_else_is() {
    let codes =
        |zones: &str| overlay(&format!("cluster: {{ region: mx-north-1, zones: [{zones}] }}\n")).codes();
    assert_eq!(codes("mxn1-az1, mxn1-az2"), ["EKS1025"]);
    assert_eq!(codes("mxn1-az1, mnx1-az2"), ["EKS1015", "EKS1025"]);
    assert_eq!(codes("mxn1-az1, mx-north-1b"), ["EKS1004", "EKS1025"]);
}

/// It is near to `us-west-1` by its letters alone.
#[test]
fn a_region_of_another_partition_is_no_slip_for_one_of_this() {
    for (region, partition) in [
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
        ("eusc-de-east-1", "aws-eusc"),
    ] {
        let role = format!("arn:{partition}:iam::111122223333:role/ops");
        let found = overlay(&format!(
            "cluster: {{ region: {region}, zones: [{region}a, {region}b], access: {{ ops: {{ principalArn: \"{role}\" }} }} }}\n"
        ));
        assert_eq!(found.codes(), ["EKS1004", "EKS1004", "EKS1025"], "{region}");
    }
}

#[test]
fn a_zone_of_another_region_is_told_what_to_write_instead() {
    let imported = r#"{
  "zones": {
    "region": "us-west-2",
    "account": "111122223333",
    "source": "aws ec2 describe-availability-zones --region us-west-2",
    "asOf": { "2026-11-24": { "us-west-2a": "usw2-az2", "us-west-2d": "usw2-az4" } }
  }
}"#;
    let imported = Catalogue::with([Document::parse(imported).unwrap()].into_iter().collect());
    let by_ids = "write zone ids, which are the same in every account: `usw2-az1`, `usw2-az2`, `usw2-az3`, `usw2-az4`; what \
                  yours calls them tells `aws ec2 describe-availability-zones --region us-west-2`";
    let without_refused = "write zone ids, which are the same in every account: `usw1-az1`, `usw1-az3`; what yours calls \
                           them tells `aws ec2 describe-availability-zones --region us-west-1`";
    for (region, catalogue, wanted) in [
        ("us-west-2", Catalogue::shipped(), by_ids),
        ("us-west-2", &imported, "its zones are `us-west-2a`, `us-west-2d`"),
        ("us-west-1", Catalogue::shipped(), without_refused),
        (
            "eu-central-1",
            Catalogue::shipped(),
            "its zones are `eu-central-1a`, `eu-central-1b`, `eu-central-1c`",
        ),
    ] {
        let outcome = overlay_with(&format!("cluster: {{ region: {region} }}\n"), catalogue);
        let unplaced = outcome
            .findings
            .iter()
            .filter(|finding| finding.code == Code(1004));
        let helps: Vec<Option<&str>> = unplaced.map(|finding| finding.help.as_deref()).collect();
        let own = "change this, or `cluster.zones` for this environment alone, in this file";
        let wanted = format!("{own}: {wanted}");
        assert_eq!(helps, [Some(wanted.as_str())], "{region}");
    }
}

#[test]
fn every_page_has_both_kinds_of_examples() {
    for rule in RULES {
        for kind in ["yaml bad", "yaml good"] {
            assert!(
                !rule.page.blocks(kind).is_empty(),
                "{}: no `{kind}` block",
                rule.code
            );
        }
    }
}

#[test]
fn further_examples_are_those_of_a_rule() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_string()).collect();
    for (code, page) in further() {
        assert!(rules.contains(code), "tests/rules: {code} is no rule");
        let examples = ["yaml bad", "yaml good"].map(|kind| page.blocks(kind).len());
        let fences = page.text().lines().filter(|line| line.starts_with("```"));
        assert_eq!(fences.count(), 2 * examples.iter().sum::<usize>(), "{code}");
    }
}

/// The pages of all rules, those over a fleet included.
fn pages() -> impl Iterator<Item = (Code, Page)> {
    let rules = RULES.iter().map(|rule| (rule.code, rule.page));
    rules.chain(FLEET_RULES.iter().map(|rule| (rule.code, rule.page)))
}

#[test]
fn every_page_names_its_source() {
    for (code, page) in pages() {
        let sources = page.text().lines();
        let sources = sources.filter(|line| {
            line.strip_prefix("Source: ")
                .is_some_and(|source| !source.is_empty())
        });
        assert_eq!(sources.count(), 1, "{code}: one line `Source: …`");
    }
}

#[test]
fn codes_ascend() {
    let codes: Vec<u16> = RULES.iter().map(|rule| rule.code.0).collect();
    assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
}

#[test]
fn every_rule_is_a_pair_of_files_named_by_its_code_and_title() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/rules");
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in folder.read_dir().unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let (stem, extension) = name.rsplit_once('.').expect("a file with an extension");
        files
            .entry(stem.to_owned())
            .or_default()
            .insert(extension.to_owned());
    }
    assert_eq!(files.remove("README"), Some(BTreeSet::from(["md".to_owned()])));
    assert_eq!(files.remove("mod"), Some(BTreeSet::from(["rs".to_owned()])));
    let pair = BTreeSet::from(["md".to_owned(), "rs".to_owned()]);
    let named: BTreeMap<String, BTreeSet<String>> = pages()
        .map(|(code, page)| {
            let title = page.title().to_lowercase();
            let words = title.split(' ').filter(|word| !["a", "the"].contains(word));
            let name = words.collect::<Vec<_>>().join("_");
            (format!("eks{:04}_{name}", code.0), pair.clone())
        })
        .collect();
    assert_eq!(files, named);
}

#[test]
fn a_node_group_in_a_zone_without_its_type_as_people_see_it() {
    let outcome = overlay(
        "\
nodeGroups:
  ng1:
    instanceTypes: [t3a.xlarge]
    zones: [ap-northeast-2a, ap-northeast-2b, ap-northeast-2c]
",
    );
    assert_eq!(outcome.pictures(), "\
error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`
 --> overlay.yaml:4:21
  |
4 |     instanceTypes: [t3a.xlarge]
  |                     ^^^^^^^^^^
5 |     zones: [ap-northeast-2a, ap-northeast-2b, ap-northeast-2c]
  |                              --------------- this zone
  = help: `t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`
  = note: offerings as of 2026-10; newer ones: `aws ec2 describe-instance-type-offerings --region ap-northeast-2 --location-type availability-zone-id --filters Name=instance-type,Values=t3a.xlarge | cargo xtask catalog import -`
");
}

#[test]
fn a_pool_is_not_offered_another_accelerator() {
    let pool = |families: &str, sizes: &str| {
        overlay(&format!(
            "\
autoscaling:
  karpenter:
    nodePools:
      apps:
        instanceFamilies: [{families}]
        instanceSizes: [{sizes}]
        limits: {{ cpu: 64, memory: 256Gi }}
charts:
  karpenter: {{ version: 1.14.1 }}
"
        ))
    };
    let nowhere = pool("trn1", "2xlarge");
    assert_eq!(nowhere.codes(), ["EKS1012", "EKS1023"]);
    let help = "= help: add a family that one of these zones offers";
    assert!(nowhere.pictures().contains(help), "{}", nowhere.pictures());
    let misspelt = pool("g7i", "xlarge");
    assert_eq!(misspelt.codes(), ["EKS1012"]);
    assert!(!misspelt.pictures().contains("`c7i`"), "{}", misspelt.pictures());
    assert!(pool("m71", "xlarge").pictures().contains("did you mean `m7"));
}

#[test]
fn a_series_of_a_histogram_is_renamed_with_its_suffix() {
    for suffix in ["", "_bucket", "_sum", "_count"] {
        let outcome = overlay(&format!(
            "\
monitoring:
  prometheus: {{ retention: 5d, retentionSize: 10GiB }}
alerting:
  rules:
    ApiSlow:
      query: rate(apiserver_request_slo_duration_seconds{suffix}[5m]) > 1
      severity: warning
      summary: Something is wrong
charts:
  kube-prometheus-stack: {{ version: 88.5.3 }}
"
        ));
        // The second one says that nobody is told.
        assert_eq!(outcome.codes(), ["EKS5004", "EKS5024"], "{}", outcome.pictures());
        let finding = &outcome.findings[0];
        let new = format!("apiserver_request_sli_duration_seconds{suffix}");
        assert!(
            outcome.pictures().contains(&format!(" as `{new}`\n")),
            "{}",
            outcome.pictures()
        );
        let old = format!("apiserver_request_slo_duration_seconds{suffix}");
        assert_eq!(finding.fix, Some(Fix::replace(&old, new)));
    }
}

#[test]
fn prefixes_are_offered_to_machines_that_can_carry_many_pods() {
    let help = |kind: &str| {
        let outcome = overlay(&format!(
            "\
nodeGroups: {{ ng1: {{ instanceTypes: [{kind}], size: {{ min: 1, desired: 1, max: 1 }}, maxPods: 4 }} }}
"
        ));
        assert_eq!(outcome.codes(), ["EKS1028"]);
        outcome.findings[0].help.clone().unwrap_or_default()
    };
    assert!(help("m7i.large").contains("prefix delegation"));
    for small in ["t3.micro", "t3.small", "t3.medium"] {
        assert_eq!(help(small), "take more nodes or larger ones");
    }
}

#[test]
fn a_label_that_comes_of_what_nodes_are_is_not_to_be_given_to_a_group() {
    let help = |label: &str| {
        let outcome = overlay(&format!(
            "charts: {{ metrics-server: {{ version: 3.13.1, extraValues: {{ nodeSelector: {{ {label} }} }} }} }}\n"
        ));
        assert_eq!(outcome.codes(), ["EKS1033"]);
        outcome.findings[0].help.clone().unwrap_or_default()
    };
    assert_eq!(
        help("kubernetes.io/arch: arm64"),
        "write what the nodes of a group or a pool are, or let one have such instance types"
    );
    assert_eq!(
        help("topology.kubernetes.io/zone: ap-northeast-2d"),
        "write a zone that nodes are in, or bring this one into `cluster.zones`, and into the `zones` of a group"
    );
    assert_eq!(
        help("role: apps"),
        "write labels that a node group or a pool has, or give them to one in `labels`"
    );
}

#[test]
fn a_selector_of_a_pool_that_is_switched_off_says_so() {
    let outcome = overlay(
        r#"
autoscaling:
  karpenter:
    nodePools:
      apps: { instanceFamilies: [m7i], instanceSizes: [large], limits: { cpu: 8, memory: 32Gi } }
      "off": { instanceFamilies: [m7i], instanceSizes: [large], limits: { cpu: 0, memory: 32Gi } }
charts:
  karpenter: { version: 1.14.1 }
  metrics-server: { version: 3.13.1, extraValues: { nodeSelector: { karpenter.sh/nodepool: "off" } } }
"#,
    );
    assert_eq!(outcome.codes(), ["EKS1033"]);
    assert_eq!(
        outcome.findings[0].help.as_deref(),
        Some(
            "the pool `off` is switched off by `limits.cpu: 0`: let it have CPUs, or write the name of another"
        )
    );
}

#[test]
fn the_range_that_is_advised_has_as_many_samples_as_the_function_needs() {
    let help = |query: &str| {
        let outcome = overlay(&format!(
            r##"
monitoring: {{ prometheus: {{ retention: 5d, retentionSize: 10GiB }}, alertmanager: {{}} }}
alerting:
  receivers: {{ ops: {{ slack: {{ webhook: hook, channel: "#ops" }} }} }}
  routes: {{ critical: {{ receiver: ops, severity: critical }}, warning: {{ receiver: ops, severity: warning }} }}
  rules: {{ Load: {{ query: "{query} > 5", severity: warning, summary: Load }} }}
secrets: {{ hook: {{ kubernetes: {{ namespace: monitoring, name: slack, key: url }} }} }}
charts: {{ kube-prometheus-stack: {{ version: 88.5.3 }} }}
"##
        ));
        assert_eq!(outcome.codes(), ["EKS5022"]);
        outcome.findings[0].help.clone()
    };
    assert_eq!(
        help("max_over_time(node_load1[20s])").as_deref(),
        Some("look at 30 s or more; four scrapes bear one that fails")
    );
    assert_eq!(
        help("deriv(node_load1[20s])").as_deref(),
        Some("look at 60 s or more; four scrapes bear one that fails")
    );
}

/// The query could keep some of them, and others it could not.
#[test]
fn an_empty_label_of_a_text_is_told_with_what_takes_it() {
    let told = |query: &str, text: &str| {
        let outcome = overlay(&format!(
            "\
monitoring:
  prometheus: {{ retention: 5d, retentionSize: 10GiB }}
alerting:
  rules:
    Odd:
      query: {query}
      severity: warning
      summary: '{text}'
charts:
  kube-prometheus-stack: {{ version: 88.5.3 }}
"
        ));
        // The first one says that nobody is told.
        assert_eq!(outcome.codes(), ["EKS5024", "EKS5064"], "{}", outcome.pictures());
        let finding = &outcome.findings[1];
        format!(
            "{}; {}",
            finding.message,
            finding.help.as_deref().unwrap_or_default()
        )
    };
    assert_eq!(
        told("sum(up) > 3", "{{ $labels.severity }}"),
        "`$labels.severity` is empty: the rule adds `severity` later, and texts know the labels of the query alone; \
         write its value itself"
    );
    let slow =
        "histogram_quantile(0.9, sum by (le) (rate(apiserver_request_duration_seconds_bucket[5m]))) > 1";
    assert_eq!(
        told(slow, "{{ $labels.le }}"),
        "`$labels.le` is empty: `histogram_quantile` drops `le`; leave it out here; the query has no label"
    );
    assert_eq!(
        told("sum by (job) (up) > 3", "{{ $labels.pod }}"),
        "`$labels.pod` is empty: the query's aggregation drops `pod`; keep it in the query, `by (pod)`, or leave it \
         out here; the query has `job`"
    );
    assert_eq!(
        told(
            "up / on (job) count by (job) (up) > 3",
            "{{ $p := $labels.pod }}{{ $p }}"
        ),
        "`$labels.pod` is empty: `/ on (job)` drops `pod`; match by it too, `on (pod)`, or keep what one side has by \
         `group_left` or `group_right`, or leave it out here; the query has `job`"
    );
    assert_eq!(
        told("up / ignoring (pod) up > 3", "{{ .Labels.pod }}"),
        "`$labels.pod` is empty: `/ ignoring (pod)` drops `pod`; keep what one side has by `group_left` or \
         `group_right`, or leave it out here"
    );
    let joined = "sum by (node) (up) * on (node) group_left (zone) sum without (zone) (up) > 3";
    assert_eq!(
        told(joined, "{{ $labels.zone }}"),
        "`$labels.zone` is empty: `group_left` takes it from the other side, where the query's aggregation drops \
         `zone`; keep it in the query, without `zone` in `without`, or leave it out here; the query has `node`"
    );
    assert_eq!(
        told("up > sum by (job) (up)", "{{ $labels.pod }}"),
        "`$labels.pod` is empty: `>` matches series by `pod` too, and on one side of it the query's aggregation drops \
         `pod`; match by what both sides have, `> on (…) group_left`, or leave it out here; the query has `job`"
    );
    assert_eq!(
        told("sum(vector(1)) > 0", "{{ $labels.pod }}"),
        "`$labels.pod` is empty: `vector(…)` has no labels; leave it out here; the query has no label"
    );
    assert_eq!(
        told("time() - 3", "{{ $labels.pod }}"),
        "`$labels.pod` is empty: the query is a number, which has no labels; leave it out here; the query has no label"
    );
}

/// EKS1016 tells of the taint where it keeps an add-on out; where it does not, EKS1034 does, with the same advice.
#[test]
fn a_startup_taint_that_stays_is_told_once_beside_a_toleration_that_ends() {
    let told = |coredns: &str| {
        let outcome = overlay(&format!(
            "\
nodeGroups: {{ ng1: {{ taints: {{ efs.csi.aws.com/agent-not-ready: {{ effect: NoExecute }} }} }} }}
addons: {{ coredns: {{ configuration: {{ tolerations: [{coredns}] }} }}, aws-ebs-csi-driver: {{ version: v1.64.0-eksbuild.1 }} }}
"
        ));
        let helps = outcome
            .findings
            .iter()
            .map(|finding| finding.help.clone().unwrap_or_default());
        outcome.codes().into_iter().zip(helps).collect::<Vec<_>>()
    };
    let help =
        "nobody takes `efs.csi.aws.com/agent-not-ready` away: install the add-on `aws-efs-csi-driver` \
                (`addons.aws-efs-csi-driver`), or remove the taint"
            .to_owned();
    assert_eq!(told(""), [("EKS1016".to_owned(), help.clone())]);
    assert_eq!(told("{ operator: Exists }"), [("EKS1034".to_owned(), help)]);
}

#[test]
fn a_group_of_larger_machines_that_begins_without_a_node_is_named_to_what_starts_nodes() {
    let help = |large: &str| {
        let outcome = overlay(&format!(
            "\
nodeGroups:
  ng1: {{ instanceTypes: [t3.medium] }}
  large: {{ instanceTypes: [{large}], size: {{ min: 0, desired: 0, max: 2 }} }}
autoscaling: {{ clusterAutoscaler: {{}} }}
charts:
  cluster-autoscaler: {{ version: 9.59.0, extraValues: {{ resources: {{ requests: {{ cpu: 2 }} }} }} }}
"
        ));
        assert_eq!(outcome.codes(), ["EKS1027"]);
        outcome.findings[0].help.clone().unwrap()
    };
    assert_eq!(
        help("m7i.4xlarge"),
        "ask for less, or let `large` begin with a node: `nodeGroups.large.size.desired: 1`"
    );
    assert_eq!(
        help("t3.large"),
        "ask for less, or add a node group of larger machines"
    );
}

#[test]
fn one_of_something_is_told_as_one() {
    let message = |yaml: &str, code: &str| {
        let outcome = overlay(yaml);
        let mut findings = outcome.codes().into_iter().zip(&outcome.findings);
        let found = findings.find(|(found, _)| found == code);
        found.map(|(_, finding)| finding.message.clone())
    };
    let few = "nodeGroups: { ng1: { instanceTypes: [t3.micro], size: { min: 1, desired: 1, max: 1 } } }
";
    assert_eq!(
        message(few, "EKS1028").as_deref(),
        Some("1 node takes 1 pod beside the 3 that run on each, and there are 2 at least")
    );
    let weaker = "notWeakerThan: minimal
cluster: { zones: [ap-northeast-2a] }
";
    assert_eq!(
        message(weaker, "EKS8010").as_deref(),
        Some("1 zone; `minimal` has 3")
    );
}

#[test]
fn a_bar_in_a_value_that_is_compared_as_a_whole_is_told_the_other_operator() {
    let outcome = overlay(
        "monitoring: { prometheus: { retention: 5d, retentionSize: 10GiB }, alertmanager: {} }
alerting:
  receivers: { ops: { slack: { webhook: slack-webhook, channel: '#ops' } } }
  routes: { warning: { receiver: ops, severity: warning } }
  rules: { Stuck: { query: 'sum(kube_pod_status_phase{phase=\"Failed|Unknown\"}) > 3', severity: warning, summary: Stuck } }
charts: { kube-prometheus-stack: { version: 88.5.3 } }
secrets: { slack-webhook: { kubernetes: { namespace: monitoring, name: slack, key: url } } }
",
    );
    assert_eq!(outcome.codes(), ["EKS5065"]);
    assert_eq!(
        outcome.findings[0].help.as_deref(),
        Some("`=` takes this for one value; write `phase=~\"Failed|Unknown\"`")
    );
}

/// Tolerations let pods start on a node whose driver never comes.
#[test]
fn a_startup_taint_that_stays_is_told_who_would_take_it_away() {
    let helps = |taint: &str| -> Vec<(String, String)> {
        let outcome = overlay(&format!(
            "\
nodeGroups: {{ ng1: {{ taints: {{ {taint}: {{ effect: NoExecute }} }} }} }}
charts: {{ metrics-server: {{ version: 3.13.1 }} }}
"
        ));
        let helps = outcome
            .findings
            .iter()
            .map(|finding| finding.help.clone().unwrap_or_default());
        outcome.codes().into_iter().zip(helps).collect()
    };
    let told = |taint: &str, addon: &str| {
        let help = format!(
            "nobody takes `{taint}` away: install the add-on `{addon}` (`addons.{addon}`), or remove the taint"
        );
        vec![("EKS1016".to_owned(), help.clone()), ("EKS1032".to_owned(), help)]
    };
    for (taint, addon) in [
        ("efs.csi.aws.com/agent-not-ready", "aws-efs-csi-driver"),
        ("s3.csi.aws.com/agent-not-ready", "aws-mountpoint-s3-csi-driver"),
    ] {
        assert_eq!(helps(taint), told(taint, addon));
    }
    let others = [
        (
            "EKS1016".to_owned(),
            "add a small group to `nodeGroups` without taints, or with `CriticalAddonsOnly` alone; or write \
             `addons.coredns.configuration.tolerations`"
                .to_owned(),
        ),
        (
            "EKS1032".to_owned(),
            "add a node group, or a pool of Karpenter's, without taints; or give these charts `tolerations` in \
             `extraValues` that match the taints of one"
                .to_owned(),
        ),
    ];
    assert_eq!(helps("dedicated"), others);
}

#[test]
fn an_extra_value_is_told_the_field_that_writes_it() {
    let outcome = overlay(
        "\
monitoring:
  prometheus: { retention: 5d, retentionSize: 10GiB }
charts:
  kube-prometheus-stack:
    version: 88.5.3
    extraValues:
      alertmanager: { enabled: true }
",
    );
    assert_eq!(outcome.codes(), ["EKS7004"]);
    let help = outcome.findings[0].help.as_deref();
    assert_eq!(
        help,
        Some("remove it here, and change `monitoring.alertmanager` instead")
    );
}

const UNOFFERED: &str = "\
nodeGroups:
  ng1:
    instanceTypes: [t3a.xlarge]
";

#[test]
fn rules_look_as_soon_as_every_value_can_be_read() {
    let logging = |days: u16| {
        overlay(&format!(
            "{UNOFFERED}logging: {{ controlPlane: {{ retentionDays: {days} }} }}\ncluster: {{ logTypes: [api] }}\n"
        ))
    };
    assert_eq!(logging(91).codes(), ["EKS0005"]);
    assert_eq!(logging(90).codes(), ["EKS1001"]);
}

#[test]
fn an_exception_covers_the_finding_of_its_code_and_path() {
    assert_eq!(overlay(UNOFFERED).codes(), ["EKS1001"]);
    let outcome = overlay(&format!(
        "{UNOFFERED}exceptions:\n  EKS1001:\n    'nodeGroups[\"ng1\"].instanceTypes[0]': AWS offers it since today\n"
    ));
    assert_eq!(outcome.pictures(), "");
    assert!(outcome.permitted);
}

#[test]
fn an_exception_does_not_cover_another_path_or_code() {
    for (code, path) in [
        ("EKS1001", "nodeGroups[\"ng2\"].instanceTypes[0]"),
        ("EKS1002", "nodeGroups[\"ng1\"].instanceTypes[0]"),
    ] {
        let outcome = overlay(&format!(
            "{UNOFFERED}exceptions:\n  {code}:\n    '{path}': AWS offers it since today\n"
        ));
        assert_eq!(outcome.codes(), ["EKS1001", "EKS8001"]);
        assert!(!outcome.permitted);
    }
}

#[test]
fn an_exception_to_an_overlap_names_the_other_environment() {
    let except = |path: &str| format!("exceptions:\n  EKS2060:\n    {path}: it is isolated\n");
    assert_eq!(overlay(&except("network.cidr[\"other\"]")).pictures(), "");
    assert_eq!(
        overlay(&except("network.cidr")).pictures(),
        "\
warning[EKS8001]: an exception to `EKS2060` is for one other environment, and `network.cidr` names none
 --> overlay.yaml:4:19
  |
4 |     network.cidr: it is isolated
  |                   ^^^^^^^^^^^^^^
  = help: write one for each that this one shall never be connected with, its name behind the path: `network.cidr[\"shop-dev\"]`
"
    );
}

#[test]
fn an_exception_to_a_rule_of_a_team_is_the_team_s() {
    let outcome = overlay("exceptions: { EKS9001: { cluster.name: older than the rule } }\n");
    assert_eq!(outcome.pictures(), "");
}

#[test]
fn an_exception_without_a_reason_excepts_nothing() {
    for reason in ["\"\"", "\" \""] {
        let outcome = overlay(&format!(
            "{UNOFFERED}exceptions: {{ EKS1001: {{ 'nodeGroups[\"ng1\"].instanceTypes[0]': {reason} }} }}\n"
        ));
        assert_eq!(outcome.codes(), ["EKS1001", "EKS8001"]);
        assert!(!outcome.permitted);
        let told = outcome.findings.last().map(|finding| finding.message.as_str());
        let expected = "an exception without a reason: what `EKS1001` finds at `nodeGroups[\"ng1\"].instanceTypes[0]` is not accepted";
        assert_eq!(told, Some(expected));
    }
}

#[test]
fn an_exception_to_no_rule_is_told_with_the_code_that_is_meant() {
    let none = "remove the exception, or correct its code; `explain --all` prints every code";
    for (code, path, help) in [
        ("EKS9", "cluster.name", none),
        ("EKS9999999", "cluster.name", none),
        ("EKS+001", "cluster.name", none),
        ("banana", "cluster.name", none),
        ("EKS0003", "cluster.name", none),
        ("EKS1OO1", "cluster.name", "did you mean `EKS1001`?"),
        ("eks1001", "cluster.name", "did you mean `EKS1001`?"),
        ("1001", "cluster.name", "did you mean `EKS1001`?"),
        // What is found at that place is what was to be accepted.
        (
            "banana",
            "nodeGroups[\"ng1\"].instanceTypes[0]",
            "did you mean `EKS1001`?",
        ),
    ] {
        let outcome = overlay(&format!(
            "{UNOFFERED}exceptions: {{ {code}: {{ '{path}': soon }} }}\n"
        ));
        assert_eq!(outcome.codes(), ["EKS1001", "EKS8001"], "{code}");
        let told = outcome
            .findings
            .last()
            .map(|finding| (finding.message.as_str(), finding.help.as_deref()));
        let message = format!("there is no rule `{code}`");
        assert_eq!(told, Some((message.as_str(), Some(help))), "{code}");
    }
}

#[test]
fn an_exception_that_covers_nothing_is_a_warning_where_it_stands() {
    let outcome = overlay(
        "\
exceptions:
  EKS1001:
    'nodeGroups[\"ng1\"].instanceTypes[0]': AWS offers it since today
",
    );
    assert!(outcome.permitted);
    assert_eq!(
        outcome.pictures(),
        r#"warning[EKS8001]: nothing is found by `EKS1001` at `nodeGroups["ng1"].instanceTypes[0]`
 --> overlay.yaml:4:43
  |
4 |     'nodeGroups["ng1"].instanceTypes[0]': AWS offers it since today
  |                                           ^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: remove the exception, or correct its code or path; `check -o json` tells both of each finding
"#
    );
}

fn schema() -> Value {
    serde_json::from_str(TEXT).expect("a schema")
}

/// The schema of what stands at a path, where our schema has one.
fn schema_at(path: &FieldPath) -> Option<Value> {
    let schema = schema();
    let mut at = schema.clone();
    for segment in path.segments() {
        let Some(name) = segment.name() else {
            at = resolved(&schema, at["items"].clone());
            continue;
        };
        let next = fields_of(&at).remove(name);
        at = resolved(&schema, next.or_else(|| entry_of(&at))?);
    }
    Some(at)
}

fn resolved(schema: &Value, mut at: Value) -> Value {
    loop {
        let inner = ["allOf", "anyOf"].iter().find_map(|key| at[*key].get(0).cloned());
        at = match (at["$ref"].as_str(), inner) {
            (Some(name), _) => schema["definitions"][name.trim_start_matches("#/definitions/")].clone(),
            (None, Some(inner)) => inner,
            (None, None) => return at,
        };
    }
}

fn fields_of(at: &Value) -> BTreeMap<String, Value> {
    let choices = at["oneOf"].as_array().cloned().unwrap_or_default();
    let maps = choices
        .iter()
        .chain([at])
        .filter_map(|map| map["properties"].as_object());
    maps.flatten()
        .map(|(name, field)| (name.clone(), field.clone()))
        .collect()
}

/// The schema of an entry with any name.
fn entry_of(at: &Value) -> Option<Value> {
    let patterns = at["patternProperties"]
        .as_object()
        .into_iter()
        .flat_map(|patterns| patterns.values());
    let mut entries = patterns.chain(at.get("additionalProperties"));
    entries
        .find(|entry| entry.is_object() || entry.as_bool() == Some(true))
        .cloned()
}

/// Whether a help names a place by its way from the top.
fn names_a_place(help: &str) -> bool {
    let top = fields_of(&schema());
    let quoted = help.split('`').skip(1).step_by(2);
    let first = |place: &str| place.split(['.', '[']).next().unwrap_or_default().to_owned();
    quoted
        .into_iter()
        .any(|place| !place.contains(' ') && top.contains_key(&first(place)))
}

/// Who follows a help by the letter writes it where the finding points, beside that, or at the top of the file.
#[test]
fn a_help_that_says_what_to_add_says_where() {
    // Ports of a pod with their numbers, which are no fields.
    const OTHERS: [&str; 1] = ["EKS5008"];
    let mut nowhere = BTreeSet::new();
    for Rule { code, page, .. } in RULES {
        let catalogue = catalogue_of(*page);
        for block in examples(*code, *page, "yaml bad") {
            let outcome = overlay_with(&block, &catalogue);
            for finding in &outcome.findings {
                let help = finding.help.as_deref().unwrap_or_default();
                let path = finding.path.to_string();
                // Values of a chart have no schema here.
                if names_a_place(help) || path.contains("extraValues") || OTHERS.contains(&&*code.to_string())
                {
                    continue;
                }
                let mut written = finding.path.clone();
                let is_field = |path: &FieldPath| {
                    let is_item = matches!(path.segments().last(), Some(Segment::Index(_)));
                    outcome.origins.exact(path).is_some() && !is_item
                };
                while !is_field(&written) {
                    written = written.parent().expect("the file itself");
                }
                let beside = written.parent().unwrap_or_default();
                let fields = [&written, &beside, &FieldPath::root()].map(schema_at);
                let takes = |key: &str| {
                    let own = fields[0].as_ref().is_some_and(|at| entry_of(at).is_some());
                    own || fields.iter().flatten().any(|at| fields_of(at).contains_key(key))
                };
                let quoted = help.split('`').skip(1).step_by(2);
                let keys = quoted.filter_map(|quoted| quoted.split_once(": ").map(|(key, _)| key));
                let is_field = |key: &&str| key.chars().all(|c| c.is_alphanumeric() || c == '-');
                for key in keys.filter(is_field).filter(|key| !takes(key)) {
                    nowhere.insert(format!("{code} at {path}: `{key}` of: {help}"));
                }
            }
        }
    }
    assert_eq!(nowhere, BTreeSet::new());
}
