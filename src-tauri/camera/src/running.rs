//! A camera at work: a thread that takes frames, reads the codes in them and keeps the newest picture for whoever looks.

use crate::{CameraError, Decoder, FrameSource, Kind, Light, Lights, Presence, Stop};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// The window's picture is at most this wide, in points.
pub const PICTURE_PX_MAX: u16 = 640;
/// A camera at whose pictures nobody has looked for this long ends: the window is hidden, locked or gone.
pub const UNWATCHED_MAX: Duration = Duration::from_secs(5);

/// What a camera tells.
#[derive(Clone, PartialEq, Eq)]
pub enum News {
    /// A code was held to the camera.
    Code { text: String, kind: Kind },
    /// A code whose bytes are no text.
    NotText { kind: Kind },
    /// What the pictures are like has changed.
    Light(Light),
    /// There are no more pictures. The camera is free.
    Ended(CameraError),
    /// Nobody looked. The camera is free.
    Unwatched,
}

impl fmt::Debug for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code { text, kind } => {
                write!(f, "Code({}, {} characters)", kind.code(), text.chars().count())
            }
            Self::NotText { kind } => write!(f, "NotText({})", kind.code()),
            Self::Light(light) => write!(f, "Light({})", light.code()),
            Self::Ended(error) => write!(f, "Ended({})", error.code()),
            Self::Unwatched => f.write_str("Unwatched"),
        }
    }
}

/// The newest picture, small and grey: colour is kept for verdicts.
pub struct Picture {
    /// Counts from 1.
    pub number: u32,
    pub width: u16,
    pub height: u16,
    /// Rows from the top, 0 is black.
    pub luma: Vec<u8>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture {} of {}×{}", self.number, self.width, self.height)
    }
}

/// A running camera. Dropping it stops it, and waits until the device is free.
#[derive(Debug)]
pub struct Camera {
    stop: Arc<Stop>,
    newest: Arc<Newest>,
    thread: Option<JoinHandle<()>>,
}

impl Camera {
    /// Runs a source. `tell` is called from the camera's own thread.
    ///
    /// # Errors
    /// [`CameraError::Failed`] when the system gives no thread.
    pub fn start(
        source: Box<dyn FrameSource>,
        tell: impl FnMut(News) + Send + 'static,
    ) -> Result<Self, CameraError> {
        let (stop, newest) = (Arc::new(Stop::default()), Arc::new(Newest::default()));
        let (stopped, shown) = (Arc::clone(&stop), Arc::clone(&newest));
        let thread = Builder::new()
            .name("camera".to_owned())
            .spawn(move || work(source, &stopped, &shown, tell))
            .map_err(|error| CameraError::Failed(error.to_string()))?;
        Ok(Self {
            stop,
            newest,
            thread: Some(thread),
        })
    }

    /// The way to this camera's pictures, for whoever looks at them from another thread.
    pub fn pictures(&self) -> Pictures {
        Pictures(Arc::clone(&self.newest))
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.stop.tell();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has let go of the camera all the same.
            let _ = thread.join();
        }
    }
}

/// Where a camera's pictures can be seen.
#[derive(Debug, Clone)]
pub struct Pictures(Arc<Newest>);

impl Pictures {
    /// The newest picture, once it is newer than `after`; waits at most `within`. There is no queue: who looks seldom
    /// misses pictures. `None` when there is no newer one in time, or the camera has ended.
    pub fn after(&self, after: u32, within: Duration) -> Option<Arc<Picture>> {
        let mut shown = self.0.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.looked = true;
        let newer = |shown: &mut Shown| {
            let newer = shown
                .picture
                .as_ref()
                .is_some_and(|picture| picture.number > after);
            !newer && !shown.ended
        };
        let waited = self.0.came.wait_timeout_while(shown, within, newer);
        let shown = waited.unwrap_or_else(PoisonError::into_inner).0;
        shown.picture.clone().filter(|picture| picture.number > after)
    }

    /// Whether no more pictures will come.
    pub fn ended(&self) -> bool {
        self.0.shown.lock().unwrap_or_else(PoisonError::into_inner).ended
    }
}

#[derive(Debug, Default)]
struct Newest {
    shown: Mutex<Shown>,
    came: Condvar,
}

#[derive(Debug, Default)]
struct Shown {
    picture: Option<Arc<Picture>>,
    /// Somebody looked since the last picture came.
    looked: bool,
    ended: bool,
}

impl Newest {
    /// Puts a picture in the place of the last; true when somebody looked meanwhile.
    fn put(&self, picture: Picture) -> bool {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.picture = Some(Arc::new(picture));
        self.came.notify_all();
        std::mem::take(&mut shown.looked)
    }
}

/// Says that the pictures ended, also where the thread panics, and lets go of the last one.
struct Ends<'a>(&'a Newest);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        let mut shown = self.0.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.ended = true;
        shown.picture = None;
        self.0.came.notify_all();
    }
}

fn work(source: Box<dyn FrameSource>, stop: &Stop, newest: &Newest, mut tell: impl FnMut(News)) {
    let ends = Ends(newest);
    let last = watch(source, stop, newest, &mut tell);
    drop(ends);
    if let Some(news) = last {
        tell(news);
    }
}

/// Takes frames until there are no more; what is to be told then. The source is free when it returns.
fn watch(
    mut source: Box<dyn FrameSource>,
    stop: &Stop,
    newest: &Newest,
    tell: &mut impl FnMut(News),
) -> Option<News> {
    let (mut decoder, mut presence, mut lights) =
        (Decoder::default(), Presence::default(), Lights::default());
    let mut looked_at = Duration::ZERO;
    let mut number: u32 = 0;
    loop {
        let frame = match source.next(stop) {
            Ok(frame) => frame?,
            Err(error) => return Some(News::Ended(error)),
        };
        if let Some(code) = presence.look(frame.at(), &decoder.read(&frame)) {
            let kind = code.kind;
            tell(match code.text() {
                Some(text) => News::Code { text, kind },
                None => News::NotText { kind },
            });
        }
        if let Some(light) = lights.look(&frame) {
            tell(News::Light(light));
        }
        number = number.saturating_add(1);
        let small = frame.smaller(PICTURE_PX_MAX);
        let looked = newest.put(Picture {
            number,
            width: small.width(),
            height: small.height(),
            luma: small.into_luma(),
        });
        if looked {
            looked_at = frame.at();
        } else if frame.at().saturating_sub(looked_at) >= UNWATCHED_MAX {
            return Some(News::Unwatched);
        }
    }
}
