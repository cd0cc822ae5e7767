"""Files that were carried here: of other installations, and of authorities that have none."""

from comity.engines.exchange.imports.answers import is_answer_file, read_card, take_answer
from comity.engines.exchange.imports.parcels import Carried, take_file


__all__ = ["Carried", "is_answer_file", "read_card", "take_answer", "take_file"]
