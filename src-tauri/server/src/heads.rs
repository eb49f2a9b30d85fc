//! How far each log reaches, and the watch by which whoever commits tells the listeners so.

use sarrera_core::ops::LogName;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;

/// The newest position of each log, in the server's own order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heads(pub BTreeMap<LogName, u64>);

impl Heads {
    /// What differs from `told`, of the logs that `told` names.
    pub(crate) fn news_to(&self, told: &Self) -> Self {
        let known = told.0.iter();
        let changed = known.filter_map(|(log, at)| {
            let now = self.0.get(log)?;
            (now != at).then(|| (log.clone(), *now))
        });
        Self(changed.collect())
    }

    /// Takes over what `newer` says; what it does not name stays.
    pub(crate) fn update(&mut self, newer: &Self) {
        let news = newer.0.iter().map(|(log, at)| (log.clone(), *at));
        self.0.extend(news);
    }

    /// `{"core":5,"public":2}`.
    pub(crate) fn to_json(&self) -> String {
        let named = self.0.iter();
        let object: serde_json::Map<String, serde_json::Value> =
            named.map(|(log, at)| (log.to_string(), (*at).into())).collect();
        serde_json::Value::Object(object).to_string()
    }

    /// What a server wrote; logs that this version does not know are left out.
    pub(crate) fn from_json(text: &[u8]) -> Option<Self> {
        let named: BTreeMap<String, u64> = serde_json::from_slice(text).ok()?;
        let known = named.into_iter();
        Some(Self(
            known
                .filter_map(|(log, at)| Some((log.parse().ok()?, at)))
                .collect(),
        ))
    }
}

/// Told by whoever commits, watched by everybody who listens. Telling is cheap and waits for nobody: a listener that
/// is slow sees the newest positions, never a queue of old ones.
#[derive(Debug, Clone)]
pub struct Pokes(Arc<watch::Sender<Heads>>);

impl Default for Pokes {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Heads::default())))
    }
}

impl Pokes {
    /// Says how far some logs reach now.
    pub fn poke(&self, heads: &Heads) {
        self.0.send_modify(|all| all.update(heads));
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Heads> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(named: &[(LogName, u64)]) -> Heads {
        Heads(named.iter().cloned().collect())
    }

    #[test]
    fn a_listener_is_told_of_its_own_logs_and_only_of_what_moved() {
        let told = heads(&[(LogName::Core, 5), (LogName::Public, 2)]);
        let now = heads(&[(LogName::Core, 6), (LogName::Public, 2), (LogName::Contact, 9)]);
        assert_eq!(now.news_to(&told), heads(&[(LogName::Core, 6)]));
        assert_eq!(heads(&[]).news_to(&told), heads(&[]));
    }

    #[test]
    fn a_log_of_a_later_version_is_left_out_and_the_rest_is_read() {
        let all = heads(&[(LogName::Core, 5), (LogName::Scans, u64::MAX)]);
        assert_eq!(Heads::from_json(all.to_json().as_bytes()), Some(all));
        let newer = Heads::from_json(br#"{"core":1,"weather":7}"#);
        assert_eq!(newer, Some(heads(&[(LogName::Core, 1)])));
        assert_eq!(Heads::from_json(b"[]"), None);
        assert_eq!(Heads::from_json(br#"{"core":-1}"#), None);
    }

    #[test]
    fn what_a_poke_does_not_name_stays() {
        let pokes = Pokes::default();
        let watch = pokes.watch();
        pokes.poke(&heads(&[(LogName::Core, 1), (LogName::Public, 1)]));
        pokes.poke(&heads(&[(LogName::Core, 2)]));
        assert_eq!(
            *watch.borrow(),
            heads(&[(LogName::Core, 2), (LogName::Public, 1)])
        );
    }
}
