//! Values of Bitnami's nginx. Sources: charts 14.1.0 to 22.1.1, values.yaml.

use serde::Serialize;

use super::alb::{self, Annotations};
use crate::model::{Environment, Nginx, NginxMetrics};

/// Values of the chart.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    #[serde(skip_serializing_if = "Option::is_none")]
    replica_count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<Service>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingress: Option<Ingress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<Metrics>,
}

#[derive(Serialize)]
struct Service {
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ingress {
    enabled: bool,
    ingress_class_name: &'static str,
    hostname: String,
    path: &'static str,
    annotations: Annotations,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    enabled: bool,
    service: MetricsService,
    service_monitor: ServiceMonitor,
}

#[derive(Serialize)]
struct MetricsService {
    port: u16,
}

#[derive(Serialize)]
struct ServiceMonitor {
    enabled: bool,
    namespace: String,
    interval: String,
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment) -> Values {
    let Some(nginx) = &environment.workloads.nginx else {
        return Values::default();
    };
    let Nginx {
        replicas,
        service,
        expose,
        metrics,
    } = nginx;
    Values {
        replica_count: *replicas,
        service: Some(Service { kind: service.name() }),
        ingress: alb::page(environment, expose.as_ref()).map(|page| Ingress {
            enabled: true,
            ingress_class_name: alb::CLASS,
            hostname: page.host,
            // The chart's pathType is ImplementationSpecific, which the controller matches as an ALB pattern.
            path: "/*",
            annotations: page.annotations,
        }),
        metrics: metrics.as_ref().map(self::metrics),
    }
}

fn metrics(NginxMetrics { namespace, interval }: &NginxMetrics) -> Metrics {
    Metrics {
        enabled: true,
        service: MetricsService { port: 9113 },
        service_monitor: ServiceMonitor {
            enabled: true,
            namespace: namespace.to_string(),
            interval: interval.to_string(),
        },
    }
}
