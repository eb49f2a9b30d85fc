//! What a program and its web view's processes hold: their proportional set size, as the kernel counts it
//! (`/proc/PID/smaps_rollup`, proc(5)).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Bytes of the program with this path and of all processes that it started.
pub(crate) fn pss(program: &Path) -> f64 {
    let parents = parents();
    let is_program = |pid: u32| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == program);
    let root = parents
        .keys()
        .copied()
        .find(|pid| is_program(*pid))
        .expect("the program runs");
    let below = |pid: u32| {
        std::iter::successors(Some(pid), |pid| parents.get(pid).copied()).any(|ancestor| ancestor == root)
    };
    let kib: u64 = parents
        .keys()
        .copied()
        .filter(|pid| below(*pid))
        .filter_map(pss_kib)
        .sum();
    f64::from(u32::try_from(kib).unwrap()) * 1024.0
}

fn parents() -> BTreeMap<u32, u32> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid: u32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
        Some((pid, line.trim().parse().ok()?))
    })
    .collect()
}

fn pss_kib(pid: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
