//! Every setting of `prod` changed, one at a time and two at a time: the cause is found, and no effect is without one.

use std::path::Path;

use eksight::catalog::{Catalogue, Effect as Update};
use eksight::diff::{Difference, Effect, Names, Risk, compare};
use eksight::emit::cloudformation;
use eksight::model::Environment;
use eksight::out::Disk;
use eksight::source::{Loaded, load};
use serde_json::Value;

fn prod() -> Loaded {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    load(&disk, Path::new("environments/prod.yaml")).expect("a sound environment")
}

/// A setting in the model's tree, and another value of it.
struct Other {
    pointer: String,
    value: Value,
}

/// The settings: what is no map; lists count as one.
fn leaves(pointer: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                let key = key.replace('~', "~0").replace('/', "~1");
                leaves(&format!("{pointer}/{key}"), value, found);
            }
        }
        Value::Null => {}
        _ => found.push(pointer.to_owned()),
    }
}

/// Values that a setting of this kind could have; the first that the model takes counts.
fn candidates(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(on) => vec![Value::Bool(!on)],
        Value::Number(number) => vec![
            (number.as_u64().unwrap_or(1) + 1).into(),
            1.into(),
            14.into(),
            60.into(),
        ],
        Value::Array(items) => {
            let mut without = items.clone();
            without.pop();
            let mut more: Vec<Value> = Vec::new();
            if let Some(first) = items.first() {
                more = candidates(first)
                    .into_iter()
                    .map(|other| Value::from(vec![other]))
                    .collect();
            }
            more.insert(0, Value::from(without));
            more
        }
        Value::String(text) => {
            let digit = |text: &str| {
                let at = text.rfind(|c: char| c.is_ascii_digit())?;
                let next = if text[at..].starts_with('7') { "8" } else { "7" };
                Some(format!("{}{next}{}", &text[..at], &text[at + 1..]))
            };
            let others = [
                "other",
                "other-2",
                "t3.large",
                "10.9.0.0/16",
                "20d",
                "20Gi",
                "20GiB",
                "STANDARD",
                "spot",
                "gp2",
                "io2",
            ];
            let closed = [
                "archived",
                "native",
                "single",
                "none",
                "standard",
                "private",
                "public",
                "internal",
                "internet-facing",
                "sync",
                "upsertOnly",
                "warning",
                "critical",
                "NoExecute",
                "delete",
                "retain",
                "irsa",
                "podIdentity",
                "bottlerocket",
                "arm64",
                "xfs",
                "INFREQUENT_ACCESS",
                "extended",
                "ClusterIP",
                "NodePort",
                "schedule",
                "api",
                "audit",
                "ecr",
            ];
            let given = others.iter().chain(&closed).map(|other| (*other).to_owned());
            let all = digit(text).into_iter().chain(given).chain([format!("{text}-2")]);
            all.map(Value::from).collect()
        }
        Value::Object(_) | Value::Null => Vec::new(),
    }
}

/// Settings whose other value cannot be guessed, by how their path ends.
const BY_HAND: [(&str, &str); 31] = [
    ("/mentionUsers", r#"["U012AB3CDE4"]"#),
    ("/provisioner", r#""eksctl""#),
    (
        "/remoteWrite",
        r#"{"team": {"url": "https://example.com/write", "auth": {"sigv4": {"region": "ap-northeast-2"}}}}"#,
    ),
    ("/zoneIds", r#"{"ap-northeast-2a": "apne2-az1"}"#),
    ("/rolePath", r#""/team/""#),
    ("/policy", r#""AmazonEKSViewPolicy""#),
    ("/namespaces", r#"["default"]"#),
    ("/publicSubnets", r#"{"ap-northeast-2a": "10.40.200.0/24"}"#),
    ("/privateSubnets", r#"{"ap-northeast-2a": "10.40.208.0/20"}"#),
    ("/retentionDays", r#""7""#),
    ("/zones", r#"["ap-northeast-2a"]"#),
    (
        "/apps/taints",
        r#"{"team": {"value": "a", "effect": "NoSchedule"}}"#,
    ),
    ("/taints", r#"{"team": {"value": "a", "effect": "NoSchedule"}}"#),
    (
        "/preBootstrapCommands",
        r#"["sysctl -w vm.max_map_count=262144"]"#,
    ),
    ("/nodePolicies", r#"["certManager"]"#),
    ("/labels", r#"{"team": "a"}"#),
    ("/configuration", r#"{"resources": {"limits": {"cpu": "100m"}}}"#),
    ("/overrides", r#"{"external-dns": "irsa"}"#),
    ("/inboundCidrs", r#"["10.0.0.0/8"]"#),
    ("/node-not-ready/builtin", r#""scheduler""#),
    ("/database-space-exceeded/builtin", r#""scheduler""#),
    ("/requests-by-user-agent/builtin", r#""scheduler""#),
    ("/extraValues", r#"{"nodeSelector": {"team": "a"}}"#),
    ("/exceptions", r#"{"EKS2014": {"cluster.name": "a reason"}}"#),
    ("/runbookUrl", r#""https://example.com/other/""#),
    ("/as", r#"[]"#),
    ("/property", r#""other""#),
    ("/remoteKey", r#""prod/other""#),
    ("/channel", r##""#other""##),
    // It has no settings of its own: it is there, or it is not.
    ("/openCost", "null"),
    ("/poolNodes", r#"{"apps": 4}"#),
];

/// Settings with one possible value.
const FIXED: [&str; 2] = ["/apiVersion", "/kind"];

fn others(tree: &Value) -> Vec<Other> {
    let mut pointers = Vec::new();
    leaves("", tree, &mut pointers);
    let other = |pointer: String| {
        let value = tree.pointer(&pointer)?;
        let fits = |candidate: &Value| {
            if candidate == value {
                return false;
            }
            let environment = changed(tree, &pointer, candidate);
            // One that the model writes as it reads it, or there would be no difference.
            environment.is_some_and(|environment| {
                serde_json::to_value(environment).is_ok_and(|tree| tree.pointer(&pointer) == Some(candidate))
            })
        };
        let by_hand = BY_HAND.iter().filter(|(end, _)| pointer.ends_with(end));
        let by_hand = by_hand.map(|(_, other)| serde_json::from_str(other).expect("JSON"));
        let value = by_hand.chain(candidates(value)).find(fits)?;
        Some(Other { pointer, value })
    };
    pointers.into_iter().filter_map(other).collect()
}

fn changed(tree: &Value, pointer: &str, value: &Value) -> Option<Environment> {
    let mut tree = tree.clone();
    *tree.pointer_mut(pointer)? = value.clone();
    serde_json::from_value(tree).ok()
}

fn difference(loaded: &Loaded, old: &Environment, new: &Environment) -> Difference {
    let names = Names {
        name: "prod",
        sources: &loaded.sources,
    };
    compare(names, old, new, Catalogue::shipped())
}

/// `/nodeGroups/platform/size/min` as a field path is written.
fn names_same(path: &str, pointer: &str) -> bool {
    let plain = path.replace("[\"", ".").replace("\"]", "");
    let pointer = pointer
        .trim_start_matches('/')
        .replace('/', ".")
        .replace("~1", "/")
        .replace("~0", "~");
    plain == pointer
}

#[test]
fn each_setting_alone_is_the_cause_of_all_that_changes_and_its_risk_is_the_schemas() {
    let loaded = prod();
    let tree = serde_json::to_value(&loaded.environment).unwrap();
    let others = others(&tree);
    let (mut replaced, mut updated) = (0, 0);
    for Other { pointer, value } in &others {
        let new = changed(&tree, pointer, value).unwrap();
        let difference = difference(&loaded, &loaded.environment, &new);
        let named: Vec<String> = difference
            .causes
            .iter()
            .map(|cause| cause.field.path.to_string())
            .collect();
        let (named, below) = (named.first().map_or("", String::as_str), named.len());
        // An entry that is added to an empty map is a setting of its own.
        let entry = value.as_object().and_then(|entries| entries.keys().next());
        let entry = entry.map(|key| format!("{pointer}/{key}"));
        let its = names_same(named, pointer) || entry.is_some_and(|entry| names_same(named, &entry));
        assert!(below == 1 && its, "{pointer}: {named}, {below} settings");
        assert_eq!(difference.causes[0].effects, difference.effects, "{pointer}");
        for effect in &difference.effects {
            assert!(effect.risk == Risk::None || effect.reason.is_some(), "{effect:?}");
            match table_says(effect) {
                Some(Update::Refused) => assert_eq!(effect.risk, Risk::Refused, "{effect:?}"),
                Some(Update::Replace | Update::MayReplace) => {
                    replaced += 1;
                    assert!(effect.risk >= Risk::Replace, "{pointer}: {effect:?}");
                }
                Some(Update::Update) => {
                    updated += 1;
                    assert!(
                        effect.risk != Risk::Replace && effect.risk != Risk::Refused,
                        "{pointer}: {effect:?}"
                    );
                }
                None => {}
            }
        }
    }
    assert!(
        replaced > 30 && updated > 100,
        "{replaced} replaced, {updated} updated"
    );
    let mut all = Vec::new();
    leaves("", &tree, &mut all);
    let untried = all.iter().map(String::as_str);
    let untried = untried.filter(|pointer| !others.iter().any(|other| other.pointer == *pointer));
    assert_eq!(
        untried
            .filter(|pointer| !FIXED.contains(pointer))
            .collect::<Vec<_>>(),
        [] as [&str; 0]
    );
}

/// What the table of properties says of a change of a resource that stays.
fn table_says(effect: &Effect) -> Option<Update> {
    let ("Properties", path) = effect
        .path
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))?
    else {
        return None;
    };
    let table = Catalogue::shipped().cloudformation();
    let in_template = effect.artefact == cloudformation::PATH;
    in_template.then(|| table.effect_of_change(&effect.kind, &path.join("/")))?
}

#[test]
fn with_two_changes_no_effect_is_without_a_cause_and_none_is_made_up() {
    let loaded = prod();
    let tree = serde_json::to_value(&loaded.environment).unwrap();
    let others = others(&tree);
    for pair in others.windows(2).step_by(3) {
        let [one, two] = pair else {
            panic!("windows of two")
        };
        let Some(first) = changed(&tree, &one.pointer, &one.value) else {
            continue;
        };
        let first_tree = serde_json::to_value(first).unwrap();
        let Some(both) = changed(&first_tree, &two.pointer, &two.value) else {
            continue;
        };
        let found = difference(&loaded, &loaded.environment, &both);
        for effect in &found.effects {
            assert!(
                found.causes.iter().any(|cause| cause.effects.contains(effect)),
                "{} and {}: {effect:?}",
                one.pointer,
                two.pointer
            );
        }
        for cause in &found.causes {
            assert!(cause.effects.iter().all(|effect| found.effects.contains(effect)));
        }
        assert_eq!(found.causes.len(), 2, "{} and {}", one.pointer, two.pointer);
    }
}
