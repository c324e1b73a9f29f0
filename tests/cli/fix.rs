//! `check --fix`: mends in the files what needs no decision, and nothing else.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::project::{Project, Run, sound};

/// Two faults with a mend each, in a file with comments.
fn faulty() -> String {
    sound()
        .replace("  kubernetesVersion:", "  kubernetesVersoin:")
        .replace(
            "ap-northeast-2c]",
            "ap-northeast-2c, ap-northeast-2c, ap-northeast-2a] # three",
        )
}

fn text(project: &Project) -> String {
    fs::read_to_string(project.at("environments/tiny.yaml")).unwrap()
}

fn fix(project: &Project, more: &[&str]) -> Run {
    project.run(&[&["check", "tiny", "--fix"], more].concat())
}

#[test]
fn what_needs_no_decision_is_mended_and_the_rest_of_the_file_stays() {
    let project = Project::with(&faulty());
    let file = project.at("environments/tiny.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let run = fix(&project, &["--yes"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{}", run.stderr);
    let kept = sound().replace("ap-northeast-2c]", "ap-northeast-2c] # three");
    assert_eq!(text(&project), kept);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    let shown = [
        "-  kubernetesVersoin: ",
        "+  kubernetesVersion: ",
        "mended environments/tiny.yaml\n",
    ];
    for part in shown {
        assert!(run.stderr.contains(part), "{part}\n{}", run.stderr);
    }
    let names: Vec<_> = fs::read_dir(project.at("environments")).unwrap().collect();
    assert_eq!(names.len(), 1);
    let again = fix(&project, &["--yes"]);
    assert_eq!(again.stderr, "nothing that could be mended without a decision\n");
}

#[test]
fn a_secret_beside_a_mend_is_not_shown() {
    let secret = "lanternbearer-of-the-north";
    let charts = format!(
        "charts:\n  metrics-server:\n    version: 3.13.1\n    extraValues:\n      adminPassword: {secret}\n      tokens:\n      - \
         {secret}\nstorage: {{ efs: {{ storageClass: efs }}, ebsPolicy: managedvolumes }}\n"
    );
    let project = Project::with(&(sound() + &charts));
    let run = fix(&project, &["--yes"]);
    let mended = "-storage: { efs: { storageClass: efs }, ebsPolicy: managedvolumes }\n\
                  +storage: { efs: { storageClass: efs }, ebsPolicy: managedVolumes }\n";
    assert!(run.stderr.contains(mended), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("\n       adminPassword: **************************\n"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains(secret), "{}", run.stderr);
}

#[test]
fn a_secret_is_not_shown_whose_name_only_the_mend_writes_right() {
    let secrets = "secrets:\n  user: { kubernetes: { namespace: monitoring, name: a, key: user } }\n  lanternbearer: { kubernetes: { \
                   namespace: monitoring, name: a, key: password } }\n";
    let write = |login: &str| {
        format!(
            "charts:\n  kube-prometheus-stack: {{ version: 88.5.3 }}\nmonitoring:\n  prometheus:\n    retention: 5d\n    \
             retentionSize: 10GiB\n    remoteWrite:\n      store:\n        url: https://example.com/push\n        \
             auth:\n          basicAuth:{login}\n"
        )
    };
    for (login, mended) in [
        (
            " { username: user, pasword: lanternbearer }",
            "-          basicAuth: * ********* ***** pasword: ************* *\n\
             +          basicAuth: * ********* ***** password: ************* *\n",
        ),
        (
            "\n            usernmae: user\n            pasword: lanternbearer",
            "-            usernmae: ****\n-            pasword: *************\n\
             +            username: ****\n+            password: *************\n",
        ),
    ] {
        let project = Project::with(&(sound() + secrets + &write(login)));
        let run = fix(&project, &["--yes"]);
        assert!(run.stderr.contains(mended), "{}", run.stderr);
        assert!(!run.stderr.contains("lanternbearer"), "{}", run.stderr);
    }
}

#[test]
fn a_word_in_the_wrong_case_is_mended_and_a_field_that_would_stand_twice_is_not() {
    let wrong = sound().replace("  cidr: ", "  nat: Single\n  cidr: ");
    let project = Project::with(&wrong);
    let run = fix(&project, &["--yes"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(text(&project), wrong.replace("Single", "single"));
    let twice = sound() + "Tags: { a: b }\n";
    let project = Project::with(&twice);
    let run = fix(&project, &["--yes"]);
    assert!(
        run.stderr.contains("nothing that could be mended"),
        "{}",
        run.stderr
    );
    assert_eq!(text(&project), twice);
}

#[test]
fn a_section_and_a_word_in_it_are_mended_at_once() {
    let wrong = sound()
        .replace("nodeGroups:", "nodeGroup:")
        .replace("    size: {", "    siez: {");
    let project = Project::with(&wrong);
    let run = fix(&project, &["--yes"]);
    assert_eq!((run.code, text(&project)), (Some(0), sound()), "{}", run.stderr);
    // What is left of it has to be decided.
    let left = wrong.replace("desired: 3", "desired: many");
    let project = Project::with(&left);
    let run = fix(&project, &["--yes"]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert_eq!(text(&project), sound().replace("desired: 3", "desired: many"));
}

#[test]
fn a_name_that_several_others_agree_on_is_not_replaced_by_one_that_none_does() {
    let alerting = "\
charts:
  kube-prometheus-stack: { version: 88.5.3 }
monitoring:
  prometheus: { retention: 5d, retentionSize: 10GiB }
  alertmanager: {}
alerting:
  receivers: { plattform: { slack: { webhook: slack-webhook, channel: \"#ops\" } } }
  routes:
    critical: { receiver: platform, severity: critical }
    warning: { receiver: platform, severity: warning }
secrets:
  slack-webhook: { kubernetes: { namespace: monitoring, name: slack, key: url } }
";
    let wrong = sound() + alerting;
    let project = Project::with(&wrong);
    let run = fix(&project, &["--yes"]);
    assert_eq!((run.code, text(&project)), (Some(3), wrong), "{}", run.stderr);
    let help = "did you mean `plattform`? Nothing names that one: it may be the one that is misspelt\n";
    assert!(run.stderr.contains(help), "{}", run.stderr);
}

#[test]
fn nothing_is_written_where_nobody_can_be_asked() {
    let project = Project::with(&faulty());
    let run = fix(&project, &[]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr
            .contains("nothing is written; `--yes` writes without asking\n"),
        "{}",
        run.stderr
    );
    assert_eq!(text(&project), faulty());
}

#[test]
fn all_files_are_mended_or_none() {
    let project = Project::with("extends: base.yaml\napiVersion: eksight/v1\nlifecycel: live\n");
    let base = faulty().replace("apiVersion: eksight/v1\n", "apiVersion: eksight/v1\nkind: Base\n");
    project.write("environments/base.yaml", &base);
    let before = text(&project);
    let file = project.at("environments/tiny.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let run = fix(&project, &["--yes"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("tiny.yaml: it is read-only; nothing is written\n"),
        "{}",
        run.stderr
    );
    let left = fs::read_to_string(project.at("environments/base.yaml")).unwrap();
    assert_eq!((text(&project), left), (before, base));
}

/// In their order the first of two cannot be read as long as the second, which it is held against, is not mended.
#[test]
fn two_are_mended_of_which_one_is_held_against_the_other() {
    let project = Project::with(&sound().replace("cluster:", "notWeakerThan: two\nclustr:"));
    let two = sound()
        .replace("name: tiny", "name: two")
        .replace("cluster:", "clustr:");
    project.write("environments/two.yaml", two);
    let run = project.run(&["check", "--all", "--fix", "--yes"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let mended = "mended environments/tiny.yaml\nmended environments/two.yaml\n";
    assert!(run.stderr.contains(mended), "{}", run.stderr);
}

/// One that is held against what nobody can read is mended for itself.
#[test]
fn a_reference_that_cannot_be_read_keeps_nothing_from_being_mended() {
    let project = Project::with(&sound().replace("cluster:", "notWeakerThan: tow\nclustr:"));
    let run = project.run(&["check", "tiny", "--fix", "--yes"]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(
        run.stderr.contains("mended environments/tiny.yaml\n"),
        "{}",
        run.stderr
    );
    assert!(text(&project).contains("\ncluster:"), "{}", text(&project));
}

/// Another one that the file is a part of has two receivers, and means the first.
#[test]
fn a_shared_file_is_not_mended_against_one_that_is_sound() {
    let base = "\
kind: Base
monitoring: { prometheus: { retention: 5d, retentionSize: 10GiB }, alertmanager: {} }
alerting: { routes: { page: { receiver: slak, severity: critical } } }
charts: { kube-prometheus-stack: { version: 88.5.3 } }
secrets: { hook: { kubernetes: { namespace: monitoring, name: slack, key: url } } }
";
    let own = |name: &str, receivers: &[&str]| {
        let receivers: String = receivers
            .iter()
            .map(|name| format!("    {name}: {{ slack: {{ webhook: hook, channel: \"#ops\" }} }}\n"))
            .collect();
        let own = sound().replace("name: tiny", &format!("name: {name}"));
        format!("extends: base.yaml\n{own}alerting:\n  receivers:\n{receivers}")
    };
    let project = Project::with(&own("tiny", &["slack"]));
    project.write("environments/base.yaml", base);
    let alone = project.run(&["check", "tiny"]).stderr;
    assert!(alone.contains("did you mean `slack`?"), "{alone}");
    project.write("environments/two.yaml", own("two", &["slak", "slack"]));
    fix(&project, &["--yes"]);
    assert_eq!(
        std::fs::read_to_string(project.at("environments/base.yaml")).unwrap(),
        base
    );
}

#[test]
fn what_another_environment_needs_stays() {
    // What one needs no longer, the other has its reason for.
    let project = Project::with("extends: base.yaml\napiVersion: eksight/v1\n");
    let exception = "exceptions: { EKS1001: { bastion.instanceType: soon } }\n";
    let base =
        sound().replace("apiVersion: eksight/v1\n", "apiVersion: eksight/v1\nkind: Base\n") + exception;
    project.write("environments/base.yaml", &base);
    let other = "extends: base.yaml\napiVersion: eksight/v1\nbastion: { instanceType: t3a.xlarge }\n";
    project.write("environments/other.yaml", other);
    let run = fix(&project, &["--yes"]);
    assert_eq!(run.code, Some(0));
    assert!(
        run.stderr.starts_with("nothing that could be mended"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_name_that_is_far_from_every_field_is_no_slip() {
    let text = sound().replace("    size: ", "    max: 6\n    size: ");
    let project = Project::with(&text);
    let run = fix(&project, &["--yes"]);
    assert_eq!((run.code, self::text(&project)), (Some(3), text));
}

#[test]
fn what_needs_a_decision_is_left_and_told() {
    let unoffered = faulty().replace("t3.xlarge", "t3a.xlarge");
    let project = Project::with(&unoffered);
    let run = fix(&project, &["--yes"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr
            .contains("error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`"),
        "{}",
        run.stderr
    );
    assert!(text(&project).contains("instanceTypes: [t3a.xlarge]"));
}

#[test]
fn the_mend_is_made_in_the_file_that_says_it() {
    let project = Project::with("extends: base.yaml\napiVersion: eksight/v1\n");
    let base = faulty().replace("apiVersion: eksight/v1\n", "apiVersion: eksight/v1\nkind: Base\n");
    project.write("environments/base.yaml", &base);
    let run = fix(&project, &["--yes"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(text(&project), "extends: base.yaml\napiVersion: eksight/v1\n");
    assert!(
        run.stderr.contains("mended environments/base.yaml\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn fix_is_for_people() {
    let project = Project::with(&sound());
    for arguments in [
        &["check", "tiny", "--yes"][..],
        &["check", "tiny", "--fix", "-o", "json"],
    ] {
        assert_eq!(project.run(arguments).code, Some(64), "{arguments:?}");
    }
}

#[test]
fn a_metric_an_addon_and_a_receiver_get_their_right_names() {
    let text = sound().replace(
        "  coredns:",
        "  eks-pod-identity-agent: { version: v1.3.9-eksbuild.1 }\n  ebs-csi-driver: { version: v1.64.0-eksbuild.1 }\n  coredns:",
    ) + "\
charts:
  kube-prometheus-stack: { version: 88.5.3 }
monitoring:
  prometheus: { retention: 5d, retentionSize: 10GiB }
  alertmanager: {}
alerting:
  receivers: { platform: { slack: { webhook: slack-webhook, channel: \"#ops\" } } }
  routes: { critical: { receiver: plattform, severity: critical } }
  rules:
    database:
      # The name of 1.26.
      query: |
        max(apiserver_storage_db_total_size_in_bytes) > 1
          or max(apiserver_storage_db_total_size_in_bytes) < 0
      for: 5m
      severity: critical
      summary: The database grows
secrets:
  slack-webhook: { kubernetes: { namespace: monitoring, name: slack, key: url } }
";
    let project = Project::with(&text);
    let run = fix(&project, &["--yes"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let wanted = text
        .replace("  ebs-csi-driver:", "  aws-ebs-csi-driver:")
        .replace("plattform", "platform")
        .replace(
            "apiserver_storage_db_total_size_in_bytes",
            "apiserver_storage_size_bytes",
        );
    assert_eq!(self::text(&project), wanted);
}
