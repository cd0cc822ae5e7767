"""The generated pages of the reference equal the code, and the dependencies are all explained."""

import re

from comity.project.commands import reference

from .source import REPOSITORY


def test_the_generated_pages_equal_the_code():
    assert reference.stale() == []


def test_every_dependency_has_its_reason():
    told = (REPOSITORY / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8").lower()
    wanted = []
    for name in ("run", "dev", "bootstrap", "node"):
        for line in (REPOSITORY / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines():
            package = re.split(r"[\[<>=;~!]", line.strip())[0].lower()
            if package and not package.startswith(("-", "#")):
                wanted.append(package)
    silent = [p for p in wanted if p not in told and p.removeprefix("pytest-").removeprefix("django-") not in told]
    assert silent == []
