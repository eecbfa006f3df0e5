//! The inside of a car. A wide shot looks in through the windscreen; close shots see a side window and a head rest.

use super::build::Build;
use super::sky;
use crate::Light;
use crate::scene::geometry::{P, p};
use crate::scene::sheet::Sheet;

/// What is behind the people: the cabin, its windows, the seats. Drawn flat, since a car is narrow.
pub(super) fn inside(b: &mut Build<'_>) {
    let middle = b.sheet.width * 0.5;
    let close = b.sheet.focus < 1.0;
    b.sheet.flood(b.grey(0.62));
    // Close shots see the side on which somebody sits; what lies there is larger.
    let (scale, shift) = if close { (1.5, if b.lens.yaw < 0.0 { 150.0 } else { -150.0 }) } else { (1.0, 0.0) };
    let at = |x: f32, y: f32| p(middle + x * scale + shift, 215.0 + (y - 215.0) * scale);
    let quad = |points: &[(f32, f32)]| -> Vec<P> { points.iter().map(|&(x, y)| at(x, y)).collect() };
    // Roof lining, then the rear window and the side windows with what goes by.
    let roof = quad(&[(-620.0, -200.0), (620.0, -200.0), (620.0, 40.0), (300.0, 84.0), (-300.0, 84.0), (-620.0, 40.0)]);
    let (pale, band) = (b.grey(0.4), b.grey(0.45));
    b.sheet.marker(&roof, pale, band, 0.06);
    for window in [
        vec![(-150.0, 118.0), (150.0, 118.0), (176.0, 214.0), (-176.0, 214.0)],
        vec![(-430.0, 92.0), (-236.0, 112.0), (-256.0, 262.0), (-460.0, 282.0)],
        vec![(236.0, 112.0), (430.0, 92.0), (460.0, 282.0), (256.0, 262.0)],
        vec![(-640.0, 70.0), (-452.0, 90.0), (-484.0, 284.0), (-680.0, 300.0)],
        vec![(452.0, 90.0), (640.0, 70.0), (680.0, 300.0), (484.0, 284.0)],
    ] {
        let polygon = quad(&window);
        sky::in_window(b, &polygon);
        let mut outline = polygon.clone();
        outline.extend(polygon.first());
        b.sheet.ink(&outline, 2.2);
    }
    // The bench behind and the two seats before it.
    seat(b, &quad(&[(-230.0, 236.0), (230.0, 236.0), (270.0, 420.0), (-270.0, 420.0)]), 0.7);
    for side in [-1.0_f32, 1.0] {
        let x = side * 200.0;
        seat(b, &quad(&[(x - 88.0, 268.0), (x + 88.0, 268.0), (x + 112.0, 560.0), (x - 112.0, 560.0)]), 0.56);
        seat(b, &quad(&[(x - 52.0, 186.0), (x + 52.0, 186.0), (x + 58.0, 262.0), (x - 58.0, 262.0)]), 0.5);
        let door = quad(&[(side * 300.0, 290.0), (side * 620.0, 316.0), (side * 640.0, 600.0), (side * 330.0, 600.0)]);
        let tone = b.grey(0.7);
        b.sheet.fill(&door, tone, 1.0);
        b.sheet.rule(at(side * 300.0, 290.0), at(side * 620.0, 316.0), 2.0);
    }
    if b.night() {
        let glow: Vec<P> = crate::scene::geometry::ellipse(at(0.0, 360.0), 330.0 * scale, 120.0 * scale, 32);
        b.pools.push(glow);
    }
}

fn seat(b: &mut Build<'_>, points: &[P], tone: f32) {
    let colour = b.grey(tone);
    b.sheet.blob(points, colour, 1.0);
    b.sheet.ink_ring(points, 1.6);
}

/// What is before the people in a wide shot: dashboard, wheel, the frame of the windscreen, the mirror.
pub(crate) fn before(sheet: &mut Sheet, light: Light) {
    let (width, middle) = (sheet.width, sheet.width * 0.5);
    let dark = sheet.palette.grey(if light == Light::Night { 0.96 } else { 0.86 });
    let deep = sheet.palette.ink;
    let dash = [
        p(-20.0, 424.0),
        p(width * 0.2, 398.0),
        p(middle, 390.0),
        p(width * 0.8, 398.0),
        p(width + 20.0, 424.0),
        p(width + 20.0, 580.0),
        p(-20.0, 580.0),
    ];
    sheet.fill(&dash, dark, 1.0);
    sheet.ink_curve(dash.get(..5).unwrap_or_default(), 2.6);
    // The wheel, seen from the front, before whoever sits on the right of the picture.
    let hub = p(middle + 200.0, 452.0);
    let wheel = crate::scene::geometry::ellipse(hub, 104.0, 92.0, 40);
    let inner = crate::scene::geometry::ellipse(hub, 90.0, 78.0, 40);
    sheet.fill_rings(&[&wheel, &inner], deep, 1.0);
    let light_edge = sheet.palette.grey(0.35);
    let arc: Vec<P> = wheel.iter().copied().skip(22).take(14).collect();
    sheet.pen(&arc, 1.6, light_edge, 1.0, 0.2);
    // Posts and upper edge of the windscreen, and the mirror in its middle.
    for side in [-1.0_f32, 1.0] {
        let x = |out: f32| middle + side * out * width / 960.0;
        sheet.fill(&[p(x(372.0), -10.0), p(x(500.0), -10.0), p(x(500.0), 560.0), p(x(476.0), 430.0)], deep, 1.0);
    }
    sheet.fill(
        &[p(-10.0, -10.0), p(width + 10.0, -10.0), p(width + 10.0, 30.0), p(middle, 44.0), p(-10.0, 30.0)],
        deep,
        1.0,
    );
    let mirror = [p(middle - 52.0, 60.0), p(middle + 52.0, 60.0), p(middle + 46.0, 92.0), p(middle - 46.0, 92.0)];
    sheet.fill(
        &[p(middle - 5.0, 40.0), p(middle + 5.0, 40.0), p(middle + 5.0, 64.0), p(middle - 5.0, 64.0)],
        deep,
        1.0,
    );
    sheet.blob(&mirror, dark, 1.0);
    let glass = sheet.palette.grey(if light == Light::Night { 0.62 } else { 0.3 });
    sheet.fill(
        &[p(middle - 42.0, 66.0), p(middle + 42.0, 66.0), p(middle + 37.0, 86.0), p(middle - 37.0, 86.0)],
        glass,
        1.0,
    );
    // Two reflections run over the glass.
    let paper = sheet.palette.paper;
    for (x, wide) in [(0.23_f32, 34.0), (0.29, 10.0)] {
        let x = width * x;
        sheet.fill(&[p(x + 120.0, 40.0), p(x + 120.0 + wide, 40.0), p(x + wide, 400.0), p(x, 400.0)], paper, 0.12);
    }
}
