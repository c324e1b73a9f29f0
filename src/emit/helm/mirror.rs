//! Values by which a chart takes its images from the registry for copies. Which these are, the catalogue knows.

use serde_json::{Map, Value};

use super::lay_beneath;
use crate::model::Chart;
use crate::model::value::ImageRegistry;
use crate::resolve::ResolvedRelease;

/// Bitnami's charts do not render with images of others without it.
const ALLOW_OTHERS: &str = "global.security.allowInsecureImages";

/// Adds the values of each image that is run with the others. What is there already stays.
pub(super) fn lay(
    registry: &ImageRegistry,
    release: &ResolvedRelease,
    typed: &mut Map<String, Value>,
    chart: Option<&Chart>,
) {
    let mut all = typed.clone();
    if let Some(chart) = chart {
        lay_beneath(&mut all, &chart.extra_values);
    }
    let images = release.images.iter().flatten();
    for image in images.filter(|image| image.with(&all).is_some()) {
        if let Some((path, text)) = image.value_for(registry) {
            set(typed, &path, text.into());
        }
    }
    if release.checks_images {
        set(typed, ALLOW_OTHERS, true.into());
    }
}

/// Puts a value at a path such as `grafana.image.registry`, where nothing is in its way.
fn set(values: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            values.entry(path).or_insert(value);
        }
        Some((first, rest)) => {
            let below = values.entry(first).or_insert_with(|| Map::new().into());
            if let Value::Object(below) = below {
                set(below, rest, value);
            }
        }
    }
}

/// Whether such a value stands at a path. `extraValues` may say otherwise of one image.
pub(super) fn is_its(path: &str) -> bool {
    let Some((parent, last)) = path.rsplit_once('.') else {
        return false;
    };
    let of_image = parent.ends_with("mage") || parent == "basicHealth";
    path == ALLOW_OTHERS
        || matches!(last, "image" | "fullImageName")
        || of_image && matches!(last, "registry" | "repository")
}
