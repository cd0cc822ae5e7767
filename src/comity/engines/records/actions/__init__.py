"""What can be done to a record, one at a time or many together."""

from comity.engines.records.actions.attaching import attach, detach
from comity.engines.records.actions.bulk import put_many
from comity.engines.records.actions.collecting import tidy_collections
from comity.engines.records.actions.editing import (
    confirm,
    keep_confirmed,
    keep_edited,
    keep_typed,
    set_links,
    stored_links,
)
from comity.engines.records.actions.keeping import (
    amend,
    draft,
    link,
    publish,
    put,
    revise,
    snapshot,
    submit,
    withdraw,
)
from comity.engines.records.actions.parting import PART_WRITTEN, keep_part
from comity.engines.records.actions.shipping import follow_list, put_facts, taken_over
from comity.engines.records.actions.upkeep import KIND, confirm_many, remind


__all__ = [
    "KIND",
    "PART_WRITTEN",
    "amend",
    "attach",
    "confirm",
    "confirm_many",
    "detach",
    "draft",
    "follow_list",
    "keep_confirmed",
    "keep_edited",
    "keep_part",
    "keep_typed",
    "link",
    "publish",
    "put",
    "put_facts",
    "put_many",
    "remind",
    "revise",
    "set_links",
    "snapshot",
    "stored_links",
    "submit",
    "taken_over",
    "tidy_collections",
    "withdraw",
]
