//! Mystery: a page cut from a hymn book, a hotel guest who never arrived.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[CHOIR, HOTEL];

const CHOIR: &str = r#"
% world modern
% ages 58-74 | 26-40 | 45-64 | 50-70
% items the second key to the vestry | a parish magazine with a clipped corner | the organist's tuning fork | a seating plan of the altos | a candle end of the wrong colour | a library card in a maiden name | a glove for a small hand
$ lost=the first edition; page=page forty | lost=the gold cup; page=the receipt
$ who=the conductor; how=at the foot of the gallery stairs | who=the treasurer; how=in the boiler room
$ word=tenor; no=sang flat | word=alto; no=came in late
$ want=find out who was in the gallery at nine | want=find the missing page
$ fear=the wrong {word} is charged in the morning
$ secret=the thing was sold years ago, and everyone sang over it
$ obj=the hymn book
$ base=the vestry
$ bp=INT. VESTRY

# hook
@ INT. VESTRY / NIGHT
{H}, a retired schoolteacher, counts coats on hooks. {A}, a young constable, writes down the number. Beyond the door a choir waits, not singing.
<t> On the spine of the hymn book in the evidence bag: "{title}".
H: Nineteen coats. Eighteen singers.
A: {who^} was found {how}. Perhaps it's {who}'s.
H: No, dear. Nobody falls downstairs and hangs up a coat.
A: Whose is it, then?
H: Somebody's who's still cold.

# hook
@ INT. CHURCH GALLERY / NIGHT
{H} stands on the top stair with a torch and a boiled sweet. {A}, in uniform, holds the rail. {X}, the churchwarden, waits below.
X: A tragic stumble. I should like to lock up.
H: Who {no} tonight?
X: I beg your pardon?
H: In the last hymn. Somebody {no}. I was in the third row.
A: Does it matter?
H: One can't sing and push, Constable.

# push
@ INT. PARISH OFFICE / DAY
{X} squares a pile of papers that is already square. {H} has sat down without being asked, and has brought knitting.
X: The constable has made an arrest. A {word}. I think we may all be thankful.
H: I taught that {word}. Couldn't push a door without apologising to it.
X: People change.
H: Not their wrists.

# try
@ INT. TEA ROOM / DAY
Cake. {H} has laid out sugar lumps as a choir. {A} moves one, guiltily.
A: The {word} says the lights went out at nine.
H: For how long?
A: One verse.
H: Which? Verse three is eleven bars longer. One could get to the gallery and back in verse three.
A: In the dark?
H: If one had the key to the lights.

# turn
@ INT. VESTRY / NIGHT
The safe stands open. {H} holds {lost} to the lamp, then bites it gently. {A} winces.
A: Should you?
H: It's a copy. A good one. {page^} would have shown it, and so {page} had to go.
A: Then the real one...
H: Is a new roof, I should think. Look up. When was that paid for?

# bond
@ EXT. CHURCHYARD / DAY
{H} pulls ivy from a stone. {A} holds the flask.
A: My sergeant says I should leave it.
H: Mine said that. I was married to him.
A: Was he right?
H: Generally. He's under this one. I come and tell him when he wasn't.

# low
@ INT. POLICE STATION / NIGHT
{H} sits on a bench, knitting something official-looking in blue. {A} takes off {A.his} badge to polish it, and does not put it on.
A: They found your prints on the safe.
H: I opened it.
A: They think you closed it, too.
H: Then we've annoyed the right person. Is there any tea?

# face
@ INT. CHURCH / NIGHT
The choir in its places. {X} stands in the aisle. {H} lifts a conductor's baton like a knitting needle; {A} is at the light switch.
X: What is this?
H: Verse three. Please sing, everybody. Constable: the lights.
Dark. Singing. One voice stops.
H: Lights.
{X} is halfway up the gallery stairs.
X: I thought I heard someone fall.
H: You did. On Tuesday.

# end
@ INT. VESTRY / NIGHT
Nineteen hooks. {H} takes down the last coat and holds it open. {A} brings {X} from the church, in handcuffs.
H: You'll want it. It's cold at the station.
X: How long have you known?
H: There are mints in the pocket. You offered me one, and said you'd not been here.
<-face> A: And you didn't tell me?
<face> A: You could've told me on Tuesday.
H: You needed to see the stairs first.

# end
@ INT. CHURCH / DAY
Practice. {H} is back in the third row. {A}, out of uniform, holds a hymn book upside down at the end of the basses, or the altos.
<-face> Through the open door, a police car takes {X} slowly past.
<-face> A: {X.mr^} confessed. {X.he^} asked who'd heard it.
<-face> H: Everybody did. It's what a choir's for.
<face> A: The real one's in Geneva. They won't sell.
<face> H: Let them keep it. The roof's dry.
A: I can't sing, you know.
H: Nobody minds. Come in on time.
"#;

const HOTEL: &str = r#"
% world modern
% ages 32-50 | 22-60 | 42-60 | 40-70
% items the laundry list for the third floor | a room key without a number | the bar bill of a teetotaller | the night porter's thermos | a postcard posted from nowhere | a ski with initials | the dumb waiter's rope
$ room=room 31 | room=room 14
$ guest=Professor Ashdown; proof=reading glasses | guest=Madame Orlov; proof=a cigarette holder
$ want=find {guest} before the road opens | want=prove that {guest} was here
$ fear=whoever did it drives away with the rest of us
$ secret={guest} never existed, and somebody still wanted {guest} dead
$ obj=the guest book
$ base=the hotel
$ bp=INT. HOTEL LOBBY

# hook
@ INT. HOTEL LOBBY / NIGHT
Snow to the windowsills. {H}, the night manager, turns the guest book to the lamp. {A}, the maid or whatever is needed, has an armful of sheets.
<t> On the cover, in gilt that is nearly gone: "{title}".
H: Who made up {room}?
A: I did. Every day. {guest^}, five days.
H: There's no {guest} in the book.
A: There's blood in the bath.
H: Whose?
A: That's what I came to ask the book.

# hook
@ INT. HOTEL CORRIDOR / NIGHT
A breakfast tray outside {room}, untouched, three days of it. {H} knocks. {A} sets down a fourth.
A: {guest^} rang for eggs at seven.
H: You heard the voice?
A: I heard the bell.
H: {X.mr^} had that room locked up in autumn. There's no bell in it.
{A} looks at the eggs.
A: Then who's been leaving a tip?

# push
@ INT. OWNER'S STUDY / DAY
A fire, a dog, a barometer. {X} taps the glass. {H} has put {proof} on the blotter.
X: Left by some guest last summer. Guests leave things.
H: There's breath on it. It was warm.
X: The road opens tomorrow. I suggest that you have dreamt this, and that you stop on waking.

# try
@ INT. HOTEL KITCHEN / DAY
Pans. {H} draws the hotel in flour; {A} puts a raisin in each room.
A: Eleven guests. Eleven raisins.
H: And who ate the fourth breakfast?
A: Nobody. It came back.
H: With the egg open. Who opens an egg and doesn't eat it?
A: Somebody who wants it to look eaten.

# turn
@ INT. {room} / NIGHT
{H} turns {proof} over: a price tag, still on the string. {A} opens the wardrobe: coats, all new, all one size too large.
A: Nothing's ever been worn.
H: There isn't any {guest}. There's a room dressed up as one.
A: What for?
H: To be murdered. So that somebody else can be missed a little less.

# bond
@ INT. HOTEL LAUNDRY / NIGHT
Steam. {H} and {A} fold a sheet: apart, together, apart.
A: I've told things to guests, to get a tip. That I've a sick child. That I've been to Rome.
H: Have you?
A: I've ironed for Rome. You learn a lot from collars.
H: And what do mine say?
A: Lives alone. Hopes.

# low
@ INT. HOTEL LOBBY / DAWN
A plough's lamp, far down the valley. {H} turns pages; one has been cut out, clean. {A} comes in from the snow.
A: Car's packed. {X.mr^} is wiping the windscreen.
H: And I've got a raisin and an egg.
A: You've got me.
H: You're a raisin short. You counted eleven. Count the staff.

# face
@ INT. HOTEL DINING ROOM / DAY
Everybody in furs, cases in the hall. {H} rings a spoon on a glass. {X} stays by the door, car key in hand.
H: Before we go. {guest^} has asked me to settle the bill.
X: That is not possible.
H: No? Why not, {X.mr}? You told me nobody of that name was here.
The key stops turning.

# end
@ EXT. HOTEL FORECOURT / DAY
The road, black in the white. Two police sledges. {H} returns the guest book to its shelf through the open window; {A} leans out.
<-face> {X} sits in the back of a sledge under a very good rug.
A: So who was the blood?
H: A pheasant's. The partner's was to come after. He's in the ice house. Alive, and furious.
<-face> A: And {X.mr} simply told you?
<-face> H: I sent {X.him} {guest}'s bill. {X.he^} said it was too high.
<face> A: And who pays for the eggs?
<face> H: {guest^}. It's in the book.

# end
@ INT. HOTEL LOBBY / NIGHT
Summer; doors open to crickets. {H} dips the pen. {A}, in a good travelling coat, puts down a case.
A: One night. Single.
H: Name?
A: {guest^}.
{H} looks up, and keeps the pen where it is.
<-face> H: {X.mr^} got nine years for inventing you.
<face> H: I've had nothing but trouble with you.
A: I heard. I thought somebody should turn up, for once. Does {room} have a bell now?
H: I had it put in.
"#;
