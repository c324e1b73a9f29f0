//! The page of a rule: Markdown with the examples that test it.

/// A rule's page.
#[derive(Debug, Clone, Copy)]
pub struct Page(pub &'static str);

impl Page {
    /// The whole text.
    #[must_use]
    pub fn text(self) -> &'static str {
        self.0
    }

    /// The first heading, without its `#`.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.0
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches('#')
            .trim()
    }

    /// The fenced blocks with this info string, such as `yaml bad`.
    #[must_use]
    pub fn blocks(self, info: &str) -> Vec<String> {
        let fence = format!("```{info}");
        let mut blocks = Vec::new();
        let mut lines = self.0.lines();
        while let Some(line) = lines.next() {
            if line == fence {
                let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                blocks.push(block.join("\n") + "\n");
            }
        }
        blocks
    }
}
