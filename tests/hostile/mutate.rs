//! Messages that were valid once, with something about them changed: a bit, a length, a number at its limit, a part of
//! another message, a thousand brackets.

use sarrera_testkit::world::Draws;
use serde_json::{Map, Number, Value};

/// So deep that no reader of ours goes along.
const DEEP: usize = 5_000;
/// So long that a bound has to say no.
const LONG: usize = 700_000;
/// So often something of the same kind is looked for.
const ALIKE_TRIES: usize = 20;

/// Changes JSON, or the bytes that it is packed into.
#[derive(Debug)]
pub(crate) struct Mutator {
    draws: Draws,
}

impl Mutator {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        Self {
            draws: Draws::nth(seed, number),
        }
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.draws.below(u64::try_from(end).unwrap())).unwrap()
    }

    pub(crate) fn chance(&mut self, per_mille: u64) -> bool {
        self.draws.chance(per_mille)
    }

    /// A message as it would be packed, changed: in its meaning, in its text or in its frame.
    pub(crate) fn message(&mut self, message: &Value, others: &[Value]) -> Vec<u8> {
        match self.below(10) {
            0 => {
                let mut frame = packed(message.to_string().as_bytes());
                self.bytes(&mut frame);
                frame
            }
            1 | 2 => {
                let mut text = message.to_string().into_bytes();
                self.bytes(&mut text);
                packed(&text)
            }
            3 => packed(self.repeated_key(message).as_bytes()),
            _meaning => {
                let mut message = message.clone();
                let times = if self.chance(250) { self.below(4) } else { 0 };
                for _ in 0..=times {
                    self.value(&mut message, others);
                }
                packed(message.to_string().as_bytes())
            }
        }
    }

    /// Changes a few bytes: turned, cut, put in, repeated.
    pub(crate) fn bytes(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(5) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => bytes.truncate(at),
                2 => bytes.insert(at, self.draws.any().to_le_bytes()[0]),
                3 => bytes.extend_from_within(at..),
                _ if at < bytes.len() => {
                    let end = at + self.below(bytes.len() - at);
                    bytes.drain(at..end);
                }
                _nothing_left => {}
            }
        }
    }

    /// The same object with one of its keys twice.
    fn repeated_key(&mut self, message: &Value) -> String {
        let text = message.to_string();
        let quotes: Vec<usize> = text.match_indices("\":").map(|(at, _)| at).collect();
        if quotes.is_empty() {
            return text;
        }
        let end = quotes[self.below(quotes.len())];
        let Some(begin) = text[..end].rfind('"') else {
            return text;
        };
        let key = &text[begin..=end];
        let value = ["null", "0", "\"\"", "[]", "{}"][self.below(5)];
        format!("{}{key}:{value},{}", &text[..begin], &text[begin..])
    }

    /// Changes one place of a value.
    pub(crate) fn value(&mut self, value: &mut Value, others: &[Value]) {
        let places = count(value);
        let mut at = self.below(places);
        let Some(place) = nth(value, &mut at) else { return };
        match self.below(24) {
            0 => *place = Value::Null,
            1 => *place = self.limit(),
            2 => *place = Value::String("A".repeat(self.length())),
            3 => *place = nested(self.chance(500), self.below(DEEP)),
            4 => {
                if let Some(other) = self.part_of(others) {
                    *place = other;
                }
            }
            5..10 => {
                // Something that could stand there.
                let alike = |other: &Value| std::mem::discriminant(other) == std::mem::discriminant(place);
                let found = (0..ALIKE_TRIES).find_map(|_| self.part_of(others).filter(alike));
                if let Some(other) = found {
                    *place = other;
                }
            }
            _of_its_own_kind => self.nudge(place),
        }
    }

    /// Changes a value into another of its kind.
    fn nudge(&mut self, place: &mut Value) {
        match place {
            Value::Null => *place = Value::Bool(true),
            Value::Bool(yes) => *yes = !*yes,
            Value::Number(_) => *place = self.limit(),
            Value::String(text) if self.chance(600) && !text.is_empty() => {
                // One symbol for another: an id, a hash, a signature that could be one.
                let mut symbols: Vec<char> = text.chars().collect();
                let at = self.below(symbols.len());
                symbols[at] = char::from(b'A' + u8::try_from(self.below(8)).unwrap());
                *text = symbols.into_iter().collect();
            }
            Value::String(text) => {
                let mut bytes = text.clone().into_bytes();
                self.bytes(&mut bytes);
                *text = String::from_utf8_lossy(&bytes).into_owned();
            }
            Value::Array(items) => self.list(items),
            Value::Object(map) => self.object(map),
        }
    }

    fn list(&mut self, items: &mut Vec<Value>) {
        if items.is_empty() {
            items.push(self.limit());
            return;
        }
        let at = self.below(items.len());
        match self.below(5) {
            0 => {
                items.remove(at);
            }
            1 => items.push(items[at].clone()),
            2 => {
                let other = self.below(items.len());
                items.swap(at, other);
            }
            3 => items.truncate(at),
            _more => {
                let many = std::iter::repeat_n(items[at].clone(), self.below(50));
                items.extend(many.collect::<Vec<_>>());
            }
        }
    }

    fn object(&mut self, map: &mut Map<String, Value>) {
        let keys: Vec<String> = map.keys().cloned().collect();
        if keys.is_empty() {
            map.insert("surplus".to_owned(), self.limit());
            return;
        }
        let key = keys[self.below(keys.len())].clone();
        match self.below(4) {
            0 => {
                map.remove(&key);
            }
            1 => {
                map.insert("surplus".to_owned(), self.limit());
            }
            2 => {
                let other = keys[self.below(keys.len())].clone();
                let (one, two) = (map[&key].clone(), map[&other].clone());
                map.insert(key, two);
                map.insert(other, one);
            }
            _renamed => {
                if let Some(value) = map.remove(&key) {
                    map.insert(key.to_uppercase(), value);
                }
            }
        }
    }

    /// A number where types end.
    fn limit(&mut self) -> Value {
        let all: [Number; 14] = [
            0.into(),
            1.into(),
            (-1).into(),
            i64::MAX.into(),
            i64::MIN.into(),
            u64::MAX.into(),
            (u64::MAX - 1).into(),
            (1_u64 << 63).into(),
            ((1_u64 << 63) - 1).into(),
            u32::MAX.into(),
            65_535.into(),
            65_536.into(),
            255.into(),
            Number::from_f64(1e300).unwrap(),
        ];
        Value::Number(all[self.below(all.len())].clone())
    }

    fn length(&mut self) -> usize {
        [0, 1, 25, 27, 255, 257, 70_000, LONG][self.below(8)]
    }

    /// A part of another message.
    fn part_of(&mut self, others: &[Value]) -> Option<Value> {
        let mut other = others.get(self.below(others.len()))?.clone();
        let mut at = self.below(count(&other));
        nth(&mut other, &mut at).map(|part| part.clone())
    }
}

/// In a frame as every message.
pub(crate) fn packed(text: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(text, 1).unwrap()
}

fn nested(lists: bool, deep: usize) -> Value {
    let mut value = Value::Null;
    // No deeper than what serde_json can drop and write without a stack of its own.
    for _ in 0..deep.min(400) {
        value = if lists {
            Value::Array(vec![value])
        } else {
            Value::Object(Map::from_iter([("a".to_owned(), value)]))
        };
    }
    value
}

/// How many places a value has, itself among them.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// The place with this number.
fn nth<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, at)),
        Value::Object(map) => map.values_mut().find_map(|item| nth(item, at)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
