"""Canonical JSON, and whole numbers from a seed that anybody can make again in any language."""

import hashlib
import hmac
import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar


Item = TypeVar("Item")
WORD: Final = 2**32
# Words of 32 bits in one block of HMAC-SHA256, and blocks that are made at a time.
IN_BLOCK: Final = 8
AT_ONCE: Final = 64


def canonical(value: Any) -> bytes:
    """A value of JSON in one way of writing: keys sorted, no spaces, UTF-8. It holds no fractions."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def sha256(value: Any) -> str:
    """The SHA-256 of a value's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def tidy(randomness: str) -> str:
    """Public randomness as it is hashed: no space at its ends, and one where there were several."""
    return " ".join(randomness.split())


def seed_of(commitment: Mapping[str, Any], randomness: str) -> bytes:
    """The seed of a lot: SHA-256 of the commitment's hash, a line feed and the randomness."""
    return hashlib.sha256(f"{sha256(commitment)}\n{tidy(randomness)}".encode()).digest()


class Numbers:
    """Whole numbers from a seed: HMAC-SHA256 in counter mode, read as words of 32 bits, the first byte the highest.

    The key is HMAC-SHA256(seed, name); block number n, from 0, is HMAC-SHA256(key, n as eight bytes).

    Args:
        seed: 32 bytes.
        name: what they are for, so that one part of a draw never shifts the numbers of another.
    """

    def __init__(self, seed: bytes, name: str) -> None:
        self._key = hmac.digest(seed, name.encode(), "sha256")
        self._block = 0
        self._words: list[int] = []

    def _more(self) -> None:
        blocks = range(self._block, self._block + AT_ONCE)
        data = b"".join(hmac.digest(self._key, number.to_bytes(8, "big"), "sha256") for number in blocks)
        self._block += AT_ONCE
        self._words = list(struct.unpack(f">{IN_BLOCK * AT_ONCE}I", data))
        self._words.reverse()

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit`` - 1, each equally likely.

        As many words as ``limit`` needs are read, the first one the highest; numbers from the greatest multiple of
        ``limit`` on are thrown away, and new words are read.
        """
        if limit <= WORD:
            most = WORD - WORD % limit
            while True:
                if not self._words:
                    self._more()
                word = self._words.pop()
                if word < most:
                    return word % limit
        count = ((limit - 1).bit_length() + 31) // 32
        room: int = WORD**count
        while True:
            value = 0
            for _turn in range(count):
                value = value * WORD + self.below(WORD)
            if value < room - room % limit:
                return value % limit

    def one_of(self, several: Sequence[Item]) -> Item:
        """One of several, each equally likely."""
        return several[self.below(len(several))]

    def shuffled(self, several: Sequence[Item]) -> list[Item]:
        """All of them in an order of which each is equally likely (Fisher and Yates, from the end)."""
        order = list(several)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def weighted(self, weights: Sequence[int]) -> int:
        """The place of one of several whole weights, each as likely as its weight is of their sum."""
        value = self.below(sum(weights))
        for place, weight in enumerate(weights):
            if value < weight:
                return place
            value -= weight
        raise AssertionError("the number is below the sum")
