"""Tables that people fill in, read into records of any kind: each row alone, errors by row and column."""

from comity.engines.records.imports.running import Cell, Difference, Report, RowReport, lines_of, run


__all__ = ["Cell", "Difference", "Report", "RowReport", "lines_of", "run"]
