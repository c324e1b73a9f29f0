//! Every path that is printed is one that `trace` and `env table --fields` take.

use eksight::catalog::Catalogue;
use eksight::diff::trace::{Traced, named};
use eksight::diff::{matrix, matrix_of};
use eksight::model::Environment;
use serde_json::json;

use crate::{changed, names, prod};

#[test]
fn a_path_that_is_printed_is_read_again() {
    let loaded = prod();
    let passed = json!({
        "labels": { "size": { "prometheus.io/scrape": "true", "a\"b\\c]": 1, "": 2 } },
        "list": [1, 2],
    });
    let odd = changed(
        &loaded,
        &[
            (
                "/charts",
                json!({ "nginx": { "version": "22.1.1", "extraValues": passed } }),
            ),
            ("/tags", json!({ "cost:center/of.all": "1", "say \"no\"": "2" })),
            (
                "/exceptions",
                json!({ "EKS2060": { "network.cidr[\"dev\"]": "apart" } }),
            ),
        ],
    );
    let bare = changed(
        &loaded,
        &[
            ("/charts", json!({})),
            ("/tags", json!({})),
            ("/nodeGroups", json!({})),
        ],
    );
    let environments: [(&str, &Environment); 2] = [("odd", &odd), ("bare", &bare)];
    let traced = Traced::new(names(&loaded), &odd, Catalogue::shipped());
    let rows = matrix(&environments).rows;
    assert_eq!(rows.len(), 24);
    for row in rows {
        let path = row.field.to_string();
        let again = matrix_of(&environments, std::slice::from_ref(&path)).map(|matrix| matrix.rows);
        let found: Vec<String> = again.iter().flatten().map(|row| row.field.to_string()).collect();
        assert_eq!(found, [path.as_str()], "{again:?}");
        let setting = named(&traced, &path);
        assert!(
            setting
                .as_ref()
                .is_ok_and(|setting| path.starts_with(&setting.to_string())),
            "{path} {setting:?}"
        );
    }
    let written = [
        "charts[\"nginx\"].extraValues.labels.size[\"prometheus.io/scrape\"]",
        "charts[\"nginx\"].extraValues.labels.size[\"a\\\"b\\\\c]\"]",
        "charts[\"nginx\"].extraValues.labels.size[\"\"]",
        "tags[\"cost:center/of.all\"]",
        "exceptions[\"EKS2060\"][\"network.cidr[\\\"dev\\\"]\"]",
    ];
    let rows = matrix(&environments).rows;
    let printed: Vec<String> = rows.iter().map(|row| row.field.to_string()).collect();
    for path in written {
        assert!(
            printed.iter().any(|printed| printed == path),
            "{path} {printed:#?}"
        );
    }
}
