"""Every write in networks of practitioners."""

from comity.operations.networks.actions.alerting import acknowledge, end_alert, send_alert
from comity.operations.networks.actions.appointing import appoint, end_post, go_away, present
from comity.operations.networks.actions.communities import (
    end_seat,
    load_facts,
    put_network,
    seat_state,
    show_figures,
)
from comity.operations.networks.actions.helping import ask_for_help, assign, close_case, converse, keep_file, reach


__all__ = [
    "acknowledge",
    "appoint",
    "ask_for_help",
    "assign",
    "close_case",
    "converse",
    "end_alert",
    "end_post",
    "end_seat",
    "go_away",
    "keep_file",
    "load_facts",
    "present",
    "put_network",
    "reach",
    "seat_state",
    "send_alert",
    "show_figures",
]
