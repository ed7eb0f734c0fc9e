//! Rows in aligned columns, fitted to a width.

use crate::line::{Line, columns, cut};
use crate::style::{Role, Style};
use crate::visible::visible;
use std::io::{self, Write};

/// How a column is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    heading: &'static str,
    right: bool,
}

impl Column {
    /// Text.
    pub fn left(heading: &'static str) -> Self {
        Column { heading, right: false }
    }

    /// Numbers.
    pub fn right(heading: &'static str) -> Self {
        Column { heading, right: true }
    }
}

/// Cells are made visible; rows shorter than the heading end in empty cells.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

const GAP: usize = 2;

/// A column is not narrowed below this.
const COLUMN_MIN: usize = 8;

/// Lines that one cell may take; a longer text is cut.
const CELL_LINES_MAX: usize = 4;

impl Table {
    /// A table without rows. A column that stays empty is not shown.
    pub fn new(columns: Vec<Column>) -> Self {
        Table { columns, rows: Vec::new() }
    }

    /// Adds a row; text of logs is made harmless here.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.iter().map(|cell| visible(cell).into_owned()).collect());
    }

    /// Writes heading and rows, indented; the widest columns give way until all fit, and their cells wrap.
    ///
    /// # Errors
    /// Whatever `out` returns.
    pub fn write(&self, out: &mut dyn Write, style: Style, indent: usize) -> io::Result<()> {
        let widths = self.widths(style.full_width().saturating_sub(indent));
        let heading: Vec<String> = self.columns.iter().map(|column| column.heading.to_owned()).collect();
        self.write_row(out, style, indent, &widths, &heading, Role::Faint)?;
        self.rows.iter().try_for_each(|row| self.write_row(out, style, indent, &widths, row, Role::Plain))
    }

    /// Natural widths, a column that is empty throughout left out (0), the widest narrowed to fit.
    fn widths(&self, room: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.columns.len()).map(|at| self.natural_width(at)).collect();
        loop {
            let used = widths.iter().filter(|width| **width > 0).map(|width| width + GAP).sum::<usize>();
            let excess = used.saturating_sub(GAP).saturating_sub(room);
            let widest = widths.iter().copied().max().unwrap_or(0);
            if excess == 0 || widest <= COLUMN_MIN {
                return widths;
            }
            let runner_up = widths.iter().copied().filter(|width| *width < widest).max().unwrap_or(0);
            // Columns that are equally wide give way alike.
            let alike = widths.iter().filter(|width| **width == widest).count();
            let target = widest.saturating_sub(excess.div_ceil(alike)).max(runner_up).max(COLUMN_MIN);
            if let Some(width) = widths.iter_mut().find(|width| **width == widest) {
                *width = target.min(widest - 1);
            }
        }
    }

    fn natural_width(&self, at: usize) -> usize {
        let cells =
            self.rows.iter().filter_map(|row| row.get(at)).map(|cell| columns(cell)).max().unwrap_or(0);
        let heading = self.columns.get(at).map_or(0, |column| columns(column.heading));
        if cells == 0 { 0 } else { cells.max(heading) }
    }

    /// One row, as many lines high as its tallest cell.
    fn write_row(
        &self,
        out: &mut dyn Write,
        style: Style,
        indent: usize,
        widths: &[usize],
        cells: &[String],
        role: Role,
    ) -> io::Result<()> {
        let wrapped: Vec<Vec<Line>> = widths
            .iter()
            .enumerate()
            .map(|(at, width)| cell_lines(cells.get(at).map_or("", String::as_str), *width, role))
            .collect();
        for height in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0) {
            let mut pad = indent;
            let columns = self.columns.iter().zip(widths).zip(&wrapped);
            for ((column, width), lines) in columns.filter(|((_, width), _)| **width > 0) {
                let empty = Line::default();
                let cell = lines.get(height).unwrap_or(&empty);
                let rest = width.saturating_sub(cell.width());
                let (before, after) = if column.right { (rest, 0) } else { (0, rest) };
                pad += before;
                if !cell.is_empty() {
                    write!(out, "{:pad$}", "")?;
                    cell.write(out, style)?;
                    pad = 0;
                }
                pad += after + GAP;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

/// A cell's lines, cut after the fourth.
fn cell_lines(cell: &str, width: usize, role: Role) -> Vec<Line> {
    if width == 0 {
        return Vec::new();
    }
    Line::of(role, cut(cell, width * CELL_LINES_MAX)).wrapped(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(width: usize) -> String {
        let mut table = Table::new(vec![
            Column::left("name"),
            Column::left("never"),
            Column::right("failures"),
            Column::left("why"),
        ]);
        table.row(vec!["jdoe".into(), String::new(), "41".into(), "a".repeat(30)]);
        table.row(vec!["管理者".into(), String::new(), "1,200".into()]);
        let mut out = Vec::new();
        table.write(&mut out, Style { colour: false, width }, 2).expect("a vector takes all");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn columns_align_and_the_widest_gives_way() {
        assert_eq!(
            shown(80),
            "  name    failures  why\n  jdoe          41  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n  管理者     1,200\n"
        );
        assert_eq!(
            shown(40),
            "  name    failures  why\n  jdoe          41  aaaaaaaaaaaaaaaaaaaa\n                    aaaaaaaaaa\n  管理者     1,200\n"
        );
    }
}
