//! The demo event: the real week's facts moved to today, and two thousand invented people, one click away.

use crate::demo;
use crate::device::App;
use crate::failure::AppError;
use crate::import::{Choices, Mapping};
use crate::importing::Progress;
use crate::moment::{date_of, local, zone};
use crate::view::EventView;

impl App {
    /// Makes the demo event and its people, or finds it where it was made today already; a crowd that was cut short is
    /// filled up. Its label is no real event's, and a real event that has it all the same is left alone.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn open_demo(&self, progress: Progress<'_>) -> Result<EventView, AppError> {
        let now = self.world().clock.now();
        let (day, _) = local(zone("Europe/Madrid"), now);
        let file = demo::event(date_of(day))?;
        let events = self.create_planned(&file, true)?;
        let first = events.into_iter().next().ok_or_else(|| AppError::NotFound {
            what: "event",
            which: "of the demo".to_owned(),
        })?;
        if first.registered < demo::PEOPLE {
            let headers = ["First name", "Last name", "Company", "Email"].map(str::to_owned);
            let mapping = Mapping::recognise(&headers, &Choices::default())?;
            let rows = demo::people(demo::PEOPLE)
                .iter()
                .map(demo::DemoPerson::to_row)
                .collect();
            let event = self.event(&first.id)?;
            self.take_read_rows(&event, &mapping, rows, progress)?;
        }
        self.event_view(self.event(&first.id)?.id)
    }
}
