"""Good files, spoilt at random, read as the process with limits reads them: a program, since it binds itself.

usage: python -m tests.base.files.mutations NUMBER SEED
"""

import json
import random
import resource
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from pathlib import Path

from comity.base.files.content.looking import cleaned, inspected
from comity.base.files.content.types import TYPES, Flawed, Limits

from . import samples


LIMITS = Limits(unpacked=20 * 2**20, pixels=10**7)
WORDS = [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"<!DOCTYPE", b"%PDF-1.7", b"PK\x05\x06"]


def spoilt(content):
    made = bytearray(content)
    for _time in range(random.choice([1, 1, 2, 4, 16])):
        place, way = random.randrange(len(made) + 1), random.randrange(5)
        if way == 0:
            made[place : place + 1] = random.randbytes(1)
        elif way == 1:
            del made[place : place + random.randrange(1, 40)]
        elif way == 2:
            made[place:place] = random.randbytes(random.randrange(1, 30))
        elif way == 3:
            del made[place:]
        else:
            made[place : place + 4] = random.choice(WORDS)
    return bytes(made)


def tried(content, folder):
    """What becomes of a file: how it is called when it is taken, or why it is not."""
    path, out = folder / "given", folder / "made"
    path.write_bytes(content)
    out.unlink(missing_ok=True)
    try:
        found = inspected(path, "x", frozenset(TYPES), LIMITS)
        cleaned(path, out, TYPES[found.type], LIMITS)
    except Flawed as flawed:
        return "refused", flawed.flaw.value
    except MemoryError:
        return "refused", "memory"
    except Exception:  # noqa: BLE001 -- this is what is looked for
        return "fault", traceback.format_exc()[-600:]
    return "taken", found.type


def main(number, seed):
    resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
    warnings.simplefilter("ignore")
    random.seed(seed)
    good = [
        samples.pdf(active=True, signed=True), samples.picture(), samples.picture("PNG"), samples.picture("WEBP"),
        samples.animation(), samples.docx(), samples.xlsx(), samples.odt(), "قانون words\n".encode() * 20,
        samples.packed([("a.txt", "words" * 100)]),
    ]  # fmt: skip
    counts = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for _file in range(number):
            counts[tried(spoilt(random.choice(good)), Path(folder))] += 1
    json.dump([[*what, count] for what, count in counts.items()], sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
