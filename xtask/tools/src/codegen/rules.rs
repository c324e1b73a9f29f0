//! `cargo xtask codegen rules`: the index of all codes, beside the pages of the rules.

use eksight::cli::codes::{self, Described};

use super::Generated;

pub(super) const COMMAND: &str = "cargo xtask codegen rules";

const HEAD: &str = "\
# What eksight finds

Made by `cargo xtask codegen rules`. `eksight explain EKS1001` prints a page. Codes are never reused; each has one
severity. An error stops `render`; a warning stops it with `--deny warnings`; advice stops nothing.
";

/// The subject of each thousand.
const SUBJECTS: [&str; 9] = [
    "Reading environment files",
    "Compute and zones",
    "Network, ingress and certificates",
    "Access, identities and secrets",
    "Logs",
    "Metrics and alerts",
    "Storage and cost",
    "Charts, add-ons and versions",
    "Output and exceptions",
];

pub(super) fn generate() -> Vec<Generated> {
    let all = codes::all(&[]);
    let mut text = HEAD.to_owned();
    for (thousand, subject) in SUBJECTS.iter().enumerate() {
        text.push_str(&format!(
            "\n## {subject}\n\n| code | severity | what |\n|---|---|---|\n"
        ));
        let of_subject = all
            .iter()
            .filter(|described| usize::from(described.code.0) / 1000 == thousand);
        text.extend(of_subject.map(row));
    }
    vec![Generated {
        path: "src/check/rules/README.md",
        text,
    }]
}

fn row(described: &Described) -> String {
    let title = described.page.title();
    let what = match page_file(described.code.0) {
        Some(file) => format!("[{title}]({file})"),
        None => title.to_owned(),
    };
    format!(
        "| {} | {} | {what} |\n",
        described.code,
        described.severity.word()
    )
}

/// The file of a rule's page, which is called after its code and title; reading faults have none.
fn page_file(code: u16) -> Option<String> {
    let folder = crate::root().join("src/check/rules");
    let start = format!("eks{code:04}_");
    let files = folder.read_dir().ok()?.filter_map(Result::ok);
    let mut names = files.filter_map(|file| file.file_name().into_string().ok());
    names.find(|name| name.starts_with(&start) && name.ends_with(".md"))
}
