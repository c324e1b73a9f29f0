//! Examples of rules that their pages leave out for brevity: `tests/rules/`.
#![allow(clippy::disallowed_methods, reason = "a test that reads its cases")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use eksight::check::Page;
use eksight::diag::Code;

/// The examples of a page, and those that it leaves out.
pub fn examples(code: Code, page: Page, kind: &str) -> Vec<String> {
    let further = further().get(&code.to_string());
    let further = further.map(|page| page.blocks(kind)).unwrap_or_default();
    [page.blocks(kind), further].concat()
}

/// The latter, by the code of the rule.
pub fn further() -> &'static BTreeMap<String, Page> {
    static FURTHER: LazyLock<BTreeMap<String, Page>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
        let files = folder.read_dir().expect("the folder of examples");
        let further = files.map(|file| {
            let path = file.expect("a file of examples").path();
            let code = path
                .file_stem()
                .expect("its name")
                .to_string_lossy()
                .to_uppercase();
            let text = fs::read_to_string(&path).expect("its text");
            (code, Page(text.leak()))
        });
        further.collect()
    });
    &FURTHER
}
