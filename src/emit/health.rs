//! What there is to see of an environment that runs well: the looks of the plan's last step. It looks at nothing.

use serde::Serialize;

use super::plan::{Step, StepKind};
use super::{helm, left_over, manifests};
use crate::model::Environment;
use crate::model::value::Release;
use crate::resolve::{PageField, PublishedPage, Resolved};

/// One thing that is looked at when everything is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    /// What it is about.
    pub name: String,
    /// How it is when it does its work.
    pub wanted: String,
    /// The steps that bring it about.
    pub after: Vec<String>,
    /// How a person looks.
    pub command: String,
    /// What to do where it does not do its work.
    pub mend: String,
    /// What is looked at.
    #[serde(skip)]
    pub at: At,
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The nodes, of which there are so many at least.
    Nodes(u32),
    /// The volume claims in these namespaces; those elsewhere are of others.
    Claims(Vec<String>),
    /// The scrape targets, by this path of the API server.
    Targets(String),
    /// A published page.
    Page(Page),
    /// A log group to which something writes soon.
    LogGroup(String),
}

/// A published page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// What it shows.
    pub what: &'static str,
    /// Its address.
    pub url: String,
    /// Whether only the VPC and what is connected to it reach it.
    pub internal: bool,
    /// Who publishes it.
    #[serde(skip)]
    pub release: Release,
}

/// Everything that there is to see when the steps are done.
pub(super) fn looks(resolved: &Resolved, steps: &[Step]) -> Vec<Look> {
    let environment = resolved.environment;
    let mut looks = vec![nodes(environment, steps)];
    looks.extend(claims(resolved, steps));
    looks.extend(targets(resolved, steps));
    looks.extend(pages(resolved).into_iter().map(|page| published(page, steps)));
    let groups = log_groups(environment).into_iter();
    looks.extend(groups.map(|group| written(environment, group, steps)));
    looks
}

/// The steps that are of some kind.
fn of(steps: &[Step], is_wanted: impl Fn(&Step) -> bool) -> Vec<String> {
    let wanted = steps.iter().filter(|step| is_wanted(step));
    wanted.map(|step| step.id.clone()).collect()
}

/// The step that makes the cluster with its nodes: eksctl's, where there is one.
fn of_cluster(steps: &[Step]) -> Vec<String> {
    let eksctl = of(steps, |step| step.kind == StepKind::Eksctl);
    match eksctl.is_empty() {
        true => of(steps, |step| step.kind == StepKind::Stack),
        false => eksctl,
    }
}

fn nodes(environment: &Environment, steps: &[Step]) -> Look {
    let least = environment.node_groups.values().map(|group| group.size.min).sum();
    Look {
        name: "nodes".to_owned(),
        wanted: format!("{least} or more, all of them ready"),
        after: of_cluster(steps),
        command: "kubectl get nodes".to_owned(),
        mend: format!(
            "kubectl describe nodes tells why a node is not ready; for one that is missing, aws eks list-nodegroups --region \
             {} --cluster-name {} names its group, and describe-nodegroup tells of that one's health",
            environment.cluster.region, environment.cluster.name
        ),
        at: At::Nodes(least),
    }
}

/// Where nothing is installed, nothing of the environment claims a volume.
fn claims(resolved: &Resolved, steps: &[Step]) -> Option<Look> {
    let releases = resolved.releases.iter();
    let mut namespaces: Vec<String> = releases.map(|release| release.namespace.clone()).collect();
    namespaces.sort_unstable();
    namespaces.dedup();
    (!namespaces.is_empty()).then(|| Look {
        name: "volume claims".to_owned(),
        wanted: format!("all of them bound, in {}", namespaces.join(", ")),
        after: of(steps, |step| step.kind == StepKind::Helm),
        command: "kubectl get pvc --all-namespaces".to_owned(),
        mend: "kubectl describe pvc --all-namespaces tells what the storage driver waits for".to_owned(),
        at: At::Claims(namespaces),
    })
}

/// They are asked of Prometheus through the API server: the operator's Service of every Prometheus is called
/// `prometheus-operated` (prometheus-operator, `pkg/prometheus/statefulset.go`).
fn targets(resolved: &Resolved, steps: &[Step]) -> Option<Look> {
    let monitoring = &resolved.environment.monitoring;
    monitoring.prometheus.as_ref()?;
    let stack = Release::KubePrometheusStack;
    let release = resolved.releases.iter().find(|it| it.release == stack)?;
    let namespace = &release.namespace;
    let monitors = monitoring.targets.iter();
    let monitors: Vec<String> = monitors
        .map(|(name, target)| manifests::monitor_path(name, target))
        .collect();
    let scraped = |step: &Step| {
        let artefact = step.artefact.as_ref();
        step.release == Some(stack.name()) || artefact.is_some_and(|path| monitors.contains(path))
    };
    let path = format!(
        "/api/v1/namespaces/{namespace}/services/prometheus-operated:9090/proxy/api/v1/targets?state=active"
    );
    Some(Look {
        name: "scrape targets".to_owned(),
        wanted: "all of them up".to_owned(),
        after: of(steps, scraped),
        command: format!("kubectl get --raw '{path}'"),
        mend: format!(
            "kubectl port-forward --namespace {namespace} service/prometheus-operated 9090, and look at \
             http://localhost:9090/targets"
        ),
        at: At::Targets(path),
    })
}

/// A page needs its load balancer and its record.
fn published(page: Page, steps: &[Step]) -> Look {
    let who = [
        page.release,
        Release::AwsLoadBalancerController,
        Release::ExternalDns,
    ]
    .map(|release| Some(release.name()));
    let from = match page.internal {
        true => ", from the VPC and networks connected to it",
        false => "",
    };
    Look {
        name: format!("{} at {}", page.what, page.url),
        wanted: format!("it answers, and its certificate is good{from}"),
        after: of(steps, |step| step.kind == StepKind::Helm && who.contains(&step.release)),
        command: format!("curl --silent --show-error --head {}", page.url),
        mend: "kubectl describe ingress --all-namespaces tells what the load balancer controller objects to; a new record \
               takes some minutes to be known"
            .to_owned(),
        at: At::Page(page),
    }
}

fn written(environment: &Environment, group: String, steps: &[Step]) -> Look {
    let agents = of(steps, |step| {
        step.artefact.as_deref() == Some(manifests::CONTAINER_INSIGHTS)
    });
    let of_agents = group.starts_with("/aws/containerinsights/");
    let region = &environment.cluster.region;
    Look {
        name: format!("log group {group}"),
        wanted: "something is written to it".to_owned(),
        after: match of_agents && !agents.is_empty() {
            true => agents,
            // The logs of the control plane, and agents that are an add-on.
            false => of_cluster(steps),
        },
        command: format!(
            "aws logs describe-log-streams --region {region} --log-group-name {group} --order-by LastEventTime \
             --descending --max-items 1"
        ),
        mend: match of_agents {
            true => "kubectl get pods --namespace amazon-cloudwatch tells whether the agents run".to_owned(),
            false => format!(
                "aws eks describe-cluster --region {region} --name {} tells which logs are on",
                environment.cluster.name
            ),
        },
        at: At::LogGroup(group),
    }
}

/// Those that get something within minutes of any cluster. Flow logs are gathered for ten minutes, and what nodes of
/// Amazon Linux 2023 write to `host` and `dataplane` depends on what their journal has.
fn log_groups(environment: &Environment) -> Vec<String> {
    let late = ["-flow-logs", "/host", "/dataplane"];
    let groups = left_over::log_groups(environment).into_iter();
    groups
        .filter(|group| !late.iter().any(|end| group.ends_with(end)))
        .collect()
}

/// Every published page, that which people open first before the others.
pub(super) fn pages(resolved: &Resolved) -> Vec<Page> {
    let environment = resolved.environment;
    let page = |page: &PublishedPage<'_>| {
        let url = helm::url(environment, Some(page.expose))?;
        Some(Page {
            what: match page.field {
                PageField::Prometheus => "Prometheus",
                PageField::Grafana => "Grafana",
                PageField::Nginx => "nginx",
            },
            url,
            internal: helm::is_internal(environment, Some(page.expose)),
            release: page.field.release(),
        })
    };
    let (grafana, others): (Vec<_>, Vec<_>) = resolved
        .pages
        .iter()
        .partition(|page| page.field == PageField::Grafana);
    grafana.into_iter().chain(others).filter_map(page).collect()
}
