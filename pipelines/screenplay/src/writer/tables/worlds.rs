//! Worlds: where stories of a kind take place, who works there, and what people drink and ride in.

/// The table of a world; an empty one for a name that is not known.
pub(in crate::writer) fn table(world: &str) -> &'static str {
    WORLDS.iter().find(|(name, _)| *name == world).map_or("", |(_, table)| *table)
}

const WORLDS: &[(&str, &str)] = &[
    (
        "modern",
        r"
$ ride=the van | ride=the old hatchback | ride=the borrowed taxi
$ brew=tea | brew=coffee | brew=soup
$ news=a text message
% places INT. FERRY CANTEEN = canteen cook | INT. BUS DEPOT = dispatcher | EXT. ALLOTMENT GATE = beekeeper | INT. LAUNDERETTE = mender | INT. CITY ARCHIVE = archivist | INT. KEY SHOP = locksmith | EXT. SCRAPYARD = crane driver | INT. BOXING GYM = trainer | INT. PIANO WORKSHOP = tuner | INT. FISH MARKET = auctioneer | INT. COUNTY MUSEUM = night guard | EXT. LOCK HOUSE = lock keeper | INT. BARBERSHOP = barber | INT. WEATHER STATION = forecaster | INT. BAKERY YARD = miller | INT. HOSPITAL CHAPEL = chaplain | INT. SIGN WORKSHOP = sign painter | EXT. CAR BOOT SALE = clock dealer | INT. TAXI OFFICE = operator | INT. SHOE REPAIR = cobbler | INT. RIDING SCHOOL = farrier | INT. PRINT SHOP = printer | INT. CINEMA FOYER = projectionist | EXT. GRAVEL PIT = foreman
% spots EXT. BUS STOP | INT. STAIRWELL | EXT. CANAL PATH | EXT. UNDERPASS | INT. STATION HALL | EXT. ROOF TERRACE | EXT. PETROL STATION | EXT. FOOTBALL PITCH | INT. MULTI-STOREY CAR PARK | EXT. HARBOUR STEPS | EXT. LANE BEHIND THE SHOPS | EXT. PARK GATE | EXT. FLYOVER | INT. EMPTY MARKET HALL | EXT. ALLOTMENT PATH | EXT. CHURCH STEPS | EXT. LEVEL CROSSING
",
    ),
    (
        "space",
        r"
$ ride=the shuttle | ride=the ore tug | ride=the maintenance sled
$ brew=algae tea | brew=hot water | brew=the grey soup
$ news=a tight-beam message
% places INT. CRYO WORKSHOP = thaw nurse | INT. ORE SCALE = weigher | INT. HYDROPONICS BAY = bean grower | INT. TUG DOCK = tug pilot | INT. RECYCLING DECK = sorter | INT. CHAPEL OF THE LONG WAY = chaplain | INT. SUIT STORE = suit tailor | INT. ANTENNA FARM = rigger | INT. COLD ARCHIVE = archivist | INT. GRAVITY WHEEL = wheel greaser | INT. ICE MINE = driller | INT. MEDICAL POD = bone setter | INT. CUSTOMS RING = inspector | INT. CLOCK ROOM = timekeeper | INT. SCHOOL MODULE = teacher | INT. AIR MARKET = air seller | INT. WRECK YARD = breaker | INT. NAVIGATION LOFT = star reader | INT. PRISON HULK = cook | INT. SEED BANK = seed keeper
% spots INT. SERVICE DUCT | INT. AIRLOCK CORRIDOR | INT. OBSERVATION GALLERY | INT. CARGO HOLD | INT. LADDER WELL | INT. EMPTY DOCK | INT. SLEEPING DECK | INT. HEAT EXCHANGER | INT. CREW MESS | INT. CATWALK | INT. STORAGE RING | INT. VIEWPORT CORRIDOR | INT. QUARANTINE DECK | INT. PUMP ROOM | INT. OLD CONTROL ROOM
",
    ),
    (
        "neon",
        r"
$ ride=the rented drone | ride=the freight lift | ride=the night tram
$ brew=canned coffee | brew=broth | brew=barley tea
$ news=a wiped message
% places INT. NOODLE ARCADE = noodle puller | INT. LENS CLINIC = eye fitter | INT. PATCH BAZAAR = code mender | INT. CAPSULE HOTEL = night clerk | INT. BATTERY MARKET = cell charger | INT. TATTOO PARLOUR = ink hand | INT. KARAOKE TOWER = room minder | INT. DRONE STABLE = drone handler | INT. PAPER LIBRARY = librarian | INT. RAIN MARKET = umbrella dealer | INT. SIGN FACTORY = glass bender | INT. COOLING PLANT = plumber | INT. PACHINKO HALL = ball counter | INT. LOST PROPERTY = finder | INT. ORGAN BANK = porter | INT. CABLE HOUSE = splicer
% spots EXT. ELEVATED WALKWAY | EXT. ROOFTOP AERIALS | EXT. ALLEY OF VENDING MACHINES | INT. SERVER AISLE | EXT. CANAL | INT. STAIRWELL | EXT. FOOTBRIDGE | EXT. LOADING BAY | EXT. SHUTTERED MARKET | INT. TRAM DEPOT | EXT. UNDERPASS | INT. EMPTY ARCADE | EXT. SEAWALL
",
    ),
    (
        "city",
        r"
$ ride=the coupe | ride=the taxi
$ brew=black coffee | brew=rye | brew=cold coffee
$ news=a telegram
% places INT. PAWNSHOP = pawnbroker | INT. PRESS ROOM = night editor | INT. POOL HALL = hustler | INT. CITY MORGUE = attendant | INT. TAILOR SHOP = tailor | INT. RACETRACK STABLE = groom | INT. CHECKROOM = checkroom clerk | INT. RECORD STORE = record dealer | EXT. NEWSSTAND = news vendor | INT. HOTEL SWITCHBOARD = operator | INT. FERRY SALOON = purser | INT. COURTHOUSE BASEMENT = stenographer | INT. PHOTO STUDIO = retoucher | INT. BOXING CLUB = corner doctor | INT. FLOWER SHOP = florist | INT. FREIGHT OFFICE = tally clerk | INT. MISSION HALL = organist | INT. BARBERSHOP = barber
% spots EXT. ALLEY | EXT. FIRE ESCAPE | EXT. PIER | EXT. RAIL YARD | EXT. BRIDGE | INT. STAIRWELL | EXT. TRAM STOP | INT. ALL-NIGHT CINEMA | EXT. LOADING DOCK | INT. ARCADE | EXT. PARK GATE | INT. STATION CONCOURSE | EXT. WET STREET | INT. HOTEL CORRIDOR
",
    ),
    (
        "frontier",
        r"
$ ride=the wagon | ride=the mule cart
$ brew=boiled coffee | brew=goat's milk
$ news=a telegram
% places INT. SMITHY = blacksmith | INT. ASSAY OFFICE = assayer | INT. FERRY LANDING = ferry pilot | INT. STEAM LAUNDRY = laundry owner | INT. UNDERTAKER'S SHOP = undertaker | EXT. RAIL CAMP = track boss | INT. SCHOOLHOUSE = teacher | INT. GENERAL STORE = storekeeper | EXT. SHEEP FOLD = shepherd | INT. STAGE DEPOT = driver | INT. MISSION = mission gardener | INT. SADDLERY = saddler | INT. TELEGRAPH SHACK = operator | INT. SAWMILL = sawyer | EXT. MEDICINE SHOW = tooth puller | INT. BOARDING HOUSE = cook
% spots EXT. DRY CREEK | EXT. RIDGE | EXT. CAMP | INT. BARN | EXT. WATER TOWER | EXT. TRAIL | INT. ABANDONED CABIN | EXT. RAIL CUT | EXT. BOOT HILL | EXT. ROPE BRIDGE | EXT. MESA | EXT. HITCHING RAIL | EXT. BACK STREET
",
    ),
    (
        "realm",
        r"
$ ride=the donkey cart | ride=the river barge
$ brew=nettle tea | brew=warm cider
$ news=a letter by crow
% places INT. CANDLE HALL = candle maker | INT. GLASS TOWER = glass blower | EXT. TOLL STONE = toll taker | INT. MILL OF NIGHT = miller | INT. HOUSE OF MASKS = mask carver | EXT. HERON MARSH = eel catcher | INT. DREAM MARKET = dream seller | INT. BELL FOUNDRY = founder | INT. LIBRARY OF KNOTS = knot reader | INT. BEAR INN = innkeeper | EXT. FLOATING GARDEN = gardener | INT. DYE WORKS = dyer | INT. CLOUD MONASTERY = novice | INT. SHADOW TAILOR'S = tailor | EXT. GIANT'S STAIR = stair sweeper | INT. SALT CHAPEL = salt priest | INT. STAR KITCHEN = pastry cook | EXT. WOLF GATE = gatekeeper
% spots EXT. FORD | EXT. STANDING STONES | INT. HAYLOFT | EXT. HIGH MEADOW | EXT. CITY WALL | EXT. LANDING STAGE | EXT. FOREST ROAD | INT. RUINED TOWER | EXT. ORCHARD | EXT. CROSSROADS | INT. CAVE | EXT. BRIDGE OF ROPE | EXT. MOOR
",
    ),
    (
        "front",
        r"
$ ride=the lorry | ride=the mule cart
$ brew=acorn coffee | brew=hot water with sugar
$ news=a field message
% places INT. FIELD KITCHEN = cook | INT. RUINED PHARMACY = pharmacist | EXT. PONTOON BRIDGE = sapper | INT. CHURCH TOWER = bell ringer | INT. MAP TENT = map clerk | INT. FARMHOUSE = farmer | INT. RAILWAY BUNKER = signaller | EXT. HORSE LINES = farrier | INT. SCHOOL CELLAR = teacher | INT. MOTOR POOL = mechanic | INT. DRESSING STATION = orderly | EXT. CHECKPOINT = sentry | INT. POST OFFICE RUIN = postal clerk | INT. THEATRE = prompter | INT. BAKERY = baker | INT. TUNNEL = miner
% spots EXT. DITCH | INT. DUGOUT | EXT. SUNKEN ROAD | INT. BARN | EXT. RIVERBANK | INT. ROOFLESS HOUSE | EXT. ORCHARD WALL | EXT. RAILWAY EMBANKMENT | EXT. HEDGE | INT. CELLAR | EXT. WINDMILL | INT. EMPTY SCHOOL | EXT. VILLAGE SQUARE
",
    ),
    (
        "fable",
        r"
$ ride=the wheelbarrow | ride=the leaf boat
$ brew=acorn cocoa | brew=warm milk
$ news=a note on a leaf
% places INT. SNAIL POST = postmaster | EXT. LILY POND = frog in a hat | INT. CUCKOO CLOCK = cuckoo | INT. JAM CELLAR = jam maker | EXT. ANT BRIDGE = bridge builder | INT. TEAPOT HOUSE = dormouse | INT. SOCK DRAWER = sock sorter | EXT. WEATHERCOCK = weathercock | INT. MOLE STATION = tunnel driver | EXT. WINDMILL HILL = kite mender | INT. BUTTON SHOP = button seller | INT. SCARECROW'S BARN = scarecrow | EXT. HEDGEHOG INN = innkeeper | INT. LOST TOY OFFICE = clerk | INT. HONEY BANK = banker | EXT. PUDDLE HARBOUR = captain
% spots EXT. PUDDLE'S EDGE | EXT. VEGETABLE PATCH | INT. HOLLOW LOG | EXT. GARDEN WALL | EXT. STEPPING STONES | EXT. TALL GRASS | EXT. SANDPIT | EXT. LAMP POST | EXT. MOLEHILL | EXT. COMPOST HILL | INT. GREENHOUSE | EXT. UNDER THE SWING | EXT. ROOTS OF THE OAK
",
    ),
];

#[cfg(test)]
mod tests {
    use super::WORLDS;
    use crate::writer::notation::Sheet;

    #[test]
    fn every_world_has_places_with_somebody_in_them() {
        for (name, table) in WORLDS {
            let sheet = Sheet::parse(table);
            assert!(sheet.list("places").len() >= 16, "{name}");
            assert!(sheet.list("spots").len() >= 13, "{name}");
            for place in sheet.list("places") {
                assert!(place.contains(" = ") && (place.starts_with("INT. ") || place.starts_with("EXT. ")), "{place}");
            }
        }
    }
}
