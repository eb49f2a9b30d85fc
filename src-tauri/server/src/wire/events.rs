//! Server-sent events as they arrive: in pieces, with comments between them, never longer than a bound.

use crate::heads::Heads;

/// The longest unfinished event that is kept.
const EVENT_MAX_BYTES: usize = 256 * 1024;

/// A stream of news, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Events {
    rest: Vec<u8>,
}

/// The stream is none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotNews;

impl Events {
    /// Takes a piece, and gives the news that are whole with it.
    pub(crate) fn take(&mut self, piece: &[u8]) -> Result<Vec<Heads>, NotNews> {
        self.rest.extend_from_slice(piece);
        let mut news = Vec::new();
        while let Some(end) = self.rest.windows(2).position(|two| two == b"\n\n") {
            let rest = self.rest.split_off(end.saturating_add(2));
            let event = std::mem::replace(&mut self.rest, rest);
            news.extend(read(&event)?);
        }
        if self.rest.len() > EVENT_MAX_BYTES {
            return Err(NotNews);
        }
        Ok(news)
    }
}

/// The heads in an event; nothing in a comment, or in an event that a later version of the server sends.
fn read(event: &[u8]) -> Result<Option<Heads>, NotNews> {
    let text = std::str::from_utf8(event).map_err(|_not_text| NotNews)?;
    let field = |name: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| Some(line.strip_prefix(name)?.trim_start()))
    };
    if field("event:") != Some("news") {
        return Ok(None);
    }
    let said = field("data:").and_then(|said| Heads::from_json(said.as_bytes()));
    said.map(Some).ok_or(NotNews)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarrera_core::ops::LogName;

    fn core(at: u64) -> Heads {
        Heads([(LogName::Core, at)].into())
    }

    #[test]
    fn news_are_read_however_they_are_cut() {
        let stream = b":\n\nevent: news\ndata: {\"core\":1}\n\n:\n\nevent: weather\ndata: sun\n\nevent: news\ndata: {\"core\":2}\n\n";
        for cut in 1..stream.len() {
            let mut events = Events::default();
            let news: Vec<Heads> = stream
                .chunks(cut)
                .flat_map(|piece| events.take(piece).unwrap())
                .collect();
            assert_eq!(news, [core(1), core(2)], "cut every {cut} bytes");
        }
    }

    #[test]
    fn what_is_no_news_ends_the_stream() {
        let taken = |piece: &[u8]| Events::default().take(piece);
        assert_eq!(taken(b"event: news\ndata: <html>\n\n"), Err(NotNews));
        assert_eq!(taken(b"event: news\n\n"), Err(NotNews));
        assert_eq!(taken(b"\xff\xfe\n\n"), Err(NotNews));
        assert_eq!(taken(&vec![b'a'; EVENT_MAX_BYTES + 1]), Err(NotNews));
        assert_eq!(taken(b"event: news\ndata: {\"core\""), Ok(vec![]));
    }
}
