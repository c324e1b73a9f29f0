//! `cost`: the table, what is expected of a month, and what is refused.

use crate::project::{Project, sound};

const DAY: [&str; 2] = ["--as-of", "2026-11-28"];

const TABLE: &str = "\
Project: tiny (ap-northeast-2)

 Name                                                  Monthly Qty  Unit       Monthly Cost

 EKS cluster tiny
 └─ Control plane (1.36, standard support)                     730  hours            $73.00
       extended support from 2027-08-02 on: $438.00

 Node group ng1
 ├─ Instance usage (Linux/UNIX, on-demand, t3.xlarge)        2,190  hours           $455.52
 └─ Root volumes (gp3)                                         240  GB               $21.89

 Bastion
 ├─ Instance usage (Linux/UNIX, on-demand, t3.xlarge)          730  hours           $151.84
 └─ Root volume (gp3)                                           80  GB                $7.30

 NAT gateways
 ├─ NAT gateway                                                730  hours            $43.07
 └─ Data processed                                     Monthly cost depends on usage: $0.059 per GB

 Public IPv4 addresses
 └─ NAT gateways                                               730  hours             $3.65

 Data transfer
 ├─ Out to the internet (first 10 TB)                  Monthly cost depends on usage: $0.126 per GB
 └─ Between zones, both directions                     Monthly cost depends on usage: $0.02 per GB

 OVERALL TOTAL                                                                      $756.26

3 costs depend on usage and are not in the total; `--usage` or `cost.usage` sets it: natGb, internetOutGb, crossZoneGb
List prices in USD without tax, discounts and free tiers: instances of 2025-04-04, volumes of 2024-07-18, services of 2026-10-01.
";

#[test]
fn the_table_names_each_row_and_what_is_not_in_the_total() {
    let project = Project::with(&sound());
    let run = project.run(&["cost", "tiny", DAY[0], DAY[1]]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), TABLE),
        "{}",
        run.stderr
    );
}

#[test]
fn what_is_expected_of_a_month_is_counted_before_what_the_environment_says() {
    let tiny = format!(
        "{}cost: {{ usage: {{ natGb: 1000, crossZoneGb: 50 }} }}\n",
        sound()
    );
    let project = Project::with(&tiny);
    let told = |usage: &[&str]| {
        let run = project.run(&[&["cost", "tiny", DAY[0], DAY[1]], usage].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let found = |begin: &str| {
            let line = run
                .stdout
                .lines()
                .find(|line| line.contains(begin))
                .unwrap_or_default();
            line.rsplit("  ").next().unwrap_or_default().trim().to_owned()
        };
        [
            found("Data processed"),
            found("Between zones"),
            found("OVERALL TOTAL"),
        ]
    };
    assert_eq!(told(&[]), ["$59.00", "$1.00", "$816.26"]);
    let usage = ["--usage", "natGb=100", "--usage", "internetOutGb=10"];
    assert_eq!(told(&usage), ["$5.90", "$1.00", "$764.42"]);
}

#[test]
fn programs_read_the_same_as_people() {
    let project = Project::with(&sound());
    let run = project.run(&["cost", "tiny", "-o", "json", DAY[0], DAY[1]]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (
            &json["totalMonthlyCost"],
            &json["partial"],
            &json["formatVersion"]
        ),
        (&"756.26".into(), &false.into(), &1.into())
    );
    assert_eq!(
        json["resources"][3],
        serde_json::json!({
            "name": "NAT gateways",
            "costComponents": [
                {
                    "name": "NAT gateway", "unit": "hours", "monthlyQuantity": 730, "usage": null,
                    "price": "0.059", "priceLow": "0.059", "monthlyCost": "43.07", "monthlyCostLow": "43.07",
                    "note": null,
                },
                {
                    "name": "Data processed", "unit": "GB", "monthlyQuantity": null, "usage": "natGb",
                    "price": "0.059", "priceLow": "0.059", "monthlyCost": null, "monthlyCostLow": null,
                    "note": null,
                },
            ],
        })
    );
}

#[test]
fn a_wrong_expectation_is_refused_with_what_there_is() {
    let project = Project::with(&sound());
    let refused = |usage: &str, words: &str| {
        let run = project.run(&["cost", "tiny", "--usage", usage]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""), "{usage}");
        assert!(run.stderr.contains(words), "{usage}: {}", run.stderr);
    };
    refused(
        "natGB=1",
        "`cost.usage` has no field `natGB`; did you mean `natGb`?",
    );
    refused("natGb", "`natGb` is no expectation such as `natGb=500`");
    refused("natGb=many", "`many` is no whole number of at most 4294967295");
    refused("poolNodes.=1", "`cost.usage` has no field `poolNodes.`");
    refused("poolNodes.apps=1", "error: `tiny` has no Karpenter pool `apps`");
    assert_eq!(project.run(&["cost", "other"]).code, Some(64));
    let broken = Project::with(&sound().replace("region: ap-northeast-2", "region: seoul"));
    let run = broken.run(&["cost", "tiny"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
}

const FLEET: &str = " Name                        By usage  Prices     Monthly Cost

 other                              2  known           $815.26
 tiny                               3  known           $756.26

 OVERALL TOTAL                                       $1,571.53

5 costs depend on usage and are not in the total; `--usage` or `cost.usage` sets it: internetOutGb, crossZoneGb, natGb
List prices in USD without tax, discounts and free tiers: instances of 2025-04-04, volumes of 2024-07-18, services of 2026-10-01.
";

/// `tiny`, and one that expects something of a month.
fn two() -> Project {
    let project = Project::with(&sound());
    let other = sound().replace("name: tiny", "name: other") + "cost: { usage: { natGb: 1000 } }\n";
    project.write("environments/other.yaml", other);
    project
}

#[test]
fn of_several_each_is_a_line_and_they_have_a_sum() {
    let project = two();
    let archived = sound().replace("name: tiny", "name: old");
    project.write(
        "environments/old.yaml",
        archived.replace("account:", "lifecycle: archived\naccount:"),
    );
    for (names, told) in [
        (["--all"].as_slice(), "note: archived, so not counted: old\n"),
        (&["other", "tiny", "other"], ""),
    ] {
        let run = project.run(&[&["cost", DAY[0], DAY[1]], names].concat());
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(0), FLEET),
            "{}",
            run.stderr
        );
        assert!(run.stderr.ends_with(told), "{}", run.stderr);
    }
    let run = project.run(&["cost", "tiny", "other", "--usage", "natGb=0", DAY[0], DAY[1]]);
    assert!(run.stdout.contains("$1,512.53\n"), "{}", run.stdout);
    let run = project.run(&["cost", "tiny", "other", "--usage", "poolNodes.apps=1"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
}

#[test]
fn one_with_errors_is_not_in_the_sum_and_named() {
    let project = two();
    project.write(
        "environments/broken.yaml",
        sound().replace("region: ap-northeast-2", "region: seoul"),
    );
    let run = project.run(&["cost", "--all", "-o", "json", DAY[0], DAY[1]]);
    assert_eq!(run.code, Some(3));
    let end = "error: 1 of 3 environments is refused: broken\n";
    assert!(run.stderr.ends_with(end), "{}", run.stderr);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "formatVersion": 1,
            "currency": "USD",
            "totalMonthlyCost": "1571.53",
            "totalMonthlyCostLow": "1571.53",
            "partial": false,
            "environments": [
                {
                    "environment": "other", "region": "ap-northeast-2", "totalMonthlyCost": "815.26",
                    "totalMonthlyCostLow": "815.26", "partial": false, "byUsage": 2,
                },
                {
                    "environment": "tiny", "region": "ap-northeast-2", "totalMonthlyCost": "756.26",
                    "totalMonthlyCostLow": "756.26", "partial": false, "byUsage": 3,
                },
            ],
            "refusedEnvironments": ["broken"],
        })
    );
}

/// A fleet may have a pool in one of its clusters, which is no reason to refuse the sum.
#[test]
fn of_several_a_pool_counts_where_it_is_there() {
    let project = Project::of_the_repository();
    let line = |usage: &str, name: &str| {
        let run = project.run(&["cost", DAY[0], DAY[1], "dev", "prod", "--usage", usage]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let line = run
            .stdout
            .lines()
            .find(|line| line.starts_with(&format!(" {name} ")));
        line.unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let both = ["poolNodes.apps=0", "poolNodes.apps=4"];
    assert_eq!(both.map(|usage| line(usage, "dev")), ["dev 10 known $334.46"; 2]);
    let expected = [
        "prod 16 partial $985.58",
        "prod 16 partial $1,359.33 to $2,461.92",
    ];
    assert_eq!(both.map(|usage| line(usage, "prod")), expected);
    let run = project.run(&["cost", "--all", "--usage", "poolNodes.app=4"]);
    let message = "note: archived, so not counted: study-2023\nerror: none of the environments has a Karpenter pool `app`\n";
    assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
    assert!(run.stderr.ends_with(message), "{}", run.stderr);
}
