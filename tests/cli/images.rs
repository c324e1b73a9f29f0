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
fn what_values_bring_beside_the_chart_is_listed() {
    let charts = "workloads: { nginx: {} }\ncharts:\n  nginx:\n    version: 22.1.1\n    extraValues:\n      image: { repository: bitnamilegacy/nginx, digest: \"sha256:0123\" }\n      \
                  global: { security: { allowInsecureImages: true } }\n      sidecars: [{ name: log, image: busybox }]\n      \
                  initContainers: [{ name: init, image: \"ghcr.io/a/b:v1\" }]\n";
    let run = Project::with(&format!("{}{charts}", sound())).run(&["images", "tiny"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let of_nginx: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.ends_with(" nginx 22.1.1"))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(
        of_nginx,
        [
            "docker.io/library/busybox",
            "ghcr.io/a/b:v1",
            "registry-1.docker.io/bitnamilegacy/nginx:latest@sha256:0123",
        ]
    );
}

#[test]
fn with_a_registry_for_copies_the_source_stands_first() {
    let charts = "images: { registry: registry.example.com/mirror }\nworkloads: { nginx: {} }\ncharts:\n  nginx: { version: 22.1.1 }\n";
    let project = Project::with(&format!("{}{charts}", sound()));
    let text = project.run(&["images", "tiny"]).stdout;
    let pair = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    };
    let nginx = text
        .lines()
        .find(|line| line.ends_with(" nginx 22.1.1"))
        .and_then(pair);
    let expected = [
        "registry-1.docker.io/bitnami/nginx:latest",
        "registry.example.com/mirror/bitnami/nginx:latest",
    ];
    assert_eq!(
        nginx,
        Some((expected[0].to_owned(), expected[1].to_owned())),
        "{text}"
    );
    let json: Value = serde_json::from_str(&project.run(&["images", "tiny", "-o", "json"]).stdout).unwrap();
    assert_eq!(json["mirror"], "registry.example.com/mirror");
    let images = json["images"].as_array().unwrap();
    let nginx = images
        .iter()
        .find(|image| image["source"] == expected[0])
        .unwrap();
    assert_eq!(
        (&nginx["image"], &nginx["registry"]),
        (&Value::from(expected[1]), &Value::from("registry.example.com"))
    );
    assert!(
        images
            .iter()
            .all(|image| image["registry"] == "registry.example.com"),
        "{json}"
    );
    let values = project
        .run(&["render", "tiny", "--only", "helm/nginx/values"])
        .stdout;
    assert!(
        values.contains("registry: registry.example.com/mirror\n")
            && values.contains("allowInsecureImages: true\n"),
        "{values}"
    );
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

/// Each image once, with who runs it: what is copied, or looked over, for a whole fleet.
#[test]
fn of_a_fleet_each_image_is_told_once_with_its_environments() {
    let project = project();
    let named = |name: &str| sound().replace("name: tiny", &format!("name: {name}"));
    project.write(
        "environments/other.yaml",
        named("other").replace("10.40.", "10.41."),
    );
    project.write("environments/old.yaml", named("old") + "lifecycle: archived\n");
    project.write("environments/wrong.yaml", "apiVersion: eksight/v1\n");
    let line = |text: &str, start: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with(start))
            .unwrap_or_default();
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let controller = "registry.example.com/controller:v3.5.0 tiny";
    let shared = "not known: add-on coredns v1.14.3-eksbuild.11; EKS takes its images from a registry of AWS: other, tiny";
    let both = project.run(&["images", "tiny", "other"]);
    assert_eq!((both.code, both.stderr.as_str()), (Some(0), ""));
    assert_eq!(line(&both.stdout, "registry.example.com"), controller);
    assert_eq!(line(&both.stdout, "not known: add-on coredns"), shared);
    let archived = project.run(&["images", "old", "tiny"]).stdout;
    assert_eq!(
        line(&archived, "not known: add-on coredns"),
        shared.replace("other, tiny", "old, tiny")
    );

    let all = project.run(&["images", "--all", "-o", "json"]);
    assert_eq!(all.code, Some(3), "{}", all.stderr);
    let notes = "note: archived, so not listed: old\nerror: 1 of 4 environments is refused: wrong\n";
    assert!(all.stderr.ends_with(notes), "{}", all.stderr);
    let json: Value = serde_json::from_str(&all.stdout).unwrap();
    assert_eq!(json["refusedEnvironments"], serde_json::json!(["wrong"]));
    let images = json["images"].as_array().unwrap();
    let of_controller = images
        .iter()
        .find(|image| image["registry"] == "registry.example.com");
    let expected = serde_json::json!({
        "source": "registry.example.com/controller:v3.5.0",
        "registry": "registry.example.com",
        "image": "registry.example.com/controller:v3.5.0",
        "environments": ["tiny"],
    });
    assert_eq!(of_controller, Some(&expected));
    assert_eq!(
        json["notKnown"][0]["environments"],
        serde_json::json!(["other", "tiny"])
    );
}
