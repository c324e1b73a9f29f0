//! Puts panels side by side on 24 columns, under headings, and numbers them.

use super::board::{Content, Place, Placed, Row};

/// Columns of a dashboard.
const COLUMNS: u32 = 24;

/// Panels in their places.
#[derive(Debug, Default)]
pub(super) struct Grid {
    placed: Vec<Placed>,
    /// Where the next panel begins.
    x: u32,
    y: u32,
    /// Height of the line that is being filled.
    height: u32,
}

impl Grid {
    /// A heading on a line of its own.
    pub(super) fn heading(&mut self, title: &str) {
        self.end_line();
        let row = Content::Row(Row {
            collapsed: false,
            panels: [],
        });
        self.put(title, COLUMNS, 1, row);
    }

    /// A panel beside the one before, or on the next line where it does not fit.
    pub(super) fn put(&mut self, title: impl Into<String>, width: u32, height: u32, content: Content) {
        if self.x + width > COLUMNS {
            self.end_line();
        }
        self.placed.push(Placed {
            id: u32::try_from(self.placed.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
            title: title.into(),
            grid_pos: Place {
                x: self.x,
                y: self.y,
                w: width,
                h: height,
            },
            content,
        });
        self.x += width;
        self.height = self.height.max(height);
    }

    fn end_line(&mut self) {
        self.x = 0;
        self.y += self.height;
        self.height = 0;
    }

    pub(super) fn into_panels(self) -> Vec<Placed> {
        self.placed
    }
}
