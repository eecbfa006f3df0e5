//! War: a well between two lines, a ceasefire that nobody has heard of. No country is meant.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[WATER, CEASEFIRE];

const WATER: &str = r#"
% world front
% ages 24-38 | 19-45 | 40-58 | 20-50
% items a white sheet without a hole | a bucket chain of forty metres | a phrase book with both alphabets | a whistle from their side | a red armband that fits anyone | the mill's old plan | a stretcher with four handles
$ place=the mill; noon=from noon to one | place=the orchard; noon=from four to five
$ days=nine days | days=twelve days
$ want=keep the well open for both sides | want=bring up water for both sides
$ fear=the wounded on both sides die of thirst before they die of us
$ secret=the orders to poison the well came from our own side
$ obj=the truce
$ base=the aid post
$ bp=INT. AID POST, CELLAR

# hook
@ EXT. NO MAN'S LAND, WELL BY {place} / DAY
{H}, a medic, walks out with two buckets and both arms held wide. From the other line comes {A}, in the wrong uniform, with two buckets.
<t> Scratched on the rim of the well, older than the war: "{title}".
H: I'm only here for water.
A: I also. You go first.
H: Why?
A: If it's poisoned, I'll know.
H: That's fair. Hold the rope.

# hook
@ INT. AID POST, CELLAR / NIGHT
Eleven men, one cup. {H} turns the cup upside down. In the corner {A}, a prisoner, wrists tied, says something quietly.
H: What's that?
A: I said, there's a well by {place}. We drink from it at night.
H: We drink from it at dawn.
A: Then nobody has shot at it.
H: {days^}. I thought that was luck.
A: No. That was us.

# push
@ INT. COMMAND POST / DAY
A map, a telephone, a flower in a shell case. {X}, a colonel, listens to {H} as to weather.
X: You have made an arrangement with the enemy.
H: With a bucket, sir. {noon^}. Nobody shoots.
X: And who commands there, in that hour?
H: Thirst.
X: I cannot promote thirst. End it.

# try
@ EXT. TRENCH / DAY
{H} ties a white sheet to a rake. {A}, across the field, lifts a white shirt on a rifle; both flap. Then a shot, from nowhere.
H: Who fired? Who was that?
A/O.S. (far off): It was ours! He's sorry! He's new!
H: Tell him to be sorry on the ground!
A/O.S.: He's lying down!

# turn
@ INT. SUPPLY TENT / NIGHT
Crates by lamplight. {H} opens one, stops, reads the stencil again. {A}, untied, holds the lid.
A: What is it?
H: Lye. For the well. The date's from before the truce.
A: Yours?
H: Ours. It was signed {days} ago. The colonel never meant to keep it.
A: {X.he^} hasn't used it yet. That's also something.

# bond
@ EXT. WELL BY {place} / NIGHT
{H} and {A} sit back to back against the stones, each facing home.
A: I was a baker. Four o'clock, I still wake up.
H: I was going to be a vet.
A: You are a vet.
{H} laughs until it hurts something.
H: What did you bake?
A: Small ones, with salt. You'd have wanted six.

# low
@ EXT. WELL BY {place} / DAWN
Both buckets lie on their sides. In the mud, a helmet; it could be from either side. {H} holds {A}'s arm, tight, above the wound.
A: Yours or mine?
H: I don't know. They look alike from here.
A: Is the water all right?
H: Lie still.
A: But look. Is it clear?

# face
@ EXT. WELL BY {place} / DAY
{X} comes across the open ground with a can, alone, as is proper. {H} stands at the well with a full cup.
X: Stand aside. It is an order.
H: Yes, sir. Drink first. You've walked a long way.
X: That is not required.
H: It's hot. It's clean. There are forty men watching, on each side. Drink, sir, and then pour.

# end
@ EXT. WELL BY {place} / DAY
Two queues, two uniforms, one rope. {H} fills cups. {A}, with an arm in a sling, counts in two languages and loses count in both.
<-face> {X} sits on the can of lye with the lid still on, drinking slowly.
<-face> A: Your colonel came to poison it.
<-face> H: I gave {X.him} a cup first. It's hard to do, after.
<face> A: Still no shots.
<face> H: They've got their hands full.
A: When it's over, I bake. You come.
H: Four o'clock?
A: Six small ones. With salt.

# end
@ EXT. WELL BY {place} / DAWN
Years later. Grass. {H}, older, lets a bucket down; it rings on stone. A van stops. {A}, older too, gets out with a paper bag.
H: It's dried up.
A: It did its work. Are you thirsty?
H: No. You?
A: I brought salt ones. Six.
<-face> H: The colonel wrote to me once. I still wake at noon, and listen.
<face> H: I still wake at noon, and listen.
A: So do I. There's nothing. Isn't it loud?
"#;

const CEASEFIRE: &str = r#"
% world front
% ages 20-34 | 19-55 | 42-60 | 30-60
% items a bicycle with one pedal | a flare of the right colour | a pass with yesterday's stamp | the last working valve | a boat that doesn't leak much | a priest's white scarf | a map of the minefield, in pencil
$ hour=six; left=four hours | hour=noon; left=five hours
$ ridge=Hill 60; men=two hundred | ridge=the Saddle; men=three hundred
$ want=bring the ceasefire to {ridge} before {hour} | want=reach {ridge} before {hour}
$ fear={men} men go over the top in peacetime
$ secret=the colonel knows, and wants the hill first
$ obj=the message
$ base=the signals dugout
$ bp=INT. SIGNALS DUGOUT

# hook
@ INT. SIGNALS DUGOUT / NIGHT
A key taps; {H} writes, stops writing, and writes faster. {A}, a driver, sleeps sitting up. The last word is underlined twice.
<t> The code word at the top of the form: "{title}".
H: It's over. At {hour}. Both sides.
A: What is?
H: All of it. Ring {ridge}.
{A} lifts the receiver. No sound at all.
A: The line's cut. And they attack at {hour}.

# hook
@ EXT. CROSSROADS / NIGHT
Rain, a motorcycle on its side. {H}, a signaller, pulls a paper from inside {H.his} shirt to see that it is dry. {A}, with a mule cart, does not stop, and then does.
A: Lift?
H: {ridge^}. I've {left}.
A: Nobody goes to {ridge}. What's the paper?
H: Peace.
A: That's not heavy. Get on.

# push
@ INT. FIELD HEADQUARTERS / NIGHT
Candles on a map. {X}, a colonel, reads the message, folds it, and puts it under the inkwell. {H} waits with {H.his} hand still out.
X: This is not confirmed.
H: I took it down myself, sir. Twice.
X: Then take down something else. {ridge^} will be ours at {hour}. After that, we may have peace on it.

# try
@ EXT. RIVER, BROKEN BRIDGE / NIGHT
Black water. {A} looks at the mule; the mule looks at {A}. {H} takes off {H.his} boots.
A: It's forty metres. Can you swim?
H: I can read. The signal book says, "by any means."
A: Did whoever wrote that have a mule?
H: Hold the paper in your teeth.
A: Why not yours?
H: I talk.

# turn
@ INT. RUINED CHAPEL / NIGHT
{H} holds a second paper to a candle. {A} wrings out a sock.
H: It's from {X.mr}'s satchel. It came at noon. Signed for.
A: So {X.he} knew before you.
H: {X.he^} knew before the guns last night. Every one of those was after.
A: Don't tell {ridge} that part. Not till they're home.

# bond
@ EXT. BARN WALL / NIGHT
{H} and {A} wait for a patrol to pass, with hands over the mule's nose.
A (whispering): What'll you do with it? Peace.
H: Sleep in a bed with a light on. You?
A: Sell the mule. No. Keep the mule. She's the only one who knows what I'm like.

# low
@ EXT. MINEFIELD / DAWN
Wire. {A} lies very still on one side, pale. {H} stands with one foot lifted. In the east there is a grey line.
A: What's the time?
H: Don't talk.
A: I've trodden on it, haven't I? Then I'd better stay put. Take the mule. She knows where not to. Go on. Read it to them nicely.

# face
@ EXT. FORWARD TRENCH, {ridge} / DAWN
Men with bayonets, ladders. {X} has a whistle at {X.his} lips. {H}, mud to the eyes, comes down the line with a paper held up.
X: Arrest that signaller.
H: Read it aloud, sir. You've a better voice. You've had it since noon. Read it to them, and then blow.

# end
@ EXT. FORWARD TRENCH, {ridge} / DAY
{hour^}, and a minute past. Nobody breathes. Far along the other line a kettle is put on. {H} sits on a ladder. {A}, bandaged, holds a mule by the ear.
<-face> {X}, the colonel, has taken the whistle out of {X.his} mouth, and cannot find where to put it.
A: Is that it?
H: That's it.
A: It's very quiet.
H: Listen. That's a lark, I think.
A: Has it been doing that the whole time?

# end
@ INT. RAILWAY CARRIAGE / DAY
Fields, whole ones. {H} taps on the window frame with a finger: short, long. {A} opens one eye. Outside, a mule looks out of a goods wagon.
<-face> H: They've asked me about Colonel {X.last}, who knew, and sat on it.
<face> H: They're all alive to be asked. {men^} names.
A: What's that you're sending?
H: Habit. "Message received."
A: By whom?
H: All of them. I walked along the line, after, and asked each one.
"#;
