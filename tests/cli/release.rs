//! A release that `apply` finds locked, or that somebody stops it at, with programs of the test's own.

use crate::apply::{PROGRAM, answers, calls, of, project_of, run, with_cluster};
use crate::project::{Project, Run, sound};

/// An environment with one release.
fn project() -> Project {
    let project = project_of(&(sound() + "charts:\n  metrics-server: { version: 3.13.1 }\n"));
    with_cluster(&project, 20);
    project
}

/// A release whose second revision is on its way since 2026-01-02, 00:00:00.
const PENDING: &str = r#"[
    {"revision": 1, "status": "deployed", "chart": "metrics-server-3.13.1", "updated": "2026-01-01T00:00:00.5Z"},
    {"revision": 2, "status": "pending-upgrade", "chart": "metrics-server-3.13.1", "updated": "2026-01-02T09:00:00.5+09:00"}]"#;
const BEGAN: u64 = 1_767_312_000;
pub(crate) const DEPLOYED: &str =
    r#"[{"revision": 3, "status": "deployed", "chart": "metrics-server-3.13.1"}]"#;
/// Of a process that is no helm.
const HELM: &str = r#"{"entry": "program", "at": AT, "name": "helm", "process": 1}"#;
const ONLY: [&str; 5] = ["apply", "tiny", "--only", "metrics-server", "--yes"];

fn go_on_behind(project: &Project, entries: &[&str], at: u64) -> Run {
    let begin = [
        r#"{"entry": "of", "environment": "tiny", "account": "111122223333", "region": "ap-northeast-2", "cluster": "tiny"}"#,
        r#"{"entry": "run", "at": AT, "command": "apply", "process": 1}"#,
        r#"{"entry": "start", "at": AT, "step": "metrics-server", "input": "a"}"#,
    ];
    let lines = [&begin, entries]
        .concat()
        .join("\n")
        .replace("AT", &at.to_string());
    project.write(".eksight/tiny/journal.jsonl", lines + "\n");
    run(project, &ONLY)
}

#[test]
fn a_lock_of_somebody_else_is_left_alone() {
    let failed = r#"{"entry": "fail", "at": AT, "step": "metrics-server"}"#;
    let ended = r#"{"entry": "programEnd", "process": 1}"#;
    for (entries, at) in [
        // The step failed cleanly, with helm or without.
        (&[failed][..], BEGAN),
        (&[HELM, ended, failed], BEGAN),
        // Ctrl-C let helm finish, or eksight was killed behind its end.
        (&[HELM, ended], BEGAN),
        // Ours was killed, and this one began before.
        (&[HELM], BEGAN + 1),
    ] {
        let project = project();
        answers(&project, &[("helm.history", PENDING)]);
        let refused = go_on_behind(&project, entries, at);
        assert_eq!(refused.code, Some(1), "{entries:?}: {}", refused.stderr);
        for part in [
            "the release `metrics-server` is pending-upgrade since 2026-01-02T09:00:00.5+09:00: revision 2, which is of no run \
             from here\n",
            "  mend: wait for it; if nobody works on it, KUBECONFIG=.eksight/tiny/kubeconfig helm rollback metrics-server 1 --namespace",
        ] {
            assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
        }
        let calls = calls(&project);
        let changing = ["rollback", "uninstall", "upgrade"];
        assert!(
            changing.iter().all(|word| of(&calls, word).is_empty()),
            "{calls:?}"
        );
    }
}

#[test]
fn a_lock_of_our_own_killed_helm_is_taken_back() {
    let project = project();
    answers(
        &project,
        &[
            ("helm.history.1", PENDING),
            ("helm.history.2", DEPLOYED),
            ("helm.get", "null"),
            ("helm.rollback", ""),
            ("helm.upgrade", ""),
        ],
    );
    let applied = go_on_behind(&project, &[HELM], BEGAN);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    let note = "an earlier run was killed while `metrics-server` was pending-upgrade; helm rollback metrics-server 1 ";
    assert!(applied.stderr.contains(note), "{}", applied.stderr);
    let calls = calls(&project);
    assert_eq!(of(&calls, "rollback").len(), 1);
    assert_eq!(of(&calls, "upgrade").len(), 1);
}

#[test]
fn helm_that_comes_to_its_end_for_who_stops_is_told_as_it_ended() {
    for signal in ["INT", "TERM"] {
        let project = project();
        let stop = format!("case \"$1\" in upgrade) kill -{signal} $PPID; sleep 0.2 ;; esac\n{PROGRAM}");
        project.program("helm", &stop);
        answers(
            &project,
            &[
                ("helm.history.1.err", "Error: release: not found"),
                ("helm.history.2", DEPLOYED),
                ("helm.get", "null"),
                ("helm.upgrade", ""),
            ],
        );
        let stopped = run(
            &project,
            &["apply", "tiny", "--only", "metrics-server,checks", "--yes"],
        );
        assert_eq!(stopped.code, Some(130), "{}", stopped.stderr);
        let last = stopped
            .stderr
            .split("[1/2] metrics-server\n")
            .nth(1)
            .unwrap_or_default();
        let expected = "stopping: the call that is on its way comes to its end, and nothing else begins; Ctrl-C again ends it \
                        too\n[1/2] metrics-server: changed, ";
        assert!(last.starts_with(expected), "{}", stopped.stderr);
        assert!(!last.contains("[2/2]"), "{}", stopped.stderr);
        assert!(last.contains("\n1 changed in "), "{}", stopped.stderr);
    }
}

#[test]
fn a_chart_that_cannot_be_had_is_no_matter_of_pods() {
    let project = project();
    let absent = "Error: chart \"metrics-server\" matching 3.13.1 not found in a index. (try 'helm repo update'): no chart version \
                  found for metrics-server-3.13.1";
    answers(
        &project,
        &[
            ("helm.history.err", "Error: release: not found"),
            ("helm.upgrade.err", absent),
        ],
    );
    let failed = run(&project, &ONLY);
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    let told = format!(
        "error: helm did not install `metrics-server`:\n{absent}\n  why: it is installed from its chart, and that could not be \
         had\n  mend: see to it that `helm show chart metrics-server --repo "
    );
    assert!(failed.stderr.contains(&told), "{}", failed.stderr);
    let pods = failed.stderr.contains("kubectl get pods");
    assert!(!pods, "{}", failed.stderr);
}

/// An environment with one release whose chart brings definitions.
fn project_with_definitions() -> Project {
    let tiny = sound()
        + "  eks-pod-identity-agent: { version: v1.3.9-eksbuild.1 }\ncharts:\n  aws-load-balancer-controller: { version: 3.5.0 }\n";
    let project = project_of(&tiny);
    with_cluster(&project, 20);
    project
}

/// Without them, what comes after would be of kinds that the cluster does not know.
#[test]
fn a_chart_without_its_definitions_is_not_taken_for_applied() {
    let chart = "aws-load-balancer-controller --repo https://aws.github.io/eks-charts --version 3.5.0";
    let project = project_with_definitions();
    answers(&project, &[("helm.show", "\n")]);
    let step = "aws-load-balancer-controller-crds";
    let told = format!(
        "error: `helm show crds {chart}` finds no custom resource definition
  why: `aws-load-balancer-controller` brings some, and what comes after is of their kinds; this may be a copy without its folder \
         `crds`
  mend: helm show all {chart} tells what it has; change `version` or `repository` under `charts` in environments/tiny.yaml, then \
         cargo xtask render tiny and cargo xtask apply tiny --only {step}\n"
    );
    for last in ["--yes", "--dry-run"] {
        let refused = run(&project, &["apply", "tiny", "--only", step, last]);
        assert_eq!(refused.code, Some(1), "{last}: {}", refused.stderr);
        assert!(refused.stderr.contains(&told), "{last}: {}", refused.stderr);
    }
    assert_eq!(of(&calls(&project), "--server-side").len(), 0);
}

/// They go with the cluster.
#[test]
fn a_teardown_tells_of_definitions_that_it_does_not_find() {
    let nowhere = "Error: looks like \"https://aws.github.io/eks-charts\" is not a valid chart repository or cannot be reached";
    for (show, answer, why) in [
        ("helm.show", "", "it finds no custom resource definition"),
        ("helm.show.err", nowhere, nowhere),
    ] {
        let project = project_with_definitions();
        answers(
            &project,
            &[
                (show, answer),
                ("helm.history.err", "Error: release: not found"),
                ("kubectl.get", r#"{"items": []}"#),
            ],
        );
        let only = ["teardown", "tiny", "--yes", "--only", "controllers"];
        let gone = run(&project, &only);
        assert_eq!(gone.code, Some(0), "{}", gone.stderr);
        let told = format!(
            "      `helm show crds aws-load-balancer-controller --repo https://aws.github.io/eks-charts --version 3.5.0`: {why}: the \
             definitions of aws-load-balancer-controller stay, and go with the cluster\n"
        );
        assert!(gone.stderr.contains(&told), "{}", gone.stderr);
    }
}

#[test]
fn a_release_that_somebody_brings_up_is_not_taken_from_under_them() {
    let project = project();
    answers(
        &project,
        &[("helm.history", PENDING), ("kubectl.get", r#"{"items": []}"#)],
    );
    let only = [
        "teardown",
        "tiny",
        "--yes",
        "--only",
        "volumes",
        "--retain-volumes",
    ];
    let refused = run(&project, &only);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = "error: the release `metrics-server` is pending-upgrade since 2026-01-02T09:00:00.5+09:00: revision 2, which is of \
                no run from here
  why: another run of helm is at work, or was killed; helm refuses every other run until the lock is gone
  mend: wait for it; if nobody works on it, KUBECONFIG=.eksight/tiny/kubeconfig helm uninstall metrics-server --namespace \
                kube-system and then cargo xtask teardown tiny --only volumes --retain-volumes
";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
    assert_eq!(of(&calls(&project), "uninstall").len(), 0);
}

#[test]
fn load_balancers_whose_cluster_is_gone_are_to_be_deleted_by_hand() {
    let tiny = sound()
        + "  eks-pod-identity-agent: { version: v1.3.9-eksbuild.1 }\ncharts:\n  aws-load-balancer-controller: { version: 3.5.0 }\n";
    let project = project_of(&tiny);
    let balancer = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/a/1";
    let left = format!(r#"{{"ResourceTagMappingList": [{{"ResourceARN": "{balancer}"}}]}}"#);
    answers(&project, &[("aws.resourcegroupstaggingapi.get-resources", &left)]);
    let only = ["teardown", "tiny", "--yes", "--only", "load-balancers"];
    let refused = run(&project, &only);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = format!(
        "error: load balancers and target groups of the cluster are still there: 1
  why: the cluster is gone, and their controller with it: nobody deletes them, they bill, and they hold the subnets
  mend: delete them by hand:
    aws elbv2 delete-load-balancer --load-balancer-arn {balancer} --region ap-northeast-2
    then cargo xtask teardown tiny --only load-balancers
"
    );
    assert!(refused.stderr.contains(&told), "{}", refused.stderr);
}

#[test]
fn a_webhook_that_nobody_answers_for_is_told_with_its_pods() {
    let project = project();
    let said = "Error: UPGRADE FAILED: Internal error occurred: failed calling webhook \"a.example.com\": failed to call webhook: \
                Post \"https://a.web.svc:443/mutate\": no endpoints available for service \"a\"";
    answers(
        &project,
        &[
            ("helm.history.err", "Error: release: not found"),
            ("helm.upgrade.err", said),
            ("kubectl.get", r#"{"items": []}"#),
        ],
    );
    let failed = run(&project, &ONLY);
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    let told = format!(
        "error: helm did not install `metrics-server`:\n{said}
  why: the API server takes the object only when the webhook has said yes, and the pods behind it do not answer
  mend: KUBECONFIG=.eksight/tiny/kubeconfig kubectl get pods --all-namespaces tells how those of the service that it names do; \
         mend them, then cargo xtask apply tiny --only metrics-server
"
    );
    assert!(failed.stderr.contains(&told), "{}", failed.stderr);
}

const KEEPING: [&str; 6] = [
    "teardown",
    "tiny",
    "--yes",
    "--retain-volumes",
    "--only",
    "volumes",
];

/// A claim of a release of ours.
const CLAIM: &str = r#"{"items": [{"metadata": {"name": "data", "namespace": "kube-system", "annotations": {
    "meta.helm.sh/release-name": "metrics-server", "meta.helm.sh/release-namespace": "kube-system"}}}]}"#;

#[test]
fn volumes_that_are_kept_are_kept_before_their_release_takes_their_claims_away() {
    let project = project();
    let volumes = r#"{"items": [
        {"metadata": {"name": "pv-1"}, "spec": {"claimRef": {"namespace": "kube-system", "name": "data"}}},
        {"metadata": {"name": "pv-2"}, "spec": {"claimRef": {"namespace": "shop", "name": "data"}}}]}"#;
    let retained = r#"{"items": [{"metadata": {"name": "pv-1"}, "spec": {
        "persistentVolumeReclaimPolicy": "Retain", "claimRef": {"namespace": "kube-system", "name": "data"}}}]}"#;
    answers(
        &project,
        &[
            ("kubectl.get", r#"{"items": []}"#),
            // Behind the looks for what others brought.
            ("kubectl.get.4", CLAIM),
            ("kubectl.get.5", volumes),
            ("kubectl.get.6", retained),
            ("kubectl.patch", ""),
            ("helm.history.1", DEPLOYED),
            ("helm.history.2.err", "Error: release: not found"),
            ("helm.uninstall", ""),
        ],
    );
    let down = run(&project, &KEEPING);
    assert_eq!(down.code, Some(0), "{}", down.stderr);
    let calls = calls(&project);
    let at = |word: &str| calls.iter().position(|call| call[1] == word);
    assert_eq!(of(&calls, "patch").len(), 1, "{calls:?}");
    assert!(of(&calls, "patch")[0].contains(&"pv-1".to_owned()));
    assert!(
        at("patch").is_some() && at("patch") < at("uninstall"),
        "{calls:?}"
    );
}

/// Whatever kubectl says: the policy that is read back counts, and one that cannot be read is none that keeps.
#[test]
fn no_claim_goes_whose_volume_is_not_seen_to_be_kept() {
    let volumes = r#"{"items": [{"metadata": {"name": "pv-1"}, "spec": {
        "persistentVolumeReclaimPolicy": "Delete", "claimRef": {"namespace": "kube-system", "name": "data"}}}]}"#;
    for seen in [volumes, r#"{"items": []}"#] {
        let project = project();
        answers(
            &project,
            &[
                ("kubectl.get", r#"{"items": []}"#),
                // Behind the looks for what others brought.
                ("kubectl.get.4", CLAIM),
                ("kubectl.get.5", volumes),
                ("kubectl.get.6", seen),
                ("kubectl.patch", "persistentvolume/pv-1 patched"),
                ("helm.history", DEPLOYED),
            ],
        );
        let refused = run(&project, &KEEPING);
        assert_eq!(refused.code, Some(1), "{}", refused.stderr);
        let told = "error: kubectl has set the reclaim policy of the volume pv-1 to Retain, and the cluster does not say so
  why: with its claim the volume would go, and its data; no claim was deleted
  mend: KUBECONFIG=.eksight/tiny/kubeconfig kubectl get persistentvolume pv-1 --show-managed-fields --output yaml tells who sets \
                    it; end that, then cargo xtask teardown tiny --only volumes --retain-volumes
";
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
        let calls = calls(&project);
        assert_eq!(
            of(&calls, "uninstall").len() + of(&calls, "delete").len(),
            0,
            "{calls:?}"
        );
    }
}
