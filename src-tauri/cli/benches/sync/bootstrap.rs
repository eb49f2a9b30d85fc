//! A new desk takes in a whole fair, and people are let in at it meanwhile.

use crate::centre::{self, Centre, EVENT, Line};
use crate::fair::{code, percentile, timed};
use sarrera_app::{App, Direction, PrintWish, SameLabel, ScanAsk, Waited};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Between two scans, and between two searches.
const PAUSE: Duration = Duration::from_millis(50);

/// How it went.
pub(crate) struct Figures {
    pub(crate) pair: Duration,
    pub(crate) whole: Duration,
    pub(crate) ops: usize,
    pub(crate) messages: usize,
    pub(crate) bytes: usize,
    pub(crate) server_cpu_s: f64,
    pub(crate) desk_cpu_s: f64,
    pub(crate) searches: Vec<Duration>,
    pub(crate) found: usize,
    pub(crate) at_desk: AtDesk,
}

/// How long scans took, while something went on and afterwards; and how long they waited for the writer meanwhile.
pub(crate) struct AtDesk {
    pub(crate) scans: Vec<Duration>,
    pub(crate) waited: Waited,
    pub(crate) calm: Vec<Duration>,
}

/// `disturbed`: whether somebody searches and scans at the desk meanwhile.
pub(crate) fn measure(centre: &Centre, dir: &Path, people: u32, disturbed: bool) -> Figures {
    let code_of = centre.invite("desk", 1);
    std::fs::create_dir_all(dir).unwrap();
    let desk = Arc::new(centre::open(dir));
    let mut line = Line::to(centre);
    let (cpu, own) = (centre.cpu_s(), own_cpu_s());
    let (paired, pair) = timed(|| {
        desk.pair(&code_of, SameLabel::Ask, &mut |session, body| {
            line.carry(session, body)
        })
    });
    paired.unwrap();
    let event = desk.event_id(EVENT).unwrap();
    let over = Arc::new(AtomicBool::new(!disturbed));
    let people = usize::try_from(people).unwrap();
    let scanning = at_work(&desk, &over, move |desk, turn| {
        scan(desk, turn * 37 % people);
        true
    });
    let searching = at_work(&desk, &over, |desk, _| {
        !desk.find(EVENT, "etxeberria").unwrap().is_empty()
    });
    let (exchanged, whole) = timed(|| {
        desk.exchange(event, &mut |session, body| line.carry(session, body))
            .unwrap()
    });
    assert_eq!(exchanged.problem, None);
    let desk_cpu_s = own_cpu_s() - own;
    over.store(true, Ordering::SeqCst);
    let ((scans, _), (searches, found)) = (scanning.join().unwrap(), searching.join().unwrap());
    let waited = desk.waited();
    let mut calm = Vec::new();
    for turn in 0..if disturbed { 200 } else { 0 } {
        calm.push(timed(|| scan(&desk, (turn * 37 + 11) % people)).1);
    }
    Figures {
        pair,
        whole,
        ops: exchanged.pulled,
        messages: line.messages,
        bytes: line.sent + line.received,
        server_cpu_s: centre.cpu_s() - cpu,
        desk_cpu_s,
        searches,
        found,
        at_desk: AtDesk { scans, waited, calm },
    }
}

/// The time that this program was on a processor.
fn own_cpu_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    centre::cpu_s_of(&stat)
}

/// Does something at a desk, again and again until it is over: how long each time took, and how often it came to something.
#[allow(clippy::disallowed_methods, reason = "people pause between two scans")]
pub(crate) fn at_work(
    desk: &Arc<App>,
    over: &Arc<AtomicBool>,
    work: impl Fn(&App, usize) -> bool + Send + 'static,
) -> std::thread::JoinHandle<(Vec<Duration>, usize)> {
    let (desk, over) = (Arc::clone(desk), Arc::clone(over));
    std::thread::spawn(move || {
        let (mut took, mut came) = (Vec::new(), 0);
        while !over.load(Ordering::SeqCst) {
            let (yes, time) = timed(|| work(&desk, took.len()));
            took.push(time);
            came += usize::from(yes);
            std::thread::sleep(PAUSE);
        }
        (took, came)
    })
}

pub(crate) fn scan(desk: &App, person: usize) {
    let ask = ScanAsk {
        event: EVENT,
        checkpoint: "main",
        direction: Direction::Entry,
        at: None,
        print: PrintWish::None,
    };
    desk.scan(&ask, &code(person)).unwrap();
}

impl Figures {
    pub(crate) fn print(mut self) {
        println!(
            "  paired in {:.2?}; complete in {:.2?}: {} ops in {} messages, {:.2} MB over the wire; server {:.1} s CPU, desk {:.1} s CPU",
            self.pair,
            self.whole,
            self.ops,
            self.messages,
            self.bytes as f64 / 1e6,
            self.server_cpu_s,
            self.desk_cpu_s
        );
        if self.searches.is_empty() {
            println!("  bars: complete within 25 s, 12 MB over the wire");
            return;
        }
        println!(
            "  meanwhile: {} searches p50 {:.1?} p99 {:.1?}, {} of them found somebody",
            self.searches.len(),
            percentile(&mut self.searches, 50),
            percentile(&mut self.searches, 99),
            self.found,
        );
        self.at_desk.print();
    }
}

impl AtDesk {
    pub(crate) fn print(mut self) {
        println!(
            "  meanwhile: {} scans p50 {:.1?} p99 {:.1?} max {:.1?}",
            self.scans.len(),
            percentile(&mut self.scans, 50),
            percentile(&mut self.scans, 99),
            percentile(&mut self.scans, 100),
        );
        let Waited { within, count, .. } = self.waited;
        let within =
            within.map(|(ms, times)| format!("{ms} ms: {:.1} %", times as f64 * 100.0 / count as f64));
        println!(
            "  waited for the writer {count} times, within {} (bar: 99 % within 20 ms)",
            within.join(", ")
        );
        println!(
            "  afterwards, calm: {} scans p50 {:.1?} p99 {:.1?}",
            self.calm.len(),
            percentile(&mut self.calm, 50),
            percentile(&mut self.calm, 99)
        );
    }
}
