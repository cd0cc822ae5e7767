"""Where questionnaires are read, compared and taken away."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.engines.questionnaires import queries, rules
from comity.engines.questionnaires.enums import Stage, Verb, Wording
from comity.engines.questionnaires.exports import to_json, to_workbook
from comity.engines.questionnaires.grammar.comparing import Change, changes
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.shapes import Definition
from comity.engines.questionnaires.views.asking import found, language, reader
from comity.engines.questionnaires.views.shown import contents, parts, words
from comity.kernel.languages import INTERFACE, own_name
from comity.ui.components import Badge, Crumb, Download, Tone


TONES: Final = {Stage.DRAFT: Tone.BRASS, Stage.RELEASED: Tone.SUCCESS, Stage.CLOSED: Tone.OUTLINE}
VERBS: Final = {Verb.ADDED: Tone.SUCCESS, Verb.CHANGED: Tone.ACCENT, Verb.MOVED: Tone.OUTLINE, Verb.GONE: Tone.DANGER}
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def crumbs(version: Version | None = None, last: str = "") -> tuple[Crumb, ...]:
    """The way to a page about a version."""
    way = [Crumb(_("Questionnaires"), reverse("questionnaires:list"))]
    if version is not None:
        title = words(version.title, language())
        way.append(Crumb(title.text, address(version) if last else "", title.language))
    return tuple([*way, Crumb(last)] if last else way)


def address(version: Version, name: str = "edition") -> str:
    """Where a page of a version is."""
    return reverse(f"questionnaires:{name}", args=[version.questionnaire.code, version.edition])


def stage_badge(version: Version) -> Badge:
    """Where a version stands."""
    return Badge(Stage(version.stage).label, TONES[Stage(version.stage)])


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every questionnaire, each by its latest edition, with the drafts of whoever writes them."""
    person = reader(request)
    several: dict[str, list[Version]] = {}
    for version in queries.for_listing(queries.visible_to(person)):
        several.setdefault(version.questionnaire.code, []).append(version)
    lines: list[dict[str, Any]] = [
        {
            "version": one,
            "title": words(one.title, language()),
            "badge": stage_badge(one),
            "others": editions[1:] if number == 0 else (),
            "is_own": one.wording == Wording.OWN,
            "languages": [own_name(code) for code in INTERFACE if code in one.languages],
            "address": address(one),
        }
        for editions in several.values()
        for number, one in enumerate(editions[:1])
    ]
    lines.sort(key=lambda line: line["title"].text)
    content = {"lines": lines, "may_write": rules.may_write(person), "crumbs": crumbs()}
    return render(request, "questionnaires/list.html", content)


@require_safe
def page(request: HttpRequest, code: str, edition: str = "") -> HttpResponse:
    """A version as a document: everything that it asks, in the reader's language."""
    return document(request, found(request, code, edition))


def document(request: HttpRequest, version: Version, *, status: int = 200) -> HttpResponse:
    """The page of a version; what else there is to say stands above it, as a message."""
    definition = definition_of(version)
    shown = parts(definition, language())
    code = version.questionnaire.code
    content = head(request, version, definition) | {
        "parts": shown,
        "contents": contents(shown),
        "crumbs": crumbs(version),
        "lead": words(definition.lead, language()),
        "source": words(definition.source, language()),
        "downloads": [
            Download("XLSForm (XLSX)", reverse("questionnaires:file", args=[code, version.edition, "xlsx"])),
            Download("JSON", reverse("questionnaires:file", args=[code, version.edition, "json"])),
        ],
        "missing": [own_name(one) for one in INTERFACE if one not in definition.languages],
    }
    return render(request, "questionnaires/page.html", content, status=status)


def head(request: HttpRequest, version: Version, definition: Definition) -> dict[str, Any]:
    """What stands at the head of each page about a version."""
    person = reader(request)
    return {
        "version": version,
        "address": address(version),
        "definition": definition,
        "title": words(definition.title, language()),
        "badge": stage_badge(version),
        "is_draft": version.stage == Stage.DRAFT,
        "is_own": version.wording == Wording.OWN,
        "translated": definition.translated.value if definition.translated else "",
        "may_write": rules.may_write(person),
        "editions": queries.editions(person, version.questionnaire.code),
    }


@require_safe
def file(request: HttpRequest, code: str, edition: str, form: str) -> HttpResponse:
    """A version as XLSForm or JSON."""
    version = found(request, code, edition)
    definition = definition_of(version)
    if form == "json":
        content: str | bytes = to_json(definition)
        answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    elif form == "xlsx":
        answer = HttpResponse(to_workbook(definition), content_type=XLSX)
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{code}-{version.edition}.{form}"'
    return answer


@require_safe
def compared(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """What became of the questions since the edition before."""
    version = found(request, code, edition)
    definition = definition_of(version)
    before = queries.version_before(reader(request), version)
    lines = [_line(one) for one in changes(definition_of(before), definition)] if before else []
    content = head(request, version, definition) | {
        "before": before,
        "lines": lines,
        "crumbs": crumbs(version, _("What changed")),
    }
    return render(request, "questionnaires/changes.html", content)


def _line(one: Change) -> dict[str, Any]:
    names = {
        "text": _("Question"), "guidance": _("Guidance"), "kind": _("Answered with"), "article": _("Article"),
        "paragraph": _("Paragraph"), "level": _("Obligation"), "theme": _("Theme"), "relevant": _("Asked only if"),
        "choices": _("Answers that are offered"),
    }  # fmt: skip
    labels = {Verb.ADDED: _("Added"), Verb.CHANGED: _("Changed"), Verb.MOVED: _("Moved"), Verb.GONE: _("Gone")}
    return {
        "code": one.code,
        "badge": Badge(labels[one.verb], VERBS[one.verb]),
        "before": words(one.before.text, language()) if one.before else None,
        "after": words(one.after.text, language()) if one.after else None,
        "is_reworded": bool(one.before and one.after and one.before.text != one.after.text),
        "parts": [names.get(part, part) for part in one.parts],
    }
