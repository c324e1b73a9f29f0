//! What is known, of which day and from where: a table of the catalogue's contents.

use serde::Serialize;

use super::imported::Dated;
use super::{Catalogue, Date};

/// One kind of facts, as far as they are known from one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// What they are: `offerings`.
    pub kind: &'static str,
    /// What they are about: a region, an account's zones, a chart in a version. Empty for the whole world.
    pub about: String,
    /// How many there are.
    pub facts: usize,
    /// The oldest day of which one is known; a month where no day is.
    pub as_of: String,
    /// The latest day, where there is more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// Whether the project has imported them. The others are part of this program.
    pub imported: bool,
}

impl Catalogue {
    /// What is known, shipped facts first; of one region only, if one is named.
    pub fn summary(&self, region: Option<&str>) -> Vec<Summary> {
        let mut rows = self.shipped_summary(region);
        let imported = &self.imported;
        let wanted = |name: &str| region.is_none_or(|region| region == name);
        for (name, facts) in self.offerings.imported().filter(|(name, _)| wanted(name)) {
            rows.extend(row("offerings", name.to_owned(), &facts.types));
        }
        for map in imported.zones.iter().filter(|map| wanted(&map.region)) {
            let about = match &map.account {
                Some(account) => format!("{} of account {account}", map.region),
                None => map.region.clone(),
            };
            rows.extend(row("zones", about, &map.ids));
        }
        if region.is_none() {
            rows.extend(row(
                "instance types",
                String::new(),
                self.instance_types.imported(),
            ));
            rows.extend(row("Kubernetes versions", String::new(), &imported.versions));
            rows.extend(row("add-on versions", String::new(), &imported.add_ons));
            let charts = imported.charts.iter();
            rows.extend(charts.map(|values| Summary {
                kind: "chart values",
                about: format!("{} {}", values.chart, values.version),
                facts: values.paths.len(),
                as_of: values.as_of.to_string(),
                latest: None,
                imported: true,
            }));
        }
        rows
    }

    fn shipped_summary(&self, region: Option<&str>) -> Vec<Summary> {
        let shipped = Self::shipped();
        let row = |kind, about: String, facts: usize, as_of: &str| Summary {
            kind,
            about,
            facts,
            as_of: as_of.to_owned(),
            latest: None,
            imported: false,
        };
        let offerings_day = shipped.offerings.as_of();
        let zones_day = shipped.regions().as_of();
        if let Some(name) = region {
            let offerings = shipped
                .offerings
                .region(name)
                .map(|offerings| offerings.instance_types().count());
            let zones = shipped.region(name).map(|facts| facts.zone_ids().count());
            let offerings = offerings.map(|count| row("offerings", name.to_owned(), count, offerings_day));
            let zones = zones.map(|count| row("zones", name.to_owned(), count, zones_day));
            let prices = shipped.prices(name);
            let prices = prices.as_of.instances.map(|day| {
                let count = prices.instance_count();
                row("prices", name.to_owned(), count, &day.to_string())
            });
            return offerings.into_iter().chain(zones).chain(prices).collect();
        }
        let regions = shipped.offerings.regions().count();
        let zones: usize = shipped
            .regions()
            .iter()
            .map(|(_, facts)| facts.zone_ids().count())
            .sum();
        let of_regions = |count: usize| format!("{count} regions");
        let prices = shipped.all_prices();
        vec![
            row(
                "offerings",
                of_regions(regions),
                shipped.offerings.count(),
                offerings_day,
            ),
            row(
                "zones",
                of_regions(shipped.regions().iter().count()),
                zones,
                zones_day,
            ),
            row(
                "instance types",
                String::new(),
                shipped.instance_types.names().count(),
                shipped.instance_types.as_of(),
            ),
            row(
                "Kubernetes versions",
                String::new(),
                shipped.eks().versions().count(),
                shipped.eks().as_of(),
            ),
            row(
                "chart values",
                "those that eksight writes".to_owned(),
                shipped.value_paths.count(),
                shipped.value_paths.as_of(),
            ),
            row(
                "prices",
                of_regions(prices.regions().count()),
                prices.regions().map(|(_, prices)| prices.instance_count()).sum(),
                prices.as_of(),
            ),
        ]
    }
}

fn row<T>(kind: &'static str, about: String, facts: &Dated<T>) -> Option<Summary> {
    let (first, last): (Date, Date) = facts.days()?;
    Some(Summary {
        kind,
        about,
        facts: facts.len(),
        as_of: first.to_string(),
        latest: (first != last).then(|| last.to_string()),
        imported: true,
    })
}
