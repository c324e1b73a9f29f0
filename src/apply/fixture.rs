//! What the tests of this layer take for an environment's own: one release with its claims.

use crate::emit::plan::Chart;
use crate::emit::teardown::{Claims, Installed, Owned};
use eksight_model::value::Release;

/// nginx in `web`, with a claim of its one pod.
pub(super) fn owned() -> Owned {
    let chart = Chart {
        name: "nginx".to_owned(),
        repository: None,
        version: "1.0.0".to_owned(),
    };
    Owned {
        releases: vec![Installed {
            release: Release::Nginx,
            name: "nginx".to_owned(),
            namespace: "web".to_owned(),
            chart,
            has_crds: false,
            application: None,
        }],
        claims: vec![Claims {
            namespace: "web".to_owned(),
            prefix: "data-nginx-".to_owned(),
            pods: 1,
        }],
        kept: Vec::new(),
    }
}
