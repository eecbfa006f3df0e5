//! Where the boxes of a picture go: in layers from top to bottom, each below all that it comes after.
//!
//! 1. Layers by the longest way from the top.
//! 2. Arrows over several layers get a bend in each layer between.
//! 3. The order within the layers by the mean place of the neighbours, up and down a few times.
//! 4. Places from left to right, drawn towards the neighbours as far as the order allows.
//!
//! All of it depends on nothing but the picture.

/// A box to be placed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// The middle of a box or of a bend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// Where everything goes.
pub(crate) struct Layout {
    /// For each box.
    pub(crate) nodes: Vec<Point>,
    /// For each arrow, the bends on its way.
    pub(crate) bends: Vec<Vec<Point>>,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

const GAP_ACROSS: f64 = 36.0;
const GAP_DOWN: f64 = 64.0;
const MARGIN: f64 = 24.0;
const BEND: f64 = 8.0;
const SWEEPS: usize = 6;
/// Pictures with more bends get straight arrows; nobody reads them anyhow.
const MOST_BENDS: usize = 20_000;

/// An arrow from one box to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How wide its label is, which stands at the middle one of its bends.
    pub(crate) label: f64,
}

/// Places boxes and the bends of the arrows between them.
pub(crate) fn layout(sizes: &[Size], edges: &[Link]) -> Layout {
    let layer = layers(sizes.len(), edges);
    let mut net = Net::new(sizes, edges, &layer);
    for sweep in 0..SWEEPS {
        net.reorder(sweep % 2 == 0);
    }
    let x = net.across();
    let y = net.down(sizes);
    let left = (0..x.len()).map(|item| x[item] - net.widths[item] / 2.0).fold(f64::INFINITY, f64::min);
    let right = (0..x.len()).map(|item| x[item] + net.widths[item] / 2.0).fold(f64::NEG_INFINITY, f64::max);
    let left = if left.is_finite() { left } else { 0.0 };
    let point = |item: usize| Point { x: x[item] - left + MARGIN, y: y[net.layer[item]] };
    let bottom =
        net.rows.iter().enumerate().map(|(row, _)| y[row] + net.height(row, sizes) / 2.0).fold(MARGIN, f64::max);
    Layout {
        nodes: (0..sizes.len()).map(point).collect(),
        bends: net.bends.iter().map(|bends| bends.iter().map(|&bend| point(bend)).collect()).collect(),
        width: if right.is_finite() { right - left + 2.0 * MARGIN } else { 2.0 * MARGIN },
        height: bottom + MARGIN,
    }
}

/// The longest way from a box that comes after nothing. In a circle some arrow goes up.
fn layers(count: usize, edges: &[Link]) -> Vec<usize> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waiting = vec![0_usize; count];
    for &Link { from, to, .. } in edges.iter().filter(|link| link.from != link.to) {
        below[from].push(to);
        waiting[to] += 1;
    }
    let mut layer = vec![0; count];
    let mut done = vec![false; count];
    let mut ready: std::collections::VecDeque<usize> = (0..count).filter(|&node| waiting[node] == 0).collect();
    let mut next = 0;
    loop {
        while let Some(node) = ready.pop_front() {
            if std::mem::replace(&mut done[node], true) {
                continue;
            }
            for &other in below[node].iter().filter(|&&other| !done[other]) {
                layer[other] = layer[other].max(layer[node] + 1);
                waiting[other] -= 1;
                if waiting[other] == 0 {
                    ready.push_back(other);
                }
            }
        }
        // What is left waits in a circle: take the first as if it waited for nothing.
        match (next..count).find(|&node| !done[node]) {
            Some(node) => {
                next = node;
                ready.push_back(node);
            }
            None => return layer,
        }
    }
}

/// Boxes and bends, all called items: boxes first.
struct Net {
    widths: Vec<f64>,
    layer: Vec<usize>,
    /// By layer, the items from left to right.
    rows: Vec<Vec<usize>>,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    bends: Vec<Vec<usize>>,
}

impl Net {
    fn new(sizes: &[Size], edges: &[Link], layer: &[usize]) -> Self {
        let span = |link: &Link| layer[link.to].saturating_sub(layer[link.from]).saturating_sub(1);
        let bent = edges.iter().map(span).sum::<usize>() <= MOST_BENDS;
        let mut net = Self {
            widths: sizes.iter().map(|size| size.width).collect(),
            layer: layer.to_vec(),
            rows: vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)],
            above: vec![Vec::new(); sizes.len()],
            below: vec![Vec::new(); sizes.len()],
            bends: Vec::with_capacity(edges.len()),
        };
        for &Link { from, to, label } in edges {
            let mut bends = Vec::new();
            if layer[from] < layer[to] {
                let mut last = from;
                let rows = if bent { layer[from] + 1..layer[to] } else { 0..0 };
                for row in rows {
                    let bend = net.widths.len();
                    net.widths.push(BEND);
                    net.layer.push(row);
                    net.above.push(Vec::new());
                    net.below.push(Vec::new());
                    net.link(last, bend);
                    bends.push(bend);
                    last = bend;
                }
                if last != from || layer[from] + 1 == layer[to] {
                    net.link(last, to);
                }
            }
            if let Some(&middle) = bends.get(bends.len() / 2) {
                net.widths[middle] = label.max(BEND);
            }
            net.bends.push(bends);
        }
        for item in 0..net.layer.len() {
            net.rows[net.layer[item]].push(item);
        }
        net
    }

    fn link(&mut self, upper: usize, lower: usize) {
        self.below[upper].push(lower);
        self.above[lower].push(upper);
    }

    /// Orders each layer by the mean place of its items' neighbours in the layer before.
    fn reorder(&mut self, downwards: bool) {
        let mut place = vec![0.0_f64; self.layer.len()];
        let count = self.rows.len();
        let order: Vec<usize> = if downwards { (0..count).collect() } else { (0..count).rev().collect() };
        for row in order {
            let neighbours = if downwards { &self.above } else { &self.below };
            let mut keyed: Vec<(f64, usize)> = self.rows[row]
                .iter()
                .enumerate()
                .map(|(at, &item)| {
                    (mean(neighbours[item].iter().map(|&other| place[other])).unwrap_or(as_f64(at)), item)
                })
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.rows[row] = keyed.into_iter().map(|(_, item)| item).collect();
            for (at, &item) in self.rows[row].iter().enumerate() {
                place[item] = as_f64(at);
            }
        }
    }

    /// The middle of each item from left to right.
    fn across(&self) -> Vec<f64> {
        let mut x = vec![0.0; self.layer.len()];
        for row in &self.rows {
            let wished: Vec<f64> = vec![0.0; row.len()];
            self.settle(row, &wished, &mut x);
        }
        for sweep in 0..SWEEPS {
            let downwards = sweep % 2 == 0;
            let count = self.rows.len();
            let order: Vec<usize> = if downwards { (0..count).collect() } else { (0..count).rev().collect() };
            for row in order {
                let neighbours = if downwards { &self.above } else { &self.below };
                let wish = |&item: &usize| mean(neighbours[item].iter().map(|&other| x[other])).unwrap_or(x[item]);
                let wished: Vec<f64> = self.rows[row].iter().map(wish).collect();
                self.settle(&self.rows[row], &wished, &mut x);
            }
        }
        x
    }

    /// Puts a layer's items as near to where they wish to be as their order and widths allow: items that would overlap
    /// become one block, which stands at the mean of its items' wishes.
    fn settle(&self, row: &[usize], wished: &[f64], x: &mut [f64]) {
        struct Block {
            /// Sum of the wishes for the block's left end.
            sum: f64,
            count: f64,
            width: f64,
            first: usize,
        }
        let mut blocks: Vec<Block> = Vec::new();
        for (at, (&item, wish)) in row.iter().zip(wished).enumerate() {
            let width = self.widths[item] + GAP_ACROSS;
            let mut block = Block { sum: wish - width / 2.0, count: 1.0, width, first: at };
            while let Some(before) =
                blocks.pop_if(|before| before.sum / before.count + before.width > block.sum / block.count)
            {
                block = Block {
                    sum: before.sum + block.sum - before.width * block.count,
                    count: before.count + block.count,
                    width: before.width + block.width,
                    first: before.first,
                };
            }
            blocks.push(block);
        }
        for (at, block) in blocks.iter().enumerate() {
            let end = blocks.get(at + 1).map_or(row.len(), |next| next.first);
            let mut left = block.sum / block.count;
            for &item in &row[block.first..end] {
                let width = self.widths[item] + GAP_ACROSS;
                x[item] = left + width / 2.0;
                left += width;
            }
        }
    }

    fn height(&self, row: usize, sizes: &[Size]) -> f64 {
        self.rows[row].iter().filter_map(|&item| sizes.get(item)).map(|size| size.height).fold(0.0, f64::max)
    }

    /// The middle of each layer from top to bottom.
    fn down(&self, sizes: &[Size]) -> Vec<f64> {
        let mut top = MARGIN;
        let middle = |row: usize| {
            let height = self.height(row, sizes);
            let middle = top + height / 2.0;
            top += height + GAP_DOWN;
            middle
        };
        (0..self.rows.len()).map(middle).collect()
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

#[expect(clippy::cast_precision_loss, reason = "places in a picture are far below 2^52")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn boxes_never_overlap_and_arrows_go_down(
            widths in proptest::collection::vec(20.0_f64..300.0, 1..16),
            links in proptest::collection::vec((0_usize..16, 0_usize..16), 0..30),
        ) {
            let sizes: Vec<Size> = widths.iter().map(|&width| Size { width, height: 40.0 }).collect();
            let links = links.into_iter().filter(|&(from, to)| from < to && to < sizes.len());
            let edges: Vec<_> = links.map(|(from, to)| Link { from, to, label: 60.0 }).collect();
            let layout = layout(&sizes, &edges);
            for (at, a) in layout.nodes.iter().enumerate() {
                let half = sizes[at].width / 2.0;
                prop_assert!(a.x - half >= -0.01 && a.x + half <= layout.width + 0.01);
                prop_assert!(a.y - 20.0 >= 0.0 && a.y + 20.0 <= layout.height);
                for (other, b) in layout.nodes.iter().enumerate().skip(at + 1) {
                    let apart = (a.x - b.x).abs() >= half + sizes[other].width / 2.0;
                    prop_assert!(apart || (a.y - b.y).abs() >= 40.0, "{at} and {other} overlap");
                }
            }
            for &Link { from, to, .. } in &edges {
                prop_assert!(layout.nodes[from].y < layout.nodes[to].y);
            }
        }

        #[test]
        fn circles_are_placed_too(links in proptest::collection::vec((0_usize..6, 0_usize..6), 0..20)) {
            let links: Vec<_> = links.into_iter().map(|(from, to)| Link { from, to, label: 0.0 }).collect();
            let layout = layout(&[Size { width: 50.0, height: 20.0 }; 6], &links);
            prop_assert_eq!((layout.nodes.len(), layout.bends.len()), (6, links.len()));
        }
    }
}
