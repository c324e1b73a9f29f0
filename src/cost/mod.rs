//! What an environment costs in a month by list prices: its resources, what each is made of, and what nobody can know.

mod compute;
mod delta;
pub mod json;
mod logs;
mod network;
mod storage;
pub mod text;

use eksight_catalog as catalog;
use eksight_model as model;
use eksight_resolve as resolve;

pub use delta::Delta;

use crate::catalog::{Catalogue, Date, Money, PricesAsOf, RegionPrices};
use crate::model::{Environment, Usage};
use crate::resolve::Resolved;

/// Hours of a month, as AWS's own calculator counts them: 365 * 24 / 12.
const HOURS: u64 = 730;

/// What an environment costs in a month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Estimate {
    /// The region whose prices these are.
    pub region: String,
    /// Of which days the prices are.
    pub as_of: PricesAsOf,
    /// What is paid for, in the order in which it is made.
    pub resources: Vec<Resource>,
}

/// Something that is paid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// What it is, with its name: `Node group platform`.
    pub name: String,
    /// What its price is made of.
    pub components: Vec<Component>,
}

/// A part of a price: so many units at so much each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// What is counted: `Control plane (1.36, standard support)`.
    pub name: String,
    /// In which unit: `hours`.
    pub unit: &'static str,
    /// How many of them in a month.
    pub quantity: Quantity,
    /// What one costs; `None` where the catalogue has no price.
    pub price: Option<Range>,
    /// Whether something that may be used instead has no price, so that the real one may lie outside the range.
    pub incomplete: bool,
    /// What people should know about it.
    pub note: Option<String>,
}

/// How much of something there is in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quantity {
    /// So much, as the environment says.
    Fixed(u64),
    /// So much, as somebody expects.
    Expected(u64),
    /// Nobody knows; what to set in `cost.usage`, where it can be set.
    NotKnown(Option<String>),
}

/// At least and at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub low: Money,
    /// At most.
    pub high: Money,
}

/// What a month costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Monthly {
    /// So much.
    Known(Range),
    /// It depends on a quantity that is not known.
    Usage,
    /// The price is not known.
    Unknown,
}

/// The sum of what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// What it comes to.
    pub amount: Range,
    /// Whether a price is missing in it, so that it is more in truth.
    pub partial: bool,
    /// Components whose quantity nobody knows; they are not in the sum.
    pub by_usage: usize,
}

impl Estimate {
    /// All that many cost together, by prices of the oldest of their days.
    #[must_use]
    pub fn sum<'e>(estimates: impl Iterator<Item = &'e Self>) -> Self {
        let sum = estimates.cloned().reduce(|mut sum, next| {
            let (one, other) = (sum.as_of, next.as_of);
            let older = |one: Option<Date>, other| one.into_iter().chain(other).min();
            sum.as_of = PricesAsOf {
                instances: older(one.instances, other.instances),
                volumes: older(one.volumes, other.volumes),
                services: older(one.services, other.services),
            };
            sum.resources.extend(next.resources);
            sum
        });
        sum.unwrap_or_default()
    }

    /// The sum of all components.
    #[must_use]
    pub fn total(&self) -> Total {
        let components = || self.resources.iter().flat_map(|resource| &resource.components);
        let known = components().filter_map(|component| match component.monthly() {
            Monthly::Known(range) => Some(range),
            Monthly::Usage | Monthly::Unknown => None,
        });
        let by_usage = |component: &&Component| component.monthly() == Monthly::Usage;
        let partial = |component: &Component| component.monthly() == Monthly::Unknown || component.incomplete;
        Total {
            amount: known.fold(Range::default(), Range::plus),
            partial: components().any(partial),
            by_usage: components().filter(by_usage).count(),
        }
    }
}

impl Component {
    /// So many units that the environment itself determines.
    fn fixed(
        name: impl Into<String>,
        unit: &'static str,
        quantity: u64,
        price: Option<impl Into<Range>>,
    ) -> Self {
        Self {
            name: name.into(),
            unit,
            quantity: Quantity::Fixed(quantity),
            price: price.map(Into::into),
            incomplete: false,
            note: None,
        }
    }

    /// Units that only `cost.usage` can tell: the field, and what stands there.
    fn used(
        name: impl Into<String>,
        unit: &'static str,
        field: &str,
        quantity: Option<u64>,
        price: Option<impl Into<Range>>,
    ) -> Self {
        let not_known = || Quantity::NotKnown(Some(field.to_owned()));
        Self {
            quantity: quantity.map_or_else(not_known, Quantity::Expected),
            ..Self::fixed(name, unit, 0, price)
        }
    }

    fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What it costs in a month. Nothing of something costs nothing, whatever its price.
    #[must_use]
    pub fn monthly(&self) -> Monthly {
        match (&self.quantity, self.price) {
            (Quantity::Fixed(0) | Quantity::Expected(0), _) => Monthly::Known(Range::default()),
            (_, None) => Monthly::Unknown,
            (Quantity::Fixed(count) | Quantity::Expected(count), Some(price)) => {
                Monthly::Known(price.times(*count))
            }
            (Quantity::NotKnown(_), Some(_)) => Monthly::Usage,
        }
    }
}

impl Range {
    fn times(self, count: u64) -> Self {
        Self {
            low: self.low.times(count),
            high: self.high.times(count),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            high: self.high + other.high,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            low: self.low - other.low,
            high: self.high - other.high,
        }
    }
}

impl From<Money> for Range {
    fn from(amount: Money) -> Self {
        Self {
            low: amount,
            high: amount,
        }
    }
}

/// What an environment is estimated from.
struct Basis<'a> {
    resolved: &'a Resolved<'a>,
    environment: &'a Environment,
    catalogue: &'a Catalogue,
    prices: &'a RegionPrices,
    usage: &'a Usage,
    /// The day for what changes with time: extended support.
    as_of: Date,
}

/// Estimates what a resolved environment costs in a month that begins on a day.
#[must_use]
pub fn estimate(resolved: &Resolved, catalogue: &Catalogue, as_of: Date) -> Estimate {
    estimate_with(resolved, catalogue, &resolved.environment.cost.usage, as_of)
}

/// The same, with another expectation of usage than the environment's.
#[must_use]
pub fn estimate_with(resolved: &Resolved, catalogue: &Catalogue, usage: &Usage, as_of: Date) -> Estimate {
    let environment = resolved.environment;
    let basis = Basis {
        resolved,
        environment,
        catalogue,
        prices: catalogue.prices(&environment.cluster.region),
        usage,
        as_of,
    };
    let parts = [
        compute::resources(&basis),
        network::resources(&basis),
        storage::resources(&basis),
        logs::resources(&basis),
    ];
    let resources = parts.into_iter().flatten();
    Estimate {
        region: environment.cluster.region.to_string(),
        as_of: basis.prices.as_of,
        // Something without any component is not paid for.
        resources: resources
            .filter(|resource| !resource.components.is_empty())
            .collect(),
    }
}

fn resource(name: impl Into<String>, components: Vec<Component>) -> Resource {
    Resource {
        name: name.into(),
        components,
    }
}
