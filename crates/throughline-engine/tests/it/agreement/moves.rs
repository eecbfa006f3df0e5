//! Random graphs, changes and requests, in small pieces that proptest can take away one by one.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// What a stage does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// A line of shell over its inputs.
    Mix,
    /// The same by a script that the command names.
    Script,
    /// Counts bytes, so that some changes of its inputs change nothing.
    Length,
    /// Writes JSON that has a schema.
    Json,
    /// A built-in.
    Builtin,
    /// Copies the list of elements.
    Lister,
    /// One instance for each element.
    Each,
    /// Writes once more what an earlier stage wrote.
    Overwrite,
    Gate,
}

/// What one stage grows from.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    pub(crate) kind: Kind,
    pub(crate) reads: Vec<u8>,
    pub(crate) after: Vec<u8>,
    pub(crate) pick: u8,
    pub(crate) rank: u8,
    pub(crate) never: bool,
    /// It does not say that it depends on whom it reads from.
    pub(crate) implicit: bool,
    /// It names the first writer of what it reads, and not the last.
    pub(crate) of_first: bool,
    /// Two outputs; of an overwriter, a gate and a `forEach`: it reads what it writes, has inputs, has a made list.
    pub(crate) two: bool,
    pub(crate) folder: bool,
    pub(crate) maybe: bool,
    pub(crate) parameter: bool,
    pub(crate) variable: bool,
}

/// What a person does between runs.
#[derive(Debug, Clone)]
pub(crate) enum Move {
    Edit(u8, u8),
    Touch(u8),
    Optional(Option<u8>),
    List(u8, u8),
    Script(u8, u8),
    Parameter(u8),
    Variable(u8),
    Schema(u8),
    /// Puts all sources back to what they were so many steps ago.
    Revert(u8),
    Delete(u8),
    Tamper(u8),
}

/// Which stages are asked for.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    Everything,
    Only(u16),
    Skip(u16),
    From(u8),
    To(u8),
}

/// What happens between two looks at the plan.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) moves: Vec<Move>,
    pub(crate) ask: Ask,
    pub(crate) force: bool,
    pub(crate) jobs: usize,
    pub(crate) approve: bool,
}

/// A whole story.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) seeds: Vec<Seed>,
    pub(crate) shuffled: bool,
    pub(crate) steps: Vec<Step>,
}

pub(crate) fn stories() -> impl Strategy<Value = Story> {
    (vec(seed(), 5..=14), prop::bool::weighted(0.4), vec(step(), 2..=5)).prop_map(|(seeds, shuffled, steps)| Story {
        seeds,
        shuffled,
        steps,
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        4 => Just(Kind::Mix),
        3 => Just(Kind::Builtin),
        2 => Just(Kind::Script),
        2 => Just(Kind::Length),
        1 => Just(Kind::Json),
        1 => Just(Kind::Lister),
        2 => Just(Kind::Each),
        2 => Just(Kind::Overwrite),
        1 => Just(Kind::Gate),
    ]
}

fn seed() -> impl Strategy<Value = Seed> {
    let picks = (vec(any::<u8>(), 0..4), vec(any::<u8>(), 0..2), any::<u8>(), any::<u8>());
    let rare = prop::bool::weighted(0.15);
    let some = prop::bool::weighted(0.4);
    let flags = (rare, prop::bool::weighted(0.15), any::<bool>(), any::<bool>(), some, some, some, some);
    (kind(), picks, flags).prop_map(|(kind, (reads, after, pick, rank), flags)| {
        let (never, implicit, of_first, two, folder, maybe, parameter, variable) = flags;
        Seed { kind, reads, after, pick, rank, never, implicit, of_first, two, folder, maybe, parameter, variable }
    })
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        6 => (any::<u8>(), 0_u8..4).prop_map(|(file, value)| Move::Edit(file, value)),
        1 => any::<u8>().prop_map(Move::Touch),
        1 => option::of(0_u8..2).prop_map(Move::Optional),
        2 => (0_u8..16, 0_u8..2).prop_map(|(bits, value)| Move::List(bits, value)),
        3 => (any::<u8>(), 1_u8..4).prop_map(|(pick, value)| Move::Script(pick, value)),
        2 => (1_u8..4).prop_map(Move::Parameter),
        2 => (1_u8..4).prop_map(Move::Variable),
        2 => (0_u8..4).prop_map(Move::Schema),
        2 => (0_u8..3).prop_map(Move::Revert),
        2 => any::<u8>().prop_map(Move::Delete),
        2 => any::<u8>().prop_map(Move::Tamper),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let ask = prop_oneof![
        6 => Just(Ask::Everything),
        1 => (1_u16..).prop_map(Ask::Only),
        1 => any::<u16>().prop_map(Ask::Skip),
        1 => any::<u8>().prop_map(Ask::From),
        1 => any::<u8>().prop_map(Ask::To),
    ];
    (vec(moves(), 0..3), ask, prop::bool::weighted(0.05), 1_usize..4, prop::bool::weighted(0.85))
        .prop_map(|(moves, ask, force, jobs, approve)| Step { moves, ask, force, jobs, approve })
}
