# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""Try the interface for programs as its own description allows and forbids, as each role, and look for faults.

Schemathesis draws the requests from OpenAPI; every second one has arguments that lead to something. It is tried on a
copy of the installation, in one process, through the whole of WSGI, by people who have signed in.
"""

import argparse
import logging
import re
import time
from collections import Counter

from bench.installation import machine
from bench.malformed import described
from bench.strangers.rehearsal import rehearsal


def sessions(browsers):
    """The cookie of each role's session; none for a visitor."""
    from django.conf import settings

    name = settings.SESSION_COOKIE_NAME
    return {role: {name: it.cookies[name].value} if name in it.cookies else {} for role, it in browsers.items()}


def arguments(description, addresses):
    """For each path of the description the arguments with which it leads to something."""
    made = {}
    for path, at in described(description, addresses).items():
        route = re.compile(re.sub(r"\\\{([^}]+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)))
        fits = route.fullmatch(at)
        made[path] = fits.groupdict() if fits else {}
    return made


def tried(cookies, known, *, examples, seed=4, narrowed=None):  # noqa: C901 -- one function within another
    """Draw that many requests for every operation and role, of the right kind and of the wrong.

    Args:
        cookies: of each role.
        known: for each path arguments that lead to something.
        examples: so many for an operation and role.
        seed: from which they are drawn.
        narrowed: a function of a path that says whether it is tried; all when it is None.

    Returns:
        How many answers of each role and status, and a line for each fault, or refusal without a sentence.
    """
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from schemathesis import GenerationMode

    from comity.project.wsgi import application

    # Which sets up logging anew; a line for each refusal would be noise.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)

    def one(operation, mode, role, cookie, begun):
        @seeded(begun)
        @settings(
            max_examples=max(1, examples // 2),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def draw(case):
            if counted.total() % 2 and known.get(operation.path):
                case.path_parameters = dict(known[operation.path])
            answer = case.call(cookies=cookie, headers={"Accept-Encoding": "identity"})
            counted[role, answer.status_code] += 1
            told = answer.json().get("message", "") if answer.status_code in range(400, 500) else "a sentence"
            if answer.status_code >= 500 or " " not in told:
                faults.append(f"{answer.status_code} {role} {case.method} {case.formatted_path} {case.query}")

        draw()

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    counted, faults, number = Counter(), [], 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if narrowed and not narrowed(operation.path):
            continue
        for role, cookie in cookies.items():
            for mode in GenerationMode:
                number += 1

                try:
                    one(operation, mode, role, cookie, seed + number)
                except Exception as error:
                    if "Unsatisfiable" not in type(error).__name__:
                        raise
                    # Nothing is wrong for an operation that takes nothing.
    return counted, faults


def main(words):
    """Try what the words on the command line ask for."""
    parser = argparse.ArgumentParser(prog="python -m bench api", description=__doc__)
    parser.add_argument("--examples", type=int, default=40, help="requests for each operation and role")
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args(words)
    with rehearsal():
        from bench.strangers.addresses import addresses
        from bench.strangers.cast import everybody

        browsers = everybody()
        description = browsers["visitor"].get("/api/v1/openapi.json").json()
        print(machine())
        print(f"{len(description['paths'])} operations, {len(browsers)} roles, {asked.examples} requests for each")
        began = time.monotonic()
        known = arguments(description, addresses())
        counted, faults = tried(sessions(browsers), known, examples=asked.examples, seed=asked.seed)
        for role in browsers:
            told = ", ".join(f"{n:,} × {status}" for (who, status), n in sorted(counted.items()) if who == role)
            print(f"{role:14} {told}")
        print(f"{counted.total():,} requests in {time.monotonic() - began:.0f} s; {len(faults)} faults")
        for line in faults[:100]:
            print(line)
