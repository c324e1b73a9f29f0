//! What an effect does to what runs, and why. What CloudFormation replaces is the catalogue's; the rest is told here.

mod addons;
mod addresses;
mod claims;
mod controllers;
mod delivery;
mod eksctl;
mod exposure;
mod external_secrets;
mod extras;
mod grafana;
mod identities;
mod karpenter;
mod kubernetes;
mod logs;
mod names;
mod network;
mod operator;
mod page;
mod persistence;
mod policy;
mod rbac;
mod reach;
mod records;
mod remote;
mod statement;
mod step;
mod template;
mod values;
mod webhooks;

use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::effects::Effect;
use super::objects::objects;
use crate::catalog::{Catalogue, Effect as Update, ResourceType};
use crate::emit::delivery::Keeper;
use crate::emit::plan::{self, Place};
use crate::emit::{Artifact, cloudformation};

/// What an effect does to what runs; the worse, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Nothing that runs notices.
    None,
    /// Pods or machines start anew.
    Restart,
    /// Another one takes its place, and the old one is deleted.
    Replace,
    /// Data is deleted.
    Data,
    /// What people use goes away, or gets another address.
    Outage,
    /// More people or programs reach it.
    Exposure,
    /// The service does not do this.
    Refused,
}

impl Risk {
    /// Every risk, the least first.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Restart,
        Self::Replace,
        Self::Data,
        Self::Outage,
        Self::Exposure,
        Self::Refused,
    ];

    /// The worst of some effects.
    pub(super) fn worst<'e>(effects: impl IntoIterator<Item = &'e Effect>) -> Self {
        let risks = effects.into_iter().map(|effect| effect.risk);
        risks.max().unwrap_or(Self::None)
    }

    /// Its name on the command line and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Restart => "restart",
            Self::Replace => "replace",
            Self::Data => "data",
            Self::Outage => "outage",
            Self::Exposure => "exposure",
            Self::Refused => "refused",
        }
    }
}

/// What was found out about an effect.
struct Judged {
    risk: Risk,
    reason: Option<String>,
    /// Whether CloudFormation makes another resource and deletes this one.
    replaces: bool,
}

const HARMLESS: Judged = Judged {
    risk: Risk::None,
    reason: None,
    replaces: false,
};

fn judged(risk: Risk, reason: impl Into<String>) -> Judged {
    Judged {
        risk,
        reason: Some(reason.into()),
        replaces: false,
    }
}

/// A reason that ends with what a person types, each on a line of its own.
pub(super) fn with_commands(why: &str, commands: &[String]) -> String {
    let lines = commands.iter().map(|command| format!("\n`{command}`"));
    lines.fold(format!("{why}:"), |text, line| text + &line)
}

impl Judged {
    /// The worse of two; where they are equal, the first that has a reason. Whether it is replaced is true of both.
    fn or_worse(self, other: Self) -> Self {
        let replaces = self.replaces || other.replaces;
        let equal = other.risk == self.risk && self.reason.is_none();
        let worse = if other.risk > self.risk || equal {
            other
        } else {
            self
        };
        Self { replaces, ..worse }
    }
}

/// Tells the risk of effects of one pair of renders.
pub(super) struct Judge<'a> {
    catalogue: &'a Catalogue,
    /// Types that were asked for; the catalogue keeps them as text.
    types: BTreeMap<String, Option<ResourceType>>,
    /// The artefacts before and after.
    sides: [&'a [Artifact]; 2],
    /// The resources of their templates.
    resources: [Option<&'a Map<String, Value>>; 2],
    /// The engines that deliver them.
    keepers: [Option<Keeper>; 2],
    /// What the environment was called and is called, where that is another name.
    called: Option<[&'a str; 2]>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        old: &'a [Artifact],
        new: &'a [Artifact],
        keepers: [Option<Keeper>; 2],
        called: Option<[&'a str; 2]>,
    ) -> Self {
        Self {
            catalogue,
            types: BTreeMap::new(),
            sides: [old, new],
            resources: [old, new].map(resources),
            keepers,
            called,
        }
    }

    /// Writes the risk of an effect, and its reason, into it.
    pub(super) fn judge(&mut self, effect: &mut Effect) {
        let Judged {
            risk,
            reason,
            replaces,
        } = self.of(effect);
        (effect.risk, effect.reason, effect.replaces) = (risk, reason, replaces);
    }

    fn of(&mut self, effect: &Effect) -> Judged {
        let artefact = effect.artefact.as_str();
        if artefact == cloudformation::PATH {
            return template::of(effect, self);
        }
        if artefact.starts_with("manifests/") {
            return claims::of_namespace(effect, self)
                .or_else(|| external_secrets::of_object(effect, self))
                .unwrap_or_else(|| kubernetes::of(effect, self.object(effect)));
        }
        if artefact.starts_with("helm/") {
            return values::of(effect, self);
        }
        if artefact == crate::emit::eksctl::PATH {
            return eksctl::of(effect, self);
        }
        if artefact == plan::PATH {
            return step::of(effect, self);
        }
        if artefact.starts_with("delivery/") {
            return delivery::of(effect, self);
        }
        HARMLESS
    }

    /// A resource before and after, as the templates have it.
    pub(super) fn resource(&self, id: &str) -> [Option<&'a Value>; 2] {
        self.resources.map(|resources| resources?.get(id))
    }

    /// The object that an effect is on, before and after.
    fn object(&self, effect: &Effect) -> [Option<&'a Value>; 2] {
        self.sides.map(|artifacts| {
            let artifact = artifacts
                .iter()
                .find(|artifact| artifact.path == effect.artefact)?;
            let mut found = objects(&artifact.path, artifact.documents()).into_iter();
            Some(found.find(|object| object.name == effect.object)?.tree)
        })
    }

    /// The only document of an artefact before and after, such as a chart's values.
    fn values(&self, path: &str) -> [Option<&'a Value>; 2] {
        self.sides.map(|artifacts| document(artifacts, path))
    }

    /// The plans before and after.
    fn plans(&self) -> [Option<&'a Value>; 2] {
        self.values(plan::PATH)
    }

    /// The engines that delivered before and deliver now, where there are any.
    fn keepers(&self) -> [Option<&Keeper>; 2] {
        self.keepers.each_ref().map(Option::as_ref)
    }

    /// Whether the engine that delivered the environment does so no more as it did: there is another one or none, or it is at
    /// another place, knows the environment by another name, or follows something else.
    fn is_handed_over(&self) -> bool {
        let [old, new] = self.keepers();
        let goes_on = |old: &Keeper| {
            let follows =
                |root: &Value| ["source", "sources", "sourceRef"].map(|key| root["spec"][key].clone());
            let [was, is] = self.values(old.start).map(|root| root.map(follows));
            self.called.is_none() && was == is && new.is_some_and(|new| old.is_succeeded_by(new))
        };
        old.is_some_and(|old| !goes_on(old))
    }

    /// What becomes of an object that a chart brings no more; `None` where Helm deletes it, also for Flux, whose HelmRelease is an
    /// upgrade of Helm's (internal/action/upgrade.go of helm-controller v1.6.3). Argo CD prunes nothing by the Applications that we
    /// write (docs/user-guide/auto_sync.md of v3.5.1, automatic pruning), and Helm does not know what that has made.
    fn left_by_argocd(&self) -> Option<Judged> {
        let [was, is] = self
            .keepers()
            .map(|keeper| keeper.is_some_and(|keeper| !keeper.has_releases()));
        let reason = match (was, is) {
            (_, true) => "Argo CD prunes nothing: it stays until somebody deletes it",
            (true, false) => "Helm does not know what Argo CD has made: it stays until somebody deletes it",
            (false, false) => return None,
        };
        Some(judged(Risk::None, reason))
    }

    /// Whether the environment goes as a whole.
    fn goes(&self) -> bool {
        let [before, after] = self.plans();
        before.is_some() && after.is_none()
    }

    /// What the environment is called.
    fn environment(&self) -> &'a str {
        let [old, new] = self.plans();
        let in_files = || new.or(old)?["environment"].as_str();
        let called = self.called.map(|[_, now]| now);
        called.or_else(in_files).unwrap_or_default()
    }

    /// The region of its cluster.
    fn region(&self) -> Option<&'a str> {
        let [old, new] = self.plans();
        new.or(old)?["region"].as_str()
    }

    /// What it was called before.
    fn earlier(&self) -> &'a str {
        self.called
            .map_or_else(|| self.environment(), |[earlier, _]| earlier)
    }

    /// The cluster's name before and after, where it is called otherwise now.
    fn renamed_cluster(&self) -> Option<[&'a str; 2]> {
        let name = |resources: Option<&'a Map<String, Value>>| {
            let mut clusters = resources?
                .values()
                .filter(|resource| resource["Type"] == "AWS::EKS::Cluster");
            clusters.next()?["Properties"]["Name"].as_str()
        };
        let [old, new] = self.resources.map(name);
        let names = [old?, new?];
        (names[0] != names[1]).then_some(names)
    }

    /// The resources of the template after the change.
    pub(super) fn resources(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        entries(self.resources[1])
    }

    /// Those before it.
    fn resources_before(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        entries(self.resources[0])
    }

    /// What the table of CloudFormation says of a change of a property.
    pub(super) fn update(&mut self, kind: &str, path: &str) -> Option<Update> {
        self.resource_type(kind)?.effect_of_change(path)
    }

    fn resource_type(&mut self, kind: &str) -> Option<&ResourceType> {
        if !self.types.contains_key(kind) {
            let table = self.catalogue.cloudformation();
            self.types.insert(kind.to_owned(), table.resource_type(kind));
        }
        self.types.get(kind)?.as_ref()
    }
}

/// What it means that the stack is another one, by its name, its region or its account; `None` where it is not.
pub(super) fn other_stack(sides: [&[Artifact]; 2]) -> Option<String> {
    let stack = |artifacts| {
        let plan = document(artifacts, plan::PATH)?;
        Some((Place::deserialize(plan).ok()?, plan["environment"].as_str()?))
    };
    let [old, new] = sides.map(stack);
    let [(old, environment), (new, _)] = [old?, new?];
    let named = |place: &Place| {
        let of_account = match old.account == new.account {
            true => String::new(),
            false => format!(" of account {}", place.account),
        };
        format!("`{}` in {}{of_account}", place.stack, place.region)
    };
    (old != new).then(|| {
        format!(
            "another stack is made, {}, and the names of pages move to it; {} stays with all that is in it, and bills: `cargo xtask \
             teardown {environment}` before this change takes it away; who wants both gives the new one a file of its own",
            named(&new),
            named(&old)
        )
    })
}

fn resources(artifacts: &[Artifact]) -> Option<&Map<String, Value>> {
    document(artifacts, cloudformation::PATH)?
        .get("Resources")?
        .as_object()
}

fn entries(resources: Option<&Map<String, Value>>) -> impl Iterator<Item = (&str, &Value)> {
    let entries = resources.into_iter().flatten();
    entries.map(|(id, resource)| (id.as_str(), resource))
}

/// The document of an artefact that has one.
fn document<'a>(artifacts: &'a [Artifact], path: &str) -> Option<&'a Value> {
    let artifact = artifacts.iter().find(|artifact| artifact.path == path)?;
    artifact.documents().first()
}

/// What stands at a place of a tree.
fn at<'v>(tree: Option<&'v Value>, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(tree?, |value, step| value.get(step))
}
