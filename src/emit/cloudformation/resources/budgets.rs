//! Budgets: what a month may cost, and who gets mail.

use crate::cloudformation::{Resource, TagList};
use serde::Serialize;

/// A budget. It has no name of its own, since a change of its notifications replaces it, and two may not have one name.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Budget {
    pub budget: BudgetData,
    pub notifications_with_subscribers: Vec<NotificationWithSubscribers>,
    pub resource_tags: TagList,
}

impl Resource for Budget {
    const TYPE: &'static str = "AWS::Budgets::Budget";
}

/// What is counted.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BudgetData {
    pub budget_type: BudgetType,
    pub time_unit: TimeUnit,
    pub budget_limit: Spend,
    pub cost_filters: Option<CostFilters>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BudgetType {
    Cost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimeUnit {
    Monthly,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Spend {
    pub amount: u32,
    /// The currency.
    pub unit: &'static str,
}

/// Which costs count.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CostFilters {
    /// `user:<key>$<value>`.
    pub tag_key_value: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NotificationWithSubscribers {
    pub notification: Notification,
    pub subscribers: Vec<Subscriber>,
}

/// When somebody is told. A threshold is a percentage unless it says otherwise.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Notification {
    pub notification_type: NotificationType,
    pub comparison_operator: SpendComparison,
    pub threshold: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum NotificationType {
    Actual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpendComparison {
    GreaterThan,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subscriber {
    pub subscription_type: SubscriptionType,
    /// Of mail, or the topic's ARN.
    pub address: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SubscriptionType {
    Email,
    Sns,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::written;

    #[test]
    fn a_budget_tells_at_a_threshold() {
        let budget = Budget {
            budget: BudgetData {
                budget_type: BudgetType::Cost,
                time_unit: TimeUnit::Monthly,
                budget_limit: Spend {
                    amount: 1000,
                    unit: "USD",
                },
                cost_filters: Some(CostFilters {
                    tag_key_value: vec!["user:environment$dev".to_owned()],
                }),
            },
            notifications_with_subscribers: vec![NotificationWithSubscribers {
                notification: Notification {
                    notification_type: NotificationType::Actual,
                    comparison_operator: SpendComparison::GreaterThan,
                    threshold: 80,
                },
                subscribers: vec![Subscriber {
                    subscription_type: SubscriptionType::Email,
                    address: "ops@example.com".to_owned(),
                }],
            }],
            resource_tags: TagList::default(),
        };
        assert_eq!(
            written(&budget),
            concat!(
                r#"{"Budget":{"BudgetType":"COST","TimeUnit":"MONTHLY","BudgetLimit":{"Amount":1000,"Unit":"USD"},"#,
                r#""CostFilters":{"TagKeyValue":["user:environment$dev"]}},"NotificationsWithSubscribers":[{"#,
                r#""Notification":{"NotificationType":"ACTUAL","ComparisonOperator":"GREATER_THAN","Threshold":80},"#,
                r#""Subscribers":[{"SubscriptionType":"EMAIL","Address":"ops@example.com"}]}]}"#
            )
        );
    }
}
