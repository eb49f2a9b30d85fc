//! How devices and servers of an event are called: serving, exchanging, inviting, pairing.

use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

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
    /// Where the server is: https://host:port, or http://127.0.0.1:port on this machine. Several are tried in turn.
    #[arg(long, value_name = "URL", required = true)]
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
    /// `desk`, `gate`, `kiosk` or `stand`.
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
    /// Where the server is: https://host:port. Without it, where the QR says.
    #[arg(long, value_name = "URL")]
    pub server: Vec<String>,
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
