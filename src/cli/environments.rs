//! Which environments there are, and how one of them goes through the pipeline.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::findings::{Findings, show};
use super::output::Context;
use super::rust_environment::RustEnvironment;
use super::timings::Stage;
use super::{code, facts, output};
use crate::catalog::{Catalogue, nearest};
use crate::check::{self, Checked, World};
use crate::diag::{Diagnostic, FieldPath, Origins, Severity};
use crate::model::Environment;
use crate::out::Disk;
use crate::resolve::{self, Resolved};
use crate::source::documents::{Documents, ReadFault};
use crate::source::{self, Loaded, UNREADABLE};

/// The folder of environment files.
pub(super) const FOLDER: &str = "environments";
/// The field that names the environment which another one is held against.
pub(super) const HELD_AGAINST: &str = "notWeakerThan";
/// The file that the root of a workspace has.
const LOCK: &str = "Cargo.lock";

/// The project: the nearest folder, from here upwards, that has environments.
pub(super) struct Project<'a> {
    /// Its root.
    pub(super) root: PathBuf,
    pub(super) disk: Disk,
    pub(super) rust: &'a [RustEnvironment],
}

/// What was found in an environment.
pub(super) struct Seen<'e> {
    pub(super) findings: Vec<Diagnostic>,
    pub(super) origins: Origins,
    /// Nothing where that stops the command.
    pub(super) permit: Option<Checked<'e>>,
}

impl<'a> Project<'a> {
    /// Finds the project. A workspace whose environments are all in Rust has no folder of files, but a lock file.
    pub(super) fn find(rust: &'a [RustEnvironment]) -> anyhow::Result<Self> {
        let found = Self::nearest(rust, |folder| {
            folder.join(FOLDER).is_dir() || !rust.is_empty() && folder.join(LOCK).is_file()
        })?;
        found.with_context(|| format!("there is no folder `{FOLDER}` here or above"))
    }

    /// The same, or what its last environment has left: git keeps no empty folder, and a program has none in Rust any more.
    pub(super) fn find_emptied(rust: &'a [RustEnvironment]) -> anyhow::Result<Self> {
        Self::find(rust).or_else(|error| {
            let left = ["out", LOCK, ".git"];
            let found = Self::nearest(rust, |folder| left.iter().any(|name| folder.join(name).exists()))?;
            found.ok_or(error)
        })
    }

    /// With the nearest folder, from here upwards, that is its root.
    fn nearest(rust: &'a [RustEnvironment], is_root: impl Fn(&Path) -> bool) -> anyhow::Result<Option<Self>> {
        let here = std::env::current_dir().context("cannot tell the current directory")?;
        let Some(root) = here.ancestors().find(|folder| is_root(folder)) else {
            return Ok(None);
        };
        let project = Self {
            disk: Disk::at(root),
            root: root.to_owned(),
            rust,
        };
        project.list()?;
        Ok(Some(project))
    }

    /// Fails where the folder of environments is there and cannot be listed: what cannot be seen would count as deleted.
    fn list(&self) -> anyhow::Result<()> {
        let folder = self.root.join(FOLDER);
        match self.disk.list(Path::new(FOLDER)) {
            Ok(_) => Ok(()),
            Err(ReadFault::NotFound) if !folder.exists() && !folder.is_symlink() => Ok(()),
            Err(ReadFault::NotFound) => {
                bail!("`{FOLDER}` is no folder, and leads to none; it has the files of environments")
            }
            Err(fault) => bail!("cannot list `{FOLDER}`: {fault}"),
        }
    }

    /// Whether the environment is written in Rust.
    pub(super) fn is_in_rust(&self, name: &str) -> bool {
        self.rust.iter().any(|environment| environment.name() == name)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        Path::new(FOLDER).join(format!("{name}.yaml"))
    }

    /// The facts that environments are checked against; tells people what is wrong with them.
    pub(super) fn catalogue_or_tell(&self, context: &Context) -> Option<Catalogue> {
        match self.catalogue() {
            Ok(catalogue) => Some(catalogue),
            Err(refused) => {
                show(facts::FOLDER, &refused.faults, &refused.origins, context.colour);
                None
            }
        }
    }

    /// Reads and checks environments, tells people what was found, and goes on when all of them may be written, with the facts
    /// that they were checked against.
    pub(super) fn with_permits(
        &self,
        names: &[String],
        context: &Context,
        go_on: impl FnOnce(&[Checked], &Catalogue) -> anyhow::Result<u8>,
    ) -> anyhow::Result<u8> {
        self.with_those_permitted(names, context, |permits, catalogue| {
            match permits.len() < names.len() {
                true => Ok(code::REFUSED),
                false => go_on(permits, catalogue),
            }
        })
    }

    /// The same with those that may be written, however few they are.
    pub(super) fn with_those_permitted(
        &self,
        names: &[String],
        context: &Context,
        go_on: impl FnOnce(&[Checked], &Catalogue) -> anyhow::Result<u8>,
    ) -> anyhow::Result<u8> {
        let timings = &context.timings;
        let Some(catalogue) = self.catalogue_or_tell(context) else {
            return Ok(code::REFUSED);
        };
        let found = Findings::of(names, context);
        let read = names.iter().map(|name| {
            let loaded = timings.measure(name, Stage::Read, || self.load(name));
            match loaded {
                Ok(loaded) => Some((name, loaded)),
                Err(refused) => {
                    found.add(name, refused.faults, refused.origins);
                    None
                }
            }
        });
        let read: Vec<Option<(&String, Loaded)>> = read.collect();
        let resolved: Vec<(Resolved, &Loaded)> = read
            .iter()
            .flatten()
            .map(|(name, loaded)| {
                let (sources, environment) = (&loaded.sources, &loaded.environment);
                let resolve = || resolve::resolve(name, sources, environment, &catalogue);
                (timings.measure(name, Stage::Check, resolve), loaded)
            })
            .collect();
        let mut permits = Vec::new();
        for (resolved, loaded) in &resolved {
            let (findings, permit) = self.checked(&self.disk, resolved, &loaded.origins, &catalogue, context);
            permits.extend(permit.filter(|_| !context.refuses(&findings)));
            found.add(resolved.name, findings, loaded.origins.clone());
        }
        found.tell();
        go_on(&permits, &catalogue)
    }

    /// The same for the one that somebody named.
    pub(super) fn with_permit(
        &self,
        name: &str,
        context: &Context,
        go_on: impl FnOnce(&Checked) -> anyhow::Result<u8>,
    ) -> anyhow::Result<u8> {
        match self.named(name) {
            Ok(name) => self.with_permits(&[name], context, |permits, _| go_on(&permits[0])),
            Err(code) => Ok(code),
        }
    }

    /// The one that somebody named, for a command that writes nothing of it: what is found in it is told, and does not stop
    /// the command, which is told whether every field is known.
    pub(super) fn with_resolved(
        &self,
        name: &str,
        context: &Context,
        go_on: impl FnOnce(&Resolved, bool) -> anyhow::Result<u8>,
    ) -> anyhow::Result<u8> {
        let name = match self.named(name) {
            Ok(name) => name,
            Err(code) => return Ok(code),
        };
        let name = name.as_str();
        let Some(catalogue) = self.catalogue_or_tell(context) else {
            return Ok(code::REFUSED);
        };
        let (loaded, faults) = match self.load(name) {
            Ok(loaded) => (loaded, Vec::new()),
            Err(refused) => {
                show(name, &refused.faults, &refused.origins, context.colour);
                let Some(environment) = refused.readable else {
                    return Ok(code::REFUSED);
                };
                let files = refused.origins.files().iter();
                let loaded = Loaded {
                    sources: files.map(|file| file.name.clone()).collect(),
                    environment,
                    origins: refused.origins,
                };
                (loaded, refused.faults)
            }
        };
        let resolved = resolve::resolve(name, &loaded.sources, &loaded.environment, &catalogue);
        let is_whole = faults.is_empty();
        // Rules have nothing to say of what could not be read whole.
        let findings = match is_whole {
            true => {
                let (findings, _) = self.checked(&self.disk, &resolved, &loaded.origins, &catalogue, context);
                show(name, &findings, &loaded.origins, context.colour);
                findings
            }
            false => faults,
        };
        let errors = findings.iter().filter(|it| it.severity == Severity::Error);
        let mut codes: Vec<String> = errors.map(|it| it.code.to_string()).collect();
        codes.sort();
        codes.dedup();
        if !codes.is_empty() {
            output::tell(&format!(
                "warning: `{name}` has errors ({}), and nothing of it can be applied; what runs is looked at, or torn down, by \
                 what can be read of it",
                codes.join(", ")
            ));
        }
        go_on(&resolved, is_whole)
    }

    /// Reads and checks one environment, and gives what becomes of it when it may be written; nothing where it is refused.
    /// Nothing else of it is kept.
    pub(super) fn visit<T>(
        &self,
        name: &str,
        findings: &Findings,
        catalogue: &Catalogue,
        context: &Context,
        go_on: impl FnOnce(&Checked) -> T,
    ) -> Option<T> {
        self.see(&self.disk, name, catalogue, context, |seen| {
            findings.add(name, seen.findings, seen.origins);
            seen.permit.map(|permit| go_on(&permit))
        })
    }

    /// Reads an environment.
    pub(super) fn load(&self, name: &str) -> Result<Loaded, Box<source::Refused>> {
        self.load_from(&self.disk, name)
    }

    /// Reads an environment, its files from other documents than the project's.
    fn load_from(&self, documents: &dyn Documents, name: &str) -> Result<Loaded, Box<source::Refused>> {
        match self.rust.iter().find(|environment| environment.name() == name) {
            Some(environment) => environment.load(documents),
            None => source::load(documents, &self.path(name)),
        }
    }

    /// The project's own files.
    pub(super) fn documents(&self) -> &dyn Documents {
        &self.disk
    }

    /// Reads and checks one environment, its files from these documents, and goes on with what is found.
    pub(super) fn see<T>(
        &self,
        documents: &dyn Documents,
        name: &str,
        catalogue: &Catalogue,
        context: &Context,
        go_on: impl FnOnce(Seen) -> T,
    ) -> T {
        let timings = &context.timings;
        let loaded = match timings.measure(name, Stage::Read, || self.load_from(documents, name)) {
            Ok(loaded) => loaded,
            Err(refused) => {
                return go_on(Seen {
                    findings: refused.faults,
                    origins: refused.origins,
                    permit: None,
                });
            }
        };
        let resolve = || resolve::resolve(name, &loaded.sources, &loaded.environment, catalogue);
        let resolved = timings.measure(name, Stage::Check, resolve);
        let (findings, permit) = self.checked(documents, &resolved, &loaded.origins, catalogue, context);
        go_on(Seen {
            permit: permit.filter(|_| !context.refuses(&findings)),
            findings,
            origins: loaded.origins,
        })
    }

    /// Asks the rules about an environment, with the one that it is held against.
    fn checked<'e>(
        &self,
        documents: &dyn Documents,
        resolved: &'e Resolved<'e>,
        origins: &Origins,
        catalogue: &Catalogue,
        context: &Context,
    ) -> (Vec<Diagnostic>, Option<Checked<'e>>) {
        let (timings, name) = (&context.timings, resolved.name);
        let named = resolved.environment.not_weaker_than.as_ref();
        let reference =
            named.map(|other| timings.measure(name, Stage::Read, || self.reference(documents, other)));
        let reference = reference.transpose();
        let world = World {
            catalogue,
            as_of: context.as_of,
            own_rules: context.own_rules,
            reference: reference.as_ref().ok().and_then(Option::as_ref),
        };
        let (mut findings, permit) =
            timings.measure(name, Stage::Check, || check::check_in(&world, resolved, origins));
        let permit = permit.filter(|_| reference.is_ok());
        if let Err(reason) = &reference {
            findings.push(unreadable_reference(reason, origins));
        }
        (findings, permit)
    }

    /// The environment that another one names, or why it cannot be had and what to do.
    fn reference(&self, documents: &dyn Documents, name: &str) -> Result<Environment, [String; 2]> {
        if !self.is_in_rust(name) && !self.has(name) {
            let names = self.names();
            let near = nearest(name, names.iter().map(String::as_str));
            let help = near.map_or_else(
                || "name another environment of the project, or drop `notWeakerThan`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(["there is no environment of that name".to_owned(), help]);
        }
        let loaded = self.load_from(documents, name);
        let loaded = loaded.map_err(|refused| {
            let first = refused.faults.first();
            [
                first.map_or_else(String::new, |fault| fault.message.clone()),
                "mend that one; `check` tells all its faults".to_owned(),
            ]
        })?;
        Ok(loaded.environment)
    }
}

/// The environment that `notWeakerThan` names cannot be read; its own faults are told when it is checked itself. Its line has
/// its name: what keeps many from being read reads the same in all that name one of them.
fn unreadable_reference([reason, help]: &[String; 2], origins: &Origins) -> Diagnostic {
    let path = FieldPath::root().field(HELD_AGAINST);
    let span = origins.exact(&path).map(|origin| origin.value.clone());
    let message = format!("what this is held against cannot be read: {reason}");
    let mut finding = Diagnostic::error(UNREADABLE, path, message).help(help.as_str());
    finding.span = span;
    finding
}
