//! From a seed to a fault: where it happens, at which call, and what goes wrong.

use std::fmt;

/// Small and good enough to draw with: splitmix64.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub(crate) fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The call fails with this error.
    Fails(i32),
    /// Half of what is to be written is written.
    Short,
    /// The process dies before the call.
    Before,
    /// The process dies after the call.
    After,
    /// The process dies when half is written.
    Middle,
}

/// One fault, or a lasting one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) process: &'static str,
    pub(crate) op: &'static str,
    pub(crate) class: &'static str,
    pub(crate) nth: u64,
    pub(crate) kind: Kind,
    pub(crate) sticky: bool,
}

/// Which calls on which files, the likelier the oftener they stand here.
const WHERE: [(&str, &str); 32] = [
    ("any", "any"),
    ("any", "any"),
    ("any", "any"),
    ("any", "any"),
    ("any", "any"),
    ("any", "any"),
    ("any", "wal"),
    ("any", "wal"),
    ("any", "shm"),
    ("any", "database"),
    ("any", "cache"),
    ("any", "object"),
    ("any", "record"),
    ("any", "log"),
    ("any", "state"),
    ("write", "any"),
    ("write", "any"),
    ("write", "wal"),
    ("write", "record"),
    ("write", "cache"),
    ("write", "database"),
    ("open", "any"),
    ("open", "record"),
    ("open", "state"),
    ("rename", "any"),
    ("rename", "record"),
    ("rename", "object"),
    ("mkdir", "any"),
    ("mkdir", "record"),
    ("truncate", "any"),
    ("lock", "any"),
    ("unlink", "any"),
];
const ERRORS: [i32; 7] = [libc::EIO, libc::ENOSPC, libc::ENOSPC, libc::EDQUOT, libc::EROFS, libc::EACCES, libc::EMFILE];

impl Fault {
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        let by_supervisor = dice.below(8) == 0;
        let (process, op, class) = if by_supervisor {
            ("supervisor", dice.one_of(&["any", "write", "open"]), dice.one_of(&["any", "log"]))
        } else {
            let (op, class) = dice.one_of(&WHERE);
            ("engine", op, class)
        };
        // Early calls are as likely as late ones: most runs make a few hundred, and some kinds of them only few.
        let width = if op == "any" && class == "any" { 1 + dice.below(8) } else { 1 + dice.below(4) };
        let nth = 1 + dice.below(1 << width);
        let kind = match dice.below(8) {
            0 => Kind::Before,
            1 => Kind::After,
            2 => Kind::Middle,
            3 => Kind::Short,
            // Writes, opens and locks may be broken off by a signal.
            4 if matches!(op, "write" | "open" | "lock") => Kind::Fails(libc::EINTR),
            _ if op == "lock" => Kind::Fails(libc::ENOLCK),
            _ => Kind::Fails(dice.one_of(&ERRORS)),
        };
        // `fsync` tells of what was lost once, and then never again.
        let (op, kind) = if dice.below(12) == 0 { ("sync", Kind::Fails(libc::EIO)) } else { (op, kind) };
        let lasts = matches!(kind, Kind::Fails(error) if error != libc::EINTR) && op != "sync";
        Self { process, op, class, nth, kind, sticky: lasts && dice.below(2) == 0 }
    }

    /// Whether the process dies of it.
    pub(crate) fn is_death(self) -> bool {
        matches!(self.kind, Kind::Before | Kind::After | Kind::Middle)
    }

    /// What a person may be told as the cause: the system's words, or, where it cannot be asked again, SQLite's.
    pub(crate) fn words(self) -> Vec<&'static str> {
        let mut words = vec![match self.kind {
            Kind::Fails(libc::EIO) => "Input/output error",
            Kind::Fails(libc::ENOSPC) => "No space left",
            Kind::Fails(libc::EDQUOT) => "quota exceeded",
            Kind::Fails(libc::EROFS) => "Read-only file system",
            Kind::Fails(libc::EACCES) => "Permission denied",
            Kind::Fails(libc::EMFILE) => "open files",
            Kind::Fails(libc::EINTR) => "Interrupted system call",
            Kind::Fails(libc::ENOLCK) => "No locks available",
            Kind::Fails(_) | Kind::Short | Kind::Before | Kind::After | Kind::Middle => "the supervisor",
        }];
        if !self.sticky || self.class != "any" || matches!(self.op, "truncate" | "lock" | "unlink") {
            words.extend(["disk I/O error", "unable to open database file", "disk is full", "readonly database"]);
            words.extend(["locking protocol", "database is locked"]);
        }
        words
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { process, op, class, nth, kind, sticky } = *self;
        write!(f, "process={process};op={op};class={class};nth={nth};sticky={};kind=", u8::from(sticky))?;
        match kind {
            Kind::Fails(error) => write!(f, "{error}"),
            Kind::Short => write!(f, "short"),
            Kind::Before => write!(f, "before"),
            Kind::After => write!(f, "after"),
            Kind::Middle => write!(f, "middle"),
        }
    }
}
