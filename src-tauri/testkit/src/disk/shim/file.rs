//! An open file of the disk under test: the base VFS's file, with the ledger told of what succeeds and the faults asked
//! before anything is tried.

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::ffi::{self, sqlite3_file};

use super::memory::{x_fetch, x_shm_barrier, x_shm_lock, x_shm_map, x_shm_unmap, x_unfetch};
use crate::disk::faults::{Syncs, Taken};
use crate::disk::ledger::FileId;
use crate::disk::{Shared, locked};

/// What lies in the memory that SQLite gives for an open file; the base VFS's file follows it.
#[repr(C, align(8))]
pub(super) struct ShimFile {
    methods: *const ffi::sqlite3_io_methods,
    real: *mut sqlite3_file,
    pub(super) noted: Option<Noted>,
}

/// What is remembered of a file that a power cut could touch; temporary files have none.
pub(super) struct Noted {
    pub(super) id: FileId,
    pub(super) path: String,
    pub(super) state: Shared,
    pub(super) folder_due: AtomicBool,
    pub(super) shares_memory: AtomicBool,
}

impl ShimFile {
    pub(super) fn new(noted: Option<Noted>, real: *mut sqlite3_file) -> Self {
        Self {
            methods: &raw const METHODS,
            real,
            noted,
        }
    }
}

/// Bytes for our file and the base VFS's.
pub(super) fn size_with(base: c_int) -> c_int {
    c_int::try_from(size_of::<ShimFile>())
        .unwrap_or(c_int::MAX)
        .saturating_add(base)
}

/// Where the base VFS's file lies behind ours.
///
/// # Safety
/// `shim` must be memory of [`size_with`] bytes.
pub(super) unsafe fn real_of(shim: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: as the function asks; `ShimFile` is a multiple of eight bytes long.
    unsafe { shim.cast::<ShimFile>().add(1).cast() }
}

/// Closes a file of the base VFS, unless it was never opened.
///
/// # Safety
/// `real` must be memory of the base VFS's file, its methods null or set by its `xOpen`.
pub(super) unsafe fn close_real(real: *mut sqlite3_file) -> c_int {
    // SAFETY: as the function asks.
    unsafe {
        let methods = (*real).pMethods;
        if methods.is_null() {
            return ffi::SQLITE_OK;
        }
        (*methods).xClose.map_or(ffi::SQLITE_OK, |close| close(real))
    }
}

/// # Safety
/// `real` must be an open file of the base VFS.
pub(super) unsafe fn read_all(real: *mut sqlite3_file) -> Result<Vec<u8>, c_int> {
    // SAFETY: as the function asks; the buffer is as long as is asked for.
    unsafe {
        let methods = &*(*real).pMethods;
        let (Some(file_size), Some(read)) = (methods.xFileSize, methods.xRead) else {
            return Err(ffi::SQLITE_IOERR_READ);
        };
        let mut size = 0;
        checked(file_size(real, &raw mut size))?;
        let mut bytes = vec![0_u8; usize::try_from(size).map_err(|_| ffi::SQLITE_TOOBIG)?];
        let mut offset = 0;
        for part in bytes.chunks_mut(READ_BYTES) {
            let length = c_int::try_from(part.len()).map_err(|_| ffi::SQLITE_TOOBIG)?;
            checked(read(real, part.as_mut_ptr().cast(), length, offset))?;
            offset += i64::from(length);
        }
        Ok(bytes)
    }
}

const READ_BYTES: usize = 1 << 20;

fn checked(result: c_int) -> Result<(), c_int> {
    if result == ffi::SQLITE_OK {
        Ok(())
    } else {
        Err(result)
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 3,
    xClose: Some(x_close),
    xRead: Some(x_read),
    xWrite: Some(x_write),
    xTruncate: Some(x_truncate),
    xSync: Some(x_sync),
    xFileSize: Some(x_file_size),
    xLock: Some(x_lock),
    xUnlock: Some(x_unlock),
    xCheckReservedLock: Some(x_check_reserved_lock),
    xFileControl: Some(x_file_control),
    xSectorSize: Some(x_sector_size),
    xDeviceCharacteristics: Some(x_device_characteristics),
    xShmMap: Some(x_shm_map),
    xShmLock: Some(x_shm_lock),
    xShmBarrier: Some(x_shm_barrier),
    xShmUnmap: Some(x_shm_unmap),
    xFetch: Some(x_fetch),
    xUnfetch: Some(x_unfetch),
};

/// Our file, and the base VFS's with its methods.
///
/// # Safety
/// `file` must come from SQLite's call of one of [`METHODS`]: opened by `x_open`, not yet closed.
pub(super) unsafe fn opened<'a>(
    file: *mut sqlite3_file,
) -> (&'a ShimFile, *mut sqlite3_file, &'a ffi::sqlite3_io_methods) {
    // SAFETY: as the function asks; `x_open` wrote a whole `ShimFile` there and the base VFS set its methods.
    unsafe {
        let shim = &*file.cast::<ShimFile>();
        (shim, shim.real, &*(*shim.real).pMethods)
    }
}

unsafe extern "C" fn x_close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once and does not use it afterwards.
    unsafe {
        let (_, real, _) = opened(file);
        let result = close_real(real);
        ptr::drop_in_place(file.cast::<ShimFile>());
        (*file).pMethods = ptr::null();
        result
    }
}

unsafe extern "C" fn x_read(file: *mut sqlite3_file, out: *mut c_void, length: c_int, offset: i64) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xRead
            .map_or(ffi::SQLITE_IOERR_READ, |read| read(real, out, length, offset))
    }
}

unsafe extern "C" fn x_write(
    file: *mut sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite gives `length` readable bytes; no more than that are passed on or copied.
    unsafe {
        let (shim, real, methods) = opened(file);
        let Some(write) = methods.xWrite else {
            return ffi::SQLITE_IOERR_WRITE;
        };
        let Some(noted) = &shim.noted else {
            return write(real, bytes, length, offset);
        };
        let (Ok(wanted), Ok(start)) = (u64::try_from(length), u64::try_from(offset)) else {
            return ffi::SQLITE_IOERR_WRITE;
        };
        let taken = {
            let mut state = locked(&noted.state);
            let size = state.ledger.size(noted.id);
            state.faults.take_write(size, start, wanted)
        };
        let (fits, verdict) = match taken {
            Taken::All => (length, ffi::SQLITE_OK),
            Taken::FirstBytes(fits) => (c_int::try_from(fits).unwrap_or(0), ffi::SQLITE_FULL),
            Taken::Nothing => return ffi::SQLITE_IOERR_WRITE,
        };
        if fits > 0 {
            let result = write(real, bytes, fits, offset);
            if result != ffi::SQLITE_OK {
                return result;
            }
            let written = std::slice::from_raw_parts(bytes.cast::<u8>(), usize::try_from(fits).unwrap_or(0));
            locked(&noted.state).ledger.written(noted.id, start, written);
        }
        verdict
    }
}

unsafe extern "C" fn x_truncate(file: *mut sqlite3_file, length: i64) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (shim, real, methods) = opened(file);
        let Some(truncate) = methods.xTruncate else {
            return ffi::SQLITE_IOERR_TRUNCATE;
        };
        let Some(noted) = &shim.noted else {
            return truncate(real, length);
        };
        if locked(&noted.state).faults.read_only {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        let result = truncate(real, length);
        if result == ffi::SQLITE_OK {
            let mut state = locked(&noted.state);
            let length = u64::try_from(length).unwrap_or(0);
            let freed = state.ledger.size(noted.id).saturating_sub(length);
            state.faults.give_back(freed);
            state.ledger.truncated(noted.id, length);
        }
        result
    }
}

unsafe extern "C" fn x_sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (shim, real, methods) = opened(file);
        let Some(sync) = methods.xSync else {
            return ffi::SQLITE_IOERR_FSYNC;
        };
        let Some(noted) = &shim.noted else {
            return sync(real, flags);
        };
        let (syncs, began) = {
            let mut state = locked(&noted.state);
            if !state.faults.take_sync() {
                return ffi::SQLITE_IOERR_FSYNC;
            }
            (state.faults.syncs, state.ledger.position())
        };
        let result = match syncs {
            Syncs::Real => sync(real, flags),
            Syncs::AtLeast(duration) => slow_sync(duration, || sync(real, flags)),
            Syncs::NotedOnly => ffi::SQLITE_OK,
            Syncs::Dropped => return ffi::SQLITE_OK,
        };
        if result == ffi::SQLITE_OK {
            let folder = noted.folder_due.swap(false, Ordering::Relaxed);
            locked(&noted.state).ledger.synced(noted.id, began, folder);
        }
        result
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a slow disk is made of time; no test waits for it, measurements do"
)]
fn slow_sync(at_least: Duration, sync: impl FnOnce() -> c_int) -> c_int {
    let begun = Instant::now();
    let result = sync();
    std::thread::sleep(at_least.saturating_sub(begun.elapsed()));
    result
}

unsafe extern "C" fn x_file_size(file: *mut sqlite3_file, out: *mut i64) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xFileSize
            .map_or(ffi::SQLITE_IOERR_FSTAT, |file_size| file_size(real, out))
    }
}

unsafe extern "C" fn x_lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xLock
            .map_or(ffi::SQLITE_IOERR_LOCK, |lock| lock(real, level))
    }
}

unsafe extern "C" fn x_unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xUnlock
            .map_or(ffi::SQLITE_IOERR_UNLOCK, |unlock| unlock(real, level))
    }
}

unsafe extern "C" fn x_check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xCheckReservedLock
            .map_or(ffi::SQLITE_IOERR_CHECKRESERVEDLOCK, |check| check(real, out))
    }
}

unsafe extern "C" fn x_file_control(
    file: *mut sqlite3_file,
    operation: c_int,
    argument: *mut c_void,
) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xFileControl
            .map_or(ffi::SQLITE_NOTFOUND, |control| control(real, operation, argument))
    }
}

unsafe extern "C" fn x_sector_size(file: *mut sqlite3_file) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods.xSectorSize.map_or(0, |sector_size| sector_size(real))
    }
}

unsafe extern "C" fn x_device_characteristics(file: *mut sqlite3_file) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xDeviceCharacteristics
            .map_or(0, |characteristics| characteristics(real))
    }
}
