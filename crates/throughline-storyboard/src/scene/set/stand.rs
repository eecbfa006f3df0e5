//! Puts up the set of a place and draws it, seen by one of the cameras of a scene.

use super::build::Build;
use super::lens::{Lens, p3};
use super::{indoors, outdoors};
use crate::scene::geometry::{P, p};
use crate::scene::place::Place;
use crate::scene::rng::Rng;
use crate::scene::sheet::Sheet;
use crate::{Light, Setting};

/// Which camera looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum View {
    /// Everything.
    Wide,
    /// Close on somebody who stands on the left, behind whom the left half of the place is seen.
    Left,
    /// Close on somebody on the right.
    Right,
}

/// What kind of set a place asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenery {
    kind: Option<Place>,
    outside: bool,
}

impl Scenery {
    /// People sit in a car and are seen through the windscreen.
    pub(crate) fn in_car(self) -> bool {
        !self.outside && self.kind == Some(Place::Vehicle)
    }
}

/// The set for a place. `INT./EXT.` shows the inside of what has one.
pub(crate) fn scenery(name: &str, setting: Setting) -> Scenery {
    let outside = match setting {
        Setting::Exterior => true,
        Setting::Interior => false,
        Setting::Both => Place::of_name(name).is_some_and(Place::outdoors),
    };
    Scenery { kind: Place::on_side(name, outside), outside }
}

/// Draws the place and gives back the camera, so that people can be put into it.
pub(crate) fn stand(sheet: &mut Sheet, name: &str, setting: Setting, light: Light, view: View) -> Lens {
    let name = name.trim().to_uppercase();
    let mut rng = Rng::of(&["place", &name]);
    let Scenery { kind, outside } = scenery(&name, setting);
    let lens = lens_of(&mut rng, sheet.width, outside, view);
    sheet.focus = if view == View::Wide { 1.0 } else { 0.3 };
    let gloom = match light {
        Light::Day => 0.0,
        Light::Dawn => 0.16,
        Light::Dusk => 0.3,
        Light::Night if outside => 0.62,
        Light::Night => 0.6,
    };
    let mut lit = if gloom > 0.0 { Some(sheet.twin()) } else { None };
    let pools = paint(sheet, lens, light, rng.clone(), gloom, kind, outside);
    if let Some(lit) = &mut lit {
        // The same picture once more in lamp light; it shows where the lamps shine.
        if !pools.is_empty() {
            paint(lit, lens, light, rng, gloom * 0.2, kind, outside);
            let wider: Vec<Vec<P>> = pools.iter().map(|pool| grown(pool, 1.22)).collect();
            sheet.show_through(lit, &pools, &wider);
        }
    }
    sheet.focus = 1.0;
    lens
}

/// Draws the place in one light and gives back where its lamps shine.
fn paint(
    sheet: &mut Sheet,
    lens: Lens,
    light: Light,
    rng: Rng,
    gloom: f32,
    kind: Option<Place>,
    outside: bool,
) -> Vec<Vec<P>> {
    let mut build = Build { sheet, lens, light, rng, gloom, moon: false, pools: Vec::new() };
    if outside {
        outdoors::draw(&mut build, kind);
    } else {
        indoors::draw(&mut build, kind);
    }
    build.pools
}

/// A polygon that is larger by a factor, around its middle.
fn grown(polygon: &[P], by: f32) -> Vec<P> {
    let count = polygon.len().max(1) as f32;
    let middle = polygon.iter().fold(p(0.0, 0.0), |sum, q| p(sum.x + q.x / count, sum.y + q.y / count));
    polygon.iter().map(|q| middle.lerp(*q, by)).collect()
}

/// The camera stands before the middle of the place, to one side, and looks at where people stand.
fn lens_of(rng: &mut Rng, width: f32, outside: bool, view: View) -> Lens {
    let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
    let x = side * rng.range(0.7, 1.9);
    let eye = p3(x, if outside { 1.6 } else { 1.5 }, -2.2);
    let aim = libm::atan2f(-x, 5.0);
    // A narrow or high sheet sees no less of the place than a wide one.
    let reach = (width / 960.0).min(1.0);
    let (turn, focal, height) = match view {
        View::Wide => (0.0, 680.0, 192.0),
        View::Left => (-0.26, 1050.0, 214.0),
        View::Right => (0.26, 1050.0, 214.0),
    };
    Lens { eye, yaw: aim + turn, focal: focal * reach, centre: p(width * 0.5, height) }
}
