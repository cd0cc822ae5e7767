"""What staff type to say what a provision is about."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comity.base.access.roles import HasRoles
from comity.base.terms import queries as terms
from comity.engines.search import queries as search
from comity.engines.search.grammar.citations import read
from comity.kernel.languages import by_name
from comity.knowledge.legislation.enums import Scheme


# XVIII-12:5.1.a, as articles are named in the vocabulary.
TERM: Final = re.compile(r"(?P<symbol>[\w-]{2,40}):(?P<number>[\w.-]{1,20})")
ARTICLE: Final = re.compile(r"/treaties/(?P<symbol>[\w-]+)/articles/(?P<number>[\w-]+)/")
MOST: Final = 40
LONGEST_TERM: Final = 60


def article_named(typed: str, person: HasRoles | None, language: str) -> str:
    """The term of the treaty article that a citation names, such as ``XVIII-12:5.1.a``; empty when it names none."""
    if named := TERM.fullmatch(typed.strip()):
        typed = f"{named['symbol']} art. {named['number']}"
    citation = read(typed)
    if citation is None:
        return ""
    answer = search.ask(typed, person=person, language=language, facets=(), limit=1, snippet=0, across=False)
    found = ARTICLE.search(answer.goto)
    if not found:
        return ""
    number = found["number"]
    for key in citation.keys:
        locator = key.partition("#")[2]
        if locator == number.lower() or locator.startswith(f"{number.lower()}."):
            return f"{found['symbol']}:{number}{locator[len(number) :]}"
    return f"{found['symbol']}:{number}"


class AnnotationForm(forms.Form):
    """What a provision is about and which articles of treaties it carries out."""

    crime_types = forms.MultipleChoiceField(
        label=_("Crimes"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    articles = forms.CharField(
        label=_("Articles of treaties that it carries out"),
        help_text=_("One in each line, such as XVIII-12:5, UNTOC 5 or UNCAC art. 15(1)(a)."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Why, or what to look at."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: HasRoles, reading_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.reading_language = person, reading_language
        field = self.fields["crime_types"]
        assert isinstance(field, forms.MultipleChoiceField)
        labels = terms.labels(Scheme.CRIME_TYPES, reading_language)
        field.choices = by_name(labels.items(), reading_language)

    def clean_articles(self) -> list[str]:
        """The articles as terms; each line that names none is said."""
        lines = [line.strip() for line in re.split(r"[\n;]", self.cleaned_data["articles"]) if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(_("Name at most %(most)s articles.") % {"most": MOST})
        if lines and search.index() is None:
            raise ValidationError(_("The search index is being built, and articles cannot be looked up. Try later."))
        found = {line: article_named(line, self.person, self.reading_language) for line in lines}
        if wrong := [line for line, term in found.items() if not term or len(term) > LONGEST_TERM]:
            raise ValidationError(
                [_("“%(line)s” names no article of a treaty known here.") % {"line": line[:60]} for line in wrong]
            )
        return list(dict.fromkeys(found.values()))

    def clean(self) -> dict[str, Any]:
        """Something is said."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(value for name, value in given.items() if name != "seen"):
            raise ValidationError(_("Choose a crime, name an article or write a note."))
        return given
