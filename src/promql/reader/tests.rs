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
            "max_over_time(a[1h:5m] offset -1d @ end()) > bool 1e-3",
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
fn the_function_around_a_range_is_told() {
    let query = read("abs(rate(a[1m])) + max_over_time(last_over_time((b[1m]))[5m:1m]) + c").unwrap();
    let over: Vec<_> = query.selectors.iter().map(|it| it.over.as_deref()).collect();
    assert_eq!(over, [Some("rate"), Some("last_over_time"), None]);
}

#[test]
fn what_is_asked_for_its_absence_is_told() {
    let query = read("absent(a{b=\"c\"} or d) and e unless absent_over_time(f[5m])").unwrap();
    let absent: Vec<_> = query.selectors.iter().map(|it| it.absent).collect();
    assert_eq!(absent, [true, true, false, true]);
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
        (
            "a{b='c\\d'}",
            "`\\d` is no escape; a backslash is written `\\\\` in quotes, and once in backquotes",
        ),
        ("a{b=\"c\n\"}", "the text that begins with \" has no end"),
        ("a{b=\"c\" d=\"e\"}", "a comma is missing before `d`"),
        ("a{,b=\"c\"}", "`,` stands where a label must be"),
        ("sum(a) by (b c)", "a comma is missing before `c`"),
        ("sum(a) by (,)", "`,` is no label"),
        ("a{__name__=\"b\"}", "the metric is named twice: `a` and `b`"),
        (
            "a{__name__=~\"b.*\"}",
            "the metric is named twice: `a`, and by `__name__`",
        ),
        (
            "a{b=~\"*\"}",
            "the expression `*` cannot be read: `*` repeats nothing",
        ),
        (
            "a{b!~\"c\\\\y\"}",
            "the expression `c\\y` cannot be read: `\\y` means nothing",
        ),
        ("a{b=~`(`}", "the expression `(` cannot be read: a `)` is missing"),
        (
            "RATE(a[5m])",
            "there is no function `RATE`; functions are written in small letters, `rate`",
        ),
        ("a > 5mm", "`5mm` is no number"),
        ("a > 1h30", "`1h30` is no number"),
        ("(a, b)", "a comma stands in brackets of no function"),
        ("() + 1", "there is nothing in the brackets"),
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

#[test]
fn numbers_texts_and_series_stand_where_they_can() {
    for (text, expected) in [
        (
            "1 == 2",
            "two numbers are compared; write `== bool`, which gives 0 or 1",
        ),
        (
            "a and 1 > 2",
            "two numbers are compared; write `> bool`, which gives 0 or 1",
        ),
        (
            "scalar(a) > 2",
            "two numbers are compared; write `> bool`, which gives 0 or 1",
        ),
        (
            "a and 2",
            "`and` puts series together, and one side of it is a number",
        ),
        (
            "a * on (x) 2",
            "`on` and `ignoring` match series, and one side of `*` is a number",
        ),
        ("a + bool b", "`bool` stands behind a comparison, and `+` is none"),
        (
            "a > 'b'",
            "a text in quotes stands beside `>`, which takes series and numbers",
        ),
        (
            "rate(-a[5m])",
            "a sign stands before a range such as `metric[5m]`; it takes series and numbers",
        ),
    ] {
        assert_eq!(fault(text), expected);
    }
    for text in [
        "1 == bool 2",
        "1 > 2 + a",
        "vector(1) > 2",
        "2 ^ 3 ^ a > 1",
        "-a > -1",
        "2 atan2 3 + a",
    ] {
        assert_eq!(read(text).err(), None, "{text}");
    }
}

#[test]
fn what_stands_beside_what_is_refused_is_read() {
    for text in [
        "a{b=~\"c\\\\d+\\x2e\\u0041\\056\", d!~`\\d{2}[(]`, e=~'\"'}",
        "{__name__=\"a\", __name__=\"b\"} or {__name__=~\"a.+\"}",
        "rate(a[292y] offset -5m) > 1_000",
        "a @ 1.5e9 > 0x1f and a > .5 and a > 5m",
        "RATE_OF_OURS(a)",
    ] {
        assert_eq!(read(text).err(), None, "{text}");
    }
}

#[test]
fn functions_have_what_they_take() {
    for (text, expected) in [
        ("sum()", "`sum` must have in its brackets what it aggregates"),
        (
            "topk(a)",
            "`topk` takes a number where a series such as `metric` stands",
        ),
        ("topk(3)", "`topk` takes a number first, then what it aggregates"),
        ("sum(a, b)", "`sum` takes one thing in its brackets, and has 2"),
        (
            "sum(1)",
            "`sum` takes a series such as `metric` where a number stands",
        ),
        ("rate()", "`rate` takes one thing in its brackets, and has 0"),
        ("time(a)", "`time` takes nothing in its brackets, and has 1"),
        (
            "label_replace(a, 'b', 'c', 'd')",
            "`label_replace` takes 5 things in its brackets, and has 4",
        ),
        (
            "label_join(a, 'b')",
            "`label_join` takes at least 3 things in its brackets, and has 2",
        ),
        (
            "round(a, 1, 2)",
            "`round` takes at most 2 things in its brackets, and has 3",
        ),
        (
            "abs(1)",
            "`abs` takes a series such as `metric` where a number stands",
        ),
    ] {
        assert_eq!(fault(text), expected);
    }
    for text in [
        "hour()",
        "round(a)",
        "label_join(a, 'b', ',', 'c', 'd')",
        "SUM(a)",
        "not_known_yet(1, 'a')",
    ] {
        assert_eq!(read(text).err(), None, "{text}");
    }
}

#[test]
fn ranges_stand_behind_metrics_and_subqueries_behind_series() {
    const BEHIND_METRIC: &str = "a range such as `[5m]` stands behind a metric only; a subquery such as `[5m:]` stands behind anything";
    for (text, expected) in [
        ("rate(sum(a)[5m])", BEHIND_METRIC),
        ("rate((a)[5m])", BEHIND_METRIC),
        (
            "rate(time()[5m:])",
            "a subquery such as `[1h:5m]` looks at series, and a number stands before it",
        ),
        (
            "rate(a[5m][1h:])",
            "a subquery such as `[1h:5m]` looks at series, and a range such as `metric[5m]` stands before it",
        ),
        (
            "rate(a offset 5m [5m])",
            "`offset` and `@` stand behind the range, not before it",
        ),
        (
            "sum(a) offset 5m",
            "`offset` stands behind a metric, its range or a subquery only",
        ),
        ("a offset b", "a time must follow `offset`"),
        ("a offset 5m offset 1m", "`offset` stands twice"),
        ("sum by (x) (a) by (y)", "`by` stands where an operator must be"),
        ("rate(a[0s])", "`0s` is no time at all"),
        ("rate(a[5m:0s])", "`0s` is no time at all"),
        (
            "rate(a[1000y])",
            "`1000y` is more than 292 years, which no duration of Prometheus can hold",
        ),
        ("a offset 1.5h", "`1.5h` is no duration such as `5m` or `1h30m`"),
        ("a offset --5m", "a time must follow `offset`"),
        ("rate(a[])", "`]` is no duration such as `5m`"),
        ("rate(a[5m10h])", "`5m10h` is no duration such as `5m` or `1h30m`"),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
}

#[test]
fn a_selector_leaves_something_out() {
    const ALL: &str =
        "a selector takes every series: one of its labels must be compared with what is not empty";
    for text in [
        "{}",
        "{__name__=~\".*\"}",
        "{a=\"\"}",
        "{a!=\"b\"}",
        "{a=~\"b|\"}",
        "{a!~\"b\"}",
    ] {
        assert_eq!(fault(text), ALL, "{text}");
    }
    for text in [
        "a{}",
        "{a!=\"\"}",
        "{a=~\".+\"}",
        "{a!~\".*\"}",
        "{a=\"\", b=\"c\"}",
        "{__name__=~\"a.*\"}",
    ] {
        assert_eq!(read(text).err(), None, "{text}");
    }
}

#[test]
fn functions_behind_the_feature_are_named() {
    let experimental = |text: &str| read(text).unwrap().experimental;
    assert_eq!(
        experimental("limitk(3, info(a)) or SUM(sort_by_label(b, 'c'))"),
        ["info", "limitk", "sort_by_label"]
    );
    assert_eq!(experimental("sum(rate(a[5m] @ end()))"), [""; 0]);
}

#[test]
fn brackets_may_stand_so_deep_and_no_deeper() {
    let nested = |depth: usize| format!("{}a{}", "abs(".repeat(depth), ")".repeat(depth));
    assert_eq!(read(&nested(200)).err(), None);
    assert_eq!(fault(&nested(201)), "brackets stand more than 200 deep");
    assert_eq!(fault(&"(".repeat(100_000)), "brackets stand more than 200 deep");
}

#[test]
fn the_texts_that_a_label_must_be_are_told() {
    let texts = |text: &str| {
        let texts = read(text).unwrap().selectors.remove(0).texts.into_iter();
        let texts = texts.map(|(label, texts)| format!("{label}: {}", texts.join(" ")));
        texts.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(texts("a{b=\"c.d\"}"), "b: c.d");
    assert_eq!(texts("a{b=~\"c|d_1\", e!=\"f\", g!~\"h\"}"), "b: c d_1");
    assert_eq!(texts("a{b=~\"c.*|d\"}"), "");
}
