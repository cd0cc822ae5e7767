"""Every write of the sealed exchange. None takes a word that somebody has written: what comes is sealed already."""

from comity.engines.exchange.actions.accepting import accept
from comity.engines.exchange.actions.admitting import admit, change_key, cut_off, give_up
from comity.engines.exchange.actions.answering import Answered, take_answer_file
from comity.engines.exchange.actions.attaching import add_piece, begin_attachment, finish_attachment, remove_unsent
from comity.engines.exchange.actions.calling import NotCalled, ask, call, own_card, take_card
from comity.engines.exchange.actions.corresponding import meet, part_from
from comity.engines.exchange.actions.drafting import keep_draft, remove_draft
from comity.engines.exchange.actions.forwarding import forward_due, take_answer
from comity.engines.exchange.actions.mirroring import read_keys, take_growth
from comity.engines.exchange.actions.owning import keep_ways, make_own_key
from comity.engines.exchange.actions.peering import (
    add_peer,
    announce_file,
    block_peer,
    keep_nonce,
    knock,
    put_piece,
    replace_peer,
    take_in,
)
from comity.engines.exchange.actions.posting import post_again
from comity.engines.exchange.actions.recovering import (
    ask_for_recovery,
    finish_recovery,
    pass_part_on,
    prepare_recovery,
)
from comity.engines.exchange.actions.sending import begin_thread, send, sign_receipt


__all__ = [
    "Answered",
    "NotCalled",
    "accept",
    "add_peer",
    "add_piece",
    "admit",
    "announce_file",
    "ask",
    "ask_for_recovery",
    "begin_attachment",
    "begin_thread",
    "block_peer",
    "call",
    "change_key",
    "cut_off",
    "finish_attachment",
    "finish_recovery",
    "forward_due",
    "give_up",
    "keep_draft",
    "keep_nonce",
    "keep_ways",
    "knock",
    "make_own_key",
    "meet",
    "own_card",
    "part_from",
    "pass_part_on",
    "post_again",
    "prepare_recovery",
    "put_piece",
    "read_keys",
    "remove_draft",
    "remove_unsent",
    "replace_peer",
    "send",
    "sign_receipt",
    "take_answer",
    "take_answer_file",
    "take_card",
    "take_growth",
    "take_in",
]
