//! What a diff by cause costs for each setting that changed, in process, beside one render of the same environment.

use std::path::Path;
use std::time::{Duration, Instant};

use eksight::catalog::Catalogue;
use eksight::diff::trace::{self, Traced};
use eksight::diff::{self, Names};
use eksight::emit;
use eksight::model::Environment;
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::{Loaded, load};

/// Settings as a pull request changes them.
const SETTINGS: [&str; 10] = [
    "cluster.kubernetesVersion",
    "nodeGroups.platform.size.max",
    "nodeGroups.platform.instanceTypes",
    "nodeGroups.platform.labels.role",
    "autoscaling.karpenter.nodePools.apps.limits.cpu",
    "logging.controlPlane.retentionDays",
    "monitoring.prometheus.retention",
    "monitoring.prometheus.replicas",
    "monitoring.alertmanager.replicas",
    "alerting.rules.ApiServerErrors.for",
];

/// One round: a render, and what each changed setting adds to a diff.
pub(crate) struct Round {
    pub(crate) render: Duration,
    pub(crate) per_setting: Duration,
}

/// An environment, and the same with every setting of the table changed.
struct Change {
    loaded: Loaded,
    changed: Environment,
}

impl Change {
    fn new(environment: &str) -> Self {
        let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
        let loaded = load(&disk, Path::new(&format!("environments/{environment}.yaml"))).unwrap();
        let mut changed = loaded.environment.clone();
        for setting in SETTINGS {
            let traced = Traced::new(names(&loaded), &changed, Catalogue::shipped());
            let path = trace::named(&traced, setting).unwrap();
            changed = traced.probes(&path, 1).pop().unwrap().environment;
        }
        Self { loaded, changed }
    }

    fn render(&self) -> Duration {
        let Names { name, sources } = names(&self.loaded);
        let begin = Instant::now();
        let resolved = resolve(name, sources, &self.loaded.environment, Catalogue::shipped());
        let rendered = emit::render(&resolved);
        let time = begin.elapsed();
        assert!(!rendered.is_empty());
        time
    }

    fn per_setting(&self) -> Duration {
        let begin = Instant::now();
        let old = &self.loaded.environment;
        let difference = diff::compare(names(&self.loaded), old, &self.changed, Catalogue::shipped());
        let time = begin.elapsed();
        assert_eq!(difference.causes.len(), SETTINGS.len());
        time / SETTINGS.len() as u32
    }
}

fn names(loaded: &Loaded) -> Names<'_> {
    Names {
        name: "prod",
        sources: &loaded.sources,
    }
}

/// As many rounds as are asked for, each with both by turns; the first, which fills caches, does not count.
pub(crate) fn run(rounds: usize) -> Vec<Round> {
    let change = Change::new("prod");
    let round = || Round {
        render: change.render(),
        per_setting: change.per_setting(),
    };
    round();
    (0..rounds).map(|_| round()).collect()
}
