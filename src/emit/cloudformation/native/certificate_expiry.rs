//! An alarm about the certificate of the load balancers, and the topic that sends it as mail.

use super::builder::Builder;
use crate::cloudformation::kind::TopicArn;
use crate::cloudformation::resources::acm::Certificate;
use crate::cloudformation::resources::cloudwatch::{
    Alarm, ComparisonOperator, Dimension, MissingData, Statistic,
};
use crate::cloudformation::resources::sns::{Protocol, Subscription, Topic};
use crate::cloudformation::{Handle, Value};
use crate::model::value::EmailAddress;
use crate::model::{self, CertificateExpiry};

/// The metric has a value twice a day and none any more once the certificate has ended, hence a day as the period and an
/// alarm where there is nothing. Source: AWS CDK, ICertificate.metricDaysToExpiry, as of 2026-11.
const DAY: u32 = 86_400;

pub(super) fn add(builder: &mut Builder, made: Option<&Handle<Certificate>>) {
    let environment = builder.resolved.environment;
    let (Some(CertificateExpiry { days, notify, topic }), Some(ingress)) =
        (&environment.alerting.certificate_expiry, &environment.ingress)
    else {
        return;
    };
    let certificate = match (&ingress.certificate, made) {
        (model::Certificate::Arn(arn), _) => Value::literal(arn.as_str()),
        (model::Certificate::Request(_), Some(made)) => made.arn(),
        (model::Certificate::Request(_), None) => return,
    };
    let mail = mail(builder, notify);
    let named = topic.as_ref().map(|topic| Value::literal(topic.as_str()));
    let alarm = Alarm {
        alarm_description: format!(
            "The certificate of {} ends in less than {days} days",
            ingress.domain
        ),
        namespace: "AWS/CertificateManager",
        metric_name: "DaysToExpiry",
        dimensions: vec![Dimension {
            name: "CertificateArn",
            value: certificate,
        }],
        statistic: Statistic::Minimum,
        period: DAY,
        evaluation_periods: 1,
        threshold: *days,
        comparison_operator: ComparisonOperator::LessThanThreshold,
        treat_missing_data: MissingData::Breaching,
        alarm_actions: mail.into_iter().chain(named).collect(),
        tags: builder.tagging.unnamed().list(),
    };
    builder.add("CertificateExpiryAlarm", alarm);
}

/// A topic that sends what it is told to addresses, if there are any.
fn mail(builder: &mut Builder, notify: &[EmailAddress]) -> Option<Value<TopicArn>> {
    if notify.is_empty() {
        return None;
    }
    let subscription = |address: &EmailAddress| Subscription {
        protocol: Protocol::Email,
        endpoint: address.to_string(),
    };
    let topic = Topic {
        subscription: notify.iter().map(subscription).collect(),
        tags: builder.tagging.unnamed().list(),
    };
    let topic = builder.add("CertificateExpiryTopic", topic);
    builder.template.resource_mut(&topic).except_from_checkov(
        "CKV_AWS_26",
        "it says which certificate ends when; CloudWatch cannot send to a topic that the key of SNS encrypts",
    );
    Some(topic.arn())
}
