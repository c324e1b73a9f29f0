//! `images`: what an environment runs, and what cannot be told.

use serde_json::Value;

use crate::project::{Project, sound};

fn project() -> Project {
    let charts = "identities: { default: irsa }\ncharts:\n  metrics-server: { version: 3.12.0 }\n  aws-load-balancer-controller:\n    version: 3.5.0\n    \
                  extraValues: { image: { repository: registry.example.com/controller } }\n";
    Project::with(&format!("{}{charts}", sound()))
}

#[test]
fn images_are_listed_and_what_is_not_known_is_said() {
    let run = project().run(&["images", "tiny"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let of = |start: &str| -> Vec<&str> {
        run.stdout
            .lines()
            .filter(|line| line.starts_with(start))
            .collect()
    };
    assert_eq!(
        of("registry.example.com/controller:v3.5.0 ").len(),
        1,
        "{}",
        run.stdout
    );
    assert!(of("registry.k8s.io/metrics-server").is_empty(), "{}", run.stdout);
    assert_eq!(
        of("not known: chart metrics-server 3.12.0"),
        ["not known: chart metrics-server 3.12.0; `helm template` shows the images of this version"]
    );
    assert_eq!(of("not known: add-on coredns").len(), 1, "{}", run.stdout);
}

#[test]
fn as_json_each_image_has_its_registry_and_who_uses_it() {
    let run = project().run(&["images", "tiny", "-o", "json"]);
    let listing: Value = serde_json::from_str(&run.stdout).unwrap();
    let images = listing["images"].as_array().unwrap();
    let controller = images
        .iter()
        .find(|image| image["registry"] == "registry.example.com");
    assert_eq!(
        controller.unwrap()["usedBy"],
        serde_json::json!(["aws-load-balancer-controller 3.5.0"])
    );
    assert_eq!(listing["notKnown"].as_array().unwrap().len(), 4, "{listing}");
}

#[test]
fn every_image_of_the_repositorys_environments_has_a_registry() {
    let project = Project::of_the_repository();
    for name in ["dev", "prod", "study", "study-2023"] {
        let run = project.run(&["images", name]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(!run.stdout.contains("not known: chart"), "{}", run.stdout);
    }
}
