//! `apply` and `teardown` of an environment that an engine delivers, with programs of the test's own that answer from files.

use crate::apply::{answers, calls, is_there, none_of, of, project_of, run, stack, with_cluster};
use crate::project::{Project, sound};

const ARGOCD: &str = "argocd: { repository: \"https://git.example.com/a.git\" }";
const HUB: &str = "argocd: { repository: \"https://git.example.com/a.git\", cluster: far }";
const FLUX: &str = "flux: {}";

const UNSYNCED: &str = r#"--namespace argocd --field-manager eksight --type merge --patch '{"operation":null,"spec":{"syncPolicy":{"automated":null}},"status":{"operationState":null}}'"#;
const SUSPENDED: &str =
    r#"--field-manager flux-client-side-apply --type merge --patch '{"spec":{"suspend":true}}'"#;

fn delivered(engine: &str) -> Project {
    let charts = "charts: { metrics-server: { version: 3.13.1 } }";
    let project = project_of(&format!("{}{charts}\ndelivery: {{ {engine} }}\n", sound()));
    is_there(&project, &stack("CREATE_COMPLETE"));
    with_cluster(&project, 9);
    project
}

/// A list of objects, as kubectl gives it.
fn list(objects: &[String]) -> String {
    format!(r#"{{"items": [{}]}}"#, objects.join(", "))
}

fn object(namespace: &str, name: &str, spec: &str) -> String {
    format!(
        r#"{{"metadata": {{"name": "{name}", "namespace": "{namespace}", "labels": {{"kustomize.toolkit.fluxcd.io/name": "tiny"}}}}, "spec": {spec}}}"#
    )
}

/// What kubectl was told to patch, as kind, name and patch.
fn patched(project: &Project) -> Vec<[String; 3]> {
    let calls = calls(project);
    let patches = of(&calls, "patch").into_iter();
    patches
        .map(|call| [call[2].clone(), call[3].clone(), call[call.len() - 1].clone()])
        .collect()
}

#[test]
fn what_an_engine_delivers_is_not_applied_beside_it() {
    let argocd = |kubectl: &str| {
        format!(
            "{kubectl} patch applications.argoproj.io tiny {UNSYNCED}\n    for it in $({kubectl} get applications.argoproj.io --namespace \
             argocd --output name | grep '/tiny[.]'); do {kubectl} patch \"$it\" {UNSYNCED}; done"
        )
    };
    let here = ":\n    export KUBECONFIG=.eksight/tiny/kubeconfig\n    ";
    let there = ", where ARGOCD is the context of its cluster:\n    ";
    let kind = "kustomizations.kustomize.toolkit.fluxcd.io";
    let flux = format!(
        "{here}kubectl patch {kind} tiny --namespace flux-system {SUSPENDED}\n    for it in $(kubectl get {kind} --namespace flux-system \
         --selector kustomize.toolkit.fluxcd.io/name=tiny --output name); do kubectl patch \"$it\" --namespace flux-system {SUSPENDED}; \
         done\n    kubectl patch helmreleases.helm.toolkit.fluxcd.io metrics-server --namespace kube-system {SUSPENDED}"
    );
    let helm = "; Helm knows nothing of its releases, and takes them over where the first `helm upgrade` of each has \
                `--take-ownership` (Helm 3.17 and newer)";
    for (engine, name, command, stop, behind) in [
        (
            ARGOCD,
            "Argo CD",
            "KUBECONFIG=.eksight/tiny/kubeconfig kubectl apply -f out/tiny/delivery/argocd/application.yaml",
            format!("{here}{}", argocd("kubectl")),
            helm,
        ),
        (
            HUB,
            "Argo CD",
            "kubectl --context ARGOCD apply -f out/tiny/delivery/argocd/application.yaml",
            format!("{there}{}", argocd("kubectl --context ARGOCD")),
            helm,
        ),
        (
            FLUX,
            "Flux",
            "KUBECONFIG=.eksight/tiny/kubeconfig kubectl apply -f out/tiny/delivery/flux/environment.yaml",
            flux,
            "",
        ),
    ] {
        let project = delivered(engine);
        let applied = run(&project, &["apply", "tiny", "--from", "kubeconfig", "--yes"]);
        assert_eq!(applied.code, Some(0), "{}", applied.stderr);
        let told = format!(
            "{name} delivers the other steps from git, once it is set on them:\n    {command}\nand then cargo xtask apply tiny \
             --only checks looks whether all of it does its work\napply tiny: one step\n"
        );
        assert!(applied.stderr.contains(&told), "{}", applied.stderr);
        for part in [&["--only", "metrics-server"][..], &["--from", "metrics-server"]] {
            let refused = run(&project, &[&["apply", "tiny", "--yes"][..], part].concat());
            let told = format!(
                "error: {name} delivers the step `metrics-server` of `tiny`\n  why: two would own the same objects, and each would undo \
                 what the other does\n  mend: push what lies in out/tiny, and set the engine on it once: {command}; or do without it, and \
                 stop it first{stop}\n    then take `delivery` out of environments/tiny.yaml, push that with what cargo xtask render tiny \
                 makes of it, and run the same command{behind}\n"
            );
            assert_eq!((refused.code, refused.stderr), (Some(1), told), "{part:?}");
        }
        let calls = calls(&project);
        let changes = calls
            .iter()
            .filter(|call| ["upgrade", "apply"].contains(&call[1].as_str()))
            .count();
        assert_eq!(changes, 0, "{calls:?}");
    }
}

#[test]
fn a_plan_tells_which_steps_are_an_engines() {
    let set_on = |context: &str, kubectl: &str, folder: &str| {
        format!(
            " does its steps once it is set on them, behind `kubeconfig`{context}:\n      {kubectl} apply -f out/tiny/delivery/{folder}.yaml\n"
        )
    };
    let argocd = "argocd/application";
    let here = set_on("", "kubectl", argocd);
    let far = set_on(
        ", where ARGOCD is the context of its cluster",
        "kubectl --context ARGOCD",
        argocd,
    );
    let flux = set_on("", "kubectl", "flux/environment");
    for (engine, name, word, told) in [
        (ARGOCD, "Argo CD", "argocd", here),
        (HUB, "Argo CD", "argocd", far),
        (FLUX, "Flux", "flux", flux),
    ] {
        let project = delivered(engine);
        let plan = run(&project, &["plan", "tiny"]);
        assert_eq!(plan.code, Some(0), "{}", plan.stderr);
        let lines = format!(
            "   2. kubeconfig      aws eks update-kubeconfig --region ap-northeast-2 --name tiny
   3. metrics-server  helm metrics-server 3.13.1, namespace kube-system, by {name}
   4. checks          whether all of it does its work, and what to do where not
"
        );
        assert!(plan.stdout.contains(&lines), "{}", plan.stdout);
        assert!(plan.stdout.contains(&format!("{name}{told}")), "{}", plan.stdout);
        let json = run(&project, &["plan", "tiny", "-o", "json"]);
        let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
        assert_eq!(by(&json["apply"]), [("metrics-server", word)]);
        let file: serde_json::Value =
            serde_json::from_slice(&std::fs::read(project.at("out/tiny/plan.json")).expect("a plan"))
                .expect("JSON");
        assert_eq!(file, json["apply"]);
    }
    let project = delivered("helmfile: {}");
    let json = run(&project, &["plan", "tiny", "-o", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(by(&json["apply"]), []);
}

/// The steps of a plan that an engine does, with its name.
fn by(plan: &serde_json::Value) -> Vec<(&str, &str)> {
    let steps = plan["steps"].as_array().expect("steps").iter();
    let delivered = steps.filter_map(|step| Some((step["id"].as_str()?, step["deliveredBy"].as_str()?)));
    delivered.collect()
}

#[test]
fn helmfile_is_at_work_only_when_it_is_called() {
    let project = delivered("helmfile: {}");
    let down = run(&project, &["teardown", "tiny", "--dry-run"]);
    assert!(
        down.stdout.contains("   1. control-plane-logs"),
        "{}",
        down.stdout
    );
    let planned = run(
        &project,
        &["apply", "tiny", "--only", "metrics-server", "--dry-run"],
    );
    assert!(!planned.stderr.contains("delivers"), "{}", planned.stderr);
}

#[test]
fn a_teardown_begins_with_the_engine_that_would_undo_it() {
    let project = delivered(FLUX);
    let [running, suspended] = [r#"{"suspend": false}"#, r#"{"suspend": true}"#];
    let kustomizations = |spec: &str| {
        list(&[
            object("flux-system", "tiny", spec),
            object("flux-system", "tiny.namespaces", spec),
            object("flux-system", "others", r#"{"suspend": true}"#),
            object("elsewhere", "namespaces", running),
        ])
    };
    let releases = |spec: &str| {
        list(&[
            object("kube-system", "metrics-server", spec),
            object("kube-system", "shop", running),
        ])
    };
    answers(
        &project,
        &[
            ("kubectl.get.1", &kustomizations(running)),
            (
                "kubectl.get.2",
                &kustomizations(running).replacen(running, suspended, 1),
            ),
            ("kubectl.get.3", &releases(running)),
            ("kubectl.get.4", &kustomizations(suspended)),
            ("kubectl.get.5", &kustomizations(suspended)),
            ("kubectl.get", &releases(suspended)),
            ("kubectl.patch", ""),
        ],
    );
    let only = ["teardown", "tiny", "--yes", "--only", "delivery"];
    let stopped = run(&project, &only);
    assert_eq!(stopped.code, Some(0), "{}", stopped.stderr);
    let told = "delivery: changed, 3 objects of Flux stopped (";
    assert!(stopped.stderr.contains(told), "{}", stopped.stderr);
    let suspend = |kind: &str, name: &str| [kind, name, r#"{"spec":{"suspend":true}}"#].map(str::to_owned);
    let kind = "kustomizations.kustomize.toolkit.fluxcd.io";
    assert_eq!(
        patched(&project),
        [
            suspend(kind, "tiny"),
            suspend(kind, "tiny.namespaces"),
            suspend("helmreleases.helm.toolkit.fluxcd.io", "metrics-server"),
        ]
    );
}

#[test]
fn an_engine_that_goes_on_stops_the_teardown() {
    let project = delivered(ARGOCD);
    let running = r#"{"syncPolicy": {"automated": {"selfHeal": true}}}"#;
    let applications = list(&[
        object("argocd", "tiny", running),
        object("argocd", "tiny.namespaces", running),
        object("argocd", "tiny-namespaces", running),
    ]);
    answers(&project, &[("kubectl.get", &applications), ("kubectl.patch", "")]);
    let refused = run(&project, &["teardown", "tiny", "--yes", "--only", "delivery"]);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = "error: Argo CD was stopped, and applications.argoproj.io argocd/tiny is at work again
  why: it puts back what is deleted, and load balancers and volumes come again, and bill; nothing was deleted
  mend: KUBECONFIG=.eksight/tiny/kubeconfig kubectl get applications.argoproj.io tiny --namespace argocd \
                --show-managed-fields --output yaml tells who sets it; end that, then cargo xtask teardown tiny --only delivery\n";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
    let patch =
        r#"{"operation":null,"spec":{"syncPolicy":{"automated":null}},"status":{"operationState":null}}"#;
    let stop = |name: &str| ["applications.argoproj.io", name, patch].map(str::to_owned);
    assert_eq!(patched(&project), [stop("tiny"), stop("tiny.namespaces")]);
}

#[test]
fn an_engine_in_another_cluster_is_for_a_person_to_stop() {
    let project = delivered(HUB);
    answers(&project, &[("kubectl.get", &none_of("items"))]);
    let refused = run(&project, &["teardown", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = format!(
        "error: Argo CD delivers `tiny` from another cluster, to the one that it calls `far`
  why: while it is at work it puts back what is deleted, and load balancers and volumes come again, and bill; nothing was deleted
  mend: stop it, where ARGOCD is the context of its cluster:
    kubectl --context ARGOCD patch applications.argoproj.io tiny {UNSYNCED}
    for it in $(kubectl --context ARGOCD get applications.argoproj.io --namespace argocd --output name | grep '/tiny[.]'); do \
         kubectl --context ARGOCD patch \"$it\" {UNSYNCED}; done
    then cargo xtask teardown tiny --from control-plane-logs
"
    );
    assert!(refused.stderr.contains(&told), "{}", refused.stderr);
    // What it has installed goes by it too.
    answers(
        &project,
        &[
            ("kubectl.get", "deployment.apps/metrics-server\n"),
            ("helm.history.err", "Error: release: not found"),
        ],
    );
    let refused = run(
        &project,
        &[
            "teardown",
            "tiny",
            "--yes",
            "--delete-others",
            "--only",
            "volumes",
        ],
    );
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = "error: `metrics-server` is installed by an Argo CD in another cluster, and deployment.apps/metrics-server in \
                `kube-system` is there\n";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}

#[test]
fn what_argo_cd_has_installed_goes_by_it() {
    let project = delivered(ARGOCD);
    let metrics = list(&[object("argocd", "tiny.metrics-server", "{}")]);
    answers(
        &project,
        &[
            ("helm.history.err", "Error: release: not found"),
            ("kubectl.get.1", "application.argoproj.io/tiny.metrics-server\n"),
            ("kubectl.get.2", &metrics),
            ("kubectl.get", &none_of("items")),
            ("kubectl.patch", ""),
            ("kubectl.delete", ""),
        ],
    );
    let down = run(
        &project,
        &[
            "teardown",
            "tiny",
            "--yes",
            "--delete-others",
            "--only",
            "volumes",
        ],
    );
    assert_eq!(down.code, Some(0), "{}", down.stderr);
    let told = "volumes: changed, uninstalled metrics-server (";
    assert!(down.stderr.contains(told), "{}", down.stderr);
    let cascade = r#"{"metadata":{"finalizers":["resources-finalizer.argocd.argoproj.io"]}}"#;
    assert_eq!(
        patched(&project),
        [["applications.argoproj.io", "tiny.metrics-server", cascade].map(str::to_owned)]
    );
    let calls = calls(&project);
    let deleted: Vec<&str> = of(&calls, "delete").iter().map(|call| call[3].as_str()).collect();
    assert_eq!(deleted, ["tiny.metrics-server"]);
}

#[test]
fn a_look_asks_helm_for_nothing_that_argo_cd_has_installed() {
    let project = delivered(ARGOCD);
    answers(
        &project,
        &[
            ("helm.history.err", "Error: release: not found"),
            ("kubectl.get", &none_of("items")),
            ("kubectl.diff", ""),
        ],
    );
    let seen = project.run_with_own_programs(&["status", "tiny"]);
    let told = "kube-system/metrics-server is Argo CD's, and Helm knows nothing of it";
    assert!(seen.stdout.contains(told), "{}", seen.stdout);
    let drift = project.run_with_own_programs(&["drift", "tiny"]);
    let told = "Argo CD has the releases, and Helm knows nothing of them: `argocd app diff` looks at those\n";
    assert!(drift.stderr.starts_with(told), "{}", drift.stderr);
    assert!(!drift.stdout.contains("metrics-server"), "{}", drift.stdout);
}
