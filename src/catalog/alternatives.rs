//! Which instance types could stand in for one that is not offered where it is wanted.

use super::{Catalogue, InstanceType};

impl Catalogue {
    /// Types like `instance_type` (vCPU, memory, architecture, accelerators, metal) that are offered in *all* of
    /// `zone_ids`, the closest first: same burstable kind, current generation, same letter,
    /// local disks alike, then by name.
    ///
    /// Empty if the type or the region's offerings are not known, or if `zone_ids` is empty.
    pub fn alternatives(
        &self,
        region: &str,
        zone_ids: &[impl AsRef<str>],
        instance_type: &str,
    ) -> Vec<String> {
        let Some(wanted) = self.instance_type(instance_type) else {
            return Vec::new();
        };
        let Some(offerings) = self.offerings.region(region) else {
            return Vec::new();
        };
        if zone_ids.is_empty() {
            return Vec::new();
        }
        let offered_everywhere = |candidate: &InstanceType| {
            let zones = offerings.zones_offering(&candidate.name);
            zone_ids.iter().all(|zone| zones.contains(&zone.as_ref()))
        };
        let mut found: Vec<&InstanceType> = self
            .instance_types
            .iter()
            .filter(|candidate| can_replace(candidate, wanted) && offered_everywhere(candidate))
            .collect();
        // The types come sorted by name, and the sort is stable.
        found.sort_by_key(|candidate| {
            (
                candidate.burstable != wanted.burstable,
                !candidate.current_generation,
                letter(candidate) != letter(wanted),
                // Local disks nobody asked for are paid for all the same.
                candidate.instance_store != wanted.instance_store,
            )
        });
        found
            .into_iter()
            .map(|candidate| candidate.name.clone())
            .collect()
    }
}

fn can_replace(candidate: &InstanceType, wanted: &InstanceType) -> bool {
    let traits = |t: &InstanceType| {
        (
            t.vcpu,
            t.memory_mib,
            t.architecture,
            t.gpu,
            t.other_accelerator,
            t.bare_metal,
        )
    };
    candidate.name != wanted.name && traits(candidate) == traits(wanted)
}

/// The letter a family is known by: `t` of `t3a.xlarge`.
fn letter(instance_type: &InstanceType) -> Option<char> {
    instance_type.name.chars().next()
}

#[cfg(test)]
mod tests {
    use super::Catalogue;

    const SEOUL: &str = "ap-northeast-2";

    fn seoul(zones: &[&str], instance_type: &str) -> Vec<String> {
        Catalogue::shipped().alternatives(SEOUL, zones, instance_type)
    }

    #[test]
    fn t3_stands_in_for_t3a_in_the_three_zones_of_the_lab() {
        let found = seoul(&["apne2-az1", "apne2-az2", "apne2-az3"], "t3a.xlarge");
        // Missing are t2 (burstable too, but with the same hole in apne2-az2), m6g (arm64) and g4dn (a GPU).
        assert_eq!(
            found,
            [
                "t3.xlarge",
                "m6in.xlarge",
                "m7i-flex.xlarge",
                "m7i.xlarge",
                "m8i-flex.xlarge",
                "m8i.xlarge",
                "m5d.xlarge",
                "m6idn.xlarge",
                "m5.xlarge",
                "m6i.xlarge"
            ]
        );
    }

    #[test]
    fn accelerators_are_neither_offered_as_a_surprise_nor_dropped() {
        assert_eq!(
            seoul(&["apne2-az1"], "c5.xlarge")
                .iter()
                .find(|name| name.starts_with("inf")),
            None
        );
        assert!(
            seoul(&["apne2-az1"], "g5.xlarge")
                .iter()
                .all(|name| name.starts_with('g'))
        );
    }

    #[test]
    fn nothing_is_guessed_from_what_is_not_known() {
        assert!(seoul(&["apne2-az1"], "t3b.xlarge").is_empty());
        assert!(seoul(&["apne2-az9"], "t3a.xlarge").is_empty());
        assert!(seoul(&[], "t3a.xlarge").is_empty());
        assert!(
            Catalogue::shipped()
                .alternatives("mars-north-1", &["m1-az1"], "t3a.xlarge")
                .is_empty()
        );
    }
}
