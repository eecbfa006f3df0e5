//! Drama: an instrument that will not go down the stairs, a faithful interpreter, the last lane of a swimming pool.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[PIANO, INTERPRETER, POOL];

const PIANO: &str = r#"
% world modern
% ages 28-38 | 50-64 | 36-47 | 60-75
% items a crane for one morning | the deed to the stairwell | a widow's window permit | the tuner's little book | a strap that holds half a ton | a wider door | the first owner's receipt
$ obj=the piano; play=play it; on=a stool | obj=the loom; play=weave on it; on=a bench
$ floor=fourth; flights=eight | floor=fifth; flights=ten
$ want=keep {obj} out of the skip | want=find {obj} a home
$ fear={obj} goes out of the window in pieces
$ secret=our mother left a note for each of us inside it
$ base=our mother's flat
$ bp=INT. FLAT, {floor} FLOOR

# hook
@ INT. FLAT, {floor} FLOOR / DAY
Boxes, a bare bulb, {obj}. {A}, in a removal firm's overalls, measures it twice. {H} holds the other end of the tape. {X} signs papers on a windowsill.
<t> On the side, in a child's scratched capitals: "{title}".
A: It doesn't go through the door. How did it get in?
H: Before the door.
X: Then break it up. The keys are due at five.
H: She left it to me.
X: She left me the bills.

# hook
@ INT. STAIRWELL / DAY
{obj^} is stuck on the landing, with {A} under it and {H} above. {X} comes up with a clipboard and cannot pass.
A: Good news. It won't fall. Bad news: it won't anything.
X: I sold the flat. Not the stairs.
H: On the Tuesday. She died on the Sunday.
X: Somebody had to be on time.
<t> A: There's writing here. "{title}". A child's hand.
<-t> A: There's writing underneath. A child's hand.
H: That's mine.

# push
@ INT. KITCHEN / DAY
{X} lays an axe on the table, still with its price tag. {H} moves the teacups away from it.
X: I took the afternoon off. I am not cruel. I am simply the one who reads the letters.
H: Give me until the light goes.
X: To do what?
H: Find someone with a bigger door.

# try
@ EXT. SCHOOLYARD / DAY
Children behind a fence. {H} holds up a photograph of {obj}; {A} keeps the van running.
H: They'd take it. They only have to hear that from the head.
A: And the head says?
H: "Is it insured?"
A: Say yes.
H: I said yes. Then they asked by whom.
{A} looks at the sky, as one looks at a bill.

# turn
@ INT. FLAT, {floor} FLOOR / DUSK
{A} lies on the floor with a torch, half inside {obj}. {H} takes what a hand passes out: two envelopes, brown with dust.
A: She used it as a letter box, your mother.
H: One has my name. One has {X.his}.
A: Open yours.
H: No. We open them together or we don't.
A: Does {X.he} know you say "we"?

# bond
@ INT. REMOVAL VAN / NIGHT
Rain on the roof. {H} and {A} share crisps on a folded blanket.
A: Thirty years I've carried other people's furniture. I own four chairs.
H: Why four?
A: In case they all come at once. My three.
H: Do they?
A: They come one at a time. Like buses that argue.
{H} laughs, for the first time today.

# low
@ INT. FLAT, {floor} FLOOR / NIGHT
An empty wall, a darker square on the floor. {H} stands in the square. {A} waits at the door with {A.his} cap in {A.his} hand.
A: {X.he^} paid two lads cash. I was parking.
H: All {flights} flights?
A: As far as the third. Then it got stuck again.
H (a breath): Good. It always was stubborn.
A: Runs in the family.

# face
@ INT. THIRD-FLOOR LANDING / NIGHT
{obj^} blocks the stairs. {X} sits on one side, tie undone; {H} on the other. The axe lies between them.
X: You had her every Sunday. I had the hospital at three in the morning.
H: You could have rung me.
X: I did not want you to see her like that. Nor me.
<turn> {H} slides an envelope across the lid.
<-turn> {H} slides the axe away with one foot.
H: Then show me now. I've got all night. I can't get past.

# end
@ INT. STAIRWELL / NIGHT
{obj^}, stuck for good on the landing. Doors open, neighbours come out with chairs. {A} wedges a folded blanket under one corner; {H} sits down at it. {X} stays on the stairs above.
<-face> X: The keys were due at five.
<-face> H: You could still fetch the axe.
<-face> X (after a while): I have forgotten how it sounds.
<face> X: The buyers asked if it comes with the house.
<face> H: What did you say?
<face> X: I said it comes with a {H.brother}.
A: Well? Somebody {play}. I carried it {flights} flights.
{X} comes down one step, and then another.

# end
@ EXT. STREET / DAWN
A skip, empty. In the road stands {obj}, a tarpaulin over it like a coat. {H} and {A} sit on the kerb. {X} arrives on foot, with three coffees.
<-face> X: I could not do it. I held the axe for an hour.
<-face> H: I know. I listened at the door.
<face> X: I read her letter again. It is mostly about soup.
<face> H: Mine too.
A: The school rings at eight. They've found a door.
X: How wide?
A: Wide enough, if you both push.
"#;

const INTERPRETER: &str = r#"
% world modern
% ages 30-45 | 55-70 | 44-60 | 35-55
% items a stamped copy of the tenancy | the caretaker's key list | a dictionary with one page turned down | the hearing tape, side two | a neighbour willing to swear | a plan of the pipes | a rent book in two inks
$ cold=the boiler; years=three winters | cold=the heating; years=four winters
$ word=careful; other=stingy | word=proud; other=stubborn | word=patient; other=slow
$ want=say every word as it was said | want=get {A} heard in {A.his} own words
$ fear=forty families lose their rooms without having been heard
$ secret=the landlord understands every word without me
$ obj=the transcript
$ base=the tribunal
$ bp=INT. TRIBUNAL CORRIDOR

# hook
@ INT. TRIBUNAL ROOM / DAY
{H}, the interpreter, sits between two people who will not look at each other: {A}, a tenant in {A.his} one good coat, and {X}, the landlord.
<t> The folder in front of them is labelled in felt pen: "{title}".
A: Tell {X.him} my wife died of that cold.
H (after too long): The tenant says the rooms were cold.
{A} turns {A.his} head.
A (low): That was shorter.
H: It was in order.
X: Thank you. Most concise.

# hook
@ INT. TRIBUNAL CORRIDOR / DAY
{H} drinks water from a paper cone. {A} sits down one chair away. On the wall behind them, {X} smiles from a poster about heating.
A: You left out a word. In there.
H: I interpret meaning.
A: I said {word}. You said {other}. I know that much.
H: It's a small difference.
A: It is my whole life. {years^} without {cold}, and you make me {other}?

# push
@ INT. TRIBUNAL CORRIDOR / DAY
{X} falls in beside {H}, matching step for step.
X: You were a child in my building. Second floor. I waived your mother's arrears, I believe.
H: I remember.
X: I ask for nothing improper. Only that you keep it brief.
H: Brief costs them their homes.

# try
@ INT. CLERK'S OFFICE / DAY
A counter with a bell. {H} pushes a form over it; {A} holds {A.his} coat shut.
H: I've asked to correct the record. From the first day.
A: Can they do that?
H: If I say on paper that I was wrong.
A: Then you lose your place.
H: I lose my place if I don't. It's only slower.

# turn
@ INT. TRIBUNAL ROOM / DAY
{A} tells a joke in {A.his} own language. {H} opens {H.his} mouth to give it in English. {X} is already smiling.
H: You laughed.
X: I beg your pardon?
H: I haven't interpreted it yet. Ask {A.him} about the goat, Madam Chair. See who laughs.
A: It is a very old goat.

# bond
@ INT. BUS / NIGHT
Wet windows. {A} peels an orange and gives {H} exactly half.
A: What did they call you at home? Before you were so correct.
H: Magpie. I repeated everything. The bank, the doctor. My mother's test results. I was nine.
A: Nine. And who interpreted for you?
{H} eats the orange.

# low
@ INT. TRIBUNAL CORRIDOR / DUSK
{H}'s badge lies on a tray, with the lanyard wound around it. {A} comes out with a cleaning bucket from somewhere.
H: They've taken me off. Conflict of interest.
A: And who speaks for us tomorrow?
H: Someone the landlord recommends.
A: Then tonight you teach me. Twenty words. Good ones.

# face
@ INT. TRIBUNAL ROOM / DAY
{H} sits in the witness chair now. {X} is on {X.his} feet. {A} watches from the public bench.
X: You admit that you altered testimony.
H: I made it smaller. I've done it all my life, for people like you. It's faster.
X: And why should anyone believe you today?
H: Because today it costs me something.

# end
@ INT. TRIBUNAL ROOM / DAY
{A} stands alone at the table, a paper shaking in {A.his} hand. {H} sits behind, lips moving.
A: My English is few. My wife was {word}. The room was cold {years}. I ask you... not for pity. For {cold}.
{A.he^} looks around. {H} nods once.
<-face> {X} puts down {X.his} pen.
<-face> X: I have no questions. I understood.
<face> A: How was it?
<face> H: I wouldn't change a word.

# end
@ EXT. COURTYARD OF FLATS / NIGHT
A van, pipes, men with lamps: {cold} is being replaced. {H} and {A} stand under one umbrella.
<-face> A: You told them yourself? That you made me small?
<-face> H: All of it. They'll find another interpreter.
<-face> A: Not one who cries in the right place.
<-face> H: I had something in my eye.
<face> A: They've read my words into the record. Mine.
<face> H: I heard. They read them badly.
A: Say it again for me, the word. Not {other}.
H: {word^}. {word^}. {word^}.
"#;

const POOL: &str = r#"
% world modern
% ages 55-68 | 24-35 | 40-55 | 60-80
% items a lifeguard who owes nobody | the founding stone's number | a pump from the old brewery | the swimmers' register of the first year | a petition that got wet | a whistle that carries | two hundred dry towels
$ metres=twenty-five; laps=forty | metres=thirty-three; laps=thirty
$ lost=my son; lostwas=eleven | lost=my brother; lostwas=twelve
$ want=keep the pool open until everyone in town can swim | want=keep water in the pool
$ fear=the next child learns about water from the river
$ secret=the town has had the money for the roof all along
$ obj=the pool key
$ base=the baths
$ bp=INT. MUNICIPAL BATHS

# hook
@ INT. MUNICIPAL BATHS / NIGHT
The drain is open; the water sinks a hand's breadth a minute. {H}, in a tracksuit older than the tiles, closes it by hand. {A} runs along the edge in socks.
<t> Over the clock, in missing mosaic letters: "{title}".
A: You can't! It's been voted.
H: Then it's been voted wrong.
A: {X.mr^} wants it dry by morning.
H: {lost^} was {lostwas}. The river was free of charge. Fetch me the hose.

# hook
@ INT. MUNICIPAL BATHS / DAY
Eleven children hold the rail. {H} walks in front of them with a long pole. {X}, in overshoes, comes through the steam with {A} behind {X.him}.
X: Today was to be the last lesson. Yesterday.
H: Who here can swim {metres} metres?
Nobody lets go of the rail.
H: Then it isn't the last lesson.
A (to {X}): I did say.
X: One week. Then it is a car park.

# push
@ INT. COUNCIL CHAMBER / DAY
{H} stands at a microphone too high for {H.him}. {X} reads from a sheet.
X: The roof costs more than the town possesses. I learned to swim there too. I regret it.
H: You regret learning?
X: I regret the roof.
H: Mend half. We'll swim under that half.

# try
@ EXT. MARKET SQUARE / DAY
A tin bath on a trestle, a queue. {A}, in a bathing cap, rattles a bucket of coins. {H} counts them into rows.
A: A swim in the smallest pool in the county! No deep end!
H: Sixty-one. And a button.
A: We need eighty thousand.
H: Then it's a start and a button.

# turn
@ INT. ARCHIVE OF THE TOWN HALL / DAY
{A} unrolls a ledger on the floor. {H} puts on somebody else's glasses.
A: The roof fund. Paid in every year since the flood.
H: That's more than a roof. That's two.
A: So where is it?
H: Here. "Lent to the car park, to be repaid from the car park."
A: There is no car park.
H: Not until we close.

# bond
@ INT. MUNICIPAL BATHS / NIGHT
{H} sits on the edge with {H.his} feet in the water. {A}, fully dressed, sits down beside {H.him} and does not take off {A.his} socks.
A: I can't. Swim. I sell the tickets and I can't.
H: I know. You always walk by the wall.
A: You never said.
H: You never asked the way in.
{H} points: steps, a rail, the shallow end.

# low
@ EXT. MUNICIPAL BATHS / DAWN
A chain on the door. {H} tries the key; it turns in nothing. {A} stands by with a rubber ring.
A: They did it at four. While you slept.
H: I never sleep on a Thursday. I sat down.
A: You're allowed to sit.
H: {lost^} went in while I was sitting down.

# face
@ INT. BOILER ROOM / NIGHT
{X} finds {H} among the pipes, a hand on the main valve.
X: Leave it, please. They will charge you.
H: How old is your girl?
X: Seven.
H: Can she float?
{X} takes a while to fold {X.his} papers.
X: She is afraid of the stairs to the deep end.
H: Bring her Thursday. Deep end comes last.

# end
@ INT. MUNICIPAL BATHS / DAY
Buckets catch the rain under half a roof. In the good half: {A}, in the water to the chin, one hand on the rail. {H} walks along the edge with the pole.
<-face> {X} stands dripping in {X.his} suit by the wall, the closing order pulp in {X.his} hand.
<-face> X: I came to lock up. Somebody's child slipped. I cannot swim so well, either.
<face> A: Half the town's watching.
<face> H: Half the town's next.
H: Now let go of the rail, {A}.
A: With which hand?
H: The one that's holding on.
{A} lets go.

# end
@ EXT. RIVER BANK / DAWN
Mist. {H}, in a bathing suit, stands up to the knees in the river, and cannot take the next step. {A} wades in beside {H.him}, in socks.
<-face> A: They've given us the winter. {X.mr^} signed it wet.
<-face> H: A winter's forty children.
<face> A: They're keeping the pool. Your key fits again.
<face> H: Then I've no more reason to be angry at water.
A: It's only {metres} metres across.
H: {lost^} got halfway.
A: We'll start there.
"#;
