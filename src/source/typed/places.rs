//! Where the schema has a field: for who has written it at another place, or as another tool calls it.

use serde_json::{Map, Value};

use super::guide;
use crate::diag::{FieldPath, Segment};

/// Stands for any name in a map with names.
const ANY: &str = "…";

/// More places than this are no help.
const MOST: usize = 3;

/// What is called otherwise elsewhere, without `_` and capitals, and its field here: in EKS' API (`minSize`; `min_size` in
/// Terraform's module; `diskSize`), by eksctl (`managedNodeGroups`, `desiredCapacity`) and by who installs charts (`values`).
/// Sources: EKS API reference, NodegroupScalingConfig and CreateNodegroup; eksctl's ClusterConfig, as of 2026-11.
const ELSEWHERE: [(&str, &[&str]); 7] = [
    ("disksize", &["volume", "size"]),
    ("managednodegroups", &["nodeGroups"]),
    ("minsize", &["size", "min"]),
    ("maxsize", &["size", "max"]),
    ("desiredsize", &["size", "desired"]),
    ("desiredcapacity", &["size", "desired"]),
    ("values", &["extraValues"]),
];

/// A name without what only tells one way to write it from another.
pub(super) fn folded(name: &str) -> String {
    name.replace(['_', '-'], "").to_lowercase()
}

/// What a name of another tool is called here, as the steps from a map with these fields.
pub(super) fn of_another_tool(name: &str, fields: &[&str]) -> Option<&'static [&'static str]> {
    let name = folded(name);
    let known = ELSEWHERE.iter().find(|(other, _)| *other == name);
    known
        .map(|(_, steps)| *steps)
        .filter(|steps| fields.contains(&steps[0]))
}

/// A field and one of its own that are written as one word in the map at a place: `volumeSize` for `size` below `volume`.
pub(super) fn in_one_word<'f>(
    name: &str,
    fields: &[&'f str],
    map: &FieldPath,
) -> Option<(&'f str, &'static str)> {
    let name = folded(name);
    fields.iter().find_map(|field| {
        let rest = name.strip_prefix(folded(field).as_str())?;
        let below = guide::fields(&map.field(field));
        let own = below.into_iter().find(|own| folded(own) == rest)?;
        Some((*field, own))
    })
}

/// The places of a field that is written in a map which has none of that name: those below the map, where there are any.
pub(super) fn of(name: &str, map: &FieldPath) -> Vec<FieldPath> {
    let mut found = Vec::new();
    collect(guide::root(), name, &FieldPath::root(), &mut found);
    let mut found: Vec<FieldPath> = found.iter().map(|place| with_names_of(place, map)).collect();
    if found.iter().any(|place| place.below(map).is_some()) {
        found.retain(|place| place.below(map).is_some());
    }
    // One who writes `region` at the top means that of the cluster, not one deep below something else.
    let depth = |place: &FieldPath| place.segments().len();
    let least = found.iter().map(depth).min().unwrap_or_default();
    found.retain(|place| depth(place) <= least + 1);
    if found.len() > MOST {
        found.clear();
    }
    found
}

/// Whether a place has a name in it that is not known.
pub(super) fn is_open(place: &FieldPath) -> bool {
    place.segments().iter().any(|segment| segment.name() == Some(ANY))
}

fn collect(schema: &'static Value, name: &str, path: &FieldPath, found: &mut Vec<FieldPath>) {
    let schema = guide::resolved(schema);
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let fields = std::iter::once(schema).chain(choices);
    for (field, below) in fields
        .filter_map(|schema| schema["properties"].as_object())
        .flatten()
    {
        let at = path.field(field);
        collect(below, name, &at, found);
        if field == name {
            found.push(at);
        }
    }
    let by_pattern = schema["patternProperties"].as_object();
    let entries = by_pattern.into_iter().flat_map(Map::values);
    for entry in entries.chain(schema.get("additionalProperties")) {
        collect(entry, name, &path.key(ANY), found);
    }
}

/// The place with the names of the map, as far as both go the same way.
fn with_names_of(place: &FieldPath, map: &FieldPath) -> FieldPath {
    let mut along = map.segments().iter();
    let mut path = FieldPath::root();
    for segment in place.segments() {
        let Some(name) = segment.name() else {
            continue;
        };
        let of_map = along.next().and_then(Segment::name);
        path = match segment {
            Segment::Key(_) => path.key(of_map.unwrap_or(name)),
            _ => path.field(name),
        };
        if of_map != Some(name) && matches!(segment, Segment::Field(_)) {
            along = [].iter();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::diag::FieldPath;

    fn places(name: &str, map: &FieldPath) -> Vec<String> {
        of(name, map).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_field_is_found_where_it_belongs() {
        let root = FieldPath::root();
        assert_eq!(places("region", &root), ["cluster.region"]);
        assert_eq!(places("nat", &root), ["network.nat"]);
        let cluster = root.field("cluster");
        assert_eq!(
            places("cidr", &cluster),
            ["network.cidr", "network.existing.cidr"]
        );
        assert_eq!(places("tags", &cluster), ["tags"]);
        let group = root.field("nodeGroups").key("a");
        assert_eq!(places("max", &group), ["nodeGroups[\"a\"].size.max"]);
        assert_eq!(places("version", &root), [""; 0]);
    }
}
