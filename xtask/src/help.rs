//! What `cargo xtask --help` says beside the product's own commands.

use std::io::Write;

/// The tasks, and what each does.
const TASKS: [(&str, &str); 6] = [
    (
        "test",
        "Run the tests that need no network and no outside program",
    ),
    ("ci", "Run what a merge request must pass"),
    (
        "verify",
        "Ask cfn-lint, kubectl, Helm, promtool and others about out/: verify [step…]",
    ),
    (
        "trust",
        "Apply and tear down against rigs, with every call that can go wrong: trust [lives] [apply] [teardown] [POINTS] [--environment NAME] [--from STEP]",
    ),
    (
        "codegen",
        "Make committed files anew: codegen catalog, coverage, properties, rules or schema [--check]",
    ),
    (
        "bench",
        "Measure the build, the start and the commands; or beside others: bench peers [--rounds N] [--largest N]",
    ),
];

/// Whether a task is called so.
pub(crate) fn knows(name: &str) -> bool {
    TASKS.iter().any(|(task, _)| *task == name)
}

/// Prints the tasks.
pub(crate) fn print() {
    let rows = TASKS
        .iter()
        .map(|(task, does)| format!("  {task:<8} {does}\n"))
        .collect::<String>();
    // A closed stdout leaves nobody to tell.
    let _ = write!(
        std::io::stdout(),
        "\nTasks for developers of eksight (see CONTRIBUTING.md):\n{rows}"
    );
}
