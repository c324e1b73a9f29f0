//! What Slack calls people: ids, since a name in a message is plain text that notifies nobody.

use super::{ParseError, text_type};

text_type!(
    /// The id of a Slack user, such as `U012AB3CDE4`; people that an organisation shares have one with `W`.
    SlackUserId, |text| check(text, &['U', 'W'], "user", USER), pattern = "^[UW][A-Z0-9]{7,20}$", example = "U012AB3CDE4"
);

text_type!(
    /// The id of a Slack user group, such as `S012AB3CDE4`.
    SlackGroupId, |text| check(text, &['S'], "user group", GROUP), pattern = "^S[A-Z0-9]{7,20}$", example = "S012AB3CDE4"
);

const USER: &str = "write the id such as `U012AB3CDE4`: in Slack, the profile's menu, `Copy member ID`";
const GROUP: &str = "write the id such as `S012AB3CDE4`: in Slack, it ends the address of the user group";

/// Sources: Slack API documentation, formatting text, mentioning users and groups; Grafana documentation, Slack contact
/// point, as of 2026-11.
fn check(text: &str, first: &[char], what: &str, help: &str) -> Result<(), ParseError> {
    let fits = text.starts_with(first)
        && (8..=21).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    if fits {
        return Ok(());
    }
    let named = text.starts_with('@') || text.chars().any(char::is_lowercase);
    let problem = if named {
        format!("`{text}` is a name, and Slack notifies nobody of a {what} by name")
    } else {
        format!("`{text}` is not the id of a Slack {what}")
    };
    Err(ParseError::new(problem, help))
}

#[cfg(test)]
mod tests {
    use super::{SlackGroupId, SlackUserId};

    #[test]
    fn an_id_is_a_letter_and_what_slack_gave() {
        for text in ["U012AB3CDE4", "W012AB3CD", "U024BE7LH"] {
            assert!(text.parse::<SlackUserId>().is_ok(), "{text}");
        }
        assert!("S012AB3CDE4".parse::<SlackGroupId>().is_ok());
        assert!("S012AB3CDE4".parse::<SlackUserId>().is_err());
        assert!("U012AB3CDE4".parse::<SlackGroupId>().is_err());
    }

    #[test]
    fn a_name_is_refused_with_what_to_write() {
        for text in ["@minsu", "minsu", "Platform Team", "<@U012AB3CDE4>", "here", ""] {
            let fault = text.parse::<SlackUserId>().unwrap_err();
            assert!(fault.help.contains("U012AB3CDE4"), "{text}");
        }
        let fault = "@minsu".parse::<SlackUserId>().unwrap_err();
        assert_eq!(
            fault.problem,
            "`@minsu` is a name, and Slack notifies nobody of a user by name"
        );
    }
}
