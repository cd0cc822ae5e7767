"""What staff change in a vocabulary on the screen; every state is kept, and the log says who made it."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from comity.base.audit.actions import digest, note
from comity.base.terms import index, queries
from comity.base.terms.enums import LabelKind, Relation, Review
from comity.base.terms.models import Concept, Definition, Label, Mapping, Revision, Scheme
from comity.base.terms.rules import Editor, check_may_edit
from comity.base.terms.shapes import (
    IDENTIFIER,
    LANGUAGE,
    LONGEST_KEY,
    LONGEST_LABEL,
    Content,
    changed_between,
    key_of,
)
from comity.kernel.errors import NotNow, Overtaken, Refused


LONGEST_TEXT: Final = 4000
LONGEST_TARGET: Final = 300
SHOWN: Final = (LabelKind.PREFERRED, LabelKind.ALTERNATIVE)


@transaction.atomic
def change(concept: Concept, content: Content, *, expected: int | None = None, by: Editor) -> list[str]:
    """Let a concept be as staff want it; the files are overruled in what differs from them, and in nothing else.

    Args:
        concept: the concept.
        content: all that is to be said of it.
        expected: how many states of it there were when the person began; None not to ask.
        by: who changes it.

    Returns:
        What was changed, as names of aspects; nothing when all was so already.

    Raises:
        NotPermitted: the person is no editor.
        Overtaken: somebody else changed it meanwhile.
        Refused: a label is missing, empty or too long, a mapping leads nowhere, or the order goes round in a circle.
        NotNow: it is retired while others stand below it.
    """
    check_may_edit(by)
    scheme = Scheme.objects.select_for_update().get(pk=concept.scheme_id)
    concept = queries.whole(concept.pk)
    if expected is not None and expected != concept.revisions.count():
        raise Overtaken(_("Somebody else has changed this term since you opened it."))
    before = queries.content_of(concept)
    _check(concept, before, content)
    changed = changed_between(before, content)
    if before.notes != content.notes:
        changed.append("notes")
    if not changed:
        return []
    _keep_revision(concept, before, None)
    _write_labels(concept, before, content)
    _write_definitions(concept, before, content)
    if before.mappings != content.mappings:
        concept.mappings.all().delete()
        Mapping.objects.bulk_create(
            Mapping(concept=concept, relation=relation, target=target) for relation, target in content.mappings
        )
    concept.broader_id, concept.position = content.broader or None, content.position
    if before.retired != content.retired:
        concept.retired = content.retired
        concept.until_version = scheme.version + 1 if content.retired else None
    concept.successor_id, concept.notes = content.successor or None, dict(content.notes)
    concept.taken_over = _decided(concept, content)
    concept.save()
    index.touch(scheme)
    event = note("terms.change", concept, by=by, aspects=changed, content=digest(content.plain()))
    _keep_revision(concept, content, event.pk)
    return changed


@transaction.atomic
def take_shipped(concept: Concept, aspects: Sequence[str], *, by: Editor) -> list[str]:
    """Let the list that ships with the project be right again in some aspects of a concept.

    Raises:
        NotPermitted: the person is no editor.
        NotNow: the concept stands in no list of the project.
    """
    shipped = queries.shipped_content(concept.pk)
    if shipped is None:
        raise NotNow(_("This term stands in no list of the project."))
    now, theirs = queries.content_of(queries.whole(concept.pk)), shipped
    preferred, others, definitions = dict(now.preferred), dict(now.others), dict(now.definitions)
    for aspect in aspects:
        what, _dot, language = aspect.partition(".")
        if what == "labels":
            preferred[language] = theirs.preferred.get(language, "")
            others[language] = theirs.others.get(language, ())
        elif what == "definition":
            definitions[language] = theirs.definitions.get(language, "")
    wanted = replace(
        now,
        preferred={code: text for code, text in preferred.items() if text},
        others={code: texts for code, texts in others.items() if texts},
        definitions={code: text for code, text in definitions.items() if text},
    )
    if "place" in aspects:
        wanted = replace(wanted, broader=theirs.broader, position=theirs.position)
    if "mappings" in aspects:
        wanted = replace(wanted, mappings=theirs.mappings)
    if "retired" in aspects:
        wanted = replace(wanted, retired=False, successor="")
    return change(concept, wanted, by=by)


@transaction.atomic
def put_in_order(concept: Concept, *, is_up: bool, by: Editor) -> None:
    """Let a concept change places with its neighbour above or below among those of the same broader one.

    Raises:
        NotPermitted: the person is no editor.
        NotNow: it stands at the end already.
    """
    check_may_edit(by)
    beside = Concept.objects.filter(scheme=concept.scheme_id, broader=concept.broader_id, retired=False)
    keys = list(beside.order_by("position", "code").values_list("pk", flat=True))
    place = keys.index(concept.pk) if concept.pk in keys else -1
    other = place - 1 if is_up else place + 1
    if place < 0 or not 0 <= other < len(keys):
        raise NotNow(_("It stands at the end already."))
    one, neighbour = queries.whole(concept.pk), queries.whole(keys[other])
    first, second = queries.content_of(one), queries.content_of(neighbour)
    # Two that stand at the same place, as after a file has put one between others, are told apart.
    step = 0 if first.position != second.position else 1
    change(one, replace(first, position=max(second.position - (step if is_up else -step), 0)), by=by)
    change(neighbour, replace(second, position=first.position), by=by)


@transaction.atomic
def add_concept(scheme: Scheme, code: str, content: Content, *, by: Editor) -> Concept:
    """Add a concept that no file has; no file retires it.

    Raises:
        NotPermitted: the person is no editor.
        Refused: its id is none, or is there already; or what is said of it is wrong, see ``change``.
    """
    check_may_edit(by)
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    key = key_of(scheme.pk, code)
    if not IDENTIFIER.fullmatch(code) or len(key) > LONGEST_KEY:
        raise Refused(
            _("An id has letters, digits, “.”, “_” and “-”, and at most %(most)s characters with its vocabulary.")
            % {"most": LONGEST_KEY}
        )
    if Concept.objects.filter(pk=key).exists():
        raise Refused(_("The vocabulary already has a concept with this id."))
    last = scheme.concepts.aggregate(last=Max("position"))["last"]
    concept = Concept(
        key=key,
        scheme=scheme,
        code=code,
        position=0 if last is None else last + 1,
        since_version=scheme.version + 1,
        is_from_facts=False,
    )
    _check(concept, Content(), content)
    concept.save(force_insert=True)
    note("terms.add", concept, by=by)
    change(concept, replace(content, position=concept.position), by=by)
    return concept


@transaction.atomic
def relabel(concept: Concept, language: str, text: str, *, by: Editor) -> Label:
    """Give a concept another preferred label in a language; the earlier one stays findable as a former one.

    Raises:
        NotPermitted: the person is no editor.
        Refused: the label is empty, too long, or the present one; or the language is no code of one.
    """
    check_may_edit(by)
    text, language = " ".join(text.split()), language.lower()
    if not LANGUAGE.fullmatch(language) or len(language) > (Label._meta.get_field("language").max_length or 0):
        raise Refused(f"“{language[:20]}” is no code of a language. Write it as fr or zh-hant.")
    if not text or len(text) > LONGEST_LABEL:
        raise Refused(f"A label has between 1 and {LONGEST_LABEL} characters. Correct it and try again.")
    # Whoever else relabels within this vocabulary waits here.
    scheme = Scheme.objects.select_for_update().get(pk=concept.scheme_id)
    present = Label.objects.filter(concept=concept, language=language, kind=LabelKind.PREFERRED).first()
    if present is not None and present.text == text:
        raise Refused(f"“{text}” is already the label in this language.")
    _prefer(concept, language, text)
    index.touch(scheme)
    note("terms.relabel", concept, by=by, language=language, label=text)
    return Label.objects.get(concept=concept, language=language, text=text)


# ---------------------------------------------------------------- the steps


def _check(concept: Concept, before: Content, content: Content) -> None:
    _check_words(content)
    own = {one.pk: one for one in Concept.objects.filter(scheme=concept.scheme_id)}
    _check_place(concept, content, own)
    _check_retired(concept, before, content, own)
    _check_mappings(concept, before, content)


def _check_words(content: Content) -> None:
    if "en" not in content.preferred:
        raise Refused(_("A term needs a label in English, to which other languages fall back."))
    texts = [*content.preferred.values(), *(text for several in content.others.values() for text in several)]
    if any(not text.strip() or len(text) > LONGEST_LABEL for text in texts):
        raise Refused(_("A label has between 1 and %(most)s characters.") % {"most": LONGEST_LABEL})
    if any(len(text) > LONGEST_TEXT for text in (*content.definitions.values(), *content.notes.values())):
        raise Refused(_("A definition or a note has at most %(most)s characters.") % {"most": LONGEST_TEXT})
    for language, several in content.others.items():
        if several and language not in content.preferred:
            raise Refused(_("Give the label first, then other labels: %(language)s.") % {"language": language})
        if len({content.preferred.get(language), *several}) <= len(several):
            raise Refused(_("The same label stands twice: %(language)s.") % {"language": language})


def _check_retired(concept: Concept, before: Content, content: Content, own: Table[str, Concept]) -> None:
    if content.retired:
        if not before.retired and any(one.broader_id == concept.pk and not one.retired for one in own.values()):
            raise NotNow(_("Others stand below this term. Move them or retire them first."))
        successor = own.get(content.successor)
        if content.successor and (successor is None or successor.retired or successor.pk == concept.pk):
            raise Refused(_("The term to be used instead is another of this vocabulary that is in use."))
    elif content.successor:
        raise Refused(_("Only a term that is retired has another in its place."))


def _check_place(concept: Concept, content: Content, own: Table[str, Concept]) -> None:
    passed, above = {concept.pk}, content.broader
    while above:
        if above not in own:
            raise Refused(_("The broader term is one of the same vocabulary."))
        if above in passed:
            raise Refused(_("A term cannot stand below itself, nor below one that stands below it."))
        passed.add(above)
        above = own[above].broader_id or ""


def _check_mappings(concept: Concept, before: Content, content: Content) -> None:
    added = set(content.mappings) - set(before.mappings)
    inner = {target for _relation, target in added if "://" not in target}
    known = set(Concept.objects.filter(pk__in=inner).values_list("pk", flat=True)) - {concept.pk}
    for relation, target in sorted(added):
        if relation not in Relation.values or len(target) > LONGEST_TARGET:
            raise Refused(_("“%(line)s” is no mapping.") % {"line": f"{relation} {target}"[:80]})
        if "://" not in target and target not in known:
            raise Refused(
                _("“%(target)s” is no term of ours. Write it as crime-types:corruption.") % {"target": target[:80]}
            )
        if "://" in target and not target.startswith(("https://", "http://")):
            raise Refused(_("“%(target)s” is no address of the web.") % {"target": target[:80]})


def _decided(concept: Concept, content: Content) -> list[str]:
    """In what the files are overruled from now on; nothing for a concept that stands in none."""
    shipped = queries.shipped_content(concept.pk)
    if shipped is None:
        return list(concept.taken_over)
    return changed_between(shipped, content)


def _write_labels(concept: Concept, before: Content, content: Content) -> None:
    for language in sorted({*before.preferred, *before.others, *content.preferred, *content.others}):
        preferred, others = content.preferred.get(language, ""), tuple(content.others.get(language, ()))
        if (before.preferred.get(language, ""), tuple(before.others.get(language, ()))) == (preferred, others):
            continue
        rows = Label.objects.filter(concept=concept, language=language)
        rows.filter(kind=LabelKind.ALTERNATIVE).exclude(text__in=[preferred, *others]).delete()
        if preferred:
            _prefer(concept, language, preferred)
        else:
            rows.filter(kind=LabelKind.PREFERRED).update(kind=LabelKind.FORMER, is_from_facts=False)
        for place, text in enumerate(others, start=1):
            Label.objects.update_or_create(
                concept=concept,
                language=language,
                text=text,
                defaults={
                    "kind": LabelKind.ALTERNATIVE,
                    "review": Review.PERSON,
                    "is_from_facts": False,
                    "position": place,
                },
            )


def _prefer(concept: Concept, language: str, text: str) -> None:
    """Let a label be the preferred one; the one before stays findable as a former one."""
    rows = Label.objects.filter(concept=concept, language=language)
    rows.filter(kind=LabelKind.PREFERRED).exclude(text=text).update(kind=LabelKind.FORMER)
    defaults = {"kind": LabelKind.PREFERRED, "review": Review.PERSON, "is_from_facts": False}
    if not rows.filter(kind=LabelKind.PREFERRED, text=text).exists():
        Label.objects.update_or_create(concept=concept, language=language, text=text, defaults=defaults)


def _write_definitions(concept: Concept, before: Content, content: Content) -> None:
    for language in sorted({*before.definitions, *content.definitions}):
        text = content.definitions.get(language, "")
        if before.definitions.get(language, "") == text:
            continue
        if not text:
            concept.definitions.filter(language=language).delete()
        else:
            Definition.objects.update_or_create(
                concept=concept, language=language, defaults={"text": text, "review": Review.PERSON}
            )


def _keep_revision(concept: Concept, content: Content, event: int | None) -> None:
    """Keep a state of a concept, unless it is the last that was kept."""
    last = Revision.objects.filter(concept=concept).order_by("-number").first()
    if event is None and (last.content == content.plain() if last else not content.preferred):
        return
    number = last.number + 1 if last else 1
    Revision(concept=concept, number=number, content=content.plain(), event=event).save(force_insert=True)
