//! How devices and servers of an event are called: serving, exchanging, inviting, pairing.

use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

#[derive(Debug, Args)]
pub(crate) struct ServeCall {
    /// An event file (event.json): its events are made where they are not here yet.
    #[arg(long, value_name = "FILE")]
    pub event: Option<PathBuf>,
    /// A pairing code, or the text of its QR: joins the event that it is of, as a server of it. Where this device is in it already,
    /// it goes on.
    #[arg(long, value_name = "CODE", conflicts_with = "event")]
    pub pair: Option<String>,
    /// Another server to be kept in step with: what is new here goes there, and what is new there comes here. It is remembered.
    #[arg(long, value_name = "URL")]
    pub server: Vec<String>,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "0.0.0.0:8443")]
    pub listen: SocketAddr,
    /// The certificate to show, as PEM; without it, one that this device makes of its own key.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// Its key, as PEM.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,
    /// Without TLS: on this machine alone.
    #[arg(long, conflicts_with = "certificate")]
    pub plain: bool,
    /// Whoever asks may read /metrics, not this machine alone.
    #[arg(long)]
    pub metrics_for_anyone: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SyncCall {
    /// The event's label or id; all events without it.
    #[arg(long)]
    pub event: Option<String>,
    /// Where the server is: https://host:port, or http://127.0.0.1:port on this machine. Several are tried in turn. Without it,
    /// the servers that are set for the event.
    #[arg(long, value_name = "URL")]
    pub server: Vec<String>,
    /// One exchange, and then it ends. There is no other way yet to call it.
    #[arg(long, required = true)]
    pub once: bool,
}

#[derive(Debug, Args)]
pub(crate) struct InviteCall {
    /// The event's label or id.
    #[arg(long)]
    pub event: String,
    /// `desk`, `gate`, `kiosk`, `stand`, or `office`, which needs the recovery key: from SARRERA_RECOVERY_KEY, asked for, or
    /// the first line of standard input.
    #[arg(long)]
    pub role: String,
    /// Whose stand it is: the exhibitor's id.
    #[arg(long, value_name = "ID")]
    pub exhibitor: Option<String>,
    /// The device may serve others on its network.
    #[arg(long)]
    pub may_serve: bool,
    /// What the device is called; without it, as it calls itself.
    #[arg(long)]
    pub name: Option<String>,
    /// So many devices may come by it.
    #[arg(long, value_name = "N", requires = "until_end")]
    pub devices: Option<u32>,
    /// It holds until the event ends, and not for ten minutes.
    #[arg(long)]
    pub until_end: bool,
    /// Where this device serves, for the QR: https://host:port. Several are tried in turn.
    #[arg(long, value_name = "URL")]
    pub server: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct InvitationsCall {
    /// The event's label or id.
    #[arg(long)]
    pub event: String,
    /// Takes an invitation back, by its id.
    #[arg(long, value_name = "INVITATION")]
    pub revoke: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PairCall {
    /// The code, or the text of its QR.
    pub code: String,
    /// An event of this device's own that has the same label stays beside it; both are named by their ids from then on.
    #[arg(long)]
    pub keep_apart: bool,
    /// What was done in an event of this device's own that has the same label is recorded again in this one, and that one is
    /// only looked at from then on.
    #[arg(long, conflicts_with = "keep_apart")]
    pub join: bool,
    /// Where the server is: https://host:port. Without it, where the QR says, else at a server that announces itself.
    #[arg(long, value_name = "URL")]
    pub server: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct JoinCall {
    /// The event of this device's own: its label or id.
    #[arg(long)]
    pub event: String,
    /// The event that has its facts from then on: its label or id.
    #[arg(long)]
    pub into: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StickCommand {
    /// Writes all that is here of an event to a file that its other devices can open.
    Write {
        /// The event's label or id.
        #[arg(long)]
        event: String,
        /// The file to write.
        file: PathBuf,
    },
    /// Takes in what such a file holds for this device.
    Read { file: PathBuf },
}

#[derive(Debug, Args)]
pub(crate) struct CrowdCall {
    /// The code of an invitation for as many devices of a role that lets people in, or the text of its QR.
    pub code: String,
    /// Where the server is: https://host:port. Without it, where the QR says.
    #[arg(long, value_name = "URL")]
    pub server: Vec<String>,
    /// So many devices.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub devices: u32,
    /// So many people each of them lets in.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub ops: u64,
    /// So many of them a second at each device. Without it, all before they begin: a crowd that was away and comes back.
    #[arg(long, value_name = "N")]
    pub rate: Option<PerSecond>,
    /// With this probability, from 0 to 1, a device is away for some seconds from an op on.
    #[arg(long, value_name = "P", default_value = "0")]
    pub offline_probability: Probability,
    /// The event's label: needed for any that is no trial, because the devices and what they write stay in it for ever.
    #[arg(long, value_name = "LABEL")]
    pub into: Option<String>,
}

/// So many a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PerSecond(f64);

impl PerSecond {
    /// Between two of them.
    pub(crate) fn gap_ms(self) -> i64 {
        let gap = Duration::try_from_secs_f64(1.0 / self.0).unwrap_or(Duration::MAX);
        i64::try_from(gap.as_millis()).unwrap_or(i64::MAX)
    }
}

impl FromStr for PerSecond {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rate = text.parse::<f64>().ok();
        let rate = rate.filter(|rate| rate.is_finite() && *rate > 0.0);
        rate.map(Self).ok_or_else(|| "a number above 0".to_owned())
    }
}

/// How likely something is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Probability(f64);

impl Probability {
    pub(crate) fn millionths(self) -> u64 {
        let share = Duration::try_from_secs_f64(self.0).unwrap_or_default();
        u64::try_from(share.as_micros()).unwrap_or(u64::MAX)
    }
}

impl FromStr for Probability {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let share = text.parse::<f64>().ok();
        let share = share.filter(|share| (0.0..=1.0).contains(share));
        share.map(Self).ok_or_else(|| "a number from 0 to 1".to_owned())
    }
}
