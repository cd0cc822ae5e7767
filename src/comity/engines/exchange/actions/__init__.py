"""Every write of the sealed exchange. None takes a word that somebody has written: what comes is sealed already."""

from comity.engines.exchange.actions.admitting import admit, change_key, cut_off, give_up
from comity.engines.exchange.actions.attaching import add_piece, begin_attachment, finish_attachment, remove_unsent
from comity.engines.exchange.actions.drafting import keep_draft, remove_draft
from comity.engines.exchange.actions.owning import keep_ways, make_own_key
from comity.engines.exchange.actions.recovering import (
    ask_for_recovery,
    finish_recovery,
    pass_part_on,
    prepare_recovery,
)
from comity.engines.exchange.actions.sending import begin_thread, send, sign_receipt


__all__ = [
    "add_piece",
    "admit",
    "ask_for_recovery",
    "begin_attachment",
    "begin_thread",
    "change_key",
    "cut_off",
    "finish_attachment",
    "finish_recovery",
    "give_up",
    "keep_draft",
    "keep_ways",
    "make_own_key",
    "pass_part_on",
    "prepare_recovery",
    "remove_draft",
    "remove_unsent",
    "send",
    "sign_receipt",
]
