//! What Prometheus reads: counts and times by route, never by caller.

use crate::answers::Figures;
use crate::answers::Storage;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The upper edges of the histogram of requests, in milliseconds.
const EDGES_MS: [u64; 11] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

/// The counters of one server since its start.
#[derive(Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    times: Mutex<BTreeMap<&'static str, Times>>,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
}

#[derive(Default, Clone, Copy)]
struct Times {
    within: [u64; EDGES_MS.len()],
    count: u64,
    sum_ms: u64,
}

impl Metrics {
    /// A request was answered: on this route, with this status, after so many milliseconds.
    pub(crate) fn answered(&self, route: &'static str, status: u16, ms: u64) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let count = requests.entry((route, status)).or_default();
        *count = count.saturating_add(1);
        drop(requests);
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let times = times.entry(route).or_default();
        for (within, edge) in times.within.iter_mut().zip(EDGES_MS) {
            *within = within.saturating_add(u64::from(ms <= edge));
        }
        times.count = times.count.saturating_add(1);
        times.sum_ms = times.sum_ms.saturating_add(ms);
    }

    /// The body of a message of the protocol came in.
    pub(crate) fn took(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.bytes_in.fetch_add(bytes, Ordering::Relaxed);
    }

    /// The body of an answer of the protocol went out.
    pub(crate) fn gave(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.bytes_out.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Everything in Prometheus' text format 0.0.4.
    pub(crate) fn text(&self, figures: &Figures, listeners: usize) -> String {
        let mut page = Page::default();
        page.about(
            "sarrera_requests_total",
            "counter",
            "Requests by route and status.",
        );
        let requests = self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for ((route, status), count) in requests {
            page.line(&format!(
                "sarrera_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}"
            ));
        }
        page.about(
            "sarrera_request_seconds",
            "histogram",
            "Time to the answer's head, by route.",
        );
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (route, times) in times {
            let within = EDGES_MS.into_iter().zip(times.within);
            let label = format!("route=\"{route}\"");
            page.histogram(
                "sarrera_request_seconds",
                Some(&label),
                within,
                (times.count, times.sum_ms),
            );
        }
        page.about(
            "sarrera_desk_wait_seconds",
            "histogram",
            "How long this device's own writes waited for their turn.",
        );
        let waited = figures.waited;
        page.histogram(
            "sarrera_desk_wait_seconds",
            None,
            waited.within.into_iter(),
            (waited.count, waited.sum_ms),
        );
        page.gauge("sarrera_listeners", "Devices that listen for news.", listeners);
        page.gauge("sarrera_ops", "Ops that are stored.", figures.ops);
        page.gauge(
            "sarrera_devices",
            "Devices that are paired and not revoked.",
            figures.devices,
        );
        let well = u8::from(matches!(figures.storage, Storage::Well));
        page.gauge(
            "sarrera_storage_well",
            "1 while the database takes what it is given.",
            well,
        );
        page.count(
            "sarrera_bytes_in_total",
            "Bytes of messages taken.",
            &self.bytes_in,
        );
        page.count(
            "sarrera_bytes_out_total",
            "Bytes of answers given.",
            &self.bytes_out,
        );
        page.0
    }
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        // Writing into a String does not fail.
        let _written = writeln!(self.0, "{line}");
    }

    fn about(&mut self, name: &str, kind: &str, what: &str) {
        self.line(&format!("# HELP {name} {what}\n# TYPE {name} {kind}"));
    }

    fn gauge(&mut self, name: &str, what: &str, value: impl std::fmt::Display) {
        self.about(name, "gauge", what);
        self.line(&format!("{name} {value}"));
    }

    fn count(&mut self, name: &str, what: &str, value: &AtomicU64) {
        self.about(name, "counter", what);
        self.line(&format!("{name} {}", value.load(Ordering::Relaxed)));
    }

    /// `within`: milliseconds, and how many took so many at most; `all`: how many, and their sum in milliseconds.
    fn histogram(
        &mut self,
        name: &str,
        label: Option<&str>,
        within: impl Iterator<Item = (u64, u64)>,
        all: (u64, u64),
    ) {
        let (count, sum_ms) = all;
        let first = label.map(|label| format!("{label},")).unwrap_or_default();
        let labels = label.map(|label| format!("{{{label}}}")).unwrap_or_default();
        for (edge_ms, within) in within {
            let edge = seconds(edge_ms);
            self.line(&format!("{name}_bucket{{{first}le=\"{edge}\"}} {within}"));
        }
        self.line(&format!("{name}_bucket{{{first}le=\"+Inf\"}} {count}"));
        self.line(&format!("{name}_sum{labels} {}", seconds(sum_ms)));
        self.line(&format!("{name}_count{labels} {count}"));
    }
}

/// Milliseconds as Prometheus writes them: `0.025`, `10`.
fn seconds(ms: u64) -> String {
    let text = format!("{}.{:03}", ms / 1_000, ms % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarrera_app::Waited;

    #[test]
    fn a_request_stands_in_every_bucket_that_is_wide_enough() {
        let metrics = Metrics::default();
        metrics.answered("/sync/1", 200, 30);
        metrics.answered("/sync/1", 200, 1_200);
        metrics.answered("/sync/1", 429, 0);
        metrics.took(10);
        metrics.gave(4);
        let mut waited = Waited {
            count: 7,
            sum_ms: 2_040,
            ..Waited::default()
        };
        for (edge_ms, within) in &mut waited.within {
            *within = if *edge_ms < 20 { 2 } else { 5 };
        }
        let figures = Figures {
            ops: 7,
            devices: 2,
            storage: Storage::Failed("disk_full"),
            waited,
        };
        let text = metrics.text(&figures, 3);
        for line in [
            "# TYPE sarrera_requests_total counter",
            "sarrera_requests_total{route=\"/sync/1\",status=\"200\"} 2",
            "sarrera_requests_total{route=\"/sync/1\",status=\"429\"} 1",
            "sarrera_request_seconds_bucket{route=\"/sync/1\",le=\"0.025\"} 1",
            "sarrera_request_seconds_bucket{route=\"/sync/1\",le=\"0.05\"} 2",
            "sarrera_request_seconds_bucket{route=\"/sync/1\",le=\"2.5\"} 3",
            "sarrera_request_seconds_bucket{route=\"/sync/1\",le=\"+Inf\"} 3",
            "sarrera_request_seconds_sum{route=\"/sync/1\"} 1.23",
            "sarrera_request_seconds_count{route=\"/sync/1\"} 3",
            "sarrera_desk_wait_seconds_bucket{le=\"0.001\"} 2",
            "sarrera_desk_wait_seconds_bucket{le=\"0.02\"} 5",
            "sarrera_desk_wait_seconds_bucket{le=\"+Inf\"} 7",
            "sarrera_desk_wait_seconds_sum 2.04",
            "sarrera_desk_wait_seconds_count 7",
            "sarrera_listeners 3",
            "sarrera_ops 7",
            "sarrera_devices 2",
            "sarrera_storage_well 0",
            "sarrera_bytes_in_total 10",
            "sarrera_bytes_out_total 4",
        ] {
            assert!(text.lines().any(|one| one == line), "{line} stands in\n{text}");
        }
    }
}
