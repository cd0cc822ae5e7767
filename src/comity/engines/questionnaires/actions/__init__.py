"""Writes: versions are drafted, revised, released and closed; responses are opened, answered and closed."""

from comity.engines.questionnaires.actions.answering import answer, choose, close_response, open_response, settle
from comity.engines.questionnaires.actions.assigning import assign, tell_if_ready, unassign
from comity.engines.questionnaires.actions.enclosing import enclose, take_out
from comity.engines.questionnaires.actions.joining import Joined, join
from comity.engines.questionnaires.actions.loading import load_definitions
from comity.engines.questionnaires.actions.marking import mark, mark_section, put_evidence, remark, take
from comity.engines.questionnaires.actions.writing import close, draft, release, remove, revise, take_back


__all__ = [
    "Joined",
    "answer",
    "assign",
    "choose",
    "close",
    "close_response",
    "draft",
    "enclose",
    "join",
    "load_definitions",
    "mark",
    "mark_section",
    "open_response",
    "put_evidence",
    "release",
    "remark",
    "remove",
    "revise",
    "settle",
    "take",
    "take_back",
    "take_out",
    "tell_if_ready",
    "unassign",
]
