//! What a character looks like. The name decides alone, so that nobody changes between two panels.

use super::names::{Age, Gender, age_of, gender_of, is_machine};
use super::rng::Rng;

/// Shapes of hair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hair {
    Bald,
    Buzz,
    Parted,
    Swept,
    Curls,
    Afro,
    Bob,
    Long,
    Bun,
    Tail,
}

/// What somebody wears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Garment {
    Suit,
    Coat,
    Hoodie,
    Jumper,
    Shirt,
    Tee,
    Uniform,
    Blouse,
}

/// What somebody has on the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hat {
    None,
    Beanie,
    Peaked,
    Brimmed,
}

/// Hair on the chin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beard {
    None,
    Stubble,
    Moustache,
    Full,
}

/// Everything that tells one character from another. Tones run from 0, paper, to 1, ink.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) skin: f32,
    pub(crate) hair: Hair,
    pub(crate) hair_tone: f32,
    pub(crate) beard: Beard,
    pub(crate) hat: Hat,
    pub(crate) glasses: bool,
    /// Wrinkles are drawn.
    pub(crate) old: bool,
    pub(crate) child: bool,
    /// A robot or a computer.
    pub(crate) machine: bool,
    /// Softer jaw, fuller lips, lashes.
    pub(crate) soft: bool,
    /// Width of jaw, length of nose, weight of brows: factors around 1.
    pub(crate) jaw: f32,
    pub(crate) nose: f32,
    pub(crate) brow: f32,
    /// Height and width of the body: factors around 1.
    pub(crate) tall: f32,
    pub(crate) broad: f32,
    pub(crate) garment: Garment,
    pub(crate) cloth: f32,
    /// Shirt beneath, trousers.
    pub(crate) under: f32,
    /// Bands across the garment, where it is one that has such.
    pub(crate) striped: bool,
    pub(crate) skirt: bool,
    /// Something on the garment has the accent colour.
    pub(crate) accent: bool,
    /// For poses.
    pub(crate) hand: Rng,
}

impl Look {
    /// The look that belongs to a name. Case and space around it do not matter.
    pub(crate) fn of(name: &str) -> Self {
        let name = name.trim().to_uppercase();
        let mut rng = Rng::of(&["character", &name]);
        let age = age_of(&name);
        let (old, child) = (age == Age::Old || age == Age::Grown && rng.chance(0.16), age == Age::Child);
        let soft = match gender_of(&name) {
            Gender::Woman => true,
            Gender::Man => false,
            Gender::Unknown => rng.chance(0.4),
        };
        let known = gender_of(&name) != Gender::Unknown;
        let hair = if soft {
            rng.pick(
                &[Hair::Bob, Hair::Long, Hair::Bun, Hair::Tail, Hair::Afro, Hair::Long, Hair::Curls, Hair::Bob],
                Hair::Bob,
            )
        } else if known && !child {
            rng.pick(
                &[
                    Hair::Parted,
                    Hair::Swept,
                    Hair::Buzz,
                    Hair::Curls,
                    Hair::Bald,
                    Hair::Parted,
                    Hair::Swept,
                    Hair::Afro,
                ],
                Hair::Parted,
            )
        } else {
            rng.pick(&[Hair::Parted, Hair::Swept, Hair::Curls, Hair::Buzz], Hair::Parted)
        };
        let skin = rng.pick(&[0.0, 0.0, 0.04, 0.08, 0.2, 0.3], 0.0);
        let hair_tone = if old && hair != Hair::Bald {
            rng.pick(&[0.1, 0.25], 0.1)
        } else if skin > 0.15 {
            rng.pick(&[0.85, 0.92], 0.9)
        } else {
            rng.pick(&[0.12, 0.36, 0.6, 0.86, 0.92, 0.86], 0.86)
        };
        let beard = if soft || child || !known {
            Beard::None
        } else {
            rng.pick(
                &[Beard::None, Beard::Stubble, Beard::Full, Beard::None, Beard::Moustache, Beard::None],
                Beard::None,
            )
        };
        let garment = if soft {
            rng.pick(
                &[Garment::Blouse, Garment::Coat, Garment::Jumper, Garment::Shirt, Garment::Tee, Garment::Blouse],
                Garment::Blouse,
            )
        } else {
            rng.pick(
                &[Garment::Suit, Garment::Coat, Garment::Hoodie, Garment::Jumper, Garment::Shirt, Garment::Tee],
                Garment::Shirt,
            )
        };
        let garment =
            if child { rng.pick(&[Garment::Hoodie, Garment::Tee, Garment::Jumper], Garment::Tee) } else { garment };
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        let garment = if has(&[
            "OFFICER",
            "COP",
            "SOLDIER",
            "SERGEANT",
            "LIEUTENANT",
            "GENERAL",
            "GUARD",
            "CAPTAIN",
            "PILOT",
            "POLICE",
            "COMMANDER",
            "MAJOR",
        ]) {
            Garment::Uniform
        } else if has(&["DOCTOR", "DR.", "DR ", "NURSE", "SURGEON", "SCIENTIST", "PROFESSOR", "DETECTIVE", "INSPECTOR"])
        {
            Garment::Coat
        } else {
            garment
        };
        let cloth = if has(&["DOCTOR", "DR.", "DR ", "NURSE", "SURGEON", "SCIENTIST"]) {
            0.02
        } else {
            rng.pick(&[0.12, 0.3, 0.45, 0.6, 0.75, 0.88], 0.45)
        };
        let hat = if has(&["OFFICER", "SOLDIER", "SERGEANT", "CAPTAIN", "PILOT", "POLICE", "COP", "CONDUCTOR"]) {
            Hat::Peaked
        } else if has(&["FISHERMAN", "SAILOR", "WORKER", "MINER", "THIEF", "BURGLAR"]) {
            Hat::Beanie
        } else if has(&["DETECTIVE", "INSPECTOR", "COWBOY", "SHERIFF", "STRANGER", "GANGSTER"]) {
            Hat::Brimmed
        } else {
            rng.pick(
                &[
                    Hat::None,
                    Hat::None,
                    Hat::None,
                    Hat::None,
                    Hat::None,
                    Hat::None,
                    Hat::Beanie,
                    if soft { Hat::None } else { Hat::Brimmed },
                ],
                Hat::None,
            )
        };
        // Under a hat only hair that lies close is drawn.
        let hair = match hair {
            Hair::Afro | Hair::Curls | Hair::Swept | Hair::Bun if hat != Hat::None => {
                if soft {
                    Hair::Bob
                } else {
                    Hair::Parted
                }
            }
            hair => hair,
        };
        let striped = rng.chance(0.5);
        let look = Self {
            hat,
            machine: is_machine(&name),
            striped,
            skin,
            hair,
            hair_tone,
            beard,
            glasses: rng.chance(if old { 0.4 } else { 0.16 }),
            old,
            child,
            soft,
            jaw: if soft || child { rng.range(0.86, 0.98) } else { rng.range(0.96, 1.14) },
            nose: if child { 0.75 } else { rng.range(0.85, 1.2) },
            brow: if soft { rng.range(0.6, 0.9) } else { rng.range(0.95, 1.4) },
            tall: if child {
                0.72
            } else if soft {
                rng.range(0.92, 1.0)
            } else {
                rng.range(0.98, 1.07)
            },
            broad: if child {
                0.9
            } else if soft {
                rng.range(0.86, 0.97)
            } else {
                rng.range(0.96, 1.14)
            },
            garment,
            cloth,
            under: if cloth > 0.5 { rng.pick(&[0.05, 0.2, 0.4], 0.1) } else { rng.pick(&[0.55, 0.72, 0.85], 0.7) },
            skirt: soft && rng.chance(0.35),
            accent: rng.chance(0.55),
            hand: rng,
        };
        if look.machine { look.into_machine() } else { look }
    }

    /// The same size and cloth without what only people have.
    fn into_machine(self) -> Self {
        Self {
            skin: if self.cloth > 0.5 { 0.06 } else { 0.3 },
            hair: Hair::Bald,
            hat: Hat::None,
            beard: Beard::None,
            glasses: false,
            skirt: false,
            striped: false,
            garment: Garment::Uniform,
            ..self
        }
    }
}
