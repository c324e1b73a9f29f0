//! Long values in what a finding says: as much of one as it takes to know it.

/// Characters that a value has at most. The longest that we say is a command of some 200.
const LONGEST: usize = 300;

/// A message in which no value is longer than people read. Its literals stand in backticks, and a value may have some too, so each
/// part between two of them is cut.
#[must_use]
pub fn short(text: &str) -> String {
    let parts = text
        .split('`')
        .map(|part| match part.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &part[..end]),
            None => part.to_owned(),
        });
    parts.collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, short};

    #[test]
    fn a_value_is_cut_where_it_is_long() {
        let long = "é".repeat(LONGEST);
        let message = format!("`{long}` is not `{long}x`, see `{long}x`y`");
        assert_eq!(
            short(&message),
            format!("`{long}` is not `{long}…`, see `{long}…`y`")
        );
        assert_eq!(short(""), "");
    }
}
