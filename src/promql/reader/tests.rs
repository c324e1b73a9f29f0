//! What queries name, and what is no query.

use crate::{Query, read};

fn names(text: &str) -> Vec<String> {
    let query = read(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
    query
        .selectors
        .into_iter()
        .map(|selector| selector.metric)
        .collect()
}

fn fault(text: &str) -> String {
    read(text).expect_err(text).to_string()
}

#[test]
fn metrics_are_told_from_functions_labels_keywords_and_texts() {
    for (text, expected) in [
        ("up", vec!["up"]),
        ("up == 0", vec!["up"]),
        (
            "sum(rate(a_total{code=~\"5..\"}[5m])) by (job) / sum by (job) (rate(b_total[5m])) > 0.05",
            vec!["a_total", "b_total"],
        ),
        (
            "a * on (node) group_left (role) kube_node_role unless b offset 5m",
            vec!["a", "kube_node_role", "b"],
        ),
        ("absent(up{job=\"by (x)\"} == 1) # up2\n or vector(1)", vec!["up"]),
        (
            "max_over_time(a[1h:5m] offset -1d) @ end() > bool 1e-3",
            vec!["a"],
        ),
        (
            "{__name__=\"a\", b='c'} + {\"my.metric\", d!=`e`}",
            vec!["a", "my.metric"],
        ),
        (
            "count_values without (a) (\"version\", build_info)",
            vec!["build_info"],
        ),
        (
            "job:requests:rate5m AND time() - c > 3 * 60",
            vec!["job:requests:rate5m", "c"],
        ),
        ("-a ^ -b % Inf", vec!["a", "b"]),
        (
            "histogram_quantile(0.99, sum(rate(d_bucket[5m])) by (le,))",
            vec!["d_bucket"],
        ),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn a_grouping_knows_the_metrics_below_it_and_whether_labels_are_made_there() {
    let Query { groupings, .. } =
        read("sum by (a) (x) / sum(label_replace(y, \"b\", \"$1\", \"c\", \"(.*)\")) by (b)").unwrap();
    let told: Vec<_> = groupings
        .iter()
        .map(|it| (it.labels.join(","), it.selectors.clone(), it.rewritten))
        .collect();
    assert_eq!(
        told,
        [("a".to_owned(), vec![0], false), ("b".to_owned(), vec![1], true)]
    );
    assert_eq!(
        read("x{b=\"1\",c!=\"2\"}").unwrap().selectors[0].labels,
        ["b", "c"]
    );
}

#[test]
fn a_range_belongs_to_the_metric_before_it() {
    let query =
        read("rate(a[1h30m]) + max_over_time(b[5m:1m]) + rate(c{d=\"e\"}[30s] offset 5m) + f").unwrap();
    let ranges: Vec<_> = query.selectors.iter().map(|it| it.range).collect();
    assert_eq!(ranges, [Some(5_400_000), None, Some(30_000), None]);
}

#[test]
fn what_prometheus_does_not_read_is_refused() {
    for (text, expected) in [
        ("", "the query ends where something must follow"),
        ("sum(rate(a[5m])", "a `)` is missing"),
        ("a)", "`)` stands where an operator must be"),
        ("a b", "`b` stands where an operator must be"),
        ("a >", "the query ends where something must follow"),
        ("a{b=c}", "what `b` is compared with has no quotes"),
        ("a{b=\"c}", "the text that begins with \" has no end"),
        ("rate(a[$__rate_interval])", "`$` means nothing in a query"),
        ("a && b", "`&` means nothing in a query"),
        ("> 3", "`>` stands where a metric, a function or a number must be"),
        (
            "sum(a) by job",
            "a list of labels in brackets must follow `by` and its kin",
        ),
        ("a = 3", "`=` stands where an operator must be"),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
}

#[test]
fn ranges_stand_where_they_must() {
    for (text, expected) in [
        ("rate(a_total) > 1", "`rate` takes a range, such as `metric[5m]`"),
        (
            "quantile_over_time(0.9, a)",
            "`quantile_over_time` takes a range, such as `metric[5m]`",
        ),
        (
            "sum by (x) (a[5m])",
            "`sum` takes no range; a function such as `rate` must be around it",
        ),
        (
            "a[5m]",
            "a range such as `[5m]` is no result; a function such as `rate` must be around it",
        ),
        (
            "a == a[5m]",
            "a range such as `[5m]` cannot be compared or reckoned with; a function such as `rate` must be around it",
        ),
        ("raet(a[5m])", "there is no function `raet`; did you mean `rate`?"),
    ] {
        assert_eq!(fault(text), expected);
    }
    for text in [
        "rate((a[5m])) > 1",
        "max_over_time(sum(rate(a[5m]))[30m:]) > 1",
        "rate(a[5m] offset 1w) + rate(a[5m] @ end())",
        "predict_linear(a[6h], 4 * 3600) < 0",
        "quantile_over_time(0.9, a[1h])",
        "deg(acos(a)) + day_of_month() + mad_over_time(a[5m])",
        "histogram_stddev(rate(a[5m])) or info(a)",
    ] {
        assert_eq!(read(text).err(), None, "{text}");
    }
}
