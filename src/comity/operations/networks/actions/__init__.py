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
from comity.operations.networks.actions.ending import end_network, take_up_again
from comity.operations.networks.actions.helping import ask_for_help, assign, close_case, converse, keep_file, reach
from comity.operations.networks.actions.meeting import (
    add_paper,
    drop_meeting,
    put_meeting,
    show_paper,
    take_away,
    want_papers,
)


__all__ = [
    "acknowledge",
    "add_paper",
    "appoint",
    "ask_for_help",
    "assign",
    "close_case",
    "converse",
    "drop_meeting",
    "end_alert",
    "end_network",
    "end_post",
    "end_seat",
    "go_away",
    "keep_file",
    "load_facts",
    "present",
    "put_meeting",
    "put_network",
    "reach",
    "seat_state",
    "send_alert",
    "show_figures",
    "show_paper",
    "take_away",
    "take_up_again",
    "want_papers",
]
