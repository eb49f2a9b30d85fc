//! Real keys of a display, pressed through its own test extension: at a person's pace, or all at once as a scanner's
//! buffer empties. A program beside the display would be too slow for a scanner on a busy machine.

use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval, timeout};
use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, CreateWindowAux, EventMask, InputFocus,
    KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MapState, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// A person's fingers: so long on a key, and so long off before the next.
const PERSON_HOLDS: Duration = Duration::from_millis(30);
const LOOK_EVERY: Duration = Duration::from_millis(30);
const WINDOW_WITHIN: Duration = Duration::from_secs(30);
const TITLE: &[u8] = b"Sarrera";
const TITLE_WORDS_MAX: u32 = 64;

const SHIFT: u32 = 0xffe1;
const CONTROL: u32 = 0xffe3;
const ALT: u32 = 0xffe9;
pub(crate) const TAB: u32 = 0xff09;
pub(crate) const ENTER: u32 = 0xff0d;
pub(crate) const ESCAPE: u32 = 0xff1b;
pub(crate) const UP: u32 = 0xff52;
pub(crate) const RIGHT: u32 = 0xff53;
pub(crate) const DOWN: u32 = 0xff54;
pub(crate) const END: u32 = 0xff57;
pub(crate) const F1: u32 = 0xffbe;
pub(crate) const F2: u32 = 0xffbf;
pub(crate) const F3: u32 = 0xffc0;
pub(crate) const F4: u32 = 0xffc1;
pub(crate) const F5: u32 = 0xffc2;
pub(crate) const F6: u32 = 0xffc3;
pub(crate) const F7: u32 = 0xffc4;
pub(crate) const F8: u32 = 0xffc5;
pub(crate) const F9: u32 = 0xffc6;
pub(crate) const F11: u32 = 0xffc8;

/// The keyboard of one display.
pub(crate) struct Keyboard {
    display: RustConnection,
    root: u32,
    /// What each symbol needs: a key, and whether Shift is held.
    keys: HashMap<u32, (u8, bool)>,
}

impl Keyboard {
    pub(crate) fn of(display: &str) -> Self {
        let (display, screen) = x11rb::connect(Some(display)).unwrap();
        let setup = display.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let root = setup.roots[screen].root;
        let mapping = display.get_keyboard_mapping(first, last - first + 1).unwrap();
        let mapping = mapping.reply().unwrap();
        let mut keys = HashMap::new();
        let rows = mapping.keysyms.chunks(usize::from(mapping.keysyms_per_keycode));
        for (key, symbols) in (first..=last).zip(rows) {
            for (symbol, shifted) in symbols.iter().zip([false, true]) {
                keys.entry(*symbol).or_insert((key, shifted));
            }
        }
        Self { display, root, keys }
    }

    /// Gives the keys to the window, as a window manager would.
    pub(crate) async fn reach_the_window(&self) {
        let found = timeout(WINDOW_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            loop {
                tick.tick().await;
                if let Some(window) = self.window() {
                    return window;
                }
            }
        });
        let window = found.await.expect("the window is on the display");
        let focus = self
            .display
            .set_input_focus(InputFocus::POINTER_ROOT, window, CURRENT_TIME);
        focus.unwrap().check().unwrap();
    }

    /// Gives the keys to another window, as when another program comes to the front.
    pub(crate) fn leave_the_window(&self) {
        let other = self.display.generate_id().unwrap();
        let unmanaged = CreateWindowAux::new().override_redirect(1);
        let class = WindowClass::INPUT_OUTPUT;
        let made = self
            .display
            .create_window(0, other, self.root, 0, 0, 1, 1, 0, class, 0, &unmanaged);
        made.unwrap().check().unwrap();
        self.display.map_window(other).unwrap().check().unwrap();
        let focus = self
            .display
            .set_input_focus(InputFocus::POINTER_ROOT, other, CURRENT_TIME);
        focus.unwrap().check().unwrap();
    }

    /// From now on hears what windows ask of a window manager, as one does.
    pub(crate) fn manage(&self) {
        let asks = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        let heard = self.display.change_window_attributes(self.root, &asks);
        heard.unwrap().check().unwrap();
    }

    /// Waits until a window asks for the whole screen (`_NET_WM_STATE` of the Extended Window Manager Hints).
    pub(crate) async fn hear_for_the_screen(&self) {
        let state = self.atom(b"_NET_WM_STATE");
        let full = self.atom(b"_NET_WM_STATE_FULLSCREEN");
        let heard = timeout(WINDOW_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            loop {
                match self.display.poll_for_event().unwrap() {
                    Some(Event::ClientMessage(asked))
                        if asked.type_ == state && asked.data.as_data32()[1..3].contains(&full) =>
                    {
                        return;
                    }
                    Some(_) => {}
                    None => drop(tick.tick().await),
                }
            }
        });
        heard.await.expect("a window asks for the whole screen");
    }

    fn atom(&self, name: &[u8]) -> u32 {
        let asked = self.display.intern_atom(false, name).unwrap();
        asked.reply().unwrap().atom
    }

    /// Presses a text's keys one after the other, as a person does.
    pub(crate) async fn slowly(&self, text: &str) {
        let mut tick = interval(PERSON_HOLDS);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tick.tick().await;
        for character in text.chars() {
            let (key, shifted) = self.code(symbol(character));
            self.down(key, shifted);
            self.display.flush().unwrap();
            tick.tick().await;
            self.up(key, shifted);
            self.display.flush().unwrap();
            tick.tick().await;
        }
    }

    /// Presses a text's keys all at once; a line's end is Enter.
    pub(crate) fn at_once(&self, text: &str) {
        for character in text.chars() {
            self.press(symbol(character));
        }
        self.display.flush().unwrap();
    }

    /// Presses one key by its symbol.
    pub(crate) fn key(&self, symbol: u32) {
        self.press(symbol);
        self.display.flush().unwrap();
    }

    /// Presses one key with Shift.
    pub(crate) fn with_shift(&self, symbol: u32) {
        self.with(SHIFT, symbol);
    }

    /// Presses a character's key with Ctrl.
    pub(crate) fn with_control(&self, character: char) {
        self.with(CONTROL, symbol(character));
    }

    /// Presses a character's key with Alt.
    pub(crate) fn with_alt(&self, character: char) {
        self.with_alt_key(symbol(character));
    }

    /// Presses a key with Alt.
    pub(crate) fn with_alt_key(&self, symbol: u32) {
        self.with(ALT, symbol);
    }

    /// Presses a character's key with Alt and Shift.
    pub(crate) fn with_alt_shift(&self, character: char) {
        self.move_key(KEY_PRESS_EVENT, self.code(SHIFT).0);
        self.with(ALT, symbol(character));
        self.move_key(KEY_RELEASE_EVENT, self.code(SHIFT).0);
        self.display.flush().unwrap();
    }

    fn with(&self, modifier: u32, symbol: u32) {
        self.move_key(KEY_PRESS_EVENT, self.code(modifier).0);
        self.press(symbol);
        self.move_key(KEY_RELEASE_EVENT, self.code(modifier).0);
        self.display.flush().unwrap();
    }

    fn press(&self, symbol: u32) {
        let (key, shifted) = self.code(symbol);
        self.down(key, shifted);
        self.up(key, shifted);
    }

    fn down(&self, key: u8, shifted: bool) {
        if shifted {
            self.move_key(KEY_PRESS_EVENT, self.code(SHIFT).0);
        }
        self.move_key(KEY_PRESS_EVENT, key);
    }

    fn up(&self, key: u8, shifted: bool) {
        self.move_key(KEY_RELEASE_EVENT, key);
        if shifted {
            self.move_key(KEY_RELEASE_EVENT, self.code(SHIFT).0);
        }
    }

    fn move_key(&self, how: u8, key: u8) {
        let sent = self
            .display
            .xtest_fake_input(how, key, CURRENT_TIME, self.root, 0, 0, 0);
        // Whether the display takes it shows on the page; asking for each key would cost a scanner's pace.
        sent.unwrap().ignore_error();
    }

    fn code(&self, symbol: u32) -> (u8, bool) {
        let key = self.keys.get(&symbol).copied();
        key.unwrap_or_else(|| panic!("the display has no key for {symbol:#x}"))
    }

    fn window(&self) -> Option<u32> {
        let tree = self.display.query_tree(self.root).ok()?.reply().ok()?;
        tree.children
            .into_iter()
            .find(|window| self.title(*window).is_some_and(|title| title == TITLE) && self.is_shown(*window))
    }

    fn title(&self, window: u32) -> Option<Vec<u8>> {
        let name = AtomEnum::WM_NAME;
        let asked = self
            .display
            .get_property(false, window, name, AtomEnum::ANY, 0, TITLE_WORDS_MAX);
        Some(asked.ok()?.reply().ok()?.value)
    }

    fn is_shown(&self, window: u32) -> bool {
        let asked = self.display.get_window_attributes(window).ok();
        let answer = asked.and_then(|asked| asked.reply().ok());
        answer.is_some_and(|attributes| attributes.map_state == MapState::VIEWABLE)
    }
}

/// The symbols of Latin letters, digits and signs are their code points.
fn symbol(character: char) -> u32 {
    match character {
        '\n' => ENTER,
        '\t' => TAB,
        other => u32::from(other),
    }
}
