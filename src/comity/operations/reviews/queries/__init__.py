"""What somebody may see of draws and reviews, who waits for whom, and the figures."""

from comity.operations.reviews.queries.drawing import (
    Listed,
    drawn,
    for_listing,
    instrument_names,
    lots_of,
    open_lot,
    parties,
    program_of,
    records_of,
    transcript,
    visible_to,
)
from comity.operations.reviews.queries.published import name_of_file


__all__ = [
    "Listed",
    "drawn",
    "for_listing",
    "instrument_names",
    "lots_of",
    "name_of_file",
    "open_lot",
    "parties",
    "program_of",
    "records_of",
    "transcript",
    "visible_to",
]
