//! The files of engines that deliver an environment: what they say for a small one, and whether they have fields that the
//! engines know in files of 200 random ones. Argo CD and Flux drop what they do not know, or refuse the object.
#![allow(
    clippy::disallowed_methods,
    reason = "a test that reads the environments and what is expected of them"
)]

#[path = "../fields/mod.rs"]
mod fields;

use std::collections::BTreeSet;
use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::emit::delivery::Keeper;
use eksight::emit::teardown::{StepId, Teardown};
use eksight::emit::{self, Artifact};
use eksight::model::Environment;
use eksight::resolve::resolve;
use eksight::source::{Loaded, Memory, load};
use fields::Fields;
use serde::Deserialize as _;
use serde_json::{Value, json};

const ARGOCD: &str = "argocd:
    repository: https://git.example.com/platform/clusters.git
    revision: main
    folder: infra";

fn table() -> Fields {
    serde_json::from_str(include_str!("fields.json")).expect("the table is JSON of this form")
}

/// The files of the engine, each behind a line with its path.
fn delivered(environment: &Environment, name: &str) -> Vec<Artifact> {
    let sources = [format!("environments/{name}.yaml")];
    let resolved = resolve(name, &sources, environment, Catalogue::shipped());
    let mut files = emit::render(&resolved);
    files.retain(|file| file.path.starts_with("delivery/"));
    files
}

fn load_small(delivery: &str) -> Loaded {
    load_with(delivery, "")
}

/// The small environment, with more laid over it.
fn load_with(delivery: &str, more: &str) -> Loaded {
    let minimal = include_str!("../environments/minimal.yaml");
    let overlay = format!(
        "extends: minimal.yaml\n\
         charts:\n  metrics-server: {{ version: 3.13.1 }}\n  aws-load-balancer-controller: {{ version: 3.5.0 }}\n  \
         botkube: {{ version: 1.14.0, repository: \"oci://registry.example.com/charts/botkube\" }}\n\
         storage: {{ classes: {{ gp3: {{ type: gp3, default: true }} }} }}\n\
         identities: {{ default: podIdentity }}\n\
         delivery:\n  {delivery}\n"
    );
    let more = format!("extends: small.yaml\n{more}");
    let documents = Memory::from_iter([
        ("minimal.yaml", minimal),
        ("small.yaml", overlay.as_str()),
        ("more.yaml", more.as_str()),
    ]);
    load(&documents, Path::new("more.yaml")).expect("a sound environment")
}

fn small(delivery: &str) -> String {
    let files = delivered(&load_small(delivery).environment, "small_1");
    files
        .iter()
        .map(|file| format!("==> {}\n{}", file.path, file.text()))
        .collect()
}

fn teardown_of(loaded: &Loaded) -> Teardown {
    let sources = ["environments/small_1.yaml".to_owned()];
    let resolved = resolve("small_1", &sources, &loaded.environment, Catalogue::shipped());
    emit::teardown::teardown(&resolved)
}

/// The first step of the teardown with its commands, and those that take metrics-server away.
fn teardown(delivery: &str) -> Vec<String> {
    let steps = teardown_of(&load_small(delivery)).steps;
    let commands = steps.iter().flat_map(|step| &step.commands).cloned();
    let uninstalls =
        commands.filter(|line| line.contains("metrics-server") && !steps[0].commands.contains(line));
    let uninstalls: Vec<String> = uninstalls.collect();
    let mut lines = vec![steps[0].id.name().to_owned()];
    lines.extend(steps[0].commands.iter().cloned());
    lines.extend(uninstalls);
    lines
}

#[test]
fn a_runbook_stops_what_would_put_back_what_is_deleted() {
    let unsynced = r#"--namespace argocd --field-manager eksight --type merge --patch '{"operation":null,"spec":{"syncPolicy":{"automated":null}},"status":{"operationState":null}}'"#;
    let cascade =
        r#"--type merge --patch '{"metadata":{"finalizers":["resources-finalizer.argocd.argoproj.io"]}}'"#;
    let argocd = |kubectl: &str| {
        let application = "applications.argoproj.io small-1.metrics-server --namespace argocd";
        [
            "delivery".to_owned(),
            format!("{kubectl} patch applications.argoproj.io small-1 {unsynced}"),
            format!(
                "for it in $({kubectl} get applications.argoproj.io --namespace argocd --output name | grep '/small-1[.]'); do \
                 {kubectl} patch \"$it\" {unsynced}; done"
            ),
            format!("{kubectl} patch {application} {cascade}"),
            format!("{kubectl} delete {application} --ignore-not-found --timeout 10m"),
        ]
    };
    assert_eq!(teardown(ARGOCD), argocd("kubectl"));
    let hub = format!("{ARGOCD}\n    cluster: small");
    assert_eq!(teardown(&hub), argocd("kubectl --context ARGOCD"));
    let flux = teardown("flux: {}");
    let suspended =
        r#"--field-manager flux-client-side-apply --type merge --patch '{"spec":{"suspend":true}}'"#;
    let kind = "kustomizations.kustomize.toolkit.fluxcd.io";
    assert_eq!(
        flux[..3],
        [
            "delivery".to_owned(),
            format!("kubectl patch {kind} small-1 --namespace flux-system {suspended}"),
            format!(
                "for it in $(kubectl get {kind} --namespace flux-system --selector kustomize.toolkit.fluxcd.io/name=small-1 --output \
                 name); do kubectl patch \"$it\" --namespace flux-system {suspended}; done"
            ),
        ]
    );
    assert!(flux.iter().any(|line| line.starts_with(
        "kubectl patch helmreleases.helm.toolkit.fluxcd.io metrics-server --namespace kube-system --field-manager "
    )));
    let uninstall = "helm uninstall metrics-server --namespace kube-system --wait";
    assert_eq!(flux.last().map(String::as_str), Some(uninstall));
    assert_eq!(teardown("helmfile: {}")[0], "control-plane-logs");
}

/// Nothing delivers it any more, and it goes by what it was delivered by: the engine that nobody has stopped goes on with it.
#[test]
fn what_is_archived_is_torn_down_as_before() {
    let hub = format!("{ARGOCD}\n    cluster: small");
    for delivery in [ARGOCD, &hub, "flux: {}", "helmfile: {}"] {
        let live = load_small(delivery);
        let archived = load_with(delivery, "lifecycle: archived\n");
        assert_eq!(teardown_of(&archived), teardown_of(&live), "{delivery}");
        let [before, after] = [&live, &archived].map(|loaded| {
            let sources = ["environments/small_1.yaml".to_owned()];
            emit::render(&resolve(
                "small_1",
                &sources,
                &loaded.environment,
                Catalogue::shipped(),
            ))
        });
        let text = |files: &[Artifact], path: &str| {
            let file = files.iter().find(|file| file.path == path);
            file.expect("each environment has it").text().to_owned()
        };
        let [was, is] = [&before, &after].map(|files| text(files, "RUNBOOK.md"));
        let [was, is] = [&was, &is].map(|page| page.split_once("## Tear down").expect("it has this part").1);
        assert_eq!(is, was, "{delivery}");
        assert!(
            !after.iter().any(|file| file.path.starts_with("delivery/")),
            "{delivery}"
        );
        assert!(!text(&after, "plan.json").contains("deliveredBy"), "{delivery}");
    }
    let torn = teardown_of(&load_with(ARGOCD, "lifecycle: archived\n"));
    assert_eq!(torn.steps[0].id, StepId::Delivery);
    let mut releases = torn.ledger.iter().filter(|row| row.kind == "Helm release");
    assert!(releases.all(|row| row.created_by == "Argo CD"));
    let commands = torn.steps.iter().flat_map(|step| &step.commands);
    assert_eq!(
        commands.filter(|line| line.starts_with("helm uninstall")).count(),
        0
    );
}

/// Whoever has installed it: behind the stop of what would put them back, and before what lets them go is deleted.
#[test]
fn external_secrets_are_deleted_before_what_lets_them_go() {
    let deleted = "kubectl delete externalsecrets.external-secrets.io --all --all-namespaces --timeout=10m";
    let removal = [
        (
            ARGOCD,
            "kubectl delete applications.argoproj.io small-1.external-secrets --namespace argocd --ignore-not-found --timeout 10m",
        ),
        (
            "flux: {}",
            "helm uninstall external-secrets --namespace external-secrets --wait",
        ),
        (
            "helmfile: {}",
            "helm uninstall external-secrets --namespace external-secrets --wait",
        ),
    ];
    for (delivery, removal) in removal {
        let loaded = load_with(delivery, "charts:\n  external-secrets: { version: 2.9.0 }\n");
        let torn = teardown_of(&loaded);
        let controllers = torn.steps.iter().find(|step| step.id.name() == "controllers");
        let lines = &controllers.expect("each teardown has this step").commands;
        assert_eq!(lines[0], deleted);
        let at = lines.iter().position(|line| line == removal);
        assert!(at > Some(0), "{lines:?}");
        let rows = torn.ledger.iter().filter(|row| row.kind == "ExternalSecrets");
        let rows = rows.map(|row| (row.removed_by.map(StepId::name), row.if_skipped));
        let why = "they hold their definition once its controller is gone, and the deletion of the chart does not end";
        assert_eq!(rows.collect::<Vec<_>>(), [(Some("controllers"), why)]);
    }
    assert!(
        !teardown_of(&load_small(ARGOCD))
            .ledger
            .iter()
            .any(|row| row.kind == "ExternalSecrets")
    );
}

#[test]
fn the_ledger_names_the_engine_that_applies_what_is_in_the_cluster() {
    let made = |loaded: &Loaded| {
        let rows = teardown_of(loaded).ledger.into_iter();
        let made = ["Helm release", "custom resource definitions"];
        let by = rows.filter(|row| made.contains(&row.kind));
        by.map(|row| (row.kind, row.created_by)).collect::<BTreeSet<_>>()
    };
    let both = |release: &str, definitions: &str| {
        let rows = [
            ("Helm release", release),
            ("custom resource definitions", definitions),
        ];
        BTreeSet::from(rows.map(|(kind, by)| (kind, by.to_owned())))
    };
    for delivery in [ARGOCD.to_owned(), format!("{ARGOCD}\n    cluster: small")] {
        assert_eq!(made(&load_small(&delivery)), both("Argo CD", "Argo CD"));
    }
    assert_eq!(made(&load_small("flux: {}")), both("Flux", "Flux"));
    // People may do without one that works only when it is called.
    assert_eq!(
        made(&load_small("helmfile: {}")),
        both("helmfile or helm", "helmfile or kubectl apply")
    );
    let mut alone = load_small("helmfile: {}");
    alone.environment.delivery = None;
    assert_eq!(made(&alone), both("helm", "kubectl apply"));
}

fn documents(text: &str) -> Vec<Value> {
    yaml_serde::Deserializer::from_str(text)
        .map(|document| Value::deserialize(document).expect("a document of ours"))
        .collect()
}

/// What is wrong with a file, and how many documents it has.
fn look(table: &Fields, file: &Artifact) -> (usize, Vec<String>) {
    let documents = documents(file.text());
    let fault = |document: &Value| {
        let shape = match file.path.rsplit('/').next() {
            Some("helmfile.yaml") => "@helmfile",
            Some("kustomization.yaml") => "@kustomization",
            _ => return table.fault(document),
        };
        table.find(&json!(shape), document, "file")
    };
    let faults = documents.iter().filter_map(fault);
    let faults = faults.map(|fault| format!("{}: {fault}", file.path)).collect();
    (documents.len(), faults)
}

/// Holds what is made for each engine against the file of its name.
fn hold(ending: &str, made: impl Fn(&str) -> String) {
    for (name, delivery) in [
        ("argocd", ARGOCD),
        ("argocd-hub", &format!("{ARGOCD}\n    cluster: small")),
        ("flux", "flux: {}"),
        ("helmfile", "helmfile: {}"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/delivery/{name}{ending}"));
        snapbox::Assert::new()
            .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
            .eq(made(delivery), snapbox::Data::read_from(&path, None));
    }
}

#[test]
fn a_small_environment_in_the_words_of_each_engine() {
    hold(".txt", small);
}

/// The name of the ApplicationSet, which is also that of the folder that it looks for.
fn set(environment: &str, settings: &str) -> String {
    let repository = "repository: https://git.example.com/platform/clusters.git";
    let repository = if settings.contains("repository") {
        ""
    } else {
        repository
    };
    let loaded = load_small(&format!(
        "argocd:\n    cluster: {environment}\n    {repository}\n    {settings}"
    ));
    let files = delivered(&loaded.environment, environment);
    let text = |path: &str| files.iter().find(|file| file.path == path).map(Artifact::text);
    let set = documents(text("delivery/argocd/applicationset.yaml").expect("a set")).remove(0);
    let name = set["metadata"]["name"].as_str().expect("a name").to_owned();
    let folder = format!("delivery/argocd/hub/{name}");
    let looked_for = set["spec"]["generators"][0]["git"]["directories"][0]["path"].as_str();
    assert!(looked_for.is_some_and(|path| path.ends_with(&format!("out/*/{folder}"))));
    assert!(text(&format!("{folder}/applications.yaml")).is_some());
    name
}

#[test]
fn a_set_takes_in_what_is_delivered_from_one_place_in_one_way() {
    assert_eq!(set("a", ""), "eksight-clusters-head-e9cc73d2");
    assert_eq!(set("b", ""), set("a", ""));
    let others = [
        "",
        "revision: main",
        "revision: release/2026-11",
        "revision: release-2026.11",
        "folder: infra",
        "project: platform",
        "namespace: argo",
        "repository: https://git.example.com/other/clusters.git",
        "repository: \"git@git.example.com:platform/clusters.git\"",
        "repository: https://git.example.com/platform/a-repository-with-a-very-long-name.git",
    ];
    let names: std::collections::BTreeSet<String> =
        others.iter().map(|settings| set("a", settings)).collect();
    assert_eq!(names.len(), others.len(), "{names:?}");
    assert!(names.iter().all(|name| name.len() <= 63), "{names:?}");
}

#[test]
fn the_kustomizations_of_an_environment_have_its_name_in_front() {
    let files = delivered(&load_small("flux: {}").environment, "namespaces");
    let of = |path: &str| {
        let file = files.iter().find(|file| file.path == path).expect("a file");
        let documents = documents(file.text()).into_iter();
        let names = documents.map(|object| object["metadata"]["name"].as_str().map(str::to_owned));
        names.collect::<Option<Vec<String>>>().expect("names")
    };
    assert_eq!(of("delivery/flux/environment.yaml"), ["namespaces"]);
    assert_eq!(
        of("delivery/flux/steps.yaml"),
        [
            "namespaces.namespaces",
            "namespaces.storage-classes",
            "namespaces.aws-load-balancer-controller",
            "namespaces.metrics-server",
            "namespaces.botkube",
        ]
    );
}

/// Argo CD compares these lists as a whole, and knows no default of the API server in them.
#[test]
fn the_lists_of_external_secrets_have_the_defaults_in_them() {
    let secrets = "charts: { external-secrets: { version: 2.9.0 } }\nsecrets:\n  \
         one: { externalSecret: { namespace: botkube, remoteKey: small/one, property: token } }\n  \
         whole: { externalSecret: { namespace: botkube, remoteKey: small/whole } }\n";
    let loaded = load_with(ARGOCD, secrets);
    let sources = ["environments/small_1.yaml".to_owned()];
    let resolved = resolve("small_1", &sources, &loaded.environment, Catalogue::shipped());
    let files = emit::render(&resolved);
    let file = files
        .iter()
        .find(|file| file.path == "manifests/external-secrets.yaml");
    let objects = documents(file.expect("the ExternalSecrets").text());
    let objects = objects.iter().filter(|object| object["kind"] == "ExternalSecret");
    let lists: Vec<_> = objects
        .map(|object| (&object["spec"]["data"], &object["spec"]["dataFrom"]))
        .collect();
    let one = json!([{ "secretKey": "token", "remoteRef": {
        "key": "small/one", "property": "token",
        "conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None",
    } }]);
    let whole = json!([{ "extract": {
        "key": "small/whole",
        "conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None",
    } }]);
    assert_eq!(lists, [(&one, &Value::Null), (&Value::Null, &whole)]);
}

/// The sections of a runbook about an application and a change. The environment has a Secret in the cluster and one in AWS.
fn runbook(delivery: &str) -> String {
    let secrets = "alerting: { kwatch: { version: v0.10.5, config: kwatch-config, title: small } }\n\
         secrets:\n  kwatch-config: { kubernetes: { namespace: kwatch, name: kwatch-config, key: config.yaml } }\n  \
         token: { externalSecret: { namespace: botkube, remoteKey: small/token, property: token } }\n\
         charts: { external-secrets: { version: 2.9.0 } }\n";
    let loaded = load_with(delivery, secrets);
    let sources = ["environments/small_1.yaml".to_owned()];
    let resolved = resolve("small_1", &sources, &loaded.environment, Catalogue::shipped());
    let files = emit::render(&resolved);
    let runbook = files.iter().find(|file| file.path == "RUNBOOK.md");
    let text = runbook.expect("a runbook").text();
    let section = |from: &str, to: &str| {
        let text = &text[text.find(from).expect("a section")..];
        text[..text.find(to).expect("the next section")].to_owned()
    };
    section("## Apply", "## When the stack fails") + &section("## Change something later", "## Look around")
}

#[test]
fn a_runbook_leaves_to_an_engine_what_the_engine_does() {
    hold("-runbook.md", runbook);
}

#[test]
fn every_file_has_fields_that_its_engine_knows() {
    let table = table();
    let (mut count, mut all) = (0, Vec::new());
    for seed in 0..200 {
        for file in delivered(&eksight_testing::environment(seed), "random") {
            let (looked_at, faults) = look(&table, &file);
            count += looked_at;
            all.extend(faults.into_iter().map(|fault| format!("seed {seed}: {fault}")));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(count >= 100, "only {count} documents were looked at");
}

/// `diff` asks the files of another revision which engine is at work.
#[test]
fn an_engine_is_known_by_its_files() {
    let mut count = 0;
    for seed in 0..200 {
        let environment = eksight_testing::environment(seed);
        let resolved = resolve("random", &[], &environment, Catalogue::shipped());
        let keeper = Keeper::of(&resolved);
        count += usize::from(keeper.is_some());
        assert_eq!(Keeper::read(&emit::render(&resolved)), keeper, "seed {seed}");
    }
    assert!(
        count >= 10,
        "only {count} have an engine that is at work all the time"
    );
}

#[test]
fn argocd_leaves_the_certificate_that_nginx_has() {
    let loaded = load_with(ARGOCD, "charts: { nginx: { version: 22.1.1 } }\n");
    let files = delivered(&loaded.environment, "small_1");
    let mut applications = files.iter().flat_map(|file| documents(file.text()));
    let nginx = applications.find(|object| object["metadata"]["name"] == "small-1.nginx");
    let spec = &nginx.expect("an Application of the chart")["spec"];
    assert_eq!(
        spec["ignoreDifferences"],
        json!([{ "kind": "Secret", "name": "nginx-tls", "jqPathExpressions": [".data"] }])
    );
    assert_eq!(
        spec["syncPolicy"]["syncOptions"],
        json!(["ServerSideApply=true", "RespectIgnoreDifferences=true"])
    );
}

/// An Argo CD of another cluster is one where it delivers nothing yet, too: nothing but the folder tells.
#[test]
fn an_engine_in_another_cluster_is_known_without_a_step() {
    let loaded = load_with(
        &format!("{ARGOCD}\n    cluster: far"),
        "charts: { metrics-server: null, aws-load-balancer-controller: null, botkube: null }\nstorage: { classes: { gp3: null } }\n",
    );
    let resolved = resolve("bare", &[], &loaded.environment, Catalogue::shipped());
    let read = Keeper::read(&emit::render(&resolved)).expect("an engine");
    let of = Keeper::of(&resolved).expect("an engine");
    assert_eq!(read.elsewhere.as_deref(), Some(""));
    assert_eq!(read.stop(), of.stop());
    assert!(read.is_succeeded_by(&of), "{read:?}");
}

#[test]
fn what_is_planted_is_refused() {
    let table = table();
    let release = |spec: Value| json!({ "kind": "HelmRelease", "spec": spec });
    let application = |spec: Value| json!({ "kind": "Application", "spec": spec });
    for (object, expected) in [
        (
            release(
                json!({ "interval": "10m", "chart": { "spec": { "chart": "x", "sourceRef": { "name": "x" } } } }),
            ),
            "`spec.chart.spec.sourceRef.kind` is missing",
        ),
        (
            release(json!({ "interval": "10m", "crds": "Create" })),
            "`spec.crds`: there is no such field",
        ),
        (release(json!({ "values": {} })), "`spec.interval` is missing"),
        (
            application(
                json!({ "project": "x", "destination": {}, "syncPolicy": { "automated": { "selfheal": true } } }),
            ),
            "`spec.syncPolicy.automated.selfheal`: there is no such field",
        ),
        (
            application(json!({ "project": "x", "destination": {}, "sources": {} })),
            "`spec.sources` must be a list, and is `{}`",
        ),
    ] {
        assert_eq!(table.fault(&object).as_deref(), Some(expected));
    }
}
