"""What staff send: a file, the words of a draft; and what somebody who tries a questionnaire has answered."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.files.content.types import TYPES
from comity.base.people.models import Organisation, User
from comity.engines.questionnaires.enums import Kind, Level, Translated, Wording
from comity.engines.questionnaires.grammar import xpath
from comity.engines.questionnaires.grammar.reading import LARGEST_FILE, MOST_FILES
from comity.engines.questionnaires.shapes import Condition, Definition, Question
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE


LARGEST: Final = 8 * 2**20  # bytes
# What only a table has; a question that becomes one begins with one column of text.
OF_TABLES: Final = ("columns", "rows", "repeat", "totals")
# Empty rows that a table offers beyond those that are filled.
SPARE: Final = 2


class BringForm(forms.Form):
    """A file with a questionnaire."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSForm (.xlsx) or JSON, at most 8 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json"}),
    )

    def clean_file(self) -> Any:
        """A file that is not too large for a page."""
        given = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST:
            raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": LARGEST >> 20})
        return given


class EditionForm(forms.Form):
    """The name of a new edition."""

    edition = forms.CharField(label=gettext_lazy("New edition"), max_length=60)


class WordsForm(forms.Form):
    """Texts in six languages beside what is the same in all."""

    # By field: label, lines, and whether it is needed in one language at least.
    words: Mapping[str, tuple[Any, int]] = {}
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in INTERFACE:
            for name, (label, lines) in self.words.items():
                shape = {"lang": code, "dir": "auto"}
                widget = forms.Textarea(attrs={**shape, "rows": lines}) if lines > 1 else forms.TextInput(attrs=shape)
                self.fields[f"{name}_{code}"] = forms.CharField(label=label, required=False, widget=widget)

    def texts(self, name: str, before: Mapping[str, str] | str | None = None) -> dict[str, str]:
        """What was written, by language; what stands in other languages than the six stays."""
        others = (
            {code: text for code, text in before.items() if code not in INTERFACE} if isinstance(before, dict) else {}
        )
        written = {code: self.cleaned_data[f"{name}_{code}"].strip() for code in INTERFACE}
        return {**others, **{code: text for code, text in written.items() if text}}

    def shared(self) -> list[Any]:
        """The fields that are the same in every language."""
        own = {f"{name}_{code}" for name in self.words for code in INTERFACE}
        return [self[name] for name in self.fields if name not in own and name != "seen"]


def filled(words: Sequence[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a form of words holds at first."""
    found: dict[str, Any] = {}
    for name in words:
        texts = given.get(name) or {}
        if isinstance(texts, str):
            texts = dict.fromkeys(INTERFACE, texts)
        found |= {f"{name}_{code}": texts.get(code, "") for code in INTERFACE}
    return found


class WholeForm(WordsForm):
    """What a draft is called, and whose words it holds."""

    words = {
        "title": (gettext_lazy("Title"), 1),
        "lead": (gettext_lazy("What it is for"), 3),
        "source": (gettext_lazy("Source"), 2),
    }
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("In addresses; small letters, digits and hyphens."),
        max_length=60,
    )
    edition = forms.CharField(label=gettext_lazy("Edition"), max_length=60, initial="1")
    wording = forms.ChoiceField(label=gettext_lazy("Whose words"), choices=Wording.choices, initial=Wording.OWN)
    translated = forms.ChoiceField(
        label=gettext_lazy("Other languages"), choices=[("", "—"), *Translated.choices], required=False
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which everything is said"),
        choices=list(INTERFACE.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def members(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The members of the whole, as plain data."""
        told = self.cleaned_data
        texts = {name: self.texts(name, before.get(name)) for name in self.words}
        others = [code for code in before.get("languages", ()) if code not in INTERFACE]
        plain = {name: told[name] for name in ("code", "edition", "wording", "translated")}
        return {**plain, **texts, "languages": sorted([*told["languages"], *others])}


class SectionForm(WordsForm):
    """A section of a draft."""

    words = {"title": (gettext_lazy("Title"), 1), "lead": (gettext_lazy("What it is for"), 2)}
    code = forms.CharField(label=gettext_lazy("Code"), max_length=60)
    article = forms.CharField(
        label=gettext_lazy("Article"), help_text=gettext_lazy("Such as XVIII-12:5."), required=False, max_length=60
    )
    relevant = forms.CharField(label=gettext_lazy("Asked only if"), required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}))  # fmt: skip  # noqa: E501 -- one field a line

    def members(self, before: Mapping[str, Any], names: xpath.Names) -> dict[str, Any]:
        """The section as plain data; what the form does not show stays."""
        told = self.cleaned_data
        texts = {name: self.texts(name, before.get(name)) for name in self.words}
        plain = {"code": told["code"], "article": told["article"]}
        return {**before, **plain, **texts, "relevant": condition(told["relevant"], names)}


class QuestionForm(WordsForm):
    """A question of a draft."""

    words = {
        "text": (gettext_lazy("Question"), 3),
        "guidance": (gettext_lazy("Guidance"), 3),
        "choices": (gettext_lazy("Answers that are offered, each on a line: code = words"), 3),
    }
    code = forms.CharField(label=gettext_lazy("Code"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Answered with"), choices=Kind.choices)
    required = forms.BooleanField(label=gettext_lazy("An answer may not be missing"), required=False)
    article = SectionForm.base_fields["article"]
    paragraph = forms.CharField(label=gettext_lazy("Paragraph"), required=False, max_length=60)
    level = forms.ChoiceField(label=gettext_lazy("Obligation"), choices=[("", "—"), *Level.choices], required=False)
    theme = forms.CharField(label=gettext_lazy("Theme"), required=False, max_length=60)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=30)
    relevant = forms.CharField(
        label=gettext_lazy("Asked only if"),
        help_text=gettext_lazy(
            "As in XLSForm: ${A1} = 'yes' and ${A2} >= 3. A code that begins with a digit is written ${_5.1}."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )

    calculation = forms.CharField(
        label=gettext_lazy("Worked out as"),
        help_text=gettext_lazy("Of a calculation alone, as in XLSForm: ${A1} + ${A2} - 3, or sum(${T_column})."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )

    types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of files that are taken"),
        help_text=gettext_lazy("Of a file alone; none chosen is any that this portal takes."),
        choices=[(name, name.upper()) for name in TYPES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    largest = forms.IntegerField(
        label=gettext_lazy("Most megabytes of each file"),
        help_text=gettext_lazy("Empty for as many as this portal takes."),
        min_value=1,
        max_value=LARGEST_FILE,
        required=False,
    )
    most = forms.IntegerField(
        label=gettext_lazy("How many files at most"), min_value=1, max_value=MOST_FILES, required=False
    )

    def taken(self) -> dict[str, Any] | None:
        """Which files are taken, as plain data; None where nothing was said of it, or another kind is asked."""
        told = self.cleaned_data
        said = {name: told[name] for name in ("types", "largest", "most") if told[name]}
        return said if told["kind"] == Kind.FILE and said else None

    def members(self, before: Mapping[str, Any], names: xpath.Names) -> dict[str, Any]:
        """The question as plain data; what the form does not show stays.

        Raises:
            Unreadable: a line of the answers has no code, or a calculation cannot be understood.
        """
        told = self.cleaned_data
        plain = {name: told[name] for name in ("code", "kind", "article", "paragraph", "level", "theme", "unit")}
        texts = {name: self.texts(name, before.get(name)) for name in ("text", "guidance")}
        kept = dict(before)
        if isinstance(kept.get("required", False), bool):
            kept["required"] = told["required"]
        choices = _choices({code: told[f"choices_{code}"] for code in INTERFACE}, before.get("choices", ()))
        if told["kind"] == Kind.TABLE:
            kept |= {} if kept.get("columns") else {"columns": [first_column()]}
        else:
            kept = {name: value for name, value in kept.items() if name not in OF_TABLES}
        return {
            **kept, **plain, **texts, "choices": choices, "files": self.taken(),
            "relevant": condition(told["relevant"], names),
            "calculation": xpath.read_amount(told["calculation"], names) if told["calculation"].strip() else None,
        }  # fmt: skip


def first_column() -> dict[str, Any]:
    """With what a table begins, until its own page says more: one column of text, named in the six languages."""
    texts = {}
    for language in INTERFACE:
        with translation.override(language):
            texts[language] = _("First column")
    return {"code": "first", "text": texts}


def condition(text: str, names: xpath.Names) -> Any:
    """A condition as plain data; None when nothing is written.

    Raises:
        Unreadable: it cannot be understood.
    """
    return xpath.read(text.strip(), names) if text.strip() else None


def in_xpath(one: Condition | None, definition: Definition) -> str:
    """A condition as it is written in a form; empty for none."""
    return xpath.written(one, definition) if one is not None else ""


def _choices(lines: Mapping[str, str], before: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Answers from lines in each language; those of other languages stay with their code."""
    found: dict[str, dict[str, str]] = {}
    for one in before:
        others = {code: text for code, text in dict(one["text"]).items() if code not in INTERFACE}
        found[str(one["code"])] = others
    wanted: dict[str, None] = {}
    for language, text in lines.items():
        for line in filter(None, (line.strip() for line in text.splitlines())):
            code, sign, words = (part.strip() for part in line.partition("="))
            if not sign or not words:
                raise Unreadable(_("“%(line)s” does not say code = words.") % {"line": line})
            wanted[code] = None
            found.setdefault(code, {})[language] = words
    return [{"code": code, "text": found[code]} for code in wanted]


def choice_lines(choices: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Answers as lines, by field of the form."""
    return {
        f"choices_{language}": "\n".join(
            f"{one['code']} = {one['text'][language]}" for one in choices if language in one["text"]
        )
        for language in INTERFACE
    }


def answered(definition: Definition, sent: Any, language: str) -> dict[str, Any]:
    """What was answered in a form that shows the questions, in the form of ``grammar.values``."""
    return {code: _value(one, sent, language) for code, one in definition.questions.items() if one.is_answered}


def _value(one: Question, sent: Any, language: str) -> Any:  # noqa: PLR0911 -- a table, kind by kind
    name = f"q:{one.code}"
    match one.kind:
        case Kind.SEVERAL:
            return sent.getlist(name)
        case Kind.MONEY:
            return {part: sent.get(f"{name}:{part}", "").strip() for part in ("amount", "currency")}
        case Kind.TEXT:
            return {language: sent.get(name, "").strip()}
        case Kind.FILE | Kind.RECORD:
            return list(filter(None, [sent.get(name, "").strip()]))
        case Kind.TABLE if one.rows:
            return [
                {"row": row.code, **{c.code: sent.get(f"{name}:{row.code}:{c.code}", "").strip() for c in one.columns}}
                for row in one.rows
            ]
        case Kind.TABLE:
            rows = (
                {c.code: sent.get(f"{name}:{number}:{c.code}", "").strip() for c in one.columns}
                for number in range(rows_sent(one, sent))
            )
            return [row for row in rows if any(row.values())]
        case _:
            return sent.get(name, "").strip()


def rows_sent(one: Question, sent: Any) -> int:
    """How many rows of a table that repeats a form showed."""
    most = one.repeat.most if one.repeat else 0
    text = sent.get(f"q:{one.code}:rows", "")
    return min(int(text), most) if text.isdecimal() else 0


def rows_shown(one: Question, value: Any) -> int:
    """How many rows of a table that repeats a form shows: those that are filled and some more."""
    least, most = (one.repeat.least, one.repeat.most) if one.repeat else (0, 0)
    return min(max(len(value or ()) + SPARE, least), most)


# Records and files are chosen on a page of their own.
CHOSEN_ELSEWHERE: Final = frozenset({Kind.FILE, Kind.RECORD})


def written(question: Question, sent: Any, language: str, before: Any) -> Any:
    """What somebody has written for one question; a text keeps what it says in other languages."""
    value = _value(question, sent, language)
    if question.kind is not Kind.TEXT:
        return value
    others = before if isinstance(before, Mapping) else {}
    kept = {code: text for code, text in others.items() if code not in {language, ""}}
    return kept | {code: text for code, text in value.items() if text}


def name_of(person: User) -> str:
    """What a person is called."""
    return person.get_full_name() or person.username


class PersonField(forms.ModelChoiceField[User]):
    """A person, by name."""

    def label_from_instance(self, obj: User) -> str:
        """What a line of the choice says."""
        return name_of(obj)


class GiveForm(forms.Form):
    """To whom a section is given: a person or an organisation of the State."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        help_text=gettext_lazy("Everybody who works there can answer the section."),
        queryset=Organisation.objects.none(),
        required=False,
    )
    person = PersonField(label=gettext_lazy("Or a person"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, organisations: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, several in (("organisation", organisations), ("person", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = several

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("organisation")) == bool(told.get("person")) and not self.errors:
            raise ValidationError(_("Choose a person or an organisation."))
        return told


class RemarkForm(forms.Form):
    """Something to say to colleagues."""

    text = forms.CharField(
        label=gettext_lazy("Remark for colleagues"),
        help_text=gettext_lazy("Only those who work on this questionnaire read it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class LinkForm(forms.Form):
    """Where in a record the evidence stands."""

    record = forms.UUIDField(widget=forms.HiddenInput)
    locator = forms.CharField(label=gettext_lazy("Where in it"), max_length=200, required=False)
