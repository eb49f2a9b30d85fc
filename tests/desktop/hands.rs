//! What a person at the desk does and sees: eyes on the page, clicks, and what is typed.

use crate::harness::Desk;
use crate::keys::TAB;
use fantoccini::Locator;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{interval, timeout};

/// The field of the search.
pub(crate) const SEARCH: &str = "input[role=combobox]";
const LOOK_EVERY: Duration = Duration::from_millis(30);
const SEEN_WITHIN: Duration = Duration::from_secs(30);
/// Nobody presses Tab more often than this to come anywhere.
const TABS_MAX: usize = 24;
/// Nobody insists more often.
const PRESSES_MAX: usize = 20;
/// So long somebody looks whether a Tab did anything.
const TAB_MOVES_WITHIN: Duration = Duration::from_secs(1);

impl Desk {
    /// Waits until an element that fits shows these words, and gives all that such elements show.
    pub(crate) async fn see(&self, css: &str, words: &str) -> String {
        self.see_that(&format!("{words:?} in {css}"), css, |shown| shown.contains(words))
            .await
    }

    /// Whether an element that fits comes to show these words.
    pub(crate) async fn found(&self, css: &str, words: &str) -> bool {
        let waiting = timeout(SEEN_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            while !self.shown(css).await.contains(words) {
                tick.tick().await;
            }
        });
        waiting.await.is_ok()
    }

    /// Waits until one of two places shows its words, and gives those.
    pub(crate) async fn see_either<'w>(
        &self,
        one: &str,
        words: &'w str,
        other: &str,
        others: &'w str,
    ) -> &'w str {
        let waiting = timeout(SEEN_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            loop {
                tick.tick().await;
                if self.shown(one).await.contains(words) {
                    return words;
                }
                if self.shown(other).await.contains(others) {
                    return others;
                }
            }
        });
        let seen = waiting.await;
        seen.unwrap_or_else(|_| panic!("waited for {words:?} in {one} or {others:?} in {other}"))
    }

    /// Waits until what such elements show fits, and gives it.
    pub(crate) async fn see_that(&self, what: &str, css: &str, fits: impl Fn(&str) -> bool) -> String {
        let mut last = String::new();
        let seen = timeout(SEEN_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            loop {
                tick.tick().await;
                last = self.shown(css).await;
                if fits(&last) {
                    return last.clone();
                }
            }
        })
        .await;
        match seen {
            Ok(shown) => shown,
            Err(_) => {
                let page = self.shown("body").await;
                panic!("waited for {what}; there is {last:?}; the page: {page}")
            }
        }
    }

    /// Goes on with Tab until a field that fits has the focus; gives by how many Tabs, and fails where the keyboard does
    /// not come there.
    pub(crate) async fn tab_to(&self, css: &str) -> usize {
        self.walk_to(css, || self.keyboard().key(TAB)).await
    }

    /// As [`Desk::tab_to`], backwards.
    pub(crate) async fn tab_back_to(&self, css: &str) -> usize {
        self.walk_to(css, || self.keyboard().with_shift(TAB)).await
    }

    async fn walk_to(&self, css: &str, tab: impl Fn()) -> usize {
        let has_focus = "return document.activeElement?.matches(arguments[0]) ?? false";
        let remember = "window.before = document.activeElement; return true";
        let moved = "return window.before !== document.activeElement";
        let mut tabs = 0;
        for _ in 0..TABS_MAX {
            if self.run(has_focus, vec![json!(css)]).await == json!(true) {
                return tabs;
            }
            self.run(remember, vec![]).await;
            tab();
            let moves = timeout(TAB_MOVES_WITHIN, async {
                let mut tick = interval(LOOK_EVERY);
                while self.run(moved, vec![]).await != json!(true) {
                    tick.tick().await;
                }
            });
            // Half a second behind a scan a Tab is the scanner's: whoever sees that nothing moved presses again.
            tabs += usize::from(moves.await.is_ok());
        }
        panic!("Tab does not come to {css}");
    }

    /// Presses a key until it shows: half a second behind a scan an Enter is the scanner's.
    pub(crate) async fn insist(&self, key: u32, css: &str, words: &str) {
        self.press_until(key, css, |shown| shown.contains(words)).await;
    }

    /// Presses a key until nothing that fits shows anything.
    pub(crate) async fn insist_away(&self, key: u32, css: &str) {
        self.press_until(key, css, str::is_empty).await;
    }

    async fn press_until(&self, key: u32, css: &str, fits: impl Fn(&str) -> bool) {
        for _ in 0..PRESSES_MAX {
            self.keyboard().key(key);
            let shows = timeout(TAB_MOVES_WITHIN, async {
                let mut tick = interval(LOOK_EVERY);
                while !fits(&self.shown(css).await) {
                    tick.tick().await;
                }
            });
            if shows.await.is_ok() {
                return;
            }
        }
        panic!("{css} still shows {:?}", self.shown(css).await);
    }

    /// Waits until there is an element that fits.
    pub(crate) async fn there_is(&self, css: &str) {
        let waiting = self.page.wait().at_most(SEEN_WITHIN).every(LOOK_EVERY);
        let found = waiting.for_element(Locator::Css(css)).await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Waits until there is no element that fits.
    pub(crate) async fn see_no(&self, css: &str) {
        let there = "return document.querySelector(arguments[0]) !== null";
        let waiting = timeout(SEEN_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            while self.run(there, vec![json!(css)]).await != json!(false) {
                tick.tick().await;
            }
        });
        assert!(waiting.await.is_ok(), "waited for {css} to go");
    }

    /// Waits until a field holds exactly this.
    pub(crate) async fn see_value(&self, css: &str, value: &str) {
        let waiting = timeout(SEEN_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            while self.value(css).await != value {
                tick.tick().await;
            }
        });
        if waiting.await.is_err() {
            panic!(
                "waited for {value:?} in {css}; it holds {:?}",
                self.value(css).await
            );
        }
    }

    /// What the elements that fit show now, one line after the other.
    pub(crate) async fn shown(&self, css: &str) -> String {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText).join('\\n')";
        let answer = self.run(script, vec![json!(css)]).await;
        answer.as_str().unwrap_or_default().to_owned()
    }

    /// What a field holds now.
    pub(crate) async fn value(&self, css: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.value ?? null";
        let answer = self.run(script, vec![json!(css)]).await;
        answer.as_str().unwrap_or("(no such field)").to_owned()
    }

    /// A script that a page of ours allows: it makes no code from text.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.page.execute(script, arguments).await.unwrap()
    }

    /// Clicks the first element that fits, once there is one.
    pub(crate) async fn click(&self, css: &str) {
        self.click_at(Locator::Css(css)).await;
    }

    /// Clicks the button that says these words.
    pub(crate) async fn press(&self, words: &str) {
        let button = format!("//button[contains(normalize-space(.), \"{words}\") and not(@disabled)]");
        self.click_at(Locator::XPath(&button)).await;
    }

    /// As a person does, who looks again where the page has just put another button in its place or still moves.
    async fn click_at(&self, place: Locator<'_>) {
        let mut last = None;
        let clicking = timeout(SEEN_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            loop {
                tick.tick().await;
                let clicked = match self.page.find(place).await {
                    Ok(found) => found.click().await,
                    Err(error) => Err(error),
                };
                match clicked {
                    Ok(()) => return,
                    Err(error) if passes(&error) => last = Some(error),
                    Err(error) => panic!("{place:?}: {error}"),
                }
            }
        });
        if clicking.await.is_err() {
            panic!("{place:?}: {last:?}");
        }
    }

    /// Chooses one of a group of radio buttons, as its label does.
    pub(crate) async fn press_radio(&self, name: &str, value: &str) {
        let label = format!("//label[input[@name=\"{name}\" and @value=\"{value}\"]]");
        self.click_at(Locator::XPath(&label)).await;
    }

    /// The language switch.
    pub(crate) async fn speak(&self, language: &str) {
        self.click(&format!(".languages button[lang='{language}']")).await;
    }

    /// The language that the page says it speaks.
    pub(crate) async fn language(&self) -> String {
        let answer = self.run("return document.documentElement.lang", vec![]).await;
        answer.as_str().unwrap_or_default().to_owned()
    }

    /// Puts a text into a field as pasting does: in one piece, and no key is pressed.
    pub(crate) async fn paste(&self, css: &str, text: &str) {
        let script = "const field = document.querySelector(arguments[0]);
            field.focus();
            field.value = arguments[1];
            field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));";
        self.there_is(css).await;
        self.run(script, vec![json!(css), json!(text)]).await;
    }

    /// Types as a person does, into whatever has the focus.
    pub(crate) async fn types(&self, text: &str) {
        self.keyboard().slowly(text).await;
    }

    /// Types a code as a USB scanner does: as fast as it goes, and Enter at its end.
    pub(crate) fn scanner(&self, code: &str) {
        self.scanner_that_ends(code, "\n");
    }

    /// As [`Desk::scanner`], where the scanner is set to end its codes in another way.
    pub(crate) fn scanner_that_ends(&self, code: &str, ending: &str) {
        self.keyboard().at_once(&format!("{code}{ending}"));
    }
}

/// Whether a click failed for something that is over in a moment.
fn passes(error: &CmdError) -> bool {
    error.is_no_such_element() || error.is_stale_element_reference() || error.is_element_not_interactable()
}
