"""How kinds, places, languages and reasons are named to the reader of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records import registry as records
from comity.engines.records.enums import Wording
from comity.engines.search import queries, registry
from comity.engines.search.enums import Facet, Labels, Reason, Sort, Status
from comity.engines.search.index.interface import Hit
from comity.engines.search.shapes import group_of
from comity.kernel.languages import OWN_NAMES, own_name
from comity.kernel.lists import said_of
from comity.ui.components import Badge, Tone


Words = str | Promise

FACETS: Final[dict[Facet, Words]] = {
    Facet.KIND: gettext_lazy("Kind"),
    Facet.CRIME_TYPE: gettext_lazy("Crime"),
    Facet.PLACE: gettext_lazy("State or organization"),
    Facet.REGION: gettext_lazy("Region"),
    Facet.LANGUAGE: gettext_lazy("Language of the text"),
    Facet.STATUS: gettext_lazy("Status"),
    Facet.ARTICLE: gettext_lazy("Treaty article carried out"),
    Facet.YEAR: gettext_lazy("Year"),
    Facet.MARK: gettext_lazy("Further"),
}
SORTS: Final[dict[Sort, Words]] = {
    Sort.RELEVANCE: gettext_lazy("Best match"),
    Sort.NEWEST: gettext_lazy("Newest first"),
    Sort.OLDEST: gettext_lazy("Oldest first"),
    Sort.TITLE: gettext_lazy("Title"),
    Sort.CITED: gettext_lazy("Most cited"),
}
STATUSES: Final[dict[str, Words]] = {
    Status.DRAFT: gettext_lazy("Draft, not law"),
    Status.IN_FORCE: gettext_lazy("In force"),
    Status.AMENDED: gettext_lazy("Amended"),
    Status.REPEALED: gettext_lazy("Repealed"),
}
TONES: Final[dict[str, Tone]] = {
    Status.DRAFT: Tone.BRASS,
    Status.IN_FORCE: Tone.SUCCESS,
    Status.AMENDED: Tone.PLAIN,
    Status.REPEALED: Tone.DANGER,
}
# Parts of records; a record itself goes by the name of its table.
PARTS: Final[dict[str, Words]] = {
    "article": gettext_lazy("Treaty article"),
    "provision": gettext_lazy("Provision of a law"),
    "declaration": gettext_lazy("Statement of a State"),
    "law": pgettext_lazy("kind of text", "Law"),
    "treaty": pgettext_lazy("kind of text", "Treaty"),
    "case": pgettext_lazy("kind of text", "Case"),
}
# Why something was found; of a search by filters alone there is nothing to explain.
REASONS: Final[dict[Reason, str]] = {
    Reason.CITATION: gettext_noop("This is what you cited."),
    Reason.TITLE: gettext_noop("The words stand in the title."),
    Reason.TEXT: gettext_noop("The words stand in the text."),
    Reason.CONTEXT: gettext_noop("The words stand in the title of what it belongs to."),
    Reason.PHRASE: gettext_noop("The quoted words stand here exactly."),
    Reason.VOCABULARY: gettext_noop("The vocabulary has words for this in %(language)s, and they stand here."),
    Reason.MEANING: gettext_noop("Found through its meaning: the text is in %(language)s."),
}
# The same of a text in the reader's own language.
NEAR: Final[dict[Reason, str]] = {
    Reason.VOCABULARY: gettext_noop("Other words for this from the vocabulary stand here."),
    Reason.MEANING: gettext_noop("Found through its meaning."),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of values in one language, looked up once for a page."""

    language: str
    places: Mapping[str, str]
    crime_types: Mapping[str, str]

    def value(self, facet: Facet, value: str) -> Words:
        """A value of a facet as the reader calls it; the value itself when nobody has named it."""
        match facet:
            case Facet.PLACE | Facet.REGION:
                return self.places.get(value, value)
            case Facet.KIND:
                return kind(value)
            case Facet.ARTICLE:
                return self.article(value)
            case Facet.LANGUAGE:
                return own_name(value)
            case Facet.MARK:
                return self.mark(value)
            case _:
                # Years, and whatever else needs no translation, go by themselves.
                return self.crime_types.get(value) or STATUSES.get(value, value)

    def mark(self, mark: str) -> str:
        """A value of a facet that only some kinds have."""
        value = mark.partition(":")[2]
        group = registry.mark_groups().get(group_of(mark))
        if group is None:
            return value or mark
        match group.labels:
            case Labels.TERMS:
                return terms.label_on_page(f"{group.scheme or group.code}:{value}", self.language)
            case Labels.PLACES:
                return self.places.get(value, value)
            case Labels.PLAIN:
                return value or mark

    def group(self, code: str) -> Words:
        """What a facet that only some kinds have is called."""
        group = registry.mark_groups().get(code)
        return (group.label if group else "") or terms.title(code, self.language)

    def article(self, term: str) -> str:
        """A treaty article by its title, or else by its treaty and number."""
        treaty, _colon, number = term.partition(":")
        if not number:
            return term
        cited = _("%(treaty)s, article %(number)s") % {"treaty": treaty, "number": number}
        key = f"instrument-articles:{term}"
        return said_of(cited, title, self.language) if (title := terms.label(key, self.language)) != key else cited


def names(language: str) -> Names:
    """The names in a language."""
    return Names(language, places.names(language), terms.every_label("crime-types", language))


def kind(name: str) -> Words:
    """A kind of document in the reader's language."""
    if name in PARTS:
        return PARTS[name]
    model = records.detail_models().get(name)
    said = str(model._meta.verbose_name or name) if model else name.replace("-", " ").replace("_", " ")
    return said[:1].upper() + said[1:]


def flag(facet: Facet, value: str) -> str:
    """The code of the place whose flag stands before a value; empty when it is none."""
    if facet is Facet.PLACE:
        return value
    group = registry.mark_groups().get(group_of(value)) if facet is Facet.MARK else None
    return value.partition(":")[2] if group and group.labels is Labels.PLACES else ""


def value_language(facet: Facet, value: str) -> str:
    """The language in which a value is named when it is not the page's: languages go by their own names."""
    return value.lower() if facet is Facet.LANGUAGE and value.lower() in OWN_NAMES else ""


def badges(hit: Hit) -> list[Badge]:
    """What must be known before a text is relied upon."""
    shown = [Badge(STATUSES[hit.status], TONES[hit.status])] if hit.status in STATUSES else []
    if warning := queries.warning(hit):
        shown.append(Badge(warning, Tone.BRASS))
    if hit.wording in {Wording.MACHINE, Wording.UNOFFICIAL}:
        shown.append(Badge(Wording(hit.wording).label, Tone.BRASS if hit.wording == Wording.MACHINE else Tone.OUTLINE))
    return shown


def why(hit: Hit, language: str) -> str:
    """In one sentence, why this was found by a reader of a language; empty when only filters were given."""
    sentences = REASONS if hit.language != language else REASONS | NEAR
    told = next((sentences[reason] for reason in hit.why if reason in sentences), "")
    return _(told) % {"language": language_name(hit.language, language)} if told else ""


def language_name(code: str, reader: str) -> str:
    """A language as a sentence in the reader's language calls it: the Common Locale Data Repository's name for it."""
    return str(Locale.parse(reader).languages.get(code.replace("-hant", "_Hant"), own_name(code)))
