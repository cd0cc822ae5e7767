"""What can be done to a record, one at a time or many together."""

from comity.engines.records.actions.bulk import put_many
from comity.engines.records.actions.keeping import (
    draft,
    link,
    publish,
    put,
    revise,
    snapshot,
    submit,
    withdraw,
)


__all__ = ["draft", "link", "publish", "put", "put_many", "revise", "snapshot", "submit", "withdraw"]
