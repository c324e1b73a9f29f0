//! An environment that extends another file: what is wrong is shown in its own file, for others extend the shared one.

use std::fs;

use crate::project::{Project, Run, sound};

/// Checks an environment that extends a sound file, after something of it was replaced.
fn checked(replaced: [&str; 2], own: &str, more: &[&str]) -> (Project, Run) {
    let project = Project::with(&format!("extends: base.yaml\n{own}"));
    let base = sound().replace(replaced[0], replaced[1]) + "kind: Base\n";
    project.write("environments/base.yaml", base);
    let run = project.run(&[&["check", "tiny"], more].concat());
    (project, run)
}

/// The first finding, as people read it.
fn first(run: &Run) -> String {
    run.stderr.split("\n\n").next().unwrap_or_default().to_owned()
}

#[test]
fn what_is_missing_is_shown_where_it_can_be_said_for_this_environment_alone() {
    let (_, run) = checked(["  name: tiny\n", ""], "", &[]);
    assert_eq!(
        first(&run),
        "\
error[EKS0006]: `cluster.name` is missing
 --> environments/tiny.yaml:1:10
  |
1 | extends: base.yaml
  |          ^^^^^^^^^
  |
 ::: environments/base.yaml:6:1
  |
6 | cluster:
  | ------- others may extend this too
  = help: add `name: tiny-eks` below `cluster` in this file
  = note: `cluster.name`: Name of the cluster; changing it makes a new one."
    );
    let own = "monitoring:\n  grafana: null\n";
    let (_, run) = checked(["tags:\n", "monitoring: { prometheus: {} }\ntags:\n"], own, &[]);
    let told = first(&run);
    assert!(told.contains("--> environments/tiny.yaml:2:1\n"), "{told}");
    let help = "= help: add `retention: \"15d\"` below `monitoring.prometheus` in this file\n";
    assert!(told.contains(help), "{told}");
}

#[test]
fn an_example_is_the_safe_one() {
    let own = "ingress: { domain: example.com, groups: { internal: {} } }\n";
    let (_, run) = checked(["", ""], own, &[]);
    for help in [
        "add `scheme: internal` below `ingress.groups[\"internal\"]`\n",
        "add `loadBalancerName: tiny-eks-public` below `ingress.groups[\"internal\"]`\n",
    ] {
        assert!(run.stderr.contains(help), "{help}{}", run.stderr);
    }
}

#[test]
fn a_mistyped_section_is_no_neighbour_of_the_one_that_is_extended() {
    for (own, near) in [
        ("Cluster:\n  name: other\n", "cluster"),
        ("Tags:\n  stage: dev\n", "tags"),
        ("apiversion: eksight/v1\n", "apiVersion"),
    ] {
        let (project, run) = checked(["  name: tiny\n", ""], own, &["--fix", "--yes"]);
        let text = fs::read_to_string(project.at("environments/tiny.yaml")).unwrap();
        let name = own.split(':').next().unwrap_or_default();
        let mended = format!("extends: base.yaml\n{}", own.replacen(name, near, 1));
        assert_eq!(text, mended, "{}", run.stderr);
    }
    let (_, run) = checked(["  name: tiny\n", ""], "Cluster:\n  name: other\n", &[]);
    let help = "= help: did you mean `cluster`?\n\ntiny: 1 error";
    assert!(run.stderr.contains(help), "{}", run.stderr);
}

#[test]
fn a_field_at_the_wrong_place_or_under_another_tool_s_name_is_told_where_it_belongs() {
    let group = "instanceTypes: [t3a.xlarge]";
    for (own, help) in [
        (
            "region: ap-northeast-2\n".to_owned(),
            "it belongs below `cluster`",
        ),
        ("nat: single\n".to_owned(), "it belongs below `network`"),
        (
            "cluster: { tags: {} }\n".to_owned(),
            "it belongs at the top of the file",
        ),
        (
            "cluster: { cidr: 10.0.0.0/16 }\n".to_owned(),
            "it belongs below `network` or below `network.existing`",
        ),
        (
            format!("nodeGroups:\n  a:\n    {group}\n    b:\n      {group}\n"),
            "it is indented too far: it belongs below `nodeGroups`, beside `a`",
        ),
        ("managedNodeGroups: {}\n".to_owned(), "did you mean `nodeGroups`?"),
        (
            format!("nodeGroups: {{ a: {{ {group}, max: 2 }} }}\n"),
            "it belongs below `nodeGroups[\"a\"].size`",
        ),
        (
            format!("nodeGroups: {{ a: {{ {group}, min_size: 2 }} }}\n"),
            "write `min` below `size`",
        ),
        (
            format!("nodeGroups: {{ a: {{ {group}, volumeSize: 20Gi }} }}\n"),
            "write `size` below `volume`",
        ),
        (
            format!("nodeGroups: {{ a: {{ {group}, diskSize: 20 }} }}\n"),
            "write `size` below `volume`",
        ),
        (
            "charts: { karpenter: { version: 1.14.0, values: {} } }\n".to_owned(),
            "did you mean `extraValues`?",
        ),
        (
            "cluster: {}\nnetwork = { nat: single }\n".to_owned(),
            "write `network: { nat: single }`",
        ),
        (
            "cluster: {}\nnetwork:{ nat: single }\n".to_owned(),
            "write `network: { nat: single }`",
        ),
        (
            format!("nodeGroups: {{ a: {{ {group}, size: {{ max 4 }} }} }}\n"),
            "write `max: 4`",
        ),
        (
            format!("nodeGroups: {{ a: {{ {group}, size: {{ max = 4 }} }} }}\n"),
            "write `max: 4`",
        ),
        (
            format!("nodeGroups: {{ a: {{ {group}, size: {{ max:4 }} }} }}\n"),
            "write `max: 4`",
        ),
    ] {
        let (_, run) = checked(["", ""], &own, &[]);
        let help = format!("  = help: {help}\n");
        assert!(run.stderr.contains(&help), "{help}{}", run.stderr);
    }
}

#[test]
fn fields_beside_their_section_are_one_slip() {
    let group =
        "  platform:\n  instanceTypes: [t3.xlarge]\n  size:\n    min: 2\n    desired: 2\n    max: 4\n";
    let (_, run) = checked(["", ""], &format!("nodeGroups:\n{group}"), &[]);
    assert_eq!(
        run.stderr,
        "\
error[EKS0005]: `platform` is empty
 --> environments/tiny.yaml:3:3
  |
3 |   platform:
  |   ^^^^^^^^
  = help: indent what belongs to it further than `platform`: `instanceTypes`, `size`

tiny: 1 error
"
    );
    let (_, run) = checked(["network:\n  cidr", "network:\ncidr"], "", &[]);
    let told = "error[EKS0005]: `network` is empty\n  --> environments/base.yaml:15:1\n";
    assert!(run.stderr.starts_with(told), "{}", run.stderr);
    assert!(
        run.stderr
            .ends_with("further than `network`: `cidr`\n\ntiny: 1 error\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_section_among_the_fields_of_another_is_one_slip() {
    let own = "cluster:\n  kubernetesVersion: \"1.36\"\n  network:\n  cidr: 10.0.0.0/16\n  endpoints: [s3]\n";
    let (_, run) = checked(["", ""], own, &[]);
    assert_eq!(
        run.stderr,
        "\
error[EKS0003]: `network` is not a field here
 --> environments/tiny.yaml:4:3
  |
4 |   network:
  |   ^^^^^^^
  = help: it belongs at the top of the file

tiny: 1 error
"
    );
}

#[test]
fn a_conflict_with_what_is_extended_is_shown_at_the_own_line() {
    let shared = ["  name: tiny\n", "  name: tiny\n  serviceCidr: 172.20.0.0/16\n"];
    let (_, run) = checked(shared, "network:\n  cidr: 172.20.0.0/16\n", &[]);
    assert_eq!(
        first(&run),
        "\
error[EKS2007]: `172.20.0.0/16` overlaps the VPC's `172.20.0.0/16`
 --> environments/tiny.yaml:3:9
  |
3 |   cidr: 172.20.0.0/16
  |         ^^^^^^^^^^^^^
  |
 ::: environments/base.yaml:8:16
  |
8 |   serviceCidr: 172.20.0.0/16
  |                ------------- others may extend this too
  = help: change this, or `cluster.serviceCidr` for this environment alone, in this file: write `10.100.0.0/16`, or leave it out: EKS chooses
  = note: it stands in `environments/base.yaml`, which others may extend; to leave it out of one environment alone, write `null` in its place in its own file"
    );
    let (_, run) = checked(["", ""], "cluster:\n  kubernetesVersion: \"1.35\"\n", &[]);
    let places = "error[EKS7007]: kube-proxy 1.36 is newer than the cluster, which has 1.35\n  --> environments/tiny.yaml:3:22\n";
    assert!(run.stderr.contains(places), "{}", run.stderr);
    let (_, run) = checked(["", ""], "cluster:\n  region: eu-central-1\n", &[]);
    let told = first(&run);
    let places = "error[EKS1004]: the zones are those of `ap-northeast-2`, not of `eu-central-1`\n  --> environments/tiny.yaml:3:11\n";
    assert!(told.starts_with(places), "{told}");
    let help = "\n   = help: change this, or `cluster.zones` for this environment alone, in this file: its zones are `eu-central-1a`, \
                `eu-central-1b`, `eu-central-1c`";
    assert!(told.ends_with(help), "{told}");
}

#[test]
fn what_is_extended_is_left_out_with_null_or_with_another_list() {
    let shared = ["  name: tiny\n", "  name: tiny\n  serviceCidr: 10.1.1.0/30\n"];
    let note = "  = note: it stands in `environments/base.yaml`, which others may extend; to leave it out of one environment alone,";
    let (_, run) = checked(shared, "", &[]);
    let told = format!("{note} write `null` in its place in its own file\n");
    assert!(run.stderr.contains(&told), "{}", run.stderr);
    let (project, _) = checked(shared, "", &[]);
    project.write("environments/other.yaml", "extends: base.yaml\n");
    let run = project.run(&["check", "--all"]);
    assert_eq!(run.stderr.matches(&told).count(), 1, "{}", run.stderr);
    let shared = ["bastion:\n", "bastion:\n  sshCidrs: [0.0.0.0/0]\n"];
    let (_, run) = checked(shared, "", &[]);
    let told = format!(
        "{note} write `bastion.sshCidrs` without it in its own file: a list is laid over as a whole\n"
    );
    assert!(run.stderr.contains(&told), "{}", run.stderr);
    let (_, run) = checked(["", ""], "cluster:\n  serviceCidr: 10.1.1.0/30\n", &[]);
    assert!(!run.stderr.contains("it stands in"), "{}", run.stderr);
}

#[test]
fn a_name_that_is_wrong_is_pointed_at_itself() {
    let project = Project::with(&(sound() + "  ebs-csi-driver: { version: v1.64.0-eksbuild.1 }\n"));
    let run = project.run(&["check", "tiny"]);
    assert!(
        run.stderr.contains(
            "\
   |   ^^^^^^^^^^^^^^
   = help: did you mean `aws-ebs-csi-driver`?
"
        ),
        "{}",
        run.stderr
    );
    let project = Project::with(&sound().replace("  owner: platform\n", "  aws:env: platform\n"));
    let run = project.run(&["check", "tiny"]);
    assert!(
        run.stderr.contains("5 |   aws:env: platform\n  |   ^^^^^^^\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_reference_that_is_no_environment_is_not_to_be_checked() {
    let project = Project::with(&(sound() + "notWeakerThan: nosuch\n"));
    let run = project.run(&["check", "tiny"]);
    let help = "= help: name another environment of the project, or drop `notWeakerThan`\n";
    assert!(run.stderr.contains(help), "{}", run.stderr);
}
