//! The report of many environments as a comment for a review.

use super::super::markdown::Page;
use super::super::variants::{environments, risk_in_markdown};
use super::super::{Presence, change, code};
use super::{BY_FILES, Fleet};
use crate::diag::listed::listed;

impl Fleet<'_> {
    /// A comment for a review.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut page = Page::default();
        page.push_part(&format!("### {}\n\nAgainst `{}`.\n", self.summary(), self.base));
        for line in self.monthly_cost().lines() {
            page.push_part(&format!("\n{line}\n"));
        }
        let renamed = self.renamed_names();
        let renamed = renamed.iter().map(String::as_str).collect();
        let lists = [
            ("new", self.new_names()),
            ("gone", self.gone_names()),
            ("renamed", renamed),
            ("refused, so not compared", self.refused_names()),
        ];
        for (what, names) in lists.iter().filter(|(_, names)| !names.is_empty()) {
            let count = environments(names.len());
            let risk = match *what {
                "new" => risk_in_markdown(&self.new_risks()),
                _ => String::new(),
            };
            page.push_part(&format!("\n- {count} {what}{risk}: {}\n", listed(names)));
        }
        for gone in self.gone {
            page.push_part(&format!("\n- {}\n", gone.markdown(self.base)));
        }
        for presence in BY_FILES {
            let drifted = Self::drift_risks(self.drifted_on(presence));
            if drifted.is_empty() {
                continue;
            }
            let by = match presence {
                Presence::Files => "changed in `out/`, in Rust or by another eksight or catalogue",
                _ => "changed by another eksight or catalogue, or by hand in `out/`",
            };
            let names: Vec<&str> = drifted.keys().copied().collect();
            page.push_part(&format!(
                "\n- {} {by}{}: {}\n",
                environments(names.len()),
                risk_in_markdown(&drifted),
                listed(&names)
            ));
        }
        for group in self.groups() {
            let names = group.names();
            page.push_part(&format!(
                "\n- {}: {}: {}{}\n  {}\n",
                environments(names.len()),
                code(&group.field.path.to_string()),
                code(&change(group.field.old.as_ref(), group.field.new.as_ref())),
                group.risk_in_markdown(),
                listed(&names)
            ));
        }
        if page.left_out > 0 {
            page.text.push_str(&format!(
                "\n{} more do not fit here: {} shows all.\n",
                page.left_out,
                code(&format!("cargo xtask diff --all --base {}", self.base_elsewhere))
            ));
        }
        page.text
    }
}
