"""What editors send about a term."""

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.terms.enums import Relation
from comity.base.terms.shapes import LONGEST_LABEL, Content
from comity.kernel.languages import INTERFACE


LONGEST_OTHERS: Final = 4000
LONGEST_TEXT: Final = 4000


class TermForm(forms.Form):
    """All that is said of a term: what it is called and means in each language, where it stands, what it is like."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    broader = forms.ChoiceField(label=gettext_lazy("Broader term"), required=False)
    mappings = forms.CharField(
        label=gettext_lazy("Same, broader, narrower or related terms elsewhere"),
        help_text=gettext_lazy(
            "One a line: exact, broad, narrow or related, a space, then a term of ours such as "
            "crime-types:corruption, or the address of one elsewhere."
        ),
        required=False,
        max_length=LONGEST_OTHERS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )
    successor = forms.ChoiceField(
        label=gettext_lazy("To be used instead"),
        help_text=gettext_lazy("Of a term that is retired; records keep the one they have."),
        required=False,
    )
    retired = forms.BooleanField(label=gettext_lazy("Retired: no longer offered"), required=False)

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("broader", "successor"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("None")), *others]
        for code in INTERFACE:
            attributes = {"lang": code, "dir": "auto"}
            self.fields[f"label_{code}"] = forms.CharField(
                label=gettext_lazy("Label"),
                required=code == "en",
                max_length=LONGEST_LABEL,
                widget=forms.TextInput(attrs=attributes),
            )
            self.fields[f"others_{code}"] = forms.CharField(
                label=gettext_lazy("Other labels"),
                help_text=gettext_lazy("One a line; a search for one finds the others."),
                required=False,
                max_length=LONGEST_OTHERS,
                widget=forms.Textarea(attrs=attributes | {"rows": 3}),
            )
            self.fields[f"definition_{code}"] = forms.CharField(
                label=gettext_lazy("Definition"),
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs=attributes | {"rows": 3}),
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label=gettext_lazy("Note for who chooses it"),
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs=attributes | {"rows": 2}),
            )

    def clean_mappings(self) -> list[tuple[str, str]]:
        """Relations and targets."""
        found = []
        for line in self.cleaned_data["mappings"].splitlines():
            if not line.strip():
                continue
            relation, _space, target = line.strip().partition(" ")
            if relation not in Relation.values or not target.strip():
                raise forms.ValidationError(_("“%(line)s” is no mapping.") % {"line": line.strip()[:80]})
            found.append((relation, target.strip()))
        return sorted(dict.fromkeys(found))

    def content(self, before: Content) -> Content:
        """What is to be said of the term; what the form does not show, such as other languages, stays as it was."""
        given = self.cleaned_data
        preferred, others = dict(before.preferred), dict(before.others)
        definitions, notes = dict(before.definitions), dict(before.notes)
        for code in INTERFACE:
            label = " ".join(given[f"label_{code}"].split())
            lines = [" ".join(line.split()) for line in given[f"others_{code}"].splitlines() if line.strip()]
            _put(preferred, code, label)
            _put(others, code, tuple(dict.fromkeys(line for line in lines if line != label)))
            _put(definitions, code, " ".join(given[f"definition_{code}"].split()))
            _put(notes, code, " ".join(given[f"note_{code}"].split()))
        return replace(
            before,
            preferred=preferred,
            others=others,
            definitions=definitions,
            notes=notes,
            broader=given["broader"],
            mappings=tuple(given["mappings"]),
            retired=given["retired"],
            successor=given["successor"],
        )


class NewTermForm(forms.Form):
    """A term that the vocabulary lacks: its id, and what it is called in English; the rest on its own page."""

    code = forms.SlugField(
        label=gettext_lazy("Id"),
        help_text=gettext_lazy("Letters, digits and hyphens; it never changes, and stands in addresses and exports."),
        max_length=50,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    label = forms.CharField(label=gettext_lazy("Label in English"), max_length=LONGEST_LABEL)
    broader = forms.ChoiceField(label=gettext_lazy("Broader term"), required=False)

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["broader"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *others]


def _put(several: dict[str, Any], code: str, value: Any) -> None:
    if value:
        several[code] = value
    else:
        several.pop(code, None)


def filled(content: Content, seen: int) -> dict[str, Any]:
    """What the form of a term holds at first."""
    initial: dict[str, Any] = {
        "seen": seen,
        "broader": content.broader,
        "mappings": "\n".join(f"{relation} {target}" for relation, target in content.mappings),
        "retired": content.retired,
        "successor": content.successor,
    }
    for code in INTERFACE:
        initial |= {
            f"label_{code}": content.preferred.get(code, ""),
            f"others_{code}": "\n".join(content.others.get(code, ())),
            f"definition_{code}": content.definitions.get(code, ""),
            f"note_{code}": content.notes.get(code, ""),
        }
    return initial
