//! The part of a terminal that changes while a step works: the step, and beneath it what the stack works on, or the pods that
//! it waits for.

use crate::apply::Event;
use crate::live::Pod;

/// So many resources are shown; more would push away what was told before.
const MOST: usize = 8;

/// What is shown.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The step.
    head: String,
    /// Resources that something is done to, and pods that are not ready, as name and what.
    moving: Vec<(String, String)>,
    done: usize,
    /// What those are that are done.
    is: Done,
}

#[derive(Debug, Default, Clone, Copy)]
enum Done {
    #[default]
    Resources,
    Pods,
}

impl Tree {
    /// A step begins.
    pub(super) fn begin(&mut self, head: String) {
        *self = Self {
            head,
            ..Self::default()
        };
    }

    /// A step has ended: nothing is shown.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    /// Takes an event of a resource or of pods in. `false` where it says more than that something begins or is done: then it
    /// is told for good.
    pub(super) fn take(&mut self, event: &Event<'_>) -> bool {
        if let Event::Pods { pods, .. } = event {
            let waiting = pods.iter().filter(|pod| !pod.is_ready);
            let line = |pod: &Pod| (pod.name.clone(), format!("{} {}", pod.state, pod.name));
            self.moving = waiting.map(line).collect();
            self.done = pods.len() - self.moving.len();
            self.is = Done::Pods;
            return true;
        }
        let Event::Resource {
            resource, of, status, ..
        } = event
        else {
            return false;
        };
        self.moving.retain(|(name, _)| name != resource);
        if status.ends_with("_IN_PROGRESS") {
            let (name, line) = ((*resource).to_owned(), format!("{status} {resource} ({of})"));
            self.moving.push((name, line));
            return true;
        }
        let is_done = status.ends_with("_COMPLETE") && !status.contains("ROLLBACK");
        self.done += usize::from(is_done);
        is_done
    }

    /// As it is shown; empty between steps.
    pub(super) fn lines(&self) -> String {
        if self.head.is_empty() {
            return String::new();
        }
        let mut lines = vec![format!("{} …", self.head)];
        let hidden = self.moving.len().saturating_sub(MOST);
        let shown = self.moving.iter().skip(hidden);
        lines.extend(shown.map(|(_, line)| format!("  ├─ {line}")));
        if hidden > 0 {
            lines.push(format!("  ├─ and {hidden} more"));
        }
        if self.done > 0 || lines.len() > 1 {
            lines.push(match self.is {
                Done::Resources => format!("  └─ {} done", self.done),
                Done::Pods => format!("  └─ {} ready", self.done),
            });
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;
    use crate::apply::Event;
    use crate::live::Pod;

    fn event(resource: &'static str, status: &'static str) -> Event<'static> {
        Event::Resource {
            step: "stack",
            resource,
            of: "AWS::EC2::VPC",
            status,
            reason: "",
        }
    }

    #[test]
    fn what_is_on_its_way_hangs_beneath_its_step() {
        let mut tree = Tree::default();
        assert_eq!(tree.lines(), "");
        tree.begin("[1/9] stack".to_owned());
        assert_eq!(tree.lines(), "[1/9] stack …");
        assert!(tree.take(&event("Vpc", "CREATE_IN_PROGRESS")));
        assert!(tree.take(&event("Key", "CREATE_IN_PROGRESS")));
        assert!(tree.take(&event("Vpc", "CREATE_COMPLETE")));
        assert_eq!(
            tree.lines(),
            "[1/9] stack …\n  ├─ CREATE_IN_PROGRESS Key (AWS::EC2::VPC)\n  └─ 1 done"
        );
        tree.end();
        assert_eq!(tree.lines(), "");
    }

    #[test]
    fn pods_hang_beneath_their_step_until_they_are_ready() {
        let pod = |name: &str, state: &str, is_ready: bool| Pod {
            name: name.to_owned(),
            is_ready,
            state: state.to_owned(),
        };
        let mut tree = Tree::default();
        tree.begin("[3/9] nginx".to_owned());
        let mut pods = [pod("a", "Running", true), pod("b", "ImagePullBackOff", false)];
        assert!(tree.take(&Event::Pods {
            step: "nginx",
            pods: &pods
        }));
        assert_eq!(
            tree.lines(),
            "[3/9] nginx …\n  ├─ ImagePullBackOff b\n  └─ 1 ready"
        );
        pods[1] = pod("b", "Running", true);
        assert!(tree.take(&Event::Pods {
            step: "nginx",
            pods: &pods
        }));
        assert_eq!(tree.lines(), "[3/9] nginx …\n  └─ 2 ready");
    }

    #[test]
    fn a_failure_and_a_way_back_are_told_for_good() {
        let mut tree = Tree::default();
        tree.begin("[1/9] stack".to_owned());
        assert!(!tree.take(&event("Vpc", "CREATE_FAILED")));
        assert!(!tree.take(&event("tiny", "ROLLBACK_COMPLETE")));
        assert_eq!(tree.lines(), "[1/9] stack …");
    }

    #[test]
    fn of_many_resources_the_newest_are_shown() {
        let mut tree = Tree::default();
        tree.begin("[1/9] stack".to_owned());
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        for name in names {
            tree.take(&event(name, "DELETE_IN_PROGRESS"));
        }
        let lines = tree.lines();
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines.len(), 11);
        assert_eq!(lines[1], "  ├─ DELETE_IN_PROGRESS c (AWS::EC2::VPC)");
        assert_eq!(lines[9..], ["  ├─ and 2 more", "  └─ 0 done"]);
    }
}
