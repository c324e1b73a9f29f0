//! An engine that would stay behind a change, as each form of a report tells it.

use serde_json::{Value, json};

use super::told;
use crate::project::{Project, git, sound};

const ARGOCD: &str = "argocd: { repository: \"https://git.example.com/a.git\" }";

fn delivered(by: &str) -> String {
    format!("{}delivery: {{ {by} }}\n", sound())
}

/// A repository whose one commit has `tiny`, which Argo CD delivers.
fn repository() -> Project {
    let environment = format!(
        "{}charts: {{ metrics-server: {{ version: 3.13.1 }} }}\n",
        delivered(ARGOCD)
    );
    let project = Project::with(&environment);
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    project.commit();
    project
}

const STOP: &str = "nothing stops Argo CD: it goes on with what it knows, and undoes what anybody else applies; before this is pushed, \
                    stop it:
`kubectl patch applications.argoproj.io tiny --namespace argocd --field-manager eksight --type merge --patch \
'{\"operation\":null,\"spec\":{\"syncPolicy\":{\"automated\":null}},\"status\":{\"operationState\":null}}'`
`for it in $(kubectl get applications.argoproj.io --namespace argocd --output name | grep '/tiny[.]'); do kubectl patch \"$it\" \
--namespace argocd --field-manager eksight --type merge --patch '{\"operation\":null,\"spec\":{\"syncPolicy\":{\"automated\":null}},\"status\":{\"operationState\":null}}'; \
done`
Helm knows nothing of its releases, and takes them over where the first `helm upgrade` of each has `--take-ownership` (Helm 3.17 and \
newer)";

#[test]
fn an_engine_that_is_taken_out_goes_on() {
    let project = repository();
    let without = project_without_delivery(&project);
    project.write("environments/tiny.yaml", &without);
    let run = project.run(&["diff", "tiny", "--fail-on", "outage"]);
    let expected = format!(
        "- delivery: {{\"argocd\":{{\"repository\":\"https://git.example.com/a.git\",\"revision\":null,\"folder\":null,\"project\":null… \
         (134 characters)
    delivery/argocd/application.yaml
      - Application/argocd/tiny
          outage: {}
    and delivery/argocd/applications.yaml, plan.json, RUNBOOK.md

tiny: 0 to add, 1 to change, 0 to destroy; the worst risk is outage
",
        STOP.replace('\n', "\n            ")
    );
    assert_eq!(told(&run), (Some(5), expected.as_str()));
    let json = project.run(&["diff", "tiny", "-o", "json"]).stdout;
    let report: Value = serde_json::from_str(&json).unwrap();
    let effect = &report["changes"][0]["effects"][0];
    assert_eq!(
        (
            &report["worstRisk"],
            &report["summary"],
            &effect["risk"],
            &effect["reason"]
        ),
        (
            &json!("outage"),
            &json!({ "add": 0, "change": 1, "replace": 0, "destroy": 0 }),
            &json!("outage"),
            &json!(STOP)
        )
    );
    let comment = project.run(&["diff", "tiny", "-o", "markdown"]).stdout;
    let row = format!(
        "\n| **outage** | `Application/argocd/tiny` | {} |\n",
        STOP.replace('|', "\\|").replace('\n', "<br>")
    );
    assert!(comment.contains(&row), "{comment}");
    let all = project.run(&["diff", "--all", "--stat", "--fail-on", "restart"]);
    let summary = "1 of 1 environment change; the worst risk is outage\n";
    assert_eq!(told(&all), (Some(5), summary));
    // Neither of two environments becomes the other.
    let other = without.replace("name: tiny", "name: other");
    project.write("environments/other.yaml", other);
    project.write("environments/tiny.yaml", delivered(ARGOCD));
    let between = project.run(&["diff", "other", "--between", "tiny"]).stdout;
    assert!(!between.contains("nothing stops"), "{between}");
}

fn project_without_delivery(project: &Project) -> String {
    let text = std::fs::read_to_string(project.at("environments/tiny.yaml")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("delivery:"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_renamed_environment_has_to_be_handed_over() {
    let project = repository();
    let (old, new) = ("environments/tiny.yaml", "environments/team-99.yaml");
    git(&project.at("."), &["mv", old, new]);
    let run = project.run(&["diff", "team-99", "--fail-on", "outage"]);
    let expected = "\
~ name: tiny -> team-99
    delivery/argocd/application.yaml
      ~ Application/argocd/tiny metadata.name: tiny -> team-99
          outage: Argo CD goes on with what lies in out/tiny, and nothing tells it of `team-99`; once this is pushed, do in this order \
what leaves all that it has installed:
            `kubectl apply -f out/team-99/delivery/argocd/application.yaml`
            `kubectl delete applications.argoproj.io tiny --namespace argocd --ignore-not-found`
            `for it in $(kubectl get applications.argoproj.io --namespace argocd --output name | grep '/tiny[.]'); do kubectl delete \
\"$it\" --namespace argocd --ignore-not-found; done`
            `git rm -r out/tiny`

team-99: 0 to add, 1 to change, 0 to destroy; the worst risk is outage
";
    assert_eq!(told(&run), (Some(5), expected));
    let all = project.run(&["diff", "--all", "--stat", "--fail-on", "outage"]);
    let summary = "1 of 1 environment change, 1 renamed; the worst risk is outage\n";
    assert_eq!(told(&all), (Some(5), summary));
}
