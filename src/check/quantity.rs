//! Quantities of Kubernetes, as values of charts have them. For rules.

use serde_json::Value;

/// The suffixes, and what each stands for. Source: Kubernetes API reference, quantity, as of 2026-11.
const SUFFIXES: [(&str, f64); 16] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
    ("", 1.0),
];

/// How much a value is; `None` where it is no quantity, such as a template.
pub(super) fn amount(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Number(number) => return number.as_f64(),
        Value::String(text) => text.as_str(),
        _ => return None,
    };
    let of_suffix = |(suffix, unit): &(&str, f64)| {
        let number = text.strip_suffix(suffix)?;
        let is_plain = number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        Some(number.parse::<f64>().ok().filter(|_| is_plain)? * unit)
    };
    SUFFIXES.iter().find_map(of_suffix)
}

#[cfg(test)]
mod tests {
    use super::amount;
    use serde_json::json;

    #[test]
    fn suffixes_of_two_and_of_ten_are_told_apart() {
        assert_eq!(amount(&json!(64)), Some(64.0));
        assert_eq!(amount(&json!("1.5")), Some(1.5));
        assert_eq!(amount(&json!("500m")), Some(0.5));
        assert_eq!(amount(&json!("2Ki")), Some(2048.0));
        assert_eq!(amount(&json!("2k")), Some(2000.0));
        assert_eq!(amount(&json!("1e3")), Some(1000.0));
        assert_eq!(amount(&json!("1E")), Some(1e18));
        for none in [
            json!("{{ .Values.cpu }}"),
            json!("inf"),
            json!("Gi"),
            json!(null),
            json!([1]),
        ] {
            assert_eq!(amount(&none), None, "{none}");
        }
    }
}
