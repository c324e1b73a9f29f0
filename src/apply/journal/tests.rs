//! What a journal makes of earlier runs, and whose it is.

use super::{Entry, History, Place, Refusal, digest};

fn place(environment: &str) -> Place {
    Place {
        environment: environment.to_owned(),
        source: format!("environments/{environment}.yaml"),
        account: "111122223333".to_owned(),
        region: "ap-northeast-2".to_owned(),
        cluster: format!("{environment}-eks"),
        archived: false,
        guarded: false,
    }
}

fn read(entries: &[Entry]) -> Result<History, Refusal> {
    let lines = entries.iter().map(|entry| serde_json::to_string(entry).unwrap());
    History::read("a/journal.jsonl", &lines.collect::<Vec<_>>(), &place("dev"))
}

fn history(entries: &[Entry]) -> History {
    read(&[&[Entry::of(&place("dev"))], entries].concat()).unwrap()
}

fn start(step: &str) -> Entry {
    Entry::Start {
        at: 1,
        step: step.to_owned(),
        input: "a".to_owned(),
    }
}

fn end(step: &str) -> Entry {
    Entry::End {
        at: 2,
        step: step.to_owned(),
        changed: true,
        input: "a".to_owned(),
    }
}

fn fail(step: &str) -> Entry {
    Entry::Fail {
        at: 3,
        step: step.to_owned(),
    }
}

fn helm(at: u64, process: u32) -> Entry {
    Entry::Program {
        at,
        name: "helm".to_owned(),
        process,
    }
}

fn ended(process: u32) -> Entry {
    Entry::ProgramEnd { process }
}

#[test]
fn what_began_and_came_to_no_end_of_its_own_is_ours() {
    let half_done = |entries: &[Entry]| history(entries).half_done_since("a");
    for (entries, since) in [
        (vec![], None),
        // It ended, well or not, or Ctrl-C let it end.
        (vec![start("a"), helm(2, 7), ended(7), end("a")], None),
        (vec![start("a"), helm(2, 7), ended(7), fail("a")], None),
        (vec![start("a"), helm(2, 7), ended(7)], None),
        (vec![start("a"), fail("a")], None),
        // It was cut off, or the run was.
        (vec![start("a"), helm(2, 7), fail("a")], Some(2)),
        (vec![start("a"), helm(2, 7)], Some(2)),
        (vec![start("a")], Some(1)),
        // A run between could do nothing about it, or cleared it up and was cut off itself.
        (vec![start("a"), helm(2, 7), start("a"), fail("a")], Some(2)),
        (vec![start("a"), helm(2, 7), start("a"), helm(4, 8)], Some(2)),
        (
            vec![
                start("a"),
                helm(2, 7),
                start("a"),
                helm(4, 8),
                ended(8),
                helm(5, 9),
            ],
            Some(5),
        ),
        (
            vec![
                start("a"),
                helm(2, 7),
                start("a"),
                helm(4, 8),
                ended(8),
                fail("a"),
            ],
            None,
        ),
        // What another step did is none of it.
        (vec![start("a"), fail("a"), start("b"), helm(2, 7)], None),
        (vec![start("a"), helm(2, 7), end("a"), start("b")], None),
    ] {
        assert_eq!(half_done(&entries), since, "{entries:?}");
    }
}

#[test]
fn a_step_ended_with_its_input() {
    let found = history(&[start("a"), end("a"), start("b"), fail("b"), start("c")]);
    assert_eq!(found.ended_with("a", "a"), Some(2));
    assert_eq!(found.ended_with("a", "b"), None);
    assert_eq!(found.ended_with("b", "a"), None);
}

#[test]
fn a_teardown_makes_everything_history() {
    let found = history(&[start("a"), Entry::Gone { at: 9 }]);
    assert_eq!(found.half_done_since("a"), None);
}

#[test]
fn a_journal_counts_for_the_environment_that_it_names() {
    let state = |entries: &[Entry]| read(entries).unwrap_err().state().to_owned();
    assert_eq!(
        state(&[Entry::of(&place("prod")), start("a")]),
        "a/journal.jsonl:1: this journal is of `prod`, the cluster `prod-eks` in 111122223333, ap-northeast-2, and `dev` is the \
         cluster `dev-eks` in 111122223333, ap-northeast-2"
    );
    assert_eq!(
        state(&[start("a")]),
        "a/journal.jsonl:1: this journal does not say of which environment it is"
    );
    assert!(!read(&[]).unwrap().is_begun());
    assert!(history(&[]).is_begun());
}

#[test]
fn what_is_no_entry_is_told_with_its_line_and_without_its_words() {
    let own = serde_json::to_string(&Entry::of(&place("dev"))).unwrap();
    for garbage in ["hunter2", "{\"entry\":\"secret\"}", "{}", ""] {
        let lines = [own.clone(), garbage.to_owned()];
        let refused = History::read("a/journal.jsonl", &lines, &place("dev")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "a/journal.jsonl:2: this line is no entry of a journal\n  why: what it says is half done would be taken back, and \
             it may be somebody else's\n  mend: mv a/journal.jsonl a/journal.jsonl.old, then run the same command: without \
             a journal it looks at everything itself, and leaves alone what is half done"
        );
    }
}

#[test]
fn a_digest_is_sha_256() {
    // printf 'a\0b\0' | sha256sum
    assert_eq!(
        digest(&["a", "b"]),
        "8fb20ef63ced4145fc2e983ffe597d1dcff39154c3bf21f0fa9dde6a0c50fdc9"
    );
    assert_ne!(digest(&["ab"]), digest(&["a", "b"]));
}
