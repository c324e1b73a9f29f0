//! `aws ec2 describe-availability-zones`: what the asked account calls the zones of a region.

use serde::Deserialize;
use std::collections::BTreeMap;

use super::{AnswerError, Circumstances, ZoneNames, require_plain};
use crate::{Dated, Document, Facts, ZoneNaming};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a map")]
pub(super) struct Row {
    region_name: String,
    zone_name: String,
    zone_id: String,
    /// Local Zones and Wavelength Zones hold no cluster.
    #[serde(default)]
    zone_type: Option<String>,
}

pub(super) fn by_region(rows: Vec<Row>) -> Result<ZoneNames, AnswerError> {
    let mut regions = ZoneNames::new();
    for row in rows {
        if row.zone_type.as_deref().unwrap_or("availability-zone") != "availability-zone" {
            continue;
        }
        require_plain(&row.region_name, "a region")?;
        let names = regions.entry(row.region_name).or_default();
        if let Some(other) = names.insert(row.zone_name.clone(), row.zone_id.clone())
            && other != row.zone_id
        {
            return Err(AnswerError::new(format!(
                "`{}` is `{other}` in one answer and `{}` in another: import the answers of each account by themselves",
                row.zone_name, row.zone_id
            )));
        }
    }
    Ok(regions)
}

pub(super) fn documents(
    regions: ZoneNames,
    circumstances: Circumstances<'_>,
) -> Result<Vec<Document>, AnswerError> {
    let documents = regions.into_iter().map(|(region, names)| {
        let facts = circumstances.catalogue.region(&region);
        let differs = facts.is_some_and(|facts| facts.zone_naming == ZoneNaming::PerAccount);
        if differs && circumstances.account.is_none() {
            return Err(AnswerError::new(format!(
                "each account has its own zone names in `{region}`, and the answer does not say whose these are; add \
                 `--account <id>`"
            )));
        }
        let names: BTreeMap<String, String> = names;
        Ok(Document::Zones(Facts {
            account: circumstances
                .account
                .filter(|_| differs)
                .map(ToOwned::to_owned),
            source: format!("aws ec2 describe-availability-zones --region {region}"),
            region: Some(region),
            as_of: Dated::of_day(circumstances.day, names),
        }))
    });
    documents.collect()
}
