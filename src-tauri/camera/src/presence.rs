//! Each code once while it is held to the camera. A state machine without a clock: frames bring their own time.

use crate::Seen;
use std::time::Duration;

/// A code is taken again only after nobody held it there for this long.
pub const GONE: Duration = Duration::from_millis(1500);
/// No two codes are taken within this time, so that each verdict can be read.
pub const GAP: Duration = Duration::from_millis(1000);
/// A code that was taken counts as held there for this long after it was seen last: one blurred frame is not its end.
pub const BESIDE: Duration = Duration::from_millis(500);
/// Beside a code that was taken, another one is meant only when it is this much larger, in hundredths.
const LARGER_PERCENT: u64 = 150;

/// The codes that were taken and are held there, or were a moment ago.
#[derive(Debug, Default)]
pub struct Presence {
    taken: Vec<Taken>,
    last_taken_at: Option<Duration>,
}

#[derive(Debug)]
struct Taken {
    code: Seen,
    seen_at: Duration,
}

impl Presence {
    /// Looks at the codes of one frame and gives the one to take, if any.
    pub fn look(&mut self, now: Duration, seen: &[Seen]) -> Option<Seen> {
        self.taken
            .retain(|taken| now.saturating_sub(taken.seen_at) < GONE);
        for taken in &mut self.taken {
            if let Some(again) = seen.iter().find(|code| same(code, &taken.code)) {
                taken.code.weight = again.weight;
                taken.seen_at = now;
            }
        }
        let meant = seen.iter().max_by_key(|code| code.weight)?;
        if self.taken.iter().any(|taken| same(&taken.code, meant)) {
            return None;
        }
        let too_soon = self
            .last_taken_at
            .is_some_and(|last| now.saturating_sub(last) < GAP);
        let beside = self.taken.iter().any(|taken| {
            let held = now.saturating_sub(taken.seen_at) < BESIDE;
            held && meant.weight.saturating_mul(100) < taken.code.weight.saturating_mul(LARGER_PERCENT)
        });
        if too_soon || beside {
            return None;
        }
        self.last_taken_at = Some(now);
        self.taken.push(Taken {
            code: meant.clone(),
            seen_at: now,
        });
        Some(meant.clone())
    }
}

fn same(one: &Seen, other: &Seen) -> bool {
    one.bytes == other.bytes && one.kind == other.kind
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    /// Plays frames, 100 ms each, and tells what was taken and when. A word is a frame: its letters are codes, a
    /// capital one is twice as large; `-` shows none; `a*12` is twelve such frames.
    fn check(name: &str, frames: &str, expected: &str) {
        let mut presence = Presence::default();
        let mut taken = Vec::new();
        let mut now = 0;
        for word in frames.split_whitespace() {
            let (codes, times) = word.split_once('*').unwrap_or((word, "1"));
            for _ in 0..times.parse().unwrap() {
                let seen: Vec<Seen> = codes.chars().filter(|c| *c != '-').map(code).collect();
                if let Some(code) = presence.look(Duration::from_millis(now), &seen) {
                    taken.push(format!("{}@{now}", String::from_utf8(code.bytes).unwrap()));
                }
                now += 100;
            }
        }
        assert_eq!(taken.join(" "), expected, "{name}");
    }

    fn code(letter: char) -> Seen {
        Seen {
            kind: Kind::Qr,
            bytes: letter.to_lowercase().to_string().into_bytes(),
            weight: if letter.is_uppercase() { 20_000 } else { 10_000 },
        }
    }

    #[test]
    fn a_code_is_taken_once_while_it_is_held_there() {
        check("nothing", "-*50", "");
        check("held for ten seconds", "a*100", "a@0");
        check("held with blurred frames", "a a - a - - a*20 - a", "a@0");
        check("away for 1.4 s", "a*5 -*13 a*5", "a@0");
        check("away for 1.5 s", "a*5 -*14 a*5", "a@0 a@1900");
        check("away twice", "a -*20 a -*20 a", "a@0 a@2100 a@4200");
    }

    #[test]
    fn one_code_after_another_is_taken_each() {
        check("two people, a pause between", "a*10 -*5 b*10", "a@0 b@1500");
        check("two people, no pause", "a*20 b*20", "a@0 b@2400");
        check(
            "two people in a hurry: the gap is kept",
            "a*2 -*3 b*20",
            "a@0 b@1000",
        );
        check(
            "back to the first within its time",
            "a*5 -*5 b*5 a*20",
            "a@0 b@1000",
        );
    }

    #[test]
    fn of_two_codes_the_larger_is_meant_and_the_other_never_follows_at_once() {
        check("the larger one", "aB*50", "b@0");
        check("equal ones side by side: one of them", "ab*50", "b@0");
        check("the other one shows later beside it", "A*10 Ab*50", "a@0");
        check("one frame without the first", "A*10 Ab*10 b Ab*10", "a@0");
        check("the first one goes", "Ab*20 b*20", "a@0 b@2400");
        check("a larger one is held before it", "a*10 aB*10", "a@0 b@1000");
        check("a larger one, too soon", "a*3 aB*20", "a@0 b@1000");
    }
}
