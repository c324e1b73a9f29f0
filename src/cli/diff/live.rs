//! `diff --live`: what runs against what the environment says. It reads, but for a change set that is made to be read and
//! is always deleted, never executed.

mod change_set;
mod objects;

use serde_json::{Value, json};

use super::super::apply::{CALL, World, place};
use super::super::{code, output};
use super::Compared;
use crate::apply::Limits;
use crate::catalog::Catalogue;
use crate::check::Checked;
use crate::diff::report::{Presence, Recovery};
use crate::diff::{self, Costs, template};
use crate::emit::delivery::Application;
use crate::emit::{Artifact, cloudformation, helm};
use crate::live::{self, Fault, Outputs, Programs, Settled, Stack};
use crate::out::Scratch;
use crate::resolve::{Resolved, ResolvedRelease};
use change_set::Announced;
use objects::of_text;

/// What runs and what it should be, artefact by artefact.
#[derive(Default)]
struct Sides {
    running: Vec<Artifact>,
    wanted: Vec<Artifact>,
}

impl Sides {
    /// Adds an artefact; what has no documents on a side is not there.
    fn push(&mut self, path: &str, running: Vec<Value>, wanted: Vec<Value>) {
        let sides = [(&mut self.running, running), (&mut self.wanted, wanted)];
        for (side, documents) in sides {
            if !documents.is_empty() {
                side.push(Artifact::json(path, documents));
            }
        }
    }
}

/// Asks what runs, and compares; a code where somebody stopped it, or where it cannot be told.
pub(super) fn compare(permit: &Checked, catalogue: &Catalogue) -> anyhow::Result<Result<Compared, u8>> {
    let world = World::new()?;
    let folder = Scratch::new()?;
    let resolved = permit.resolved();
    let asker = Asker {
        resolved,
        artifacts: permit.render(),
        programs: Programs {
            region: resolved.environment.cluster.region.to_string(),
            kubeconfig: folder.path().join("kubeconfig"),
            most: CALL,
            patience: Limits::DEFAULT.other,
            surroundings: &world,
        },
    };
    Ok(match asker.compare(&place(resolved), catalogue) {
        Ok(compared) => Ok(compared),
        Err(Fault::Stopped) => {
            output::tell("stopped; nothing was changed");
            Err(code::INTERRUPTED)
        }
        Err(fault) => {
            output::refuse(&fault.refusal());
            Err(code::FAILURE)
        }
    })
}

/// Who asks.
struct Asker<'a> {
    resolved: &'a Resolved<'a>,
    artifacts: Vec<Artifact>,
    programs: Programs<'a>,
}

impl Asker<'_> {
    fn compare(&self, place: &live::Place, catalogue: &Catalogue) -> Result<Compared, Fault> {
        let seen = live::guard(&self.programs, place, false)?;
        let mut sides = Sides::default();
        let stack = live::stack(&self.programs, &place.cluster)?;
        let announced = self.stack(stack.as_ref(), &mut sides)?;
        let outputs: Outputs = stack.iter().flat_map(Stack::outputs).collect();
        // One that is being made has no address yet.
        if seen.cluster.is_some_and(|cluster| !cluster.endpoint.is_empty()) {
            live::kubeconfig(&self.programs, place)?;
            self.manifests(&outputs, &mut sides)?;
            self.releases(&outputs, &mut sides)?;
        } else {
            self.nothing_yet(&mut sides);
        }
        let mut difference = diff::compare_artefacts(&sides.running, &sides.wanted, catalogue);
        announced.judge(&mut difference);
        Ok(Compared {
            base: "what runs".to_owned(),
            base_elsewhere: None,
            presence: Presence::Live,
            recovery: Recovery::default(),
            earlier_name: None,
            costs: Costs::none(&difference),
            difference,
        })
    }

    /// The template of the stack, and what CloudFormation says that it would do.
    fn stack(&self, stack: Option<&Stack>, sides: &mut Sides) -> Result<Announced, Fault> {
        let written = self.artefact(cloudformation::PATH);
        let wanted = written.documents().to_vec();
        let usable = match stack.map(|stack| (stack, stack.status.settled())) {
            None | Some((_, Settled::Planned | Settled::Gone | Settled::Husk)) => {
                sides.push(cloudformation::PATH, Vec::new(), wanted);
                return Ok(Announced::default());
            }
            Some((stack, Settled::Moving)) => {
                return Err(Fault::refused(
                    format!("the stack `{}` is in {}", stack.stack_name, stack.word),
                    "it is about to be another one",
                    format!(
                        "aws cloudformation describe-stacks --region {} --stack-name {} tells when it is done; then run the same \
                         command",
                        self.programs.region, stack.stack_name
                    ),
                ));
            }
            Some((_, settled)) => settled == Settled::Usable,
        };
        let name = &self.resolved.environment.cluster.name;
        let body = live::template_body(&self.programs, name)?;
        let minified = written
            .minified()
            .expect("bug in eksight: a template is a line of JSON");
        let (running, wanted) = match &body {
            Value::String(text) => (template(text), template(written.text())),
            tree => (Some(tree.clone()), template(minified)),
        };
        let (Some(running), Some(wanted)) = (running, wanted) else {
            return Err(Fault::Answer {
                command: "aws cloudformation get-template".to_owned(),
                reason: "it is no template that can be read".to_owned(),
            });
        };
        let same = running == wanted;
        sides.push(cloudformation::PATH, vec![running], vec![wanted]);
        if same || !usable {
            return Ok(Announced::default());
        }
        let most = self.resolved.template_bytes.inline;
        let sent = [written.text(), minified];
        match sent.into_iter().find(|text| text.len() <= most) {
            Some(text) => change_set::announced(&self.programs, self.resolved, text),
            None => {
                output::tell(
                    "note: the template is too large for a call, so that no change set was asked for; what is replaced \
                     is judged from the schemas alone",
                );
                Ok(Announced::default())
            }
        }
    }

    /// Each file of manifests, as the server would make of it.
    fn manifests(&self, outputs: &Outputs, sides: &mut Sides) -> Result<(), Fault> {
        let manifests = self
            .artifacts
            .iter()
            .filter(|artifact| artifact.path.starts_with("manifests/"));
        for artifact in manifests {
            let Ok(text) = outputs.fill(artifact.text()) else {
                // The stack does not say yet what stands there, so the objects cannot be there either.
                sides.push(&artifact.path, Vec::new(), artifact.documents().to_vec());
                continue;
            };
            let (running, wanted) = of_text(&self.programs, &text, artifact.documents(), "eksight", None)?;
            sides.push(&artifact.path, running, wanted);
        }
        Ok(())
    }

    /// Each release: its chart, its values, and whether its objects are as Helm has left them.
    fn releases(&self, outputs: &Outputs, sides: &mut Sides) -> Result<(), Fault> {
        for release in &self.resolved.releases {
            let (name, namespace) = (release.release.name(), release.namespace.as_str());
            let path = helm::path(release.release);
            let written = self.artefact(&path).documents().iter();
            let values: Vec<Value> = written
                .map(|tree| outputs.fill_tree(tree).unwrap_or_else(|_| tree.clone()))
                .collect();
            let chart = format!("helm/{name}/chart");
            let pinned = json!({ "chart": format!("{}-{}", release.chart, release.version) });
            let found = live::release(&self.programs, name, namespace)?;
            if found.is_none() && Application::of(self.resolved, name).is_some() {
                output::tell(&format!(
                    "`{name}` is Argo CD's, and Helm knows nothing of it: `argocd app diff` compares it"
                ));
                continue;
            }
            let Some(found) = found else {
                sides.push(&chart, Vec::new(), vec![pinned]);
                sides.push(&path, Vec::new(), values);
                continue;
            };
            let running = json!({ "chart": found.newest().chart });
            sides.push(&chart, vec![running], vec![pinned]);
            let given = live::values(&self.programs, name, namespace)?;
            // Without any values Helm says null.
            let given = if given.is_null() { json!({}) } else { given };
            sides.push(&path, vec![given], values);
            self.objects_of(release, sides)?;
        }
        Ok(())
    }

    /// What somebody has changed in a release's objects since Helm made them.
    fn objects_of(&self, release: &ResolvedRelease, sides: &mut Sides) -> Result<(), Fault> {
        let (name, namespace) = (release.release.name(), release.namespace.as_str());
        let manifest = self
            .programs
            .ask_helm(&["get", "manifest", name, "--namespace", namespace])?;
        if manifest.trim().is_empty() {
            return Ok(());
        }
        let (running, wanted) = of_text(&self.programs, &manifest, &[], "helm", Some(namespace))?;
        sides.push(&format!("release {name}"), running, wanted);
        Ok(())
    }

    /// Without a cluster nothing that lives in it is there.
    fn nothing_yet(&self, sides: &mut Sides) {
        let in_cluster = |path: &str| path.starts_with("manifests/") || path.starts_with("helm/");
        for artifact in self
            .artifacts
            .iter()
            .filter(|artifact| in_cluster(&artifact.path))
        {
            sides.push(&artifact.path, Vec::new(), artifact.documents().to_vec());
        }
    }

    fn artefact(&self, path: &str) -> &Artifact {
        let found = self.artifacts.iter().find(|artifact| artifact.path == path);
        found.expect("bug in eksight: an artefact of the environment is not rendered")
    }
}
