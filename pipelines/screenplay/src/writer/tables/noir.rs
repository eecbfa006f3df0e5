//! Noir: a missing pianist and a ledger, a fire that was paid for.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[PIANIST, FIRE];

const PIANIST: &str = r#"
% world city
% ages 36-50 | 30-55 | 45-62 | 28-45
% items a matchbook with a number inside | the hat-check girl's memory | the back page of a ledger | a bullet that was never fired | a pawn ticket for a trumpet | the doorman's good eye | a photograph with the corner gone
$ club=the Marigold; song=the slow one in B flat | club=the Blue Pelican; song=the waltz nobody dances to
$ days=four nights | days=six nights
$ player=Lou Castelane | player=Nell Arden
$ want=find {player} before the river does | want=find {player}
$ fear={player} ends up under the new stadium
$ secret={player} wrote the ledger, in music
$ obj=the ledger
$ base=my office
$ bp=INT. OFFICE ABOVE THE ARCADE

# hook
@ INT. OFFICE ABOVE THE ARCADE / NIGHT
Rain writes on the window. {H}, who finds people, has both feet on the desk and one shoe off. {A} comes in without knocking and puts down an envelope.
<t> On the envelope, in green ink: "{title}".
A: {player}. Piano, {club}. {days^} gone.
H: Musicians oversleep.
A: Not on pay night. {X.mr^} says there was never any pianist.
H: And the piano?
A: Sawn up. I saw the legs.

# hook
@ INT. BAR, {club} / NIGHT
A stool, a dark piano with its lid nailed shut. {H} leans on it. {A}, behind the bar, dries one glass for a long time.
H/V.O.: I came for a drink. I stayed for the nails.
H: Who shut it?
A: Management. It kept playing {song}.
H: Pianos don't. People do. Where's {player}?
A: {X.mr^} pays me not to know.
H: How much?
A: Not enough to say it twice.

# push
@ INT. BACK ROOM, {club} / NIGHT
Green lamp, one clean table. {X} cuts a cigar and offers {H} the other half.
X: You are asking for a person who does not exist. I find that touching.
H: I'm paid by the day. Existing or not.
X: Then I shall pay you by the week, to find nobody.
H: You can't afford how badly I'd do it.

# try
@ INT. BOARDING HOUSE ROOM / NIGHT
A bed made too well. {H} looks under it, behind it, in the lamp. {A} keeps to the doorway.
A: The landlady says no one ever lived here.
H: She's ironing {player}'s shirts.
A: So?
H: So somebody's expected back. Or somebody's expected to think so. Put your hands up, {A}. Slowly. There's a man behind you.

# turn
@ INT. OFFICE ABOVE THE ARCADE / NIGHT
Sheet music on the desk. {H} counts along a line with a pencil. {A} hums it and stops.
A: That's wrong. Nobody plays that. It's got a date in it.
H: Four notes, a rest, two notes. It's money. It's every payment {X.mr} ever made.
A: In {song}?
H: {player^} played the books every night. To a full house.

# bond
@ INT. ALL-NIGHT DINER / NIGHT
Two eggs, two forks, one plate. {A} turns the cup a quarter turn at a time. {H} looks at the street.
A: You never ask why I hired you.
H: People tell me. Then I have to give it back.
A: {player^} taught me one tune. Left hand only. Nobody ever gave me the right.
H: We'll ask for it.

# low
@ EXT. ALLEY / NIGHT
{H} sits in a puddle with a split lip, holding the sleeve of a coat and no coat. {A} comes with a handkerchief.
A: They took it?
H: Every sheet. They were courteous. One held my hat.
A: Then it's over.
H: Hum it.
A: What?
H: You've heard it for years, behind that bar or in front of it. Hum it.

# face
@ INT. BAR, {club} / NIGHT
Full house. {H} pulls the last nail out of the piano lid. {X} rises at the corner table, smiling for the guests. {A} sits down on the stool.
X: The instrument is out of order.
H: So's the tune. It's all dates and figures. There's a judge at table six with perfect pitch.
X: Name what you want.
H: The right hand.

# end
@ EXT. RAILWAY PLATFORM / DAWN
Steam. {player^}, collar up, climbs into a carriage without waving. {H} and {A} stand by a pillar with one umbrella.
<-face> Two cars are parked across the exit; in one of them, {X} lights the wrong end of a cigar.
<-face> A: You gave {X.mr} to the judge?
<-face> H: I whistled. The judge reads music.
<face> A: The judge asked for an encore.
<face> H: Twenty years, with time for good behaviour.
A: What do I owe you?
H: A tune.
A: Left hand only.
H: It's what I've got ears for.

# end
@ INT. OFFICE ABOVE THE ARCADE / DAWN
{H} types a report with one finger. {A} leans in the door with hat in hand.
H/V.O.: I found {player}. Under the stadium, the way the song said. I was {days} late, and so was everyone.
<-face> A: And {X.mr}?
<-face> H: Hums it. The warder asked me what it is.
<face> A: The jury only heard it once.
<face> H: It stays with you.
A: Is that everything?
H: Close the door. Leave the light.
"#;

const FIRE: &str = r#"
% world city
% ages 34-48 | 26-44 | 40-58 | 50-70
% items a can with the label burnt off | the watchman's second key | a policy in the wrong ink | the fire chief's first report | a lease signed after midnight | a burnt shoe, left foot | the telephone girl's notes
$ goods=silk; ash=It smelt of paper | goods=furs; ash=It smelt of straw
$ sum=eighty thousand | sum=two hundred thousand
$ want=prove who lit the warehouse | want=find out what burned on Pier Nine
$ fear=the company pays {sum} for a crate of newspapers, and a dead man gets the blame
$ secret=the dead watchman is alive, and was paid to stay dead
$ obj=the policy
$ base=the claims office
$ bp=INT. CLAIMS OFFICE

# hook
@ INT. BURNT WAREHOUSE / DAY
Black beams, white sky. {H}, an insurance adjuster, pokes the ash with an umbrella. {A}, in a fireman's coat too large, keeps to the planks.
<t> One wall still stands, with paint on it: "{title}".
H: {sum^} in {goods}, the policy says.
A: {ash^}, if you ask me.
H: I'm asking you.
A: {X.mr^} asked me not to be asked.
H: When?
A: The day before it burned.

# hook
@ INT. CLAIMS OFFICE / NIGHT
A single lamp. {X}, in mourning that fits perfectly, sits in the client's chair. {H} reads a policy without turning the page.
X: {sum^}. I should like it in one sum. I have lost everything.
H: {goods^}, was it?
X: All of it. And poor Harker, the watchman.
H: How did you know it was Harker? They haven't found a face.
{X} buttons a black glove.
X: One knows one's staff.

# push
@ INT. CHIEF'S OFFICE / DAY
A fan turns. {X} stands by the window with {X.his} hat on. {H} is not offered the chair.
X: Your superiors have agreed to pay on Friday. I came to thank you in person.
H: I haven't signed.
X: A formality. You have debts at two bars and one stable. I have bought all three.

# try
@ EXT. PIER NINE / NIGHT
Fog bells. {A} lifts a tarpaulin; {H} strikes a match and shields it.
A: Forty crates. Stencilled the same as the burnt ones.
H: Open one.
The lid gives. Inside: {goods}, whole and dry.
H: It never burned.
A: Put out the match.
H: Why?
A: I can hear a second one.

# turn
@ INT. RAILWAY HOTEL ROOM / NIGHT
A man turns his face to the wall. {H} lays a burnt shoe on the bed. {A} takes off {A.his} helmet.
A: Harker. I carried your coffin.
H: What was in it?
A: It was heavy. I cried.
H: Sandbags. He's been paid to be dead. He's been paid well, and now he's the only witness.

# bond
@ INT. FIRE STATION / NIGHT
Boots in a row. {A} polishes a brass nozzle; {H} warms {H.his} hands on a cup.
H: Why fires?
A: My building. I was six. A stranger carried me down nine floors, and went back.
H: And?
A: That's why fires.
{H} looks at the empty tenth hook on the wall.

# low
@ INT. CLAIMS OFFICE / NIGHT
Drawers open, empty. {H} sits on the floor with a glass that stays full. {A} reads a telegram under the lamp.
A: Harker's been found. In the bay. Properly, this time.
H: I signed him into that hotel.
A: You signed in my name. They'll come for me.
H: Then we'd better be early.

# face
@ INT. BURNT WAREHOUSE / NIGHT
Rain through no roof. {X} holds a lamp. {H} stands in the ash, hands empty. Above, on a beam, {A} does not move.
X: You asked me here to sell. Name your sum.
H: {sum^}. In one sum.
X: And your conscience?
H: Came separately. It's up there, with a stenographer and two firemen.

# end
@ INT. CLAIMS OFFICE / DAWN
{H} stamps a file: NOT PAID. {A} sets down two coffees, one with a saucer.
<-face> Through the pebbled glass, {X} walks by between two hats.
<-face> A: What gave {X.him} away?
<-face> H: Grief. It was tailored. And the crates on Pier Nine, still dry.
<face> A: They'll sack you for not paying.
<face> H: They've sacked me for smaller sums.
A: There's a room at the station. Ninth hook, or tenth.
H: I don't climb.
A: Nobody does, the first time.

# end
@ EXT. PIER NINE / NIGHT
A hulk of a ship slides out. {H} watches it from a bollard. {A} comes along the boards, slowly, with a suitcase.
<-face> H: And {X.mr}?
<-face> A: Aboard, in irons. Complaining of the cabin.
<-face> H: Paid in full.
<face> A: The jury was out for nine minutes.
<face> H: One for each crate they didn't count.
A: And you'll go on sniffing ashes?
H: It always smells of paper, in the end. Where are you off to?
A: South. Dry hills, and no tenth hook.
"#;
