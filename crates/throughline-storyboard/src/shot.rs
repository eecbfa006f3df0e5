//! What a shot shows: the input of every drawing. Values only; where they come from is the caller's affair.

/// Inside or outside, as the scene heading says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Setting {
    /// `INT.`
    #[default]
    Interior,
    /// `EXT.`
    Exterior,
    /// `INT./EXT.`: inside, with the outside in view.
    Both,
}

/// The light of a scene.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Light {
    /// Full daylight.
    #[default]
    Day,
    /// Night: lamps, moon and stars.
    Night,
    /// The low light before and after sunrise.
    Dawn,
    /// The low light around sunset.
    Dusk,
}

/// How close the camera stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Framing {
    /// The place and everybody in it, from head to foot.
    #[default]
    Wide,
    /// Head and shoulders of the speaker.
    MediumCloseUp,
    /// The speaker, seen past the listener's shoulder.
    OverTheShoulder,
}

/// One shot of the film.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shot {
    /// Position in the film, from 1.
    pub number: usize,
    /// Shots in the film.
    pub count: usize,
    /// Id of the shot, for example `scene-001-shot-002`.
    pub shot_id: String,
    /// The scene heading, for example `INT. KITCHEN - NIGHT`.
    pub slug: String,
    /// Inside or outside.
    pub setting: Setting,
    /// The place without setting and time, for example `KITCHEN`. Places of one name look alike.
    pub place: String,
    /// The light.
    pub light: Light,
    /// The framing.
    pub framing: Framing,
    /// Start on the time line, in seconds.
    pub starts_at: f64,
    /// Length, in seconds.
    pub duration: f64,
    /// Who is in the scene, in the order of first appearance. It decides on which side a character stands.
    pub cast: Vec<String>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// The speaker is heard and not seen (voice over, off screen).
    pub voice_only: bool,
    /// Who is spoken to.
    pub listener: Option<String>,
    /// What is said.
    pub line: Option<String>,
    /// What happens. Lettered where nothing is said.
    pub action: Option<String>,
}

/// Width and height of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// A picture in memory: opaque pixels, row by row from the top left.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height.
    pub size: Size,
    /// `width × height × 4` bytes: red, green, blue, alpha; alpha is 255 everywhere.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Half a million pixels help nobody who reads a failed test.
        f.debug_struct("Picture").field("size", &self.size).finish_non_exhaustive()
    }
}

/// The hand that draws: palette, contrast and line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// Ink and cool grey marker on warm paper, vermilion accent.
    #[default]
    Cinematic,
    /// Hard black and white, few greys, blood red accent.
    Noir,
    /// Clean heavy outlines, large eyes, crimson accent. Also `anime` and `manga`.
    Comic,
    /// Thin sepia pen, soft washes, ochre accent.
    Documentary,
    /// Loose pencil with hatching, sanguine accent.
    Sketch,
}

impl Style {
    /// The style for a project's `visual_style`; what is unknown is [`Style::Cinematic`].
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        let name = name.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if has(&["noir", "thriller", "black and white", "black-and-white", "expressionis"]) {
            Self::Noir
        } else if has(&["anime", "manga", "comic", "cartoon", "cel", "graphic"]) {
            Self::Comic
        } else if has(&["documentar", "vérité", "verite", "realis", "naturalis", "handheld", "sepia", "vintage"]) {
            Self::Documentary
        } else if has(&["sketch", "pencil", "rough", "hand-drawn", "hand drawn", "watercolo"]) {
            Self::Sketch
        } else {
            Self::Cinematic
        }
    }
}

impl Setting {
    /// The setting in a scene heading or location: what its prefix says (`INT.`, `EXT`, `INT./EXT.`, `I/E`, `EST.`),
    /// else what the place itself suggests (a forest is outside), else inside.
    #[must_use]
    pub fn of_location(location: &str) -> Self {
        let upper = location.trim().to_uppercase();
        let end = upper.find([' ', ':', '\t']).unwrap_or(upper.len());
        let prefix = upper.get(..end).unwrap_or_default();
        let part = |name: &str| prefix.split(['.', '/', '-']).any(|part| part == name);
        let inside = part("INT") || part("I") && part("E");
        let outside = part("EXT") || part("EST") || part("I") && part("E");
        match (inside, outside) {
            (true, true) => Self::Both,
            (true, false) => Self::Interior,
            (false, true) => Self::Exterior,
            (false, false) if crate::scene::is_outdoors(location) => Self::Exterior,
            (false, false) => Self::Interior,
        }
    }
}

impl Light {
    /// The light at a time of day. `None` where it says nothing of it (`CONTINUOUS`, `LATER`), so that the caller keeps
    /// the light of the scene before.
    #[must_use]
    pub fn of_time(time: &str) -> Option<Self> {
        const DUSK: &[&str] = &[
            "DUSK",
            "SUNSET",
            "SUNDOWN",
            "EVENING",
            "TWILIGHT",
            "MAGIC HOUR",
            "GOLDEN HOUR",
            "DÄMMERUNG",
            "ABEND",
            "CRÉPUSCULE",
            "CREPUSCULE",
            "SOIR",
            "ATARDECER",
            "ANOCHECER",
            "ВЕЧЕР",
            "ЗАКАТ",
            "СУМЕРКИ",
            "黄昏",
            "傍晚",
            "日落",
            "夕方",
        ];
        const DAWN: &[&str] = &[
            "DAWN",
            "SUNRISE",
            "DAYBREAK",
            "FIRST LIGHT",
            "EARLY MORNING",
            "MORGENDÄMMERUNG",
            "MORGENGRAUEN",
            "SONNENAUFGANG",
            "AUBE",
            "AMANECER",
            "AMANHECER",
            "РАССВЕТ",
            "黎明",
            "清晨",
            "日出",
            "夜明け",
        ];
        const NIGHT: &[&str] =
            &["NIGHT", "MIDNIGHT", "NACHT", "NUIT", "MINUIT", "NOCHE", "NOITE", "NOTTE", "НОЧ", "夜", "밤"];
        const DAY: &[&str] = &[
            "DAY",
            "MORNING",
            "NOON",
            "AFTERNOON",
            "TAG",
            "MORGEN",
            "MITTAG",
            "JOUR",
            "MATIN",
            "MIDI",
            "DÍA",
            "DIA",
            "MAÑANA",
            "MANHÃ",
            "TARDE",
            "GIORNO",
            "MATTINA",
            "ДЕНЬ",
            "УТРО",
            "日",
            "早晨",
            "上午",
            "下午",
            "中午",
            "白天",
            "昼",
            "朝",
            "낮",
        ];
        let time = time.to_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| time.contains(word));
        // The order matters: `EARLY MORNING` is dawn, `MIDNIGHT` is not `MID…DAY`, and `日落` holds the sign for day.
        if has(DAWN) {
            Some(Self::Dawn)
        } else if has(DUSK) {
            Some(Self::Dusk)
        } else if has(NIGHT) {
            Some(Self::Night)
        } else if has(DAY) {
            Some(Self::Day)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Light, Setting, Style};

    #[test]
    fn headings_tell_inside_from_outside() {
        for (heading, setting) in [
            ("INT. KITCHEN - NIGHT", Setting::Interior),
            ("ext street", Setting::Exterior),
            ("INT./EXT. CAR", Setting::Both),
            ("I/E HOUSE", Setting::Both),
            ("EST. PARIS", Setting::Exterior),
            ("INTENSIVE CARE", Setting::Interior),
            ("Forest clearing", Setting::Exterior),
            ("Kitchen", Setting::Interior),
            ("", Setting::Interior),
        ] {
            assert_eq!(Setting::of_location(heading), setting, "{heading}");
        }
    }

    #[test]
    fn words_for_the_time_of_day() {
        for (time, light) in [
            ("DAY", Some(Light::Day)),
            ("late night", Some(Light::Night)),
            ("MIDNIGHT", Some(Light::Night)),
            ("EARLY MORNING", Some(Light::Dawn)),
            ("MORNING", Some(Light::Day)),
            ("SUNSET", Some(Light::Dusk)),
            ("MORGENDÄMMERUNG", Some(Light::Dawn)),
            ("NACHT", Some(Light::Night)),
            ("ночь", Some(Light::Night)),
            ("日落", Some(Light::Dusk)),
            ("夜", Some(Light::Night)),
            ("CONTINUOUS", None),
            ("LATER", None),
            ("", None),
        ] {
            assert_eq!(Light::of_time(time), light, "{time}");
        }
    }

    #[test]
    fn unknown_styles_are_cinematic() {
        assert_eq!(Style::of_name("Film Noir"), Style::Noir);
        assert_eq!(Style::of_name("anime"), Style::Comic);
        assert_eq!(Style::of_name("something new"), Style::Cinematic);
    }
}
