//! Which kind of place a name means. Key words in several languages; the first kind with a word in the name wins.

/// The kinds of places that are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Kitchen,
    Bedroom,
    Office,
    Bar,
    Clinic,
    Bridge,
    Wheelhouse,
    Engine,
    Corridor,
    Vehicle,
    Carriage,
    Church,
    Hall,
    Room,
    Street,
    Forest,
    Field,
    Desert,
    Mountain,
    Sea,
    /// On board of a boat.
    Deck,
    /// A bridge that carries a road.
    Span,
    Roof,
    Platform,
    House,
    Space,
}

/// Words are matched anywhere in the lower-case name; short ones, and those with `=` before them, only as whole words.
#[rustfmt::skip]
const WORDS: &[(Place, &[&str])] = &[
    (Place::Roof, &["rooftop", "roof top", "roof", "dach", "toit", "azotea", "крыш", "屋顶", "天台", "balcon", "terrace", "балкон"]),
    (Place::Engine, &["engine room", "boiler", "pump room", "machine room", "turbine", "maschinenraum", "salle des machines", "машинное отделение", "机房"]),
    (Place::Wheelhouse, &["wheelhouse", "pilothouse", "pilot house", "steuerhaus", "timonerie", "рубка"]),
    (Place::Bridge, &[
        "spaceship", "spacecraft", "starship", "cockpit", "control", "bridge of", "command", "mission", "airlock", "module",
        "raumschiff", "brücke des", "leitstand", "passerelle", "vaisseau", "nave", "корабл", "飞船", "驾驶舱", "控制",
        "server", "station alpha", "space station", "orbital", "bunker", "observatory", "radio room", "signal", "relay", "reactor",
        "ship's bridge", "the bridge", "cryo", "shuttle", "hangar bay",
    ]),
    (Place::Clinic, &[
        "hospital", "clinic", "lab", "labor", "laboratory", "surgery", "operating", "morgue", "ward", "infirmary", "medical", "med bay", "medbay",
        "krankenhaus", "klinik", "hôpital", "hopital", "больниц", "лаборатор", "医院", "实验室", "doctor", "icu", "intensive care",
    ]),
    (Place::Kitchen, &["kitchen", "küche", "cuisine", "cocina", "кухн", "厨房", "キッチン", "pantry", "cucina"]),
    (Place::Bedroom, &["bedroom", "bed room", "schlafzimmer", "chambre", "dormitor", "спальн", "卧室", "motel", "hotel room", "nursery", "寝室", "quarters", "cell", "cabin"]),
    (Place::Bar, &[
        "bar", "café", "cafe", "coffee", "pub", "tavern", "restaurant", "diner", "saloon", "kneipe", "bistro", "бар", "кафе", "ресторан",
        "酒吧", "咖啡", "餐厅", "club", "canteen", "cantina", "teahouse", "kopitiam",
    ]),
    (Place::Church, &["church", "cathedral", "chapel", "temple", "mosque", "synagogue", "kirche", "église", "eglise", "iglesia", "церк", "храм", "教堂", "monastery", "crypt", "abbey"]),
    (Place::Platform, &["station", "platform", "bahnhof", "gare", "estación", "estacion", "вокзал", "станци", "车站", "站台", "railway", "bus stop", "depot"]),
    (Place::Carriage, &[
        "train", "trains", "compartment", "bus", "tram", "subway car", "dining car", "sleeping car", "zug", "abteil", "поезд", "вагон", "火车", "列车", "plane",
        "airplane", "aircraft", "ferry", "autobus", "autocar",
    ]),
    (Place::Vehicle, &[
        "car", "truck", "taxi", "cab", "van", "auto", "voiture", "coche", "wagen", "машин", "автомобил", "такси", "汽车", "车内", "limousine", "ambulance",
        "pickup", "jeep", "sedan", "cruiser", "minivan", "suv",
    ]),
    (Place::Corridor, &["corridor", "hallway", "tunnel", "passage", "flur", "gang", "couloir", "pasillo", "коридор", "走廊", "stairwell", "staircase", "stairs", "elevator", "sewer", "metro"]),
    (Place::Office, &[
        "office", "büro", "bureau", "oficina", "офис", "кабинет", "办公室", "newsroom", "precinct", "police", "headquarters", "library", "study",
        "classroom", "school", "bank", "archive", "interrogation", "conference", "meeting", "studio", "shop", "store", "bookshop", "court",
    ]),
    (Place::Hall, &[
        "warehouse", "factory", "garage", "basement", "cellar", "attic", "hangar", "workshop", "barn", "lagerhaus", "fabrik", "keller", "склад",
        "подвал", "завод", "仓库", "工厂", "地下室", "theatre", "theater", "gym", "lobby", "museum", "gallery", "arena", "stage", "hall", "castle", "throne", "cave", "dungeon", "mine",
    ]),
    (Place::Deck, &[
        "deck", "foredeck", "afterdeck", "bow", "stern", "aboard", "on board", "lifeboat", "raft", "gunwale", "forecastle",
        "open sea", "open water", "high seas", "middle of the river", "middle of the lake", "middle of the sea", "middle of the ocean",
        "палуб", "甲板",
    ]),
    (Place::Sea, &[
        "sea", "ocean", "beach", "harbor", "harbour", "port", "pier", "dock", "shore", "coast", "lake", "river", "island", "lighthouse", "hafen", "meer",
        "strand", "ufer", "mer", "plage", "mar", "playa", "puerto", "море", "берег", "пляж", "порт", "река", "озер", "海", "港", "湖", "河", "quay", "bay", "cove", "bank", "riverbank", "slip", "jetty", "mooring", "canal", "lagoon",
    ]),
    // After the shore: a ferry slip is no ferry.
    (Place::Deck, &["boat", "ship", "ferry", "yacht", "trawler", "barge", "schooner", "schiff", "bateau", "barco", "лодк", "船"]),
    (Place::Span, &["=bridge", "viaduct", "overpass", "footbridge", "brücke", "pont", "puente", "мост", "桥", "橋"]),
    (Place::Forest, &["forest", "wood", "woods", "jungle", "wald", "forêt", "foret", "bosque", "лес", "森林", "树林", "trees", "park", "grove", "garden", "garten", "jardin", "парк", "сад", "公园", "swamp", "cemetery", "graveyard", "campsite", "orchard"]),
    (Place::House, &["house", "home", "cottage", "mansion", "porch", "driveway", "backyard", "villa", "haus", "maison", "casa", "дом", "房", "家", "yard", "suburb", "gate", "estate", "cabin"]),
    (Place::Mountain, &["mountain", "cliff", "canyon", "valley", "hill", "ridge", "summit", "peak", "berg", "gebirge", "montagne", "montaña", "гор", "скал", "山", "glacier", "ravine", "pass"]),
    (Place::Desert, &["desert", "dune", "wasteland", "wüste", "désert", "desierto", "пустын", "沙漠", "mars", "planet", "moon", "lunar", "crater", "quarry"]),
    (Place::Space, &["space", "orbit", "weltraum", "espace", "космос", "太空", "asteroid", "void"]),
    (Place::Field, &["field", "meadow", "farm", "prairie", "plain", "feld", "wiese", "champ", "campo", "поле", "луг", "田", "草原", "highway", "road", "landstraße", "route", "дорог", "公路", "steppe", "countryside", "vineyard", "crossroads", "battlefield", "stadium"]),
    (Place::Street, &[
        "street", "city", "alley", "avenue", "town", "square", "plaza", "market", "downtown", "sidewalk", "straße", "strasse", "gasse", "stadt",
        "platz", "rue", "ville", "calle", "ciudad", "улиц", "город", "площад", "переул", "街", "城市", "城", "巷", "広場", "parking", "intersection", "village", "courtyard", "block",
    ]),
    (Place::Room, &["living", "apartment", "room", "flat", "lounge", "wohnzimmer", "wohnung", "zimmer", "salon", "квартир", "комнат", "客厅", "公寓", "parlor", "parlour", "den"]),
];

impl Place {
    /// The kind that a name means, if a word in it is known.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::all_of_name(name).first().copied()
    }

    /// The kind that a name means, of those that are outside or of those that are inside if it means any: the bank in
    /// `EXT. FAR BANK` is no office.
    pub(crate) fn on_side(name: &str, outside: bool) -> Option<Self> {
        let kinds = Self::all_of_name(name);
        kinds.iter().find(|kind| kind.outdoors() == outside).or(kinds.first()).copied()
    }

    fn all_of_name(name: &str) -> Vec<Self> {
        let lower = name.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let known = |key: &str| {
            if let Some(key) = key.strip_prefix('=') {
                words.iter().any(|word| *word == key || word.strip_suffix('s') == Some(key))
            } else if key.is_ascii() && key.len() <= 5 && !key.contains(' ') {
                words.iter().any(|word| *word == key || word.strip_suffix('s') == Some(key))
            } else {
                lower.contains(key)
            }
        };
        WORDS.iter().filter(move |(_, keys)| keys.iter().any(|key| known(key))).map(|(place, _)| *place).collect()
    }

    /// Places under the open sky.
    pub(crate) fn outdoors(self) -> bool {
        matches!(
            self,
            Self::Street
                | Self::Forest
                | Self::Field
                | Self::Desert
                | Self::Mountain
                | Self::Sea
                | Self::Deck
                | Self::Span
                | Self::Roof
                | Self::Platform
                | Self::House
                | Self::Space
        )
    }
}

/// Whether a location's own words say that it is outside.
pub(crate) fn is_outdoors(location: &str) -> bool {
    Place::of_name(location).is_some_and(|place| place.outdoors() && place != Place::House)
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn the_side_that_the_heading_names_decides_between_two_meanings() {
        for (name, outside, place) in [
            ("FAR BANK, FERRY SLIP", true, Place::Sea),
            ("BANK", false, Place::Office),
            ("FERRY", false, Place::Carriage),
            ("AGNES, WHEELHOUSE", false, Place::Wheelhouse),
            ("AGNES, FOREDECK", true, Place::Deck),
            ("AGNES, ENGINE ROOM", false, Place::Engine),
            ("THE MIDDLE OF THE RIVER", true, Place::Deck),
            ("THE FERRY", true, Place::Deck),
            ("NEW BRIDGE, MIDSPAN", true, Place::Span),
            ("CAMBRIDGE, STREET", true, Place::Street),
            ("KITCHEN", true, Place::Kitchen),
        ] {
            assert_eq!(Place::on_side(name, outside), Some(place), "{name}");
        }
    }

    #[test]
    fn names_in_several_languages() {
        for (name, place) in [
            ("KITCHEN", Some(Place::Kitchen)),
            ("Mara's apartment", Some(Place::Room)),
            ("CONTROL ROOM", Some(Place::Bridge)),
            ("Bahnhof", Some(Place::Platform)),
            ("森林", Some(Place::Forest)),
            ("больница", Some(Place::Clinic)),
            ("carpet shop", Some(Place::Office)),
            ("CAR", Some(Place::Vehicle)),
            ("NIGHT TRAIN", Some(Place::Carriage)),
            ("ROOFTOPS", Some(Place::Roof)),
            ("TRAIN STATION", Some(Place::Platform)),
            ("FARM HOUSE", Some(Place::House)),
            ("xyzzy", None),
            ("", None),
        ] {
            assert_eq!(Place::of_name(name), place, "{name}");
        }
    }
}
