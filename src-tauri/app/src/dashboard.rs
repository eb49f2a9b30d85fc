//! The dashboard: how the day goes at one checkpoint, and what somebody has to look at.

use crate::desk::{counted_day, place};
use crate::device::App;
use crate::failure::AppError;
use crate::moment::{date, date_of, day_number, days_between, local, midnight, zone};
use crate::view::{Arrivals, CategoryCount, Dashboard};
use sarrera_core::codes::Day;
use sarrera_core::time::Timestamp;
use std::collections::BTreeSet;

const MINUTE_MS: i64 = 60_000;
/// The day on which clocks are set back.
const DAY_MS_MAX: i64 = 25 * 60 * MINUTE_MS - 1;
/// How long a bar may be: the first of these with which the day fits, else an hour.
const MINUTES: [u16; 4] = [5, 10, 15, 30];
const LONGEST: u16 = 60;
/// How many bars people can tell apart on a laptop's screen.
const BARS_MAX: i64 = 36;

impl App {
    /// A checkpoint's figures of a day as ISO date; without one, of today, or else of the last day on which somebody came.
    ///
    /// # Errors
    /// When the event or checkpoint is unknown, the day is no date, or the database can't be read.
    pub fn dashboard(&self, event: &str, checkpoint: &str, day: Option<&str>) -> Result<Dashboard, AppError> {
        let now = self.world().clock.now();
        let asked = day.map(date).transpose()?.map(day_number);
        self.read_apart(|r| {
            let (event, checkpoint) = place(r, event, checkpoint)?;
            let zone = zone(&event.time_zone);
            let (today, _) = local(zone, now);
            let with_arrivals = r.days_with_arrivals(event.no, checkpoint.id)?;
            let mut days: BTreeSet<String> = days_between(&event.starts, &event.ends).into_iter().collect();
            days.extend(with_arrivals.iter().map(|day| date_of(*day).to_string()));
            let day = asked.unwrap_or_else(|| day_shown(&days, &with_arrivals, today));
            let figures = r.figures(event.no, checkpoint.id, counted_day(&checkpoint.rule, today))?;
            let begins = midnight(zone, day);
            let arrivals = bars(
                &r.arrivals(event.no, checkpoint.id, day)?,
                begins,
                (day == today).then_some(now),
            );
            let categories = r.category_figures(event.no, checkpoint.id)?;
            let (badges_waiting, badges_in_trouble) = r.badges_unprinted(event.no)?;
            Ok(Dashboard {
                inside: figures.inside,
                capacity: checkpoint.rule.capacity,
                arrived: figures.arrived,
                expected: figures.expected,
                day: date_of(day).to_string(),
                days: days.into_iter().collect(),
                arrivals,
                categories: categories
                    .into_iter()
                    .map(|figures| CategoryCount {
                        category: figures.category,
                        arrived: figures.arrived,
                        registered: figures.registered,
                    })
                    .collect(),
                badges_waiting,
                badges_in_trouble,
                conflicts: r.conflict_count(event.no)?.open,
            })
        })
    }
}

/// Today where it is a day of the event or somebody came today, else the last day on which somebody came.
fn day_shown(days: &BTreeSet<String>, with_arrivals: &[Day], today: Day) -> Day {
    if days.contains(&date_of(today).to_string()) {
        return today;
    }
    with_arrivals.last().copied().unwrap_or(today)
}

/// Counts first arrivals, in their order, by stretches that begin at whole minutes of the local day; up to now while the
/// day goes on.
fn bars(arrivals: &[Timestamp], midnight: Timestamp, now: Option<Timestamp>) -> Arrivals {
    // Somebody's clock may say another year: whoever was let in on this day came within it.
    let since_midnight = |at: Timestamp| at.ms_since(midnight).clamp(0, DAY_MS_MAX);
    let last = arrivals.last().copied().max(now);
    let (Some(first), Some(last)) = (arrivals.first(), last) else {
        return Arrivals {
            minutes: MINUTES[0],
            from: now.unwrap_or(midnight).0,
            counts: Vec::new(),
            running: None,
        };
    };
    let bar_of = |at: Timestamp, minutes: u16| since_midnight(at) / (i64::from(minutes) * MINUTE_MS);
    let fits = |minutes: &u16| bar_of(last, *minutes) - bar_of(*first, *minutes) < BARS_MAX;
    let minutes = MINUTES.into_iter().find(fits).unwrap_or(LONGEST);
    let begin = bar_of(*first, minutes);
    let place = |at: Timestamp| usize::try_from(bar_of(at, minutes) - begin).unwrap_or(0);
    let mut counts = vec![0; place(last) + 1];
    for at in arrivals {
        if let Some(count) = counts.get_mut(place(*at)) {
            *count += 1;
        }
    }
    Arrivals {
        minutes,
        from: midnight.0 + begin * i64::from(minutes) * MINUTE_MS,
        counts,
        running: now.and_then(|now| u32::try_from(place(now)).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 60 * MINUTE_MS;

    fn at(hours: i64, minutes: i64) -> Timestamp {
        Timestamp(hours * HOUR_MS + minutes * MINUTE_MS)
    }

    #[test]
    fn clocks_of_another_age_stand_at_the_ends_of_the_day() {
        let arrivals = [Timestamp(i64::MIN), at(9, 1), Timestamp(i64::MAX)];
        let bars = bars(&arrivals, Timestamp(0), None);
        assert_eq!(bars.counts.iter().sum::<u32>(), 3);
        assert!(bars.counts.len() <= 60, "{} bars", bars.counts.len());
    }

    #[test]
    fn a_morning_is_counted_by_five_minutes_up_to_now() {
        let arrivals = [at(9, 1), at(9, 4), at(9, 6), at(9, 21)];
        let bars = bars(&arrivals, Timestamp(0), Some(at(9, 33)));
        assert_eq!(bars.minutes, 5);
        assert_eq!(bars.from, at(9, 0).0);
        assert_eq!(bars.counts, [2, 1, 0, 0, 1, 0, 0]);
        assert_eq!(bars.running, Some(6));
    }

    #[test]
    fn a_whole_day_is_counted_by_longer_stretches_and_never_in_more_bars_than_fit() {
        let arrivals: Vec<Timestamp> = (0..24 * 60).map(|minute| at(0, minute)).collect();
        let bars = bars(&arrivals, Timestamp(0), None);
        assert_eq!((bars.minutes, bars.counts.len()), (60, 24));
        assert_eq!(bars.counts.iter().sum::<u32>(), 24 * 60);
        assert_eq!(bars.running, None);
    }

    #[test]
    fn before_anybody_came_there_are_no_bars() {
        let bars = bars(&[], Timestamp(0), Some(at(8, 0)));
        assert!(bars.counts.is_empty());
    }

    #[test]
    fn a_clock_that_was_set_back_loses_nobody() {
        let arrivals = [at(9, 0), at(11, 0)];
        let bars = bars(&arrivals, Timestamp(0), Some(at(8, 0)));
        assert_eq!(bars.counts.iter().sum::<u32>(), 2);
    }
}
