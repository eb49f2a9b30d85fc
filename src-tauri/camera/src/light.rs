//! Whether a camera sees anything: a covered lens and a frozen picture look like a camera that works.

use crate::Frame;
use std::time::Duration;

/// What the pictures are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    /// Something can be seen.
    Good,
    /// It is too dark to read a code: the lens is covered, or there is no light.
    Dark,
    /// The same picture again and again, to the last point: no real camera's pictures are.
    Still,
}

/// A mean below this is dark; white is 255.
const DARK_BELOW: u64 = 20;
/// A hand that passes over the lens is not the dark.
const DARK_AFTER: Duration = Duration::from_secs(2);
const STILL_AFTER: Duration = Duration::from_secs(6);
/// Only every so many points are looked at; prime, so that no column is left out.
const EVERY_POINTS: usize = 61;

/// Follows a camera's pictures.
#[derive(Debug)]
pub struct Lights {
    told: Light,
    bright_at: Duration,
    moved_at: Duration,
    last: Vec<u8>,
}

impl Default for Lights {
    fn default() -> Self {
        Self {
            told: Light::Good,
            bright_at: Duration::ZERO,
            moved_at: Duration::ZERO,
            last: Vec::new(),
        }
    }
}

impl Lights {
    /// Looks at one more frame; what the pictures are like, when that changed.
    pub fn look(&mut self, frame: &Frame) -> Option<Light> {
        let at = frame.at();
        let looked: Vec<u8> = frame.luma().iter().step_by(EVERY_POINTS).copied().collect();
        let sum: u64 = looked.iter().map(|point| u64::from(*point)).sum();
        let points = u64::try_from(looked.len()).unwrap_or(u64::MAX);
        if sum >= DARK_BELOW * points {
            self.bright_at = at;
        }
        if looked != self.last {
            self.moved_at = at;
            self.last = looked;
        }
        let light = if at.saturating_sub(self.bright_at) >= DARK_AFTER {
            Light::Dark
        } else if at.saturating_sub(self.moved_at) >= STILL_AFTER {
            Light::Still
        } else {
            Light::Good
        };
        let changed = light != self.told;
        self.told = light;
        changed.then_some(light)
    }
}

impl Light {
    /// Stable, for the interface to put into words.
    pub fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Dark => "dark",
            Self::Still => "still",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told over a camera's seconds, where each letter is a second: d dark, s the same, . something new.
    fn told(seconds: &str) -> Vec<(usize, Light)> {
        let mut lights = Lights::default();
        let mut told = Vec::new();
        for (second, sees) in seconds.chars().enumerate() {
            let new = 100 + u8::try_from(second).unwrap();
            let point = match sees {
                'd' => 3 + new % 2,
                's' => 99,
                _ => new,
            };
            let at = Duration::from_secs(u64::try_from(second).unwrap());
            let frame = Frame::new(64, 2, vec![point; 128], at).unwrap();
            told.extend(lights.look(&frame).map(|light| (second, light)));
        }
        told
    }

    #[test]
    fn dark_and_still_are_told_once_each_and_taken_back() {
        assert_eq!(told("........"), []);
        assert_eq!(told(".d.d.d"), [], "a hand that passes");
        assert_eq!(told(".ddddd.."), [(2, Light::Dark), (6, Light::Good)]);
        assert_eq!(told("sssssssss."), [(6, Light::Still), (9, Light::Good)]);
    }
}
