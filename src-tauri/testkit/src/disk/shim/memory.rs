//! Memory shared between connections and processes, and memory-mapped reading: the base VFS's own.

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::atomic::Ordering;

use rusqlite::ffi::{self, sqlite3_file};

use super::file::opened;
use crate::disk::locked;

/// What a new region of the write-ahead log's index takes from a full disk.
const SHARED_MEMORY_REGION_BYTES: u64 = 32_768;

/// A new region takes room on the disk, and a read-only folder has none to give.
pub(super) unsafe extern "C" fn x_shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: passed on as SQLite gave it; `out` is its own variable.
    unsafe {
        let (shim, real, methods) = opened(file);
        let Some(map) = methods.xShmMap else {
            return ffi::SQLITE_IOERR_SHMMAP;
        };
        let Some(noted) = &shim.noted else {
            return map(real, region, size, extend, out);
        };
        if locked(&noted.state).faults.read_only && !noted.shares_memory.load(Ordering::Relaxed) {
            *out = ptr::null_mut();
            // SQLite then reads without sharing memory, if the log was left with its index; else not at all.
            let left = std::path::Path::new(&format!("{}-shm", noted.path)).exists();
            return if left {
                ffi::SQLITE_READONLY_CANTINIT
            } else {
                ffi::SQLITE_CANTOPEN
            };
        }
        let result = map(real, region, size, 0, out);
        noted
            .shares_memory
            .fetch_or(result == ffi::SQLITE_OK, Ordering::Relaxed);
        if result != ffi::SQLITE_OK || extend == 0 || !(*out).is_null() {
            return result;
        }
        {
            let mut state = locked(&noted.state);
            if !state.faults.has_room(SHARED_MEMORY_REGION_BYTES) {
                return ffi::SQLITE_IOERR_SHMSIZE;
            }
            state.faults.take_room(SHARED_MEMORY_REGION_BYTES);
        }
        map(real, region, size, extend, out)
    }
}

pub(super) unsafe extern "C" fn x_shm_lock(
    file: *mut sqlite3_file,
    offset: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (shim, real, methods) = opened(file);
        if let Some(noted) = &shim.noted
            && locked(&noted.state).faults.read_only
            && !noted.shares_memory.load(Ordering::Relaxed)
        {
            // Nobody to share with: reading needs no lock, and writing is not possible.
            let exclusive = flags & ffi::SQLITE_SHM_LOCK != 0 && flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
            return if exclusive {
                ffi::SQLITE_READONLY
            } else {
                ffi::SQLITE_OK
            };
        }
        methods
            .xShmLock
            .map_or(ffi::SQLITE_IOERR_SHMLOCK, |lock| lock(real, offset, count, flags))
    }
}

pub(super) unsafe extern "C" fn x_shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        if let Some(barrier) = methods.xShmBarrier {
            barrier(real);
        }
    }
}

pub(super) unsafe extern "C" fn x_shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xShmUnmap
            .map_or(ffi::SQLITE_OK, |unmap| unmap(real, delete))
    }
}

pub(super) unsafe extern "C" fn x_fetch(
    file: *mut sqlite3_file,
    offset: i64,
    length: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: passed on as SQLite gave it; without memory mapping `out` stays null and SQLite reads instead.
    unsafe {
        let (_, real, methods) = opened(file);
        *out = ptr::null_mut();
        methods
            .xFetch
            .map_or(ffi::SQLITE_OK, |fetch| fetch(real, offset, length, out))
    }
}

pub(super) unsafe extern "C" fn x_unfetch(
    file: *mut sqlite3_file,
    offset: i64,
    memory: *mut c_void,
) -> c_int {
    // SAFETY: passed on as SQLite gave it.
    unsafe {
        let (_, real, methods) = opened(file);
        methods
            .xUnfetch
            .map_or(ffi::SQLITE_OK, |unfetch| unfetch(real, offset, memory))
    }
}
