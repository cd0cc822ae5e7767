"""What of a register is found: its card, with what it holds."""

from comity.engines.search.registry import CardProvider
from comity.knowledge.registers.models import Register


KINDS = (Register.kind,)
VERSION = "1"
documents, everything = CardProvider(Register).functions()
