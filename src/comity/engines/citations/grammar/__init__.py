"""What a citation looks like: letters, notations, names, and the recogniser; nothing here knows a database."""

from comity.engines.citations.grammar.letters import compared, number_key
from comity.engines.citations.grammar.recogniser import citations_in
from comity.engines.citations.grammar.register import Register


__all__ = ["Register", "citations_in", "compared", "number_key"]
