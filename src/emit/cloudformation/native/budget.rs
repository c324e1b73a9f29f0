//! What a month may cost. Costs by workload are kubecost's or OpenCost's.

use super::builder::Builder;
use crate::cloudformation::resources::budgets::{
    self, BudgetData, BudgetType, CostFilters, Notification, NotificationType, NotificationWithSubscribers,
    Spend, SpendComparison, Subscriber, SubscriptionType, TimeUnit,
};
use crate::model::{Budget, Texts};

pub(super) fn add(builder: &mut Builder) {
    let environment = builder.resolved.environment;
    let Some(Budget {
        monthly_usd,
        tag,
        thresholds,
        notify,
        topic,
    }) = &environment.cost.budget
    else {
        return;
    };
    let mail = notify
        .iter()
        .map(|address| (SubscriptionType::Email, address.as_str()));
    let topic = topic.iter().map(|topic| (SubscriptionType::Sns, topic.as_str()));
    let subscribers: Vec<Subscriber> = mail.chain(topic).map(subscriber).collect();
    let told = |threshold: &u16| NotificationWithSubscribers {
        notification: Notification {
            notification_type: NotificationType::Actual,
            comparison_operator: SpendComparison::GreaterThan,
            threshold: *threshold,
        },
        subscribers: subscribers.clone(),
    };
    let budget = budgets::Budget {
        budget: BudgetData {
            budget_type: BudgetType::Cost,
            time_unit: TimeUnit::Monthly,
            budget_limit: Spend {
                amount: *monthly_usd,
                unit: "USD",
            },
            cost_filters: tag.as_deref().map(|key| filter(key, &environment.tags)),
        },
        notifications_with_subscribers: thresholds.iter().map(told).collect(),
        resource_tags: builder.tagging.unnamed().list(),
    };
    builder.add("Budget", budget);
}

fn subscriber((subscription_type, address): (SubscriptionType, &str)) -> Subscriber {
    Subscriber {
        subscription_type,
        address: address.to_owned(),
    }
}

/// Source: AWS Budgets API reference, CostFilters, as of 2026-11.
fn filter(key: &str, tags: &Texts) -> CostFilters {
    let value = tags.get(key).map_or("", String::as_str);
    CostFilters {
        tag_key_value: vec![format!("user:{key}${value}")],
    }
}
