//! A VFS that passes everything to SQLite's own and tells the ledger about it.
//!
//! Test code only: nothing the product ships links it.
#![allow(
    unsafe_code,
    reason = "SQLite takes a VFS as a table of C functions; the disk under test has to be one"
)]

mod file;
mod memory;

use std::ffi::{CStr, CString, c_char, c_int};
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rusqlite::ffi;

use super::ledger::{FileId, FileKind};
use super::{NotRegistered, Shared, State, locked};
use file::{Noted, ShimFile};

/// The registered VFS and what its functions need. Leaked, because open connections keep pointers to it.
#[repr(C)]
struct Vfs {
    table: ffi::sqlite3_vfs,
    base: *mut ffi::sqlite3_vfs,
    name: CString,
    state: Shared,
}

/// A name under which SQLite finds the disk, until this is dropped.
#[derive(Debug)]
pub(super) struct Registration {
    vfs: *mut Vfs,
    name: String,
}

// SAFETY: the pointer is only used to unregister, which SQLite guards with its own mutex.
unsafe impl Send for Registration {}
// SAFETY: as above; nothing is reached through a shared reference.
unsafe impl Sync for Registration {}

static REGISTERED: AtomicU64 = AtomicU64::new(0);

impl Registration {
    pub(super) fn new(state: Shared) -> Result<Self, NotRegistered> {
        let name = format!("disk-under-test-{}", REGISTERED.fetch_add(1, Ordering::Relaxed));
        let c_name = CString::new(name.as_str()).map_err(|_| NotRegistered(ffi::SQLITE_MISUSE))?;
        // SAFETY: asks for the default VFS, which SQLite keeps for the life of the process. The new table lives as
        // long, because it is leaked.
        unsafe {
            let result = ffi::sqlite3_initialize();
            let base = ffi::sqlite3_vfs_find(ptr::null());
            if result != ffi::SQLITE_OK || base.is_null() {
                return Err(NotRegistered(result));
            }
            let vfs = Box::into_raw(Box::new(Vfs {
                table: table(base),
                base,
                name: c_name,
                state,
            }));
            (*vfs).table.zName = (*vfs).name.as_ptr();
            (*vfs).table.pAppData = vfs.cast();
            let result = ffi::sqlite3_vfs_register(vfs.cast(), 0);
            if result == ffi::SQLITE_OK {
                Ok(Self { vfs, name })
            } else {
                Err(NotRegistered(result))
            }
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // SAFETY: the pointer was registered in `new` and is unregistered once. The table itself stays allocated.
        unsafe {
            ffi::sqlite3_vfs_unregister(self.vfs.cast());
        }
    }
}

/// # Safety
/// `base` must be a registered VFS.
unsafe fn table(base: *mut ffi::sqlite3_vfs) -> ffi::sqlite3_vfs {
    // SAFETY: as the function asks.
    let base = unsafe { &*base };
    ffi::sqlite3_vfs {
        // Version 2 leaves out replacing system calls, which nothing here does.
        iVersion: 2,
        szOsFile: file::size_with(base.szOsFile),
        mxPathname: base.mxPathname,
        pNext: ptr::null_mut(),
        zName: ptr::null(),
        pAppData: ptr::null_mut(),
        xOpen: Some(x_open),
        xDelete: Some(x_delete),
        xAccess: Some(x_access),
        xFullPathname: Some(x_full_pathname),
        // Loading extensions is not compiled into rusqlite here.
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(x_randomness),
        xSleep: Some(x_sleep),
        xCurrentTime: Some(x_current_time),
        xGetLastError: Some(x_get_last_error),
        xCurrentTimeInt64: Some(x_current_time_int64),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    }
}

/// # Safety
/// `vfs` must come from SQLite's call of one of the functions in [`table`].
unsafe fn ours<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a Vfs {
    // SAFETY: `pAppData` was set to the leaked table in `Registration::new`.
    unsafe { &*(*vfs).pAppData.cast::<Vfs>() }
}

/// # Safety
/// `name` must be null or a C string that outlives the use.
unsafe fn text<'a>(name: *const c_char) -> Option<&'a str> {
    if name.is_null() {
        return None;
    }
    // SAFETY: as the function asks.
    unsafe { CStr::from_ptr(name) }.to_str().ok()
}

fn kind_of(flags: c_int) -> Option<FileKind> {
    if flags & ffi::SQLITE_OPEN_MAIN_DB != 0 {
        Some(FileKind::Database)
    } else if flags & ffi::SQLITE_OPEN_WAL != 0 {
        Some(FileKind::Log)
    } else if flags & (ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL) != 0 {
        Some(FileKind::Journal)
    } else {
        None
    }
}

unsafe extern "C" fn x_open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    shim: *mut ffi::sqlite3_file,
    flags: c_int,
    flags_out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives `szOsFile` bytes for `shim`: ours first, then the base VFS's. Names live while files are
    // open. The lock is held throughout, so that two connections cannot both find a new file; the base never calls us.
    unsafe {
        let vfs = ours(vfs);
        let mut state = locked(&vfs.state);
        (*shim).pMethods = ptr::null();
        let Some(open) = (*vfs.base).xOpen else {
            return ffi::SQLITE_CANTOPEN;
        };
        let flags = if state.faults.read_only {
            without_writing(flags)
        } else {
            flags
        };
        let path = text(name);
        let existed = path.is_some_and(|path| Path::new(path).exists());
        let real = file::real_of(shim);
        (*real).pMethods = ptr::null();
        let result = open(vfs.base, name, real, flags, flags_out);
        if result != ffi::SQLITE_OK {
            file::close_real(real);
            return result;
        }
        let noted = match (path, kind_of(flags)) {
            (Some(path), Some(kind)) => match known_or_read(&mut state, path, kind, existed, real) {
                Ok(id) => Some(Noted {
                    id,
                    path: path.to_owned(),
                    state: vfs.state.clone(),
                    shares_memory: AtomicBool::new(false),
                    // SQLite's own VFS syncs the folder at the first sync of a journal or log that it may create.
                    folder_due: AtomicBool::new(
                        kind != FileKind::Database && flags & ffi::SQLITE_OPEN_CREATE != 0,
                    ),
                }),
                Err(result) => {
                    file::close_real(real);
                    return result;
                }
            },
            _ => None,
        };
        ptr::write(shim.cast(), ShimFile::new(noted, real));
        ffi::SQLITE_OK
    }
}

/// # Safety
/// `real` must be an open file of the base VFS.
unsafe fn known_or_read(
    state: &mut State,
    path: &str,
    kind: FileKind,
    existed: bool,
    real: *mut ffi::sqlite3_file,
) -> Result<FileId, c_int> {
    if !existed {
        return Ok(state.ledger.created(path, kind));
    }
    if let Some(id) = state.ledger.known(path) {
        return Ok(id);
    }
    // Read through the file just opened: opening it a second time would drop this process's locks when closed.
    // SAFETY: as the function asks.
    let bytes = unsafe { file::read_all(real) }?;
    Ok(state.ledger.found(path, kind, &bytes))
}

fn without_writing(flags: c_int) -> c_int {
    let writing = ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE;
    if flags & writing == 0 {
        flags
    } else {
        (flags & !writing) | ffi::SQLITE_OPEN_READONLY
    }
}

unsafe extern "C" fn x_delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: called by SQLite with a path that lives through the call.
    unsafe {
        let vfs = ours(vfs);
        if locked(&vfs.state).faults.read_only {
            return ffi::SQLITE_IOERR_DELETE;
        }
        let Some(delete) = (*vfs.base).xDelete else {
            return ffi::SQLITE_IOERR_DELETE;
        };
        let result = delete(vfs.base, name, sync_folder);
        if result == ffi::SQLITE_OK
            && let Some(path) = text(name)
        {
            let mut state = locked(&vfs.state);
            let freed = state.ledger.deleted(path, sync_folder != 0);
            state.faults.give_back(freed);
        }
        result
    }
}

unsafe extern "C" fn x_access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    answer: *mut c_int,
) -> c_int {
    // SAFETY: called by SQLite; `answer` is its own variable.
    unsafe {
        let vfs = ours(vfs);
        let Some(access) = (*vfs.base).xAccess else {
            return ffi::SQLITE_IOERR_ACCESS;
        };
        let result = access(vfs.base, name, flags, answer);
        if flags == ffi::SQLITE_ACCESS_READWRITE && locked(&vfs.state).faults.read_only {
            *answer = 0;
        }
        result
    }
}

unsafe extern "C" fn x_full_pathname(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    length: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let vfs = ours(vfs);
        (*vfs.base)
            .xFullPathname
            .map_or(ffi::SQLITE_CANTOPEN, |full| full(vfs.base, name, length, out))
    }
}

unsafe extern "C" fn x_randomness(vfs: *mut ffi::sqlite3_vfs, length: c_int, out: *mut c_char) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let vfs = ours(vfs);
        (*vfs.base)
            .xRandomness
            .map_or(0, |randomness| randomness(vfs.base, length, out))
    }
}

unsafe extern "C" fn x_sleep(vfs: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let vfs = ours(vfs);
        (*vfs.base)
            .xSleep
            .map_or(0, |sleep| sleep(vfs.base, microseconds))
    }
}

unsafe extern "C" fn x_current_time(vfs: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let vfs = ours(vfs);
        (*vfs.base)
            .xCurrentTime
            .map_or(ffi::SQLITE_ERROR, |time| time(vfs.base, out))
    }
}

unsafe extern "C" fn x_get_last_error(vfs: *mut ffi::sqlite3_vfs, length: c_int, out: *mut c_char) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let vfs = ours(vfs);
        (*vfs.base)
            .xGetLastError
            .map_or(0, |error| error(vfs.base, length, out))
    }
}

unsafe extern "C" fn x_current_time_int64(vfs: *mut ffi::sqlite3_vfs, out: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let vfs = ours(vfs);
        (*vfs.base)
            .xCurrentTimeInt64
            .map_or(ffi::SQLITE_ERROR, |time| time(vfs.base, out))
    }
}
