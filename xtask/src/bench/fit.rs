//! The median of some measurements, and how a quantity grows with the size of a graph.

/// The middle value; of an even number, the mean of the two in the middle. `None` of nothing.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The `k` for which `y ≈ c · xᵏ` fits best: the slope of a straight line through the logarithms, by least squares.
/// `None` for fewer than two different sizes, and where a value is not above zero.
pub(super) fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    if points.iter().any(|(x, y)| *x <= 0.0 || *y <= 0.0) {
        return None;
    }
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = number(logs.len());
    let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let spread: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let common: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    (spread > f64::EPSILON).then(|| common / spread)
}

/// A count as a number to reckon with; exact up to four thousand million, and no graph is larger.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?} is not {expected}");
    }

    #[test]
    fn the_median_is_in_the_middle() {
        close(median([3.0, 1.0, 2.0]), 2.0);
        close(median([4.0, 1.0, 2.0, 100.0]), 3.0);
        assert_eq!(median([]), None);
    }

    #[test]
    fn powers_are_found() {
        for power in [0.0, 0.5, 1.0, 2.0, 3.0] {
            let points: Vec<(f64, f64)> = [25e3, 50e3, 100e3].iter().map(|x: &f64| (*x, 7.0 * x.powf(power))).collect();
            close(exponent(&points), power);
        }
    }

    #[test]
    fn the_best_line_goes_between_points_that_lie_on_none() {
        // On the logarithms to base 2: (0, 0), (1, 2), (2, 2); the slope of the best line is 1.
        close(exponent(&[(1.0, 1.0), (2.0, 4.0), (4.0, 4.0)]), 1.0);
    }

    #[test]
    fn where_there_is_no_line_there_is_no_exponent() {
        assert_eq!(exponent(&[]), None);
        assert_eq!(exponent(&[(5.0, 1.0)]), None);
        assert_eq!(exponent(&[(5.0, 1.0), (5.0, 2.0)]), None);
        assert_eq!(exponent(&[(5.0, 1.0), (10.0, 0.0)]), None);
    }
}
