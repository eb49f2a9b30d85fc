//! The camera as a scanner: its codes are events, and its newest picture is there for whoever asks.
//!
//! The page asks for one picture after the other. So there is no queue between them, and a page that is hidden, locked
//! or gone asks no more: then the camera lets go by itself.

use crate::asked::Answer;
use sarrera_app::view::{CameraNews, CameraView, Failure};
use sarrera_camera::{Camera, CameraError, Cameras, News, Pictures};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tauri::async_runtime::spawn_blocking;
use tauri::ipc::Response;
use tauri::{AppHandle, Emitter, State};

/// The page waits this long for a picture before it asks again.
const PICTURE_WITHIN: Duration = Duration::from_millis(1000);

/// The cameras of this window, of which one may run.
#[derive(Default)]
pub(crate) struct Running {
    cameras: Cameras,
    camera: Arc<Mutex<Option<Camera>>>,
}

impl Running {
    /// The machine's cameras, or the file that `SARRERA_CAMERA` names in their place.
    pub(crate) fn of_this_machine() -> Self {
        let file = std::env::var("SARRERA_CAMERA").ok();
        Self {
            cameras: Cameras::new(file.as_deref()),
            camera: Arc::default(),
        }
    }
}

fn pictures(place: &Mutex<Option<Camera>>) -> Option<Pictures> {
    let camera = place.lock().unwrap_or_else(PoisonError::into_inner);
    camera.as_ref().map(Camera::pictures)
}

#[tauri::command]
pub(crate) async fn cameras(running: State<'_, Running>) -> Answer<Vec<CameraView>> {
    let cameras = running.cameras.clone();
    let listed = off_thread(move || Ok(cameras.list())).await?;
    Ok(listed
        .into_iter()
        .map(|one| CameraView {
            id: one.id,
            name: one.name,
        })
        .collect())
}

/// Starts a camera in the place of the one that runs.
#[tauri::command]
pub(crate) async fn start_camera(handle: AppHandle, running: State<'_, Running>, id: String) -> Answer<()> {
    let (cameras, place) = (running.cameras.clone(), Arc::clone(&running.camera));
    off_thread(move || {
        let mut camera = place.lock().unwrap_or_else(PoisonError::into_inner);
        // The one that runs may be the same device: it is free before it is opened again.
        drop(camera.take());
        let tell = move |news| drop(handle.emit("camera", told(news)));
        *camera = Some(Camera::start(cameras.open(&id)?, tell)?);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn stop_camera(running: State<'_, Running>) -> Answer<()> {
    let place = Arc::clone(&running.camera);
    off_thread(move || {
        drop(place.lock().unwrap_or_else(PoisonError::into_inner).take());
        Ok(())
    })
    .await
}

/// The newest picture after the one with this number: number (4 bytes), width and height (2 bytes each, the lowest
/// first), then its grey points from the top. Empty where none came in time.
#[tauri::command]
pub(crate) async fn camera_picture(running: State<'_, Running>, after: u32) -> Answer<Response> {
    let place = Arc::clone(&running.camera);
    // Whoever changes the camera holds its place for as long as a device takes.
    let picture =
        off_thread(move || Ok(pictures(&place).and_then(|pictures| pictures.after(after, PICTURE_WITHIN))))
            .await?;
    let bytes = picture.map_or_else(Vec::new, |picture| {
        let mut bytes = Vec::with_capacity(picture.luma.len() + 8);
        bytes.extend(picture.number.to_le_bytes());
        bytes.extend(picture.width.to_le_bytes());
        bytes.extend(picture.height.to_le_bytes());
        bytes.extend(&picture.luma);
        bytes
    });
    Ok(Response::new(bytes))
}

fn told(news: News) -> CameraNews {
    match news {
        News::Code { text, kind } => CameraNews::Code {
            text,
            kind: kind.code().to_owned(),
        },
        News::NotText { kind } => CameraNews::NotText {
            kind: kind.code().to_owned(),
        },
        News::Light(light) => CameraNews::Light {
            light: light.code().to_owned(),
        },
        News::Ended(error) => CameraNews::Ended {
            failure: failure(&error),
        },
        News::Unwatched => CameraNews::Unwatched,
    }
}

fn failure(error: &CameraError) -> Failure {
    Failure {
        code: error.code().to_owned(),
        params: BTreeMap::new(),
        message: error.to_string(),
    }
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CameraError> + Send + 'static,
) -> Answer<T> {
    let done = spawn_blocking(work).await;
    let done = done.unwrap_or_else(|panicked| Err(CameraError::Failed(panicked.to_string())));
    done.map_err(|error| failure(&error))
}
