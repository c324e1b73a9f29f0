//! The budget, kubecost or OpenCost, and the volumes that cost goes on for.

use super::Part;
use crate::model::Cluster;
use crate::model::value::Release;
use crate::resolve::{Resolved, ResolvedRelease};
use crate::spot;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let find = |wanted| {
        let mut releases = resolved.releases.iter();
        releases.find(|release| release.release == wanted)
    };
    let kubecost = find(Release::Kubecost).into_iter().flat_map(kubecost);
    let environment = resolved.environment;
    let spot = spot::by_any(environment);
    let opencost = find(Release::Opencost)
        .into_iter()
        .flat_map(|release| opencost(release, spot));
    let budget = environment
        .cost
        .budget
        .as_ref()
        .map(|_| budget(&environment.cluster));
    budget.into_iter().chain(kubecost).chain(opencost).collect()
}

/// From a port beside 9090, where Prometheus is forwarded to.
const PORT: &str = "9091:9090";

fn kubecost(release: &ResolvedRelease) -> [Part; 2] {
    // Source: charts cost-analyzer 1 and 2, and kubecost 3, whose page has a service of its own.
    let service = match release.line() >= (3, 0) {
        true => "kubecost-frontend",
        false => "kubecost-cost-analyzer",
    };
    let namespace = &release.namespace;
    [
        Part::new(
            "kubecost's volumes bill until they are deleted, which the stack's deletion does not do:",
            [format!(
                "kubectl get pods,services,persistentvolumeclaims --namespace {namespace}"
            )],
        ),
        Part::new(
            "It has no login, so no Ingress. It shows figures about fifteen minutes after it began, on http://localhost:9091 \
             while this runs:",
            [format!(
                "kubectl port-forward --namespace {namespace} service/{service} {PORT}"
            )],
        ),
    ]
}

fn opencost(release: &ResolvedRelease, spot: bool) -> [Part; 2] {
    let namespace = &release.namespace;
    let spot = match spot {
        true => format!(", with {}", spot::PRICE_OF_OPENCOST),
        false => String::new(),
    };
    [
        Part::new(
            "OpenCost has no login, so no Ingress. While this runs, its page is on http://localhost:9091, and its API on 9003:",
            [format!(
                "kubectl port-forward --namespace {namespace} service/opencost {PORT} 9003"
            )],
        ),
        Part::new(
            format!(
                "With it forwarded: what each namespace cost in the last day, by what Prometheus has kept{spot}:"
            ),
            ["curl --silent 'http://localhost:9003/allocation/compute?window=1d&aggregate=namespace'"],
        ),
    ]
}

/// The physical id of a budget is its name. Source: CloudFormation reference, AWS::Budgets::Budget, return values.
fn budget(cluster: &Cluster) -> Part {
    let (name, region) = (&cluster.name, &cluster.region);
    Part::new(
        "What the month has cost so far, beside the budget:",
        [
            format!(
                "budget=$(aws cloudformation describe-stack-resource --region {region} --stack-name {name} \\\n  \
                 --logical-resource-id Budget --query StackResourceDetail.PhysicalResourceId --output text)"
            ),
            "aws budgets describe-budget --account-id \"$(aws sts get-caller-identity --query Account --output text)\" \\\n  \
             --budget-name \"$budget\" --query 'Budget.[BudgetLimit, CalculatedSpend]'"
                .to_owned(),
        ],
    )
}
