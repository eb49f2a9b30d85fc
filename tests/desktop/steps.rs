//! Counts what somebody does at the keyboard as the table of tasks counts it: a scan, a word, a key, a field and its text.

use crate::harness::Desk;

/// One task, done without a mouse.
pub(crate) struct Steps<'a> {
    desk: &'a Desk,
    task: &'static str,
    done: Vec<String>,
}

impl<'a> Steps<'a> {
    pub(crate) const fn of(desk: &'a Desk, task: &'static str) -> Self {
        Self {
            desk,
            task,
            done: Vec::new(),
        }
    }

    /// Holds a code under the scanner.
    pub(crate) fn scan(&mut self, code: &str) {
        self.done.push("scan".to_owned());
        self.desk.scanner(code);
    }

    /// Types where the focus is.
    pub(crate) async fn types(&mut self, text: &str) {
        self.done.push(format!("type {text}"));
        self.desk.types(text).await;
    }

    /// Types in the place of what the field holds.
    pub(crate) async fn retypes(&mut self, text: &str) {
        self.done.push(format!("type {text} instead"));
        self.desk.keyboard().with_control('a');
        self.desk.types(text).await;
    }

    /// Presses one key.
    pub(crate) fn press(&mut self, name: &str, key: u32) {
        self.done.push(name.to_owned());
        self.desk.keyboard().key(key);
    }

    /// Presses a key with Ctrl; a line's end is Enter.
    pub(crate) fn with_control(&mut self, key: char) {
        self.done.push(format!("Ctrl {key:?}"));
        self.desk.keyboard().with_control(key);
    }

    /// Opens a section of the office by its number.
    pub(crate) fn office(&mut self, number: char) {
        self.done.push(format!("Alt Shift {number}"));
        self.desk.keyboard().with_alt_shift(number);
    }

    /// Goes to a field, by no more Tabs than the design has fields on the way, and types.
    pub(crate) async fn fills(&mut self, field: &str, tabs_max: usize, text: &str) {
        self.goes_to(field, tabs_max, "type").await;
        self.desk.types(text).await;
        self.desk.see_value(field, text).await;
    }

    /// Goes to a field as [`Steps::fills`] does, and presses one key there.
    pub(crate) async fn chooses(&mut self, field: &str, tabs_max: usize, key: u32) {
        self.goes_to(field, tabs_max, "choose").await;
        self.desk.keyboard().key(key);
    }

    async fn goes_to(&mut self, field: &str, tabs_max: usize, then: &str) {
        let tabs = self.desk.tab_to(field).await;
        self.done.push(format!("{tabs} Tab to {field} and {then}"));
        assert!(
            tabs <= tabs_max,
            "{}: {tabs} Tabs to {field} are more than {tabs_max}",
            self.task
        );
    }

    /// The task is done, in no more steps than the design allows.
    pub(crate) fn end(self, steps_max: usize) {
        let steps = self.done.join(", ");
        println!("{}: {} of {steps_max} steps: {steps}", self.task, self.done.len());
        assert!(
            self.done.len() <= steps_max,
            "{}: {steps} are more than {steps_max} steps",
            self.task
        );
    }
}
