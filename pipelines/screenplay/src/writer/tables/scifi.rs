//! Science fiction: a voice from tomorrow, a garden between stars, a memory that was bought.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[SIGNAL, GARDEN, MEMORY];

const SIGNAL: &str = r#"
% world space
% ages 31-44 | 48-63 | 38-55 | 25-40
% items a spare waveguide | the old star almanac | a second antenna lead | the duty log of the last crew | a clock that was never corrected | a relay key from the dark side | the call sign of the inner buoy
$ ship=the Halcyon; souls=nine | ship=the Marisol; souls=fourteen | ship=the Patient Heron; souls=six
$ gap=eleven hours; ahead=tomorrow | gap=two days; ahead=Thursday
$ drink=tea | drink=soup
$ want=keep the dish pointed at {ship} | want=bring {ship} home
$ fear={ship} flies past us in the dark
$ secret=the voice on the signal is mine
$ obj=the signal
$ base=the relay station
$ bp=INT. RELAY STATION

# hook
@ INT. RELAY STATION / NIGHT
{H}, in headphones, writes down what the receiver prints. Behind {H.him}, {A} repairs the kettle with a spoon.
<t> On the log sheet {H} gives the thing a name: "{title}".
H: It's calling us by name.
A: Nobody's out there. That's why the rent is low.
H: Listen to the voice.
{A} takes one earpiece. The spoon stops.
A: That's you.
H: Read the time stamp.
A: {ahead}. It's from {ahead}?
H: It says, "When {X.mr} calls, say no."
A: Who's {X.mr}?

# hook
@ INT. RELAY STATION / DAWN
Forty dials, one of them moving. {H} turns it up with two fingers. {A} stops in the hatch with two cups of {drink}.
<t> The tape in the recorder has a paper label: "{title}".
H: I logged a voice at four.
A: Theirs?
H: Mine. From {gap} ahead of now.
A (putting down the cups): What do you want from us?
H: I tell me to say no. To {X.mr}.
A: And who's that?
A light blinks on the console: incoming.
H: I think we're about to hear.

# push
@ INT. RELAY STATION / DAY
A screen wakes. {X}, neat, with a window full of traffic behind {X.him}. {H} sits up straight. {A} does not.
X: Good morning. I am your new controller. The dish has been sold. You will turn it to sunward by noon.
H: {ship^} is still out there. {souls^} people.
X: {ship^} was written off in spring.
A: Does the ship know?

# try
@ INT. ANTENNA SHAFT / NIGHT
{A} hangs upside down among cables. {H} holds the lamp, and {A}'s left boot.
H: If the motor can't turn, we can't be told to turn it.
A: Sabotage. In my grade?
H: Call it maintenance.
A: Hand me the small wrench. No. [The guilty one|The other small one].
Somewhere above, the motor starts by itself.
A: They've found the remote.

# turn
@ INT. RELAY STATION / NIGHT
{H} plays the signal slowly. Under {H.his} own voice, another sound: knocking, in threes. {A} comes closer.
A: That's a hull. Somebody is knocking on a hull.
H: It's {ship}. I'm not warning us from {ahead}. I'm relaying them.
A: Then they're alive. {ahead^}, they're alive.
H: Only if I'm still here to send it.

# bond
@ INT. GALLEY / NIGHT
Two stools, one heater. {A} pours {drink} into a measuring jug, because the cups are in the antenna. {H} takes it.
A: I was on the desk when we lost the Corvina. Orders were to stop listening. So I stopped.
H: You never said.
A: You never asked why I fix kettles at night.
{H} pushes the jug back across.
H: We're listening now.

# low
@ INT. RELAY STATION / NIGHT
Every dial at zero. The dish is moving; the floor hums with it. {H} takes off the headphones. {A} sits down on the floor.
H: It's gone. I said no and it turned anyway.
A: Then why did you sound so calm, on the tape?
H: What?
A: You weren't begging. You sounded like someone with a [plan|spanner].

# face
@ INT. RELAY STATION / DAWN
{X} stands in the airlock with a suitcase and a warrant. {H} stands before the console. {A} holds a very large wrench, modestly.
X: I came in person. I wished to be fair.
H: Then listen. One minute. That is all.
{H} turns the volume up: knocking, in threes.
X: That is... how many are they?
H: {souls^}.
X: The paper says none.
A: Papers do.

# end
@ INT. RELAY STATION / DAY
{H} pulls the microphone close. {A} winds the clock forward and lays a finger on the switch.
<-face> {X} watches from the hatch, the order to turn the dish folded small in {X.his} hand.
H: This is {H} on relay. If you hear me, I'm early. When {X.mr} calls, say no. Then make {drink}.
<-face> X: And if I had not listened?
<-face> H: You did. I've heard the tape.
<face> A: Tell yourself to hide the good wrench.
<face> H: I never listen to that part.
The switch goes down. Far out, among the noise, a light answers.

# end
@ INT. RELAY STATION / NIGHT
Knocking, loud now, then a clang: {ship} at the dock. {A} runs for the hatch. {H} stays and picks up the microphone.
<-face> {X} stands by the dead remote with the order in {X.his} hand.
<-face> X: You were told to turn the dish.
<-face> H: I was told twice. I liked the other voice better.
A/O.S.: {souls^}! I count {souls}!
H (into the microphone): Relay to relay. You'll think you're going mad. Say no anyway. They're thirsty, and all here.
"#;

const GARDEN: &str = r#"
% world space
% ages 27-38 | 60-72 | 45-58 | 20-30
% items a tray of sleeping bees | the manifest of the first deck | a lens from the grow lamps | a valve stamped with the old name | the gardener's torn calendar | a jar of earth from home | a key card of someone asleep
$ plant=a lemon tree; fruit=lemon | plant=a quince tree; fruit=quince | plant=an apple tree; fruit=apple
$ years=forty | years=sixty
$ want=wake the sleepers before the orchard fails | want=get the sleepers woken
$ fear=four thousand people sleep through their own arrival
$ secret=we arrived nine years ago
$ obj=the calendar
$ base=the garden deck
$ bp=INT. GARDEN DECK

# hook
@ INT. GARDEN DECK / DAY
Under lamps, {plant} in a steel tub. {H} cuts a branch and counts its rings with a thumbnail. {A} rakes a path that needs no raking.
<t> Scratched into the tub by some child of the first crew: "{title}".
H: How long since launch?
A: {years^} years. It's on the clock.
H: Not on the tree. The tree says nine more.
A: Trees can't count.
H: Trees can only count. {X.mr^} keeps the clock. Why would {X.he} keep it slow?

# hook
@ INT. GARDEN DECK / NIGHT
{H} holds a {fruit} against the window. Beyond the glass, a blue curve that should not be there for years. {A} lets go of the watering can.
A: That's a star. It's only a big star.
H: With clouds?
A: {X.mr^} says we arrive when I'm ninety.
H: Then who's been parking us?
<t> A (reading a faded sign): "{title}." My mother painted that, for landing day.
<-t> A: My mother sewed a dress for landing day. It's still in paper.

# push
@ INT. BRIDGE / DAY
{X} waters one small fern, not looking round. {H} waits at the line on the floor that gardeners do not cross.
X: You have been counting rings. A charming method.
H: Your clock's wrong, Captain.
X: The clock is kind. Four thousand sleepers, and ground that may not feed them. Would you wake a child into that?
H: I'd wake her and ask.

# try
@ INT. SLEEP HALL / NIGHT
Rows of glass lids. {H} and {A} push a trolley whose wheel squeaks at every third turn.
A: Pick one who won't shout.
H: A pilot. We need someone who can read the sky.
A: This one's card says choirmaster.
H: The next?
A: Also choirmaster. Who packed this ship?
A lamp comes on at the far end of the hall.

# turn
@ INT. ARCHIVE / NIGHT
Paper, actual paper. {H} turns the pages of the landing log. {A} reads over {H.his} shoulder, lips moving.
A: They sent a party down. Nine years back.
H: Six went. One came home.
A: {X.mr^}. It's {X.his} hand. "Soil good. Water good. I could not make them come back up."
H: So nobody died.
A: No. They stayed, and {X.he} couldn't bear it.

# bond
@ INT. SEED VAULT / NIGHT
{A} shows {H} a drawer: one paper twist, tied with hair.
A: My mother's tomatoes. I swore I'd plant them in real ground.
H: You could have used a tub.
A: I could have married a neighbour, too. Some things want ground.
{H} closes the drawer with great care.
H: Then let's get you some.

# low
@ INT. GARDEN DECK / NIGHT
The lamps are off, every one. {H} wraps {plant} in {H.his} own coat. {A} breathes into {A.his} hands.
A: Two nights of frost and it's firewood.
H: {X.he^} killed the lamps because I counted.
A: No. {X.he^} killed them because you were right.
H: What use is right, in the dark?
A: It keeps. Unlike fruit.

# face
@ INT. BRIDGE / NIGHT
{H} steps over the line on the floor and puts a {fruit} on the captain's console. {X} looks at it for some time. {A} stays at the door.
X: You will wake them into mud and quarrels.
H: Yes. And mornings.
<turn> H: Your friends stayed because it was good down there.
X: They did not even look back at the ship.
H: Would you have?
{X} turns the clock key. It takes both hands.

# end
@ EXT. RIVER VALLEY / DAWN
Wind, which nobody has felt before. {A} kneels and puts one hand flat on the ground. {H} sets down {plant} in its tub.
<-face> {X} stands at the ramp with the stopped clock under one arm.
A: It's cold. And it's filthy.
H: Shall we go back?
A: Don't you dare.
<-face> X: I kept you all up there. I believed it was kind.
<face> H: Ask the choirmasters if they'd like to sing.
<face> A: Both of them?
H: Then hold the spade, and tell me how deep.

# end
@ INT. SLEEP HALL / DAY
Lids open down the hall, one after the other, like applause. {H} walks between them with a basket. {A} follows with blankets.
<-face> {X} works the valves alone, {X.his} cap on the floor.
A (to a sleeper): Good morning. You're nine years late. [Fruit|Breakfast]?
H: Slowly. Sit first. Then the window.
<-face> X: They will ask why.
<-face> H: They'll ask. You'll answer.
<face> A: This one's crying. Is that the light?
<face> H: That's the weather. They can see weather.
Bare feet on steel, and somebody laughing.
"#;

const MEMORY: &str = r#"
% world neon
% ages 29-41 | 33-50 | 46-62 | 30-50
% items a reader head from before the patent | the pawn book for March | a blank wafer with a clean serial | the smell track of the same night | a receipt with half a thumbprint | a street camera's bad minute | the name of the first buyer
$ thing=a swim at night; clue=a hand on the ladder | thing=a birthday dinner; clue=a second cake knife | thing=a train ride home; clue=a man in the wrong seat
$ price=ninety | price=two hundred
$ want=give the memory back to whoever lost it | want=find out whose memory I bought
$ fear=the memory is wiped, and the crime goes with it
$ secret=the memory was mine before it was sold
$ obj=the wafer
$ base=the pawnshop
$ bp=INT. MEMORY PAWNSHOP

# hook
@ INT. MEMORY PAWNSHOP / NIGHT
Drawers to the ceiling, each with a stranger's good day. {H} lifts a reader from {H.his} temples and blinks. {A}, at the counter, counts coins.
<t> The wafer's label, in a stranger's writing: "{title}".
A: Well? {price^} for {thing}. Sweet?
H: Sweet until the end. Then {clue}.
A: Returns only within the hour.
H: I'm not returning it. Someone dies in there, just out of frame.
A: Then you never bought it here.

# hook
@ INT. MEMORY PAWNSHOP / DAY
{H} puts a wafer on the counter as if it were hot. {A} does not touch it.
H: You sold me {thing}.
A: A bestseller. No complaints.
H: Forty times, for the ending. Look: {clue}.
A: Decoration.
H: Evidence. That's {X.mr}, in the mirror. Who's buying this street.
<t> A (turning the label up): "{title}." I never asked who sold it.
<-t> A: I never asked who sold it.

# push
@ EXT. ARCADE ROOF / NIGHT
{X} waits among the coolers with an open umbrella and no rain. {H} keeps a step from the edge.
X: You own something of mine. I should like to buy it. Name a figure.
H: It isn't yours. You're only in it.
X: People forget for money every day. I ask you to forget for a great deal.
H: And tomorrow I'd wonder why I'm rich.

# try
@ INT. REGISTRY HALL / DAY
Numbers flash over forty windows. {H} and {A} reach theirs; it closes. {A} leans on the bell.
A: My friend wants the first owner of a memory. Just a name.
H: They moved. The owner of every wafer from that week is "withheld".
A: Who can withhold a week?
H: Someone who's buying the street.
A: I liked this better as a bestseller.

# turn
@ INT. BACK ROOM / NIGHT
{A} has the wafer open under a lens. {H} plays it again, hands lifted as if holding something.
A: Stop there. What are you doing with your hands?
H: Tying a boat. A double loop, left over right.
A: The memory doesn't show a rope.
H: No. But my hands know it.
A: Then you didn't buy this. You bought it back.

# bond
@ INT. NOODLE BAR / NIGHT
{A} eats; {H} lets a bowl go cold.
A: I sold one once. My daughter's first word. I needed the rent.
H: What was it?
A: That's the thing. I have the receipt. It says "word, one".
{H} slides the bowl over.
H: We'll look for that drawer next.
A (quietly): It's why I bought the shop.

# low
@ INT. MEMORY PAWNSHOP / NIGHT
Every drawer on the floor, every wafer snapped. {A} sweeps, because it is {A.his} shop. {H} kneels in the pieces.
H: The wafer?
A: Theirs now, or dust. I'm sorry.
H: So it never happened.
A: You tied a boat in my back room. With no boat. They can't sweep that up.

# face
@ INT. PENTHOUSE LIFT / NIGHT
The lift rises through its own reflections. {H} and {X}, side by side, watch the numbers.
X: You have nothing. No wafer, no name. I checked the floor myself.
H: I don't need the wafer. You came to the shop that night. You remember it.
X: Naturally.
H: So does the lift. It reads everyone. You signed the form.
The numbers stop.

# end
@ EXT. CANAL STEPS / DAWN
{H} ties a small boat: a double loop, left over right. {A} sits down on the steps with two paper cups.
<-face> Across the water the {X.man} from the memory, {X}, is helped into a car by people with badges.
<-face> A: How did you make {X.him} confess?
<-face> H: I asked {X.him} to sell me that night. {X.he^} showed {X.his} copy. To the police.
<face> A: They found {X.his} copy. Nobody ever deletes the good ones.
A: So. Was it yours, {thing}?
H: It is now. I was there this time.

# end
@ INT. MEMORY PAWNSHOP / DAY
Empty drawers, a new sign: NOT FOR SALE. {H} sets the reader on the counter in front of {A}.
<-face> On a silent screen {X}, who was in the memory, is led out of a lobby.
<-face> H: {X.he^} kept a copy, the vain [creature|fool]. So it's proved.
<face> A: They've closed the case. You could forget it all now.
H: First put this on. It turned up in the evidence.
A: What's the label?
H: "Word, one."
{A} puts the reader on. {A.his^} face changes.
A: "Boat." She said "boat".
"#;
