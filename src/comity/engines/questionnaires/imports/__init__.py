"""XLSForm read in: the whole workbook is looked at, and everything that is wrong is told at once."""

from comity.engines.questionnaires.imports.workbook import Brought, from_bytes, from_workbook


__all__ = ["Brought", "from_bytes", "from_workbook"]
