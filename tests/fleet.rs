//! Rules over a fleet as their pages promise: the `yaml bad` blocks of a page are a fleet together, and so are the
//! `yaml good` ones.

mod overlay;

use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::check::{FLEET_RULES, Member, check_fleet};
use eksight::resolve::resolve;
use eksight::source::{Loaded, Memory, load};

use overlay::promised;

const MINIMAL: &str = include_str!("environments/minimal.yaml");

fn member(name: &str, loaded: &Loaded) -> Option<Member> {
    let catalogue = Catalogue::shipped();
    Member::of(&resolve(name, &loaded.sources, &loaded.environment, catalogue))
}

/// Line and code of each finding, by the number of the block.
fn found(blocks: &[String]) -> Vec<(usize, usize, String)> {
    let loaded: Vec<_> = (0..)
        .zip(blocks)
        .map(|(number, block)| {
            let own = format!("extends: minimal.yaml\nkind: Base\ncluster: {{ name: member-{number} }}\n");
            let overlay = format!("extends: own.yaml\n{block}");
            let documents = Memory::from_iter([
                ("minimal.yaml", MINIMAL),
                ("own.yaml", own.as_str()),
                ("overlay.yaml", overlay.as_str()),
            ]);
            load(&documents, Path::new("overlay.yaml")).expect("a sound environment")
        })
        .collect();
    let members: Vec<Member> = (0..)
        .zip(&loaded)
        .filter_map(|(number, loaded)| {
            let name = number.to_string();
            member(&name, loaded)
        })
        .collect();
    let mut found: Vec<_> = check_fleet(&members)
        .left
        .into_iter()
        .map(|(name, finding)| {
            let number: usize = name.parse().expect("a number");
            let origin = loaded[number].origins.nearest(&finding.path).expect("a place");
            (number, origin.pointed().line, finding.code.to_string())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn bad_fleets_are_found_on_their_lines_and_nothing_else_is() {
    for rule in FLEET_RULES {
        let blocks = rule.page.blocks("yaml bad");
        assert!(blocks.len() > 1, "{}: a fleet has two environments", rule.code);
        let expected: Vec<_> = (0..)
            .zip(&blocks)
            .flat_map(|(number, block)| {
                let promised = promised(block).into_iter();
                promised.map(move |(line, code)| (number, line, code))
            })
            .collect();
        assert!(!expected.is_empty(), "{}", rule.code);
        assert!(expected.iter().all(|(_, _, code)| *code == rule.code.to_string()));
        assert_eq!(found(&blocks), expected, "{}", rule.code);
    }
}

#[test]
fn good_fleets_are_without_findings() {
    for rule in FLEET_RULES {
        assert_eq!(found(&rule.page.blocks("yaml good")), [], "{}", rule.code);
    }
}

/// The overlap of two ranges in the second line of these blocks.
fn overlaps<const N: usize>(blocks: [usize; N]) -> Vec<(usize, usize, String)> {
    blocks.map(|block| (block, 2, "EKS2060".to_owned())).to_vec()
}

#[test]
fn archived_environments_are_in_nobodys_way_and_an_exception_counts() {
    let block = |more: &str| format!("network: {{ cidr: 10.40.0.0/16 }}\n{more}");
    assert_eq!(found(&[block(""), block("lifecycle: archived\n")]), []);
    let except =
        |path: &str, why: &str| block(&format!("exceptions: {{ EKS2060: {{ '{path}': \"{why}\" }} }}\n"));
    let apart = "they stay apart";
    // One of both may say so.
    assert_eq!(found(&[block(""), except("network.cidr[\"0\"]", apart)]), []);
    assert_eq!(found(&[except("network.cidr[\"1\"]", apart), block("")]), []);
    for (path, why) in [
        ("network.nat[\"0\"]", apart),
        ("network.cidr[\"0\"]", ""),
        ("network.cidr", apart),
    ] {
        assert_eq!(found(&[block(""), except(path, why)]), overlaps([0, 1]), "{path}");
    }
}

#[test]
fn an_exception_hides_no_overlap_with_another_environment() {
    let isolated = "exceptions: { EKS2060: { 'network.cidr[\"0\"]': it is isolated } }\n";
    let block = |cidr: &str, more: &str| format!("network: {{ cidr: {cidr} }}\n{more}");
    let all = block("10.0.0.0/16", "");
    let [one, two] = ["10.0.0.0/17", "10.0.128.0/17"].map(|cidr| block(cidr, isolated));
    assert_eq!(found(&[all.clone(), one.clone(), two]), []);
    assert_eq!(found(&[all.clone(), one.clone(), one.clone()]), overlaps([1, 2]));
    // Nor does an exception to one that is not there.
    assert_eq!(found(&[one.clone(), all, one]), overlaps([0, 1, 2]));
}

#[test]
fn ranges_that_only_touch_do_not_overlap() {
    let block = |cidr: &str| format!("network: {{ cidr: {cidr} }}\n");
    let blocks = ["10.8.0.0/16", "10.9.0.0/20", "10.9.16.0/20", "10.8.128.0/17"].map(block);
    assert_eq!(found(&blocks), overlaps([0, 3]));
}

#[test]
fn each_overlap_is_told_once_in_each_environment_with_all_that_it_is_with() {
    let of = |(number, cidr): (usize, &str)| {
        let overlay = format!("extends: minimal.yaml\ncluster: {{ name: c{number} }}\nnetwork: {cidr}\n");
        let documents = Memory::from_iter([("minimal.yaml", MINIMAL), ("overlay.yaml", overlay.as_str())]);
        let loaded = load(&documents, Path::new("overlay.yaml")).expect("a sound environment");
        member(&format!("e{number}"), &loaded).expect("it is not archived")
    };
    let told = |ranges: &[&str]| -> Vec<String> {
        let members: Vec<Member> = (0..).zip(ranges.iter().copied()).map(of).collect();
        let words = "the ranges of these environments overlap, and VPCs with addresses in common can never be connected: ";
        let found = check_fleet(&members).left.into_iter();
        let found = found.map(|(name, finding)| {
            let others = finding.message.strip_prefix(words).expect("only overlaps");
            format!("{name}: {}: {others}", finding.path)
        });
        found.collect()
    };
    // Nested, side by side, and one behind an inner one that ends earlier.
    assert_eq!(
        told(&[
            "{ cidr: 10.0.0.0/16 }",
            "{ cidr: 10.0.64.0/18 }",
            "{ cidr: 10.0.64.0/20 }",
            "{ cidr: 10.0.128.0/17 }",
            "{ cidr: 10.1.0.0/16 }",
            "{ existing: { vpcId: vpc-0123456789abcdef0, cidr: 10.0.80.0/20, privateSubnets: {} } }",
        ]),
        [
            "e0: network.cidr: `e0` (10.0.0.0/16), `e1` (10.0.64.0/18), `e2` (10.0.64.0/20), `e5` (10.0.80.0/20), `e3` \
             (10.0.128.0/17)",
            "e1: network.cidr: `e0` (10.0.0.0/16), `e1` (10.0.64.0/18), `e2` (10.0.64.0/20), `e5` (10.0.80.0/20)",
            "e2: network.cidr: `e0` (10.0.0.0/16), `e1` (10.0.64.0/18), `e2` (10.0.64.0/20)",
            "e5: network.existing.cidr: `e0` (10.0.0.0/16), `e1` (10.0.64.0/18), `e5` (10.0.80.0/20)",
            "e3: network.cidr: `e0` (10.0.0.0/16), `e3` (10.0.128.0/17)",
        ]
    );
    // All that share one range are told in the same words, the first by name.
    let alike = told(&["{ cidr: 10.0.0.0/16 }"; 13]);
    let same = (0..13)
        .map(|number| format!("e{number}"))
        .collect::<std::collections::BTreeSet<_>>();
    let first: Vec<String> = same
        .iter()
        .take(10)
        .map(|name| format!("`{name}` (10.0.0.0/16)"))
        .collect();
    let expected: Vec<String> = same
        .iter()
        .map(|name| format!("{name}: network.cidr: {} and 3 more", first.join(", ")))
        .collect();
    assert_eq!(alike, expected);
}

#[test]
fn one_argo_cd_has_one_application_of_a_name() {
    let of = |name: &str, cluster: &str| {
        let overlay = format!(
            "extends: minimal.yaml\ndelivery:\n  argocd: {{ repository: \"https://git.example.com/a.git\"{cluster} }}\n"
        );
        let documents = Memory::from_iter([("minimal.yaml", MINIMAL), ("overlay.yaml", overlay.as_str())]);
        let loaded = load(&documents, Path::new("overlay.yaml")).expect("a sound environment");
        member(name, &loaded).expect("it is not archived")
    };
    let told = |members: &[Member]| -> Vec<String> {
        let found = check_fleet(members).left.into_iter();
        let ours = found.filter(|(_, finding)| finding.code.to_string() == "EKS2064");
        ours.map(|(name, finding)| format!("{name}: {}: {}", finding.path, finding.message))
            .collect()
    };
    let [one, two, three] = [
        ("dev_1", ", cluster: a"),
        ("Dev.1", ", cluster: b"),
        ("dev-1", ""),
    ]
    .map(|(name, cluster)| of(name, cluster));
    assert_eq!(
        told(&[one, two, three]),
        [
            "Dev.1: delivery.argocd: the Application `dev-1` is that of the environment `dev_1` too, and one replaces the other"
        ]
    );
    // What was a step of one had the name of the other.
    let [one, two] = [("x", ", cluster: a"), ("x-metrics-server", ", cluster: b")]
        .map(|(name, cluster)| of(name, cluster));
    assert!(told(&[one, two]).is_empty());
}

#[test]
fn names_that_are_taken_once_are_told_in_every_environment_that_has_them() {
    let of = |name: &str, cluster: &str| {
        let overlay = format!(
            "extends: minimal.yaml
cluster: {{ name: {cluster} }}
ingress:
  domain: example.com
  hostedZoneId: Z0123456789EXAMPLE
  certificate: {{ arn: \"arn:aws:acm:ap-northeast-2:111122223333:certificate/00000000-0000-4000-8000-000000000001\" }}
  groups: {{ public: {{ scheme: internal, loadBalancerName: shop-public }} }}
charts: {{ aws-load-balancer-controller: {{ version: 3.5.0 }}, nginx: {{ version: 25.0.19 }} }}
workloads: {{ nginx: {{ expose: {{ group: public, host: shop }} }} }}
"
        );
        let documents = Memory::from_iter([("minimal.yaml", MINIMAL), ("overlay.yaml", overlay.as_str())]);
        let loaded = load(&documents, Path::new("overlay.yaml")).expect("a sound environment");
        member(name, &loaded).expect("it is not archived")
    };
    let members =
        [("a", "shop"), ("b", "shop-two"), ("c", "shop-three")].map(|(name, cluster)| of(name, cluster));
    let told = |code: &str| -> Vec<String> {
        let found = check_fleet(&members).left.into_iter();
        let ours = found.filter(|(_, finding)| finding.code.to_string() == code);
        ours.map(|(name, finding)| {
            let help = finding.help.unwrap_or_default();
            format!("{name}: {}: {}; {help}", finding.path, finding.message)
        })
        .collect()
    };
    let balancer = |name: &str, other: &str, cluster: &str| {
        format!(
            "{name}: ingress.groups[\"public\"].loadBalancerName: a load balancer of the environment `{other}` in \
             `ap-northeast-2` of the account 111122223333 is called `shop-public` too; a name is taken once: have each \
             begin with its cluster's, such as `{cluster}-public`"
        )
    };
    assert_eq!(
        told("EKS2065"),
        [
            balancer("a", "b", "shop"),
            balancer("b", "a", "shop-two"),
            balancer("c", "a", "shop-three")
        ]
    );
    let host = |name: &str, other: &str| {
        format!(
            "{name}: workloads.nginx.expose.host: `shop.example.com` is a host of the environment `{other}` too, and the \
             zone `Z0123456789EXAMPLE` has one record of it; give each page a host of its own, or each environment a \
             domain, such as one below this"
        )
    };
    assert_eq!(told("EKS2066"), [host("a", "b"), host("b", "a"), host("c", "a")]);
}
