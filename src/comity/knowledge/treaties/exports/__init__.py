"""What is handed out about treaties: plain data and rows, and documents of Akoma Ntoso."""

from comity.knowledge.treaties.exports.akoma_ntoso import Held, akoma_ntoso, held_texts
from comity.knowledge.treaties.exports.rows import (
    ACTION_COLUMNS,
    action_data,
    actions,
    actions_csv,
    article_data,
    linked_article,
    linked_data,
    parties,
    parties_csv,
    treaties,
    treaties_json,
)


__all__ = [
    "ACTION_COLUMNS",
    "Held",
    "action_data",
    "actions",
    "actions_csv",
    "akoma_ntoso",
    "article_data",
    "held_texts",
    "linked_article",
    "linked_data",
    "parties",
    "parties_csv",
    "treaties",
    "treaties_json",
]
