//! `sarrera`: the use cases without a window. A command parses, calls one use case, and says what came of it.

mod args;
mod checkpoint;
mod conflicts;
mod crowd;
mod devices;
mod doctor;
mod events;
mod files;
mod folder;
mod log;
mod merge;
mod output;
mod pairing;
mod passphrase;
mod people;
mod recover;
mod scan;
mod serve;
mod stick;

use args::{Call, Command};
use clap::{CommandFactory, Parser};
use folder::Folder;
use output::{Answer, Failed, finish};
use sarrera_app::BatchUse;
use std::process::ExitCode;

fn main() -> ExitCode {
    let call = Call::parse();
    if let Command::Crowd(crowd) = &call.command {
        // Its devices are none of this machine's.
        return finish(crowd::crowd(crowd), call.json);
    }
    let Some(data) = &call.data else {
        let kind = clap::error::ErrorKind::MissingRequiredArgument;
        Call::command()
            .error(kind, "--data DIR is missing: the folder of this device")
            .exit();
    };
    let folder = Folder::new(data, call.json);
    finish(run(&call.command, &folder), call.json)
}

fn run(command: &Command, folder: &Folder<'_>) -> Result<Answer, Failed> {
    match command {
        Command::Init { event } => events::init(folder, event),
        Command::Recover => recover::recover(folder),
        Command::Passphrase => passphrase::change(folder),
        Command::Checkpoint(call) => checkpoint::define(&folder.open()?, call),
        Command::Doctor => doctor::examine(folder),
        Command::Events => events::list(&folder.open()?),
        Command::Import(call) => files::import(&folder.open()?, call),
        Command::Find { event, text } => people::find(&folder.open()?, event, text),
        Command::Scan(call) => scan::scan(&folder.open()?, call, folder.json),
        Command::Register {
            event,
            person,
            place,
            checkpoint,
        } => people::register(&folder.open()?, event, person, place, checkpoint.as_deref()),
        Command::Correct {
            event,
            attendee,
            person,
            place,
        } => people::correct(&folder.open()?, event, attendee, person, place),
        Command::Substitute {
            event,
            attendee,
            checkpoint,
            person,
        } => people::substitute(&folder.open()?, event, attendee, checkpoint, person),
        Command::Merge(call) => merge::merge(&folder.open()?, call),
        Command::Duplicates { event, skip } => merge::duplicates(&folder.open()?, event, *skip),
        Command::Conflicts { event } => conflicts::list(&folder.open()?, event.as_deref()),
        Command::Settle(call) => conflicts::settle(&folder.open()?, call),
        Command::Devices(call) => devices::devices(&folder.open()?, call),
        Command::Serve(call) => serve::serve(folder, call),
        Command::Sync(call) => serve::sync(&folder.open()?, call),
        Command::Invite(call) => pairing::invite(&folder.open()?, call),
        Command::Invitations(call) => pairing::invitations(&folder.open()?, call),
        Command::Pair(call) => pairing::pair(&folder.open()?, call),
        Command::Join(call) => pairing::join_event(&folder.open()?, call),
        Command::Stick(what) => stick::stick(&folder.open()?, what),
        Command::Crowd(call) => crowd::crowd(call),
        Command::Badges {
            event,
            template,
            out,
            draft,
        } => {
            let batch = if *draft { BatchUse::Draft } else { BatchUse::Paper };
            files::badges(&folder.open()?, event, template, batch, out)
        }
        Command::Tickets { event, out } => files::tickets(&folder.open()?, event, out),
        Command::Export {
            table,
            event,
            out,
            format,
        } => files::export(&folder.open()?, event, *table, *format, out),
        Command::Log { what } => log::log(&folder.open()?, *what),
    }
}
