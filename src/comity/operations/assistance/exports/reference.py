"""The page of the reference on what can be written: made from the facts, so that it cannot differ from them."""

from typing import Final

from comity.operations.assistance import registry
from comity.operations.assistance.exports import writing


NEEDS: Final = {"mandatory": "needed", "possible": "where possible", "advised": "advised"}
MOST: Final = 4


def page(made: str) -> str:
    """Every type with its elements, and every measure with its fields; ``made`` says that the page is made."""
    lines = [
        "# Types of request",
        "",
        made,
        "What the [request writer](../explanation/request-writer.md) can write, from its facts in",
        "`operations/assistance/facts/writer/`. What is needed can be left out only with a written reason. A treaty",
        "that was chosen as the basis makes needed what it asks for by itself. The articles are examples: the first",
        "few that ask for the element or speak of it.",
        "",
    ]
    for one in writing.types().values():
        lines += [f"## {one['names']['en']}", "", one["about"]["en"], ""]
        lines += ["| element | | asked for by |", "| --- | --- | --- |"]
        for part, said in NEEDS.items():
            lines += [_row(one, element, said) for element in one[part]]
        lines.append("")
    return "\n".join([*lines, *_items(), ""])


def _row(kind: dict[str, dict[str, list[str]]], element: str, need: str) -> str:
    told = writing.elements()[element]
    conditions = [
        f"{words} {', '.join(kind[part][element])}"
        for part, words in (("when", "needed for"), ("only", "only for"), ("unless", "not for"))
        if element in kind[part]
    ]
    cited = "; ".join(f"{one['symbol']} {one['cited']}" for one in told["articles"][:MOST])
    return f"| {told['label']['en']} | {'; '.join([need, *conditions])} | {cited} |"


def _items() -> list[str]:
    items = writing.read("items")
    lines = ["## Fields of an item", "", "| measure | needed | if it matters |", "| --- | --- | --- |"]
    for key, one in items["measures"].items():
        needed, more = (
            "; ".join(items["fields"][field]["label"]["en"] for field in one[part]) for part in ("needed", "more")
        )
        lines.append(f"| {registry.measures()[key].name('en')} | {needed} | {more} |")
    return lines
