//! Secrets in protobuf: Helm writes its releases so, whatever a server prefers.
//!
//! Field numbers: k8s.io/api/core/v1/generated.proto, k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto and
//! pkg/runtime/generated.proto.

use serde_json::{Map, Value, json};

/// Before every object.
const MAGIC: &[u8] = b"k8s\0";

/// Reads a Secret; `None` for anything else.
pub(super) fn secret(body: &[u8]) -> Option<Value> {
    let envelope = Message(body.strip_prefix(MAGIC)?);
    let kind = Message(envelope.bytes(1)?).text(2)?;
    if kind != "Secret" {
        return None;
    }
    let secret = Message(envelope.bytes(2)?);
    let metadata = Message(secret.bytes(1)?);
    let data = secret.map(2).map(|(name, value)| (name, base64(value).into()));
    let mut fields = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": { "name": metadata.text(1)?, "namespace": metadata.text(3).unwrap_or_default() },
        "data": Value::Object(data.collect()),
        "type": secret.text(3).unwrap_or_else(|| "Opaque".to_owned()),
    });
    for (number, name) in [(11, "labels"), (12, "annotations")] {
        let texts = metadata.map(number);
        let texts = texts.map(|(name, value)| (name, String::from_utf8_lossy(value).into_owned().into()));
        let texts: Map<String, Value> = texts.collect();
        if !texts.is_empty() {
            fields["metadata"][name] = texts.into();
        }
    }
    if let Some(version) = metadata.text(6).filter(|version| !version.is_empty()) {
        fields["metadata"]["resourceVersion"] = version.into();
    }
    Some(fields)
}

#[derive(Clone, Copy)]
struct Message<'a>(&'a [u8]);

impl<'a> Message<'a> {
    /// All fields with a length: numbers among them are of no interest here.
    fn fields(self) -> impl Iterator<Item = (u64, &'a [u8])> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            loop {
                if rest.is_empty() {
                    return None;
                }
                let tag = varint(&mut rest)?;
                match tag & 7 {
                    0 => {
                        varint(&mut rest)?;
                    }
                    2 => {
                        let length = usize::try_from(varint(&mut rest)?).ok()?;
                        let (field, behind) = rest.split_at_checked(length)?;
                        rest = behind;
                        return Some((tag >> 3, field));
                    }
                    _ => return None,
                }
            }
        })
    }

    fn bytes(self, number: u64) -> Option<&'a [u8]> {
        let mut fields = self.fields();
        fields.find(|(known, _)| *known == number).map(|(_, field)| field)
    }

    fn text(self, number: u64) -> Option<String> {
        self.bytes(number)
            .map(|text| String::from_utf8_lossy(text).into_owned())
    }

    /// The entries of a map, whose keys are texts.
    fn map(self, number: u64) -> impl Iterator<Item = (String, &'a [u8])> {
        let entries = self.fields().filter(move |(known, _)| *known == number);
        entries.map(|(_, entry)| {
            let entry = Message(entry);
            (
                entry.text(1).unwrap_or_default(),
                entry.bytes(2).unwrap_or_default(),
            )
        })
    }
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// As RFC 4648 has it, with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 0x3f) as usize];
            text.push(if at <= group.len() { digit.into() } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{base64, secret};
    use serde_json::json;

    fn field(number: u8, content: &[u8]) -> Vec<u8> {
        let mut field = vec![number << 3 | 2, u8::try_from(content.len()).unwrap()];
        field.extend(content);
        field
    }

    #[test]
    fn a_secret_is_read_with_its_labels() {
        let pair = [field(1, b"owner"), field(2, b"helm")].concat();
        let metadata = [
            field(1, b"sh.helm.release.v1.a.v1"),
            field(3, b"ns"),
            field(11, &pair),
        ]
        .concat();
        let data = [field(1, b"release"), field(2, b"H4sI")].concat();
        let object = [
            field(1, &metadata),
            field(2, &data),
            field(3, b"helm.sh/release.v1"),
        ]
        .concat();
        let kind = [field(1, b"v1"), field(2, b"Secret")].concat();
        let body = [b"k8s\0".to_vec(), field(1, &kind), field(2, &object)].concat();
        let expected = json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {
                "name": "sh.helm.release.v1.a.v1",
                "namespace": "ns",
                "labels": { "owner": "helm" },
            },
            "data": { "release": "SDRzSQ==" },
            "type": "helm.sh/release.v1",
        });
        assert_eq!(secret(&body), Some(expected));
        assert_eq!(secret(&body[..body.len() - 1]), None);
        assert_eq!(secret(b"{}"), None);
    }

    #[test]
    fn base64_is_padded() {
        assert_eq!(
            ["", "f", "fo", "foo"].map(|text| base64(text.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v"]
        );
    }
}
