//! Adventure: a bell on the sea bed, a balloon and a parcel.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[WRECK, BALLOON];

const WRECK: &str = r#"
% world modern
% ages 28-42 | 45-66 | 38-56 | 30-60
% items an air pump from a museum | a chart with the soundings in verse | a winch that was never stolen | forty metres of hose | the pearl fisher's marks | a diving helmet with a good window | a tide table for the dead of winter
$ ship=the Constance; cargo=a bronze bell | ship=the Aurelia; cargo=a box of letters in lead
$ metres=forty; air=twenty minutes | metres=thirty-five; air=eighteen minutes
$ boat=the Second Thought | boat=the Reasonable Doubt
$ want=raise {cargo} from {ship} | want=reach {ship} first
$ fear={X.mr} blows the wreck open and takes what floats
$ secret={ship} was sunk on purpose, to hide what she carried
$ obj=the chart
$ base=our boat
$ bp=EXT. DECK OF {boat}

# hook
@ EXT. DECK OF {boat} / DAWN
A patched boat on a flat sea. {H} spits in a diving mask. {A} winds an air pump that squeaks in two keys. On the horizon stands a white ship.
<t> Painted over an older name on the stern: "{title}".
A: {X.mr^}. With a crane, and a cook.
H: What've we got?
A: {metres^} metres of hose and a sandwich.
H: And the right place.
A: That's only true if you can read verse.

# hook
@ INT. HARBOUR CHART SHOP / DAY
{H} and {X} each have a hand on the same chart. {A}, behind {H}, has a hand on the sandwich that holds it open.
X: I believe that I saw it first.
H: I believe I can read it. The depth's in rhyme.
X: I have a ship with a crane.
H: To lift what? {ship^} lies at "the widow's second sigh".
A: I know that widow.

# push
@ EXT. DECK OF {boat} / DAY
A launch comes alongside. {X} offers a glass across the gap. {H} lets it stay there.
X: I have dynamite. I would rather not. One always loses the small things.
H: What's down there isn't yours.
X: Nor yours. It belongs to whoever is wet last.
A bubble breaks, right where nobody was looking.

# try
@ EXT. UNDER WATER, THE REEF / DAY
Green dark. {H}, in a copper helmet, walks the slope as though uphill in a dream. {A}'s voice comes down the hose.
A/V.O.: You've used nine minutes, and I've used my sandwich.
H/V.O.: There's a mast. No. It's a tree. Why's there a tree?
A/V.O.: How big's the tree?
H/V.O.: It's moving.

# turn
@ EXT. UNDER WATER, HULL OF {ship} / DAY
Planks, a neat row of round holes. {H} puts a finger through one. Above, at the pump, {A} presses an ear to the hose.
H/V.O.: She didn't strike a rock. She's been drilled. From inside.
A/V.O.: By the crew?
H/V.O.: By somebody who'd sooner drown her than hand her over. What did they put in that hold?

# bond
@ EXT. DECK OF {boat} / NIGHT
Phosphorescence. {H} mends the hose with a bicycle patch. {A} holds the lamp, too close.
A: I lost a diver once. My pump, my hands. I stopped to scratch my nose.
H: Why tell me now?
A: So you'd know that I don't. Scratch.
{H} hands {A.him} the next patch.

# low
@ EXT. SEA / DUSK
{boat^} burns to the waterline, politely. {H} and {A} cling to the pump, which floats, which nobody expected.
A: The chart was in the cabin.
H: I know.
A: Say the verse.
H: "Past the widow's second sigh..."
A: So we've still got it. We haven't got a boat. But we've got it.

# face
@ EXT. DECK OF THE WHITE SHIP / NIGHT
{H}, dripping, stands by the plunger of a detonator. {X} has a hand on it. {A} is being sat on by the cook.
X: You have swum a mile in order to say what?
H: There's a second line. Read the chart. "Who wakes her with thunder wakes alone." Her hold's full of powder. You're anchored on top.

# end
@ EXT. BEACH / DAWN
Surf. {H} and {A} drag a net up the sand, an arm's length at a time. In the net: {cargo}, furred with weed.
<-face> Out in the bay the white ship leaves. {X} has thought about what lies in the hold, and about thunder.
A: A hundred years down there. Is it worth anything?
H: Knock on it.
{A} knocks. Something inside answers with a small dry shift.
A: You first.
H: No. Your widow. Read me the rest of the verse.

# end
@ INT. VILLAGE CHAPEL / DAY
{cargo^} on the altar step, dripping. The whole island has come in its boots. {H} reads a list of names; {A} turns the pages.
<-face> At the back, {X} takes off a white cap. {X.he^} brought the crane, in the end.
H: "We sank her ourselves, so that they could not sell it. Come and fetch it when they have forgotten us."
A: It took a while.
H: Are they forgotten?
A: Look behind you. Everyone's got the same nose.
"#;

const BALLOON: &str = r#"
% world frontier
% ages 25-38 | 14-22 | 36-55 | 40-60
% items a burner that lights in rain | six sacks of clean sand | a silk patch the size of a door | the weather book of the monks | a rope with a known length | an altimeter from a broken clock | a flag that means "do not shoot"
$ cargo=a box of serum; box=the serum; who=three hundred children | cargo=a heart valve in ice; box=the box of ice; who=one stubborn teacher
$ pass=the Crow Saddle; feet=fourteen thousand | pass=the Needle's Eye; feet=sixteen thousand
$ hours=thirty; spent=twenty-nine and a half | hours=forty; spent=thirty-nine and a half
$ want=get {box} over {pass} | want=land in the valley by tomorrow
$ fear={who} will have waited for nothing
$ secret=the bridge was cut by the people who sell the road
$ obj=the balloon
$ base=the hangar
$ bp=INT. BALLOON SHED

# hook
@ EXT. CLIFF ROAD / DAY
The road ends where a bridge was. {H}, a pilot of what there is, looks down; {A}, a runaway who was asleep in the basket, looks up. {X}, with an armband, rolls out wire.
<t> On the balloon, in circus letters: "{title}".
X: The road is closed. A detour takes nine days.
H: I've {hours} hours. And {cargo} for {who}.
X: There is no other way.
A: There's that way.

# hook
@ INT. BALLOON SHED / DAWN
Silk hangs like washing. {H} sews; {A} climbs out from under it with straw in {A.his} hair.
H: Who are you?
A: Ballast. I come with the balloon.
H: It's for {box}. Across {pass}. {who^} need it in {hours} hours.
A: What does the box weigh?
H: As much as you.
A: I'll get lighter. I talk a lot.

# push
@ EXT. LAUNCH FIELD / DAY
{X} has papers, two men, and a pair of scissors for the ropes. {H} stands in the basket with one hand on the burner.
X: This aircraft has not been inspected.
H: Inspect it. Get in.
X: I should prefer to do it from here.
H: Then you'll want to look up.

# try
@ EXT. SKY ABOVE THE FOOTHILLS / DAY
Cloud comes up like a floor. {A} throws out sand, a stool, a frying pan. {H} listens for the pan to land.
H: One. Two. Three...
A: What are you counting?
H: How high we are.
No sound.
A: Did we win?
H: Don't throw anything else that's flat.

# turn
@ EXT. LEDGE IN THE ROCK / DAY
The basket is wedged in a crack. {H} ties it; {A} pulls something from the snow: a saw, new, with a paper label.
A: It's the toll company's. What's a saw doing up here?
H: There are bridge timbers down there. Look at the ends.
A: They're straight. Bridges don't break straight.
H: No. They're cut that way. {X.mr^} sells the detour.

# bond
@ EXT. BASKET IN CLOUD / NIGHT
Frost on the ropes. {H} gives {A} one glove; both hold the burner with the bare hand.
A: I ran off from a circus. Everyone says it's the other way about.
H: Were you any good?
A: I was the one who didn't get cut in half.
H: That's a good one to be.

# low
@ EXT. SNOWFIELD / DAY
Torn silk, as long as a street. {H} sits on {box}, to keep the wind off it. {A} walks around them both, for warmth.
A: How far to the valley?
H: Eleven miles. And a mile down.
A: We could sit on it.
H: On what?
A: The silk. It's slippery. I was in a circus, you know.

# face
@ EXT. {pass} / DAY
The narrowest place. {X} waits with two rifles and a brazier. {H} and {A} stop, with the box between them.
X: You may pass. The box may pass. The saw will stay here.
H: So you know what we found.
X: I have children of my own, in that valley.
A: Then why's the bridge down?
X: They were meant to have gone to my sister's.

# end
@ EXT. VALLEY SCHOOL / DUSK
Lamps in every window. A sledge of striped silk comes down the last slope, and will not stop, and stops. {H} gets up. {A} hands over {box}.
<-face> A rider comes down behind them: {X}, hat gone, with the other end of the rope. {X.he^} let them through, and followed.
A: What's the time?
H: {spent^}. We've half an hour left over.
A: What'll we do with it?
H: Sleep. Then sew.

# end
@ EXT. CLIFF ROAD / DAY
Spring. A new bridge of rope and striped silk, too bright for the mountains. {H} tests it with one boot. {A} is already in the middle.
<-face> At the toll house {X} takes down the sign, board by board.
A: It holds! Come on!
H: Pilots don't like bridges.
A: It's only a balloon that's lying down.
{who^} sent a letter: {H} carries it, unread, in the good glove.
H: Read it to me when I'm across. Not before. Talk about something.
"#;
