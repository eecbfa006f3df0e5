//! Western: a well and who owns it, a judge who is due on Friday.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[WELL, JUDGE];

const WELL: &str = r#"
% world frontier
% ages 34-50 | 24-60 | 42-60 | 50-75
% items a surveyor's chain | the first claim, in pencil | sixty feet of good rope | a mule that knows the ridge | a keg of blasting powder | the assay man's word | a bucket without a hole
$ feet=sixty; more=nine | feet=ninety; more=twelve
$ town=Mercy Flat | town=Last Cup | town=Dry Tannery
$ want=bring up water for {town} | want=dig the well down to water
$ fear={town} buys its water by the cup
$ secret=the river was dammed, up beyond the ridge
$ obj=the deed
$ base=the well
$ bp=EXT. THE WELL

# hook
@ EXT. THE WELL, {town} / DAY
A rope goes into the ground. {A}, at the windlass, listens. {H}'s hat hangs on the post. From below, a shovel stops.
<t> Burnt into the crossbeam: "{title}".
A: Well?
H/O.S.: Dust. {feet^} feet of it.
A: {X.mr^} is coming. With the barrels, and four men.
H/O.S.: How much today?
A: A dollar the cup.
H/O.S.: Then send down the lamp. I'll go on.

# hook
@ INT. LAND OFFICE / DAY
{H}, clay to the elbows, lays a paper on the counter. {X}, whose boots are clean, has already laid down another. {A} watches from the door.
X: My deed. It covers the ground of {town}, and whatever is under it.
H: Mine covers a hole.
X: A dry one.
H: So far. Nobody sues over dust, {X.mr}. You must've heard water.
A: What'll you do?
H: Dig quieter.

# push
@ EXT. THE WELL / DUSK
{X} sits in the saddle as if it were a chair at a bank. {H} keeps hold of the rope.
X: I will buy the hole. Two hundred. You could be in green country by Sunday.
H: And who'd drink here?
X: Whoever can pay. I did not make the desert.
H: No. You only fenced it.

# try
@ EXT. RIDGE TRAIL / DAY
{H} leads a mule with two empty barrels; {A} reads the ground.
A: Old river bed. Dry since the spring I was born.
H: Rivers move.
A: This one stopped. All at once. See the fish?
Small bones, in a bend, all pointing one way.
H: They were waiting.
A: For what?
H: The rest of it.

# turn
@ EXT. HIGH CANYON / DAY
Timber, stone, a wall of it. Behind lies a lake, and the sky in it. {H} takes off {H.his} hat. {A} does not dare to drink.
A: That's our river.
H: That's {X.mr}'s cup. A dollar at a time.
A: Twenty years we've prayed for rain.
H: And {X.he} said amen, every Sunday, in front.

# bond
@ EXT. CAMP BELOW THE RIDGE / NIGHT
A fire of thorn. {A} turns a coin over; {H} files the edge of a shovel.
A: Why do you dig? You don't even live here.
H: Sold a dry well once. To a family. I knew it was dry.
A: What happened?
H: They thanked me.
The file goes on for a while.

# low
@ EXT. THE WELL / NIGHT
The windlass is in splinters; earth fills the hole to the brim. {H} sits on the edge of where the edge was. {A} brings a cup with a finger of water in it.
A: Four men, twenty minutes. I counted.
H: Nine weeks, I dug.
A: Drink.
H: Whose is it?
A: Everybody's. They passed the cup round, and nobody finished it.

# face
@ EXT. MAIN STREET, {town} / DAY
Nobody on the boards. {X} stands with four men behind. {H} stands alone, with a shovel.
X: You are on my land.
H: All of it's your land. So arrest the lot.
Doors open. They come out with shovels, spoons, a coal scuttle. {X}'s men look at their boots.
X: What is it you imagine you will do?
H: Walk up the hill. Dig.

# end
@ EXT. THE WELL, {town} / DAWN
{A} lowers a stone on a string and counts under {A.his} breath. {H} holds the lamp. Far down: not a knock. A splash.
<-face> Across the street, {X} stands by a row of full barrels, and no queue.
A: Say that again.
<-face> X: I will give you a thousand for it.
<-face> H: It's a dollar for the well. A cup's free.
<face> H: {more^} more feet. It was only {more} more.
A: What'll we call it?
H: Call it deep. Fetch the children. Tell them to bring the big cups.

# end
@ EXT. DRY RIVER BED / DAY
The bend with the small bones. {H} and {A} lie with their ears to the ground. Along the bank stands all of {town}, with buckets, in silence.
<-face> {X} sits apart on a barrel, with the key of a sluice in {X.his} open hand.
A: Is that it?
H: That's my stomach.
A: And that?
A thread of brown water comes around the bend, pushing leaves before it, in no hurry at all.
H: That's it. Let it pass first. Let it get where it was going.
A: Twenty years. It's got manners.
"#;

const JUDGE: &str = r#"
% world frontier
% ages 30-46 | 16-24 | 40-58 | 50-70
% items a telegram, paid both ways | a saddle that doesn't creak | the express clerk's ledger | a lantern with red glass | a doctor's sworn paper | a key for the back cell | two horses and no questions
$ day=Friday; train=the noon train | day=Thursday; train=the evening train
$ thing=the Ortega ranch; crime=signed it over with a dead hand | thing=the silver mine; crime=salted it with candlesticks
$ want=keep a witness alive until {day} | want=hold out until the judge gets here
$ fear={X.mr} owns the town by Saturday
$ secret=there's no judge on the train
$ obj=the statement
$ base=the jail
$ bp=INT. JAIL

# hook
@ INT. JAIL / NIGHT
One lamp, one cell. {H}, a deputy with a badge pinned on crooked, bars the door. In the cell {A}, young, sits on the cot with a cat.
<t> On the wall, among the names of other guests: "{title}".
A: You've locked me in and lost the key.
H: I haven't lost it. I ate supper on it.
A: {X.mr^} wants {thing}. I saw who {crime}.
H: So you'll tell the judge. {day^}.
A: What's today?
H: Early.

# hook
@ EXT. MAIN STREET / DAY
{H} walks {A} down the middle of the road, in handcuffs, slowly. {X} lifts {X.his} hat from a porch. A rifle leans by the chair.
A: Why cuffs? I'm the witness.
H: Nobody shoots a prisoner. It's untidy.
X: Deputy. What has the {A.boy} done?
H: Seen something.
X: I do hope that it is not catching.
H: {day^}, we'll ask the judge.

# push
@ INT. JAIL / DAY
{X} sets a basket on the desk: a pie, a folded paper, some money, in that order. {H} does not look at the pie.
X: A deputy earns forty a month. That is the last ten years, and the next.
H: What's the pie?
X: Courtesy.
H: I'll keep the pie. As evidence.

# try
@ EXT. LIVERY STABLE / NIGHT
{H} saddles one horse; {A} saddles the other, backwards.
H: If we ride to the junction, we'd meet the train.
A: With the bridge out?
H: Who says it's out?
Far off: a thud, then timber falling, for a long time.
A: Nobody, till now.
H: Take that saddle off. You're hurting its feelings.

# turn
@ INT. TELEGRAPH OFFICE / NIGHT
A dead key, a cut wire. {H} smooths a strip of tape on the counter. {A} reads it out, a finger under each word.
A: "No judge assigned. Regret." It's dated last week.
H: So there's no one coming.
A: Does {X.mr} know?
H: {X.he^} must. Unless the clerk was scared enough to hide it. Then only we do.

# bond
@ INT. JAIL / NIGHT
Cards on an upturned bucket. {A} cheats; {H} lets {A.him}.
A: You ever been on this side of the bars?
H: Two years. Took a horse. I'd a reason.
A: Who made you deputy?
H: The one whose horse it was. Said I'd know what to look for.
A: That's my ace.
H: I know. It's my sleeve.

# low
@ INT. JAIL / DAWN
Bullet holes let in the sun, a dozen thin bars of it. {H} ties a rag around {H.his} arm. {A} holds the cell key, outside the cell.
H: Back door's clear. The mare's saddled, the right way round. Go on.
A: You'd lose.
H: I've lost before. It's mostly paperwork.
{A} goes into the cell, and pulls the door shut.

# face
@ EXT. RAILWAY HALT / DAY
{train^} has stopped. {X} waits with a velvet collar and six men. {H} opens a carriage door, and bows to nobody.
H: Judge. Mind the step.
X: I see no judge.
H: Then you knew there wouldn't be one. How? The wire was to me.
<turn> X: I... one hears things.
<turn> H: From a cut wire?
<-turn> X: One hears things.

# end
@ INT. SALOON / DAY
Tables pushed into rows; the whole town, hats off. {A} stands on a beer crate, right hand raised. {H} holds the book.
<-face> {X} sits between two blacksmiths, who take it seriously.
A: There's still no judge.
H: There's twelve of us and a Bible. Start at the beginning.
A: I was up the tree. For the eggs. I saw {X.mr}.
H: Go on.
A: Can I say the bad word {X.he} used?
H: Say it slowly. Somebody's writing.

# end
@ EXT. RAILWAY HALT / DUSK
{train^} again, a day late. A small old woman with a carpet bag climbs down: the judge. {H}, arm in a sling, salutes with the wrong hand. {A} holds the cat.
H: You missed it, ma'am. It's done. We'd a vote, and a hat to put it in.
<-face> A: {X.mr^} is in my cell. {X.he^} says it's draughty.
<face> A: {X.mr^} pleaded. Then {X.he} pleaded with the cat.
H: What happens to us now?
A: She's laughing. Is that legal?
"#;
