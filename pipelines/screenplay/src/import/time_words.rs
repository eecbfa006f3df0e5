//! Which words of a scene heading are times of day. A part of a heading is a time when it has such a word and nothing
//! beside it but words that go with one: `LATER THAT NIGHT` is a time, `NIGHT CLUB` is none.

/// What is a time by itself, in the languages that are often written in. Sorted.
const TIMES: &[&str] = &[
    "AAMU",
    "ABEND",
    "ABENDDÄMMERUNG",
    "AFTEN",
    "AFTERNOON",
    "AKŞAM",
    "ALBA",
    "AMANECER",
    "AMANHECER",
    "ANOCHECER",
    "ATARDECER",
    "AUBE",
    "AVOND",
    "CONT'D",
    "CONTINUED",
    "CONTINUING",
    "CONTINUO",
    "CONTINUOUS",
    "CRÉPUSCULE",
    "CREPÚSCULO",
    "DAG",
    "DAGERAAD",
    "DAWN",
    "DAY",
    "DAYBREAK",
    "DAYLIGHT",
    "DAYTIME",
    "DIA",
    "DUSK",
    "DZIEŃ",
    "DÄMMERUNG",
    "DÍA",
    "EARLIER",
    "EFTERMIDDAG",
    "ENTARDECER",
    "EVENING",
    "GECE",
    "GIORNO",
    "GRYNING",
    "GÜN",
    "GÜNDÜZ",
    "ILTA",
    "JOUR",
    "KVELD",
    "KVÄLL",
    "LATER",
    "MADRUGADA",
    "MANANA",
    "MANHÃ",
    "MATIN",
    "MATINÉE",
    "MATTINA",
    "MATTINO",
    "MAÑANA",
    "MEANWHILE",
    "MEDIANOCHE",
    "MEDIODÍA",
    "MEZZANOTTE",
    "MEZZOGIORNO",
    "MIDDAG",
    "MIDDAY",
    "MIDI",
    "MIDNIGHT",
    "MINUIT",
    "MITTAG",
    "MITTERNACHT",
    "MORGEN",
    "MORGENDÄMMERUNG",
    "MORGON",
    "MORNING",
    "NACHMITTAG",
    "NACHT",
    "NAT",
    "NATT",
    "NIGHT",
    "NIGHTFALL",
    "NIGHTTIME",
    "NOC",
    "NOCHE",
    "NOITE",
    "NOON",
    "NOTTE",
    "NUIT",
    "OCHTEND",
    "POMERIGGIO",
    "PORANEK",
    "POŁUDNIE",
    "PREDAWN",
    "PÄIVÄ",
    "RANO",
    "SABAH",
    "SAME",
    "SCHEMERING",
    "SERA",
    "SKYMNING",
    "SOIR",
    "SOIRÉE",
    "SPÄTER",
    "SUNDOWN",
    "SUNRISE",
    "SUNSET",
    "SUNUP",
    "TAG",
    "TARD",
    "TARDE",
    "TRAMONTO",
    "TWILIGHT",
    "VORMITTAG",
    "WIECZÓR",
    "YÖ",
    "ŚWIT",
    "ΒΡΆΔΥ",
    "ΗΜΈΡΑ",
    "ΝΎΧΤΑ",
    "ΠΡΩΊ",
    "ВЕЧЕР",
    "ВЕЧІР",
    "ДЕНЬ",
    "НІЧ",
    "НОЧЬ",
    "РАНОК",
    "РАССВЕТ",
    "УТРО",
    "ליל",
    "ערב",
    "בוקר",
    "יום",
    "לילה",
    "صباح",
    "ليل",
    "مساء",
    "نهار",
    "दिन",
    "रात",
    "शाम",
    "सुबह",
    "夕",
    "夕方",
    "夜",
    "夜晚",
    "夜间",
    "日",
    "日间",
    "昼",
    "晚上",
    "晨",
    "朝",
    "深夜",
    "清晨",
    "早晨",
    "白天",
    "黃昏",
    "黄昏",
    "黎明",
    "傍晚",
    "中午",
    "下午",
    "上午",
    "낮",
    "밤",
    "새벽",
    "아침",
    "오전",
    "오후",
    "저녁",
];

/// Times of two words.
const PHRASES: &[&str] = &["MAGIC HOUR", "GOLDEN HOUR", "BLUE HOUR", "REAL TIME"];

/// What goes with a time, and is none by itself.
const WITH_TIMES: &[&str] = &[
    "A",
    "AFTER",
    "AM",
    "AN",
    "AND",
    "APRÈS",
    "AT",
    "BEFORE",
    "BRIGHT",
    "DAYS",
    "DE",
    "DEBUT",
    "DEL",
    "DER",
    "DÉBUT",
    "DU",
    "EARLY",
    "EIGHT",
    "FEW",
    "FIN",
    "FINAL",
    "FIRST",
    "FIVE",
    "FOLLOWING",
    "FOR",
    "FOUR",
    "FRÜHER",
    "HALF",
    "HOUR",
    "HOURS",
    "IN",
    "INTO",
    "JUST",
    "LA",
    "LAST",
    "LATE",
    "LE",
    "MANY",
    "MÁS",
    "MID",
    "MIDDLE",
    "MINUTE",
    "MINUTES",
    "MOMENT",
    "MOMENTS",
    "MONTH",
    "MONTHS",
    "MUCH",
    "NEXT",
    "NINE",
    "OF",
    "ON",
    "ONE",
    "OR",
    "PIÙ",
    "PLUS",
    "PM",
    "PRE",
    "PREVIOUS",
    "SECOND",
    "SECONDS",
    "SEVEN",
    "SEVERAL",
    "SHORTLY",
    "SIX",
    "SOME",
    "SOON",
    "SPÄTE",
    "SPÄTER",
    "STILL",
    "TEN",
    "THAT",
    "THE",
    "THIRD",
    "THIS",
    "THREE",
    "TIME",
    "TO",
    "TOWARD",
    "TOWARDS",
    "TWELVE",
    "TWENTY",
    "TWO",
    "VERY",
    "WEEK",
    "WEEKS",
    "WHILE",
    "YEAR",
    "YEARS",
];

/// Whether a part of a heading is a time of day. What stands in parentheses at its end does not count.
pub(super) fn is_time(part: &str) -> bool {
    let part = without_groups(part).to_uppercase();
    if PHRASES.contains(&&*part) {
        return true;
    }
    let mut has_time = false;
    let mut had_number = false;
    for word in part.split(|char: char| char.is_whitespace() || matches!(char, '/' | '-' | '–' | '—' | ',' | '&' | '+'))
    {
        let word = word.trim_matches(['.', '\u{2019}', '\'']);
        if word.is_empty() {
            continue;
        }
        let bare = word.replace('.', "");
        if TIMES.contains(&word) || is_clock(word) || (had_number && matches!(&*bare, "AM" | "PM" | "UHR")) {
            has_time = true;
        } else if !(WITH_TIMES.contains(&&*bare) || is_number(word)) {
            return false;
        }
        had_number = is_number(word);
    }
    has_time
}

/// The text without groups in parentheses at its end, and without a full stop.
fn without_groups(part: &str) -> &str {
    let mut rest = part.trim().trim_end_matches('.').trim_end();
    while let Some(open) = rest.strip_suffix(')').and_then(|rest| rest.rfind('(')) {
        rest = rest[..open].trim_end();
    }
    rest
}

/// `2`, `21ST`.
fn is_number(word: &str) -> bool {
    let rest = word.trim_start_matches(|char: char| char.is_ascii_digit());
    rest.len() < word.len() && matches!(rest.len(), 0 | 2) && rest.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `7:30`, `07.30`, `7:30PM`, `3AM`.
fn is_clock(word: &str) -> bool {
    let time = word.strip_suffix("AM").or_else(|| word.strip_suffix("PM")).unwrap_or(word);
    let is_hour = |text: &str| matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    match time.split_once([':', '.']) {
        Some((hour, minute)) => is_hour(hour) && minute.len() == 2 && is_hour(minute),
        None => time.len() < word.len() && is_hour(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_known() {
        for part in [
            "DAY",
            "night",
            "Morning",
            "EVENING",
            "DUSK",
            "DAWN",
            "LATER",
            "CONTINUOUS",
            "MOMENTS LATER",
            "SAME",
            "SAME TIME",
            "NIGHT (1987)",
            "DAY (FLASHBACK) (B/W)",
            "NIGHT.",
            "LATER THAT NIGHT",
            "THE NEXT MORNING",
            "LATE AFTERNOON",
            "PRE-DAWN",
            "DAY 2",
            "DAY ONE",
            "21ST DAY",
            "DAY/NIGHT",
            "DAY FOR NIGHT",
            "MAGIC HOUR",
            "7:30 PM",
            "3 A.M.",
            "3AM",
            "19:00",
            "TEN YEARS LATER",
            "Nacht",
            "FRÜHER MORGEN",
            "NUIT",
            "APRÈS-MIDI",
            "MÁS TARDE",
            "вечер",
            "夜",
            "낮",
            "νύχτα",
        ] {
            assert!(is_time(part), "{part}");
        }
    }

    #[test]
    fn places_are_not_times() {
        for part in [
            "",
            "UPSTAIRS",
            "NIGHT CLUB",
            "DAY CARE",
            "MORNING STAR CAFE",
            "1987",
            "ROOM 2",
            "THE",
            "A FEW",
            "AM",
            "FLASHBACK",
            "(NIGHT)",
            "TIME",
            "DAY OF THE DEAD",
            "HOUR",
            "SECOND",
            "7",
            "ONE",
        ] {
            assert!(!is_time(part), "{part}");
        }
    }
}
