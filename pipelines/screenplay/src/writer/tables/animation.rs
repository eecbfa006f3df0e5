//! Animation and family: a mower that wants to be a bus, a bat who is afraid of the dark.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[MOWER, BAT];

const MOWER: &str = r#"
% world fable
% ages 8-11 | 3-6 | 40-55 | 60-80
% plain HA
% items a bell that goes ding | a seat from the old carousel | a timetable in large print | a horn with a sore throat | a bus stop nobody uses | a tin of very red paint | a ticket punch shaped like a star
$ stop=the bottom of the garden; far=the sea | stop=the shed; far=the top of the hill
$ wheel=a wobbly wheel | wheel=a squeaky wheel
$ who=a snail with luggage | who=a beetle in a hurry
$ want=make {A} a real bus | want=drive to {far}
$ fear={A} goes to the scrapyard on Saturday
$ secret=every bus began as something else
$ obj=the ticket roll
$ base=the garden
$ bp=EXT. GARDEN

# hook
@ EXT. GARDEN / DAY
{A}, a small round robot mower with {wheel}, stops at a flowerpot and opens its lid, as if for passengers. {H} crouches in the grass, a roll of tickets in one hand.
<t> Chalked on the front, where a number would be: "{title}".
A: Next stop, {stop}!
H: You're a mower.
A: I was a mower this morning.
H: What are you now?
A: Late. Do you want to sit upstairs?

# hook
@ EXT. GARDEN / DAWN
Dew. {A}, a robot mower with {wheel}, goes round and round the apple tree, ringing. {H}, in pyjamas, jumps out of the way.
H: {X.mr^} next door says you're broken.
A: I'm not. I'm a bus.
H: Buses have seats.
A: I've got grass.
<t> {A} shows {A.his} paper sign, proudly: "{title}".
H: Where do you go?
A: {far^}. When somebody finally gets on.

# push
@ EXT. GARDEN FENCE / DAY
{X}, a neighbour with ironed trousers, looks over. {H} stands in front of {A}, who is too wide to hide.
X: It mowed a spiral. And it stopped for my cat.
A: She had a ticket!
X: On Saturday the van comes for old machines.
H: {A^}'s not old. {A^}'s in training.

# try
@ EXT. PAVEMENT / DAY
{H} has tied a kitchen chair to {A}. {who^} sits on it. They set off, very slowly; they are overtaken by a leaf.
A: Please hold on tight!
H: Faster!
A: There's a speed limit for snails and such.
H: How far have we got?
A: One and a half flagstones. I've never been so happy.

# turn
@ INT. BUS DEPOT / NIGHT
Great sleeping buses, warm and ticking. {H} reads a brass plate by torchlight. {A} rolls closer to the largest one.
H: It says, "Built from a milk cart, 1931."
A: What about that one?
H: A hay wagon. And that one was half of two trams.
A (very small): So nobody began as a bus?

# bond
@ INT. GARDEN SHED / NIGHT
{A} charges in the corner, humming. {H} lies on a sack, looking at the cobwebs.
H: We moved here in spring. I don't know anyone at my school.
A: What do they do at stops?
H: Wait.
A: You could open your door, and see who gets on.
H: It isn't... maybe. It might be.

# low
@ EXT. KERB / DAY
{A}, unplugged, stands among old fridges with a label on. {H} runs up, out of breath.
H: Wake up. Please. It's your stop.
A (slow): Is it... {far}?
H: Nearly. It's the next one.
A: Then I'd better... stay on. Tell the snail... there's room upstairs.

# face
@ EXT. STREET / DAY
The scrap van has its engine running. {X} holds the door. {H} sits down on {A}, arms folded, and behind {H} is a queue: children, a cat, {who}.
X: What is all this?
H: It's a bus queue.
X: That is not a bus.
H: It's got passengers. That's all a bus is. Where would you like to go, {X.mr}?

# end
@ EXT. ROAD TO {far} / DUSK
Down the lane comes {A}, with nine chairs in tow, each on something that rolls. {H} punches tickets.
<-face> On the last chair sits {X}, knees up, with a cat. {X.he^} bought a return.
A: Next stop, {far}!
H: Which stop's after that?
A: I don't know. Nobody's ever got this far.
<-face> X: May I ring the bell? Just once?
<face> H: {X.mr^} wants to know if there's a Sunday service.
A: Hold tight, please!
Ding.

# end
@ EXT. GARDEN / DAY
A shelter made of a door and a sheet. A timetable, in crayon. {H} waits with three other children; all of them have tickets.
<-face> Over the fence, {X} oils a wheel and pretends not to.
H: It's due at four.
They wait. Around the apple tree, ringing, comes {A}, in very red paint.
A: Sorry I'm late! There was a hedgehog with a pram!
H: Can my friends get on?
A: Friends go upstairs. Mind the grass.
"#;

const BAT: &str = r#"
% world fable
% ages 7-10 | 9-12 | 40-60 | 60-90
% plain HAX
% items a jar that remembers sunshine | a feather from someone brave | a map of all the lamps | an acorn with a lid | a whistle only moths can hear | a candle end, saved for something | a word that means "not yet"
$ light=the lamp by the mill; far=the far side of the wood | light=the lighthouse; far=the island
$ food=moth biscuits | food=midge jam
$ want=fly to {far} in the dark | want=get {light} lit again
$ fear=the little ones can't find their way home
$ secret=the owl is afraid of the dark, too
$ obj=the lantern
$ base=the old barn
$ bp=INT. OLD BARN

# hook
@ INT. OLD BARN / NIGHT
Forty bats hang upside down. One hangs the right way up, holding a lantern: {H}. {A}, a moth with a torn wing, sits on the glass.
<t> On the lantern's brass: "{title}".
A: You're a bat.
H: I know.
A: And you sleep with the light on.
H: Only at night.
A: {light^} has gone out. Somebody must fly there.
H: In the dark?
A: It's very popular with bats.

# hook
@ EXT. ROOF OF THE OLD BARN / DUSK
The sun slips. {H}, a small bat, holds on to the last of it with both eyes. {A}, a moth with one good wing, lands beside {H.him}, more or less.
A: Going out?
H: When it gets light.
A: {light^} went out. The swallows can't land. They asked for someone who can fly by ear.
H: My brother can.
A: He's the one who said your name.

# push
@ INT. HOLLOW OAK / NIGHT
{X}, an enormous owl, sits behind a very small desk. {H} holds the lantern up; {X} turns {X.his} face away.
X: Lanterns are forbidden. It is written down.
H: Who wrote it?
X: I did. It was too bright to read by.
H: But {light} is out!
X: Good. I mean: how very sad. Next.

# try
@ EXT. WOOD / NIGHT
{H} flies with the lantern in {H.his} feet, which is like flying with a piano. {A} rides on top.
A: Left! Other left!
H: I can't see!
A: You've got a lamp!
H: It's shining in my eyes!
Branch. Leaves. Silence.
A: Perhaps it's a lamp for standing still with.

# turn
@ INT. HOLLOW OAK / NIGHT
Behind the desk hangs a curtain. {A} lifts a corner: a hundred tiny night-lights, all burning. {H} stares. {X}, in a nightcap, stares back.
H: You've got a night-light.
X: I have one hundred. Please do not tell the mice.
A: Is that why it's forbidden? So nobody would ask where they all went?

# bond
@ INT. UNDER A MUSHROOM / NIGHT
Rain. {H} and {A} share {food}. The lantern is nearly out.
A: I used to love {light}. I flew straight at it. That's what happened to my wing.
H: And you want it lit again?
A: I'm not going to marry it. I just like to know it's there.

# low
@ EXT. WOOD / NIGHT
The lantern goes out. There is nothing at all but two pairs of eyes: {H}, and {A}.
H: I can't. I can't, I can't.
A: Say something else. Louder.
H: Hello?
From far off in the black, softly: hello... oak... hello... stone...
A: What was that?
H: That was... everything. That's where everything is.

# face
@ EXT. TOP OF {light} / NIGHT
{X} blocks the little door, feathers on end. {H} hovers in the wind, without a lantern.
X: You cannot come in! It is dark in there.
H: I know. It's all right. I'll go first. Hold on to my foot, and I'll tell you what there is.
X: What if there is nothing?
H: Then I'll hear that, too.

# end
@ EXT. {light} / NIGHT
Far below, waves, or leaves. The great lamp coughs, and lights. {A} shuts both eyes and turns round, on purpose. {H} is laughing.
<-face> {X} comes out from behind the lamp with an armful of night-lights, and sets them down, one for each step.
A: There are the swallows! You did it. In the pitch dark!
H: It wasn't dark. It was full of things.
A: Shall we go home?
H: Put out your lamp. I'll show you.

# end
@ INT. OLD BARN / DAWN
Forty-one bats hang upside down, every one of them. {H} yawns. {A} is tucked into a cobweb with a crumb of {food}.
<-face> In the corner, trying very hard to hang upside down: {X}, in a nightcap.
A: No lantern?
H: I gave it to someone who needed it.
<-face> X: Thank you. It is only until I am brave.
<face> A: Was it a small someone?
<face> H: Enormous.
A: Goodnight, {H}.
H: It's morning.
A: Goodnight anyway.
"#;
