//! KMS: keys and their aliases.

use crate::cloudformation::kind::{KmsKeyArn, KmsKeyId, Text};
use crate::cloudformation::{Handle, PolicyDocument, Resource, TagList, Value};
use serde::Serialize;

/// A symmetric key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Key {
    pub description: String,
    pub enable_key_rotation: bool,
    /// How long a deleted key can be brought back, 7 to 30 days.
    pub pending_window_in_days: Option<u8>,
    pub key_policy: PolicyDocument,
    pub tags: TagList,
}

impl Resource for Key {
    const TYPE: &'static str = "AWS::KMS::Key";
}

impl Handle<Key> {
    /// The key's id.
    #[must_use]
    pub fn id(&self) -> Value<KmsKeyId> {
        self.reference()
    }

    /// The key's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<KmsKeyArn> {
        self.attribute("Arn")
    }
}

/// A name for a key.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Alias {
    /// Begins with `alias/`.
    pub alias_name: Value<Text>,
    pub target_key_id: Value<KmsKeyId>,
}

impl Resource for Alias {
    const TYPE: &'static str = "AWS::KMS::Alias";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};
    use crate::cloudformation::{Principal, Statement};

    #[test]
    fn a_key_has_a_policy_and_a_name() {
        let owner = Statement::allow(["kms:*"])
            .principal(Principal::Aws(Value::of_account()))
            .any_resource();
        let key = Key {
            description: "Secrets of prod".to_owned(),
            enable_key_rotation: true,
            pending_window_in_days: Some(30),
            key_policy: PolicyDocument::new([owner]),
            tags: TagList::default(),
        };
        assert_eq!(
            written(&key),
            concat!(
                r#"{"Description":"Secrets of prod","EnableKeyRotation":true,"PendingWindowInDays":30,"#,
                r#""KeyPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"#,
                r#""AWS":{"Fn::Sub":"arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},"#,
                r#""Action":"kms:*","Resource":"*"}]}}"#
            )
        );
        let alias = Alias {
            alias_name: "alias/prod".into(),
            target_key_id: handle::<Key>().id(),
        };
        assert_eq!(
            written(&alias),
            r#"{"AliasName":"alias/prod","TargetKeyId":{"Ref":"Id"}}"#
        );
        assert_eq!(
            long_form(&handle::<Key>().arn()),
            r#"{"Fn::GetAtt":["Id","Arn"]}"#
        );
    }
}
