//! Tables as Helm prints them (github.com/gosuri/uitable): cells padded to their column and set apart by a tab.

/// A table of text.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    max_width: usize,
}

impl Table {
    /// A table with a row of titles; cells longer than `max_width` characters are cut, 0 cuts none.
    pub(crate) fn new(titles: &[&str], max_width: usize) -> Self {
        let titles = titles.iter().map(|title| (*title).to_owned()).collect();
        Self { rows: vec![titles], max_width }
    }

    /// A table without titles.
    pub(crate) fn untitled(max_width: usize) -> Self {
        Self { rows: vec![], max_width }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table, with a line end after each row.
    pub(crate) fn print(&self) -> String {
        let cut = |cell: &String| -> String {
            let length = cell.chars().count();
            if self.max_width == 0 || length <= self.max_width {
                return cell.clone();
            }
            let kept: String = cell.chars().take(self.max_width.saturating_sub(3)).collect();
            format!("{kept}...")
        };
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(cut).collect()).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &rows {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pads_every_cell_and_cuts_long_ones() {
        let mut table = Table::new(&["NAME", "URL"], 8);
        table.row(["a".into(), "http://long".into()]);
        assert_eq!(table.print(), "NAME\tURL     \na   \thttp:...\n");
    }
}
