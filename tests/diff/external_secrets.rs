//! External Secrets, which goes with the last of its ExternalSecrets, and one of those that goes alone.

use eksight::diff::{Difference, Risk};
use serde_json::{Value, json};

use crate::delivery::{argocd, flux, hub};
use crate::{changed, difference, on, prod};

/// Those of `prod`, by name and key.
const SECRETS: [(&str, Option<&str>); 5] = [
    ("grafana-admin", None),
    ("grafana-oidc", Some("client-secret")),
    ("slack-webhook", Some("url")),
    ("pagerduty", Some("routing-key")),
    ("heartbeat", Some("url")),
];

/// All of them made by hand, under their names with this behind them.
fn by_hand(behind: &str) -> Value {
    let secrets = SECRETS.map(|(name, key)| {
        let secret = json!({ "namespace": "monitoring", "name": format!("{name}{behind}"), "key": key });
        (name.to_owned(), json!({ "kubernetes": secret }))
    });
    Value::Object(secrets.into_iter().collect())
}

/// What changes in `prod`, delivered so and with these secrets beside its own, when External Secrets goes and these are there.
fn gone(by: &Value, beside: &Value, secrets: Value) -> Difference {
    let loaded = prod();
    let mut charts = serde_json::to_value(&loaded.environment.charts).expect("plain data");
    let mut before = serde_json::to_value(&loaded.environment.secrets).expect("plain data");
    let beside = beside.as_object().cloned().unwrap_or_default();
    before.as_object_mut().expect("secrets").extend(beside);
    let old = changed(&loaded, &[("/delivery", by.clone()), ("/secrets", before)]);
    charts.as_object_mut().expect("charts").remove("external-secrets");
    let new = [
        ("/delivery", by.clone()),
        ("/charts", charts),
        ("/secrets", secrets),
    ];
    difference(&loaded, &old, &changed(&loaded, &new))
}

fn of_step(difference: &Difference) -> (Risk, String) {
    let mut effects = difference.effects.iter();
    let step = effects.find(|effect| effect.path == ["steps", "external-secrets"]);
    let step = step.expect("the step goes");
    (step.risk, step.reason.clone().unwrap_or_default())
}

fn of_object(difference: &Difference, name: &str) -> (Risk, String) {
    let [effect] = on(difference, &format!("ExternalSecret/monitoring/{name}"))[..] else {
        panic!("one effect on {name}");
    };
    (effect.risk, effect.reason.clone().unwrap_or_default())
}

const DELETE: &str =
    "kubectl delete externalsecrets.external-secrets.io --all --all-namespaces --timeout=10m";
const UNINSTALL: &str = "helm uninstall external-secrets --namespace external-secrets";
const ORDER: &str = "delete all ExternalSecrets of the cluster first, also those of others, and the release then: its custom resource \
                     definitions would wait without an end for them, since only External Secrets lets them go";
const GO: &str =
    "the Secrets that they have made go with them; where pods still read one, `--cascade=orphan` leaves them";

fn goes(secrets: &str, delete: &str) -> String {
    format!(
        "no step deletes the release; once this is applied, {ORDER}; {secrets}:\n`{delete}`\n`{UNINSTALL}`"
    )
}

#[test]
fn external_secrets_go_before_who_lets_them_go() {
    let difference = gone(&Value::Null, &Value::Null, by_hand("-by-hand"));
    assert_eq!(of_step(&difference), (Risk::None, goes(GO, DELETE)));
    let left = "`kubectl apply` leaves what is not there any more; delete the ExternalSecret by hand while External Secrets runs, and \
                the Secret `monitoring/pagerduty` goes with it";
    assert_eq!(of_object(&difference, "pagerduty"), (Risk::None, left.to_owned()));
}

/// Somebody makes them by hand from now on, under the names that they have.
#[test]
fn secrets_that_are_still_read_stay() {
    let difference = gone(&Value::Null, &Value::Null, by_hand(""));
    let read = "`--cascade=orphan` leaves the Secrets that they have made, which would go with them, and of which pods still read \
                `monitoring/grafana-admin`, `monitoring/grafana-oidc`, `monitoring/heartbeat`, `monitoring/pagerduty`, \
                `monitoring/slack-webhook`";
    let orphan = format!("{DELETE} --cascade=orphan");
    assert_eq!(of_step(&difference), (Risk::Outage, goes(read, &orphan)));
    let overwrites = "`kubectl apply` leaves it, and it overwrites what others write into the Secret `monitoring/pagerduty`, which is \
                      still read; delete it by hand while External Secrets runs, with `--cascade=orphan`, without which that Secret \
                      goes with it, and pods that read it start no more";
    assert_eq!(
        of_object(&difference, "pagerduty"),
        (Risk::Outage, overwrites.to_owned())
    );
}

#[test]
fn what_nothing_here_reads_an_application_does() {
    let application =
        json!({ "app": { "externalSecret": { "namespace": "monitoring", "remoteKey": "prod/app" } } });
    let difference = gone(&Value::Null, &application, by_hand("-by-hand"));
    assert_eq!(of_step(&difference), (Risk::Outage, goes(GO, DELETE)));
}

#[test]
fn engines_go_by_the_same_order() {
    let goes = |engine: &str, place: &str, uninstall: &[String]| {
        let lines = uninstall.iter().map(|line| format!("\n`{line}`"));
        let reason = format!(
            "{engine} prunes nothing, and puts back what somebody else takes away; once it has this change, {ORDER}; {GO}{place}:\n\
             `{DELETE}`{}",
            lines.collect::<String>()
        );
        (Risk::None, reason)
    };
    let told = |by: &Value| of_step(&gone(by, &Value::Null, by_hand("-by-hand")));
    let argocd_deletes = |kubectl: &str| {
        let application = "applications.argoproj.io prod.external-secrets --namespace argocd";
        let cascade = r#"--type merge --patch '{"metadata":{"finalizers":["resources-finalizer.argocd.argoproj.io"]}}'"#;
        [
            format!("{kubectl} patch {application} {cascade}"),
            format!("{kubectl} delete {application} --ignore-not-found --timeout 10m"),
        ]
    };
    assert_eq!(told(&argocd()), goes("Argo CD", "", &argocd_deletes("kubectl")));
    let place = ", where ARGOCD is the context of its cluster";
    assert_eq!(
        told(&hub()),
        goes("Argo CD", place, &argocd_deletes("kubectl --context ARGOCD"))
    );
    let flux_deletes = [
        (
            "kustomizations.kustomize.toolkit.fluxcd.io prod.external-secrets",
            "flux-system",
        ),
        (
            "helmreleases.helm.toolkit.fluxcd.io external-secrets",
            "external-secrets",
        ),
    ]
    .map(|(what, namespace)| {
        format!("kubectl delete {what} --namespace {namespace} --ignore-not-found --timeout 10m")
    });
    assert_eq!(told(&flux()), goes("Flux", "", &flux_deletes));
}

/// What is told of the step when the release moves, delivered so.
fn moved(by: &Value) -> Vec<(Risk, String)> {
    let loaded = prod();
    let old = changed(&loaded, &[("/delivery", by.clone())]);
    let elsewhere = ("/charts/external-secrets/namespace", json!("vault"));
    let new = changed(&loaded, &[("/delivery", by.clone()), elsewhere]);
    let difference = difference(&loaded, &old, &new);
    let steps = difference
        .effects
        .iter()
        .filter(|effect| effect.artefact == "plan.json");
    let told = steps.filter_map(|effect| Some((effect.risk, effect.reason.clone()?)));
    told.collect()
}

/// A bare `helm uninstall` would wait without an end, and take the Secrets with it in the end.
#[test]
fn external_secrets_move_without_their_secrets() {
    let told = |moves: &str, before: &[&str], behind: Option<&str>| {
        let lines = |lines: &[&str]| lines.iter().map(|line| format!("\n`{line}`")).collect::<String>();
        let behind = behind.map(|line| format!("\nand behind the push:{line}"));
        let reason = format!(
            "{moves}, {ORDER}; `--cascade=orphan` leaves the Secrets that they have made, which would go with them, but for those of \
             others with `deletionPolicy: Delete`, which may go; until the release is gone, nobody may apply an ExternalSecret; this \
             change brings those of the environment again, which take their Secrets over, and others apply theirs again, and their \
             stores, which go with the definitions:{}{}",
            lines(before),
            behind.unwrap_or_default()
        );
        [(Risk::Refused, reason)]
    };
    let orphan = format!("{DELETE} --cascade=orphan");
    let refuses = "Helm moves no release from external-secrets to vault: it makes a second one, and where both have an object outside \
                   of namespaces it refuses; before this is applied";
    let uninstall = format!("{UNINSTALL} --wait");
    assert_eq!(moved(&Value::Null), told(refuses, &[&orphan, &uninstall], None));
    let moves = |engine: &str| {
        format!(
            "{engine} moves no release from external-secrets to vault: it makes a second one, and both want the same objects outside \
             of namespaces; before this is pushed"
        )
    };
    // What would make them again rests before they go.
    let kind = "kubectl patch applications.argoproj.io";
    let [root, secrets] = ["prod", "prod.secrets"].map(|name| {
        let unsynced =
            r#"{"operation":null,"spec":{"syncPolicy":{"automated":null}},"status":{"operationState":null}}"#;
        format!("{kind} {name} --namespace argocd --field-manager eksight --type merge --patch '{unsynced}'")
    });
    let cascade = format!(
        "{kind} prod.external-secrets --namespace argocd --type merge --patch \
         '{{\"metadata\":{{\"finalizers\":[\"resources-finalizer.argocd.argoproj.io\"]}}}}'"
    );
    let delete = "kubectl delete applications.argoproj.io prod.external-secrets --namespace argocd --ignore-not-found --timeout 10m";
    let before = [&*root, &secrets, &orphan, &cascade, delete];
    let set_on = "\n`kubectl apply -f out/prod/delivery/argocd/application.yaml`";
    assert_eq!(moved(&argocd()), told(&moves("Argo CD"), &before, Some(set_on)));
    let suspended = |is: bool| {
        ["external-secrets", "secrets"].map(|step| {
            format!(
                "kubectl patch kustomizations.kustomize.toolkit.fluxcd.io prod.{step} --namespace flux-system --field-manager \
                 flux-client-side-apply --type merge --patch '{{\"spec\":{{\"suspend\":{is}}}}}'"
            )
        })
    };
    let [release, secrets] = suspended(true);
    let delete = "kubectl delete helmreleases.helm.toolkit.fluxcd.io external-secrets --namespace external-secrets \
                  --ignore-not-found --timeout 10m";
    let before = [&*release, &secrets, &orphan, delete];
    let go_on = suspended(false).map(|line| format!("\n`{line}`")).concat();
    assert_eq!(moved(&flux()), told(&moves("Flux"), &before, Some(&go_on)));
}
