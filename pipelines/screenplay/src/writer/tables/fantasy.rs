//! Fantasy: a map that comes true, a bell that keeps the sea asleep, a dragon in arrears.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[MAP, BELL, DRAGON];

const MAP: &str = r#"
% world realm
% ages 24-40 | 20-60 | 40-62 | 60-90
% items a quill from the heron that draws back | ink made in an eclipse | a compass that points to home | the old mapmaker's left glove | a ruler of exactly one league | a hill that was rubbed out | a border nobody remembers
$ river=the Osk; village=Lower Osk | river=the Venn; village=Vennford
$ cost=a memory; lost=my mother's kitchen | cost=a colour; lost=green
$ want=put {river} back where it was | want=draw {village} back onto the land
$ fear={village} dries up, and then was never there
$ secret=every line I draw costs me {cost}
$ obj=the map
$ base=the map room
$ bp=INT. MAP ROOM

# hook
@ INT. MAP ROOM / DAY
{H}, ink to the wrists, bends over a table as wide as a barn door. {X}, the regent, points with a glove. {A}, apprentice, grinds ink and spills some.
<t> In the corner of the map, in an older hand: "{title}".
X: Move {river}. A finger's breadth to the east.
H: There's a village in the west, sire. It drinks.
X: On the map it is a dot.
A (whispering): I'm from the dot.

# hook
@ INT. MAP ROOM / NIGHT
Moonlight on vellum. {A} holds a candle over a blue line. It is wet. {H} takes {A.his} wrist before {A.he} can touch it.
A: It's flowing. You only drew it yesterday.
H: Yesterday it was ink.
A: The regent asked you for one small bend.
H: {X.he^} gets {river}. And {village}?
A: There was a dot here. I ground the ink for it. Where's the dot?

# push
@ INT. THRONE HALL / DAY
Petitioners kneel in rows, dusty as bread. {X} reads none of the papers. {H} holds a case of quills to {H.his} chest.
X: Rivers go where they are useful. You will next draw me a mountain, between myself and my neighbours.
H: People live there, too.
X: How do you know? I have seen your map. It is blank.

# try
@ EXT. DRY BRIDGE / DAY
A bridge over cracked mud. {H} draws a line in the dirt with a stick; {A} watches it.
A: Nothing.
H: It wants the vellum. And the right ink.
A: What makes it right?
H: I've never asked. I go home, and I'm short of something.
A: Short of what?
H: That's what I'm short of.

# turn
@ INT. MAP ROOM / NIGHT
Old sheets, hundreds. {H} holds one to the candle: names in the margin, crossed out one by one. {A} reads them.
A: "My father's voice. The taste of plums. The year I was ten." What is it?
H: It's a bill. Every line costs the one who draws it {cost}. I've lost {lost}, {A}. I only noticed now.

# bond
@ EXT. HILL WITH ONE TREE / DUSK
{A} describes the sunset while {H} keeps both eyes shut.
A: Now it's like the inside of a peach.
H: Go on.
A: Now it's like a forge, when they're tired.
H: You'd make a fair mapmaker.
A: I don't want to forget things.
H: No. That's what I mean by fair.

# low
@ EXT. {village}, THE LAST HOUSE / DAY
Fields white as paper. Where the houses stood there is nothing, not even holes. {A} holds a door handle. {H} looks where the door was.
A: What was her name? My aunt. She made... something.
H: You told me. Pears, in honey. Ottoline.
A: You remembered.
H: I wrote it down. I'm learning.

# face
@ INT. THRONE HALL / NIGHT
{H} unrolls the map on the steps and holds out the quill. {X} looks at the point, and not at the hand.
X: You forget your place.
H: Often. It's what it costs. Draw it yourself. One line. You'd only lose something small.
X: What would I lose?
H: I couldn't tell you. Neither could you.

# end
@ EXT. BANK OF {river} / DAWN
Water, loud, in its old bed. {A} washes ink from a brush. {H} sits among the reeds, polite and puzzled as a guest.
<-face> Upstream, {X} wanders along the bank, asking the willows who they are. {X.he^} drew a line, and paid.
A: You drew all of it back. {village^}, every house.
H: Did I? It's very well done. Who lives there?
A: We do. Come on. I'll tell you on the way. It starts with pears.

# end
@ INT. MAP ROOM / DAY
White walls; the great table is bare. {H} writes in a small plain book. {A} sets a stone where the inkwell stood.
<-face> On the throne steps, beyond the door, {X} holds a quill and cannot remember which end.
H: The map's in {river}. It'll be blurred by now.
A: So who decides where things are?
H: They do. We go and look, and write it down after.
A: That takes longer.
H: Yes. Put on your boots.
"#;

const BELL: &str = r#"
% world realm
% ages 18-30 | 50-75 | 38-58 | 50-80
% items a rope of the right hair | a clapper of drowned iron | the ringer's book of tides | wax from the blind hives | a verse that was left out | a diver who came back | a lantern that burns under water
$ bell=Old Margit; times=three times | bell=the Grey Aunt; times=four times
$ town=Saltgate | town=Low Harrow
$ want=ring {bell} before the spring tide | want=keep the sea asleep
$ fear=the sea wakes, and remembers {town}
$ secret={bell} was never a lullaby but a promise
$ obj=the bell rope
$ base=the bell tower
$ bp=INT. BELL TOWER

# hook
@ INT. BELL TOWER / DUSK
{H} takes hold of a rope as thick as an arm, for the first time alone. {A}, the old ringer, both hands bandaged, calls the count.
<t> Cast around the rim of the bell: "{title}".
A: {times^}, and mean it.
H: And if I miss one?
A: The sea turns over.
H: And if I'm late?
A: {X.mr^} has sold the rope, child. You are late.
{H} looks up. There is no rope above {H.his} hand.

# hook
@ EXT. SEA WALL / NIGHT
Flat black water, breathing. {H} sits with {H.his} heels over the edge. {A} comes with a lantern and does not come near the edge.
A: Who rang tonight?
H: Nobody. {X.mr^} has the bell down. It's to be melted, for coins.
A: Then don't speak so loud.
H: It's only the sea.
A: That's only its back.

# push
@ INT. COUNTING HOUSE / DAY
{X} weighs a small piece of bronze against a small piece of silver. {H} stands with rope burns and wet boots.
X: {bell^} weighs four tons. The town owes five. You will see that it nearly comes out.
H: It keeps the sea asleep.
X: Has anyone seen it awake?
H: No. It's been asleep.

# try
@ EXT. HARBOUR / NIGHT
{H} beats on an iron pot with a spoon. {A} listens to the water, head on one side.
A: Again. Slower. As if you were sorry.
H: For what?
A: It doesn't matter. Be sorry.
A ring spreads from under the quay, the wrong way: inwards.
A: Stop. It likes that. Oh, it likes that too well.

# turn
@ INT. CRYPT / NIGHT
A wall of small carved boats. {H} wipes one clean; {A} speaks the words before {H.he} can read them.
A: "We ring to say that we are still here, and will come when we are called."
H: It isn't a lullaby.
A: No. Somebody was to go down. Every hundred years. We stopped. We only kept the bell.

# bond
@ INT. BELL TOWER / NIGHT
{H} winds fresh linen around {A}'s hands.
H: Does it hurt?
A: Only the ringing. The not-ringing's worse.
H: Who taught you?
A: A girl who could hear herring. She went in at nineteen. They said she'd slipped.
{H} ties the knot, and does not let go.

# low
@ EXT. SEA WALL / DAWN
The sea stands up. It is only a hand higher than the wall, along the whole length, and it waits. {H} holds a pot and a spoon. {A} sits down.
H: I rang. I rang all night.
A: You rang a pot.
H: What does it want?
A: An answer, I think. It's been very patient with us.

# face
@ EXT. FOUNDRY YARD / NIGHT
Fire under a crucible. {bell^} hangs over it from a chain, and {X} holds the chain. {H} steps between.
X: Stand away. The town voted.
H: Then let the town hear it, once. {times^}. After that I'll light the fire for you.
X: And if nothing answers?
H: Then you're rich. Put your ear to the wall.

# end
@ EXT. SEA WALL / DAWN
A small boat. {H} steps in with a lantern. {A}, on the stairs, holds the end of a long rope.
<-face> {X} is there too, in nightclothes, both hands over {X.his} ears. The bell has been heard.
A: You needn't drown. It only said "come when called".
H: Come for what?
A: Nobody ever went back up to say.
H: Then keep hold. I'll pull {times} when I know.
The lantern goes down, still burning. The rope runs. It stops. One. Two...

# end
@ INT. BELL TOWER / DAWN
{bell^} is back on its beam, black from the fire. {H} rings; each stroke lifts {H.him} off the floor. {A} counts with tears on {A.his} face.
A: {times^}. That's enough! You'll wake it!
H: One more. It's not for sleeping. It's for thank you.
<-face> {X}, soaked, sits on the stairs with a fish in {X.his} lap and no explanation.
<-face> X: It knew my name. It asked after my mother.
<face> A: Listen. Oh, listen. It's answering.
From the sea, from very deep, another bell, so like it that it might be a sister.
"#;

const DRAGON: &str = r#"
% world realm
% ages 26-40 | 15-24 | 44-62 | 50-80
% items a ledger that doesn't burn | the treaty with the tooth mark | a shield from the lost-property office | a receipt in dragon script | a goat that isn't for eating | the weights for very large coins | a bucket on a long pole
$ dragon=Old Cinder; years=three hundred | dragon=the Widow Ash; years=four hundred
$ town=Oxbridge Under Smoke | town=Nether Wick
$ want=get {dragon} to sign | want=settle with {dragon} before the feast
$ fear={X.mr} sends the knights, and there's no town left to tax
$ secret=it's the crown that owes {dragon}, and always has
$ obj=the ledger
$ base=the tax office
$ bp=INT. TAX OFFICE

# hook
@ EXT. CAVE MOUTH / DAY
A scorched signpost. {H}, tax collector, polishes {H.his} glasses. {A}, the new clerk, holds a folder in front of {A.his} face, as if it were a door.
<t> Burnt into the rock above the cave: "{title}".
H: {dragon^}. {years^} years in arrears.
A: Has anyone ever asked?
H: Eleven colleagues. We have some of the folders.
A: And {X.mr}?
H: Wants it by Friday. Or {X.he} sends the knights.
A: What do they collect?

# hook
@ INT. TAX OFFICE / DAY
Shelves up to the dark. {X}, the treasurer, blows soot off a file. {H} signs for it; {A}, the new clerk, reads the label and sits down.
X: One account remains open. {dragon^}. I should like it closed.
H: You mean paid.
X: I mean closed. The knights are cheaper than the interest.
A: Has {dragon} been sent a reminder?
H: We're the reminder.

# push
@ EXT. MARKET SQUARE, {town} / DAY
Knights buy ointment. {X} tastes a plum and does not pay for it. {H} has a folder under each arm.
X: You have until Friday. Then it is a matter of lances.
H: And {town}? It's built on the hill it'll fall on.
X: Is it on my list?
H: No, sir. It's on fire, usually, after lances.

# try
@ INT. CAVE / DAY
Gold, and something breathing under it. {H} rings a small desk bell. {A} has brought a chair, and stays behind it.
H: Good morning. Form nine, in two copies.
A: It opened an eye.
H: That's the first page. Read it the second one.
A: "Have you any dependants?"
H: Louder. It's gone quiet.

# turn
@ INT. CAVE / NIGHT
By the light of one nostril, {H} holds a sheet of iron with a tooth mark in it. {A} spells out the runes.
A: "Lent to the crown: one hill of gold, to pay for the wall."
H: That's a receipt. Ours.
A: So {dragon} doesn't owe the king.
H: The king owes {dragon}. For {years} years. With interest.

# bond
@ EXT. MOUNTAIN ROAD / NIGHT
{H} and {A} share a lantern and a turnip.
A: My mother thinks I'm a scribe. She says it's safe.
H: Mine thinks I'm dead. It came as a relief to us both.
A: Why taxes?
H: Somebody has to knock on every door. You'd be surprised who's glad.

# low
@ EXT. MOUNTAIN ROAD / DAWN
Hoofprints, a hundred of them, going up. {H} picks a lance tip out of the mud. {A} gathers the burnt edges of a folder.
A: They rode in the night. It was meant to be Friday.
H: It's Friday somewhere.
A: Can you smell that?
H: Ointment. They're frightened. Run, before they're brave.

# face
@ EXT. CAVE MOUTH / DAY
A row of lances. {X} sits behind it on a white horse. {H} steps out of the cave backwards, carrying the end of something heavy.
X: Stand aside. This account is closed.
H: It's been reopened, sir. Would you hold this? It's what you owe.
X: What is it?
H: The interest. The rest won't go through the door.

# end
@ INT. TAX OFFICE / DAY
The roof is off. An eye as large as a cartwheel looks in. {H} stamps a form; {A} climbs a ladder to have it signed.
<-face> {X} kneels by a pair of scales, adding coins. It will take years.
A: It wants to know what happens with the change.
H: It can have {X.mr}'s office.
A: And the goat?
H: What goat?
A: It says the goat is a dependant.
H: Then it's a deduction. Bless you. Mind the curtains.

# end
@ EXT. HILL ABOVE {town} / DUSK
{H} and {A} sit on a warm scaly slope that rises and sinks. Below, the chimneys of {town} smoke, all of them, as usual.
<-face> Far down the road goes {X}, on foot, with a very small sack.
A: So it signed. After {years} years.
H: Nobody'd ever brought a chair.
A: What'll the office say?
H: That it's irregular. What did {dragon} say to you, at the end?
A: "Same time next year?" I think it's lonely.
"#;
