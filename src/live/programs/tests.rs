//! How programs are asked, again and with a limit.

use super::{Fault, Kind, Programs, Surroundings};
use crate::tools::{Call, Ended, Stop};
use std::cell::RefCell;
use std::time::Duration;

/// Wants nothing, and keeps what it hears.
#[derive(Default)]
struct Calm(RefCell<Vec<String>>);

impl Stop for Calm {
    fn now(&self) -> bool {
        false
    }

    fn started(&self, _: &Call<'_>, _: u32) {}

    fn killed(&self, _: &Call<'_>) {}

    fn ended(&self, _: &Call<'_>, _: u32, _: Ended) {}
}

impl Surroundings for Calm {
    fn pause(&self, _: Duration) -> bool {
        true
    }

    fn is_stopping(&self) -> bool {
        false
    }

    fn asked_again(&self, text: &str) {
        self.0.borrow_mut().push(text.to_owned());
    }
}

#[test]
fn something_else_is_looked_at_while_a_program_works() {
    let folder = tempfile::tempdir().unwrap();
    let calm = Calm::default();
    let programs = Programs {
        region: "ap-northeast-2".to_owned(),
        kubeconfig: folder.path().join("kubeconfig"),
        most: Duration::from_secs(60),
        patience: Duration::from_secs(60),
        surroundings: &calm,
    };
    // It ends when the look has made the folder that it waits for.
    let awaited = folder.path().join("looked");
    let path = awaited.display().to_string();
    let arguments = [
        "-c",
        "until [ -d \"$1\" ]; do sleep 0.01; done; echo done",
        "sh",
        &path,
    ];
    let look = || drop(std::fs::create_dir(&awaited));
    let told = programs.tell_while("sh", &arguments, "", programs.most, &look);
    assert_eq!(told.unwrap(), "done\n");
}

#[test]
fn a_question_that_is_asked_again_is_told_with_its_reason() {
    let calm = Calm::default();
    let programs = Programs {
        region: "ap-northeast-2".to_owned(),
        kubeconfig: "kubeconfig".into(),
        patience: Duration::from_secs(60),
        most: Duration::from_secs(2),
        surroundings: &calm,
    };
    let late = || Fault::TooLate {
        command: "aws a b".to_owned(),
        after: Duration::from_secs(2),
    };
    let busy = || Fault::Said {
        command: "aws a b".to_owned(),
        said: "slow down\nplease".to_owned(),
        kind: Kind::Passing,
    };
    let mut answers = vec![Ok(7), Err(busy()), Err(late())];
    assert_eq!(programs.patiently(|| answers.pop().unwrap()).unwrap(), 7);
    assert_eq!(
        calm.0.take(),
        [
            "asked again (2 of 6): `aws a b` gave no answer within 2 s and was ended",
            "asked again (3 of 6): `aws a b` failed: slow down"
        ]
    );
    assert!(programs.patiently(|| Err::<(), _>(late())).is_err());
    assert_eq!(calm.0.take().len(), 5);
    // What has taken all the time that there is is not asked again.
    let out_of_time = Programs {
        patience: Duration::from_secs(4),
        ..programs
    };
    assert!(out_of_time.patiently(|| Err::<(), _>(late())).is_err());
    assert_eq!(calm.0.take().len(), 1);
}
