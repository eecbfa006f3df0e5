//! Visual styles: how light and camera are written down. Sentences that are true in any place at that time of day.

/// What people write, as one lower-case word, and the style that is meant.
pub(in crate::writer) const ALIASES: &[(&str, &str)] = &[
    ("cinematic", "cinematic"),
    ("film", "vintage"),
    ("epic", "cinematic"),
    ("widescreen", "cinematic"),
    ("anamorphic", "cinematic"),
    ("hollywood", "cinematic"),
    ("noir", "noir"),
    ("chiaroscuro", "noir"),
    ("shadowy", "noir"),
    ("dark", "noir"),
    ("anime", "anime"),
    ("manga", "anime"),
    ("ghibli", "anime"),
    ("cel", "anime"),
    ("documentary", "documentary"),
    ("verite", "documentary"),
    ("observational", "documentary"),
    ("handheld", "handheld"),
    ("shaky", "handheld"),
    ("found", "handheld"),
    ("phone", "handheld"),
    ("storybook", "storybook"),
    ("watercolor", "storybook"),
    ("watercolour", "storybook"),
    ("painterly", "storybook"),
    ("illustrated", "storybook"),
    ("cartoon", "storybook"),
    ("pastel", "storybook"),
    ("whimsical", "storybook"),
    ("minimal", "minimal"),
    ("minimalist", "minimal"),
    ("clean", "minimal"),
    ("static", "minimal"),
    ("surreal", "surreal"),
    ("surrealist", "surreal"),
    ("dreamlike", "surreal"),
    ("expressionist", "surreal"),
    ("psychedelic", "surreal"),
    ("vintage", "vintage"),
    ("retro", "vintage"),
    ("16mm", "vintage"),
    ("super", "vintage"),
    ("grainy", "vintage"),
    ("analog", "vintage"),
    ("realistic", "realist"),
    ("realist", "realist"),
    ("realism", "realist"),
    ("naturalistic", "realist"),
    ("natural", "realist"),
    ("gritty", "realist"),
    ("raw", "realist"),
    ("neon", "neon"),
    ("cyberpunk", "neon"),
    ("synthwave", "neon"),
    ("futuristic", "neon"),
    ("sketch", "ink"),
    ("ink", "ink"),
    ("comic", "ink"),
    ("monochrome", "ink"),
    ("black", "ink"),
    ("bw", "ink"),
    ("pencil", "ink"),
    ("graphic", "ink"),
    ("stop", "puppet"),
    ("stopmotion", "puppet"),
    ("claymation", "puppet"),
    ("clay", "puppet"),
    ("puppet", "puppet"),
    ("3d", "storybook"),
    ("pixar", "storybook"),
];

/// The styles.
pub(in crate::writer) const STYLES: &[(&str, &str)] = &[
    (
        "cinematic",
        r"
% day Clean side light. | Low sun, long shadows. | The light is the colour of weak tea. | Hard noon light with nowhere to hide. | Dust hangs in a bar of sun. | Pale light, no shadows at all.
% night One warm lamp in a great deal of dark. | Blue dark, a single amber light. | The only light comes from somewhere low. | Lamplight stops a metre from the walls. | The dark has edges. | A far light, a near face.
% camera Wide and still; the people are small in it. | A slow push in that nobody notices. | The camera holds after they would expect a cut. | The frame waits, then finds a face. | A long lens folds the distance flat. | Two shots, no music. | We see hands first. | Everything sharp, front to back. | A crane shot begins and thinks better of it. | Faces fill the frame, one after the other. | A great deal of air above their heads. | One unbroken take. | The camera is already there when they come.
",
    ),
    (
        "noir",
        r"
% day Blinds cut the light in slats. | Grey light, black hats of shadow. | The sun gets in through one crack and regrets it. | White glare outside, ink within. | Every shadow is longer than its owner.
% night One bulb. Everyone's eyes are in shadow. | A sign outside buzzes, on and off and on. | Wet light on a dark wall. | Smoke hangs in the lamplight. | A match flares and shows too much. | Half of each face is missing.
% camera The camera keeps low, as if it owed money. | Tilted a few degrees, like the truth. | A shadow enters before its owner. | Seen in a mirror first. | A close shot of hands, then of what they hide. | The frame has bars in it, if you look. | Shot from the floor up. | Somebody's back is to us, and stays so. | The focus is on whoever is lying.
",
    ),
    (
        "anime",
        r"
% day The window is one flat square of blue. | Painted light moves; nobody else does. | Sun through leaves, in coins. | The air shimmers in broad strokes. | White light blooms at the edges.
% night A lamp as flat and round as a moon. | Shadows in three flat tones. | Windows glow like lanterns. | Blue night, a line of orange light. | Fireflies, or sparks; hard to say.
% camera Held frame: only the hair moves. | Speed lines, then silence. | Extreme close-up of an eye; something is reflected in it. | A pan across stillness, a bell somewhere. | Background in brush strokes, faces in clean line. | Three quick frames: foot, hand, breath. | A sweat drop, animated with great care. | Profile against a plain field of colour. | The frame shakes once, for emphasis.
",
    ),
    (
        "documentary",
        r"
% day Available light, slightly too bright. | Flat, honest light. | Window light from the left; nobody has arranged it. | Glare. The exposure hunts and settles. | Plain daylight on plain things.
% night Whatever light there was. | A practical lamp, grain in the shadows. | The picture is dark and nobody has fixed it. | A headlamp does the work. | Sodium light; the colours are wrong and true.
% camera The camera arrives a second late. | The shot runs long; somebody glances at the lens. | A lower third would go here. It does not. | We hear the microphone being moved. | The camera stays behind a shoulder. | Focus is found on the hands. | Nobody waits for the camera. | The lens cap is still in the shot for a second. | Zoomed in too far, and left there.
",
    ),
    (
        "handheld",
        r"
% day Light flares as the lens swings. | Sun straight in the lens. | Daylight, shaking. | Bright doorways, burnt-out windows. | Colour shifts as the camera catches up.
% night A torch beam, and what it catches. | Noise in the dark of the picture. | Light smears when the camera moves. | The picture goes black, then comes back. | One light; the lens clings to it.
% camera The camera runs, stops, breathes. | We are too close. | A whip to the left; it was nothing. | The lens bumps a door frame. | Over a shoulder, losing it, finding it again. | The frame trembles with somebody's pulse. | Half a thumb, then the picture. | The camera is put down; it goes on looking. | Breath on the microphone.
",
    ),
    (
        "storybook",
        r"
% day Washes of yellow and green. | The paper shows through the walls. | Soft colour, not always inside the lines. | A round yellow light, pleased with itself. | The shadows are lilac.
% night Deep blue wash, dots of white. | A moon with a brush mark in it. | Lamps like small oranges. | Night as thick as paint. | The dark is violet, not black.
% camera Laid out like a page: much sky, small people. | Seen from the height of a child. | Everything leans a little. | The frame has a soft edge. | One bright thing in each picture. | A corner of the page seems to curl. | The picture runs across two pages. | Nothing here has quite four corners. | A small animal in the margin watches.
",
    ),
    (
        "minimal",
        r"
% day White wall. Even light. | Daylight, nothing else. | Flat brightness. | One window, one rectangle of sun. | Pale ground, pale air.
% night Black, and one light. | A lit square in the dark. | Nothing but the lamp. | An even dark. | One line of light under a door.
% camera Locked off. Centred. | One shot. No cut. | The frame is mostly empty. | Nobody moves for two breaths. | Two figures, a line between them. | The camera does not help. | A long time passes before anybody speaks. | Symmetry. | Only what is needed is in the picture.
",
    ),
    (
        "surreal",
        r"
% day The sun is in the wrong quarter. | Light comes up from the floor. | Shadows fall toward the window. | The brightness has a taste, like tin. | A second, smaller daylight in the corner.
% night The dark is a little too close, and listening. | Two lamps, or one and its opinion. | The lamp gives off darkness around its light. | Colours hum. | The night has been folded once.
% camera The room is longer than it was. | A clock runs, but only when watched. | The camera turns upside down politely. | People at the edge of frame stand perfectly still. | A close shot of something ordinary, until it is not. | The walls breathe out. | Something in the frame is running backwards. | Everybody casts the same shadow. | Scale is a matter of opinion here.
",
    ),
    (
        "vintage",
        r"
% day Faded reds, milky whites. | Warm stock, a light leak at the edge. | Sun like an old postcard. | Colours of a shop window left too long. | Grain dances in the highlights.
% night Tungsten orange and brown. | Grain crawls in the dark. | Headlight flares, round as coins. | The blacks have turned to chocolate. | A soft halo around each lamp.
% camera A hair in the gate. | A slow zoom, slightly out of true. | The splice jumps. | A title could sit here in yellow. | Gate weave: the picture floats. | The focus puller is human. | Iris in. | Scratches fall like rain. | The frame rate hesitates.
",
    ),
    (
        "realist",
        r"
% day Grey daylight, no favours. | Strip light and window light disagree. | Ordinary light. | Weather on the glass. | Sun on chipped paint.
% night A bare bulb. | Street light through thin curtains. | The fridge-white light of somewhere cheap. | Dark, and the small lights of machines. | Breath shows in the lamplight.
% camera Nobody is lit to look well. | The camera stands where a neighbour would. | No score. Traffic, or wind. | We stay on the one who listens. | Somebody walks through the shot. | The cut comes late. | A door is in the way; we look past it. | Eye level, always. | The shot would be too long for television.
",
    ),
    (
        "neon",
        r"
% day Haze, and a sun like a dead pixel. | White glare, coloured glass. | Daylight filtered pink by something overhead. | Reflections of signs that are switched off. | Chrome glare.
% night Magenta on the left, cyan on the right. | Light writes on wet skin. | A sign stutters: half a word, then all of it. | Green light from below. | Every surface carries somebody's advertisement.
% camera The reflection is in focus, the person is not. | A slow drift, as if the air were water. | Rack focus from glow to face. | Shot through glass, through light, through glass. | Symmetry, with one thing out of place. | Silhouettes first, people later. | The camera floats up, reads a sign, comes back. | Lens flare crosses a face like a thought. | Seen on a monitor, then for real.
",
    ),
    (
        "ink",
        r"
% day White space, a few black lines. | Hatching for shade, none for sun. | The far wall is simply left out. | Dry-brush light. | Everything is outline.
% night Solid black, with the figures cut out of it. | Ink wash, one white circle. | White lines on black. | Heavy blacks, one lit edge. | The night is brushed in from all sides.
% camera A tall narrow panel. | Three small panels, then a large one. | Faces without backgrounds. | Lines lead the eye to the door. | One spot of colour, and it matters. | A silhouette holds the page. | The panel border is broken by an elbow. | Close on the eyes; the rest is brushwork. | A splash page.
",
    ),
    (
        "puppet",
        r"
% day The sun is a bulb behind paper. | Warm light on felt and wood. | Cotton-wool dust, strings not quite hidden. | Thumbprints show in the daylight. | Cardboard walls, real shadows.
% night Pinholes of light. | A tiny lamp that truly burns. | Blue gel over everything. | The moon is a coin on a wire. | Candle-sized light, doll-sized dark.
% camera Two frames, a blink, two frames. | The camera creeps at table height. | Fabric trembles between frames. | Everybody turns their whole head. | A prop is too large and nobody minds. | We see the seams, and like them. | A hand's warmth is left in the felt. | Eyes are changed between two frames. | The set is a hand's breadth too small.
",
    ),
];
