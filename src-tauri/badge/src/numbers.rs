//! Conversions between lengths and counts: the one place where a float becomes an integer, rounded and bounded.
#![expect(
    clippy::as_conversions,
    reason = "there is no lossless conversion; every value here is bounded first"
)]

/// More dots, modules or hundredths than any badge has.
const COUNT_MAX: f32 = 8_000_000.0;

pub(crate) const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// The nearest whole number, never below zero.
pub(crate) fn nearest(value: f32) -> usize {
    value.round().clamp(0.0, COUNT_MAX) as usize
}

/// The whole part, never below zero.
pub(crate) fn whole(value: f32) -> usize {
    value.floor().clamp(0.0, COUNT_MAX) as usize
}

/// Millimetres in whole hundredths.
pub(crate) fn hundredths(mm: f32) -> i32 {
    (mm * 100.0).round().clamp(-COUNT_MAX, COUNT_MAX) as i32
}

pub(crate) fn float(count: usize) -> f32 {
    count as f32
}

pub(crate) fn millimetres(points: f32) -> f32 {
    points / POINTS_PER_MM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_numbers_stay_bounded() {
        assert_eq!(nearest(f32::NAN), 0);
        assert_eq!(whole(-3.0), 0);
        assert_eq!(whole(7.04), 7);
        assert_eq!(nearest(f32::INFINITY), 8_000_000);
        assert_eq!(hundredths(-1.255), -126);
    }
}
