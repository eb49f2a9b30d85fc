//! An operator's steps, counted as the design counts them: a scan, what is typed in one go, a key.

use crate::harness::Desk;
use crate::keys::TAB;
use serde_json::json;

const TABS_MAX: usize = 60;

/// Who does one task at the keyboard alone.
pub(crate) struct Operator<'a> {
    desk: &'a Desk,
    task: &'static str,
    steps: usize,
}

impl<'a> Operator<'a> {
    pub(crate) const fn begins(task: &'static str, desk: &'a Desk) -> Self {
        Self { desk, task, steps: 0 }
    }

    pub(crate) fn scans(&mut self, code: &str) {
        self.steps += 1;
        self.desk.scanner(code);
    }

    /// Types without looking up; Tab goes from field to field.
    pub(crate) async fn types(&mut self, text: &str) {
        self.steps += 1;
        self.desk.types(text).await;
    }

    /// Goes on with Tab until this has the focus, and types there.
    pub(crate) async fn types_into(&mut self, css: &str, text: &str) {
        let script = "return document.activeElement?.matches(arguments[0]) === true";
        for _ in 0..TABS_MAX {
            if self.desk.run(script, vec![json!(css)]).await == json!(true) {
                return self.types(text).await;
            }
            self.desk.keyboard().key(TAB);
        }
        panic!("{}: Tab does not come to {css}", self.task)
    }

    pub(crate) fn presses(&mut self, key: u32) {
        self.steps += 1;
        self.desk.keyboard().key(key);
    }

    pub(crate) fn presses_control(&mut self, character: char) {
        self.steps += 1;
        self.desk.keyboard().with_control(character);
    }

    pub(crate) fn presses_alt(&mut self, character: char) {
        self.steps += 1;
        self.desk.keyboard().with_alt(character);
    }

    /// The task is done, in no more steps than the design gives it.
    pub(crate) fn done_in(self, most: usize) {
        let Self { task, steps, .. } = self;
        assert!(steps <= most, "{task}: {steps} steps, where {most} are the most");
    }
}
