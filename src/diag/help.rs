//! What to do about a finding.

/// What to do, as people read it. Plain text is one too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    pub(crate) text: String,
    pub(crate) takes_out: bool,
}

impl Help {
    /// Help that says to take out what the finding is about. Where that stands in a file that others extend, people are
    /// told besides how to leave it out of one environment alone.
    #[must_use]
    pub fn take_out(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            takes_out: true,
        }
    }
}

impl From<&str> for Help {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Help {
    fn from(text: String) -> Self {
        Self {
            text,
            takes_out: false,
        }
    }
}
