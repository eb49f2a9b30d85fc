//! `crowd`: many devices that are only there to be many, through the real protocol, and whether anything they did was lost.

mod figures;
mod member;
mod scans;

use crate::args::CrowdCall;
use crate::output::{Answer, Failed, Told, pairs};
use crate::serve::addresses;
use figures::{Figures, Latencies};
use member::{Member, Shared};
use sarrera_app::vault::SealingKey;
use sarrera_app::{AppError, Refusal, World};
use sarrera_core::codes::Pairing;
use sarrera_core::ids::SubjectId;
use sarrera_core::world::random;
use sarrera_server::{Patience, ServerAddress, Trust, Wire, WireError, carry};
use sarrera_sync::{LightDevice, NotPaired, Problem};
use scans::Draws;
use serde_json::{Value, json};
use std::sync::Arc;

/// How the labels of trial events begin: no real event has one of these.
const TRIAL: &str = "demo-";
/// What a crowd's devices call themselves.
const NAME: &str = "crowd";
const APP: &str = concat!("sarrera crowd ", env!("CARGO_PKG_VERSION"));
/// A device's thread needs little.
const STACK_BYTES: usize = 512 * 1024;
/// So often the first device asks before it gives up being filled.
const FILLED_WITHIN: usize = 50;

/// Why a crowd did not come to its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoCrowd {
    #[error(
        "the server's event is {label}, which is no trial: a crowd's devices and scans stay in it for ever; say --into {label} if that is meant"
    )]
    NotThatEvent { label: String },
    #[error("the devices were not let in: {0}")]
    NotPaired(Problem),
    #[error("the first device could not be filled: {0}")]
    NotFilled(String),
    #[error("the event has no checkpoint to scan at")]
    NoCheckpoint,
    #[error("a device's thread broke down")]
    Broken,
}

impl NoCrowd {
    const fn code(&self) -> &'static str {
        match self {
            Self::NotThatEvent { .. } => "not_that_event",
            Self::NotPaired(problem) => problem.code(),
            Self::NotFilled(_) => "crowd_not_filled",
            Self::NoCheckpoint => "no_checkpoint",
            Self::Broken => "crowd_broken",
        }
    }
}

impl From<NoCrowd> for Failed {
    fn from(why: NoCrowd) -> Self {
        Told::of(why.code(), &why).into()
    }
}

/// Lets a crowd in, has it work, and looks whether everything that was acknowledged is everywhere, once.
pub(crate) fn crowd(call: &CrowdCall) -> Result<Answer, Failed> {
    let known = Pairing::read(&call.code).map_err(AppError::from)?;
    let given = if call.server.is_empty() {
        &known.addresses
    } else {
        &call.server
    };
    let addresses = addresses(given)?;
    if addresses.is_empty() {
        return Err(AppError::from(Refusal::FieldMissing { field: "server" }).into());
    }
    let world = World::real();
    let began = world.clock.now();
    let mut devices = let_in(&known, call, &addresses, &world)?;
    let let_in_ms = world.clock.now().ms_since(began);
    let people = fill(&mut devices, &addresses, &world)?;
    let filled_ms = world.clock.now().ms_since(began).saturating_sub(let_in_ms);
    let shared = Arc::new(Shared::of(call, &devices, people, &addresses, world)?);
    let figures = work(devices, &shared)?;
    Ok(told(call, (let_in_ms, filled_ms), &figures))
}

/// Pairs so many devices, one after the other. Before the first of them asks for anything the event's label is looked at.
fn let_in(
    known: &Pairing,
    call: &CrowdCall,
    addresses: &[ServerAddress],
    world: &World,
) -> Result<Vec<LightDevice>, Failed> {
    let is_meant = |label: &str| match &call.into {
        Some(into) => into == label,
        None => label.starts_with(TRIAL),
    };
    let mut wire = line(addresses)?;
    let mut devices = Vec::new();
    for _ in 0..call.devices {
        let recipient = SealingKey::generate(&*world.entropy).recipient();
        let mut carry = |session: Option<&str>, body: &[u8]| carry(&mut wire, session, body);
        let paired = LightDevice::pair(
            &known.code,
            is_meant,
            (NAME, &recipient),
            &mut carry,
            &*world.entropy,
        );
        let device = paired.map_err(|why| match why {
            NotPaired::Wire(error) => Failed::from(Told::of(error.code(), &error)),
            NotPaired::Problem(problem) => NoCrowd::NotPaired(problem).into(),
            NotPaired::NotThatEvent { label } => NoCrowd::NotThatEvent { label }.into(),
        })?;
        devices.push(device.called(APP));
    }
    Ok(devices)
}

/// Fills the first device as any that is new, and has the others begin where it stands; gives whom there is to let in.
fn fill(
    devices: &mut [LightDevice],
    addresses: &[ServerAddress],
    world: &World,
) -> Result<Vec<SubjectId>, Failed> {
    let Some((first, others)) = devices.split_first_mut() else {
        return Ok(Vec::new());
    };
    let mut wire = line(addresses)?;
    let mut people = Vec::new();
    for _ in 0..FILLED_WITHIN {
        let mut carry = |session: Option<&str>, body: &[u8]| carry(&mut wire, session, body);
        let exchanged = first
            .exchange(&mut carry, (&*world.clock, &*world.entropy))
            .map_err(|error: WireError| Failed::from(Told::of(error.code(), &error)))?;
        let seen = first.home_mut().take_seen();
        let registered = seen.into_iter().filter(|op| op.kind == "attendee_registered");
        people.extend(registered.map(|op| op.subject));
        if let Some(problem) = exchanged.problem {
            return Err(NoCrowd::NotFilled(problem.to_string()).into());
        }
        if exchanged.left.is_empty() && exchanged.pulled == 0 {
            for other in others {
                other.begin_beside(first, &*world.entropy);
            }
            return Ok(people);
        }
    }
    Err(NoCrowd::NotFilled("there was always something more".to_owned()).into())
}

/// Every device at its work, until all is everywhere or nobody gets further.
fn work(devices: Vec<LightDevice>, shared: &Arc<Shared>) -> Result<Figures, Failed> {
    let mut threads = Vec::new();
    for (number, device) in devices.into_iter().enumerate() {
        let draws = Draws::new(u64::from_le_bytes(random(&*shared.world.entropy)));
        let member = Member::of(number, device, draws, Arc::clone(shared));
        let thread = std::thread::Builder::new()
            .name(format!("{NAME}-{number}"))
            .stack_size(STACK_BYTES)
            .spawn(move || member.run())?;
        threads.push(thread);
    }
    let mut figures = Figures::default();
    for thread in threads {
        figures.add(thread.join().map_err(|_panicked| NoCrowd::Broken)?);
    }
    Ok(figures)
}

fn line(addresses: &[ServerAddress]) -> Result<Wire, Failed> {
    // Whoever answers proves by the protocol itself which device of the event it is, and that the channel is its own.
    let wire = Wire::new(addresses.to_vec(), &Trust::first_seen(), Patience::default());
    wire.map_err(|error| Told::of(error.code(), &error).into())
}

fn told(call: &CrowdCall, (let_in_ms, filled_ms): (i64, i64), figures: &Figures) -> Answer {
    let is_intact = figures.is_intact();
    let [acknowledged, news, exchange] = [
        &figures.acknowledged_after,
        &figures.news_after,
        &figures.whole_exchange,
    ];
    let json = json!({
        "devices": call.devices,
        "let_in_ms": let_in_ms,
        "filled_ms": filled_ms,
        "written": figures.written,
        "acknowledged": figures.acknowledged,
        "missing": figures.missing,
        "differing": figures.differing,
        "everywhere_exactly_once": is_intact,
        "drained_ms": figures.drained_ms,
        "everywhere_ms": figures.everywhere_ms,
        "ops_a_second": figures.ops_a_second(),
        "exchanges": figures.exchanges,
        "failures": figures.failures,
        "sent_bytes": figures.sent_bytes,
        "received_bytes": figures.received_bytes,
        "acknowledged_after": latencies_json(acknowledged),
        "known_elsewhere_after": latencies_json(news),
        "exchange": latencies_json(exchange),
    });
    let failed: u64 = figures.failures.values().sum();
    let lines = pairs(&[
        (
            "devices",
            format!("{} let in within {let_in_ms} ms", call.devices),
        ),
        ("filled", format!("the first within {filled_ms} ms")),
        (
            "ops",
            format!(
                "{} written, {} acknowledged",
                figures.written, figures.acknowledged
            ),
        ),
        (
            "drained",
            format!(
                "{} ms, {} ops a second",
                figures.drained_ms,
                figures.ops_a_second()
            ),
        ),
        ("everywhere", format!("{} ms", figures.everywhere_ms)),
        ("acknowledged after", latencies_line(acknowledged)),
        ("known elsewhere after", latencies_line(news)),
        ("an exchange takes", latencies_line(exchange)),
        (
            "exchanges",
            format!("{}, {failed} failed {:?}", figures.exchanges, figures.failures),
        ),
        (
            "bytes",
            format!("{} sent, {} received", figures.sent_bytes, figures.received_bytes),
        ),
        ("everywhere exactly once", intact_line(figures)),
    ]);
    let mut answer = Answer::new(json, lines);
    answer.broken = !is_intact;
    answer
}

fn intact_line(figures: &Figures) -> String {
    if figures.is_intact() {
        return "yes".to_owned();
    }
    let (missing, differing) = (figures.missing, figures.differing);
    format!("NO: {missing} missing, {differing} devices differ from the server")
}

fn latencies_json(latencies: &Latencies) -> Value {
    let [p50, p95, p99] = latencies.percentiles();
    json!({ "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "count": latencies.count() })
}

fn latencies_line(latencies: &Latencies) -> String {
    let [p50, p95, p99] = latencies.percentiles();
    format!("p50 {p50} ms, p95 {p95} ms, p99 {p99} ms ({})", latencies.count())
}
