//! `catalog import` and `catalog show`: each answer that is read, what is refused, and what changes for `check`.

use std::fs;

use serde_json::{Value, json};

use crate::project::{Project, Run, TINY, sound};

/// `aws ec2 describe-instance-type-offerings --location-type …`, as far as its rows go.
fn offerings(location_type: &str, rows: &[(&str, &str)]) -> String {
    let rows: Vec<Value> = rows
        .iter()
        .map(|(kind, location)| {
            json!({ "InstanceType": kind, "LocationType": location_type, "Location": location })
        })
        .collect();
    json!({ "InstanceTypeOfferings": rows }).to_string()
}

/// The type that one zone of Seoul lacks by the shipped facts, offered everywhere.
fn t3a_everywhere() -> String {
    let zones = ["apne2-az1", "apne2-az2", "apne2-az3", "apne2-az4"];
    offerings("availability-zone-id", &zones.map(|zone| ("t3a.xlarge", zone)))
}

/// `aws ec2 describe-availability-zones` in us-east-1, with a Local Zone.
fn virginia() -> String {
    let zone = |name: &str, id: &str, kind: &str| {
        json!({
            "OptInStatus": "opt-in-not-required", "Messages": [], "RegionName": "us-east-1", "ZoneName": name,
            "ZoneId": id, "GroupName": "us-east-1", "NetworkBorderGroup": "us-east-1", "ZoneType": kind,
            "State": "available"
        })
    };
    json!({ "AvailabilityZones": [
        zone("us-east-1a", "use1-az4", "availability-zone"),
        zone("us-east-1b", "use1-az6", "availability-zone"),
        zone("us-east-1c", "use1-az1", "availability-zone"),
        zone("us-east-1-bos-1a", "use1-bos1-az1", "local-zone"),
    ] })
    .to_string()
}

/// The environment in us-east-1, by zone names.
fn in_virginia() -> String {
    sound()
        .replace("ap-northeast-2a", "us-east-1a")
        .replace("ap-northeast-2b", "us-east-1b")
        .replace("ap-northeast-2c", "us-east-1c")
        .replace("ap-northeast-2", "us-east-1")
}

fn import(project: &Project, text: &str, more: &[&str]) -> Run {
    project.run_with_stdin(&[&["catalog", "import", "-"], more].concat(), text)
}

fn files(project: &Project) -> Vec<String> {
    let Ok(entries) = fs::read_dir(project.at("catalog")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn read(project: &Project, name: &str) -> Value {
    let text = fs::read_to_string(project.at("catalog").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_type_that_is_offered_by_now_passes_after_the_import() {
    let project = Project::with(TINY);
    assert_eq!(project.run(&["check", "tiny"]).code, Some(3));
    project.write("offerings.json", t3a_everywhere());
    let run = project.run(&["catalog", "import", "offerings.json"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (Some(0), "catalog/offerings.ap-northeast-2.json written\n")
    );
    let run = project.run(&["check", "tiny"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), "tiny: no findings\n"));
    // What the answer does not name stays as it is shipped.
    project.write("environments/tiny.yaml", TINY.replace("t3a.xlarge", "t3a.large"));
    let run = project.run(&["check", "tiny"]);
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("offerings as of 2026-10;"), "{}", run.stderr);
}

#[test]
fn a_finding_names_the_day_of_the_import() {
    let project = Project::with(TINY);
    let rows = [
        ("t3a.xlarge", "ap-northeast-2a"),
        ("t3a.xlarge", "ap-northeast-2c"),
        ("m5.large", "ap-northeast-2b"),
    ];
    let run = import(&project, &offerings("availability-zone", &rows), &[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let facts = read(&project, "offerings.ap-northeast-2.json");
    assert_eq!(
        facts["offerings"]["asOf"]["2026-11-24"]["t3a.xlarge"],
        json!(["apne2-az1", "apne2-az3"])
    );
    let run = project.run(&["check", "tiny"]);
    assert!(
        run.stderr.contains("offerings as of 2026-11-24;"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_import_that_changes_nothing_touches_no_file() {
    let project = Project::with(TINY);
    let modified = |project: &Project| {
        let path = project.at("catalog/offerings.ap-northeast-2.json");
        fs::metadata(path).unwrap().modified().unwrap()
    };
    assert_eq!(import(&project, &t3a_everywhere(), &[]).code, Some(0));
    let before = modified(&project);
    let run = import(&project, &t3a_everywhere(), &[]);
    assert_eq!(run.stderr, "catalog/offerings.ap-northeast-2.json unchanged\n");
    assert_eq!(modified(&project), before);
    // A later answer about another type keeps what is known, and its day.
    let later = offerings("availability-zone-id", &[("t3a.large", "apne2-az1")]);
    assert_eq!(import(&project, &later, &["--as-of", "2026-11-25"]).code, Some(0));
    let days = &read(&project, "offerings.ap-northeast-2.json")["offerings"]["asOf"];
    assert_eq!(days["2026-11-25"], json!({ "t3a.large": ["apne2-az1"] }));
    assert!(days["2026-11-24"]["t3a.xlarge"].is_array(), "{days}");
    assert!(!project.at(".catalog.pending").exists());
}

#[test]
fn zone_names_of_an_account_are_answered_by_its_own_answer() {
    let project = Project::with(&in_virginia());
    let run = project.run(&["check", "tiny"]);
    assert_eq!(run.code, Some(3));
    let help = "`aws ec2 describe-availability-zones --region us-east-1 | cargo xtask catalog import --account 111122223333 -`";
    assert!(run.stderr.contains(help), "{}", run.stderr);
    let run = import(&project, &virginia(), &[]);
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("add `--account <id>`"), "{}", run.stderr);
    assert_eq!(files(&project), [""; 0]);
    let run = import(&project, &virginia(), &["--account", "111122223333"]);
    assert_eq!(run.stderr, "catalog/zones.us-east-1.111122223333.json written\n");
    let run = project.run(&["check", "tiny"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), "tiny: no findings\n"));
    // Another account has other names.
    let other = in_virginia().replace("111122223333", "444455556666");
    project.write("environments/tiny.yaml", other);
    let run = project.run(&["check", "tiny"]);
    assert!(run.stderr.contains("error[EKS1004]"), "{}", run.stderr);
    // What the environment says itself counts most.
    let own = in_virginia().replace("account:\n", "account:\n  zoneIds: { us-east-1a: use1-az9 }\n");
    project.write("environments/tiny.yaml", own);
    let run = project.run(&["check", "tiny"]);
    assert!(run.stderr.contains("`use1-az9`"), "{}", run.stderr);
}

#[test]
fn offerings_by_zone_names_of_an_account_need_its_zones() {
    let project = Project::with(TINY);
    let answer = offerings("availability-zone", &[("t3.large", "us-east-1a")]);
    let run = import(&project, &answer, &["--account", "111122223333"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("which zone `us-east-1a` is, is not known"),
        "{}",
        run.stderr
    );
    let both = format!("{answer}\n{}", virginia());
    let run = import(&project, &both, &["--account", "111122223333"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        files(&project),
        ["offerings.us-east-1.json", "zones.us-east-1.111122223333.json"]
    );
    let facts = read(&project, "offerings.us-east-1.json");
    assert_eq!(
        facts["offerings"]["asOf"]["2026-11-24"]["t3.large"],
        json!(["use1-az4"])
    );
}

#[test]
fn an_instance_type_that_is_new_is_known_after_the_import() {
    let project = Project::with(&TINY.replace("t3a.xlarge", "t9.large"));
    assert!(project.run(&["check", "tiny"]).stderr.contains("EKS1002"));
    let answer = json!({ "InstanceTypes": [{
        "InstanceType": "t9.large", "CurrentGeneration": true, "FreeTierEligible": false,
        "SupportedUsageClasses": ["on-demand", "spot"], "BareMetal": false, "Hypervisor": "nitro",
        "ProcessorInfo": { "SupportedArchitectures": ["x86_64"] }, "VCpuInfo": { "DefaultVCpus": 2 },
        "MemoryInfo": { "SizeInMiB": 8192 }, "InstanceStorageSupported": false,
        "EbsInfo": { "MaximumEbsAttachments": 27 },
        "NetworkInfo": {
            "MaximumNetworkInterfaces": 3, "Ipv4AddressesPerInterface": 12, "DefaultNetworkCardIndex": 0,
            "NetworkCards": [{ "NetworkCardIndex": 0, "MaximumNetworkInterfaces": 3 }]
        },
        "BurstablePerformanceSupported": true
    }] });
    let run = import(&project, &answer.to_string(), &[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let facts = &read(&project, "instance-types.json")["instanceTypes"]["asOf"]["2026-11-24"]["t9.large"];
    assert_eq!(
        (&facts["maxPods"], &facts["burstable"]),
        (&json!(35), &json!(true))
    );
    // It is a type now, and no zone offers it.
    let run = project.run(&["check", "tiny"]);
    assert!(!run.stderr.contains("EKS1002"), "{}", run.stderr);
    assert!(
        run.stderr.contains("error[EKS1001]: `t9.large`"),
        "{}",
        run.stderr
    );
}

#[test]
fn dates_of_kubernetes_versions_come_from_both_majors_of_the_cli() {
    let project = Project::with(&sound());
    let answer = json!({ "clusterVersions": [
        {
            "clusterVersion": "1.36", "clusterType": "eks", "defaultVersion": true, "versionStatus": "STANDARD_SUPPORT",
            "releaseDate": "2026-06-01T17:00:00-07:00",
            "endOfStandardSupportDate": "2026-08-01T17:00:00-07:00",
            "endOfExtendedSupportDate": "2027-08-01T17:00:00-07:00"
        },
        { "clusterVersion": "1.99", "releaseDate": 1_790_812_800.0 },
    ] });
    let run = import(&project, &answer.to_string(), &[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let facts = &read(&project, "kubernetes-versions.json")["kubernetesVersions"]["asOf"]["2026-11-24"];
    assert_eq!(facts["1.36"]["standardSupportEnds"], "2026-08-02");
    assert_eq!(facts["1.99"]["released"], "2026-10-01");
    let version = |text: &str| sound().replace("1.36", text);
    project.write("environments/tiny.yaml", version("1.36"));
    let run = project.run(&["check", "tiny"]);
    assert!(
        run.stderr
            .contains("Kubernetes 1.36 is in extended support until 2027-08-02"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("versions as of 2026-11-24"), "{}", run.stderr);
}

#[test]
fn a_version_of_an_add_on_is_looked_up_in_the_answer() {
    let project = Project::with(&sound());
    let answer = |version: &str| {
        let version = json!({
            "addonVersion": version, "architecture": ["amd64"],
            "compatibilities": [{ "clusterVersion": "1.36", "platformVersions": ["*"], "defaultVersion": true }]
        });
        json!({ "addons": [{ "addonName": "coredns", "type": "networking", "owner": "aws", "addonVersions": [version] }] })
            .to_string()
    };
    assert_eq!(import(&project, &answer("v9.9.9-eksbuild.1"), &[]).code, Some(0));
    let run = project.run(&["check", "tiny"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.contains("warning[EKS7032]"), "{}", run.stderr);
    assert!(
        run.stderr.contains("the newest one is `v9.9.9-eksbuild.1`"),
        "{}",
        run.stderr
    );
}

const VALUES: &str = "\
# How many.
replicas: 1
image:
  repository: example
  tag: \"\"
  # digest: \"\"
metrics:
  enabled: false
args: []
";

const WITH_METRICS_SERVER: &str = "\
charts:
  metrics-server:
    version: 3.13.1
    extraValues:
      replica: 2
      image: { digest: sha256, repositry: mirror }
      metrics: { enabled: \"false\" }
";

#[test]
fn values_of_a_chart_are_held_against_its_own_list() {
    let project = Project::with(&format!("{}{WITH_METRICS_SERVER}", sound()));
    let run = project.run(&["check", "tiny"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (Some(0), "tiny: no findings\n"),
        "nothing is known of this chart"
    );
    project.write("values.yaml", VALUES);
    let chart = ["--chart", "metrics-server", "--version", "3.13.1"];
    let run = project.run(&[&["catalog", "import", "values.yaml"][..], &chart].concat());
    assert_eq!(
        run.stderr,
        "catalog/chart-values.metrics-server.3.13.1.json written\n"
    );
    let run = project.run(&["check", "tiny", "-o", "json"]);
    let findings: Value = serde_json::from_str(&run.stdout).unwrap();
    let found: Vec<Value> = findings
        .as_array()
        .unwrap()
        .iter()
        .map(|found| json!([found["code"], found["field"], found["help"]]))
        .collect();
    let at = |path: &str| format!("charts[\"metrics-server\"].extraValues{path}");
    let switch = "write `true` or `false` without quotes: a text counts as true, whatever it says";
    assert_eq!(
        found,
        [
            json!(["EKS7030", at("[\"replica\"]"), "did you mean `replicas`?"]),
            json!([
                "EKS7030",
                at("[\"image\"][\"repositry\"]"),
                "did you mean `image.repository`?"
            ]),
            json!(["EKS7031", at("[\"metrics\"][\"enabled\"]"), switch]),
        ]
    );
    assert_eq!(run.code, Some(0));
    assert_eq!(
        project.run(&["check", "tiny", "--deny", "warnings"]).code,
        Some(3)
    );
}

#[test]
fn facts_that_are_too_large_are_refused_with_what_makes_their_answer_smaller() {
    let project = Project::with(TINY);
    let many: String = (0..60_000)
        .map(|number| format!("value{number}: {number}\n"))
        .collect();
    project.write("values.yaml", &many);
    let chart = ["--chart", "metrics-server", "--version", "3.13.1"];
    let run = project.run(&[&["catalog", "import", "values.yaml"][..], &chart].concat());
    assert_eq!(run.code, Some(3));
    assert_eq!(
        run.stderr,
        "error: `catalog/chart-values.metrics-server.3.13.1.json` would be larger than 1 MiB; leave out of what \
         `helm show values` has printed the keys that no `extraValues` name; nothing was imported\n"
    );
}

#[test]
fn a_value_of_another_version_is_told_as_such() {
    let project = Project::with(&format!("{}{WITH_METRICS_SERVER}", sound()));
    let import = |version: &str, text: &str| {
        let arguments = [
            "catalog",
            "import",
            "-",
            "--chart",
            "metrics-server",
            "--version",
            version,
        ];
        assert_eq!(project.run_with_stdin(&arguments, text).code, Some(0));
    };
    import("3.13.1", VALUES);
    import("3.12.2", &VALUES.replace("replicas", "replica"));
    let run = project.run(&["check", "tiny"]);
    assert!(run.stderr.contains("it is one in `3.12.2`"), "{}", run.stderr);
}

#[test]
fn what_is_no_answer_is_refused_and_nothing_is_written() {
    let project = Project::with(TINY);
    project.write("good.json", t3a_everywhere());
    project.write("folder/file", "");
    let region = offerings("region", &[("t3.large", "ap-northeast-2")]);
    let one_zone = [("t3.large", "apne2-az1"), ("t3.small", "apne2-az1")];
    let one_zone = offerings("availability-zone-id", &one_zone);
    let prices = json!({ "FormatVersion": "aws_v1", "PriceList": ["{}"] }).to_string();
    let strange = json!({ "Reservations": [] }).to_string();
    let nameless = json!({ "InstanceTypeOfferings": [{ "InstanceType": "t3.large" }] }).to_string();
    let unknown = offerings("availability-zone-id", &[("t3.large", "xyz1-az1")]);
    let cases = [
        ("", "it is empty"),
        ("{", "it is not JSON"),
        (
            "account: 1\n",
            "what `helm show values` has printed with `--chart`",
        ),
        (
            "[]",
            "it is not what the AWS CLI prints: invalid length 0, expected a map",
        ),
        (
            &strange,
            "known are those of `aws ec2 describe-instance-type-offerings`",
        ),
        (&nameless, "missing field `LocationType`"),
        (&prices, "prices are not used yet"),
        (&region, "ask with `--location-type availability-zone-id`"),
        (&one_zone, "ask without a filter of locations"),
        (&unknown, "add `--region <name>`"),
        ("{\"AvailabilityZones\": []}", "there is nothing in the answer"),
    ];
    for (text, reason) in cases {
        project.write("bad.json", text);
        let run = project.run(&["catalog", "import", "bad.json"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{text}");
        assert!(run.stderr.contains(reason), "{text}: {}", run.stderr);
        assert!(run.stderr.ends_with("; nothing was imported\n"), "{}", run.stderr);
    }
    for file in ["missing.json", "folder", "good.json/x"] {
        let run = project.run(&["catalog", "import", "good.json", file]);
        assert_eq!(run.code, Some(1), "{file}: {}", run.stderr);
    }
    for bad in [b"\xff\xfe".as_slice(), b"{}"] {
        project.write("bad.json", bad);
        let run = project.run(&["catalog", "import", "good.json", "bad.json"]);
        assert_eq!(run.code, Some(3), "{}", run.stderr);
    }
    assert_eq!(files(&project), [""; 0]);
    // A mark of the byte order, which some shells write, is no part of the answer.
    project.write("good.json", format!("\u{feff}{}", t3a_everywhere()));
    assert_eq!(project.run(&["catalog", "import", "good.json"]).code, Some(0));
}

#[test]
fn wrong_usage_is_told_from_wrong_files() {
    let project = Project::with(TINY);
    let values = ["catalog", "import", "values.yaml"];
    project.write("values.yaml", VALUES);
    for more in [
        &["--chart", "metrics-server"][..],
        &["--version", "3.13.1"],
        &["--chart", "metric-server", "--version", "3.13.1"],
        &["values.yaml", "--chart", "metrics-server", "--version", "3.13.1"],
        &["--account", "1234"],
        &["-", "-"],
    ] {
        let run = project.run(&[&values[..], more].concat());
        assert_eq!(run.code, Some(64), "{more:?}: {}", run.stderr);
    }
    assert_eq!(project.run(&["catalog", "import"]).code, Some(64));
    let newest = ["--chart", "metrics-server", "--version", "newest"];
    let run = project.run(&[&values[..], &newest].concat());
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(
        run.stderr.contains("`newest` is not a chart version"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_broken_file_of_facts_is_an_error_at_its_place() {
    let project = Project::with(&sound());
    assert_eq!(import(&project, &t3a_everywhere(), &[]).code, Some(0));
    project.write(
        "catalog/README.md",
        "What people write beside the facts is left alone.\n",
    );
    assert_eq!(project.run(&["check", "tiny"]).code, Some(0));
    let path = project.at("catalog/offerings.ap-northeast-2.json");
    let sound = fs::read_to_string(&path).unwrap();
    let cases = [
        (String::new(), "EKS0021", 1),
        (sound.replace("2026-11-24", "2026-11-31"), "EKS0021", 6),
        (
            sound.replace("<", "").replacen('{', "<<<<<<< HEAD\n{", 1),
            "EKS0021",
            1,
        ),
        (sound.replace("\"ap-northeast-2\"", "\"us-east-1\""), "EKS0022", 1),
        ("\u{feff}{}".to_owned(), "EKS0021", 1),
        ("{\"pods\": \"파드\"}".to_owned(), "EKS0021", 1),
    ];
    for (text, code, line) in cases {
        fs::write(&path, &text).unwrap();
        let run = project.run(&["check", "tiny", "-o", "json"]);
        assert_eq!(run.code, Some(3), "{text}: {}", run.stderr);
        let findings: Value = serde_json::from_str(&run.stdout).unwrap();
        let found = (&findings[0]["code"], &findings[0]["file"], &findings[0]["line"]);
        let file = "catalog/offerings.ap-northeast-2.json";
        assert_eq!(found, (&json!(code), &json!(file), &json!(line)), "{text}");
        for command in [
            &["render", "tiny"][..],
            &["catalog", "show"],
            &["catalog", "import", "catalog/README.md"],
        ] {
            let run = project.run(command);
            assert_eq!(run.code, Some(3), "{command:?}");
            assert!(run.stderr.contains(&format!("error[{code}]")), "{}", run.stderr);
        }
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    // Folders are passed over, as in `environments/`.
    assert_eq!(project.run(&["check", "tiny"]).code, Some(0));
    assert!(!project.at("out").exists());
}

#[test]
fn show_tells_what_is_known_of_which_day_and_from_where() {
    let project = Project::with(TINY);
    let shipped = project.run(&["catalog", "show"]);
    assert_eq!((shipped.code, shipped.stderr.as_str()), (Some(0), ""));
    assert!(!shipped.stdout.contains("imported"), "{}", shipped.stdout);
    assert_eq!(import(&project, &t3a_everywhere(), &[]).code, Some(0));
    let run = project.run(&["catalog", "show", "--region", "ap-northeast-2"]);
    assert_eq!(
        run.stdout,
        "\
facts      about           number  origin    as of
offerings  ap-northeast-2     755  shipped   2026-10
zones      ap-northeast-2       4  shipped   2026-11-22
prices     ap-northeast-2     120  shipped   2025-04-04
offerings  ap-northeast-2       1  imported  2026-11-24
"
    );
    let run = project.run(&["catalog", "show", "-o", "json"]);
    let rows: Value = serde_json::from_str(&run.stdout).unwrap();
    let rows = rows.as_array().unwrap();
    assert_eq!(
        rows.last(),
        Some(&json!({
            "kind": "offerings", "about": "ap-northeast-2", "facts": 1, "asOf": "2026-11-24", "imported": true
        }))
    );
    let run = project.run(&["catalog", "show", "--region", "ap-nowhere-2"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
}

#[test]
fn a_part_of_an_answer_and_an_answer_in_the_wrong_place_are_refused() {
    let project = Project::with(TINY);
    let page = t3a_everywhere().replacen('{', "{ \"NextToken\": \"more\", ", 1);
    let nothing = r#"{ "addons": [{ "addonName": "coredns", "addonVersions": [] }] }"#;
    let chart = ["--chart", "metrics-server", "--version", "3.13.1"];
    let cases = [
        (page.as_str(), &[][..], "the answer goes on behind this page"),
        (nothing, &[], "no version of an add-on is in the answer"),
        (&t3a_everywhere(), &chart, "import it without `--chart`"),
        (
            "Error: chart not found\n",
            &chart,
            "it is what Helm says when it fails",
        ),
    ];
    for (text, arguments, message) in cases {
        let run = import(&project, text, arguments);
        assert_eq!(run.code, Some(3), "{text}");
        assert!(run.stderr.contains(message), "{}", run.stderr);
        assert!(!project.at("catalog").exists(), "{text}");
    }
}
