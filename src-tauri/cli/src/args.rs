//! What can be called, and how: every command with its options, as `--help` shows it.

mod servers;

pub(crate) use servers::{
    CrowdCall, InvitationsCall, InviteCall, JoinCall, PairCall, ServeCall, StickCommand, SyncCall,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use sarrera_app::view::{LeadSharing, PersonForm};
use sarrera_app::{ExportFormat, ExportTable, Limit};
use std::path::PathBuf;

/// The front desk of a trade fair, for scripts, servers and tests.
#[derive(Debug, Parser)]
#[command(name = "sarrera", version, arg_required_else_help = true)]
pub(crate) struct Call {
    /// The folder of this device; made on first use.
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// One JSON object on standard output, as docs/cli.md describes it.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes the events of an event file, and the database where there is none.
    Init {
        /// The event file (event.json).
        #[arg(long, value_name = "FILE")]
        event: PathBuf,
    },
    /// Lists the events.
    Events,
    /// Defines a checkpoint, or changes the one of this label; what is not given stays as it is.
    Checkpoint(CheckpointCall),
    /// Opens the folder by its recovery key, and gives it a new passphrase.
    Recover,
    /// Puts a new passphrase in place of the old one; the keychain's and the recovery key stay.
    Passphrase,
    /// Imports registrations or check-ins from a CSV or XLSX file.
    Import(ImportCall),
    /// Finds people by name, company, mail or code.
    Find {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// What somebody would type at the desk; a text that begins with a hyphen stands after `--`.
        text: String,
    },
    /// Scans a code, or does what may follow a scan.
    Scan(ScanCall),
    /// Registers a person; with a checkpoint, lets them in too.
    Register {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        #[command(flatten)]
        person: PersonCall,
        #[command(flatten)]
        place: PlaceCall,
        /// Where the person is let in at once.
        #[arg(long)]
        checkpoint: Option<String>,
    },
    /// Corrects the fields that are given.
    Correct {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// The attendee's id.
        #[arg(long)]
        attendee: String,
        #[command(flatten)]
        person: PersonCall,
        #[command(flatten)]
        place: PlaceCall,
    },
    /// Puts a colleague in the place of a person who does not come, and lets the colleague in.
    Substitute {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// The attendee who does not come.
        #[arg(long)]
        attendee: String,
        /// Where the colleague is let in.
        #[arg(long)]
        checkpoint: String,
        #[command(flatten)]
        person: PersonCall,
    },
    /// Makes one person of several registrations, or takes that back.
    Merge(MergeCall),
    /// Lists who is likely registered twice, the most certain first.
    Duplicates {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// How many groups are passed over.
        #[arg(long, default_value_t = 0)]
        skip: u32,
    },
    /// Lists facts that cannot both be right, open ones first.
    Conflicts {
        /// The event's label or id; all events without it.
        #[arg(long)]
        event: Option<String>,
    },
    /// Settles a conflict.
    Settle(SettleCall),
    /// Lists the devices of an event, or changes one.
    Devices(DevicesCall),
    /// Serves the events of this folder to other devices, until it is told to end.
    Serve(ServeCall),
    /// Exchanges with a server what the other lacks, once.
    Sync(SyncCall),
    /// Makes an invitation for a device, or for several: a code to scan or to type there.
    Invite(InviteCall),
    /// Lists the invitations that were made here, or takes one back.
    Invitations(InvitationsCall),
    /// Makes this device one of an event's, by the code of an invitation.
    Pair(PairCall),
    /// Records again, in an event that this device is in, what was done in one of its own.
    Join(JoinCall),
    /// Carries changes between devices in a file, where there is no network.
    #[command(subcommand)]
    Stick(StickCommand),
    /// Fills a trial event with devices that are only there to be many, has them work, and looks whether anything was lost.
    Crowd(CrowdCall),
    /// Draws everybody's badge into one PDF file.
    Badges {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// `a6` or `label-62x100`.
        #[arg(long, default_value = "a6")]
        template: String,
        /// The PDF file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Only to look at: no badge counts as printed.
        #[arg(long)]
        draft: bool,
    },
    /// Writes everybody's signed ticket to a CSV file.
    Tickets {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// The CSV file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Writes attendees or scans to a file.
    Export {
        table: TableName,
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// By the file's ending where it is not given.
        #[arg(long)]
        format: Option<FormatName>,
    },
    /// Verifies, digests or rebuilds the log.
    Log {
        #[command(subcommand)]
        what: LogCommand,
    },
    /// Says how this device is, what is wrong and what to do.
    Doctor,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum LogCommand {
    /// Walks every chain and checks the file.
    Verify,
    /// One value that two devices share exactly when they hold the same.
    Digest,
    /// Derives everything anew from the logs.
    Rebuild,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("decision").required(true).args(["keep", "both"]))]
pub(crate) struct SettleCall {
    /// The event's label or id.
    #[arg(long)]
    pub event: String,
    /// The conflict's id.
    pub conflict: String,
    /// The fact that stands; the others give way.
    #[arg(long, value_name = "FACT")]
    pub keep: Option<String>,
    /// All of them stand.
    #[arg(long)]
    pub both: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct DevicesCall {
    /// The event's label or id; all events without it.
    #[arg(long)]
    pub event: Option<String>,
    #[command(subcommand)]
    pub what: Option<DevicesCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DevicesCommand {
    /// Gives a device another name.
    Rename {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// The device's id, or its name where no other has it.
        device: String,
        name: String,
    },
    /// Gives a device something else to do.
    Role {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// The device's id, or its name where no other has it.
        device: String,
        /// `desk`, `gate` or `kiosk`.
        role: String,
    },
    /// Revokes a device, for ever.
    Revoke {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// The device's id, or its name where no other has it.
        device: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CheckpointCall {
    /// The event's label or id.
    #[arg(long)]
    pub event: String,
    /// The checkpoint's short name: `main` is the entrance.
    #[arg(long)]
    pub label: String,
    /// What people call it.
    #[arg(long)]
    pub name: Option<String>,
    /// Whether somebody who was let in may be let in again.
    #[arg(long)]
    pub re_entry: Option<ReEntryName>,
    /// Whether an admission counts for the whole event or for its own day.
    #[arg(long)]
    pub once_per: Option<SpanName>,
    /// How many people may be inside, or `none`.
    #[arg(long, value_name = "N", value_parser = limit)]
    pub capacity: Option<Limit>,
    /// When it is open, local time: 2026-11-24T09:00-18:00; again for more, or once `always`.
    #[arg(long, value_name = "TIME")]
    pub open: Vec<String>,
    /// The categories that may pass, with commas, or `all`.
    #[arg(long, value_name = "CATEGORIES", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Whether a first entry prints the badge here.
    #[arg(long)]
    pub prints: Option<YesNo>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReEntryName {
    Never,
    AfterExit,
    Always,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SpanName {
    Event,
    Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum YesNo {
    Yes,
    No,
}

#[derive(Debug, Args)]
pub(crate) struct ImportCall {
    /// The event's label or id.
    #[arg(long)]
    pub event: String,
    /// The file.
    pub file: PathBuf,
    /// What a column holds: `Header=field`, `Header#2=field`, `Header=ignore` or `Word=status:paid`; remembered for
    /// these headers.
    #[arg(long, value_name = "HEADER=FIELD")]
    pub map: Vec<String>,
    /// The sheet of a workbook; the first one otherwise.
    #[arg(long)]
    pub sheet: Option<String>,
    /// The encoding, where it can't be told: windows-1252, utf-16le …
    #[arg(long)]
    pub encoding: Option<String>,
    /// The character between two cells, where it can't be told; `tab` for a tab.
    #[arg(long, value_parser = separator)]
    pub separator: Option<char>,
    /// Reports what would be done, and does nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Where rejected rows are written, with the reason.
    #[arg(long, value_name = "FILE")]
    pub rejected: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["code", "codes_from", "undo", "confirm"]))]
pub(crate) struct ScanCall {
    /// The event's label or id.
    #[arg(long)]
    pub event: String,
    /// The checkpoint's label or id.
    #[arg(long, required_unless_present_any = ["undo", "confirm"])]
    pub checkpoint: Option<String>,
    /// When it happened: RFC 3339, or a local time of the event such as 2026-11-23T10:00. Now otherwise.
    #[arg(long, value_name = "TIME", conflicts_with_all = ["undo", "confirm"])]
    pub at: Option<String>,
    /// The person leaves.
    #[arg(long, conflicts_with_all = ["undo", "confirm"])]
    pub exit: bool,
    /// Lets a stopped person in all the same, for this reason.
    #[arg(long = "override", value_name = "REASON", conflicts_with_all = ["undo", "confirm", "exit", "codes_from"])]
    pub overrule: Option<String>,
    /// Undoes a scan, by its id.
    #[arg(long, value_name = "SCAN")]
    pub undo: Option<String>,
    /// Says that what a pending scan asks for was done, by its id.
    #[arg(long, value_name = "SCAN")]
    pub confirm: Option<String>,
    /// Scans one code a line, and says one verdict a line, each after it is on the disk; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub codes_from: Option<PathBuf>,
    /// The code as a scanner reads it; one that begins with a hyphen stands after `--`.
    pub code: Option<String>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("merge").required(true).args(["attendees", "undo"]))]
pub(crate) struct MergeCall {
    /// The event's label or id.
    #[arg(long)]
    pub event: String,
    /// Takes a merge back, by its id.
    #[arg(long, value_name = "MERGE")]
    pub undo: Option<String>,
    /// The attendees' ids, two or more.
    pub attendees: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PersonCall {
    #[arg(long)]
    pub first: Option<String>,
    #[arg(long)]
    pub last: Option<String>,
    /// The whole name as one text, where it is registered so.
    #[arg(long)]
    pub name: Option<String>,
    #[arg(long)]
    pub company: Option<String>,
    #[arg(long)]
    pub job_title: Option<String>,
    #[arg(long)]
    pub email: Option<String>,
    #[arg(long)]
    pub phone: Option<String>,
    /// ISO 3166 code, such as ES.
    #[arg(long)]
    pub country: Option<String>,
    /// BCP 47 tag, such as eu.
    #[arg(long)]
    pub language: Option<String>,
    /// The person's choice about exhibitors who scan the badge.
    #[arg(long)]
    pub consent: Option<Consent>,
    /// The person was shown the privacy notice and accepted it.
    #[arg(long)]
    pub privacy_notice: bool,
}

/// What a registration allows; somebody who comes instead takes it over as it is.
#[derive(Debug, Args)]
pub(crate) struct PlaceCall {
    /// The category's short name; a new person is a visitor otherwise.
    #[arg(long)]
    pub category: Option<String>,
    /// The days on which the ticket is valid, with commas: 2026-11-24,2026-11-25; or `all`.
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    pub days: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Consent {
    Share,
    Ask,
    Dont,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum TableName {
    Attendees,
    Scans,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// UTF-8.
    Csv,
    /// CSV as Excel opens it with a double click.
    Excel,
    Xlsx,
}

impl PersonCall {
    pub(crate) fn form(&self) -> PersonForm {
        PersonForm {
            given_name: self.first.clone(),
            family_name: self.last.clone(),
            full_name: self.name.clone(),
            company: self.company.clone(),
            job_title: self.job_title.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            country: self.country.clone(),
            language: self.language.clone(),
            category: None,
            days: None,
            lead_sharing: self.consent.map(|consent| match consent {
                Consent::Share => LeadSharing::Share,
                Consent::Ask => LeadSharing::Ask,
                Consent::Dont => LeadSharing::Dont,
            }),
            privacy_notice: self.privacy_notice.then_some(true),
        }
    }
}

impl PlaceCall {
    pub(crate) fn put_into(&self, form: PersonForm) -> PersonForm {
        PersonForm {
            category: self.category.clone(),
            days: list(&self.days, "all"),
            ..form
        }
    }
}

/// What was given, if anything was; one word stands for the empty list.
pub(crate) fn list(given: &[String], empty: &str) -> Option<Vec<String>> {
    match given {
        [] => None,
        [word] if word == empty => Some(Vec::new()),
        several => Some(several.to_vec()),
    }
}

impl From<TableName> for ExportTable {
    fn from(name: TableName) -> Self {
        match name {
            TableName::Attendees => Self::Attendees,
            TableName::Scans => Self::Scans,
        }
    }
}

impl From<FormatName> for ExportFormat {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Csv => Self::Csv,
            FormatName::Excel => Self::CsvForExcel,
            FormatName::Xlsx => Self::Xlsx,
        }
    }
}

fn limit(text: &str) -> Result<Limit, String> {
    if text == "none" {
        return Ok(Limit::None);
    }
    let people = text
        .parse()
        .map_err(|_| "a number of people, or none".to_owned())?;
    Ok(Limit::People(people))
}

fn separator(text: &str) -> Result<char, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("tab" | "\\t", _, _) => Ok('\t'),
        (_, Some(one), None) => Ok(one),
        _several => Err("one character, or tab".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_calls_fit_together() {
        Call::command().debug_assert();
    }

    #[test]
    fn a_separator_is_one_character_or_a_tab() {
        assert_eq!(separator(";"), Ok(';'));
        assert_eq!(separator("tab"), Ok('\t'));
        assert!(separator("").is_err() && separator(";;").is_err());
    }
}
