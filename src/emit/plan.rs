//! The plan: what is applied in which order, after what, with which command. It applies nothing.

mod call;
mod change_set;
mod order;
mod place;
mod step;

pub use call::{Call, Chart, Wait};
pub use change_set::Update;
use order::Part;
pub(super) use order::kubernetes_steps;
pub use place::{Place, lifecycle, sources};
pub use step::{Step, StepKind};

use serde::Serialize;

use super::artifact::{Artifact, provenance};
use super::delivery::Deliverer;
use super::health::{self, Look};
use super::{cloudformation, eksctl, helm, manifests, secrets, teardown};
use crate::model::Lifecycle;
use crate::resolve::{Resolved, ResolvedRelease};

/// Where it lies below `out/<environment>/`.
pub const PATH: &str = "plan.json";

/// Everything that is applied, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    generated_by: String,
    api_version: &'static str,
    environment: String,
    /// That nobody applies it, where that is so.
    #[serde(skip_serializing_if = "is_live")]
    lifecycle: Lifecycle,
    /// The stack whose outputs fill the artefacts.
    #[serde(flatten)]
    pub place: Place,
    /// The steps, in an order that obeys every `after`.
    pub steps: Vec<Step>,
    /// How the stack is changed when it is there.
    pub update: Update,
}

impl Plan {
    /// What there is to see when everything is applied.
    #[must_use]
    pub fn looks(self) -> Vec<Look> {
        self.steps.into_iter().flat_map(|step| step.looks).collect()
    }

    /// The plan as `plan.json`.
    pub(super) fn artifact(&self) -> Artifact {
        let tree = serde_json::to_value(self).expect("bug in eksight: a plan is a plain tree");
        Artifact::json(PATH, vec![tree])
    }
}

/// The plan of an environment whose values and manifests are `artifacts`.
#[must_use]
pub fn plan(resolved: &Resolved, artifacts: &[Artifact]) -> Plan {
    let planner = Planner {
        resolved,
        artifacts,
        template: change_set::source(resolved, artifacts),
    };
    let mut steps = planner.cluster();
    let parts = order::parts(resolved);
    steps.extend(parts.iter().flat_map(|part| planner.steps(part)));
    steps.push(planner.checks(&steps));
    chain(&mut steps);
    let deliverer = Deliverer::of(resolved);
    for step in steps.iter_mut().filter(|step| step.kind.is_deliverable()) {
        step.delivered_by = deliverer;
    }
    let update = change_set::update(resolved, &planner.template);
    Plan {
        generated_by: provenance(resolved),
        api_version: "eksight/v1",
        environment: resolved.name.to_owned(),
        lifecycle: resolved.environment.lifecycle,
        place: Place::of(resolved.environment),
        steps,
        update,
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_live(lifecycle: &Lifecycle) -> bool {
    *lifecycle == Lifecycle::Live
}

/// Each step waits for the one before: a failure then stops everything that could need it.
fn chain(steps: &mut [Step]) {
    for position in 1..steps.len() {
        steps[position].after = vec![steps[position - 1].id.clone()];
    }
}

/// The step behind all others.
const CHECKS_STEP: &str = "checks";

/// The step that applies what External Secrets makes; the release has the name of the file.
pub const SECRETS_STEP: &str = "secrets";

/// The step that applies the definitions of a release's chart.
pub(super) fn crds_step(release: &str) -> String {
    format!("{release}-crds")
}

struct Planner<'a> {
    resolved: &'a Resolved<'a>,
    artifacts: &'a [Artifact],
    template: change_set::Source,
}

impl Planner<'_> {
    fn cluster(&self) -> Vec<Step> {
        let cluster = &self.resolved.environment.cluster;
        let (name, region) = (&cluster.name, &cluster.region);
        let of_stack = format!("--region {region} --stack-name {name}");
        let of_set = format!("{of_stack} --change-set-name {name}-create");
        let mut steps = vec![
            Step {
                artefact: Some(cloudformation::PATH.to_owned()),
                waits: vec![aws(&format!(
                    "cloudformation wait change-set-create-complete {of_set}"
                ))],
                ..Step::new(
                    "change-set",
                    StepKind::ChangeSet,
                    change_set::create(self.resolved, &self.template, &of_set, "CREATE"),
                )
            },
            Step {
                waits: self.stack_is_there(&of_stack),
                ..Step::new(
                    "stack",
                    StepKind::Stack,
                    format!("aws cloudformation execute-change-set {of_set}"),
                )
            },
        ];
        steps.extend(self.eksctl());
        steps.push(Step::new(
            "kubeconfig",
            StepKind::Kubeconfig,
            format!("aws eks update-kubeconfig --region {region} --name {name}"),
        ));
        steps
    }

    /// A stack of a cluster that is protected is protected too, which no change set can ask for.
    fn stack_is_there(&self, of_stack: &str) -> Vec<Wait> {
        let complete = aws(&format!("cloudformation wait stack-create-complete {of_stack}"));
        let protect = aws(&format!(
            "cloudformation update-termination-protection {of_stack} --enable-termination-protection"
        ));
        let protected = self.resolved.environment.cluster.deletion_protection;
        let protect = protected.then_some(protect);
        std::iter::once(complete).chain(protect).collect()
    }

    /// The cluster from its own file, which returns when the nodes are ready.
    fn eksctl(&self) -> Option<Step> {
        let artifact = self
            .artifacts
            .iter()
            .find(|artifact| artifact.path == eksctl::PATH)?;
        let (before, file) = self.source(artifact);
        Some(Step {
            artefact: Some(eksctl::PATH.to_owned()),
            ..Step::new(
                "cluster",
                StepKind::Eksctl,
                format!("{before}eksctl create cluster --config-file {file}"),
            )
        })
    }

    /// What applies a part; nothing when the environment does not have it.
    fn steps(&self, part: &Part) -> Vec<Step> {
        let path = match part {
            Part::Release(release) => return self.release(release),
            Part::Manifest(path) => path.as_str(),
        };
        let step = self.manifest(path).map(|step| match path {
            manifests::CONTAINER_INSIGHTS => container_insights(step),
            manifests::EXTERNAL_SECRETS => self.external_secrets(step),
            manifests::KWATCH => self.kwatch(step),
            manifests::KUBE_OPS_VIEW => kube_ops_view(step),
            _ => step,
        });
        step.into_iter().collect()
    }

    fn kwatch(&self, step: Step) -> Step {
        let Some(secret) = secrets::of_kwatch(self.resolved.environment) else {
            return step;
        };
        Step {
            requires_secrets: vec![secret.address()],
            checks: vec![secret.check()],
            waits: vec![kubectl(&format!(
                "rollout status deployment/kwatch --namespace {} --timeout 5m",
                secret.namespace
            ))],
            ..step
        }
    }

    /// What External Secrets makes, with the webhook of its chart running; done when every Secret is there.
    fn external_secrets(&self, step: Step) -> Step {
        let region = &self.resolved.environment.cluster.region;
        let fetched = secrets::fetched(self.resolved);
        let mut checks = Vec::new();
        for secrets::Fetched { secret, .. } in &fetched {
            let check = format!(
                "secretsmanager describe-secret --region {region} --secret-id {}",
                secret.remote_key
            );
            let check = Call::spelled("aws", &check);
            if !checks.contains(&check) {
                checks.push(check);
            }
        }
        let wait = |fetched: &secrets::Fetched| {
            kubectl(&format!(
                "wait --for=condition=Ready externalsecret/{} --namespace {} --timeout=5m",
                fetched.name, fetched.secret.namespace
            ))
        };
        Step {
            waits: fetched.iter().map(wait).collect(),
            checks,
            ..step
        }
    }

    /// Applies a manifest; `None` when the environment has no such manifest.
    fn manifest(&self, path: &str) -> Option<Step> {
        let artifact = self.artifacts.iter().find(|artifact| artifact.path == path)?;
        let (before, file) = self.source(artifact);
        let command = format!("{before}kubectl apply --server-side --field-manager=eksight -f {file}");
        Some(Step {
            artefact: Some(path.to_owned()),
            ..Step::new(order::step_of_manifest(path), StepKind::Manifest, command)
        })
    }

    /// The custom resource definitions where Helm would not renew them, then the release.
    fn release(&self, release: &ResolvedRelease) -> Vec<Step> {
        let name = release.release.name();
        let path = helm::path(release.release);
        let Some(artifact) = self.artifacts.iter().find(|artifact| artifact.path == path) else {
            return Vec::new();
        };
        let (before, file) = self.source(artifact);
        let (source, namespace) = (Chart::of(release), &release.namespace);
        let chart = source.arguments().join(" ");
        let (mut addresses, mut checks) = (Vec::new(), Vec::new());
        for secret in secrets::of_release(self.resolved, release) {
            let address = secret.address();
            if !addresses.contains(&address) {
                addresses.push(address);
                checks.push(secret.check());
            }
        }
        let step = Step {
            artefact: Some(path),
            release: Some(name),
            namespace: Some(namespace.clone()),
            requires_secrets: addresses,
            checks,
            chart: Some(source.clone()),
            ..Step::new(
                name,
                StepKind::Helm,
                format!(
                    "{before}helm upgrade --install {name} {chart} --namespace {namespace} --values {file} --wait"
                ),
            )
        };
        if !teardown::has_crds(release.release) {
            return vec![step];
        }
        // Helm never updates what lies in crds/, and the largest is too big for a client-side apply's annotation.
        let crds = Step {
            waits: vec![Wait::Established(source.clone())],
            chart: Some(source),
            ..Step::new(
                crds_step(name),
                StepKind::Crds,
                format!(
                    "helm show crds {chart} | kubectl apply --server-side --field-manager=eksight --force-conflicts -f -"
                ),
            )
        };
        vec![crds, step]
    }

    /// The look behind everything. A load balancer, a record and the first log take some minutes.
    fn checks(&self, steps: &[Step]) -> Step {
        let environment = self.resolved.name;
        Step {
            looks: health::looks(self.resolved, steps),
            ..Step::new(
                CHECKS_STEP,
                StepKind::Checks,
                format!("cargo xtask apply {environment} --only {CHECKS_STEP} --timeout 10m"),
            )
        }
    }

    /// What stands before the command, and the file it reads: a file with outputs of the stack in it is filled first.
    fn source(&self, artifact: &Artifact) -> (String, String) {
        let (environment, path) = (self.resolved.name, &artifact.path);
        if artifact.waits_for_outputs() {
            let fill = format!("cargo xtask render {environment} --only {path} --outputs outputs.json | ");
            return (fill, "-".to_owned());
        }
        (String::new(), format!("out/{environment}/{path}"))
    }
}

fn aws(line: &str) -> Wait {
    Wait::Call(Call::spelled("aws", line))
}

fn kubectl(line: &str) -> Wait {
    Wait::Call(Call::spelled("kubectl", line))
}

/// The agents of Container Insights, which need nothing but the cluster and its roles.
fn container_insights(step: Step) -> Step {
    let wait = |name| {
        kubectl(&format!(
            "rollout status daemonset/{name} --namespace amazon-cloudwatch --timeout 10m"
        ))
    };
    Step {
        waits: ["cloudwatch-agent", "fluent-bit"].map(wait).to_vec(),
        ..step
    }
}

fn kube_ops_view(step: Step) -> Step {
    let wait = "rollout status deployment/kube-ops-view --namespace kube-ops-view --timeout 5m";
    Step {
        waits: vec![kubectl(wait)],
        ..step
    }
}
