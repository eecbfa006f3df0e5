//! Documentary: the last of a trade, and a count of birds. The hero asks from behind the camera.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[SALT, COUNT];

const SALT: &str = r#"
% world modern
% ages 28-40 | 62-80 | 40-56 | 30-60
% items a reel from the old newsreel | the cooperative's first minutes | an aerial photograph from 1961 | a salt rake with three names on it | a rain diary | the recording of a foreman's laugh | the lorry driver's tally
$ thing=salt; place=the pans; tool=a wooden rake; move=Pull, don't push | thing=lime; place=the kiln; tool=a long iron bar; move=Lift, don't throw | thing=reed; place=the marsh; tool=a short scythe; move=Swing, don't chop
$ years=fifty-one | years=forty-six
$ want=film one last harvest at {place} | want=finish the film before {place} closes
$ fear=the last one who knows the work takes it home with {A.him}
$ secret=the buyer's own family worked {place} for three generations
$ obj=the footage
$ base=the camp at {place}
$ bp=EXT. EDGE OF {place}

# hook
@ EXT. EDGE OF {place} / DAWN
{A} walks into the frame with {tool}, and out of it, and back. {H} is a boom pole, a shadow, a voice.
<t> Caption, white on nothing: "{title}".
H/O.S.: Could you do that again, for the light?
A: The light can do it again. I've {thing} to bring in.
H/O.S.: How long have you done this?
A: {years^} years. Today I'm slow. You're standing in it.

# hook
@ INT. HUT AT {place} / DAY
{A} puts on a clean shirt for the interview, over the working one. {H} adjusts a microphone; only the hands are in the picture.
H/O.S.: Say your name and what you do.
A: You know my name. You ate here yesterday.
H/O.S.: For the film.
A: I make {thing}. After me, a machine will. After that, I don't know. Is that what you wanted?
<t> A card is held up for focus: "{title}". {A} reads it, and shrugs.

# push
@ INT. COMPANY OFFICE / DAY
A model of a marina under glass. {X}, spokesperson, is already lit. {H}'s shadow lies across the desk.
X: We honour the tradition. There will be a visitors' centre, with an interactive rake.
H/O.S.: Will anyone make {thing} there?
X: On Saturdays. In costume. May we stop for a moment?
H/O.S.: We're still running.

# try
@ EXT. {place} / DAY
The camera lies on its side, still recording. {H}, in the picture for the first time, holds {tool} the wrong way round. {A} watches without pity.
A: {move^}. It's heavier than your camera, is it?
H: Much.
A: And that's the light end. Now do it for nine hours, and I'll ask you how it feels.

# turn
@ INT. HUT AT {place} / NIGHT
A biscuit tin of photographs. {A} lays one under the lens: a row of workers, and a child on a crate. {H} leans into the frame.
A: That's the foreman. That's his boy. He cried when he had to go to school.
H: Who is he?
A: The grandfather of your {X.mr}. With the interactive rake.

# bond
@ EXT. EDGE OF {place} / DUSK
{A} on an upturned barrow. {H} has forgotten the camera; the horizon is crooked.
A: Now I'll ask. Who'll film you?
H: Nobody. That's the point of standing behind it.
A: My wife said I talked to {thing} because it couldn't answer.
H: What did you say?
A: I said, "Wait."

# low
@ EXT. {place} / DAY
A yellow machine crosses the picture from left to right, and takes its time. {A} sits in the hut's doorway with {A.his} boots off. {H} films the boots.
A: You can turn it off.
H/O.S.: Do you want me to?
A: No. Somebody ought to have it. Film the hole. It's a good hole. I dug it in '79.

# face
@ EXT. EDGE OF {place} / DAY
{X}, in city shoes, stands where the machine has stopped. {H} holds out a photograph at the end of the boom.
X: Where did you get this?
H: From a biscuit tin. That's your grandfather, isn't it?
X: He never spoke of it. He had terrible hands.
H: Would you say that again? Facing the light?

# end
@ EXT. {place} / DAWN
One square is left, the size of a room. {A} holds {tool} out, handle first. Whoever takes it is half out of frame: {H}, or the sleeve of {H}.
<-face> Behind them, {X} has taken off {X.his} shoes, and waits to be told.
A: {move^}.
H: Like this?
A: No.
H: Like this?
A: No. But it was no in the right direction.
<-face> X: May I also try?
<face> A: {X.mr^} gets Tuesdays. You get today.
A: Who's minding the camera?
Nobody. It goes on recording.

# end
@ INT. VILLAGE HALL / NIGHT
A bed sheet for a screen. Faces in its light. In the front row sits {A}, arms crossed. {H} stands at the projector.
A (to the screen): That's my back.
H: It's a good back.
A: It goes on too long.
H: It's {years} years. I cut it to four minutes.
<-face> In the last row, {X} has begun to clap, and cannot stop.
<face> A: Did {X.mr} see this?
<face> H: Twice. {X.he^} asked for the tin.
A: Show the hole again.
"#;

const COUNT: &str = r#"
% world modern
% ages 26-40 | 40-70 | 42-60 | 30-60
% items the school's window diary | a nest box with a date burnt in | forty years of postcards | a tape of the same dawn in 1974 | a ladder that reaches the eaves | the roofer's phone number | a map with red dots
$ bird=swifts; first=a hundred and four; now=eleven | bird=house martins; first=eighty-eight; now=nine
$ years=thirty-eight; gone=forty-one | years=twenty-nine; gone=thirty-two
$ want=count the {bird} one more summer | want=get the {bird} onto the plans
$ fear=the new roofs are closed, and next year's count is zero
$ secret=the count was wrong for years, out of kindness
$ obj=the notebook
$ base=the kitchen
$ bp=INT. KITCHEN, THIRD FLOOR

# hook
@ EXT. ROOFTOP / DUSK
A deckchair, a clicker, a thermos. {A} counts the sky, lips moving. {H} is behind the camera; we hear {H.him} breathe.
<t> A title, hand-lettered on a roof slate: "{title}".
A: {now^}.
H/O.S.: Last year?
A: You don't want last year. {first^}, when I began.
H/O.S.: Why do you still count?
A: They come all the way from Africa. Somebody ought to be in.

# hook
@ INT. KITCHEN, THIRD FLOOR / DAY
{years^} notebooks on a shelf, spines sunburnt. {A} takes down the first one. {H}'s hand comes in with a light meter, and goes.
A: The ninth of May. {first^} {bird}, over this street alone.
H/O.S.: And this May?
A: Scaffolding. {X.mr^} says new roofs. Good ones. Sealed.
H/O.S.: Where will they go?
A: Round and round. They don't land, you know. That's the trouble.

# push
@ EXT. BUILDING SITE / DAY
Hard hats. {X}, site manager, points upwards, helpfully. {H}'s microphone has a fur cover, and is mistaken for something.
X: There are no nests in that roof. We had a survey made.
H/O.S.: In which month?
X: January.
H/O.S.: They were in the Congo in January.
X: Then the survey is quite correct.

# try
@ INT. SCHOOLROOM / DAY
Twenty children at the windows with clickers. {A} walks behind them. {H} films the backs of heads.
A: Only the ones that scream. The quiet ones are starlings.
H/O.S.: What've they got?
A: Four hundred and six. That boy there clicks when he's happy.
H/O.S.: So what will you write down?
A: Eleven. And that he was happy.

# turn
@ INT. KITCHEN, THIRD FLOOR / NIGHT
Two notebooks lie open under the lamp. {H} has come round to the table; the camera runs alone. {A} will not look at the page.
H: The ink's different. You changed these.
A: My wife was ill. She asked me every evening. I said forty.
H: How many were there?
A: Nineteen. She died with forty.

# bond
@ EXT. ROOFTOP / NIGHT
No birds; stars. {A} pours tea into the lid for {H}.
A: They sleep up there. Half the brain at a time.
H: And the other half?
A: Flies. I know people like that.
H: I make films.
A: I know. I watched you eat.

# low
@ EXT. ROOFTOP / DUSK
Foam in every gap under the tiles, still swelling. {A} holds the clicker and does not press it. {H} lets the shot run.
H/O.S.: What's the count?
A: They're looking for the door. See? There. There. It's the same one each time.
H/O.S.: Shall I stop?
A: It won't stop. Why should you?

# face
@ INT. SITE OFFICE / DAY
{H} turns a laptop round on the desk: a bird, at a wall, again and again. {X} watches without a sound.
X: How long does it do that?
H: Until dark. I've got four hours of it.
X: What does it want?
H: A hole. The width of two fingers. You've nine hundred tiles.
X: Two fingers. I see.

# end
@ EXT. ROOFTOP / DUSK
A year on. A row of small dark gaps under new tiles. {A}, clicker up. {H} sits in a second deckchair with no camera at all.
<-face> {X} stands at the hatch in a hard hat, holding {X.his} breath.
A: There.
H: Where?
A: Gone in. Number one.
<-face> X: That is my hole. I drilled that one.
<face> H: That's {X.mr}'s gap. {X.he^} drilled that row.
A: Two. Three. Don't talk, I'll lose... well. Lose what you like. There's more coming.

# end
@ INT. KITCHEN, THIRD FLOOR / DAY
A new notebook, the first page. {A} pushes the pen across the table to {H}.
A: You write it. My hand shakes, and I round up.
H: What's the number?
A: Fourteen. It's fourteen, honestly.
<-face> H: {X.mr^} called. They've left the gaps open, in writing.
<face> H: You changed the whole estate, you know.
A: {gone^} Mays. Put the happy boy in, too. He's mine now. He's got the roof on Thursdays.
Through the window: screaming, thin and high and glad.
"#;
