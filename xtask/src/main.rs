//! The house's commands: run the desk, test it, check it, measure it, on a machine that has only Rust, Node and git.
#![allow(clippy::print_stdout, reason = "this program talks to a person at a terminal")]

mod bench;
mod check;
mod display;
mod failed;
mod generated;
mod needs;
mod step;
mod suite;
mod ui;
mod window;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    about = "Sarrera's commands. Each first makes sure of what it needs."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the page and the desk, and open its window
    Run(window::Options),
    /// Everything that CI runs: `check`, the tests of Rust, of the page and of the real window, a look at every scene
    Test,
    /// Format, lints, licences, types and architecture, without the other tests
    Check,
    /// Photograph every screen and state of the page: in three languages, two themes and two sizes
    Shots(ui::Shots),
    /// Measure; without a name, everything that can be measured
    Bench {
        #[arg(value_parser = PossibleValuesParser::new(bench::names()))]
        name: Option<String>,
        /// Of the simulation: how many seeds; of mistakes made on purpose: how many at most for each
        #[arg(long)]
        seeds: Option<u64>,
    },
    /// Play one seed of the simulation again, and print what happened
    Sim {
        #[arg(long)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(options) => window::run(&options),
        Command::Test => suite::test(),
        Command::Check => check::check(),
        Command::Shots(options) => ui::shots(&options),
        Command::Bench { name, seeds } => bench::bench(name.as_deref(), seeds),
        Command::Sim { seed } => bench::sim(seed),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root.
fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or_else(|| xtask.clone(), PathBuf::from)
}
