//! The log is brought into the database file by a thread of its own while nobody scans: no scan waits for it.

use sarrera_store::{Store, StoreOptions};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// So many transactions are too few to start the thread for: a call of the command line ends with one anyway.
const WRITES_MIN: usize = 64;
/// Without a pause in the scans, it is done after so many transactions all the same.
const WRITES_MAX: usize = 512;
/// A pause in the scans.
const PAUSE: Duration = Duration::from_millis(700);

/// Hears of every transaction, and has the log brought in when the time is good.
#[derive(Debug)]
pub(crate) struct WalCheckpoints(Mutex<State>);

#[derive(Debug)]
enum State {
    Few {
        options: StoreOptions,
        writes: usize,
    },
    Running(Running),
    /// The thread could not be started, or nobody wants it: the store's own bound serves.
    Left,
}

#[derive(Debug)]
struct Running {
    wrote: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl WalCheckpoints {
    pub(crate) fn of(options: StoreOptions) -> Self {
        Self(Mutex::new(State::Few { options, writes: 0 }))
    }

    /// Nothing is brought in beside the writers any more.
    pub(crate) fn leave(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = State::Left;
    }

    /// A transaction was written.
    pub(crate) fn wrote(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *state {
            State::Few { options, writes } => {
                *writes += 1;
                if *writes >= WRITES_MIN {
                    *state = Running::start(options.clone()).map_or(State::Left, State::Running);
                }
            }
            State::Running(running) => {
                if let Some(wrote) = &running.wrote {
                    // A thread that ended heard nothing more to do; the store's own bound serves.
                    let _heard = wrote.send(());
                }
            }
            State::Left => {}
        }
    }
}

impl Running {
    fn start(options: StoreOptions) -> std::io::Result<Self> {
        let (wrote, writes) = channel();
        let thread = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || {
                if let Ok(store) = Store::open(options) {
                    bring_in(&store, &writes);
                }
            })?;
        Ok(Self {
            wrote: Some(wrote),
            thread: Some(thread),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.wrote.take());
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

fn bring_in(store: &Store, writes: &Receiver<()>) {
    while writes.recv().is_ok() {
        let mut heard = 1;
        while heard < WRITES_MAX {
            match writes.recv_timeout(PAUSE) {
                Ok(()) => heard += 1,
                Err(RecvTimeoutError::Timeout) if heard < WRITES_MIN => match writes.recv() {
                    Ok(()) => heard += 1,
                    Err(_) => return,
                },
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        // A full or broken disk is told by the next scan, which writes to it.
        let _brought_in = store.checkpoint();
    }
}
