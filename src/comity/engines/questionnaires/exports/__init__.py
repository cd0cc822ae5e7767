"""Definitions as files: JSON in the canonical form, and XLSForm as a workbook that people write on in."""

from comity.engines.questionnaires.exports.workbook import to_workbook
from comity.engines.questionnaires.grammar.writing import to_json


__all__ = ["to_json", "to_workbook"]
