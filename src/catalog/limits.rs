//! Limits that AWS and Kubernetes controllers set on names and sizes; ranges of a single service lie with it.

use super::Meta;
use indexmap::IndexMap;
use serde::Deserialize;

/// Limits that are refused outright when broken.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
    #[serde(rename = "_meta")]
    meta: Meta,
    /// The shapes of names.
    pub names: NameLimits,
    /// What ACM puts on a certificate.
    pub certificate: CertificateLimits,
    /// TLS policies of Application Load Balancers, and the oldest version of TLS that each speaks.
    pub tls_policies: IndexMap<String, String>,
    /// What AWS Budgets takes.
    pub budget: BudgetLimits,
    /// How large a CloudFormation template may be.
    pub template_bytes: TemplateBytes,
    /// What CloudWatch Logs Insights takes.
    pub insights: Insights,
    /// Days a CloudWatch log group can keep its events, ascending.
    pub log_retention_days: Vec<u16>,
}

impl Limits {
    /// The oldest version of TLS that a policy speaks, where RFC 8996 has given it up: `1.0` or `1.1`. `None` for others, and
    /// for policies that are not known.
    #[must_use]
    pub fn outdated_tls(&self, policy: &str) -> Option<&str> {
        let oldest = self.tls_policies.get(policy).map(String::as_str);
        oldest.filter(|oldest| matches!(*oldest, "1.0" | "1.1"))
    }
}

/// The shapes of names.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameLimits {
    /// An Application Load Balancer.
    pub load_balancer: NameForm,
    /// An IngressGroup of the AWS Load Balancer Controller.
    pub ingress_group: NameForm,
    /// An EKS cluster.
    pub cluster: NameForm,
    /// An EKS managed node group.
    pub node_group: NameForm,
    /// A CloudFormation stack.
    pub stack: NameForm,
}

/// What ACM puts on a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateLimits {
    /// Most characters of the first name, which becomes the common name.
    pub first_name_octets: usize,
    /// Names that an account gets without asking for more.
    pub names_by_default: usize,
}

/// What AWS Budgets takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BudgetLimits {
    /// Most thresholds of a budget.
    pub notifications: usize,
    /// Most addresses of mail for a threshold.
    pub addresses: usize,
    /// Regions whose CloudFormation does not know the type.
    pub missing_in: Vec<String>,
}

/// What CloudWatch Logs Insights takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Insights {
    /// Most characters of a query.
    pub query_characters: usize,
    /// Most log groups of a query.
    pub log_groups: usize,
    /// Most characters of a log group's name.
    pub group_name_characters: usize,
    /// Most rows that a query can ask for with `limit`.
    pub rows: usize,
    /// Its commands, as far as they are known.
    pub commands: Vec<String>,
    /// Commands that do not work over log groups of the class INFREQUENT_ACCESS.
    pub standard_only: Vec<String>,
}

/// How large a CloudFormation template may be, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateBytes {
    /// In the request itself (`--template-body`).
    pub inline: usize,
    /// In an S3 object (`--template-url`).
    pub s3: usize,
}

/// The shape of a name. Sets of characters are written like the inside of a regex class: `A-Za-z0-9-`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameForm {
    /// Most characters.
    pub max: usize,
    /// Characters it may begin with.
    pub first: String,
    /// Characters it may hold.
    pub rest: String,
    /// Characters it may end with.
    pub last: String,
    /// A beginning that is refused.
    pub refused_prefix: Option<String>,
}

/// The first way in which a name breaks its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameViolation<'a> {
    /// It has no characters.
    Empty,
    /// It has `length` characters, more than `max`.
    TooLong {
        /// Characters it has.
        length: usize,
        /// Characters it may have.
        max: usize,
    },
    /// It begins with a character it must not begin with.
    First(char),
    /// It holds a character it must not hold.
    Character(char),
    /// It ends with a character it must not end with.
    Last(char),
    /// It begins with a word that is refused.
    Prefix(&'a str),
}

impl NameForm {
    /// The first thing that is wrong with `name`, if anything is.
    pub fn violation(&self, name: &str) -> Option<NameViolation<'_>> {
        let (Some(first), Some(last)) = (name.chars().next(), name.chars().next_back()) else {
            return Some(NameViolation::Empty);
        };
        let length = name.chars().count();
        if length > self.max {
            return Some(NameViolation::TooLong {
                length,
                max: self.max,
            });
        }
        // A character that fits nowhere is worth more to the reader than the place it stands at.
        if let Some(stranger) = name.chars().find(|character| !holds(&self.rest, *character)) {
            return Some(NameViolation::Character(stranger));
        }
        if !holds(&self.first, first) {
            return Some(NameViolation::First(first));
        }
        if !holds(&self.last, last) {
            return Some(NameViolation::Last(last));
        }
        let refused = self
            .refused_prefix
            .as_deref()
            .filter(|prefix| name.starts_with(prefix));
        refused.map(NameViolation::Prefix)
    }
}

/// Whether `set`, such as `a-z0-9-`, has `character`.
fn holds(set: &str, character: char) -> bool {
    let mut rest = set.chars();
    while let Some(low) = rest.next() {
        let mut ahead = rest.clone();
        let high = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(high)) => {
                rest = ahead;
                high
            }
            // A hyphen at the end stands for itself.
            _ => low,
        };
        if (low..=high).contains(&character) {
            return true;
        }
    }
    false
}

impl Limits {
    /// Day the limits were checked.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// The retentions next below and next above `days`; both are `days` if that is one.
    pub fn nearest_retentions(&self, days: u16) -> (Option<u16>, Option<u16>) {
        let below = self.log_retention_days.iter().rev().find(|known| **known <= days);
        let above = self.log_retention_days.iter().find(|known| **known >= days);
        (below.copied(), above.copied())
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, NameViolation, holds};
    use crate::Catalogue;

    fn limits() -> &'static Limits {
        Catalogue::shipped().limits()
    }

    #[test]
    fn a_load_balancer_name_has_32_characters_and_no_underscore() {
        let form = &limits().names.load_balancer;
        assert_eq!(form.violation("myeks-ingress-alb"), None);
        assert_eq!(form.violation(&"a".repeat(32)), None);
        assert_eq!(
            form.violation(&"a".repeat(33)),
            Some(NameViolation::TooLong { length: 33, max: 32 })
        );
        assert_eq!(
            form.violation("my_eks-ingress-alb"),
            Some(NameViolation::Character('_'))
        );
        assert_eq!(form.violation("-alb"), Some(NameViolation::First('-')));
        assert_eq!(form.violation("alb-"), Some(NameViolation::Last('-')));
        assert_eq!(
            form.violation("internal-alb"),
            Some(NameViolation::Prefix("internal-"))
        );
        assert_eq!(form.violation(""), Some(NameViolation::Empty));
    }

    #[test]
    fn an_ingress_group_has_lower_case_letters_and_dots() {
        let form = &limits().names.ingress_group;
        assert_eq!(form.violation("study.team-1"), None);
        assert_eq!(form.violation("Study"), Some(NameViolation::Character('S')));
        assert_eq!(form.violation(".study"), Some(NameViolation::First('.')));
        assert_eq!(form.violation("study."), Some(NameViolation::Last('.')));
        assert_eq!(
            form.violation(&"a".repeat(64)),
            Some(NameViolation::TooLong { length: 64, max: 63 })
        );
    }

    #[test]
    fn cluster_node_group_and_stack_differ_in_length_and_underscore() {
        let names = &limits().names;
        assert_eq!(names.cluster.violation("my_eks-1"), None);
        assert_eq!(names.cluster.violation("_eks"), Some(NameViolation::First('_')));
        assert_eq!(
            names.cluster.violation("my.eks"),
            Some(NameViolation::Character('.'))
        );
        assert_eq!(
            [names.cluster.max, names.node_group.max, names.stack.max],
            [100, 63, 128]
        );
        assert_eq!(names.stack.violation("1eks"), Some(NameViolation::First('1')));
        assert_eq!(
            names.stack.violation("my_eks"),
            Some(NameViolation::Character('_'))
        );
    }

    #[test]
    fn a_set_reads_ranges_and_a_hyphen_at_the_end() {
        assert!("az09-".chars().all(|character| holds("a-z0-9-", character)));
        assert!("A_. ,/".chars().all(|character| !holds("a-z0-9-", character)));
    }

    #[test]
    fn retention_has_22_values_and_each_other_number_two_neighbours() {
        assert_eq!(limits().log_retention_days.len(), 22);
        assert!(limits().log_retention_days.is_sorted());
        assert_eq!(limits().nearest_retentions(10), (Some(7), Some(14)));
        assert_eq!(limits().nearest_retentions(14), (Some(14), Some(14)));
        assert_eq!(limits().nearest_retentions(0), (None, Some(1)));
        assert_eq!(limits().nearest_retentions(5000), (Some(3653), None));
    }

    #[test]
    fn a_template_is_smaller_in_the_request_than_in_s3() {
        assert_eq!(
            (limits().template_bytes.inline, limits().template_bytes.s3),
            (51_200, 1_000_000)
        );
    }
}
