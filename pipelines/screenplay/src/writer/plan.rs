//! Which scenes a story of a given length has, and in which order.
//!
//! Up to eight scenes are the spine of the plot, the most important ones first. Longer stories get scenes in between,
//! and from twelve on chapters: somebody has what is needed and wants something for it.

/// The spine, in the order in which it is told.
const SPINE: [&str; 8] = ["hook", "push", "try", "turn", "bond", "low", "face", "end"];

/// The spine, the scenes first that a story needs most.
const NEED: [&str; 8] = ["hook", "end", "face", "turn", "push", "low", "try", "bond"];

/// After these scenes of the spine, chapters stand.
const GAPS: [&str; 4] = ["push", "try", "turn", "bond"];

/// A story of so many scenes may leave the main line for what else goes on in its people's lives.
const SUBPLOTS_FROM: usize = 24;

/// One scene to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A scene of the spine.
    Spine(&'static str),
    /// A scene between.
    Between(&'static str),
    /// The first scene of a chapter.
    Opens(&'static str),
    /// The next scene of a subplot.
    Subplot,
}

/// The scenes of a story, in order; as many as asked for.
pub(super) fn plan(scenes: usize) -> Vec<Step> {
    let spine = &NEED[..scenes.min(NEED.len())];
    let extra = scenes.saturating_sub(NEED.len());
    let mut between = if extra < 4 { single(extra) } else { chapters(extra, scenes >= SUBPLOTS_FROM) };
    let mut steps = Vec::with_capacity(scenes);
    for beat in SPINE.into_iter().filter(|beat| spine.contains(beat)) {
        if beat == "face" {
            steps.append(&mut between[GAPS.len()]);
        }
        steps.push(Step::Spine(beat));
        if let Some(gap) = GAPS.iter().position(|gap| *gap == beat) {
            steps.append(&mut between[gap]);
        }
    }
    steps
}

/// Steps for each gap, and before the last confrontation.
type Gaps = [Vec<Step>; 5];

fn single(extra: usize) -> Gaps {
    let mut gaps = Gaps::default();
    for (kind, gap) in [("pressure", 1), ("quiet", 3), ("friction", 2)].into_iter().take(extra) {
        gaps[gap].push(Step::Between(kind));
    }
    gaps
}

fn chapters(extra: usize, subplots: bool) -> Gaps {
    let mut gaps = Gaps::default();
    // Whoever comes back must have been there in an earlier chapter.
    let gather = usize::from(extra > 8);
    if gather > 0 {
        gaps[GAPS.len()].push(Step::Between("gather"));
    }
    let scenes = extra - gather;
    let count = scenes.div_ceil(7);
    for chapter in 0..count {
        let size = scenes / count + usize::from(chapter < scenes % count);
        let gap = match count {
            1 => 1,
            2 => 1 + 2 * chapter,
            _ => chapter * GAPS.len() / count,
        };
        gaps[gap].extend(of_chapter(size, chapter, subplots));
    }
    gaps
}

/// The scenes of one chapter of three to seven.
fn of_chapter(size: usize, chapter: usize, subplots: bool) -> Vec<Step> {
    let odd = chapter % 2 == 1;
    let threat = Step::Between(if odd { "rival" } else { "pressure" });
    let aside = if subplots && !odd { Step::Subplot } else { Step::Between("quiet") };
    let other = if subplots && odd { Step::Subplot } else { Step::Between("friction") };
    let errand = Step::Between("errand");
    let setback = Step::Between("setback");
    let middle: &[Step] = match size {
        0..=2 => &[],
        3 => &[errand],
        4 => &[errand, threat],
        5 => &[other, errand, threat],
        6 => &[other, errand, setback, aside],
        _ => &[other, errand, setback, aside, threat],
    };
    let mut steps = vec![Step::Opens("ask")];
    steps.extend(middle);
    if size > 1 {
        steps.push(Step::Between("payoff"));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::{Step, plan};

    #[test]
    fn as_many_scenes_as_asked_for() {
        for scenes in 0..400 {
            assert_eq!(plan(scenes).len(), scenes);
        }
    }

    #[test]
    fn every_story_has_a_beginning_and_an_end() {
        for scenes in 2..300 {
            let plan = plan(scenes);
            assert_eq!(plan[0], Step::Spine("hook"));
            assert_eq!(plan[scenes - 1], Step::Spine("end"));
        }
        assert_eq!(plan(4), ["hook", "turn", "face", "end"].map(Step::Spine));
    }

    #[test]
    fn what_a_chapter_asks_for_it_pays() {
        for scenes in 12..300 {
            let of = |wanted| plan(scenes).into_iter().filter(|step| *step == wanted).count();
            assert_eq!(of(Step::Opens("ask")), of(Step::Between("payoff")), "{scenes}");
            assert_eq!(of(Step::Opens("ask")), of(Step::Between("errand")), "{scenes}");
        }
    }
}
