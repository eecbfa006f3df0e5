//! Each element of the syntax, as its specification describes it.

use throughline_fountain::{ElementKind, parse};

use crate::support::read;

const NOTHING: [&str; 0] = [];

#[test]
fn scene_headings() {
    assert_eq!(
        read("EXT. LAKE - DAY\n\nA boat.\n\n.PERISCOPE VIEW\n\nThe shore, _from *very* near_."),
        [
            "1 scene: EXT. LAKE - DAY",
            "3 action: A boat.",
            "5 forced scene: PERISCOPE VIEW",
            "7 action: The shore, from very near."
        ]
    );
    assert_eq!(read("ext. lake - day\n\nText"), ["1 scene: ext. lake - day", "3 action: Text"]);
    assert_eq!(read("    INT. HOUSE\n\n\t.HERE"), ["1 scene: INT. HOUSE", "3 forced scene: HERE"]);
    assert_eq!(read("**INT. HOUSE - DAY #1A#**"), ["1 scene: INT. HOUSE - DAY #1A"]);
    assert_eq!(read("INT. HOUSE - DAY - LATER (1944) #I-1-A#"), ["1 scene: INT. HOUSE - DAY - LATER (1944) #I-1-A"]);
    assert_eq!(read("!INT. is what headings begin with."), ["1 action: INT. is what headings begin with."]);
}

#[test]
fn what_begins_with_several_periods_is_no_heading() {
    assert_eq!(read("...where a carnival is parked."), ["1 action: ...where a carnival is parked."]);
    assert_eq!(read("..TWO"), ["1 action: ..TWO"]);
    assert_eq!(read(". APART"), ["1 action: . APART"]);
    assert_eq!(read("…DOTS"), ["1 action: …DOTS"]);
}

#[test]
fn a_heading_needs_an_empty_line_before_it_and_in_small_letters_after_it() {
    assert_eq!(read("He yelled.\nINT. ROOM - DAY\n\nx"), ["1 action: He yelled.\nINT. ROOM - DAY", "4 action: x"]);
    assert_eq!(read("INT. ROOM - DAY\nHe sits."), ["1 scene: INT. ROOM - DAY", "2 action: He sits."]);
    assert_eq!(read("Int the house he goes\nand out again."), ["1 action: Int the house he goes\nand out again."]);
    // What is not printed is as good as an empty line.
    assert_eq!(
        read("x\n# Act\nINT. A\n= why\n===\nINT. B"),
        ["1 action: x", "2 section 1: Act", "3 scene: INT. A", "4 synopsis: why", "5 page break", "6 scene: INT. B"]
    );
}

#[test]
fn action_keeps_its_lines_and_its_indentation() {
    assert_eq!(
        read("They drink.\n\nA long beat.\nLonger than is funny.\n\n\nThey look."),
        ["1 action: They drink.", "3 action: A long beat.\nLonger than is funny.", "7 action: They look."]
    );
    assert_eq!(
        read("A card:\n\n          Scott --\n\n\tPalace Hotel\t412   \n"),
        ["1 action: A card:", "3 action:           Scott --", "5 action:     Palace Hotel\t412"]
    );
    let screenplay = parse("One\n\n\n\nTwo");
    assert_eq!(screenplay.elements[1].empty_before, 3);
}

#[test]
fn capitals_above_a_line_speak_unless_they_are_forced_to_be_action() {
    assert_eq!(read("LOOKING AROUND...\nWhere is he?"), ["1 LOOKING AROUND... | Where is he?"]);
    assert_eq!(read("!LOOKING AROUND...\nWhere is he?"), ["1 action: LOOKING AROUND...\nWhere is he?"]);
    assert_eq!(read("THE END"), ["1 action: THE END"]);
    assert_eq!(read("23\nskidoo"), ["1 action: 23\nskidoo"]);
    assert_eq!(read("R2D2\nbeep"), ["1 R2D2 | beep"]);
    assert_eq!(read("He runs.\nBOB\nStop!"), ["1 action: He runs.\nBOB\nStop!"]);
    assert_eq!(read("FADE IN:\nINT. A - DAY"), ["1 action: FADE IN:\nINT. A - DAY"]);
}

#[test]
fn characters_with_extensions() {
    assert_eq!(
        read("MOM (O. S.)\nLuke!\n\nHANS (on the radio) (CONT'D)\nWhat?"),
        ["1 MOM (O. S.) | Luke!", "4 HANS (on the radio) (CONT'D) | What?"]
    );
    assert_eq!(read("@McCLANE (V.O.)\nYippie!"), ["1 McCLANE (V.O.) | Yippie!"]);
    assert_eq!(read("张伟\n你好"), ["1 action: 张伟\n你好"]);
    assert_eq!(read("@张伟\n你好\n\n@محمد\nسلام"), ["1 张伟 | 你好", "4 محمد | سلام"]);
    assert_eq!(read("ÉMILE\nBonjour\n\nИВАН\nПривет"), ["1 ÉMILE | Bonjour", "4 ИВАН | Привет"]);
    assert_eq!(read("@ \nx"), ["1 action: @\nx"]);
}

#[test]
fn dialogue_keeps_its_lines() {
    assert_eq!(read("DEALER\nTen.\nFour.\n\nHit or stand?"), ["1 DEALER | Ten.\nFour.", "5 action: Hit or stand?"]);
    assert_eq!(
        read("DEALER\nTen.\nFour.\n  \nHit or stand?\n\nx"),
        ["1 DEALER | Ten.\nFour.\n\nHit or stand?", "7 action: x"]
    );
    assert_eq!(read("DEALER\nTen.\n  \n\nHit?"), ["1 DEALER | Ten.", "5 action: Hit?"]);
    assert_eq!(read("DEALER\n  \n\nHit?"), ["1 action: DEALER", "4 action: Hit?"]);
    assert_eq!(read("DAN\nLet's retire them.\n_Permanently_."), ["1 DAN | Let's retire them.\nPermanently."]);
    assert_eq!(read("DAN\nHe waits.\n!He leaves."), ["1 DAN | He waits.", "3 action: He leaves."]);
}

#[test]
fn parentheticals() {
    assert_eq!(
        read("STEEL\n(starting the engine)\nSo much.\n(beat)\nGo."),
        ["1 STEEL | (starting the engine) | So much. | (beat) | Go."]
    );
    assert_eq!(read("STEEL\n(quietly and\nwith *care*)\nGo."), ["1 STEEL | (quietly and with care) | Go."]);
    assert_eq!(read("STEEL\n(beat) Go.\n(a) or (b)\n((both))"), ["1 STEEL | (beat) Go.\n(a) or (b) | ((both))"]);
    assert_eq!(read("STEEL\n(never\n\nGo."), ["1 STEEL | (never", "4 action: Go."]);
    assert_eq!(read("(not under a name)"), ["1 action: (not under a name)"]);
}

#[test]
fn dual_dialogue() {
    assert_eq!(read("BRICK\nNo.\n\nSTEEL   ^\nNo."), ["1 BRICK | No.", "4 STEEL ^ | No."]);
    assert_eq!(
        read("BRICK\nNo.\n\n[[both]]\n\nSTEEL (V.O.)^\nNo."),
        ["1 BRICK | No.", "4 note: both", "6 STEEL ^ (V.O.) | No."]
    );
    assert_eq!(read("Text.\n\nSTEEL ^\nNo."), ["1 action: Text.", "3 STEEL | No."]);
}

#[test]
fn lyrics() {
    assert_eq!(
        read("~Willy! The *amazing*!\n~Everybody!\n\n~Again"),
        ["1 lyrics: Willy! The amazing!\nEverybody!", "4 lyrics: Again"]
    );
    assert_eq!(read("ANNA\n(sings)\n~La la\n~la\nThat was it."), ["1 ANNA | (sings) | ~La la\nla | That was it."]);
    assert_eq!(read("Text\n~la\nText"), ["1 action: Text", "2 lyrics: la", "3 action: Text"]);
}

#[test]
fn transitions() {
    assert_eq!(
        read("x\n\n    CUT TO:\n\ny\n\nSMASH CUT TO:"),
        ["1 action: x", "3 transition: CUT TO:", "5 action: y", "7 transition: SMASH CUT TO:"]
    );
    assert_eq!(read("> Burn to White.\n\n>FADE OUT."), ["1 transition: Burn to White.", "3 transition: FADE OUT."]);
    assert_eq!(read("x\n\nCUT TO: \n\ny"), ["1 action: x", "3 action: CUT TO:", "5 action: y"]);
    assert_eq!(read("x\n\n.CUT TO:\n\ny"), ["1 action: x", "3 forced scene: CUT TO:", "5 action: y"]);
    assert_eq!(
        read("x\n\nCUT TO: [[how?]]\n\ny"),
        ["1 action: x", "3 transition: CUT TO:", "3 note: how?", "5 action: y"]
    );
    assert_eq!(read("x\n\nHe has to:\n\ny"), ["1 action: x", "3 action: He has to:", "5 action: y"]);
    assert_eq!(read("x\n\nCUT TO:\nHis face."), ["1 action: x", "3 action: CUT TO:\nHis face."]);
    assert_eq!(read(">"), ["1 action: >"]);
}

#[test]
fn centered_text_and_page_breaks() {
    assert_eq!(
        read(">THE END<\n> **End of Act One** <\n\n===\n\n =====  \n\n== x"),
        ["1 centered: THE END", "2 centered: End of Act One", "4 page break", "6 page break", "8 synopsis: = x"]
    );
    assert_eq!(read("><"), ["1 action: ><"]);
}

#[test]
fn sections_and_synopses() {
    assert_eq!(
        read("# Act\n\n## Sequence\n\n#### *Deep*\n= Set it up.\n#"),
        ["1 section 1: Act", "3 section 2: Sequence", "5 section 4: Deep", "6 synopsis: Set it up.", "7 section 1: "]
    );
    assert_eq!(read("He hits speed dial #1..."), ["1 action: He hits speed dial #1..."]);
}

#[test]
fn notes() {
    assert_eq!(
        read("JACK[[a name?]] drinks.\n\n[[Vietnamese, right?]]\n\nJACK\n[[how?]]\n*What?*"),
        ["1 action: JACK drinks.", "1 note: a name?", "3 note: Vietnamese, right?", "5 JACK | What?", "6 note: how?"]
    );
    assert_eq!(
        read("It rings.[[Needs work.\nOr coffee.\n  \nCoffee.]] He looks."),
        ["1 action: It rings. He looks.", "1 note: Needs work.\nOr coffee.\n  \nCoffee."]
    );
    assert_eq!(
        read("It rings.[[Needs work.\n\nCoffee.]]"),
        ["1 action: It rings.[[Needs work.", "3 action: Coffee.]]"]
    );
}

#[test]
fn boneyard() {
    let text = "CUT TO:\n/*\nINT. GARAGE - DAY\n\nBRICK\nGo!\n\nCUT TO:\n*/\nEXT. MANSION - DAY\n\nA MAN drinks.";
    assert_eq!(
        read(&format!("x\n\n{text}")),
        [
            "1 action: x",
            "3 transition: CUT TO:",
            "4 boneyard: INT. GARAGE - DAY\n\nBRICK\nGo!\n\nCUT TO:",
            "12 scene: EXT. MANSION - DAY",
            "14 action: A MAN drinks."
        ]
    );
    assert_eq!(read("BRICK\n/* Go. */\nStay."), ["1 BRICK | Stay.", "2 boneyard: Go."]);
    assert_eq!(read("/* [[ */ a ]] b"), ["1 action: a ]] b", "1 boneyard: [["]);
    assert_eq!(read("/* all of it"), ["1 action: /* all of it"]);
}

#[test]
fn emphasis_does_not_cross_lines() {
    assert_eq!(read("They *share a look.\nThis is BAD.*"), ["1 action: They *share a look.\nThis is BAD.*"]);
    assert_eq!(read("@*Anna*\n**Hi**"), ["1 Anna | Hi"]);
    assert_eq!(read("_ANNA_ (**V.O.**)\nHi"), ["1 ANNA (V.O.) | Hi"]);
}

#[test]
fn line_ends_byte_order_mark_and_white_space() {
    let expected = ["1 scene: INT. A - DAY", "3 ANNA | Hi", "6 action: Bye"];
    let text = "INT. A - DAY\n\nANNA\nHi\n\nBye\n";
    assert_eq!(read(text), expected);
    assert_eq!(read(&text.replace('\n', "\r\n")), expected);
    assert_eq!(read(&text.replace('\n', "\r")), expected);
    assert_eq!(read(&format!("\u{feff}{text}")), expected);
    assert_eq!(read(&text.replace('\n', " \n")), expected);
    assert_eq!(
        read("INT. A - DAY\n\n\t\t\tANNA\n\t\t(low)\n\tHi\n\n Bye"),
        ["1 scene: INT. A - DAY", "3 ANNA | (low) | Hi", "7 action:  Bye"]
    );
    for nothing in ["", "\n", " \n\t\n  \n", "\u{feff}"] {
        assert_eq!(read(nothing), NOTHING);
    }
}

#[test]
fn title_page() {
    let screenplay = parse(
        "[[draft]]\nTitle:\n    _**BRICK & STEEL**_\n    _**FULL RETIRED**_\nauthors: Stu & Co\nContact:\n\tNext Level\n\tSolvang\n\nINT. A\n",
    );
    assert_eq!(screenplay.title_page.title().unwrap(), "BRICK & STEEL FULL RETIRED");
    assert_eq!(screenplay.title_page.author().unwrap(), "Stu & Co");
    assert_eq!(screenplay.title_page.get("CONTACT").unwrap(), ["Next Level", "Solvang"]);
    assert_eq!(screenplay.title_page.entries[0].line, 2);
    assert!(matches!(screenplay.elements[1].kind, ElementKind::SceneHeading(_)));
    assert_eq!(parse("Title:\n\nx").title_page.title(), None);
}
