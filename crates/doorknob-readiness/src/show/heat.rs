//! Small pictures in the columns of a terminal: a cell is a shade and its figure, so that nothing rests on shade alone.

/// Shades, nothing first.
const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];

/// Columns of the figure of a cell.
const FIGURE: usize = 5;

/// Shade of a share between 0 and 1: nothing only for nothing, the darkest only from nine tenths on.
pub(super) fn shade(share: f64) -> char {
    let step = match share {
        s if s.is_nan() || s <= 0.0 => 0,
        s if s < 0.3 => 1,
        s if s < 0.6 => 2,
        s if s < 0.9 => 3,
        _ => 4,
    };
    SHADES.get(step).copied().unwrap_or('·')
}

/// A cell of a table: shade, mark (a space is none) and figure, always equally wide. Blanks inside are dots, since
/// several blanks in a row are joined where lines are wrapped.
pub(super) fn cell(share: f64, mark: char, figure: &str) -> String {
    let figure: String = figure.chars().take(FIGURE).collect();
    let mut text = format!("{}{figure:·>FIGURE$}", shade(share));
    if mark != ' ' {
        let shaded = shade(share).len_utf8();
        let rest: String = text.chars().skip(2).collect();
        text.truncate(shaded);
        text.push(mark);
        text.push_str(&rest);
    }
    text
}

/// `93%`, `<1%`, `100%` only when it is all.
pub(super) fn short_percent(share: f64) -> String {
    let hundredths = share * 100.0;
    match hundredths {
        p if p <= 0.0 || p.is_nan() => "0%".to_owned(),
        p if p < 1.0 => "<1%".to_owned(),
        p if p >= 100.0 => "100%".to_owned(),
        p => format!("{:.0}%", p.min(99.0)),
    }
}

/// `12345`, `12k`, `3M`.
pub(super) fn short_count(number: u64) -> String {
    match number {
        n if n < 100_000 => n.to_string(),
        n if n < 10_000_000 => format!("{}k", n / 1_000),
        n => format!("{}M", n / 1_000_000),
    }
}

/// A bar of ten for a share.
pub(super) fn bar(share: f64) -> String {
    let full = (share.clamp(0.0, 1.0) * 10.0).round() as usize;
    format!("{}{}", "█".repeat(full), "·".repeat(10 - full.min(10)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_equally_wide() {
        let table = [
            (0.0, ' ', "0%", "····0%"),
            (0.93, ' ', "93%", "█··93%"),
            (0.5, 'M', "50%", "▒M·50%"),
            (1.0, ' ', "100%", "█·100%"),
            (f64::NAN, ' ', "1234567", "·12345"),
        ];
        for (share, mark, figure, wanted) in table {
            assert_eq!(cell(share, mark, figure), wanted);
            assert_eq!(cell(share, mark, figure).chars().count(), 6);
        }
        assert_eq!((short_percent(0.9999).as_str(), short_percent(1.0).as_str()), ("99%", "100%"));
        assert_eq!((short_count(123_456).as_str(), bar(0.34).as_str()), ("123k", "███·······"));
    }
}
