"""Some columns as fields of a form: each typed as what stands in it asks for."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.engines.records.enums import Sort
from comity.engines.records.forms.typed import DATES, shown, understood
from comity.engines.records.registry import Column


# More values than this are typed with suggestions; fewer are chosen from a list.
LISTED: Final = 60
PLAIN: Final = {"dir": "auto", "autocomplete": "off"}
FIGURES: Final = {"dir": "ltr", "autocomplete": "off"}
# Examples that the columns of tables give for any number; a form asks for ages as well as for years.
ANY_NUMBER: Final = frozenset({"2021", "12.5"})
# The lists of suggestions that stand once on the page.
PLACES: Final = "known-places"
LANGUAGES: Final = "known-languages"
RECORDS: Final = "found-records"


class ColumnsForm(forms.Form):
    """Columns as fields. It holds what was typed and what is wrong with it; reading is the editor's."""

    def __init__(  # noqa: PLR0913 -- what is typed, and what is said beside it
        self,
        columns: Sequence[Column],
        texts: Mapping[str, str],
        errors: Mapping[str, str],
        *,
        prefix: str,
        siblings: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        found: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        titles: Mapping[str, str] | None = None,
        remarks: Mapping[str, Sequence[Any]] | None = None,
        understood_as: Mapping[str, str] | None = None,
    ) -> None:
        """Make the fields.

        Args:
            columns: in their order.
            texts: what stands in each.
            errors: what is wrong with it.
            prefix: of the names of the inputs.
            siblings: of columns that point at rows of another group, these rows.
            found: of columns whose words named several records, these: one is chosen.
            titles: what the records are called that are named by their keys.
            remarks: what others said of it: who, when and what, as ``said`` of a template reads it.
            understood_as: how what was typed was understood, in sentences.
        """
        data: dict[str, Any] = {}
        for one in columns:
            text = texts.get(one.name, "")
            is_many = one.sort == Sort.SEVERAL and bool(one.choices)
            value = [word.strip() for word in text.split("|") if word.strip()] if is_many else text
            data[f"{prefix}-{one.name}"] = shown(one, text) if one.sort in {Sort.PLACE, Sort.PLACES} else value
        super().__init__(data, prefix=prefix)
        self.understood: dict[str, str] = dict(understood_as or {})
        self.remarks = remarks or {}
        for one in columns:
            chosen = (found or {}).get(one.name) or (siblings or {}).get(one.name) or one.choices
            offered = [(value, str(label)) for value, label in chosen]
            text = texts.get(one.name, "")
            if one.sort == Sort.CHOICE and text and offered and text not in dict(offered):
                # What stands there stays there, even where the list no longer has it.
                offered.append((text, text))
            self.fields[one.name] = forms.Field(
                label=capitalised(str(one.label)),
                help_text=helped(one),
                required=False,
                widget=widget_of(one, offered, is_found=bool((found or {}).get(one.name))),
            )
            self.fields[one.name].widget.is_required = False
            # Read by the template: a file beside the field fills it.
            self.fields[one.name].accepts = ",".join(one.accepts)  # type: ignore[attr-defined] # -- a mark of ours
            if one.sort in DATES and one.name not in errors:
                self.understood[one.name] = understood(texts.get(one.name, ""), one.sort)
            elif one.sort == Sort.RECORD:
                self.understood[one.name] = (titles or {}).get(texts.get(one.name, ""), "")
        self._errors = ErrorDict()
        self.cleaned_data = {}
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)

    def parts(self) -> list[tuple[forms.BoundField, str, Sequence[Any]]]:
        """Each field with the sentence that says how a date in it was understood, and what others said of it."""
        return [(one, self.understood.get(one.name, ""), self.remarks.get(one.name, ())) for one in self]


def capitalised(text: str) -> str:
    """A label with a capital where its script has any."""
    return text[:1].upper() + text[1:]


def helped(column: Column) -> str:
    """What may stand in a column, an example, and that it must be filled in."""
    said = [str(column.help)] if column.sort not in {Sort.CHOICE, Sort.YES_NO} else []
    if said == [_("Text.")]:
        said = []
    if column.sort in DATES:
        said = [_("As you write it: 24 September 2003, 2003-09, 2003, or 2017-02/2018-02 for a period.")]
    elif column.sort == Sort.NUMBER and column.example in ANY_NUMBER:
        pass
    elif column.example and column.example not in "".join(said) and column.sort not in {Sort.CHOICE, Sort.YES_NO}:
        said.append(_("Such as %(example)s.") % {"example": column.example})
    if column.is_required:
        said.append(_("Needed."))
    return " ".join(said)


def widget_of(  # noqa: C901, PLR0911, PLR0912 -- a table
    column: Column, choices: Sequence[tuple[str, str]], *, is_found: bool
) -> forms.Widget:
    """How a column is typed or chosen."""
    match column.sort:
        case Sort.RECORD if is_found and choices:
            return forms.RadioSelect(choices=choices)
        case Sort.CHOICE if len(choices) > LISTED:
            return forms.TextInput(attrs={**PLAIN, "list": list_name(column)})
        case Sort.CHOICE | Sort.SIBLING:
            return forms.Select(choices=[("", "—"), *choices])
        case Sort.SEVERAL if choices:
            return forms.CheckboxSelectMultiple(choices=choices)
        case Sort.YES_NO:
            return forms.Select(choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))])
        case Sort.WORDS:
            return forms.Textarea(attrs={"rows": column.rows, "dir": "auto"})
        case Sort.DAY | Sort.PERIOD:
            return forms.TextInput(attrs={**PLAIN, "data-understands": reverse("records:date")})
        case Sort.PLACE:
            return forms.TextInput(attrs={**PLAIN, "list": PLACES})
        case Sort.LANGUAGE:
            return forms.TextInput(attrs={**FIGURES, "list": LANGUAGES})
        case Sort.RECORD:
            return forms.TextInput(attrs={**PLAIN, "list": RECORDS, "data-suggests": reverse("records:look-up")})
        case Sort.NUMBER:
            return forms.TextInput(attrs={**FIGURES, "inputmode": "decimal"})
        case Sort.ADDRESS:
            return forms.URLInput(attrs=FIGURES)
        case Sort.MOMENT:
            return forms.TextInput(attrs=FIGURES)
        case _:
            return forms.TextInput(attrs=PLAIN)


def list_name(column: Column) -> str:
    """The id of the list of suggestions for a column."""
    return f"known-{column.name.replace(':', '-')}"
