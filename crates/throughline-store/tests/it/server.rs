//! A PostgreSQL server of our own: in a temporary folder, on a socket there, from what the machine has.
//!
//! It is started by the first that wants it, shared by those that run at the same time in this process, and stopped by the last. It
//! also ends with the process, whatever ends that.

use std::fs::File;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The server that runs, if one does.
static RUNNING: Mutex<Weak<Server>> = Mutex::new(Weak::new());

/// How long the server may take to start, on a machine that has much else to do.
const START: Duration = Duration::from_secs(60);

pub(crate) struct Server {
    folder: TempDir,
    bin: PathBuf,
    process: Mutex<Option<Child>>,
    databases: AtomicU32,
}

impl Server {
    /// The one that all share.
    pub(crate) fn shared() -> Arc<Self> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Self::own());
            *running = Arc::downgrade(&server);
            server
        })
    }

    /// One for a single test, which may stop it.
    pub(crate) fn own() -> Self {
        let bin = programs();
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            let id = |option: &str| -> u32 { output("id", &[option, "postgres"]).trim().parse().unwrap() };
            chown(folder.path(), Some(id("-u")), Some(id("-g"))).unwrap();
        }
        let server = Self { folder, bin, process: Mutex::default(), databases: AtomicU32::new(0) };
        server.make();
        server.start();
        server
    }

    /// Makes the files of a new server: copies of those that the first test ever made.
    fn make(&self) {
        let template = Path::new(env!("CARGO_TARGET_TMPDIR")).join("postgres");
        let lock = File::create(template.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        let copy = |from: &Path, to: &Path| output("cp", &["-a", from.to_str().unwrap(), to.to_str().unwrap()]);
        if template.join("PG_VERSION").exists() {
            copy(&template, &self.data());
            return;
        }
        let mut initdb = self.program("initdb");
        initdb.args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D"]);
        let made = initdb.arg(self.data()).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let partial = template.with_extension("partial");
        let _ = std::fs::remove_dir_all(&partial);
        copy(&self.data(), &partial);
        std::fs::rename(&partial, &template).unwrap();
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A program of PostgreSQL. The server refuses to run as root, so root steps down.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "INT"]);
        if is_root() {
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        }
        command.arg(self.bin.join(name)).current_dir(self.folder.path()).env("LC_ALL", "C.UTF-8");
        command
    }

    pub(crate) fn start(&self) {
        let mut command = self.program("postgres");
        // What a commit outlives here is the server and not the machine: its disk is not waited for.
        command.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200", "-k"]);
        command.arg(self.folder.path()).arg("-D").arg(self.data());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let (sender, receiver) = mpsc::channel();
        // The signal that ends the server comes when the thread that started it ends, so this one does not.
        std::thread::spawn(move || {
            sender.send(command.spawn()).unwrap();
            loop {
                std::thread::park();
            }
        });
        *self.process.lock().unwrap() = Some(receiver.recv().unwrap().unwrap());
        let started = Instant::now();
        while postgres::Client::connect(&self.url("postgres"), postgres::NoTls).is_err() {
            assert!(started.elapsed() < START, "the PostgreSQL server of the tests does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Stops it as an administrator does: connections are cut.
    pub(crate) fn stop(&self) {
        self.signal("-INT");
    }

    /// Stops it as a crash does.
    pub(crate) fn crash(&self) {
        self.signal("-QUIT");
    }

    fn signal(&self, signal: &str) {
        let Some(mut child) = self.process.lock().unwrap().take() else { return };
        output("kill", &[signal, &child.id().to_string()]);
        child.wait().unwrap();
    }

    pub(crate) fn url(&self, database: &str) -> String {
        let socket = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://postgres@{socket}/{database}")
    }

    /// The URL of a new database.
    pub(crate) fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::SeqCst));
        let mut client = postgres::Client::connect(&self.url("postgres"), postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.url(&name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.process.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap();
    assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn is_root() -> bool {
    output("id", &["-u"]).trim() == "0"
}

/// The folder of PostgreSQL's programs: the newest that Debian's package left, or the one that is on the path.
fn programs() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let versions = debian.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let newest = versions.max().map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
    let on_path =
        std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let found = newest.into_iter().chain(on_path).find(|folder| folder.join("initdb").exists());
    found.unwrap_or_else(|| {
        panic!("there is no PostgreSQL on this machine: install the package `postgresql` (15 or later)")
    })
}
