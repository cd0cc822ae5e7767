"""What is written about treaties: facts that ship, actions of States, texts from packs."""

from comity.knowledge.treaties.actions.facts import load_facts
from comity.knowledge.treaties.actions.on_screen import correct_action, record_action, retract_action
from comity.knowledge.treaties.actions.participation import put_actions
from comity.knowledge.treaties.actions.texts import put_texts


__all__ = ["correct_action", "load_facts", "put_actions", "put_texts", "record_action", "retract_action"]
