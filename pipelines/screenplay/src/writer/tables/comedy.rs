//! Comedy: a cake at the wrong wedding, a marrow under false pretences, a goat in accounts.

/// The plots.
pub(in crate::writer) const PLOTS: &[&str] = &[CAKE, MARROW, GOAT];

const CAKE: &str = r#"
% world modern
% ages 30-45 | 25-40 | 38-55 | 50-70
% items a second cake, any size | a sugar swan with both wings | a florist's van | forty metres of white ribbon | a bride and groom in marzipan | a waiter's jacket | a seating plan with our name on it
$ cake=a cake with five tiers; tiers=five | cake=a cake with seven tiers; tiers=seven
$ wrong=a retirement party; right=the Okonjo wedding | wrong=a divorce party; right=the Palmieri wedding
$ want=get the cake to the right wedding | want=get the cake back before the speeches
$ fear=a bride cuts into a supermarket sponge
$ secret=the planner ordered only one cake for both parties
$ obj=the cake
$ base=the bakery
$ bp=INT. BAKERY

# hook
@ INT. BALLROOM / DAY
{cake^} on a trolley. {H}, floury, adjusts a sugar rose. {A} reads the banner on the wall, slowly. {X}, the planner, talks into two telephones.
<t> The icing on the top tier spells "{title}", because the order form was ambiguous.
A: Question. Is the bride called Happy Retirement?
H: Don't be daft.
A: Then it's a surname. It's quite a large one.
H (looking up): This is {wrong}.
A: And they've found the knife.

# hook
@ INT. DELIVERY VAN / DAY
{H} drives at the speed of a hearse. In the back {A} embraces {cake}. Every bump is a prayer.
H: Address?
A: You have it.
H: I have the cake.
A: I have the cake. You have the wheel. {X.mr^} has the list.
On the dashboard, a phone lights up: {X}.
X/V.O.: I am looking at a bride and no cake. Kindly explain where you are.
H: Looking at {wrong}.

# push
@ INT. BALLROOM / DAY
{X} spreads {X.his} arms before the cake like a goalkeeper. {H} has the trolley by the handle.
X: Nobody moves it. These guests have paid.
H: For a sheet of brownies! It's in the oven of the van!
X: They have seen {tiers} tiers. One cannot unsee {tiers} tiers.
H: Watch me.

# try
@ INT. SERVICE CORRIDOR / DAY
The cake rolls under a tablecloth. {A} walks ahead, humming like a waiter. {H} pushes, bent double.
H: If anyone asks, it's a sick guest.
A: It's two metres tall and it smells of vanilla.
H: A tall sick guest.
A lift opens: an old couple looks at the shape, and takes off hats.
A (solemn): He loved parties.

# turn
@ INT. CLOAKROOM / DAY
{H} and {A} hide behind furs with {X}'s clipboard. {A} turns a page, and turns it back.
A: One cake. {X.he^} ordered one cake and charged both parties.
H: So where was the second to come from?
A: "Baker's fault." That's the plan. It's written here, under "contingency".
H: I'm a contingency?
A: You're underlined.

# bond
@ INT. BAKERY / NIGHT
Flour on everything. {A} pipes crooked stars; {H} eats them as they come.
A: I left law for this, you know.
H: You said you were thrown out.
A: I was thrown out towards this.
H: Why bakery?
A: Nobody ever said, "Oh no, the baker's here."
{H} looks at the broken swan on the table.
H: Until today.

# low
@ EXT. CAR PARK / DUSK
The cake has met a hedge. {H} stands with one sugar rose in each hand. {A} lifts something from the gravel.
A: This tier's fine. If they like leaves.
H: Twenty years. I never dropped one.
A: You didn't drop it. You released it.
H: Say something useful.
A: We have eggs, a hedge, and fifty minutes.

# face
@ INT. BALLROOM / NIGHT
A hundred guests, one silence. {X} has the microphone. {H} walks up in an apron, carrying something small under a bowl.
X: Ladies and gentlemen, the baker, who owes you an apology.
H: I do. I trusted a clipboard.
X: I beg your pardon?
<turn> H: Page four. "Contingency". Shall I read, or will you?
<-turn> H: Yours. It has one cake on it, for two parties. I checked.

# end
@ INT. VILLAGE HALL / NIGHT
Two parties in one room: {wrong} on the left, a wedding on the right, and in the middle {cake}, leaning. {H} and {A} hold it up from behind.
<-face> {X} serves champagne in an apron marked TRAINEE.
<-face> X: I have apologised to both sides. They wish to adopt each other. Nobody wishes to adopt me.
<face> A: How long do we stand here holding it?
<face> H: Until they've eaten the left side.
<face> A: They started on the right.
H: Don't sneeze.
A: Why would you say "sneeze"?

# end
@ INT. WEDDING TENT / NIGHT
Where a cake should be stand two hundred small buns in the shape of a tower. {H} lights a sparkler. {A} guards the bottom bun with {A.his} life.
<-face> A: You told {X.mr} what, exactly?
<-face> H: That {X.he} may keep the cake, and the bill.
<face> A: The bride cried. Is that good crying?
<face> H: She took three. It's good crying.
A: And if someone takes this one?
H: Nobody starts at the bottom.
A child starts at the bottom.
"#;

const MARROW: &str = r#"
% world modern
% ages 34-50 | 60-76 | 48-66 | 30-60
% items a second wheelbarrow | last year's judging sheet | a scale that lies upwards | the recipe for green paint | a witness from the onion table | a straw hat with authority | the rule book of the first show
$ veg=marrow; weight=thirty kilos | veg=pumpkin; weight=ninety kilos | veg=leek; weight=four kilos
$ prize=the silver trowel | prize=the golden dibber
$ want=win {prize} with a {veg} we didn't grow | want=get the {veg} past the judges
$ fear=the village finds out that our {veg} came from a petrol station
$ secret=half the tent was bought in
$ obj=the {veg}
$ base=the allotment
$ bp=EXT. ALLOTMENT

# hook
@ EXT. ALLOTMENT / DAWN
A hole where a {veg} used to be. {H}, in a dressing gown, kneels beside it. {A} leans over the fence with a mug.
<t> A hand-painted sign still marks the bed: "{title}".
H: Gone. {weight^}, and the show's at noon.
A: Slugs?
H: With a wheelbarrow?
A: The petrol station has some. Quite nice ones.
H: That would be cheating.
A: It would be shopping. You'd be cheating later.

# hook
@ INT. PETROL STATION / DAY
{H} and {A} stand before a crate of vegetables, between antifreeze and newspapers. {H} wears sunglasses.
A: That one. It looks like it's had a hard life.
H: I've grown my own for thirty years.
A: And the night before the show you reversed over it.
H: Quietly. {X.mr^} has ears.
A: {X.mr^} has {prize}. Eleven times. Pick one.
<t> The sticker says "{title}". {A} peels it off and eats the evidence.

# push
@ EXT. SHOW TENT / DAY
{X}, with a rosette the size of a plate, blocks the way. {H} wheels a barrow with something under a blanket.
X: A late entry! How brave. May one peep?
H: It's shy.
X: I knew your father's {veg}s. I shall know yours by the skin.
H: It takes after its mother.

# try
@ INT. SHOW TENT / DAY
{A} rubs soil on the {veg} with a toothbrush. {H} keeps watch through a flap.
H: Hurry. The judges are at the chutney.
A: It's too clean. It's got no past.
H: Give it a scar.
A: I gave it two, and a worm.
H: Whose worm?
A: He's freelance.

# turn
@ INT. SHOW TENT / DAY
{H} crawls under the tablecloths and meets a barcode, then another. {A} crawls in from the other side.
H: The onions have stickers. So do the beans.
A: The Colonel's tomatoes are still on the tray.
H: Does anyone here grow anything?
A: Mrs Pell grows suspicious.
H: And {X.mr}?
A: Look at the stalk. That's glue.

# bond
@ EXT. ALLOTMENT / DUSK
A bench made of a door. {A} pours tea into a flowerpot saucer for {H}.
A: I've never won a thing. Forty years. I enter parsnips, for company.
H: For company?
A: After Joan, it was the only table where I had to be somewhere by ten.
{H} moves up, so that the door is level.

# low
@ INT. SHOW TENT / DAY
The {veg} lies split on the grass, showing cotton wool. {H} and {A} look at the cotton wool.
A: I stuffed it. It sounded hollow.
H: You stuffed my {veg}.
A: It gave it confidence.
H: They all saw, {A}. The vicar crossed himself.
A: He does that at my parsnips.

# face
@ INT. SHOW TENT / DAY
The whole village, a microphone, a table. {X} lifts {prize}. {H} climbs on a crate of plums.
X: I accept, with humility, for the twelfth time...
H: I bought mine. At the petrol station. There. I've said it.
A very long pause. Then {A} puts up {A.his} hand.
A: Parsnips. Tesco.
Hands go up along the tables. {X} puts down {prize}.

# end
@ INT. SHOW TENT / DUSK
{prize^} hangs on a wheelbarrow of unwashed carrots, small as fingers. A girl of six stands by it, appalled. {H} claps. {A} claps louder.
<-face> {X} applauds with two fingers, {X.his} own {veg} turned glue side down.
<-face> H: I told them mine was bought. They all looked at their shoes.
<-face> X: One looks at one's shoes from time to time.
<face> A: First winner in ten years who owns a spade.
H: Next year, parsnips?
A: Next year, seeds.
H: How do they work, exactly?

# end
@ EXT. ALLOTMENT / DAWN
Spring. {H} digs; {A} supervises from a bench made of a door. On the path stops {X}, with a tray of seedlings.
<-face> X: I gave back {prize}. You were not the only one with a receipt.
<face> X: I thought one might begin again. With actual plants.
H: That's upside down, {X.mr}.
X: Is it? It came with no instructions.
A: Sit. There's tea. We do the upside-down ones on Thursdays.
"#;

const GOAT: &str = r#"
% world modern
% ages 26-38 | 28-45 | 45-60 | 30-60
% items a visitor's badge for a goat | a bale of hay, invoiced as paper | a vet who makes office calls | the lift's weekend code | a carpet of the same colour | a large potted plant | a memo that says nothing twice
$ goat=Deborah; ate=the third-quarter figures | goat=Clive; ate=the fire plan | goat=Margaret; ate=the pension files
$ want=get {goat} out before the audit | want=hide a goat from head office
$ fear=all of us are let go, and {goat} is made regional manager
$ secret=the inspector is more afraid of the audit than we are
$ obj=the goat
$ base=the office
$ bp=INT. OPEN-PLAN OFFICE

# hook
@ INT. OPEN-PLAN OFFICE / DAY
A raffle drum, a ribbon, and a goat on a swivel chair. {H} holds the winning ticket as if it were evidence. {A} offers the goat a biscuit.
<t> The brochure for the raffle calls this prize "{title}".
H: It said "a kid's day out".
A: It's out. It's having a day.
H: The audit's tomorrow. {X.mr^} is in the lift.
A: Then {goat} works here. Congratulations, {goat}.
H: You named it?

# hook
@ INT. COPY ROOM / DAY
{H} closes the door with {H.his} back. Beside the copier, a goat chews. {A} counts what is left of a folder.
A: It's had {ate}.
H: All of it?
A: It left the appendix. It's got taste.
H: {X.mr^} from audit wants that folder in ten minutes.
A: In two days. It depends on the goat.
<t> H (reading its collar): "{title}"? Who calls a goat that?
<-t> H: Who brings a goat to accounts?

# push
@ INT. OPEN-PLAN OFFICE / DAY
{X}, the auditor, sets a thin case on a desk and sniffs. {H} stands very straight before a curtain that moves.
X: There is a smell of... agriculture.
H: New carpet. It's wool.
X: It bleated.
H: It's fresh wool.
X: I shall begin with this department. I shall be thorough.

# try
@ INT. LIFT / DAY
{H} and {A} stand shoulder to shoulder; behind them, a goat in a raincoat. The lift stops. {X} steps in. Four stand in silence.
X: Ground floor?
A: {goat^} from facilities gets out at three.
X: Does {goat} not speak?
H: Sore throat.
The goat coughs.
X: There is a lot of it about.

# turn
@ INT. STATIONERY CUPBOARD / DAY
{H} opens the door for the goat and finds {X} inside, sitting on paper, eating a sandwich in the dark. {A} holds the lead.
H: You're hiding.
X: I have hidden in forty-one firms. Nobody looks for the auditor.
A: What are you afraid of?
X: Last year I mislaid a decimal. It is still out there.

# bond
@ EXT. FIRE ESCAPE / DUSK
{H}, {A}, and between them the goat, looking at the view.
A: I've been here nine years. I still don't know what we make.
H: Margins.
A: I thought that was butter.
H: Why did you stay?
A: Somebody kept saving me the chair by the window.
{H} becomes very interested in the goat.

# low
@ INT. OPEN-PLAN OFFICE / NIGHT
Chewed cables, a tipped plant, a trail of tickets. {H} puts personal things in a box: one cactus. {A} looks under desks.
H: It's over. It got into the server room.
A: What's the damage?
H: It ate the backup of {ate}. Dessert.
A: And where is {goat} now?
H: In my chair. They've given it a login.

# face
@ INT. BOARDROOM / DAY
A long table. {X} stands with a report; {H} faces {X.him}; the goat enters by itself and lies down on the minutes. {A} closes the door.
X: I find no trace of {ate}.
H: You're looking at it. It won in a raffle and it was hungry. Dismiss me. It's only a goat.
X: Only? It found an error on page nine. It ate precisely that.

# end
@ INT. OPEN-PLAN OFFICE / DAY
A brass plate on a door: {goat}. Behind the glass, a goat at a desk. {H} carries in the post; {A} knocks first.
<-face> {X} packs {X.his} case in the corridor, unhurried.
<-face> X: I asked for the files. I was shown the goat. In thirty years, nobody has been so honest.
<face> A: Has it signed my leave?
<face> H: It's eaten it.
<face> A: Is that yes?
H: At this level, that's always yes. Leave the biscuit and walk backwards.

# end
@ EXT. HILLSIDE / DAY
A fence, a great deal of grass. {H} opens the back of a taxi. The goat considers the hill, and then {A}, who is crying a little.
A: It's fine. It's hay fever.
H: You can visit. It's the 47 bus.
<-face> A: What did you tell {X.mr}?
<-face> H: The truth. {X.he^} said no form exists for it.
<face> A: {X.mr^} sent a card. "Regards to the department."
A: What do we do on Monday?
H: Find out what we make.
"#;
