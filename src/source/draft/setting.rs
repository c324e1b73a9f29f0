//! What a field of a draft can be set to: the typed value itself, a text that is parsed later, a list, another draft.

use serde::Serialize;
use serde_json::Value;

use super::{Draft, Part};
use crate::model::value::{
    AccountId, AddonName, AddonVersion, ByteSize, CertificateArn, CertificateName, ChartRepository,
    ChartVersion, Cidr, ClusterName, DomainName, EmailAddress, GitFolder, GitRepository, GitRevision,
    HostLabel, HostedZoneId, HttpUrl, HttpsUrl, ImageRegistry, ImageTag, IngressGroupName, InstanceFamily,
    InstanceSize, InstanceType, Interval, KeyArn, KubernetesVersion, LoadBalancerName, Minutes,
    NodeGroupName, Percent, PolicyArn, PrincipalArn, Quantity, Region, RemoteSecretName, ResourceName,
    RetentionDays, RolePath, RuleTitle, SecretKey, SecretName, SlackGroupId, SlackUserId, SubnetId, TopicArn,
    VpcId, ZoneRef,
};
use crate::model::{DashboardFile, ReleaseValues};

/// Something that a field of type `T` can be set to. A text that does not fit is reported at load, at its line.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be set to `{Self}`",
    note = "a text is a `&str` or a `String`, a list an array, a slice or a `Vec` of what its entries are set to, a part a draft of it"
)]
pub trait Setting<T> {
    /// What stands in the tree.
    fn part(self) -> Part;
}

impl<T: Serialize> Setting<T> for T {
    fn part(self) -> Part {
        let value = serde_json::to_value(&self).expect("bug in eksight: values of the model serialise");
        part_of(value)
    }
}

impl<T> Setting<T> for Draft<T> {
    fn part(self) -> Part {
        self.into_part()
    }
}

/// Removes a field, or an entry of a map, that was set before; `null` in YAML.
#[derive(Debug, Clone, Copy)]
pub struct Absent;

impl<T> Setting<T> for Absent {
    fn part(self) -> Part {
        part_of(Value::Null)
    }
}

impl<T, S: Setting<T>, const N: usize> Setting<Vec<T>> for [S; N] {
    fn part(self) -> Part {
        list(self)
    }
}

impl<T, S: Setting<T> + Clone> Setting<Vec<T>> for &[S] {
    fn part(self) -> Part {
        list(self.iter().cloned())
    }
}

impl<T, S: Setting<T> + Clone, const N: usize> Setting<Vec<T>> for &[S; N] {
    fn part(self) -> Part {
        list(self.iter().cloned())
    }
}

impl<T, S: Setting<T> + Clone> Setting<Vec<T>> for &Vec<S> {
    fn part(self) -> Part {
        list(self.iter().cloned())
    }
}

fn list<T, S: Setting<T>>(entries: impl IntoIterator<Item = S>) -> Part {
    Part::List(entries.into_iter().map(Setting::part).collect())
}

fn text(text: &str) -> Part {
    Part::Text {
        text: text.to_owned(),
        quoted: true,
    }
}

fn part_of(value: Value) -> Part {
    let plain = |text: String| Part::Text { text, quoted: false };
    match value {
        Value::Null => plain("null".to_owned()),
        Value::Bool(switch) => plain(switch.to_string()),
        Value::Number(number) => plain(number.to_string()),
        Value::String(text) => Part::Text { text, quoted: true },
        Value::Array(items) => Part::List(items.into_iter().map(part_of).collect()),
        Value::Object(entries) => Part::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key, None, part_of(value)))
                .collect(),
        ),
    }
}

/// What a text type is set to, and a list of such. A `String`, and a `Vec` of them, is itself what a `String` is set to.
macro_rules! texts {
    ($($name:ty),* $(,)?) => {
        borrowed_texts! { $($name),* }
        $(
            impl Setting<$name> for String {
                fn part(self) -> Part {
                    text(&self)
                }
            }

            impl Setting<Vec<$name>> for Vec<String> {
                fn part(self) -> Part {
                    list::<$name, _>(self)
                }
            }
        )*
    };
}

macro_rules! borrowed_texts {
    ($($name:ty),* $(,)?) => {
        $(
            impl Setting<$name> for &str {
                fn part(self) -> Part {
                    text(self)
                }
            }

            impl Setting<$name> for &String {
                fn part(self) -> Part {
                    text(self)
                }
            }

            impl Setting<Vec<$name>> for Vec<&str> {
                fn part(self) -> Part {
                    list::<$name, _>(self)
                }
            }
        )*
    };
}

borrowed_texts! { String }

texts! {
    AccountId, AddonName, AddonVersion, ByteSize, CertificateArn, CertificateName, ChartRepository, ChartVersion, Cidr, ClusterName, DomainName, EmailAddress,
    GitFolder, GitRepository, GitRevision, HostLabel, HostedZoneId, HttpUrl, HttpsUrl, ImageRegistry, ImageTag, IngressGroupName, InstanceFamily, InstanceSize, InstanceType, Interval, KeyArn, KubernetesVersion, LoadBalancerName,
    NodeGroupName, PolicyArn, PrincipalArn, Quantity, Region, RemoteSecretName, ResourceName, RolePath, RuleTitle, SecretKey, SecretName, SlackGroupId, SlackUserId, SubnetId, TopicArn, VpcId,
    ZoneRef, DashboardFile, std::net::Ipv4Addr,
}

macro_rules! numbers {
    ($($name:ty: $number:ty),* $(,)?) => {
        $(impl Setting<$name> for $number {
            fn part(self) -> Part {
                part_of(Value::from(self))
            }
        })*
    };
}

numbers! { RetentionDays: u16, Minutes: u32, Percent: u32 }

impl Setting<ReleaseValues> for Value {
    fn part(self) -> Part {
        part_of(self)
    }
}
