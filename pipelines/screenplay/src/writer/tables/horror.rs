//! Horror: a house with one stair too many, a radio that reads names, a village that sleeps too well.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[STAIR, NAMES, SLEEP];

const STAIR: &str = r#"
% world modern
% ages 28-40 | 45-62 | 50-66 | 25-50
% items the first survey, with the margin torn off | a plumb line that hangs true | the last tenant's spirit level | a chalk from the church | the builder's apprentice, now ninety | a door without a house | a map of what was here before
$ what=step; many=thirteen; more=fourteen | what=door; many=nine; more=ten | what=window; many=eleven; more=twelve
$ sound=someone else, counting | sound=a tape measure running back into its case
$ want=find out what the house is adding | want=leave with everyone we came with
$ fear=the house finishes counting
$ secret=the house adds one for each person it keeps
$ obj=the survey
$ base=the house
$ bp=INT. HOUSE, HALL

# hook
@ INT. HOUSE, HALL / DUSK
{H}, a surveyor, comes to the end of the hall with chalk and a notebook, and stops. {A}, the caretaker, waits by the front door with {A.his} coat on.
<t> The old drawing in the notebook has a name on it: "{title}".
H: {more^}. The plan says {many}.
A: What did you count at noon?
H: {many^}. You were with me.
A: Then don't count again. {X.mr^} likes it counted.
H: It's only a {what}.
A: That's what the last one said. Where's your assistant?

# hook
@ INT. HOUSE, UPPER LANDING / NIGHT
A torch moves along the wall, touching each {what}. {H} whispers the numbers. Behind {H.him}, {A} holds the banister with both hands.
H: {many^}. And here's another...
A: Stop at {many}. Please.
H: The owner pays me to count, not to stop.
A: {X.mr^} doesn't pay. {X.mr^} feeds.
From below: {sound}.
H: Who else is in the house?
A: You tell me. You're the one counting.

# push
@ INT. HOUSE, DINING ROOM / NIGHT
One place laid. {X} carves nothing, on an empty plate, neatly. {H} remains standing.
X: You found one more. It is always a pleasure to have it confirmed.
H: A building doesn't grow.
X: A family does. Do stay. The road is not what it was.
H: What's wrong with the road?
X: There is less of it.

# try
@ EXT. HOUSE, DRIVE / NIGHT
Headlights on a wall of laurel. {H} turns the wheel; {A} looks out at the back.
A: We've passed that gate.
H: That was the left gate.
A: They're all the left gate.
H: Three hundred metres to the road. I measured it this morning.
A: And now?
{H} reads the dial, and switches off the engine.
H: Eleven kilometres.

# turn
@ INT. HOUSE, CELLAR / NIGHT
Names in pencil on the plaster, a line for each. {H} holds the lamp closer. {A} does not need to read.
H: A new {what} for every name. They didn't leave.
A: My wife's the ninth.
H: You stayed here because...
A: I polish it. On Sundays I sit by it. It's warm, you know. It's the only warm one.

# bond
@ INT. HOUSE, KITCHEN / NIGHT
A candle. {A} cuts bread and sets a third plate, then takes it away. {H} winds the tape back into its case, slowly, without a sound.
A: You've got somebody at home?
H: A boy. He counts stairs out loud. All children do.
A: Tell him to stop.
H: You say that as if...
A: Telephone him. Now. While you've a line.

# low
@ INT. HOUSE, UPPER LANDING / NIGHT
{A}'s coat on the floor, buttoned. {H} lifts the torch: at the end stands a new {what}, paler than the rest.
H: {A}?
No answer. {H} lays a hand on it and pulls the hand away.
H (barely): It's warm. Oh, no. It's warm.
A/O.S.: Don't count it. If you don't count it, I'm only late. Go on. Walk. Don't count.

# face
@ INT. HOUSE, HALL / NIGHT
{X} holds out a pencil. On the plaster, a fresh line, and no name yet. {H} keeps both hands behind {H.his} back.
X: You need only sign. It is how a surveyor finishes.
H: I got the number wrong.
X: You are never wrong. It is why I sent for you.
H: One to start with. Then you, {X.mr}. You never counted yourself.

# end
@ EXT. HOUSE, DRIVE / DAWN
{H} walks backwards down the drive with eyes shut, reciting names instead of numbers. The gate comes up behind, the real one.
<-face> At the door stands {X}, pencil in hand.
<-face> X: You have not told me how many!
<-face> H: No. And you can't count without me.
<face> H: Amos. Lina. Little Ruth. I won't put you in order. Nobody comes first.
The house is one {what} shorter. {H} does not look.
H (at the gate): Call home. Tell him a story. No numbers in it. Tell him I'm walking, and I don't know how far.

# end
@ INT. CHILD'S BEDROOM / NIGHT
Far from the house. {H} tucks in a blanket and turns off the lamp. The room waits.
<-face> H: {X.mr^} can't come here. {X.he^} lost count. I made sure of it.
<face> H: It's finished. I scrubbed out every line myself, and the wall with them.
H: Shall I leave the door open?
Nobody answers; the child sleeps. {H} looks at the wall, and then again.
H (very low): One door. There was one door.
From the stairs: {sound}.
H: Don't. I'm not counting. I'm not.
"#;

const NAMES: &str = r#"
% world modern
% ages 24-36 | 50-68 | 40-58 | 60-80
% items the log of the first broadcast | a reel that was meant to be burnt | a valve from the old transmitter | the engineer's rosary | a list of who was on air | a crystal set with no battery | the priest who does not own a radio
$ hour=4.10; late=ten past four | hour=3.20; late=twenty past three
$ town=the valley | town=the island
$ want=stop the list before it reaches the end | want=silence the mast
$ fear=the voice reads everyone in {town}, one by one
$ secret=the list is in the order in which we listened
$ obj=the list
$ base=the station
$ bp=INT. RADIO STATION

# hook
@ INT. RADIO STATION / NIGHT
{late^}. {H}, the night presenter, takes off the headphones, but the voice in them goes on. {A}, the technician, looks at a dead panel.
<t> On the reel that nobody started: "{title}".
A: We're off the air. I pulled the plug.
H: It's reading names.
A: Whose?
H: The baker. The baker's son. They were found on Monday.
A: And after them?
H (listening): You. Then it coughs. Then me.

# hook
@ INT. RADIO STATION / NIGHT
Snow against the glass. {H} reads shipping news to nobody, then stops: another voice goes on beneath, calmly. {A} turns in the chair.
A: That's not us.
H: It's on our wave. Every night at {hour}. I thought it was a joke.
A: What does it say?
H: Names. I wrote them down. Eight. The paper printed seven of them.
A: Who's the eighth?
H: She's at the door. She brings our milk.

# push
@ INT. MANAGER'S OFFICE / DAY
Blinds down. {X}, with wax in {X.his} ears, writes the answer before the question. {H} holds the list against the desk lamp.
X: You will go on broadcasting. Something must be on that wave, or it has it to itself.
H: You know what it is.
X: I know that it was here before the mast.

# try
@ EXT. MAST / NIGHT
Wind. {A} climbs with a saw; {H} holds the rope below and a small radio, which nobody switched on.
H: Leave it! It's got quicker!
A: One more cable!
H: It's stopped reading names, {A}. It's reading yours. Only yours. Over and over.
A: Does it sound angry?
H: It sounds patient.

# turn
@ INT. ARCHIVE / NIGHT
Shelves of tape. {H} lays the list beside a box of listeners' letters. {A} reads dates aloud.
A: The baker wrote in March. His boy in May.
H: The milk woman in June. It's the order they first tuned in.
A: So it isn't a curse.
H: It's an audience. It's thanking them. Oh, {A}. It's only saying thank you.

# bond
@ INT. RADIO STATION / NIGHT
{A} plays a record too softly to be broadcast. {H} sits on the floor with {H.his} back to the panel.
A: My mother sang on this wave. Before the war. I took the job for the archive.
H: Did you find her?
A: One minute. There's a hum in it.
{H} reaches up and turns the record over.
H: Play me the hum.

# low
@ INT. RADIO STATION / NIGHT
An empty chair turns slowly. On the panel, a cup of tea still steams. {H} puts on {A}'s headphones.
H: {A}? Come in. Please come in.
A/V.O.: It's all right. It's warm in here. They're all here, and you sound wonderful.
H: Don't listen to it.
A/V.O.: I'm not listening. I'm on.

# face
@ INT. TRANSMITTER HALL / NIGHT
{X} stands across the main switch with arms wide, weeping. {H} carries the reel under one arm.
X: If you stop, it will need another voice. It had mine for twenty years.
H: So you gave it me.
X: You applied.
H: Then I'll give my notice. On air. It likes to be thanked? I'll thank it.

# end
@ INT. RADIO STATION / NIGHT
{late^}. {H} leans to the microphone with the list, and strikes a match.
<-face> Behind the glass, {X} shakes {X.his} head: no, no.
H: Good evening. You have all been kind to listen. Now please switch off. Walk next door. Say your own names there, aloud, to someone.
The list burns. In the headphones, a breath is drawn.
<face> H: That's all from me. That's all from any of us.
The red light goes out. Across {town}, so do the radios.

# end
@ EXT. ROAD THROUGH THE SNOW / DAWN
{H} walks away from the mast, {H.his} ears stuffed with wax. A car slows; {X} is at the wheel, mouthing something.
H: I can't hear you. I've resigned.
{X} writes on the window with a finger: A NAME.
H: No. Don't show me. The list is burnt.
X: It does not need the list. It has the letters. Yours came first. You were six.
{H} reads the lips, and understands every word.
"#;

const SLEEP: &str = r#"
% world modern
% ages 27-42 | 40-66 | 48-66 | 60-80
% items a bell with no clapper | the sexton's second book | a bottle of the old water | an alarm clock without hands | the school's attendance list | a dog that still barks | a page in the doctor's own writing
$ village=Hollin | village=Low Mere
$ nights=nine | nights=eleven
$ want=keep {village} awake until the thaw | want=stay awake
$ fear=there's nobody in {village} left to wake
$ secret=what sleeps in them is dreaming me
$ obj=the sleep chart
$ base=the surgery
$ bp=INT. VILLAGE SURGERY

# hook
@ INT. VILLAGE SURGERY / DAY
A waiting room full of people, all asleep, sitting up, hands in their laps. {H}, the new doctor, claps once. Only {A}, the sexton, turns round.
<t> A child's drawing on the wall has a name: "{title}".
H: How long have they been like this?
A: Since you came. {nights^} nights.
H: And you?
A: I dig. It keeps me up.
H: They're all smiling.
A: Look closer. It's the same smile.

# hook
@ EXT. VILLAGE STREET, {village} / NIGHT
Every window lit, nobody moving behind them. {H}, with a doctor's bag, knocks at a door; it is opened by {A}, who has a spade, and matchsticks in {A.his} eyelids.
A: Doctor. Did you sleep?
H: An hour. On the bus.
A: What did you dream?
H: A field. Somebody mowing.
A: Did he turn round?
H: Not yet.
A: Then come in, quick. Drink this. Don't sit.

# push
@ INT. MANOR DINING ROOM / NIGHT
{X}, fresh as paint, ladles soup for six sleepers. {H} stays on {H.his} feet.
X: You look tired, Doctor. Nobody in {village} is tired any more.
H: Their hearts beat together. All of them. I listened.
X: And is that not what a village is for?
H: Whose heart is it?

# try
@ INT. CHURCH TOWER / NIGHT
{H} and {A} haul on the rope until the beam groans. Not a sound.
A: The clapper's gone. {X.mr^} has it.
H: Then shout. Hit the bell with the spade.
{A} hits it. In the houses below, one by one, the lights go on.
A: Did we wake them?
H: No. Look. They're all walking the same way.

# turn
@ INT. SURGERY, BACK ROOM / NIGHT
A chart across the whole wall. {H} joins up the dots with a finger that shakes. {A} holds the lamp.
H: It goes from bed to bed. Like a round. Each one dreams a piece.
A: A piece of what?
H: A field. A mower. Then a doctor, coming by bus.
A: You told me that. You said it was your dream.

# bond
@ EXT. CHURCHYARD / NIGHT
{A} digs; {H} holds the lantern, and stamps {H.his} feet so as not to stop.
H: Who's this one for?
A: Nobody. I dig it in the evening and fill it in the morning. My daughter slept on the fourth night. I couldn't just stand there.
H: Give me the spade.

# low
@ INT. VILLAGE SURGERY / DAWN
{A} sits on the last chair, spade upright, hands in lap. {H} holds {A.him} by the collar.
H: {A}. Tell me about your daughter. {A}!
A (without waking): It's all right. He's turned round.
H: Who has?
A: He's got your coat on. He wants to know what you're doing in there.

# face
@ EXT. FIELD ABOVE {village} / NIGHT
The whole village stands in rows, eyes shut. At the end of the row {X} holds out a blanket. {H} has an alarm clock in each hand.
X: Lie down. You are the last, and it is so very nearly finished.
H: What is?
X: You are. One more night, and you will be quite real.
H: Then I'll take it from here.

# end
@ EXT. FIELD ABOVE {village} / DAWN
Bells from somewhere, alarm clocks, a barking dog. People sit up in the grass, cold and cross. {A} rubs {A.his} eyes and looks for the doctor. A bag stands in the field. Nobody holds it.
<-face> {X} goes on sleeping, and will not be moved.
A: Doctor? They're up! They're all up!
Only grass.
H/V.O.: Don't go back to bed. Talk to each other. If you're hungry, eat. I'll be here.
A: Where? Where's here?
H/V.O.: I think I'm the bit you forget.

# end
@ INT. BUS / DAY
{H} wakes against the window with a start. Opposite sits {A}, in a good coat, with a spade.
A: You were talking in your sleep.
H: What did I say?
A: "Don't sit down."
The bus slows. On a sign: {village}. At the stop stands a welcome party, hands folded, all smiling the same smile.
H: Is this the end of the line?
A: It was the last time, too. Don't you remember, Doctor?
"#;
