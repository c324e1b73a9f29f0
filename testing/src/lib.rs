//! Random environments for tests and for `cargo xtask verify`: sound ones from a seed, and damage to their files. And what
//! tests and benchmarks share: fleets, and templates as trees.
//!
//! They are built so that they are sound, and no rule is asked while that is done: a test asks the rules afterwards,
//! and one of the two is wrong where they disagree. A seed makes the same environment on every machine, until the
//! generator changes. Every struct is written with all its fields, so that a new field of the model does not compile
//! here until it varies.

mod alerting;
mod autoscaling;
mod charts;
mod cluster;
mod damage;
mod delivery;
pub mod fleet;
mod grafana;
mod logging;
mod long_form;
mod machines;
mod network;
mod node_groups;
mod observability;
mod place;
mod publishing;
mod random;
mod storage;
mod text;

use eksight::model::value::Release;
use eksight::model::{ApiVersion, Dashboard, Environment, Images, Kind, Lifecycle, Provisioner};

pub use damage::damaged;
pub use long_form::{function, long_form};
pub use random::Random;

use charts::Installed;
use place::Place;

/// The environment of a seed, in which no rule finds an error.
#[must_use]
pub fn environment(seed: u64) -> Environment {
    let random = &mut Random::new(seed);
    let provisioner = if random.chance(25) {
        Provisioner::Eksctl
    } else {
        Provisioner::Native
    };
    let place = Place::new(random, provisioner);
    let version = cluster::version(random);
    let network = network::network(random, &place);
    let node_groups = node_groups::node_groups(random, &place, &network, version);
    let autoscaling = autoscaling::autoscaling(random, &place, &network);
    let identities = storage::identities(random, &place);
    let storage = storage::storage(random, &place, &network);
    let mut installed = Installed::new(version, &place);
    let ingress = random.maybe(70, |random| {
        publishing::ingress(random, &place, &network, &mut installed)
    });
    let mut monitoring =
        observability::monitoring(random, &place, &storage, ingress.as_ref(), &mut installed);
    let scaler = autoscaling.as_ref().map(charts::scaler);
    for release in scaler
        .into_iter()
        .chain(random.maybe(60, |_| Release::MetricsServer))
    {
        installed.pin(random, release);
    }
    let certificate = ingress.is_some() && place.is_native();
    let alerting = alerting::alerting(random, &place, &mut monitoring, &mut installed, certificate);
    let tags = text::tags(random);
    let addons = storage::addons(random, version, &storage, &identities);
    let cost = alerting::cost(random, &place, &tags, &network, &storage, &mut installed);
    let workloads = alerting::workloads(random, &monitoring, ingress.as_ref(), &mut installed);
    let delivery = delivery::delivery(random, &place, &installed);
    let mut environment = Environment {
        api_version: ApiVersion::V1,
        kind: Kind::Environment,
        lifecycle: random.pick(&[Lifecycle::Live, Lifecycle::Archived]),
        // Itself, as the file is called where there is one: nobody is weaker than oneself.
        not_weaker_than: random.maybe(20, |_| "random".to_owned()),
        provisioner,
        tags,
        cluster: cluster::cluster(random, &place, &network, version),
        logging: logging::logging(random, &place, &addons, &node_groups),
        addons,
        bastion: random.maybe(50, |random| machines::bastion(random, &place, &network)),
        alerting,
        cost,
        workloads,
        delivery,
        exceptions: node_groups::exceptions(&node_groups),
        images: Images {
            registry: random.maybe(25, |random| {
                text::parsed(random.pick(&["registry.example.com", "registry.example.com:5000/mirror/on"]))
            }),
        },
        account: place.account,
        network,
        node_groups,
        autoscaling,
        identities,
        storage,
        ingress,
        monitoring,
        charts: installed.charts,
        secrets: installed.secrets,
    };
    // Last, so that what a seed makes besides does not depend on it.
    environment.cost.usage = alerting::usage(random, environment.autoscaling.as_ref());
    environment
}

/// The file that an environment is read from.
#[must_use]
pub fn yaml(environment: &Environment) -> String {
    eksight::emit::environment::document(environment, "A random environment.")
}

/// The files beside it that it names, as path and text.
#[must_use]
pub fn files_beside(environment: &Environment) -> Vec<(String, String)> {
    let grafana = environment.monitoring.grafana.iter();
    grafana
        .flat_map(|grafana| grafana.dashboards.values())
        .filter_map(|dashboard| match dashboard {
            Dashboard::GrafanaCom(_) => None,
            Dashboard::File(file) => Some((file.path.clone(), file.json.clone())),
        })
        .collect()
}
