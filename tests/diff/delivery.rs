//! An engine that would stay behind a change: one that delivers no more, that knows the environment by an earlier name, or that
//! has a release which goes or moves.

use std::collections::BTreeMap;

use eksight::catalog::Catalogue;
use eksight::diff::report::{Presence, Recovery, Subject, Summary, text};
use eksight::diff::{
    Costs, Difference, Effect, Names, Risk, compare_renamed, compare_renamed_files, drifted,
};
use eksight::emit;
use eksight::model::Environment;
use eksight::resolve::resolve;
use serde_json::{Value, json};

use crate::{Told, changed, difference, free, one, prod};

const UNSYNCED: &str = r#"--field-manager eksight --type merge --patch '{"operation":null,"spec":{"syncPolicy":{"automated":null}},"status":{"operationState":null}}'"#;
const CASCADE: &str =
    r#"--type merge --patch '{"metadata":{"finalizers":["resources-finalizer.argocd.argoproj.io"]}}'"#;
const SUSPENDED: &str =
    r#"--field-manager flux-client-side-apply --type merge --patch '{"spec":{"suspend":true}}'"#;
const HELM_KNOWS_NOTHING: &str = "\nHelm knows nothing of its releases, and takes them over where the first `helm upgrade` of each has \
                                  `--take-ownership` (Helm 3.17 and newer)";

pub(crate) fn argocd() -> Value {
    json!({ "argocd": { "repository": "https://git.example.com/a.git" } })
}

pub(crate) fn hub() -> Value {
    json!({ "argocd": { "repository": "https://git.example.com/a.git", "cluster": "far" } })
}

pub(crate) fn flux() -> Value {
    json!({ "flux": {} })
}

fn helmfile() -> Value {
    json!({ "helmfile": {} })
}

/// `prod` with two charts that need nothing, delivered so.
pub(crate) fn delivered(by: &Value, charts: &Value) -> Environment {
    changed(&prod(), &[("/delivery", by.clone()), ("/charts", charts.clone())])
}

pub(crate) fn charts() -> Value {
    json!({ "external-dns": { "version": "1.21.1" }, "opencost": { "version": "2.5.17" } })
}

/// What is told about the files of an engine and about the plan.
pub(crate) fn told(difference: &Difference) -> Told {
    let effects = difference.effects.iter();
    let effects =
        effects.filter(|effect| effect.artefact == "plan.json" || effect.artefact.starts_with("delivery/"));
    let told = effects.filter_map(|effect| {
        let reason = effect.reason.clone()?;
        let place = [effect.object.clone(), effect.path.join(".")].join(" ");
        Some((place.trim().to_owned(), effect.risk, reason))
    });
    told.collect()
}

fn between(old: &Value, new: &Value) -> Told {
    let [old, new] = [old, new].map(|by| delivered(by, &charts()));
    told(&difference(&prod(), &old, &new))
}

fn commands(why: &str, lines: &[String]) -> String {
    let lines = lines.iter().map(|line| format!("\n`{line}`"));
    format!("{why}:{}", lines.collect::<String>())
}

fn stop_argocd(kubectl: &str, name: &str) -> [String; 2] {
    let kind = "applications.argoproj.io";
    [
        format!("{kubectl} patch {kind} {name} --namespace argocd {UNSYNCED}"),
        format!(
            "for it in $({kubectl} get {kind} --namespace argocd --output name | grep '/{name}[.]'); do {kubectl} patch \"$it\" \
             --namespace argocd {UNSYNCED}; done"
        ),
    ]
}

fn stop_flux() -> [String; 4] {
    let kind = "kustomizations.kustomize.toolkit.fluxcd.io";
    let release = |name: &str, namespace: &str| {
        format!(
            "kubectl patch helmreleases.helm.toolkit.fluxcd.io {name} --namespace {namespace} {SUSPENDED}"
        )
    };
    [
        format!("kubectl patch {kind} prod --namespace flux-system {SUSPENDED}"),
        format!(
            "for it in $(kubectl get {kind} --namespace flux-system --selector kustomize.toolkit.fluxcd.io/name=prod --output name); \
             do kubectl patch \"$it\" --namespace flux-system {SUSPENDED}; done"
        ),
        release("external-dns", "kube-system"),
        release("opencost", "opencost"),
    ]
}

/// What is said of Flux, which comes to the environment in this namespace.
fn sets_flux_on(namespace: &str) -> String {
    let set_on = ["kubectl apply -f out/prod/delivery/flux/environment.yaml".to_owned()];
    let resume = stop_flux().map(|line| {
        line.replace("\"suspend\":true", "\"suspend\":false")
            .replace("--namespace flux-system", &format!("--namespace {namespace}"))
    });
    let known = "\nand let go on what it had made here before, if it had, since that stays suspended";
    commands("\nand behind the push set Flux on it", &set_on) + &commands(known, &resume)
}

/// What is said of an engine that comes or that nothing stops.
fn undoes(engine: &str) -> &'static str {
    match engine {
        "Flux" => "undoes what anybody else applies of manifests, or does to its releases by Helm",
        _ => "undoes what anybody else applies",
    }
}

/// What is said of objects that another one applies behind an engine.
fn fields(engine: &str) -> String {
    format!(
        "\nthe fields that {engine} has set stay its own too: who changes one meets a conflict, with which `cargo xtask render prod \
         --only manifests | kubectl apply --server-side --field-manager=eksight --force-conflicts --filename -` takes over what \
         differs, and one that goes from the files stays in the cluster"
    )
}

/// What is said of an engine that nothing stops.
fn goes_on(engine: &str, place: &str, stop: &[String]) -> String {
    let undoes = undoes(engine);
    let why = format!(
        "nothing stops {engine}: it goes on with what it knows, and {undoes}; before this is pushed, stop it{place}"
    );
    commands(&why, stop)
}

#[test]
fn an_engine_that_delivers_no_more_is_stopped_by_a_person() {
    let argocd_goes_on = goes_on("Argo CD", "", &stop_argocd("kubectl", "prod"));
    let root = |reason: String| one("Application/argocd/prod", Risk::Outage, &reason);
    let set_on = |place: &str, command: &str| {
        let why = format!("\nand behind the push set Argo CD on it{place}");
        commands(&why, &[command.to_owned()])
    };
    assert_eq!(
        between(&argocd(), &flux()),
        root(format!("{argocd_goes_on}{}", sets_flux_on("flux-system")))
    );
    let by_helmfile = HELM_KNOWS_NOTHING.replace(
        "the first `helm upgrade` of each has `--take-ownership`",
        "the first sync is `helmfile --file out/prod/delivery/helmfile.yaml sync --take-ownership`",
    );
    for (helm, known) in [
        (helmfile(), by_helmfile.as_str()),
        (Value::Null, HELM_KNOWS_NOTHING),
    ] {
        assert_eq!(
            between(&argocd(), &helm),
            root(format!("{argocd_goes_on}{known}{}", fields("Argo CD")))
        );
        assert_eq!(
            between(&flux(), &helm),
            one(
                "Kustomization/flux-system/prod",
                Risk::Outage,
                &(goes_on("Flux", "", &stop_flux()) + &fields("Flux"))
            )
        );
    }
    // Another Argo CD: the Application of the same name in the first one is none of its affair.
    let place = ", where ARGOCD is the context of its cluster";
    let far = goes_on("Argo CD", place, &stop_argocd("kubectl --context ARGOCD", "prod"));
    let start = "apply -f out/prod/delivery/argocd/application.yaml";
    let path = |reason: String| {
        one(
            "Application/argocd/prod spec.sources.0.path",
            Risk::Outage,
            &reason,
        )
    };
    assert_eq!(
        between(&hub(), &argocd()),
        path(format!("{far}{}", set_on("", &format!("kubectl {start}"))))
    );
    assert_eq!(
        between(&argocd(), &hub()),
        path(format!(
            "{argocd_goes_on}{}",
            set_on(place, &format!("kubectl --context ARGOCD {start}"))
        ))
    );
}

#[test]
fn an_engine_that_comes_is_set_on_by_a_person_where_nobody_else_applies() {
    let helmfile_sync = "`helmfile --file out/prod/delivery/helmfile.yaml sync`";
    let comes = |engine: &str, who: &str, releases: &str| {
        format!(
            "nothing tells {engine} of this file, and once it is set on it, it {}; before this is pushed, see that neither people nor a \
             pipeline run {who} any more; {releases}; fields of manifests stay those of the manager `eksight` too, as which they were \
             applied: one that goes from git stays in the cluster until somebody deletes it",
            undoes(engine)
        )
    };
    let argocd_leaves =
        "what Helm knows of its releases stays, and `helm uninstall` would delete what Argo CD delivers";
    for (old, who) in [(Value::Null, "its steps"), (helmfile(), helmfile_sync)] {
        for (new, kubectl, place) in [
            (argocd(), "kubectl", ""),
            (
                hub(),
                "kubectl --context ARGOCD",
                ", where ARGOCD is the context of its cluster",
            ),
        ] {
            let why = format!("\nand behind the push set Argo CD on it{place}");
            let set_on = format!("{kubectl} apply -f out/prod/delivery/argocd/application.yaml");
            let reason = comes("Argo CD", who, argocd_leaves) + &commands(&why, &[set_on]);
            assert_eq!(
                between(&old, &new),
                one("Application/argocd/prod", Risk::None, &reason)
            );
        }
        let releases = "it takes over the releases that Helm has installed";
        let reason = comes("Flux", who, releases) + &sets_flux_on("flux-system");
        assert_eq!(
            between(&old, &flux()),
            one("Kustomization/flux-system/prod", Risk::None, &reason)
        );
    }
}

#[test]
fn what_sets_an_engine_on_is_applied_by_a_person() {
    let with = |by: &Value| json!({ "argocd": { "repository": by["argocd"]["repository"], "cluster": by["argocd"]["cluster"], "revision": "main" } });
    let path = "Application/argocd/prod spec.sources.0.targetRevision";
    assert_eq!(
        between(&argocd(), &with(&argocd())),
        one(
            path,
            Risk::None,
            "Argo CD does not look at this file; once it is pushed, `kubectl apply -f out/prod/delivery/argocd/application.yaml`"
        )
    );
    // Its Applications lie in the folder of another set then.
    let by_hand = "Argo CD does not look at this file; once it is pushed, where ARGOCD is the context of its cluster, `kubectl --context \
                   ARGOCD apply -f out/prod/delivery/argocd/application.yaml`, or `applicationset.yaml` beside it where that makes it";
    let moves = one("Application/argocd/prod spec.sources.0.path", Risk::None, by_hand);
    let mut told = between(&hub(), &with(&hub()));
    told.retain(|(place, ..)| !place.starts_with("ApplicationSet/"));
    assert_eq!(told, moves);
    // One that moves to another namespace is another one.
    let moved = between(&flux(), &json!({ "flux": { "namespace": "gitops" } }));
    let reason = format!("{}{}", goes_on("Flux", "", &stop_flux()), sets_flux_on("gitops"));
    assert_eq!(
        moved,
        one("Kustomization/flux-system/prod", Risk::Outage, &reason)
    );
}

/// What is told when `opencost` goes.
fn without_a_chart(old: &Value, new: &Value) -> Told {
    let fewer = json!({ "external-dns": { "version": "1.21.1" } });
    let [old, new] = [delivered(old, &charts()), delivered(new, &fewer)];
    let mut told = told(&difference(&prod(), &old, &new));
    told.retain(|(place, ..)| place.starts_with("steps."));
    told
}

#[test]
fn a_release_goes_by_the_engine_that_has_installed_it() {
    let helm = one(
        "steps.opencost",
        Risk::None,
        "no step deletes the release; `helm uninstall opencost --namespace opencost` does",
    );
    assert_eq!(without_a_chart(&Value::Null, &Value::Null), helm);
    assert_eq!(without_a_chart(&helmfile(), &helmfile()), helm);
    let why = |engine: &str, place: &str| {
        format!(
            "{engine} prunes nothing, and installs the release again where somebody else uninstalls it; once it has this change, \
             delete what it has of it, and the release goes with that{place}"
        )
    };
    let argocd_deletes = |kubectl: &str| {
        let application = "applications.argoproj.io prod.opencost --namespace argocd";
        [
            format!("{kubectl} patch {application} {CASCADE}"),
            format!("{kubectl} delete {application} --ignore-not-found --timeout 10m"),
        ]
    };
    let step = |reason: &str| one("steps.opencost", Risk::None, reason);
    let here = commands(&why("Argo CD", ""), &argocd_deletes("kubectl"));
    assert_eq!(without_a_chart(&argocd(), &argocd()), step(&here));
    let far = why("Argo CD", ", where ARGOCD is the context of its cluster");
    assert_eq!(
        without_a_chart(&hub(), &hub()),
        step(&commands(&far, &argocd_deletes("kubectl --context ARGOCD")))
    );
    let delete = |what: &str, namespace: &str| {
        format!("kubectl delete {what} --namespace {namespace} --ignore-not-found --timeout 10m")
    };
    let flux_deletes = [
        delete(
            "kustomizations.kustomize.toolkit.fluxcd.io prod.opencost",
            "flux-system",
        ),
        delete("helmreleases.helm.toolkit.fluxcd.io opencost", "opencost"),
    ];
    assert_eq!(
        without_a_chart(&flux(), &flux()),
        step(&commands(&why("Flux", ""), &flux_deletes))
    );
}

#[test]
fn what_delivered_a_manifest_is_deleted_by_a_person() {
    let gone = |by: &Value| {
        let of = |file: Value| {
            let mut environment = delivered(by, &charts());
            environment.storage = serde_json::from_value(json!({ "classes": file })).expect("a model");
            environment
        };
        let classes = json!({ "gp3": { "type": "gp3", "default": true } });
        let mut told = told(&difference(&prod(), &of(classes), &of(json!({}))));
        told.retain(|(place, ..)| !place.starts_with("steps."));
        told
    };
    let reason = |engine: &str, place: &str, command: &str| {
        format!(
            "{engine} prunes nothing; once it has this change{place}, `{command} --ignore-not-found` deletes it alone, and what it has \
             applied stays"
        )
    };
    let application = "delete applications.argoproj.io prod.storage-classes --namespace argocd";
    let told = |reason: &str| one("Application/argocd/prod.storage-classes", Risk::None, reason);
    assert_eq!(
        gone(&argocd()),
        told(&reason("Argo CD", "", &format!("kubectl {application}")))
    );
    let far = ", where ARGOCD is the context of its cluster";
    assert_eq!(
        gone(&hub()),
        told(&reason(
            "Argo CD",
            far,
            &format!("kubectl --context ARGOCD {application}")
        ))
    );
    assert_eq!(
        gone(&flux()),
        one(
            "Kustomization/flux-system/prod.storage-classes",
            Risk::None,
            &reason(
                "Flux",
                "",
                "kubectl delete kustomizations.kustomize.toolkit.fluxcd.io prod.storage-classes --namespace flux-system"
            )
        )
    );
}

#[test]
fn a_set_that_follows_other_commits_keeps_what_it_has() {
    let with = |key: &str, value: &str| {
        let mut by = hub();
        by["argocd"][key] = json!(value);
        by
    };
    let old = "ApplicationSet/argocd/eksight-a-head-aa983cf2";
    let of_sets = |new: &Value| {
        let mut told = between(&hub(), new);
        told.retain(|(place, ..)| place == old);
        told
    };
    let reason = "this set keeps the environment's Application from the new one while \
                  out/prod/delivery/argocd/hub/eksight-a-head-aa983cf2 lies in what it follows; once this is pushed, push it to what that \
                  set follows too, take that folder away there, or delete the set if it has no other environment, where ARGOCD is the \
                  context of its cluster: `kubectl --context ARGOCD delete applicationsets.argoproj.io eksight-a-head-aa983cf2 \
                  --namespace argocd --cascade=orphan --ignore-not-found`";
    let kept = one(old, Risk::None, reason);
    assert_eq!(of_sets(&with("revision", "main")), kept);
    assert_eq!(
        of_sets(&with("repository", "https://git.example.com/b.git")),
        kept
    );
    // Its folder is gone with the push, and the set leaves the Application.
    assert_eq!(of_sets(&with("project", "platform")), []);
    assert_eq!(of_sets(&with("folder", "infra")), []);
}

/// What is told of an object among a chart's values that goes.
fn without_an_object(kind: &str, old: &Value, new: &Value) -> Told {
    let with = |by: &Value, objects: Value| {
        let mut charts = charts();
        charts["opencost"]["extraValues"] = json!({ "extraManifests": objects });
        delivered(by, &charts)
    };
    let objects = json!([{ "kind": kind, "metadata": { "name": "a" } }]);
    let difference = difference(&prod(), &with(old, objects), &with(new, json!([])));
    let values = "helm/opencost/values.yaml";
    let effects = difference
        .effects
        .iter()
        .filter(|effect| effect.artefact == values);
    let told = effects.map(|effect| {
        (
            effect.path.join("."),
            effect.risk,
            effect.reason.clone().unwrap_or_default(),
        )
    });
    told.collect()
}

#[test]
fn an_object_that_a_chart_brings_no_more_is_deleted_by_helm_alone() {
    let gone = |risk, reason| one("extraManifests.0", risk, reason);
    let claim = "PersistentVolumeClaim";
    // The HelmRelease of Flux is an upgrade of Helm's.
    for by in [Value::Null, helmfile(), flux()] {
        assert_eq!(
            without_an_object(claim, &by, &by),
            gone(Risk::Data, "Helm deletes the claim, and what it holds")
        );
        assert_eq!(
            without_an_object("Deployment", &by, &by),
            gone(
                Risk::Outage,
                "Helm deletes the Deployment, and nothing of it runs"
            )
        );
    }
    let pruned = "Argo CD prunes nothing: it stays until somebody deletes it";
    let unknown = "Helm does not know what Argo CD has made: it stays until somebody deletes it";
    for kind in [claim, "Deployment", "Ingress", "ClusterRoleBinding"] {
        for (old, new, reason) in [
            (argocd(), argocd(), pruned),
            (hub(), hub(), pruned),
            (Value::Null, argocd(), pruned),
            (argocd(), helmfile(), unknown),
            (argocd(), flux(), unknown),
        ] {
            assert_eq!(
                without_an_object(kind, &old, &new),
                gone(Risk::None, reason),
                "{kind}"
            );
        }
    }
}

#[test]
fn a_page_that_goes_stays_where_nothing_prunes() {
    let page = |by: &Value| {
        let stack = json!({ "kube-prometheus-stack": { "version": "88.5.3" } });
        let published = delivered(by, &stack);
        let mut hidden = published.clone();
        let grafana = hidden.monitoring.grafana.as_mut();
        grafana.expect("prod has Grafana").expose = None;
        let difference = difference(&prod(), &published, &hidden);
        let mut effects = difference.effects.iter();
        let found = effects.find(|effect| effect.path == ["grafana", "ingress"]);
        let found = found.expect("an effect on the page");
        (found.risk, found.reason.clone().unwrap_or_default())
    };
    for by in [Value::Null, flux()] {
        assert_eq!(page(&by), (Risk::Outage, "the page goes".to_owned()));
    }
    let stays = "Argo CD prunes nothing: it stays until somebody deletes it";
    assert_eq!(page(&argocd()), (Risk::None, stays.to_owned()));
}

/// The environment's Kustomization, one for each of its three steps, and source and HelmRelease of each of its two charts. A
/// `kustomization.yaml` is read by kustomize.
#[test]
fn files_for_kustomize_are_no_objects() {
    let mut environment = delivered(&Value::Null, &charts());
    environment.storage = serde_json::from_value(json!({})).expect("a model");
    let mut by_flux = environment.clone();
    by_flux.delivery = serde_json::from_value(flux()).expect("a model");
    let difference = difference(&prod(), &environment, &by_flux);
    assert_eq!(
        Summary::of(&difference).to_string(),
        "8 to add, 0 to change, 0 to destroy"
    );
    let subject = Subject {
        name: "prod",
        base: "HEAD",
        command: "",
        presence: Presence::Both,
        earlier_name: None,
        recovery: &Recovery::default(),
        difference: &difference,
        costs: &Costs::none(&difference),
    };
    let told = text::render(&subject, false, false);
    assert!(!told.contains("+ Kustomization\n"), "{told}");
    let files = "    and plan.json, RUNBOOK.md, delivery/flux/kustomization.yaml, delivery/flux/namespaces/kustomization.yaml, ";
    assert!(told.contains(files), "{told}");
}

/// Of an environment in Rust nothing is known of another revision but its files.
#[test]
fn files_alone_tell_of_an_engine() {
    let render = |by: &Value| {
        let environment = delivered(by, &charts());
        emit::render(&resolve("prod", &[], &environment, Catalogue::shipped()))
    };
    let committed = render(&argocd()).into_iter();
    let committed: BTreeMap<String, String> = committed
        .map(|file| (file.path.clone(), file.text().to_owned()))
        .collect();
    let drifted = drifted(&committed, &render(&Value::Null), Catalogue::shipped());
    let told = drifted
        .iter()
        .flat_map(|file| &file.effects)
        .filter_map(|effect| {
            let reason = effect.reason.clone()?;
            Some((effect.object.clone(), effect.risk, reason))
        });
    let stop = goes_on("Argo CD", "", &stop_argocd("kubectl", "prod"));
    assert_eq!(
        told.collect::<Told>(),
        one(
            "Application/argocd/prod",
            Risk::Outage,
            &format!("{stop}{HELM_KNOWS_NOTHING}{}", fields("Argo CD"))
        )
    );
    // Of an earlier name too, and once.
    let names = Names {
        name: "live",
        sources: &[],
    };
    let environment = delivered(&Value::Null, &charts());
    let renamed = compare_renamed_files(
        names,
        &free("prod"),
        &committed,
        &environment,
        Catalogue::shipped(),
    );
    let told = renamed.all_effects().filter(|effect| effect.risk == Risk::Outage);
    let told: Vec<_> = told
        .map(|effect| (effect.object.as_str(), effect.reason.clone()))
        .collect();
    let fields = fields("Argo CD").replace(" prod ", " live ");
    let reason = format!(
        "{stop}{HELM_KNOWS_NOTHING}{fields}\nand take away what Argo CD delivers from:\n`git rm -r out/prod`"
    );
    assert_eq!(told, [("Application/argocd/prod", Some(reason))]);
    let causes: Vec<_> = renamed
        .causes
        .iter()
        .map(|cause| cause.field.path.to_string())
        .collect();
    assert_eq!(causes, ["name"]);
}

#[test]
fn a_release_is_moved_by_the_engine_that_has_installed_it() {
    let moved = |by: &Value| {
        let mut elsewhere = charts();
        elsewhere["external-dns"]["namespace"] = json!("dns");
        let [old, new] = [delivered(by, &charts()), delivered(by, &elsewhere)];
        let mut told = told(&difference(&prod(), &old, &new));
        told.retain(|(place, ..)| place.starts_with("steps."));
        told
    };
    let step = |engine: &str, before: &[String], behind: &str| {
        let why = format!(
            "{engine} moves no release from kube-system to dns: it makes a second one, and both want the same objects outside of \
             namespaces; before this is pushed, take the first one away"
        );
        let behind = commands("\nand behind the push", &[behind.to_owned()]);
        one(
            "steps.external-dns.command",
            Risk::Refused,
            &format!("{}{behind}", commands(&why, before)),
        )
    };
    let [root, _] = stop_argocd("kubectl", "prod");
    let application = "applications.argoproj.io prod.external-dns --namespace argocd";
    assert_eq!(
        moved(&argocd()),
        step(
            "Argo CD",
            &[
                root,
                format!("kubectl patch {application} {CASCADE}"),
                format!("kubectl delete {application} --ignore-not-found --timeout 10m"),
            ],
            "kubectl apply -f out/prod/delivery/argocd/application.yaml"
        )
    );
    let rests = format!(
        "kubectl patch kustomizations.kustomize.toolkit.fluxcd.io prod.external-dns --namespace flux-system {SUSPENDED}"
    );
    let release = "kubectl delete helmreleases.helm.toolkit.fluxcd.io external-dns --namespace kube-system --ignore-not-found \
                   --timeout 10m";
    assert_eq!(
        moved(&flux()),
        step(
            "Flux",
            &[rests.clone(), release.to_owned()],
            &rests.replace("true", "false")
        )
    );
}

/// What is told of a file that has another name, with the causes.
fn renamed(earlier: &str, name: &str, old: &Value, new: &Value) -> (Vec<String>, Told) {
    let [old, new] = [old, new].map(|by| delivered(by, &charts()));
    let names = Names { name, sources: &[] };
    let difference = compare_renamed(names, &free(earlier), &old, &new, Catalogue::shipped());
    let causes = difference.causes.iter();
    let causes = causes.map(|cause| cause.field.path.to_string()).collect();
    (causes, told(&difference))
}

#[test]
fn an_environment_of_another_name_is_handed_over() {
    let why = |engine: &str| {
        format!(
            "{engine} goes on with what lies in out/prod, and nothing tells it of `live`; once this is pushed, do in this order what \
             leaves all that it has installed"
        )
    };
    let name = || vec!["name".to_owned()];
    let kind = "applications.argoproj.io";
    let lines = [
        "kubectl apply -f out/live/delivery/argocd/application.yaml".to_owned(),
        format!("kubectl delete {kind} prod --namespace argocd --ignore-not-found"),
        format!(
            "for it in $(kubectl get {kind} --namespace argocd --output name | grep '/prod[.]'); do kubectl delete \"$it\" \
             --namespace argocd --ignore-not-found; done"
        ),
        "git rm -r out/prod".to_owned(),
    ];
    let path = "Application/argocd/prod metadata.name";
    assert_eq!(
        renamed("prod", "live", &argocd(), &argocd()),
        (
            name(),
            one(path, Risk::Outage, &commands(&why("Argo CD"), &lines))
        )
    );
    // An ApplicationSet makes again what is deleted while the folder is there.
    let [apply, root, others, remove] = lines;
    let far = |line: String| line.replace("kubectl ", "kubectl --context ARGOCD ");
    let lines = [
        far(apply),
        format!("{remove}  # and push that"),
        far(root),
        far(others),
    ];
    let far = format!("{}, where ARGOCD is the context of its cluster", why("Argo CD"));
    assert_eq!(
        renamed("prod", "live", &hub(), &hub()),
        (name(), one(path, Risk::Outage, &commands(&far, &lines)))
    );
    // The end of a HelmRelease would uninstall its release.
    let kind = "kustomizations.kustomize.toolkit.fluxcd.io";
    let lines = [
        "kubectl apply -f out/live/delivery/flux/environment.yaml".to_owned(),
        format!("kubectl delete {kind} prod --namespace flux-system --ignore-not-found"),
        format!(
            "for it in $(kubectl get {kind} --namespace flux-system --selector kustomize.toolkit.fluxcd.io/name=prod --output name); \
             do kubectl delete \"$it\" --namespace flux-system --ignore-not-found; done"
        ),
        "git rm -r out/prod".to_owned(),
    ];
    let path = "Kustomization/flux-system/prod metadata.name";
    assert_eq!(
        renamed("prod", "live", &flux(), &flux()),
        (name(), one(path, Risk::Outage, &commands(&why("Flux"), &lines)))
    );
    for by in [helmfile(), Value::Null] {
        assert_eq!(renamed("prod", "live", &by, &by), (Vec::new(), Vec::new()));
    }
}

#[test]
fn an_engine_calls_an_environment_what_it_was_told() {
    // What is written otherwise may be the same name of an object.
    let (_, told) = renamed("prod_1", "prod-1", &argocd(), &argocd());
    let lines = [
        "kubectl apply -f out/prod-1/delivery/argocd/application.yaml".to_owned(),
        "git rm -r out/prod_1".to_owned(),
    ];
    let why = "Argo CD goes on with what lies in out/prod_1, and nothing tells it of `prod-1`; once this is pushed, do in this order \
               what leaves all that it has installed";
    assert_eq!(
        told,
        one(
            "Application/argocd/prod-1 metadata.name",
            Risk::Outage,
            &commands(why, &lines)
        )
    );
}

/// One plan, which stands under the name, of the objects that are there.
#[test]
fn an_engine_of_an_earlier_name_is_told_once_where_it_is() {
    let reasons = |old: &Value, new: &Value| renamed("prod", "live", old, new);
    let kind = "applications.argoproj.io";
    let hand_over = |place: &str, lines: &[&str]| {
        let why = format!(
            "Argo CD goes on with what lies in out/prod, and nothing tells it of `live`; once this is pushed, do in this order what \
             leaves all that it has installed{place}"
        );
        commands(
            &why,
            &lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(),
        )
    };
    let causes = |field: &str| vec!["name".to_owned(), field.to_owned()];
    let delete = |kubectl: &str| {
        [
            format!("{kubectl} delete {kind} prod --namespace argocd --ignore-not-found"),
            format!(
                "for it in $({kubectl} get {kind} --namespace argocd --output name | grep '/prod[.]'); do {kubectl} delete \"$it\" \
                 --namespace argocd --ignore-not-found; done"
            ),
        ]
    };
    let [start, remove] = [
        "apply -f out/live/delivery/argocd/application.yaml",
        "git rm -r out/prod",
    ];
    let (here, there) = (
        format!("kubectl {start}"),
        format!("kubectl --context ARGOCD {start}"),
    );
    let [root, others] = delete("kubectl");
    let mut moved = argocd();
    moved["argocd"]["namespace"] = json!("gitops");
    let lines = hand_over("", &[&here, &root, &others, remove]);
    assert_eq!(
        reasons(&argocd(), &moved),
        (
            causes("delivery.argocd.namespace"),
            one("Application/argocd/prod", Risk::Outage, &lines)
        )
    );
    let path = "Application/argocd/prod metadata.name";
    let place = ", where ARGOCD is the context of the new one's cluster";
    let lines = hand_over(place, &[&there, &root, &others, remove]);
    assert_eq!(
        reasons(&argocd(), &hub()),
        (causes("delivery.argocd.cluster"), one(path, Risk::Outage, &lines))
    );
    let [root, others] = delete("kubectl --context ARGOCD");
    let remove_first = format!("{remove}  # and push that");
    let place = ", where ARGOCD is the context of its cluster";
    let lines = hand_over(place, &[&here, &remove_first, &root, &others]);
    assert_eq!(
        reasons(&hub(), &argocd()),
        (causes("delivery.argocd.cluster"), one(path, Risk::Outage, &lines))
    );
    // Another engine, and another name with it: the first one is stopped by the name that it knows.
    let then = |engine: &str| {
        let why = format!("\nand take away what {engine} delivers from");
        commands(&why, &[remove.to_owned()])
    };
    let stop = goes_on("Argo CD", "", &stop_argocd("kubectl", "prod"));
    let fields = fields("Argo CD").replace(" prod ", " live ");
    let reason = format!("{stop}{HELM_KNOWS_NOTHING}{fields}{}", then("Argo CD"));
    assert_eq!(
        reasons(&argocd(), &Value::Null),
        (
            causes("delivery"),
            one("Application/argocd/prod", Risk::Outage, &reason)
        )
    );
    let set_on = commands("\nand behind the push set Argo CD on it", &[here]);
    let reason = format!("{}{set_on}{}", goes_on("Flux", "", &stop_flux()), then("Flux"));
    assert_eq!(
        reasons(&flux(), &argocd()),
        (
            causes("delivery"),
            one("Kustomization/flux-system/prod", Risk::Outage, &reason)
        )
    );
}

#[test]
fn objects_of_an_engine_that_go_have_their_names() {
    let [old, new] = [argocd(), flux()].map(|by| delivered(&by, &charts()));
    let names = Names {
        name: "live",
        sources: &[],
    };
    let difference = compare_renamed(names, &free("prod"), &old, &new, Catalogue::shipped());
    let of_argocd = |effect: &&Effect| effect.artefact.starts_with("delivery/argocd/");
    let gone = difference.effects.iter().filter(of_argocd);
    let gone: Vec<(&str, &Value)> = gone
        .map(|effect| {
            let old = effect.old.as_ref().expect("an object that was there");
            (effect.object.as_str(), &old["metadata"]["name"])
        })
        .collect();
    let expected = [
        "prod",
        "prod.namespaces",
        "prod.storage-classes",
        "prod.external-dns",
        "prod.opencost",
    ];
    let expected = expected.map(|name| (format!("Application/argocd/{name}"), json!(name)));
    let expected: Vec<(&str, &Value)> = expected
        .iter()
        .map(|(object, name)| (object.as_str(), name))
        .collect();
    assert_eq!(gone, expected);
    assert_eq!(difference.causes[0].effects.len(), 1);
    let under_delivery = difference.causes[1].effects.iter().filter(of_argocd);
    assert_eq!(under_delivery.count(), expected.len() - 1);
}
