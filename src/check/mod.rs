//! What must hold: rules over the resolved environment, all of them run, and the permit that they give.

mod capacity;
mod dead_values;
mod dns_arguments;
mod dns_filters;
mod exceptions;
mod extra;
mod extra_values;
mod fields;
mod fleet;
mod go_template;
mod insights;
mod jmespath;
mod kubernetes_maps;
mod labels;
mod node_labels;
mod own_file;
mod page;
mod page_subnets;
mod parts;
mod placement;
mod quantity;
mod queries;
mod redacted;
mod relied;
mod retention;
mod rules;
mod selector;
mod stack;

use eksight_catalog as catalog;
use eksight_diag as diag;
use eksight_emit as emit;
use eksight_model as model;
use eksight_promql as promql;
use eksight_resolve as resolve;

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::catalog::{Catalogue, Date};
use crate::diag::{Code, Diagnostic, FieldPath, Fix, Help, Origins, Severity};
use crate::emit::alerts::{self, BuiltinAlert};
use crate::emit::{Artifact, cloudformation, helm};
use crate::model::value::Release;
use crate::model::{BuiltinAlerts, Environment};
use crate::resolve::Resolved;

pub use exceptions::{Exception, UNUSED_EXCEPTION, unused_exceptions};
pub use fleet::{FleetFindings, FleetRule, Member, check_fleet};
pub use insights::row_limit;
pub use page::Page;
pub use redacted::{redacted, starred_lines};
pub use rules::{FLEET_RULES, RULES};

/// A rule: one thing that must hold, with the page that explains it.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its number; never reused.
    pub code: Code,
    /// How bad a finding is.
    pub severity: Severity,
    /// The page, in Markdown. Its `yaml bad` and `yaml good` blocks are the rule's test.
    pub page: Page,
    /// Looks for violations.
    run: fn(&Subject<'_>) -> Vec<Finding>,
}

impl Rule {
    /// A team's own rule, for [`check_in`] and `eksight::cli::run`. Its page is Markdown that begins with a
    /// heading, as the pages of eksight's rules do.
    ///
    /// ```
    /// use eksight::check::{Finding, Page, Rule, Subject};
    /// use eksight::diag::{FieldPath, Severity};
    ///
    /// /// Cost is allotted by this tag.
    /// const TEAM_TAG: Rule = Rule::own(
    ///     9001,
    ///     Severity::Error,
    ///     Page("# No team tag\n\nThe monthly report allots cost by the tag `team`.\n"),
    ///     |subject: &Subject| {
    ///         let missing = !subject.environment().tags.contains_key("team");
    ///         let finding = || Finding::at(FieldPath::root().field("tags"), "there is no tag `team`");
    ///         missing.then(finding).into_iter().collect()
    ///     },
    /// );
    /// ```
    ///
    /// # Panics
    /// When the code is not one of 9000 to 9999, which are a team's own: in a `const`, that is a compile error.
    #[must_use]
    pub const fn own(
        code: u16,
        severity: Severity,
        page: Page,
        run: fn(&Subject<'_>) -> Vec<Finding>,
    ) -> Self {
        assert!(
            code >= 9000 && code <= 9999,
            "a team's own rules have codes from EKS9000 to EKS9999"
        );
        Self {
            code: Code(code),
            severity,
            page,
            run,
        }
    }
}

/// What a rule looks at. No files, no clock.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The environment with all that follows from it.
    pub resolved: &'a Resolved<'a>,
    /// Facts about the world.
    pub catalogue: &'a Catalogue,
    /// The day for which findings by date are made.
    pub as_of: Date,
    /// The environment that `notWeakerThan` names, when it does.
    pub reference: Option<&'a Environment>,
    template: OnceCell<Artifact>,
    /// What eksight writes for the charts, in the order of the resolved releases.
    values: Vec<OnceCell<Map<String, Value>>>,
    /// The built-in alerts, with or without a chart that takes them.
    alerts: OnceCell<Vec<BuiltinAlert>>,
    queries: OnceCell<Vec<queries::Written>>,
}

impl<'a> Subject<'a> {
    /// The built-in alerts of a set that is switched on, made when any are first asked for.
    fn alerts(&self, set: BuiltinAlerts) -> impl Iterator<Item = &BuiltinAlert> {
        let all = self.alerts.get_or_init(|| {
            let sets: BTreeSet<BuiltinAlerts> = self.environment().alerting.builtin.iter().copied().collect();
            sets.into_iter()
                .flat_map(|set| alerts::of_set(self.resolved, set))
                .collect()
        });
        all.iter().filter(move |alert| alert.set == set)
    }

    /// The template as a tree, made when it is first asked for.
    #[must_use]
    pub fn template(&self) -> &Value {
        &self.template_file().documents()[0]
    }

    /// The file that has the template.
    fn template_file(&self) -> &Artifact {
        self.template.get_or_init(|| cloudformation::emit(self.resolved))
    }

    /// The values that eksight writes for a chart, made when they are first asked for; `None` where nobody installs it.
    fn typed_values(&self, release: Release) -> Option<&Map<String, Value>> {
        let mut releases = self.resolved.releases.iter().zip(&self.values);
        let (resolved, values) = releases.find(|(resolved, _)| resolved.release == release)?;
        Some(values.get_or_init(|| helm::typed_values(self.resolved, resolved)))
    }

    /// All values that a chart gets, those of `extraValues` among them; `None` where nobody installs it.
    fn values(&self, release: Release) -> Option<Cow<'_, Map<String, Value>>> {
        let typed = self.typed_values(release)?;
        let chart = self.environment().charts.get(&release);
        let extra = chart
            .map(|chart| &chart.extra_values)
            .filter(|extra| !extra.is_empty());
        Some(match extra {
            Some(extra) => Cow::Owned(helm::with_extra(typed.clone(), extra)),
            None => Cow::Borrowed(typed),
        })
    }

    /// The environment as it was asked for.
    #[must_use]
    pub fn environment(&self) -> &'a Environment {
        self.resolved.environment
    }
}

/// What a rule found; the engine adds code, severity and place.
#[derive(Debug)]
pub struct Finding(Diagnostic);

impl Finding {
    /// A finding at a field.
    #[must_use]
    pub fn at(path: FieldPath, message: impl Into<String>) -> Self {
        Self(Diagnostic::error(Code(0), path, message))
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(self, help: impl Into<Help>) -> Self {
        Self(self.0.help(help))
    }

    /// Adds background.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self(self.0.note(note))
    }

    /// Adds a mend that needs no decision, for `check --fix`.
    #[must_use]
    pub fn fix(self, fix: Fix) -> Self {
        Self(self.0.fix(fix))
    }

    /// Says which bytes of the field's text it is about.
    #[must_use]
    fn part(mut self, bytes: std::ops::Range<usize>) -> Self {
        self.0.part = Some(bytes);
        self
    }

    /// Says that it is about the name under which the field stands, not about its value.
    #[must_use]
    fn of_name(mut self) -> Self {
        self.0.of_name = true;
        self
    }

    /// Points at the other side of a conflict.
    #[must_use]
    pub fn related(self, path: FieldPath, label: impl Into<String>) -> Self {
        Self(self.0.related(path, label))
    }
}

/// A resolved environment without errors: the permit to write or apply it. Only [`check`] makes one.
#[derive(Debug)]
pub struct Checked<'a> {
    resolved: &'a Resolved<'a>,
    /// The file of the template, where a rule asked for it.
    template: RefCell<Option<Artifact>>,
    exceptions: Vec<Exception>,
}

impl<'a> Checked<'a> {
    /// The environment that was checked.
    #[must_use]
    pub fn resolved(&self) -> &'a Resolved<'a> {
        self.resolved
    }

    /// Its exceptions, for [`unused_exceptions`].
    #[must_use]
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// Everything that deploys the environment: what [`emit::render`] gives, without making again what the rules looked
    /// at.
    #[must_use]
    pub fn render(&self) -> Vec<Artifact> {
        match self.template.take() {
            Some(template) => emit::render_around(self.resolved, template),
            None => emit::render(self.resolved),
        }
    }
}

/// What an environment is checked against, besides itself.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// Facts about the world.
    pub catalogue: &'a Catalogue,
    /// The day for which findings by date are made.
    pub as_of: Date,
    /// A team's own rules, which run after eksight's.
    pub own_rules: &'a [Rule],
    /// The environment that `notWeakerThan` names, when it does.
    pub reference: Option<&'a Environment>,
}

/// Runs every rule of eksight. Gives all findings that no exception covers, and the permit when none of them is an error.
#[must_use]
pub fn check<'a>(
    resolved: &'a Resolved<'a>,
    origins: &Origins,
    catalogue: &Catalogue,
    as_of: Date,
) -> (Vec<Diagnostic>, Option<Checked<'a>>) {
    let world = World {
        catalogue,
        as_of,
        own_rules: &[],
        reference: None,
    };
    check_in(&world, resolved, origins)
}

/// As [`check`], with a team's own rules and the environment that this one must not be weaker than.
#[must_use]
pub fn check_in<'a>(
    world: &World<'_>,
    resolved: &'a Resolved<'a>,
    origins: &Origins,
) -> (Vec<Diagnostic>, Option<Checked<'a>>) {
    let subject = Subject {
        resolved,
        catalogue: world.catalogue,
        as_of: world.as_of,
        reference: world.reference,
        template: OnceCell::new(),
        values: vec![OnceCell::new(); resolved.releases.len()],
        alerts: OnceCell::new(),
        queries: OnceCell::new(),
    };
    let mut found = Vec::new();
    for rule in RULES.iter().chain(world.own_rules) {
        for Finding(mut diagnostic) in (rule.run)(&subject) {
            diagnostic.code = rule.code;
            diagnostic.severity = rule.severity;
            found.push(diagnostic);
        }
    }
    let (mut found, exceptions) = exceptions::apply(resolved.environment, origins, &found, world.own_rules);
    for diagnostic in &mut found {
        place(diagnostic, origins);
        own_file::instead(diagnostic, origins);
    }
    let permit = found
        .iter()
        .all(|finding| finding.severity != Severity::Error)
        .then(|| Checked {
            resolved,
            template: RefCell::new(subject.template.into_inner()),
            exceptions,
        });
    (found, permit)
}

/// Finds the lines of a finding.
pub fn place(finding: &mut Diagnostic, origins: &Origins) {
    let key = || origins.exact(&finding.path).map(|origin| origin.key.clone());
    let named = finding.of_name.then(key).flatten();
    finding.span = named.or_else(|| origins.pointed(&finding.path, finding.part.as_ref()));
    for related in &mut finding.related {
        related.span = origins.pointed(&related.path, None);
    }
}

/// `at!(nodeGroups[name].instanceTypes[0])`: a field path as it is written in the environment.
macro_rules! at {
    ($first:ident $($rest:tt)*) => {
        $crate::at!(@ $crate::diag::FieldPath::root().field(stringify!($first)), $($rest)*)
    };
    (@ $path:expr, . $field:ident $($rest:tt)*) => {
        $crate::at!(@ $path.field(stringify!($field)), $($rest)*)
    };
    (@ $path:expr, [# $index:expr] $($rest:tt)*) => {
        $crate::at!(@ $path.index($index), $($rest)*)
    };
    (@ $path:expr, [$key:expr] $($rest:tt)*) => {
        $crate::at!(@ $path.key(&$key.to_string()), $($rest)*)
    };
    (@ $path:expr,) => { $path };
}
pub(crate) use at;
