"""What can be done to a record, one at a time or many together."""

from comity.engines.records.actions.attaching import attach, detach
from comity.engines.records.actions.bulk import put_many
from comity.engines.records.actions.collecting import tidy_collections
from comity.engines.records.actions.editing import (
    confirm,
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
    put_all,
    revise,
    snapshot,
    submit,
    withdraw,
)


__all__ = [
    "amend",
    "attach",
    "confirm",
    "detach",
    "draft",
    "keep_edited",
    "keep_typed",
    "link",
    "publish",
    "put",
    "put_all",
    "put_many",
    "revise",
    "set_links",
    "snapshot",
    "stored_links",
    "submit",
    "tidy_collections",
    "withdraw",
]
