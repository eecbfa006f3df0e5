//! What else goes on in long stories: small matters between the hero and the ally, each of four scenes.
//!
//! They are told in order, far apart, in any world.

/// The subplots.
pub(in crate::writer) const TABLES: &[&str] = &[LETTER, BET, ANIMAL, COAT, SONG, WAGER];

const LETTER: &str = r#"
$ who=a daughter; her=her | who=an old teacher; her=her | who=a sister; her=her
# sub letter
@ {sp} / [NIGHT|DUSK]
{A} writes on {A.his} knee, crosses it out, and folds the paper very small. {H} sees it, and says nothing, loudly.
A: It's only a letter. To {who}.
H: I didn't ask.
A: You breathed. I've begun it eleven times. I get as far as "Dear".
H: That's the hard part, isn't it?
# sub letter
@ {sp} / [DAY|DAWN]
{H} finds a scrap of paper: one word, crossed out. {A} takes it back.
H: "Sorry" isn't a bad beginning.
A: It's where I always stop. I left without saying goodbye to {her}. There was a band playing.
H: Then start with the band. Leave the sorry for last.
# sub letter
@ {sp} / [DUSK|NIGHT]
{A} reads aloud from a full page; {H} mends something and listens.
A: "...and the trombone was flat, and you were holding a plate. I've thought about that plate."
H: What was on it?
A: Cake, for me.
H: Put that in. Put in the cake.
# sub letter
@ {sp} / [DAY|DAWN]
{A} has an envelope, an answer, unopened; {A.he} has carried it for a week. {H} holds out a hand. {A} shakes {A.his} head, and then gives it.
H: It's one line. Shall I?
A: If it's short, it's no.
H: "The trombone was my husband. Come to supper."
A: Read the second half again.
"#;

const BET: &str = r#"
$ thing=juggle three cups; short=juggling | thing=stand on my hands; short=handstands
# sub skill
@ {sp} / [DAY|DUSK]
{H}, alone as {H.he} thinks, tries something foolish, and falls over. {A} claps.
A: What's that in aid of?
H: I told a child I could {thing}.
A: Can you?
H: I've just shown you. I said it with such confidence, too.
# sub skill
@ {sp} / [DAY|DAWN]
Practice. {A} calls out numbers; {H} lies on the ground after each one.
A: That's four falls. Yesterday it was nine.
H: It's the same fall. I'm saving time.
A: Bend your knees. Everything's in the knees: {short}, marriage, ladders.
H: You've never been married.
A: Weak knees.
# sub skill
@ {sp} / [DUSK|NIGHT]
{H} does it, for as long as it takes to notice. {A} has a mouth full of bread.
H: Did you see that? Tell me you saw.
A: I was looking at the bread.
H: It was perfect!
A: Do it again, then. That's the trouble with perfect. It wants a second witness.
# sub skill
@ {sp} / [DAY|DUSK]
A child, arms folded. {H} bows, breathes, and does it. {A} holds {A.his} hat like a curtain.
H: There. As promised.
A: The critic wants to know if you can do it backwards.
H: What did you say?
A: I said, give us till spring. So that's our spring gone.
"#;

const ANIMAL: &str = r#"
$ pet=a one-eared cat; sound=purrs | pet=a moulting parrot; sound=clicks | pet=a three-legged dog; sound=sneezes
$ name=Bishop | name=Mrs Pym | name=Thursday
# sub stray
@ {sp} / [DAY|DUSK]
{pet^} has followed them all day. {H} walks faster. {A} walks slower.
H: Don't look at it. It'll think we're staying.
A: I haven't looked. I've only named it.
H: You've named it?
A: {name}. It looks like a {name}. Now it's too late, you see.
# sub stray
@ {sp} / [NIGHT|DUSK]
{H} finds half of {H.his} supper gone and {pet} asleep on {H.his} hat. {A} is busy elsewhere.
H: {name} is to leave in the morning. I mean it.
A: Tell {name}.
H: I did. It {sound}.
A: Well, that's {name} for "after breakfast".
# sub stray
@ {sp} / [NIGHT|DAWN]
No animal. {H} calls, softly, in three directions. {A} stands behind {H.him} with a lamp and a piece of cheese.
H: {name}! I'm not worried. I only want my hat back.
A: Your hat's on your head.
H: Then I'm worried. Hold the lamp up. Higher.
# sub stray
@ {sp} / [DAY|DAWN]
On a strange doorstep, with a family of four feeding it: {pet}. {H} and {A} look round the corner.
A: We could whistle for it.
H: No. Look how it's lying. That's somebody who lives there.
A: You're crying.
H: It's the draught. Goodbye, {name}. You had the better half.
"#;

const COAT: &str = r#"
$ thing=a watch that has stopped; it=watch | thing=a pipe nobody smokes; it=pipe | thing=a key to nothing; it=key
# sub keepsake
@ {sp} / [DAY|DUSK]
{H} turns out a pocket: {thing}. {A} reaches for it, and gets a look.
A: I've never seen you without that. Does it do anything?
H: It was my brother's. He said that he'd want it back.
A: When was that?
H: I was twelve. I carry it so that he'd have to ask.
# sub keepsake
@ {sp} / [NIGHT|DAWN]
{H} goes through every pocket twice, then {A}'s.
H: The {it}'s gone.
A: When did you have it last?
H: I always have it. I don't have it last. I have it all the time.
A: All right. Sit. We'll walk the whole day backwards, you and I.
# sub keepsake
@ {sp} / [DAY|DUSK]
On hands and knees, {A} comes along from the far end. {H} from the near end. They meet.
A: Two buttons and a tooth. No {it}.
H: Leave it. It's a thing.
A: It isn't, though.
H: No. But my knees are things, as well. Help me up.
# sub keepsake
@ {sp} / [DUSK|NIGHT]
{A} tears open a seam in {H}'s coat with a knife, carefully, and there it is: {thing}, fallen through the lining.
A: It was with you. The whole time you were looking.
H: He'd laugh. He'd say, "Typical."
A: Say it, then.
H: Typical. Oh, that's him exactly.
"#;

const SONG: &str = r#"
$ bird=heron; bad=a coal cart | bird=nightingale; bad=a wet hinge
# sub voice
@ {sp} / [DAY|DAWN]
{A} sings at work, badly, with feeling. {H} stops the work.
H: What is that?
A: My audition. There's a choir at home. They've refused me six times.
H: On what grounds?
A: They said I've the voice of a {bird}. I looked it up. They meant the other sort.
# sub voice
@ {sp} / [DUSK|NIGHT]
{A} breathes in, as told. {H}, who has never sung a note, is teaching.
H: From lower down. As if you'd something heavy to lift.
A: Do you know anything about singing?
H: Nothing. But I know lifting. Again. And this time mean the weight.
# sub voice
@ {sp} / [DAY|DUSK]
{A} sings one clean line, stops, and touches {A.his} throat. {H} has dropped what {H.he} was holding.
H: Who was that?
A: I don't know. It was in there behind the other one.
H: Don't chase it. Just leave the door open.
A: It sounded like my mother's side.
# sub voice
@ {sp} / [NIGHT|DUSK]
{A} unfolds a note. {H} pretends to look for something.
A: The choir has written. They've a place, at the back, among the basses or the chairs.
H: So you'll go?
A: When this is done. I told them I'm in the middle of a long song, with {bad}.
H: Am I {bad}?
"#;

const WAGER: &str = r#"
$ year=the year of the flood | year=the winter of the big snow
# sub debt
@ {sp} / [DAY|DUSK]
{A} hands {H} a coin, formally. {H} hands it back.
A: It's what I owe you. From {year}.
H: You owe me nothing from {year}.
A: You gave me your dry boots. I sold them.
H: You told me they were stolen!
A: They were. By me.
# sub debt
@ {sp} / [NIGHT|DUSK]
The coin lies between them on the ground. Neither of them, {H} nor {A}, will pick it up.
H: What did you buy with my boots?
A: Medicine. For somebody who died of something else.
H: You might've asked me.
A: You'd have given them. Then I would have had to be grateful.
# sub debt
@ {sp} / [DAY|DAWN]
{H} looks at {A}'s shoes: one sole flaps like a mouth. {A} hides the foot behind the other.
H: How long have they been like that?
A: They talk. It's company.
H: Sit down. Give me the left one. I've a strap, an awl, and a coin for the heel.
# sub debt
@ {sp} / [DUSK|DAY]
{A} walks up and down, listening. Each second step clinks. {H} is pleased and hides it.
A: I'm worth more on the left.
H: So we're even. It's your coin, my stitching.
A: I'll sell them, you know.
H: I know. Tell me they were stolen.
A: They will be.
"#;
