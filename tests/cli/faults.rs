//! Environment files that cannot be read: each is refused at its place, soon, and `out/` stays as it is.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::project::{Project, Run, sound};

/// Runs `render` on a sound project, after it was rendered and then broken; nothing may have changed.
fn refused(breaks: impl FnOnce(&Project)) -> Run {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    let before = project.out();
    fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    breaks(&project);
    let run = project.run(&["render", "tiny"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{}", run.stderr);
    assert_eq!(project.out(), before);
    run
}

/// The same with another text in the file: the first fault and the place it names.
#[track_caller]
fn refused_text(text: impl AsRef<[u8]>, message: &str, place: &str) -> Run {
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    let mut lines = run.stderr.lines();
    assert_eq!(lines.next(), Some(message));
    assert_eq!(lines.next().map(str::trim), Some(format!("--> {place}").as_str()));
    run
}

#[test]
fn text_that_is_not_yaml() {
    refused_text(
        "a: \"b\" c\n",
        "error[EKS0002]: this is not valid YAML: invalid trailing content after double-quoted scalar",
        "environments/tiny.yaml:1:8",
    );
}

#[test]
fn a_tab_that_indents_is_told_where_it_stands() {
    let tab = "error[EKS0002]: a tab cannot indent YAML";
    for (text, place) in [
        // The reader gives up in the line before.
        ("a: 1\nextends: base.yaml\n\tb: 1\n", "3:1"),
        ("a: 1\r\nextends: base.yaml\r\n\tb: 1\r\n", "3:1"),
        ("a:\n  b: 1\n  \tc: 2\n", "3:3"),
        ("a:\n  b:\n    - c\n\n# d\n\t- e\n", "6:1"),
        ("a:\n  b: |\n\tc\n", "3:1"),
        ("a:\n  b: c\n    d\n\te\n", "4:1"),
        // It gives up in the line itself.
        ("a:\n\tb: 1\n", "2:1"),
        ("a: {\n\tb: 1 }\n", "2:1"),
        ("extends: base.yaml\n# c\n\n\tb: 1\n", "4:1"),
    ] {
        refused_text(text, tab, &format!("environments/tiny.yaml:{place}"));
    }
    // Others are no indentation.
    refused_text(
        "a: \"b\\q\n\tc\"\n",
        "error[EKS0002]: this is not valid YAML: while parsing a quoted scalar, found unknown escape character",
        "environments/tiny.yaml:1:4",
    );
    let run = refused(|project| project.write("environments/tiny.yaml", "a:\n\tb: 1\n"));
    assert_eq!(
        run.stderr,
        "error[EKS0002]: a tab cannot indent YAML\n --> environments/tiny.yaml:2:1\n  |\n2 |     b: 1\n  | ^\n  = help: \
         indent with blanks alone, as many as the lines beside this one have\n\ntiny: 1 error\n"
    );
}

#[test]
fn an_empty_file() {
    refused_text(
        "",
        "error[EKS0002]: the file is empty",
        "environments/tiny.yaml:1:1",
    );
}

#[test]
fn bytes_that_are_not_utf8() {
    refused_text(
        b"a: 1\nb: \xea\xb0\n",
        "error[EKS0001]: cannot read `environments/tiny.yaml`: it is not UTF-8 text: \
         line 2 has an invalid byte (offset 8)",
        "environments/tiny.yaml:2:4",
    );
    refused_text(
        b"\xff\xfea\0:\0",
        "error[EKS0001]: cannot read `environments/tiny.yaml`: it is UTF-16 text, and UTF-8 is read: save it as UTF-8",
        "environments/tiny.yaml",
    );
}

#[test]
fn nothing_where_a_value_must_be() {
    let run = refused(|project| {
        let tags = sound().replacen("tags:\n  owner: platform\n", "tags: null\n", 1);
        project.write("environments/tiny.yaml", tags);
    });
    assert_eq!(
        run.stderr,
        "\
error[EKS0005]: expected a map, found nothing
 --> environments/tiny.yaml:4:7
  |
4 | tags: null
  |       ^^^^
  = help: `null` and an empty value say nothing: write a map, or remove this; `null` only takes away what a file says that is extended

tiny: 1 error
"
    );
    let run = refused(|project| {
        let alerting = "{ rules: { a: { threshold: { above: ~ } } } }";
        let text = format!(
            "{}monitoring: {{ grafana: {{ alerting: {alerting} }} }}\n",
            sound()
        );
        project.write("environments/tiny.yaml", text);
    });
    let expected = "error[EKS0005]: expected a number, found nothing\n  --> environments/tiny.yaml:28:72\n";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
}

#[test]
fn a_value_of_the_wrong_type() {
    refused_text(
        sound().replace("10.40.0.0/16", "[1]"),
        "error[EKS0005]: expected a text, found a list",
        "environments/tiny.yaml:16:9",
    );
}

#[test]
fn an_unknown_key() {
    let text = sound().replace("  zone: ", "  zome: ");
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    assert!(
        run.stderr.contains("--> environments/tiny.yaml:23:3\n"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("= help: did you mean `zone`?\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_mistyped_key_of_a_field_that_must_be_there() {
    let text = sound().replace("kubernetesVersion", "kubernetesVerison");
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    assert!(
        run.stderr.contains("--> environments/tiny.yaml:9:3\n"),
        "{}",
        run.stderr
    );
    let help = "= help: did you mean `kubernetesVersion`?\n";
    assert_eq!(run.stderr.matches(help).count(), 1, "{}", run.stderr);
}

#[test]
fn a_duplicate_key() {
    refused_text(
        sound() + "tags: {}\n",
        "error[EKS0004]: `tags` stands twice in this map",
        "environments/tiny.yaml:28:1",
    );
}

#[test]
fn an_overlay_that_is_missing() {
    refused_text(
        "extends: nope.yaml\n",
        "error[EKS0008]: cannot read `environments/nope.yaml`: it does not exist",
        "environments/tiny.yaml:1:10",
    );
}

#[test]
fn an_overlay_that_is_mistyped() {
    let other = "name a YAML file beside this one, such as `base.yaml`; an environment that is written in Rust cannot be \
                 extended by a file";
    for (named, help) in [
        ("common", "did you mean `common.yaml`?"),
        ("comon.yaml", "did you mean `common.yaml`?"),
        ("tiny2.yaml", other),
        ("prod", other),
    ] {
        let run = refused(|project| {
            project.write("environments/common.yaml", sound());
            project.write("environments/tiny.yaml", format!("extends: {named}\n"));
        });
        assert!(
            run.stderr.contains(&format!("= help: {help}\n")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn an_overlay_outside_the_project() {
    for (named, why) in [
        ("../../base.yaml", "`../base.yaml` lies outside the project"),
        (
            "/etc/passwd",
            "`/etc/passwd` is an absolute path, which is another one elsewhere",
        ),
    ] {
        refused_text(
            format!("extends: {named}\n"),
            &format!("error[EKS0008]: {why}"),
            "environments/tiny.yaml:1:10",
        );
    }
}

#[test]
fn an_overlay_without_a_name() {
    for nothing in ["\"\"", "~", "null", "[base.yaml]"] {
        let run = refused_text(
            format!("extends: {nothing}\n"),
            "error[EKS0008]: `extends` names one file",
            "environments/tiny.yaml:1:10",
        );
        let help =
            "= help: write the path of a file beside this one, such as `base.yaml`, or take `extends` out\n";
        assert!(run.stderr.contains(help), "{}", run.stderr);
    }
}

/// What nobody else has is not rendered from, however it is reached.
#[test]
fn an_overlay_behind_a_link_out_of_the_project() {
    let outside = Project::with(&sound());
    let run = refused(|project| {
        let link = project.at("environments/link.yaml");
        symlink(outside.at("environments/tiny.yaml"), link).unwrap();
        project.write("environments/tiny.yaml", "extends: link.yaml\n");
    });
    let message = "error[EKS0008]: cannot read `environments/link.yaml`: it is a link that leads out of the project, and what is \
                   rendered must not depend on this machine\n";
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
    assert!(
        run.stderr.contains("--> environments/tiny.yaml:1:10\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn overlays_in_a_circle() {
    let run = refused(|project| {
        project.write("environments/tiny.yaml", "extends: other.yaml\n");
        project.write("environments/other.yaml", "# back\nextends: ./tiny.yaml\n");
    });
    let message = "error[EKS0008]: `environments/tiny.yaml` extends itself in a circle\n";
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
    assert!(
        run.stderr.contains("--> environments/other.yaml:2:10\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn anchors_and_merge_keys() {
    refused_text(
        "a: &x 1\nb: *x\n",
        "error[EKS0007]: anchors are not read",
        "environments/tiny.yaml:1:4",
    );
    refused_text(
        "a:\n  <<: { b: 1 }\n",
        "error[EKS0007]: merge keys are not read",
        "environments/tiny.yaml:2:3",
    );
}

#[test]
fn a_tag_is_pointed_at_itself() {
    for (text, place) in [
        ("name: !Ref foo\n", "1:7"),
        ("a: { b: [!Sub c] }\n", "1:10"),
        ("a: !Ref\n  b: c\n", "1:4"),
    ] {
        refused_text(
            text,
            "error[EKS0007]: tags are not read",
            &format!("environments/tiny.yaml:{place}"),
        );
    }
}

/// What is told of a slip in YAML: message, place and help.
fn slip(text: &str) -> [String; 3] {
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    let part = |begin: &str| {
        let line = run
            .stderr
            .lines()
            .find_map(|line| line.trim().strip_prefix(begin));
        line.unwrap_or_default().to_owned()
    };
    [
        part("error[EKS0002]: "),
        part("--> environments/tiny.yaml:"),
        part("= help: "),
    ]
}

#[test]
fn slips_in_yaml_are_told_where_they_are_with_what_to_write() {
    for (text, message, place, help) in [
        (
            "cluster:\n  name:foo\n  region: a\n",
            "there is no blank between `name:` and its value",
            "2:7",
            "write `name: foo`",
        ),
        (
            "cluster:\n  region: a\n  name:foo\n",
            "there is no blank between `name:` and its value",
            "3:7",
            "write `name: foo`",
        ),
        (
            "tags:\n  a: b: c # d\n",
            "a text without quotes cannot have a `:` with a blank behind it",
            "2:7",
            "write `a: \"b: c\"`, or begin another line",
        ),
        (
            "cluster:\n  name: a\n   region: b\n",
            "line 3 is indented below line 2, which has a value already",
            "3:4",
            "write 2 blanks before line 3, as line 2 has, or write 3 blanks before line 2, as line 3 has, or take the value of \
             line 2 away",
        ),
        (
            "cluster:\n  name: a\n region: b\n",
            "this line is indented like none that it could belong beside",
            "3:2",
            "write 2 blanks before line 3, as line 2 has, or write no blanks before line 3, as line 1 has, or write 1 blank before \
             line 2, as line 3 has",
        ),
        (
            "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n",
            "a merge conflict of git stands here",
            "2:1",
            "keep one of the two sides, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`",
        ),
        (
            "cluster:\n  # it's\n  name: \"foo # c\n  region: a\n  kubernetesVersion: \"1.36\"\n",
            "the text that begins here has no `\"` at its end",
            "3:9",
            "write `\"foo\"`",
        ),
        (
            "cluster:\n  name: 'foo\n  region: a\n",
            "the text that begins here has no `'` at its end",
            "2:9",
            "write `'foo'`",
        ),
    ] {
        assert_eq!(slip(text), [message, place, help], "{text}");
    }
    // Behind sound texts of two lines and sound addresses it is another fault.
    let others = "a: \"b\n  c\"\nurl: https://example.com\nd: \"e\" f\n";
    let told = slip(others);
    assert!(told[0].starts_with("this is not valid YAML: "), "{told:?}");
    assert_eq!(told[2], "");
}

#[test]
fn a_map_whose_only_entry_lacks_its_blank() {
    let run = refused(|project| project.write("environments/tiny.yaml", "account:\n  id:4711\n"));
    let told = "error[EKS0005]: expected a map, found `id:4711`\n --> environments/tiny.yaml:2:3\n";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert!(
        run.stderr.contains("= help: write `id: 4711`\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn all_that_is_missing_is_told_at_once_with_what_it_is() {
    let run = refused(|project| {
        project.write(
            "environments/tiny.yaml",
            "apiVersion: eksight/v1\ncluster:\n  name: a\n",
        );
    });
    assert_eq!(
        run.stderr,
        "\
error[EKS0006]: `account` is missing here
 --> environments/tiny.yaml:1:1
  |
1 | apiVersion: eksight/v1
  | ^^^^^^^^^^^^^^^^^^^^^^
  = help: add `account: { id: \"111122223333\" }`
  = note: `account`: The AWS account it lives in.
  = note: `account.id`: Account id, twelve digits, quoted.

error[EKS0006]: `region` is missing here
 --> environments/tiny.yaml:2:1
  |
2 | cluster:
  | ^^^^^^^
  = help: add `region: ap-northeast-2` below `cluster`
  = note: `cluster.region`: Region, such as `ap-northeast-2`.

error[EKS0006]: `kubernetesVersion` is missing here
 --> environments/tiny.yaml:2:1
  |
2 | cluster:
  | ^^^^^^^
  = help: add `kubernetesVersion: \"1.36\"` below `cluster`
  = note: `cluster.kubernetesVersion`: Kubernetes minor version, quoted: \"1.36\".

error[EKS0006]: `zones` is missing here
 --> environments/tiny.yaml:2:1
  |
2 | cluster:
  | ^^^^^^^
  = help: add `zones: [ap-northeast-2a, ap-northeast-2c]` below `cluster`
  = note: `cluster.zones`: Availability zones of the subnets, at least two, by name or id.

tiny: 4 errors
"
    );
}

#[test]
fn what_a_base_would_bring_is_not_missing() {
    for (text, first) in [
        (
            "extend: base.yaml\n",
            "error[EKS0003]: `extend` is not a field here",
        ),
        (
            "apiVersion: eksight/v1\nkind: Bse\ncluster: {}\n",
            "error[EKS0005]: `Bse` is not known here",
        ),
    ] {
        let run = refused(|project| project.write("environments/tiny.yaml", text));
        assert_eq!(run.stderr.lines().next(), Some(first));
        assert!(run.stderr.ends_with("\ntiny: 1 error\n"), "{}", run.stderr);
    }
    let run = refused(|project| project.write("environments/tiny.yaml", sound() + "more: 1\n"));
    let help = "= help: the fields here are `extends`, `apiVersion`, ";
    assert!(run.stderr.contains(help), "{}", run.stderr);
}

#[test]
fn what_an_overlay_misses_is_told_with_what_the_base_has() {
    let over = |text: &str| {
        refused(|project| {
            project.write("environments/base.yaml", sound().replace("  ng1:", "  main:"));
            project.write("environments/tiny.yaml", format!("extends: base.yaml\n{text}"));
        })
    };
    let size = "size: { min: 1, desired: 1, max: 1 }";
    let run = over(&format!("nodeGroups:\n  mian: {{ {size} }}\n"));
    let told = run.stderr.lines().take(10).collect::<Vec<_>>().join("\n");
    assert_eq!(
        told,
        "\
error[EKS0006]: `instanceTypes` is missing here
  --> environments/tiny.yaml:3:9
   |
 3 |   mian: { size: { min: 1, desired: 1, max: 1 } }
   |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
  ::: environments/base.yaml:18:3
   |
18 |   main:
   |   ---- the one that is extended"
    );
    let help = "= help: did you mean `main`? Otherwise add `instanceTypes: [m7i.xlarge]` below `nodeGroups[\"mian\"]`\n";
    assert!(run.stderr.contains(help), "{}", run.stderr);
    let run = over(&format!("nodeGroups:\n  spot: {{ {size} }}\n"));
    assert!(!run.stderr.contains("did you mean"), "{}", run.stderr);
    let run = over("cluster: null\n");
    let told: Vec<&str> = run.stderr.lines().take(6).collect();
    assert_eq!(
        told,
        [
            "error[EKS0006]: `cluster` is missing here",
            " --> environments/tiny.yaml:2:10",
            "  |",
            "2 | cluster: null",
            "  |          ^^^^",
            "  = help: `null` takes away what was said before: remove it, or add `cluster: { name: tiny-eks, region: \
             ap-northeast-2, kubernetesVersion: \"1.36\", zones: [ap-northeast-2a, ap-northeast-2c] }`",
        ]
    );
}

#[test]
fn a_field_that_stands_there_under_its_right_name_too() {
    let run = refused(|project| project.write("environments/tiny.yaml", sound() + "Tags: { a: b }\n"));
    let help = "= help: `tags` stands here already: move what belongs to it there, and remove this\n";
    assert!(run.stderr.contains(help), "{}", run.stderr);
}

#[test]
fn ten_thousand_levels() {
    refused_text(
        format!("a: {}{}\n", "[".repeat(10_000), "]".repeat(10_000)),
        "error[EKS0002]: this is not valid YAML: recursion limit exceeded",
        "environments/tiny.yaml:1:52",
    );
}

#[test]
fn columns_count_characters() {
    refused_text(
        sound().replace("{ min: 3,", "{ \"한국\": 1, min: 3,"),
        "error[EKS0003]: `한국` is not a field here",
        "environments/tiny.yaml:20:13",
    );
    refused_text(
        sound().replace(
            "  cidr: 10.40.0.0/16",
            "  # 서울 리전의 대역\n  endpoints: [\"서울\", s3]\n  cidr: 10.40.0.0/16 # 대역\n  nat: []",
        ),
        "error[EKS0005]: `서울` is not known here",
        "environments/tiny.yaml:17:15",
    );
}

/// The places of all that is told, sorted.
fn places(run: &Run) -> Vec<&str> {
    let lines = run.stderr.lines();
    let mut places: Vec<&str> = lines
        .filter_map(|line| line.trim().strip_prefix("--> "))
        .collect();
    places.sort_unstable();
    places
}

#[test]
fn several_faults_are_reported_in_one_run() {
    let text = sound()
        .replace("min: 3,", "minn: 1, min: x,")
        .replace("10.40.0.0/16", "[1]")
        .replace("  owner:", "  owner: platform\n  owner:");
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    let file = "environments/tiny.yaml";
    let expected = [":17:9", ":21:13", ":21:27", ":6:3"].map(|place| format!("{file}{place}"));
    assert_eq!(places(&run), expected, "{}", run.stderr);
}

#[test]
fn each_wrong_item_of_a_list_is_told_at_its_own_place() {
    let text = sound().replace(
        "10.40.0.0/16",
        "10.40.0.0/16\n  endpoints: [s3, ssm, ecr, sqs, sts, kms]",
    );
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    let file = "environments/tiny.yaml";
    let expected = [":17:19", ":17:29", ":17:39"].map(|place| format!("{file}{place}"));
    assert_eq!(places(&run), expected, "{}", run.stderr);
}

#[test]
fn what_is_no_regular_file() {
    let directory = refused(|project| fs::create_dir(project.at("environments/tiny.yaml")).unwrap());
    let circle = refused(|project| symlink("tiny.yaml", project.at("environments/tiny.yaml")).unwrap());
    let pipe = refused(|project| {
        let path = project.at("environments/tiny.yaml");
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    });
    let nowhere = refused(|project| symlink("gone.yaml", project.at("environments/tiny.yaml")).unwrap());
    for (run, reason) in [
        (directory, "it is a directory"),
        (nowhere, "it is a link to a file that does not exist"),
        (circle, "its symbolic links lead in a circle"),
        (pipe, "it is a named pipe, not a regular file"),
    ] {
        let message = format!("error[EKS0001]: cannot read `environments/tiny.yaml`: {reason}\n");
        assert!(run.stderr.starts_with(&message), "{}", run.stderr);
    }
}

#[test]
fn a_base_that_is_no_map() {
    let run = refused(|project| {
        project.write("environments/tiny.yaml", "extends: base.yaml\n");
        project.write("environments/base.yaml", "- a\n- b\n");
    });
    let message = "error[EKS0005]: an environment file is a map of fields, and this is none\n \
                   --> environments/base.yaml:1:1\n";
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
}

#[test]
fn quotes_around_a_number_or_a_switch_are_told() {
    refused_text(
        sound().replace("min: 3,", "min: \"3\","),
        "error[EKS0005]: expected a whole number, found the text `\"3\"`",
        "environments/tiny.yaml:20:18",
    );
    refused_text(
        sound().replace("min: 3,", "min: 03,"),
        "error[EKS0005]: expected a whole number, found `03`",
        "environments/tiny.yaml:20:18",
    );
}

#[test]
fn a_number_beyond_all_bounds_is_told_with_the_bound() {
    let run = refused(|project| {
        project.write(
            "environments/tiny.yaml",
            sound().replace("min: 3,", "min: 99999999999,"),
        );
    });
    let message = "error[EKS0005]: `99999999999` is too large\n";
    assert!(run.stderr.starts_with(message), "{}", run.stderr);
    for part in [
        "--> environments/tiny.yaml:20:18\n",
        "= help: write less: 4294967295 is the most that any field of this kind takes, and many take less\n",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
}

#[test]
fn a_choice_whose_content_is_wrong_is_one_fault() {
    let text = sound() + "alerting:\n  receivers:\n    ops: { slack: { webhook: hook, channel: [] } }\n";
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    assert!(run.stderr.ends_with("tiny: 1 error\n"), "{}", run.stderr);
}

#[test]
fn a_choice_has_one_key() {
    for (choice, found) in [
        (
            "{ quickstart: { version: 1.3.43 }, addon: {} }",
            "`quickstart` and `addon`",
        ),
        ("{}", "none"),
        ("[]", "a list"),
    ] {
        refused_text(
            sound() + &format!("logging: {{ containerInsights: {choice} }}\n"),
            &format!("error[EKS0005]: expected exactly one of `quickstart`, `addon`, found {found}"),
            "environments/tiny.yaml:28:31",
        );
    }
}

#[test]
fn what_belongs_below_a_choice_is_told_where_it_goes() {
    let query = "{ logGroups: [/aws/eks/tiny/cluster], query: fields @message }";
    let text = sound() + &format!("logging: {{ queries: {{ mine: {query} }} }}\n");
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    let told = run.stderr.lines().next();
    let expected = "error[EKS0005]: expected exactly one of `builtin`, `own`, found `logGroups` and `query`";
    assert_eq!(told, Some(expected));
    let help = "  = help: write these below `builtin` or `own`\n";
    assert!(run.stderr.contains(help), "{}", run.stderr);
}

#[test]
fn where_there_are_no_fields_none_are_listed() {
    let text = sound() + "cost: { openCost: { currency: EUR } }\n";
    let run = refused(|project| project.write("environments/tiny.yaml", text));
    let told = run.stderr.lines().next();
    assert_eq!(told, Some("error[EKS0003]: `currency` is not a field here"));
    let help = "  = help: there are no fields here: write `{}`\n";
    assert!(run.stderr.contains(help), "{}", run.stderr);
}

#[test]
fn an_unknown_name_of_a_closed_map_is_pointed_at_itself() {
    refused_text(
        sound() + "charts: { karpentr: { version: 1.14.1 } }\n",
        "error[EKS0005]: `karpentr` is not known here",
        "environments/tiny.yaml:28:11",
    );
}
