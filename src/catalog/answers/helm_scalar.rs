//! What Helm makes of a text without quotes.

use serde_json::Value;

/// The value of a plain scalar in a file that Helm reads.
///
/// Source: resolve.go of go-yaml v2, which sigs.k8s.io/yaml reads with; as of 2026-11-30. A number is what Go's `ParseInt` takes with
/// base 0, so that `0644` is octal. What JSON cannot say, such as `.inf`, is null here.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Value::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Value::Bool(false);
        }
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN" => Value::Null,
        // What else begins so is a text, and Rust would take `inf` for a number.
        _ if unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
            number(text, unsigned).unwrap_or_else(|| Value::from(text))
        }
        _ => Value::from(text),
    }
}

fn number(text: &str, unsigned: &str) -> Option<Value> {
    let digits = unsigned.replace('_', "");
    let radices = [
        ("0x", 16),
        ("0X", 16),
        ("0b", 2),
        ("0B", 2),
        ("0o", 8),
        ("0O", 8),
        ("0", 8),
    ];
    let other = radices.iter().find_map(|(prefix, radix)| {
        Some((
            digits.strip_prefix(prefix).filter(|rest| !rest.is_empty())?,
            *radix,
        ))
    });
    let (digits_of, radix) = other.unwrap_or((&digits, 10));
    let sign = if text.starts_with('-') { "-" } else { "" };
    match i64::from_str_radix(&format!("{sign}{digits_of}"), radix) {
        Ok(whole) => Some(whole.into()),
        Err(_) => Some(format!("{sign}{digits}").parse::<f64>().ok()?.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;
    use serde_json::{Value, json};

    #[test]
    fn a_plain_scalar_is_what_helm_takes_it_for() {
        let table = [
            ("yes", json!(true)),
            ("Off", json!(false)),
            ("~", Value::Null),
            (".inf", Value::Null),
            ("-.INF", Value::Null),
            ("0644", json!(420)),
            ("0o17", json!(15)),
            ("0x1F", json!(31)),
            ("-0b11", json!(-3)),
            ("1_000", json!(1000)),
            ("+1", json!(1)),
            ("0", json!(0)),
            ("08", json!(8.0)),
            (".5", json!(0.5)),
            ("1.", json!(1.0)),
            ("1e3", json!(1000.0)),
            ("inf", json!("inf")),
            ("-", json!("-")),
            (".", json!(".")),
            ("1.2.3", json!("1.2.3")),
            ("0x", json!("0x")),
            ("2026-01-01", json!("2026-01-01")),
            ("12:30", json!("12:30")),
            ("10m", json!("10m")),
        ];
        for (text, value) in table {
            assert_eq!(plain(text), value, "{text}");
        }
    }
}
