//! Stories over real sockets of this machine: a server, the desks that speak to it, and what may go wrong between them.

mod discovery;
mod hostile;
mod keeping;
mod listening;
mod logged;
mod news;
mod polite;
mod serving;
mod stand_in;
mod strangers;
mod tls;
mod wire;
