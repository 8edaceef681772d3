//! Pages, limits, cursors and streams.
