"""Writes: versions are drafted, revised, released and closed; responses are opened, answered and closed."""

from comity.engines.questionnaires.actions.answering import answer, close_response, open_response, settle
from comity.engines.questionnaires.actions.joining import Joined, join
from comity.engines.questionnaires.actions.loading import load_definitions
from comity.engines.questionnaires.actions.writing import close, draft, release, remove, revise, take_back


__all__ = [
    "Joined",
    "answer",
    "close",
    "close_response",
    "draft",
    "join",
    "load_definitions",
    "open_response",
    "release",
    "remove",
    "revise",
    "settle",
    "take_back",
]
