//! Romance: letters that were never posted, one pitch for two stalls, a dance for people with no partner. The ally is the one who is loved.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[LETTERS, STALL, DANCE];

const LETTERS: &str = r#"
% world modern
% ages 29-42 | 30-44 | 45-60 | 60-80
% items a postmark from that summer | a stamp nobody sells now | the old sorting table's drawer | a bicycle with a basket | the beach photographer's negative | a forwarding address | a ferry ticket, one way
$ years=eleven; count=thirty-one | years=nine; count=twenty-four
$ where=the lighthouse café; what=the pier | where=the bookshop by the canal; what=the lock
$ want=answer the letters, however late | want=deliver what was never delivered
$ fear=the post office closes with the letters still behind the wall
$ secret=the letters were kept back by somebody who loved us both
$ obj=the letters
$ base=the post office
$ bp=INT. OLD POST OFFICE

# hook
@ INT. OLD POST OFFICE / DAY
Plaster dust. {H}, the last postal clerk, pulls a bundle from a gap behind the counter. {A} is at the window with a parcel and an umbrella that will not shut.
<t> The top envelope says, where an address should be: "{title}".
A: Is this a bad time?
H: It's {years} years late. It's {count} letters. They're all from you.
A: They're all to you.
H: I never got one.
A: No. I did wonder.

# hook
@ INT. TRAIN COMPARTMENT / DAY
{H}, with a mailbag, takes the last free seat. {A} looks up from a book, and reads no further.
A: You cut your hair.
H: {years^} years ago.
A: You might have written.
H: I might? I stood at {what} until they put out the lamps. You might have come.
A: I wrote that I'd be late. I wrote {count} times.
{H} looks at the mailbag as though it had spoken.

# push
@ INT. OLD POST OFFICE / DAY
{X}, the postmaster, nails a notice to the door. {H} holds the bundle behind {H.his} back.
X: We close on Saturday. All undelivered post is to be pulped. It is the rule.
H: These were never even stamped.
X: Then they were never post. I should let them be, if I were you.
H: Why would you say that?

# try
@ EXT. BEHIND {where} / DAY
{H} and {A} share a step and a bag of cherries. The bundle lies between them, untied.
A: Read one. Any.
H: Out loud?
A: God, no.
{H} reads, and eats a cherry, and reads.
H: You can't spell "unforgettable".
A: I was nineteen. I wrote "unforgetable" and meant it.
H: You wrote "unforgivable".

# turn
@ INT. POSTMASTER'S PARLOUR / NIGHT
A bundle of the same string on a shelf. {H} lifts it down. {X} does not get up. {A} reads the top one over {H.his} shoulder.
H: These are mine. To {A}. Every one.
X: You would both have left. The town was emptying. I thought: a year. Only a year.
A: You were at our table every Sunday.
X: Yes. That was why.

# bond
@ EXT. {what} / NIGHT
Lamps on water. {H} and {A} walk with a bicycle between them.
H: Were you angry?
A: I learned to cook. Very angrily. Then quite well.
H: I learned the timetable. In case.
A: In case of what?
H: The 9.40 gets in at 11.52. It never had you on it.
{A} moves the bicycle to the other side.

# low
@ EXT. RAILWAY PLATFORM / DUSK
{A} sits on a suitcase. {H} arrives without breath, without a coat.
H: You said Monday.
A: I've a job there. A life. A cat with opinions.
H: And here?
A: Here I've got {count} letters from someone I no longer am.
H: Then write me one more. From whoever you are.

# face
@ INT. OLD POST OFFICE / DAY
A pulping machine on the pavement, a man with a clipboard. {X} stands before the counter with the last sack in {X.his} arms. {H} faces {X.him}.
X: I have no right to ask you anything.
H: No. But you've still got the key to the stamp drawer.
X: It is Saturday.
H: Then we've until noon. {count^} stamps. You lick. I'll cancel.

# end
@ EXT. RAILWAY PLATFORM / DAY
The 11.52 comes in. Doors. Nobody. {H} turns to go, and there is {A} on the other platform, with a suitcase and a cat basket.
A: I came by the bus!
H: There's no bus!
A: There is. It's awful. It stops for sheep.
<-face> In the station mirror {X}, who kept the letters back, lifts {X.his} hat to both of them, and walks away.
H: I'd have waited for the next one.
A: I know. I read it. It was in the last letter: "I'd wait."

# end
@ INT. OLD POST OFFICE / DAY
A new sign: POSTCARDS, COFFEE. {H} brings {A} a cup and an envelope.
<-face> Outside, {X}, who kept them back, paints the door, and will be painting it for a long time.
A: What's this?
H: An answer. I've done eleven. I'm up to June.
A: You could just tell me.
H: I'm getting to it. In order. There's a part in August that I'd like to do properly.
A: How long until August?
H: Drink your coffee.
"#;

const STALL: &str = r#"
% world modern
% ages 28-45 | 28-45 | 48-64 | 60-80
% items a stall licence with two names | the old market plan | a striped awning, six metres | a brass scale that agrees with nobody | a copy of the charter | the flower seller's signature | a generator that starts first time
$ mine=cheese; yours=flowers | mine=secondhand books; yours=fish | mine=honey; yours=knives
$ pitch=pitch forty | pitch=pitch seventeen
$ want=keep {pitch} | want=prove that {pitch} was let to us both
$ fear={pitch} goes to a van that sells phone covers
$ secret=the licence has always had room for two names
$ obj=the licence
$ base=the market
$ bp=EXT. COVERED MARKET

# hook
@ EXT. COVERED MARKET / DAWN
A chalk rectangle on the cobbles. {H}, with a crate of {mine}, and {A}, with a crate of {yours}, arrive from opposite ends.
<t> The licence in each hand is made out to the same name: "{title}".
H: You're on my pitch.
A: Mine. It's stamped.
H: So's mine. Same stamp. Same day.
A: You take the left, then. Till Sunday.
H: Which left?
A: The one with me not on it.

# hook
@ EXT. COVERED MARKET / DAY
Rain finds the one hole in the awning. {H} moves {mine} out of the drip; {A} moves {yours} into the dry place. They glare.
A: Who buys {mine} in this weather?
H: Who buys {yours} in any?
A: You have a queue.
H: It's your queue. They're sheltering.
<t> A (reading the old awning): "{title}." Who had the stall before?
<-t> A: Who had the stall before us?
H: Two people. It says so on the hook.

# push
@ EXT. COVERED MARKET / DAY
{X}, the market manager, measures the pitch with a wheel that clicks. {H} stands on the chalk.
X: Two licences for one pitch. An error. I shall correct it by withdrawing both.
H: Both? Whose error?
X: The market's. I am the market. On Sunday a more modern trader will take over.

# try
@ EXT. COVERED MARKET / DAY
A chalked sign says that {mine} and {yours} belong together. {H} hands over a parcel; {A} ties it with a ribbon.
A: Smile. They like a couple.
H: We're not a couple.
A: They like that even better. Look at the queue.
H: You've put my prices up.
A: I've put your chin up. The prices followed.

# turn
@ INT. MARKET OFFICE / NIGHT
A torch, a tin box. {A} holds the light; {H} unfolds the first licence of all, soft as cloth.
H: "To be held by two persons, who shall share the awning."
A: Every licence? For {pitch}?
H: Since the beginning. It's the only pitch with a double hook.
A: So {X.mr} didn't make an error.
H: Somebody in that office matched us.

# bond
@ INT. DELIVERY VAN / DAWN
Between the crates. {H} drives; {A} holds two cups level round the bends.
A: I used to be married to the morning. Up at three, in bed by eight. Nobody fits in that.
H: I'm up at three.
A: I noticed. You sing.
H: I don't.
A: You do. Flat. I open the window.

# low
@ EXT. COVERED MARKET / DUSK
The chalk has been washed away. {H} packs {mine} alone. {A} stands with a coat on.
A: There's a pitch in another town. With a roof.
H: For one?
A: They only had one.
H: Take it. You'd be dry.
A: That's all you've got to say?
H: It's all I can say evenly.

# face
@ EXT. COVERED MARKET / DAY
The whole market is listening while it pretends to sell. {X} has a padlock; {H} has a very old paper. {A} comes up beside {H.him}, breathing hard.
X: This document is a curiosity.
H: It's your grandmother's signature. She had {pitch}. With whom, it says here.
{X} reads.
X: With the fishmonger. He was my grandfather.
A: Then you're an error, too.

# end
@ EXT. COVERED MARKET / DAWN
A chalk rectangle; no line through the middle. {H} hangs the awning on one hook, {A} on the other.
<-face> {X} passes with the measuring wheel, and lifts it over the chalk.
<-face> A: What did you tell {X.him}?
<-face> H: That I share. I'd never tried the word before.
<face> A: They've asked me again, the other town.
<face> H: And?
<face> A: I told them I'm holding up an awning.
H: Your side's lower.
A: It's raining on your side.
H: I know. Stand here.

# end
@ INT. MARKET HALL / NIGHT
Stalls shut, a string of bulbs, someone's radio. {H} sweeps towards {A}; {A} sweeps towards {H}. They meet over a small heap of leaves and string.
A: Sunday's over. Still here.
<-face> H: {X.mr^} signed us both. I promised to keep you off the knives.
<face> H: I sold nothing all day. I kept looking left.
A: Which left?
H: The one with you on it.
{A} leans the broom on the wall.
"#;

const DANCE: &str = r#"
% world modern
% ages 30-48 | 30-48 | 50-66 | 60-80
% items a pair of shoes that don't squeak | the band's old handbook | a mirror ball with most of its mirrors | a record of the slow one | a floor plan in chalk | a ticket from the first evening | a clarinet that was pawned
$ dance=tango; wrong=left | dance=waltz; wrong=right
$ weeks=six | weeks=eight
$ want=learn the {dance} before the last evening | want=dance one {dance} without falling
$ fear=the hall is sold before I've asked
$ secret=we both came to learn it for somebody else, who left
$ obj=the dance card
$ base=the dance hall
$ bp=INT. DANCE HALL

# hook
@ INT. DANCE HALL / NIGHT
Folding chairs, a gramophone. Everybody has a partner except {H}, who holds a coat, and {A}, who is in a fireproof jacket and in the wrong class.
<t> The poster by the door is for an evening called "{title}".
A: Is this first aid?
H: It's {dance}.
A: I paid for first aid.
H: You may need it. I only know how to go {wrong}.
A: I could go the other way.
H: We'd meet twice a verse.

# hook
@ INT. DANCE HALL / NIGHT
A shoe lies on the floor. {A}, with one sock, gives {H} a hand up.
H: That was your foot.
A: I wasn't using it.
H: I've paid for {weeks} weeks of {dance}. My teacher has resigned. The last three partners have moved away.
A: Far?
H: One to Peru.
A: I've no money for Peru. Shall we say again from the beginning?

# push
@ INT. DANCE HALL / DAY
{X}, the owner's agent, paces out the floor with a laser. {H} stands on the spot where the red dot wants to be.
X: Nine metres by twenty. It will make a splendid gymnasium.
H: There's dancing on Thursdays.
X: Eleven people. I counted their feet. Twenty-one, with a stick.
H: That one's the best of us.

# try
@ EXT. BUS STOP / NIGHT
Rain. {H} and {A} practise under the shelter, shopping bags for counterweight. A bus opens its doors, watches, and leaves.
A: That was the last one.
H: You said, "Don't look down."
A: I meant the steps. How far do you live?
H: Four kilometres.
A: How many is that, in {dance}?

# turn
@ INT. CLOAKROOM / NIGHT
Two coats on one hook. A letter has fallen out of one; {A} gives it back, too late not to have seen. {H} folds it small.
H: Somebody liked dancing. I thought, if I could only do it.
A: Mine was called Robin. Robin said I'd no rhythm.
H: So neither of us came for this.
A: No. But I've stopped being early for Robin.

# bond
@ INT. FIRE STATION / NIGHT
Between two engines, in boots, {A} counts. {H} gets it right, and is so surprised that {H.he} stops.
A: Why've you stopped?
H: It worked. I'd nothing planned for after that.
A: What d'you do, when you're not falling?
H: I restore clocks. I make them late again, the way people had them.
A: Make me one.

# low
@ EXT. DANCE HALL / DAY
Boards on the windows. {H} reads the notice; {A} comes running with a helmet under one arm.
A: It says Saturday. I'm on shift all Saturday.
H: Then that's that. It was only Thursdays.
A: Is that what it was?
H: Don't ask me when I'm counting. I'm trying to get to the end of the street.

# face
@ INT. DANCE HALL / NIGHT
Candles; eleven people, one gramophone. {X} comes in with the keys. {H} walks up to {X.him} and holds out a hand.
X: I came to turn off the lights.
H: We've seen to the lights. Do you go {wrong}, or the other way?
X: I do not. I never have.
H: Nobody has. It's {weeks} weeks. This is only the first.

# end
@ INT. DANCE HALL / NIGHT
The record ends; its needle goes on. {H} stands alone in the middle of the floor. A siren outside, close, then off. {A} comes in, soot to the eyebrows.
<-face> By the gramophone stands {X}, who has the keys, and does not use them.
A: Am I late?
H: By a side and a half.
A: There was a cat.
H: There's always a cat. Which way?
A: {wrong^}. I've been practising your side.
H: So have I. Yours.
{X} lifts the needle back to the start.

# end
@ EXT. STREET / NIGHT
Four kilometres of lamps. {H} and {A} are going home, one lamp to the next, in {dance}.
<-face> A: So the hall's a gymnasium.
<-face> H: {X.mr^} says Thursdays may stay. {X.he^} wants lessons.
<face> A: The hall stays, on Thursdays.
<face> H: And the rest of the week?
A: There's this street. You've stopped counting.
H: I lost my place. Somewhere after the bakery.
A: That's five lamps back.
H: I know. I didn't like to say.
"#;
