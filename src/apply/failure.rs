//! What a failure of Helm is about, by its words, and what mends it.

use super::engine::Engine;
use super::release::Wanted;
use crate::live::{self, Fault};

/// Why Helm failed, for who has to mend it.
pub(super) fn explain(engine: &Engine<'_>, wanted: &Wanted<'_>, fault: Fault) -> Fault {
    let said = match fault {
        Fault::Said { said, .. } if said.contains(WEBHOOK) => return unanswered(engine, wanted, &said),
        Fault::Said {
            said,
            kind: live::Kind::Lasting,
            ..
        } => said,
        other => return other,
    };
    let Wanted { name, namespace, .. } = wanted;
    let (environment, source) = (&engine.place.environment, &engine.place.source);
    // Only what had begun is taken back.
    let state = match ["rolled back due to", "uninstalled due to"]
        .iter()
        .any(|words| said.contains(words))
    {
        true => format!("helm could not bring `{name}` up and took it back"),
        false => format!("helm did not install `{name}`"),
    };
    let again = engine.again(wanted.step);
    let rendered = format!("cargo xtask render {environment} and {again}");
    let (why, mend) = match Failure::of(&said) {
        Failure::Chart => (
            "it is installed from its chart, and that could not be had",
            format!(
                "see to it that `helm show chart {}` finds it (repository, version, login), or change `version` or `repository` \
                 under `charts` in {source}; then {rendered}",
                wanted.chart.arguments().join(" ")
            ),
        ),
        Failure::Values => (
            "the chart does not take these values, and nothing was changed in the cluster",
            format!("change what it names under `charts` in {source}, then {rendered}"),
        ),
        Failure::Owner => (
            "somebody else has made these objects, and helm takes none away from anybody",
            format!(
                "delete the object that it names, or annotate it for helm (meta.helm.sh/release-name={name}, \
                 meta.helm.sh/release-namespace={namespace}, and the label app.kubernetes.io/managed-by=Helm); then {again}"
            ),
        ),
        Failure::Lock => (
            "another run of helm is at work on it",
            format!(
                "{} tells since when; wait for its end, then {again}",
                engine.in_cluster(&format!("helm history {name} --namespace {namespace}"))
            ),
        ),
        Failure::Conflict => (
            "somebody else has set these fields, and helm takes none away from anybody",
            format!("let the manager that it names leave them alone, then {again}"),
        ),
        Failure::Object => (
            "the cluster does not take an object as the chart has it",
            format!(
                "change what it names under `charts` in {source}, or what refuses it in the cluster; then \
                 {rendered}"
            ),
        ),
        Failure::Pods => (
            "what comes after needs it",
            format!(
                "{}, mend what stops them, then {again}",
                engine.in_cluster(&format!("kubectl get pods --namespace {namespace}"))
            ),
        ),
        Failure::Other => (
            "what comes after needs it",
            format!("mend what it names, then {again}"),
        ),
    };
    Fault::refused(format!("{state}:\n{said}"), why, mend)
}

/// Of a webhook that no pod answers for (kubernetes/kubernetes, `staging/src/k8s.io/apiserver/pkg/util/webhook/error.go`, as of
/// 2026-11).
const WEBHOOK: &str = "failed calling webhook";

/// The API server asks a webhook about an object, and nobody is there who answers.
fn unanswered(engine: &Engine<'_>, wanted: &Wanted<'_>, said: &str) -> Fault {
    Fault::refused(
        format!("helm did not install `{}`:\n{said}", wanted.name),
        "the API server takes the object only when the webhook has said yes, and the pods behind it do not answer",
        format!(
            "{} tells how those of the service that it names do; mend them, then {}",
            engine.in_cluster("kubectl get pods --all-namespaces"),
            engine.again(wanted.step)
        ),
    )
}

/// What a failure of Helm is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// Repository, chart or version.
    Chart,
    /// What the chart's schema or templates say of the values.
    Values,
    /// An object that is there and is not Helm's.
    Owner,
    /// Another run of Helm.
    Lock,
    /// Fields of another manager.
    Conflict,
    /// An object that the API server or a webhook refuses.
    Object,
    /// Pods, or Jobs of hooks, that do not come up.
    Pods,
    /// Something else.
    Other,
}

/// By their words, the first that fits. Source: the programs Helm 3.17.2 and 4.2.3, which have them word by word; those of
/// objects and pods are the API server's (kubernetes/kubernetes, `staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go` and
/// `staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/errors/statuserror.go`), as of 2026-11.
const FAILURES: [(Failure, &[&str]); 7] = [
    (
        Failure::Lock,
        &["another operation (install/upgrade/rollback) is in progress"],
    ),
    (
        Failure::Owner,
        &["invalid ownership metadata", "exists and cannot be imported"],
    ),
    (
        Failure::Chart,
        &[
            "is not a valid chart repository or cannot be reached",
            "no chart version found",
            "no cached repo found",
            "failed to fetch",
            "failed to download",
            "FetchReference",
            "(try 'helm repo update')",
            "\" not found in ",
            "Error: repo ",
        ],
    ),
    (
        Failure::Values,
        &[
            "values don't meet the specifications",
            "execution error at",
            "parse error at",
        ],
    ),
    (Failure::Conflict, &["conflict"]),
    (
        Failure::Object,
        &[
            "unable to build kubernetes objects",
            "denied the request",
            "is forbidden: ",
            "field is immutable",
            " is invalid: ",
        ],
    ),
    (
        Failure::Pods,
        &[
            "not ready",
            "deadline exceeded",
            "timed out waiting",
            "BackoffLimitExceeded",
        ],
    ),
];

impl Failure {
    fn of(said: &str) -> Self {
        let found = FAILURES
            .iter()
            .find(|(_, words)| words.iter().any(|word| said.contains(word)));
        found.map_or(Self::Other, |(failure, _)| *failure)
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn what_helm_says_is_told_by_what_it_is_about() {
        for (said, failure) in [
            (
                "Error: looks like \"https://charts.example.com\" is not a valid chart repository or cannot be reached: failed to \
                 fetch https://charts.example.com/index.yaml : 404 Not Found",
                Failure::Chart,
            ),
            (
                "Error: chart \"nginx\" matching 9.9.9 not found in a index. (try 'helm repo update'): no chart version found",
                Failure::Chart,
            ),
            (
                "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nnginx:\n- at \
                 '/replicas': got string, want integer",
                Failure::Values,
            ),
            (
                "Error: Unable to continue with install: Secret \"a\" in namespace \"b\" exists and cannot be imported into the \
                 current release: invalid ownership metadata; label validation error: missing key",
                Failure::Owner,
            ),
            (
                "Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress",
                Failure::Lock,
            ),
            (
                "Error: UPGRADE FAILED: conflict occurred while applying object b/a: Apply failed with 1 conflict: conflict with \
                 \"kubectl\": .spec.replicas",
                Failure::Conflict,
            ),
            (
                "Error: UPGRADE FAILED: release a failed, and has been rolled back due to atomic being set: cannot patch \"a\": \
                 Deployment.apps \"a\" is invalid: spec.selector: field is immutable",
                Failure::Object,
            ),
            (
                "Error: UPGRADE FAILED: release a failed, and has been rolled back due to rollback-on-failure being set: resource \
                 Deployment/b/a not ready. status: InProgress, message: Updated: 2/3\ncontext deadline exceeded",
                Failure::Pods,
            ),
            ("Error: something new", Failure::Other),
        ] {
            assert_eq!(Failure::of(said), failure, "{said}");
        }
    }
}
