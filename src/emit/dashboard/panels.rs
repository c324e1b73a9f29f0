//! The two shapes of panel that we use: one number, and lines over time.

use super::board::{
    Content, Field, FieldConfig, Legend, LineOptions, PROMETHEUS, Panel, ReduceOptions, StatOptions, Step,
    Target, Thresholds, Tooltip,
};

/// What the numbers of a panel are. Names as in Grafana 9.5, `@grafana/data`, value formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// How many.
    Count,
    /// A part of one.
    Share,
    /// Binary multiples of a byte.
    Bytes,
    /// Each second.
    PerSecond,
    /// CPU cores.
    Cores,
    /// Dollars of the United States.
    Dollars,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Count | Self::Cores => "short",
            Self::Share => "percentunit",
            Self::Bytes => "bytes",
            Self::PerSecond => "reqps",
            Self::Dollars => "currencyUSD",
        }
    }

    fn max(self) -> Option<u32> {
        (self == Self::Share).then_some(1)
    }
}

/// From which number on something is wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Alarm {
    Never,
    From(f64),
    Below(f64),
}

fn field(unit: Unit, alarm: Alarm) -> FieldConfig {
    let step = |color, value| Step { color, value };
    let steps = match alarm {
        Alarm::Never => vec![step("green", None)],
        Alarm::From(value) => vec![step("green", None), step("red", Some(value))],
        Alarm::Below(value) => vec![step("red", None), step("green", Some(value))],
    };
    FieldConfig {
        defaults: Field {
            unit: unit.name(),
            min: Some(0),
            max: unit.max(),
            thresholds: Thresholds {
                mode: "absolute",
                steps,
            },
        },
        overrides: [],
    }
}

/// One number.
pub(super) fn number(unit: Unit, alarm: Alarm, description: impl Into<String>, query: String) -> Content {
    Content::Stat(Panel {
        description: description.into(),
        datasource: PROMETHEUS,
        field_config: field(unit, alarm),
        options: StatOptions {
            color_mode: "value",
            graph_mode: "area",
            reduce_options: ReduceOptions {
                calcs: ["lastNotNull"],
                fields: "",
                values: false,
            },
        },
        targets: vec![target("A", query, "")],
    })
}

/// Lines over time: queries with what their lines are called.
pub(super) fn lines<const N: usize>(
    unit: Unit,
    alarm: Alarm,
    description: impl Into<String>,
    queries: [(String, &'static str); N],
) -> Content {
    let ids = ["A", "B", "C", "D"];
    let targets = ids.into_iter().zip(queries);
    Content::TimeSeries(Panel {
        description: description.into(),
        datasource: PROMETHEUS,
        field_config: field(unit, alarm),
        options: LineOptions {
            legend: Legend {
                display_mode: "list",
                placement: "bottom",
                show_legend: true,
            },
            tooltip: Tooltip {
                mode: "multi",
                sort: "desc",
            },
        },
        targets: targets
            .map(|(id, (query, legend))| target(id, query, legend))
            .collect(),
    })
}

fn target(ref_id: &'static str, expr: String, legend_format: &'static str) -> Target {
    Target {
        ref_id,
        datasource: PROMETHEUS,
        expr,
        legend_format,
        instant: false,
        range: true,
    }
}
