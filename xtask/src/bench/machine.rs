//! What was measured on: machine, system, versions, day. What the system does not say is left out.

use std::fs;
use std::path::Path;

use super::contenders::Programs;
use crate::command;

/// What was measured on, as lines of Markdown's lists, without their dashes.
pub(super) fn machine(programs: &Programs, base: &Path) -> Vec<String> {
    let system = rustix::system::uname();
    let mut hardware = vec![format!(
        "{} processors",
        std::thread::available_parallelism().map_or_else(|_| "unknown".to_owned(), |count| count.to_string())
    )];
    hardware.extend(proc_field("/proc/cpuinfo", "model name"));
    hardware.extend(proc_field("/proc/meminfo", "MemTotal").and_then(|text| gibibytes(&text)));
    let mut lines = vec![
        hardware.join(", "),
        [system.sysname(), system.release(), system.machine()].map(|part| part.to_string_lossy()).join(" "),
    ];
    let canonical = fs::canonicalize(base).unwrap_or_else(|_| base.to_owned());
    let file_system = fs::read_to_string("/proc/mounts").ok().and_then(|mounts| file_system(&mounts, &canonical));
    lines.extend(file_system.map(|name| format!("files on {name}")));
    let mut versions: Vec<String> = [
        (programs.throughline.as_path(), "throughline"),
        (Path::new("ninja"), "ninja"),
        (Path::new("make"), "make"),
        (Path::new("cp"), "cp"),
    ]
    .iter()
    .filter_map(|(program, name)| version(program, name))
    .collect();
    let source = if programs.built { commit() } else { Some("a build that was given".to_owned()) };
    if let (Some(version), Some(source)) = (versions.first_mut(), source) {
        version.push_str(&format!(" ({source})"));
    }
    lines.push(versions.join(", "));
    lines
}

/// How busy the machine is: the average number of processes that want to run, over the last minute.
pub(super) fn load() -> Option<String> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next().map(str::to_owned)
}

/// The minute in which this is asked for, in UTC.
pub(super) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// `name: value` or `name    : value` of a file of `/proc`.
fn proc_field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_start().strip_prefix(':')?.trim().to_owned())
}

/// `24576000 kB` in a unit that one remembers.
fn gibibytes(text: &str) -> Option<String> {
    let kibibytes: u32 = text.strip_suffix("kB")?.trim().parse().ok()?;
    Some(format!("{:.0} GiB of memory", f64::from(kibibytes) / 1024.0 / 1024.0))
}

/// The kind of the file system that holds the folder: the mount whose place is the longest beginning of its path.
fn file_system(mounts: &str, folder: &Path) -> Option<String> {
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().skip(1);
            Some((words.next()?, words.next()?))
        })
        .filter(|(place, _)| folder.starts_with(place))
        // Of several mounts on one place the last is seen.
        .max_by_key(|(place, _)| place.len())
        .map(|(_, kind)| kind.to_owned())
}

/// The name, and the last word of the first line that the program says to `--version`.
fn version(program: &Path, name: &str) -> Option<String> {
    let output = command::command(program).arg("--version").output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = said.lines().next()?.split_whitespace().last()?;
    Some(format!("{name} {version}"))
}

/// The commit that the checkout is at, and whether it holds more.
fn commit() -> Option<String> {
    let output = command::command("git").args(["describe", "--always", "--dirty=, with changes"]).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !said.is_empty()).then(|| format!("commit {said}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_counts() {
        let mounts = "/dev/a / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/b /tmp/deep xfs rw 0 0\n";
        assert_eq!(file_system(mounts, Path::new("/home/x")).as_deref(), Some("ext4"));
        assert_eq!(file_system(mounts, Path::new("/tmp/x")).as_deref(), Some("tmpfs"));
        assert_eq!(file_system(mounts, Path::new("/tmp/deep/x")).as_deref(), Some("xfs"));
        assert_eq!(file_system(mounts, Path::new("/tmp/deeper")).as_deref(), Some("tmpfs"));
    }

    #[test]
    fn memory_is_rounded() {
        assert_eq!(gibibytes("25165824 kB").as_deref(), Some("24 GiB of memory"));
        assert_eq!(gibibytes("much"), None);
    }
}
