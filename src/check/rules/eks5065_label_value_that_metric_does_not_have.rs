//! EKS5065: a query that asks for a value which a label of the metric never has.

use crate::catalog::nearest;
use crate::fields::listed;
use crate::{Finding, Subject, queries};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let metrics = subject.catalogue.metrics();
    let mut found = Vec::new();
    for (at, query) in queries::readable(subject) {
        for selector in &query.selectors {
            let metric = &selector.metric;
            for (label, texts) in &selector.texts {
                let Some(values) = metrics.label_values(metric, label) else {
                    continue;
                };
                // Nothing is what series without the label have.
                let mut texts = texts.iter().filter(|text| !text.is_empty());
                let Some(wrong) = texts.find(|text| !values.contains(text)) else {
                    continue;
                };
                let near = nearest(wrong, values.iter().map(String::as_str));
                // `=~` has told them apart.
                let several = wrong.contains('|')
                    && wrong
                        .split('|')
                        .all(|text| values.iter().any(|known| known == text));
                let help = match near {
                    _ if several => format!("`=` takes this for one value; write `{label}=~\"{wrong}\"`"),
                    Some(near) => format!("did you mean `{near}`? There are {}", listed(values)),
                    None => format!("there are {}", listed(values)),
                };
                let message = format!("`{label}` of `{metric}` is never `{wrong}`");
                let finding = Finding::at(at.clone(), message).help(help);
                found.push(finding.note(format!("metrics as of {}", metrics.as_of())));
            }
        }
    }
    found
}
