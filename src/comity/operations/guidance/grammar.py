"""The tree of questions as a file in YAML, read and looked over: what is wrong is said with its place."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from django.db.models import TextChoices

from comity.kernel.errors import Unreadable
from comity.operations.assistance import registry as assistance
from comity.operations.guidance.enums import Basis, Channel, Part, Sort, Step
from comity.operations.guidance.shapes import ANY, Answer, Choice, Node, Question, Remark, Source, Tree, Words


# The State that is asked, and that of the reader.
SIDES: Final = ("state", "own")
NEEDED: Final = ("start", "questions", "nodes", "answers")
E = TypeVar("E", bound=StrEnum | TextChoices)


def read(path: Path) -> Tree:
    """The tree of a file.

    Raises:
        Unreadable: the file is not there or no YAML, or the tree in it is wrong; where, and how.
    """
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(f"The tree of questions cannot be read: {error.strerror}.", where=str(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable("The tree of questions is no YAML.", where=f"{path.name}: {error}") from error
    return _Reader(path.name).tree(told)


class _Reader:
    """Reads one file; ``where`` of what it refuses begins with the name of the file."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, where: str, sentence: str) -> Unreadable:
        return Unreadable(sentence, where=f"{self.name}, {where}")

    def tree(self, told: Any) -> Tree:
        """The whole of it, looked over."""
        if not isinstance(told, dict) or (missing := [name for name in NEEDED if not told.get(name)]):
            raise self.fail("the whole", f"It does not say its {' and '.join(missing if told else NEEDED)}.")
        for part in NEEDED[1:]:
            if not isinstance(told[part], dict):
                raise self.fail(part, "It holds no entries by name.")
        tree = Tree(
            str(told["start"]),
            {key: self.question(key, one) for key, one in told["questions"].items()},
            {key: self.node(key, one) for key, one in told["nodes"].items()},
            {key: self.answer(key, one) for key, one in told["answers"].items()},
        )
        self.look_over(tree)
        return tree

    # ------------------------------------------------------------ its parts

    def question(self, key: str, one: Any) -> Question:
        where = f"question “{key}”"
        self.entry(where, one, {"sort", "text", "help", "choices"})
        sort = self.one_of(Sort, one.get("sort", Sort.CHOICE), where)
        listed = one.get("choices") or {}
        choices = tuple(self.choice(f"{where}, choice “{name}”", name, each) for name, each in listed.items())
        if sort == Sort.PLACE and key not in SIDES:
            raise self.fail(where, f"A question for a State is called {' or '.join(SIDES)}.")
        wanted = {Sort.CHOICE: None, Sort.PLACE: set(), Sort.BASIS: set(Basis)}[sort]
        if wanted is None and not choices:
            raise self.fail(where, "It has no choices.")
        if wanted is not None and {one.id for one in choices} != wanted:
            raise self.fail(
                where, f"A question of this sort has these choices: {', '.join(sorted(wanted)) or 'none'}."
            )
        return Question(
            key, sort, self.words(where, one.get("text")), self.words(where, one.get("help"), bare=True), choices
        )

    def choice(self, where: str, key: str, one: Any) -> Choice:
        self.entry(where, one, {"text", "help", "measure"})
        measure = one.get("measure", "")
        if measure and measure not in assistance.measures():
            raise self.fail(where, f"“{measure}” is no measure: {', '.join(assistance.measures())}.")
        return Choice(
            str(key), self.words(where, one.get("text")), self.words(where, one.get("help"), bare=True), measure
        )

    def node(self, key: str, one: Any) -> Node:
        where = f"node “{key}”"
        self.entry(where, one, {"ask", "then", "among"})
        then = one.get("then")
        if isinstance(then, str):
            then = {ANY: then}
        if not isinstance(then, dict) or not then:
            raise self.fail(where, "It does not say where its answers lead (then).")
        among = frozenset(one.get("among", ()))
        if strange := sorted(among - set(assistance.instruments())):
            raise self.fail(where, f"“{strange[0]}” is no treaty of the finder.")
        return Node(key, str(one.get("ask", "")), {str(name): str(target) for name, target in then.items()}, among)

    def answer(self, key: str, one: Any) -> Answer:
        where = f"answer “{key}”"
        self.entry(where, one, {"channel", "title", "lead", "steps", "needs", "avoid", "parts", "holds"})
        remarks = {
            name: tuple(self.remarks(f"{where}, {name}", one.get(name))) for name in ("steps", "needs", "avoid")
        }
        if not remarks["steps"]:
            raise self.fail(where, "It says nothing to do (steps).")
        return Answer(
            key,
            self.one_of(Channel, one.get("channel", ""), where),
            self.words(where, one.get("title")),
            self.words(where, one.get("lead")),
            parts=frozenset(self.one_of(Part, part, where) for part in one.get("parts", ())),
            holds=frozenset(one.get("holds", ())),
            **remarks,
        )

    def remarks(self, where: str, several: Any) -> Iterator[Remark]:
        for number, one in enumerate(several or (), start=1):
            at = f"{where} {number}"
            self.entry(at, one, {"text", "sources", "step"})
            sources = tuple(self.source(at, text) for text in one.get("sources", ()))
            yield Remark(self.words(at, one.get("text")), sources, self.one_of(Step, one.get("step", ""), at))

    def source(self, where: str, text: Any) -> Source:
        symbol, *rest = str(text).split()
        if symbol not in assistance.instruments() or not 1 <= len(rest) <= 2:  # noqa: PLR2004 -- and a paragraph
            raise self.fail(where, f"“{text}” names no article of a treaty: symbol, article, and perhaps a paragraph.")
        return Source(symbol, *rest)

    # ------------------------------------------------------------ small things

    def entry(self, where: str, one: Any, known: set[str]) -> None:
        if not isinstance(one, dict):
            raise self.fail(where, "It is no entry with names and values.")
        if strange := {str(name) for name in one} - known:
            raise self.fail(where, f"“{min(strange)}” means nothing here. Known are: {', '.join(sorted(known))}.")

    def words(self, where: str, told: Any, *, bare: bool = False) -> Words:
        if told is None and bare:
            return {}
        if not isinstance(told, dict) or not str(told.get("en", "")).strip():
            raise self.fail(where, "It needs words by language, and in English at least.")
        return {str(language): str(text).strip() for language, text in told.items()}

    def one_of(self, values: type[E], told: Any, where: str) -> E:
        try:
            return values(told)
        except ValueError:
            known = ", ".join(str(one.value) for one in values if one.value)
            raise self.fail(where, f"“{told}” is none of these: {known}.") from None

    # ------------------------------------------------------------ the whole

    def look_over(self, tree: Tree) -> None:
        """Every branch ends, every answer is reached, none goes in a circle, nothing is asked twice on one way."""
        if both := set(tree.nodes) & set(tree.answers):
            raise self.fail(f"node “{min(both)}”", "There is an answer of the same name.")
        if tree.start not in tree.nodes:
            raise self.fail("start", f"There is no node “{tree.start}”.")
        for node in tree.nodes.values():
            self.look_at(node, tree)
        reached: set[str] = set()
        self.walk(tree, tree.start, (), (), reached)
        for what, known in (("node", tree.nodes), ("answer", tree.answers)):
            if lost := [key for key in known if key not in reached]:
                raise self.fail(f"{what} “{lost[0]}”", "No way leads to it.")
        asked = {node.question for node in tree.nodes.values()}
        if idle := [key for key in tree.questions if key not in asked]:
            raise self.fail(f"question “{idle[0]}”", "No node asks it.")

    def look_at(self, node: Node, tree: Tree) -> None:
        where = f"node “{node.id}”"
        question = tree.questions.get(node.question)
        if question is None:
            raise self.fail(where, f"There is no question “{node.question}”.")
        wanted = {one.id for one in question.choices} or {ANY}
        if open_ends := sorted(wanted - set(node.then) if ANY not in node.then else ()):
            raise self.fail(where, f"The answer “{open_ends[0]}” leads nowhere.")
        if strange := sorted(set(node.then) - wanted - {ANY}):
            raise self.fail(where, f"“{strange[0]}” is no answer to “{question.id}”.")
        for target in node.then.values():
            if target not in tree.nodes and target not in tree.answers:
                raise self.fail(where, f"It leads to “{target}”, which is neither a node nor an answer.")

    def walk(self, tree: Tree, key: str, way: tuple[str, ...], asked: tuple[str, ...], reached: set[str]) -> None:
        """Go every way from a node; what was met is added to ``reached``."""
        if key in way:
            raise self.fail(f"node “{key}”", f"It leads back to itself: {' → '.join((*way[way.index(key) :], key))}.")
        reached.add(key)
        node = tree.nodes.get(key)
        if node is None:
            return
        if node.question in asked:
            raise self.fail(f"node “{key}”", f"“{node.question}” was asked before on this way: {' → '.join(way)}.")
        if tree.questions[node.question].sort == Sort.BASIS:
            self.look_at_basis(tree, key, asked)
        for target in dict.fromkeys(node.then.values()):
            self.walk(tree, target, (*way, key), (*asked, node.question), reached)

    def look_at_basis(self, tree: Tree, key: str, asked: tuple[str, ...]) -> None:
        measures = [name for name in asked if any(one.measure for one in tree.questions[name].choices)]
        if not set(SIDES) <= set(asked) or not measures:
            raise self.fail(f"node “{key}”", "Whether a treaty serves is known only after both States and the need.")
