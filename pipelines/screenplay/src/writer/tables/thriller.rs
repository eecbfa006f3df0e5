//! Thriller: a crack in a bridge, two equal cases on a night train.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[BRIDGE, CASE];

const BRIDGE: &str = r#"
% world modern
% ages 32-46 | 28-52 | 45-60 | 30-60
% items the dive team's raw film | a gate log for the night shift | a printout with the header cut off | the welder's private notebook | a second set of bolts | a copy of the tender | an hour on the traffic computer
$ crack=nine millimetres; then=eleven | crack=six millimetres; then=eight
$ when=Saturday, at noon; crowd=forty thousand runners | when=Sunday, at ten; crowd=the whole of the parade
$ want=close the bridge before {when} | want=get the report to someone who'll read it
$ fear={crowd} are on it when it goes
$ secret=the minister's office has known since spring
$ obj=the report
$ base=the site hut
$ bp=INT. SITE HUT

# hook
@ EXT. UNDER THE BRIDGE / NIGHT
{H}, in a harness, lays a steel rule across a seam. A hundred lorries pass overhead. {A}, on the rope, counts them.
<t> Chalked on the pier by the night shift: "{title}".
H: {crack^}. It was four last week.
A: Paint cracks.
H: Paint doesn't hum.
A: {X.mr^} signed it safe. For {when}.
H: Then {X.mr} hasn't put a hand on it. Come down here. Put your hand on it.

# hook
@ INT. SITE HUT / NIGHT
Two photographs under a lamp. {H} moves one over the other. {A} locks the door without being asked.
A: Same bolt?
H: Monday. Thursday. {crack^}.
A: {when^} they close the road and let in {crowd}.
H: I sent it up at six. At seven my pass stopped working.
The phone rings. On its screen: {X}.
A: Don't answer.
H: If I don't, who does?

# push
@ INT. MINISTRY CAR / DAY
Leather, and the kind of silence that is an extra. {X} hands {H} a coffee that nobody has tasted.
X: A few millimetres of opinion. That is what your report contains.
H: It's steel's opinion.
X: You have a promotion in hand. You have a sick mother. I mention both with respect.
H: Stop the car.

# try
@ INT. NEWSROOM / NIGHT
Screens. {H} puts a stick on a desk; {A} stands with {A.his} back to the lift.
H: They said they'd run it at nine.
A: It's nine.
H: They're running the weather.
A (looking at a screen): That's you. That's your staff photo. "Engineer suspended after breakdown."
H: I haven't had a breakdown.
A: It's early yet. Lift's coming. Stairs.

# turn
@ INT. SERVER ROOM / NIGHT
Blue light. {A} types with two fingers; {H} holds the door shut with a chair.
A: Here. Same photo, same bolt. But it's April.
H: I wasn't hired in April.
A: Somebody was. "Crack noted. Monitor after the event."
H: What happened to the one who noted it?
A: You've got the desk. You've got the mug.

# bond
@ INT. ALL-NIGHT LAUNDERETTE / NIGHT
One machine turns. {H} and {A} sit in borrowed raincoats.
A: I passed a lift once. As safe. I was tired. It held, for six years. It still holds.
H: Then you were right.
A: I take the stairs past it every day.
{H} watches the drum go round.
H: That's why you hold my rope.

# low
@ EXT. HARD SHOULDER / NIGHT
A van on its side, glass like salt. {H} crawls out and drags {A} by the collar. Papers blow across four lanes.
A: The report?
H: Everywhere.
A: Good. Then somebody'll read it.
H: You're bleeding.
A: Measure it. See if it's grown since Thursday. Go on. Run.

# face
@ EXT. BRIDGE, MIDSPAN / DAY
Barriers, flags, no one yet. {X} walks out along the white line. {H} sits on the seam with a flask.
X: You will be removed.
H: Then come and remove me. To here. It's only another twenty steps.
{X} stops.
H: You've known which side to stand on. Since you got out of the car.
X: I have a weak stomach.
H: You've a good memory.

# end
@ EXT. RIVER BANK / DAY
A crowd behind tape, quite silent. On the water, a sound like a door. {H} and {A} do not need to look; dust goes up behind them.
<-face> {X} sits on the kerb with a dead phone in each hand.
<-face> X: I gave the order at the last minute. You will tell them that I gave it?
<-face> H: You gave it because I parked a lorry across both lanes.
<face> A: Twenty minutes. They'd have been at the middle.
<face> H: What did it read, at the end?
A: {then^}.
H: I'd rounded down. I wanted to be wrong.

# end
@ INT. HEARING ROOM / DAY
A jug, three glasses, a long table. {H} lays a bolt on the wood; it rolls to {X} and stops. {A} sits in the gallery with an arm in a sling.
H: Please pick it up.
X: I do not see the need.
H: You signed for it. I'd like you to know what it weighs.
{X} picks it up. It comes apart in two pieces.
<-face> H: It broke on the empty bridge, with my van across the road. That's why it's so quiet in here.
<face> H: Nobody was on it. That's why it's so quiet in here.
"#;

const CASE: &str = r#"
% world modern
% ages 29-42 | 35-60 | 40-56 | 30-60
% items a guard's master key | the lost-luggage book | a ticket in a third name | the sleeping-car plan | a uniform jacket, one size up | a telephone that can't be traced | the number of compartment nine
$ what=sheet music; real=a list of bank accounts | what=a child's drawings; real=photographs of a signing
$ city=Trieste; border=the tunnel | city=Gdansk; border=the river bridge
$ want=get the case to {city} | want=stay alive as far as {city}
$ fear=the wrong person opens the case before {border}
$ secret=I was hired so that I'd be caught
$ obj=the case
$ base=compartment nine
$ bp=INT. SLEEPING CAR, COMPARTMENT NINE

# hook
@ INT. SLEEPING CAR, COMPARTMENT NINE / NIGHT
Two grey cases on the rack, alike as eggs. {H}, a courier, opens one and finds {what}. On the lower bunk {A}, a stranger, lowers a newspaper.
<t> Inside the lid, stitched: "{title}".
A: That one's mine.
H: Then where's the one I got on with?
A: A polite person in gloves took it for a walk.
H: How long ago?
A: One tunnel. We've got {real} to find, I suppose?
H: I never told you what was in it.

# hook
@ INT. DINING CAR / NIGHT
White cloth, trembling spoons. {H} eats with one ankle locked around a grey case. {X} sits down opposite, uninvited; {A}, the waiter, pours.
X: You are to hand that over at {city}, to someone with a blue scarf. I regret. There is no scarf.
H: You've the wrong table.
A (pouring): Don't drink the wine.
X: What did you say to our friend?
A: That it's corked.

# push
@ INT. CORRIDOR OF THE TRAIN / NIGHT
Dark fields slide by. {X} leans beside {H} at the window; both look out.
X: Nobody carries {what} with such care. You have until {border}. After it, other laws apply.
H: And before it?
X: Manners.
H: Then mind yours. You're standing on my foot.

# try
@ INT. LUGGAGE VAN / NIGHT
A hundred cases. {A} reads labels by a match; {H} feels along the handles.
A: Grey, grey, trombone, grey.
H: Mine has a nick. There. From a taxi in Graz.
A: Take it and let's go.
{H} lifts it: much too light.
H: They've left us the case.
A: That's insulting.

# turn
@ INT. GUARD'S COMPARTMENT / NIGHT
A telegram form, already written. {H} reads it twice. {A} keeps the door with one foot.
A: Well?
H: It's my description. Height, coat, seat. Handed in yesterday, before I was hired.
A: By the other side?
H: By mine. I'm not the courier. I'm the noise.
A: Then who's got the real one?

# bond
@ INT. SLEEPING CAR, COMPARTMENT NINE / NIGHT
The blind is down. {A} sews a button on {H}'s coat, very neatly.
A: I've ridden this line for nineteen years. I know what people throw out before {border}.
H: What, mostly?
A: Rings. Letters. A parrot, once.
H: What did you throw?
A: A name. I've got on better without it.

# low
@ EXT. TRAIN ROOF / NIGHT
Rain, wires. {H} lies flat, one hand bleeding. Below, through a skylight, {A} sits between two men, and does not look up.
H (to nobody): Don't say where I am. Just say it. Just tell them.
A/O.S.: I'm the waiter. I don't know any courier. But I'd try the dining car, gentlemen. At the other end.

# face
@ INT. END CARRIAGE / NIGHT
The last door swings over the rails. {X} keeps one hand in a pocket. {H} holds a grey case out over the dark.
X: Put it down. You do not know what it is worth.
H: I know what I'm worth. I read the telegram.
X: Then you know that nobody will look for you.
H: That's what makes me so hard to find.

# end
@ EXT. STATION PLATFORM / DAWN
A board clatters: {city}. {H} steps down without a case. {A} passes with a trolley of laundry, and slows.
<-face> Behind the glass of the train, {X}, in gloves, tears the lining out of a grey case, and then out of another.
<-face> A: They'll be an hour with those two.
<face> A: They've stopped looking in cases.
H: Where was it, in the end?
A: Under the tablecloth. You dined on it.
<t> H: And "{title}"?
<t> A: Stitched on the napkins, too. It's the railway's motto.
<-t> H: I spilled soup on it.
<-t> A: I noticed. So will the court.

# end
@ INT. NEWSPAPER OFFICE / DAY
A night editor lifts a wet shoe box to the light. In it: {real}. {H} sits on a radiator, wrapped in a railway blanket; {A} spells {A.his} own name for the first time in years.
<-face> A: And the polite one with the gloves?
<-face> H: Got both cases. And off at the wrong stop.
<-face> A: I may have called out the stations.
<face> A: They asked who carried it.
<face> H: What did you say?
<face> A: Two people. Nobody you'd notice.
H: Are you sure about the name?
A: I've missed it. Print it large.
"#;
