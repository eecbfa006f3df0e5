//! Scenes that every plot can use: somebody has what is needed and wants something for it.
//!
//! They know the guest of the chapter (G, of the trade `job`, at `gplace`), what is needed (`item`), what is asked for
//! it (`fav`), who was before (P, `prev`) and who comes next (N, `njob`, `nplace`). `theitem` and `thefav` are the same things, once they are known. Only the hero speaks `want`, `fear`
//! and `secret`, which are in the hero's own words. Nearly every line holds something of its chapter, so that it is
//! never said twice.

/// The scenes and their lists.
pub(in crate::writer) const TABLE: &str = r#"
% items a witness who can write | a map with one street inked out | a key with a green tag | half a photograph | a letter that was sent back twice | a name that was scratched out | a rope of honest length | the other half of the receipt | a lamp that can be seen for miles | a promise in writing | a door that opens outward | a bell with a cracked voice | an old friend's forgiveness | a wheel that fits | a list of who was paid | a box with a false floor | a song in the wrong key | a coat somebody else would know | a stone from the first wall | a drawing of the way in | a mirror on a long handle | a story that two people tell alike
% favours a ladder that reaches the clock | a left boot, size nine | a fiddle string | a mirror without a crack | a lemon | a chessboard with all its men | a goose that doesn't bite | a jar of good nails | a tin of sardines with its key | a pillow with no history | a chair with three equal legs | a bottle of green ink | a pot of blue paint | a hat that fits | a violin bow | a button with an anchor | a candle that doesn't drip | a compass that admits to north | a clean tablecloth | a fish with its head on | a thimble | a white pebble from the far bank | a knife that cuts bread straight | a comb with all its teeth | a bucket of clean sand | a pack of cards with four kings | an umbrella | a pair of somebody's spectacles | a loaf that isn't grey | a saucepan lid | a picture of the sea | a bunch of anything yellow | a kettle with a whistle | a ball of red wool | a walnut | a cowbell | a broom | a pear | a folding fan | a cushion for the cat | a lamp glass | a teaspoon with a crest
% memories My father kept a drawer of keys to doors that had burned down. | I once walked nine miles to say sorry, and they'd moved. | My grandmother salted her coffee, so that nobody would ask for a sip. | I learned to whistle from a kettle. It shows. | We had a dog that only answered to the neighbour's name. | My sister and I shared a coat. We never went out at the same time. | I won a race once. The others had stopped to help someone. | My mother set the clocks ahead, and then was late by them. | When I was six I buried a spoon. I still know where. | I've a scar from a swan. I tell people it was a war. | My uncle built a boat in the attic. It's still there. | I was a twin for an hour. I think about that on trains. | At school I was the tree. In every play. Seven years. | My first pay went on a red umbrella. It never rained again. | I can't swim, but I own four pairs of goggles. | My brother taught me chess so that he could win at something. | I wrote to a stranger by mistake for two years. They wrote back. | We ate in silence at home. I thought that talking was for the rich. | I broke a window at nine and confessed at thirty. They thanked me. | My teacher said that I'd go far. She meant from her. | I was named after a horse. The horse did better. | I still lay two plates. It's quicker than deciding. | I once held a door for so long that they gave me a wage. | My aunt read the last page first. Of letters, too. | I had a friend who only lied about small things. I miss the small things. | As a child I was afraid of stairs, but only the going down. | My father could fix anything except a Sunday. | I sold my bicycle to the boy who'd stolen it. | There was a bell at home that meant soup. I still turn my head. | I learned to dance from a book with a page missing. | My grandfather planted walnuts at eighty. People laughed. I've eaten them. | I kept a jar of rain for a year. It was only water. | The first time I said no, I had to sit down. | I have my mother's hands. She'd want them back. | I once got lost in my own street. They'd painted it. | We never owned a map. My father asked people, and then married one. | I know a song about a ferry. All the verses drown. | I kept bees until they kept me. | My cousin forgave me by post. The stamp was second class. | When it snowed, we slept in the kitchen. I've never slept so well.

# ask terse
@ {gp} / [DAY|NIGHT|DUSK]
{G}, a {job}, [does not look up|goes on working|counts something and loses count]. {H} waits in front; {A} waits behind {H}.
<prev> H: {P} sent us. About {item}.
<-prev> H: We've come about {item}.
G: It'll cost you {fav}.
A: What would [a|any] {job} want with that?
G: That's the price of asking. I'm {G}. I don't haggle.

# ask ornate
@ {gp} / [DAY|DUSK|NIGHT]
{G}, a {job}, rises as though [a curtain had|an orchestra had|somebody had] called for it. {H} and {A} exchange a look.
G: Welcome to {gplace}, such as it is.
<prev> H: {P} says you've got {item}.
<-prev> H: They say you've got {item}.
G: It is yours, for a mere nothing. For {fav}.
A: That isn't nothing, {G}.

# ask joking
@ {gp} / [DAY|NIGHT|DAWN]
{A} walks into {G}, who is a {job} and is carrying too much of something. {H} catches [half of it|the lid|what rolls].
G: {gplace^}. Mind your head, mind your business.
H: Our business is {item}.
G: Then mine's {fav}.
<prev> A: {P} said that you'd be funny.
<-prev> A: Is that a joke?
G: I'm a {job}. That's the joke.

# ask formal
@ {gp} / [DAY|NIGHT]
A [bench|counter|table] with two chairs. {G}, a {job}, stays on the side with the better one. {H} sits; {A} stands.
G: You wish for {item}. I do not ask why. My terms are {fav}, and discretion.
A: We've got one of those.
H: You'll have both, {G}. Nobody at {gplace} will hear.

# ask wary
@ {gp} / [NIGHT|DUSK|DAWN]
A [door|shutter|gate] opens by the width of a nose. It belongs to {G}, a {job}. {H} puts a foot in the gap; {A} smiles through it.
G: {X}'s been here. Asked for {item} by name.
H: And did you give it up?
G: I'm still {G}, aren't I? Bring {fav}. Come alone, both of you.
A: We do everything alone, {G}.

# ask kind
@ {gp} / [DAY|DUSK|NIGHT]
{G}, a {job}, has already put out [a third cup|two more chairs|something to eat]. {H} does not know what to do with kindness; {A} does, and eats.
G: You'll be here about {item}.
H: What do you want for it?
G: Oh, {fav}. I've always wanted that.
<prev> A: {P} was dearer, {G}.
<-prev> A: You could ask for more, {G}.
H: We'll bring it to {gplace}.

# ask busy
@ {gp} / [DAY|NIGHT]
Everything happens at once at {gplace}. In the middle of it stands {G}, the {job}. {H} has to shout; {A} carries [a crate|a tray|someone's hat] that was put in {A.his} arms.
H: {G}? It's about {item}!
G: Hold that. No, that. What about it?
H: We need it!
G: A {job} needs {fav}. Does anyone ask?
A: I think we just did, {G}.

# ask proud
@ {gp} / [DAY|DUSK]
{G}, the best {job} for some distance, shows {H} the way out before they are in. {A} admires [the wall|the floor|the view] until it works.
A: I've never seen {gplace} so well kept.
G: Nobody has. What is it you want?
H: {item^}.
G: I'm a {job}. I don't sell. I'll trade it, once, for {fav}.

# friction plan
@ {sp} / [DAY|NIGHT|DUSK]
{H} walks fast. {A} does not, on purpose.
A: {fav^}. For {item}. Listen to it out loud.
H: I have. I still want to {want}.
A: And if {G} lies?
H: Then it's ours.

# friction doubt
@ {sp} / [NIGHT|DUSK|DAWN]
{ride^} will not [start|move|be hurried]. {H} and {A} sit in it side by side, facing front.
A: When do we stop? After {G}?
H: When I've got {theitem}.
<prev> A: You said that about {prev}.
<-prev> A: You said it would take a day.
H: I was right. Then came {G}.
A: {gplace^}, then. But I shan't sing.

# friction honesty
@ {sp} / [DAY|DUSK|NIGHT]
{A} stops. {H} goes on a few steps, notices, comes back.
A: You told {G} less than half.
H: I told the half that's for sale.
A: I'd have told all of it, for {theitem}.
H: So I do the talking, and you find us {thefav}.
A: As always.

# friction fear
@ {sp} / [NIGHT|DUSK]
{H} looks behind them. {A} looks where {H} looked: nobody.
A: That's the third time since {gplace}.
H: {X} knows about {theitem}.
A: So {X} knows what we're short of. {thefav^}. Let {X.him} laugh.
H: I'd feel better if {X.he} did. {G} wasn't laughing.

# friction trust
@ {sp} / [DAY|DAWN|DUSK]
{H} divides the last of the bread into two parts, badly. {A} takes the smaller one before {H} can.
H: You needn't stay. It's I who want to {want}.
A: And miss {G}'s face when we turn up with {fav}?
H: It may end badly.
A: With a {job}? It can only end oddly.

# friction money
@ {sp} / [DAY|NIGHT]
{A} empties {A.his} pockets on the ground: string, a stub of pencil, very little money. {H} adds a button.
A: What does {fav} cost, these days?
H: More than that. {G} knew it.
A: I could sing for it.
H: And what would {X} pay for {theitem}?
A: Don't ask me when I'm hungry.

# friction count
@ {sp} / [DAY|DUSK|DAWN]
{H} makes a list with a burnt match. {A} rubs out the top line with a thumb.
<prev> A: We've got {prev}. Cross it off properly.
<-prev> A: Start with what we've got.
H: {theitem^}, next. Then whoever {G} sends us to.
A: There's always one more {job} with one more wish.
H: So far they've kept their word. {G} will.

# friction secret
@ {sp} / [NIGHT|DUSK|DAWN]
{H} sits down on whatever is there. {A} stays standing, which is a question.
<turn> H: I keep coming back to it: {secret}.
<-turn> H: There's something I don't see. Something under all this.
A: Does it change what we need from {G}?
H: No. It changes why {G} is afraid.
A: Tell me on the way to {gplace}. I walk better angry.

# errand bargain
@ {sp} / [DAY|DUSK]
{A} comes round a corner at a run, holding something under {A.his} coat. {H} falls in beside {A.him}.
A: {thefav^}. Don't ask.
H: I'm asking.
A: I told a widow it was for a {job} called {G}. She wept. She wouldn't take a coin.
H: Why did she weep?
A: She'd been a {job}.

# errand lesson
@ {sp} / [DAY|DAWN]
{H} looks at it from one side, {A} from the other. Neither is an expert.
H: Is that {fav}, or something near it?
A: It's near it. To a {job} that may be enough.
H: {G} will know.
A: {G} will want to believe. Look at {gplace}. That's a believer.

# errand chase
@ {sp} / [NIGHT|DUSK|DAY]
{H} and {A} lie flat behind the only cover there is. Footsteps, a light, gone.
A: All this for {thefav}.
H: For {theitem}.
A: Put that on my stone. "Went out for {G}."
H: Head down. {G} wants it whole.
A: I'm lying on it. A {job} won't mind a dent.

# errand split
@ {sp} / [DAY|DUSK]
{A} waits at the corner with arms folded. {H} comes back with [a black eye|one sleeve|leaves in the hair] and a parcel.
A: I said I'd get {thefav}.
H: You said you'd talk about it.
A: What did they want for it?
H: My opinion of the {job} at {gplace}. They liked it. Then {G}'s cousin stood up.

# errand gift
@ {sp} / [DAY|DUSK|NIGHT]
In their way, wrapped in a cloth, someone has left it. {H} unwraps; {A} looks around: nobody.
H: {thefav^}. Who knew that we needed it?
A: Everybody from here to {gplace}. You don't whisper.
H: There's a note. "For {G}. And then leave us in peace."
A: For {gplace}, that's nearly a blessing.

# errand make
@ {sp} / [NIGHT|DUSK]
{H} holds the pieces together. {A} ties the knot, with teeth.
A: Nobody has {thefav}. So we're making one up.
H: Will it last?
A: As far as {gplace}. A {job} doesn't look closely.
H: {G} looked at us closely enough.
A: And still made the bargain. Pull.

# errand honest
@ {sp} / [DAY|DAWN]
{A} hands back a purse to a passer-by who has not missed it. {H} shakes {H.his} head. Then the passer-by turns round, and hands over a parcel instead.
A: See? {thefav^}. For being honest.
H: You took it first. {G} would be proud.
A: I took it honestly. Come on. {G} gets this, we get {theitem}, and nobody gets a lecture.

# setback gate
@ {gp} / [NIGHT|DUSK]
Shut. {H} knocks with an elbow, arms full. {A} reads a notice by what light there is.
A: "{gplace^}: closed." It's {X}'s writing.
H: {G} wouldn't go. A {job} doesn't leave the tools out.
A: So where would {X} put a {job}?
H: Somewhere with a lock. We'll wait, with {thefav}.

# setback loss
@ {sp} / [DAY|DUSK|NIGHT]
{A} holds the wrapping. There is nothing in it. {H} walks in a small circle.
H: You had {thefav}. In your hand.
A: I put it down to help somebody with a load. They called me "friend of {G}".
H: So they were {X}'s.
A: I saw where it went. Even a {job} could follow it.

# setback price
@ {gp} / [DAY|DUSK]
{G} looks at what they have brought, and past it. {H} holds it a little higher. {A} sees the new padlock.
G: {X} came by. So now it's {thefav}, and your word that I'm left out of it.
H: You have it, {G}. Who'd believe me?
G: That's what worries a {job}.

# setback hurt
@ {sp} / [NIGHT|DAWN]
{A} sits with one shoe off. {H} winds a strip of shirt around the ankle.
A: Go on without me. {gplace^} is only round the next corner.
H: You've said that at every corner.
A: This time I've an ankle.
H: And {thefav} in your lap. Up. {G}'s waiting.

# setback wrong
@ {sp} / [DAY|NIGHT]
{H} unwraps it again and goes quiet. {A} already knows.
A: It's not {fav}, is it?
H: It's a picture of one. On a box.
A: {G} likes pictures.
H: {G}'s a {job}, not a gallery.
A: I'll go back. This time I'll open it.

# setback followed
@ {sp} / [DUSK|NIGHT]
{A} stops, and somebody behind them stops, a moment late. {H} does not turn round.
A: Since {gplace}?
H: Since {G} said "{theitem}" with the door open.
A: Then {X} knows.
H: So we take the filthy way round. {X} irons {X.his} laces.

# quiet hero
@ {sp} / [NIGHT|DUSK|DAWN]
A wait. {A} keeps the small heat going. {H} has stopped pretending to sleep.
H: {memory}
A: You've [never told me|kept that from me|saved that up]. Why now, after {G}?
H: {gplace^} smells as that did.
A: And {G}?
H: Of worry and soap, like any {job}.

# quiet ally
@ {sp} / [NIGHT|DUSK]
{H} and {A} share {brew} from one cup, by turns, without discussing it.
A: {memory}
H: True, or {gplace} true?
A: On the whole. Why {fav}, do you think?
H: Somebody left {gplace}.

# quiet game
@ {sp} / [NIGHT|DAY]
{A} throws buttons at a tin. {H} misses on purpose, and then by nature.
H: {memory}
A: {G} would have laughed.
H: They laughed like {G}.
A: When we've got {theitem}, what'll you do?
H: Sit. Far from {gplace}.

# quiet watch
@ {sp} / [NIGHT|DAWN]
Changing the watch. {A} is up; {H} does not lie down.
A: {memory}
H: Why tell me now? Is it {gplace}?
A: You can't see my face. {G} told the wall about {thefav}.
H: I thought {G} meant me.

# quiet song
@ {sp} / [DUSK|NIGHT|DAY]
{H} mends a strap. {A} hums and stops at the same bar every time.
H: {G} hums that. What comes next?
A: I never learned. {memory}
H: Ask {G}. A {job} ought to know endings.

# quiet weather
@ {sp} / [DAY|DUSK]
They wait for a door to open that does not open. {H} watches the door; {A} watches {H}.
A: You're adding again. {theitem^}, {thefav}...
H: I'm subtracting. {memory}
A: No {job} calls that a sum.
H: It comes out at {G}.

# pressure offer
@ {sp} / [DAY|DUSK]
{X} is there before them, at ease, as if {X.he} had rented the place. {H} puts a hand on {A}'s sleeve.
X: You have been to {gplace}. For {fav}! It is almost touching.
H: You want something.
X: I want you rested. Leave {theitem} to me.
A: We've seen what you leave behind.

# pressure threat
@ {sp} / [NIGHT|DUSK]
{X}, alone, holds {H}'s lost glove between two fingers. {H} does not take it.
X: You dropped this near {gplace}. I return things. I should like to return {G} to {G.his} work.
H: What have you done to {G}?
X: Nothing. I asked about {theitem}, and after the family.

# pressure reason
@ {sp} / [DAY|DAWN]
{X} walks beside {H}, hands behind {X.his} back, like a teacher on an outing.
X: Have you thought past {theitem}?
H: As far as {G}. Then as far as you.
X: I stopped at a place like {gplace}. It is restful.
H: You don't look it. {G} does.

# pressure warning
@ {sp} / [DAY|NIGHT]
{news^} for {H}, opened and closed again with care. {A} reads it over {H.his} shoulder.
A: "Keep away from {gplace}. {G} talks in {G.his} sleep."
H: {X} signs with a full stop. {G} won't sleep now.
A: How does {X.he} know about {G}?
H: {X.he^} doesn't. We're to lie awake over {theitem}.

# pressure bill
@ {sp} / [DAY|DUSK]
{X} has a paper, a pen, and all the time in the world. {H} reads to the end, and turns it over, in case.
X: You sign, and {obj} is no longer your trouble. {G} is paid.
H: You've thought of everyone. Even {thefav}'s on the list.
X: It is the cheapest way. {G} will call it kind.

# pressure soft
@ {sp} / [DUSK|NIGHT]
{X} sits on a wall and, for once, does not get up. {H} keeps a distance that both can talk across.
X: I had a {job} in the family. Nobody thanked {gplace} for anything.
H: And did you want {thefav}, too?
X: It is where you tell me if {theitem} is worth {G}.
H: {G} chose.

# rival guest
@ {gp} / [NIGHT|DUSK|DAY]
{X} lays a glove on {G}'s [bench|table|counter]. {G} moves a cup, so that it does not touch.
X: You promised {theitem} to two people. Am I the second?
G: You are. They asked nicely.
X: I have not yet asked.
G: They're bringing {thefav}. You've brought the {job} a glove.

# rival watcher
@ {sp} / [NIGHT|DUSK]
From a doorway {X} watches {G} lock up. {G} locks it twice, then speaks to the dark.
G: You can come out. A {job} knows a cough.
X: I only wondered if {theitem} is safe.
G: It was, till people wondered.
X: {thefav^} will not keep you warm, {G}.

# rival bribe
@ {gp} / [DAY|NIGHT]
Coins in a row, from one end to the other. {X} sets down the last. {G}, with tired eyes, puts each of them back into {X.his} hat.
X: That is a year of {gplace}.
G: I can count. I'm a {job}.
X: And what do they give you for {theitem}?
G: {fav^}. You'd have to have wanted it.

# rival error
@ {gp} / [DAY|DUSK]
{X} opens a box that {G} has sold {X.him}. {G} is already at the door, with {G.his} hat on.
X: This is not {theitem}.
G: You said it was. I'm a {job}. I said "mind the lid".
X: I shall remember {gplace}.
G: That's more than the neighbours do. A {job} takes what comes.

# payoff trade
@ {gp} / [DAY|NIGHT|DUSK]
{H} puts it down. {G} looks for a long moment. {A} holds {A.his} breath and, from habit, the door.
G: {fav^}. You really went. Here. {theitem^}, as promised.
H: And after {gplace}?
G: To {N}, at {nplace}. Say {G} sent you. Then duck.

# payoff why
@ {gp} / [DUSK|NIGHT]
{G} holds it in both hands, and is somewhere else. {A} looks away. {H} does not.
H: Why {thefav}?
G: There was one at home. Take {theitem}. Then see {N}, at {nplace}.
A: A friend of yours?
G: {N}'s a {njob}. They haven't got friends, only hours.

# payoff quick
@ {gp} / [NIGHT|DAWN]
Whispers. {G} passes something through the gap; {A} passes something in. {H} keeps watch.
G: {theitem^}. Still warm. Was that {X}, out there?
H: Yes. How long have we got?
G: As long as I can talk about {thefav}. Find {N} at {nplace}. Run.
A: You're wasted on {gplace}.

# payoff refuse
@ {gp} / [DAY|DUSK]
{G} pushes it back across to {H}, and pushes something else after it. {A} looks under both.
G: Keep {thefav}. I only wanted to know if you'd come back.
H: And {theitem}?
G: Yours. {X} never came back. Try {N}, the {njob}. You'll need a friend at {nplace}.

# payoff test
@ {gp} / [DAY|NIGHT]
{G} tries it, turns it, tries it again. {H} and {A} stand like pupils.
G: I asked for {fav}. This is nearly that.
A: It's the only one between here and {gplace}.
G: There's {theitem}, behind you. At {nplace}, {N} will say no. Ask again.

# payoff late
@ {gp} / [NIGHT|DAWN]
Boxes, a bare nail. {G} is leaving, for good by the look of it. {H} comes in at a run; {A} follows at a walk.
H: We've got it. {thefav^}.
G: I'd given you up. On the sill: {theitem}. I'm off before {X} calls.
A: And {gplace}?
G: Will manage. Tell {N} I was brave.

# payoff song
@ {gp} / [DUSK|NIGHT|DAY]
{A} presents it with a bow. {G} laughs: it changes the whole room. {H} has to smile, too.
G: {thefav^}! I'll be talked about.
H: We'd like {theitem}, and then you can be.
G: Take it. And take this: {N}, the {njob} at {nplace}, saw {X} twice last week. Crying, the second time.

# gather old
@ {sp} / [DAWN|DUSK]
{H} packs. There is a knock. It is {R}, hat in hand, with others behind. {A} counts chairs.
R: You brought me {rfav}, once. I'm a poor hand at thanks. So I've come.
H: It may get loud.
R: I'm not deaf yet. What do we carry?
A: Start with that. It's heavier than it looks.

# gather list
@ {sp} / [NIGHT|DAWN]
On the ground, everything that they were given, in a row. {A} walks along it. {R} has come, and holds the lamp for {H}.
A: I never thought I'd see it all in one place.
R: And I got {rfav}. I've not been sorry for one day.
H: Then that's everything. Tomorrow we finish it.
"#;
