"""What the host can check of sealed things without a key, and how two installations know each other."""

from comity.engines.exchange.crypto.installations import (
    IDENTITY,
    Identity,
    digits_of,
    digits_of_key,
    identity,
    name_of,
)
from comity.engines.exchange.crypto.lines import (
    Bad,
    Told,
    answer_headers,
    body_digest,
    check_answer,
    check_request,
    request_headers,
    who_asks,
)
from comity.engines.exchange.crypto.logs import (
    SIGNING,
    Tree,
    fingerprint,
    hash_of,
    is_signed,
    log_key,
    root_of,
    stanzas,
)


__all__ = [
    "IDENTITY",
    "SIGNING",
    "Bad",
    "Identity",
    "Told",
    "Tree",
    "answer_headers",
    "body_digest",
    "check_answer",
    "check_request",
    "digits_of",
    "digits_of_key",
    "fingerprint",
    "hash_of",
    "identity",
    "is_signed",
    "log_key",
    "name_of",
    "request_headers",
    "root_of",
    "stanzas",
    "who_asks",
]
