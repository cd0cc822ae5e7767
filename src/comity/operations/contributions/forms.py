"""A proposal in the editor's form and beside what is public; and the small forms around it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.base.files.forms import FileField
from comity.base.people.models import User
from comity.base.terms.models import Concept
from comity.engines.records import queries as record_queries
from comity.engines.records.forms.columns import capitalised
from comity.engines.records.forms.differences import Pieces, is_only_wording, pieces, told_row
from comity.engines.records.forms.editing import Editor, Where
from comity.engines.records.forms.parts import PartEditor, part_editor
from comity.engines.records.forms.typed import OWN, Row, Typed, kept, mark, own_number, shown
from comity.engines.records.registry import Group, Outline, detail_models, kinds, outline_of
from comity.engines.records.shapes import CRIME_TYPES, identity
from comity.kernel.languages import INTERFACE
from comity.operations.contributions.models import Comment, Proposal
from comity.operations.contributions.shapes import Written


LONGEST_EVIDENCE: Final = 4000
# So many characters of a text stand beside those that are public.
LONGEST_SHOWN: Final = 20_000


# ---------------------------------------------------------------- a proposal as the editor has it


def plain(typed: Typed) -> dict[str, Any]:
    """What was typed as plain data."""
    return {"texts": typed.texts, "rows": typed.rows, "languages": list(typed.languages), "seen": typed.seen}


def typed_again(content: Mapping[str, Any], outline: Outline) -> Typed:
    """What was typed, from plain data; what the form has got since is empty, and what it has lost is left out."""
    texts, rows = content.get("texts", {}), content.get("rows", {})
    return Typed(
        {name: str(texts.get(name, "")) for name in outline.columns},
        {
            group.name: [
                {one.name: str(row.get(one.name, "")) for one in group.columns} | own_number(row.get(OWN, number))
                for number, row in enumerate(rows.get(group.name, ()))
            ]
            for group in outline.groups
        },
        tuple(content.get("languages", ())),
        dict(content.get("seen", {})),
    )


def editor_of(proposal: Proposal, *, by: User) -> Editor:
    """The editor of a proposal, with the public record as it is now; not yet read. One query, or as many as kept."""
    model = detail_models()[proposal.kind]
    key = proposal.record_id if proposal.is_change else None
    stored = record_queries.for_editing(model, key) if key is not None else None
    if proposal.part:
        editor = part_editor(stored, proposal.part, Typed(), by=by)
        assert editor is not None, "it was one when it was proposed"
        editor.typed = typed_again(proposal.content, editor.outline)
        return editor
    languages = list(proposal.content.get("languages", ()))
    if stored is not None:
        languages = [*(text.language for text in stored.record.texts.all()), *languages]
    outline = outline_of(model, [code for code in dict.fromkeys(languages) if code not in INTERFACE])
    return Editor(outline, by, stored, typed_again(proposal.content, outline))


def read(editor: Editor) -> bool:
    """Read what is proposed over what is public now; whether the public record has changed since it was written."""
    has_changed = editor.catch_up()
    editor.read()
    return has_changed


def written_in(editor: Editor, evidence: Mapping[str, str]) -> Written:
    """What an editor holds, as it is kept; it has been read."""
    assert editor.after is not None, "read first"
    sketch = editor.after
    if isinstance(editor, PartEditor):
        return part_written_in(editor, evidence)
    titles = {code: editor.typed.texts.get(f"title:{code}", "") for code in editor.outline.texts}
    language = next((code for code, title in titles.items() if title), "")
    wanted = [one for one in sketch.topics if one.startswith(f"{CRIME_TYPES}:")]
    name = sketch.detail.permanent_name if editor.is_new else ""
    return Written(
        plain(editor.typed),
        titles.get(language, "")[:1000],
        language,
        sketch.place or "",
        frozenset(Concept.objects.filter(key__in=wanted).order_by().values_list("key", flat=True))
        if wanted
        else frozenset(),
        identity(editor.outline.model.kind, name) if name else None,
        evidence.get("evidence", ""),
        evidence.get("evidence_url", ""),
    )


def part_written_in(editor: PartEditor, evidence: Mapping[str, str]) -> Written:
    """What an editor of a part holds, as it is kept: what was understood, so that it reads the same later."""
    assert editor.after is not None and editor.stored is not None, "read first"  # noqa: PT018 -- one condition
    editor.settle()
    title, language = editor.parts.called(editor.stored, editor.after)
    about = Concept.objects.filter(key__in=list(editor.parts.subjects(editor.after)))
    return Written(
        plain(editor.typed),
        title[:1000],
        language,
        editor.stored.record.place_id or "",
        frozenset(about.order_by().values_list("key", flat=True)),
        editor.would_be,
        evidence.get("evidence", ""),
        evidence.get("evidence_url", ""),
    )


# ---------------------------------------------------------------- beside what is public


@dataclass(slots=True)
class Line:
    """One field, or one row, that is proposed, beside what is public now.

    Attributes:
        where: group, row and column, as comments name it.
        label: what it is called.
        before: what is public now; empty for nothing.
        after: what is proposed; empty when it would go.
        comments: what was said of it.
        is_same: whether it stays as it is.
    """

    where: Where
    label: str
    before: str
    after: str
    comments: list[Comment] = field(default_factory=list)
    is_same: bool = False

    @property
    def pieces(self) -> tuple[Pieces, Pieces]:
        """Both in pieces, each with whether the other has it not."""
        return pieces(self.before[:LONGEST_SHOWN], self.after[:LONGEST_SHOWN])

    @property
    def key(self) -> str:
        """Its place as addresses and inputs have it."""
        return f"{self.where[0]}|{self.where[1]}|{self.where[2]}"


def compared(editor: Editor, comments: Iterable[Comment] = ()) -> list[Line]:
    """What would change, field by field and row by row; and what stays where somebody spoke of it."""
    assert editor.after is not None, "read first"
    now = kept(editor.standing, editor.outline) if editor.standing else Typed()
    after = kept(editor.after, editor.outline)
    # What could not be read stands as it was typed.
    for where in editor.wrong:
        name = where[2]
        if not where[0] and name:
            after.texts[name] = editor.typed.texts.get(name, "")
    spoken: dict[Where, list[Comment]] = {}
    for one in comments:
        spoken.setdefault((one.group, one.row, one.column), []).append(one)
    found = []
    for name, column in editor.outline.columns.items():
        understood = editor.after.understood.get(name, "")
        before, wanted = now.texts.get(name, ""), after.texts.get(name, "")
        said = spoken.pop(("", 0, name), [])
        is_same = before == wanted or is_only_wording(name, now, after)
        if not is_same or said:
            found.append(
                Line(
                    ("", 0, name),
                    editor.label(name),
                    shown(column, before),
                    f"{understood}\n\n{shown(column, wanted)}" if understood else shown(column, wanted),
                    said,
                    is_same=is_same,
                )
            )
    for group in editor.outline.groups:
        found += _lines_of(editor, group, now.rows.get(group.name, []), spoken)
    return found


def _lines_of(editor: Editor, group: Group, before: list[Row], spoken: dict[Where, list[Comment]]) -> list[Line]:
    """The rows of a group that come, go, or are spoken of."""
    wanted = editor.typed.rows.get(group.name, [])
    known, asked = {mark(one) for one in before}, {mark(one) for one in wanted}
    label, titles = capitalised(str(group.label)), editor.titles
    found = []
    for index, row in enumerate(wanted):
        # It is spoken of by the number that it keeps, and called by where it stands.
        told, where = told_row(group, row, titles), (group.name, int(row.get(OWN, index)), "")
        said, is_same = spoken.pop(where, []), mark(row) in known
        if (told and not is_same) or said:
            found.append(Line(where, f"{label} {index + 1}", told if is_same else "", told, said, is_same=is_same))
    gone = (group.name, -1, "")
    several = [told_row(group, row, titles) for row in before if mark(row) not in asked]
    if several:
        found.append(Line(gone, label, "\n".join(several), "", spoken.pop(gone, [])))
    return found


def rows_of(editor: Editor) -> dict[str, str]:
    """Every place of a proposal of which somebody may speak, with what stands there; by its key."""
    lines = compared(editor)
    return {line.key: line.after or line.before for line in lines}


def remarks(comments: Iterable[Comment], typed: Typed) -> dict[Where, list[Any]]:
    """What was said and is not settled, by the place in the form; of a row that is gone, above its group."""
    stands = {
        (name, int(row.get(OWN, index))): index for name, rows in typed.rows.items() for index, row in enumerate(rows)
    }
    found: dict[Where, list[Any]] = {}
    for one in comments:
        if one.settled_at is None:
            row = stands.get((one.group, one.row), -1) if one.group else 0
            found.setdefault((one.group, row, one.column), []).append(one)
    return found


# ---------------------------------------------------------------- small forms


class EvidenceForm(forms.Form):
    """What shows that a proposal is so."""

    evidence_url = forms.URLField(
        label=_("Address of what shows it"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text=_("Such as the official gazette. Needed unless a source in the form says it."),
    )
    evidence = forms.CharField(
        label=_("What the State and the Secretariat should know"),
        required=False,
        max_length=LONGEST_EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("It is not published."),
    )


class ExhibitForm(forms.Form):
    """A file that shows that a proposal is so."""

    file = FileField(label=_("File"))


class LinkForm(forms.Form):
    """A link and a few words, which somebody else makes into a record."""

    kind = forms.ChoiceField(label=_("Database"), choices=())
    title = forms.CharField(
        label=_("What it is called"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    evidence_url = forms.URLField(label=_("Link"), max_length=2000, assume_scheme="https", required=False)
    evidence = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_EVIDENCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("What is new or has changed, in any language."),
    )
    file = FileField(label=_("File"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["kind"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(kind, capitalised(name)) for kind, name in kinds()]

    def clean(self) -> dict[str, Any]:
        """A link or a text, at least."""
        given = super().clean() or {}
        if not any(given.get(name) for name in ("evidence_url", "evidence", "file")) and not self.errors:
            raise forms.ValidationError(_("Give a link, a text or a file."))
        return given


class CommentForm(forms.Form):
    """What somebody says of a field or row."""

    where = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    answers = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )


class TranslationForm(forms.Form):
    """One language's texts of a record."""

    title = forms.CharField(label=_("Title"), max_length=1000, widget=forms.TextInput(attrs={"dir": "auto"}))
    summary = forms.CharField(
        label=_("Summary"), required=False, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    )
    wording = forms.ChoiceField(label=_("Wording"), choices=())

    def __init__(self, *args: Any, wordings: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["wording"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = list(wordings)


class ConfirmForm(forms.Form):
    """That what was shown of a file is to be proposed."""

    waiting = forms.CharField(widget=forms.HiddenInput, max_length=1000)
    hand_in = forms.BooleanField(
        label=_("Hand in at once"), help_text=_("Else they are kept as drafts."), required=False
    )
