//! Logs in CloudWatch: what is taken in by type, and what is kept.

use super::{Basis, Component, Quantity, Resource, resource};
use crate::catalog::Money;
use crate::model::value::RetentionDays;
use crate::model::{LogClass, LogType};

/// Days of a month, for what is kept: 730 hours.
const DAYS: u64 = 30;

/// A log that is taken in.
struct Source<'a> {
    name: &'a str,
    /// The field of `cost.usage`.
    field: &'static str,
    gb: Option<u32>,
}

pub(super) fn resources(basis: &Basis) -> Vec<Resource> {
    let environment = basis.environment;
    let (usage, services) = (basis.usage, &basis.prices.services);
    let types = environment.cluster.logs().into_iter();
    let of_control_plane: Vec<Source> = types.map(|kind| source(basis, kind)).collect();
    let group = environment.logging.control_plane.as_ref();
    let infrequent = group.is_some_and(|group| group.class == LogClass::InfrequentAccess);
    let (class, price) = match infrequent {
        true => ("infrequent access", services.logs_infrequent_ingestion_gb),
        false => ("standard", services.logs_ingestion_gb),
    };
    let retention = group.map(|group| group.retention_days);
    let control_plane = log_group(basis, &of_control_plane, class, price, retention);
    let flow_logs = environment.network.flow_logs.as_ref().map(|flow_logs| {
        let source = [Source {
            name: "flow logs",
            field: "flowLogsGb",
            gb: usage.flow_logs_gb,
        }];
        let price = services.logs_ingestion_gb;
        log_group(basis, &source, "standard", price, Some(flow_logs.retention_days))
    });
    let insights = environment.logging.container_insights.as_ref().map(|insights| {
        let source = [Source {
            name: "application, dataplane, host, performance",
            field: "containerInsightsGb",
            gb: usage.container_insights_gb,
        }];
        let price = services.logs_ingestion_gb;
        let mut rows = log_group(basis, &source, "standard", price, insights.retention_days());
        rows.push(Component {
            quantity: Quantity::NotKnown(None),
            ..Component::fixed("Metrics", "metrics", 0, None::<Money>)
        });
        rows
    });
    vec![
        resource("Control plane logs", control_plane),
        resource("VPC flow logs", flow_logs.unwrap_or_default()),
        resource("Container Insights", insights.unwrap_or_default()),
    ]
}

fn source(basis: &Basis, kind: LogType) -> Source<'static> {
    let usage = basis.usage;
    let (name, field, gb) = match kind {
        LogType::Api => ("api", "apiLogsGb", usage.api_logs_gb),
        LogType::Audit => ("audit", "auditLogsGb", usage.audit_logs_gb),
        LogType::Authenticator => (
            "authenticator",
            "authenticatorLogsGb",
            usage.authenticator_logs_gb,
        ),
        LogType::ControllerManager => (
            "controllerManager",
            "controllerManagerLogsGb",
            usage.controller_manager_logs_gb,
        ),
        LogType::Scheduler => ("scheduler", "schedulerLogsGb", usage.scheduler_logs_gb),
    };
    Source { name, field, gb }
}

/// What a log group takes in, and what it keeps when it is as old as it gets.
fn log_group(
    basis: &Basis,
    sources: &[Source],
    class: &str,
    price: Option<Money>,
    retention: Option<RetentionDays>,
) -> Vec<Component> {
    let mut rows: Vec<Component> = sources
        .iter()
        .map(|Source { name, field, gb }| {
            let gb = gb.map(u64::from);
            Component::used(format!("Data ingested ({class}, {name})"), "GB", field, gb, price)
        })
        .collect();
    let Some(first) = sources.first() else {
        return rows;
    };
    let all: Option<u64> = sources.iter().map(|source| source.gb.map(u64::from)).sum();
    let missing = sources.iter().find(|source| source.gb.is_none()).unwrap_or(first);
    let name = match retention {
        Some(retention) => format!("Storage ({retention} days)"),
        None => "Storage (never expires)".to_owned(),
    };
    let kept = all.zip(retention);
    let kept = kept.map(|(gb, retention)| (gb * u64::from(retention.days())).div_ceil(DAYS));
    let storage = Component {
        quantity: match (kept, all) {
            (Some(kept), _) => Quantity::Expected(kept),
            (None, Some(_)) => Quantity::NotKnown(None),
            (None, None) => Quantity::NotKnown(Some(missing.field.to_owned())),
        },
        ..Component::fixed(name, "GB", 0, basis.prices.services.logs_storage_gb_month)
    };
    rows.push(match (retention, all) {
        // CloudWatch counts compressed bytes, which nobody knows before.
        (Some(_), _) => storage.noted("at most: it is kept compressed"),
        (None, Some(gb)) => storage.noted(format!("grows by at most {gb} GB each month")),
        (None, None) => storage,
    });
    rows
}
