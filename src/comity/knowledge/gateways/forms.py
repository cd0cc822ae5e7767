"""What staff send when they compose a hot topic."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.enums import Wording
from comity.engines.records.shapes import CardText
from comity.engines.search import forms as search
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.gateways.enums import Portal
from comity.knowledge.gateways.models import MOST_ITEMS
from comity.knowledge.gateways.shapes import LONGEST_WORDS, Introduction, Item, item_of


One = TypeVar("One")

LONGEST_TITLE: Final = 300
LONGEST_INTRODUCTION: Final = 4000


class HotTopicForm(forms.Form):
    """Where a hot topic stands, and its words in each language."""

    portals = forms.MultipleChoiceField(
        label=gettext_lazy("Thematic portals"),
        help_text=gettext_lazy("On the front pages of which it stands; its crimes follow from them."),
        choices=Portal.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in INTERFACE:
            self.fields[f"title_{code}"] = forms.CharField(
                label=gettext_lazy("Title"),
                required=False,
                max_length=LONGEST_TITLE,
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
            self.fields[f"summary_{code}"] = forms.CharField(
                label=gettext_lazy("Introduction"),
                required=False,
                max_length=LONGEST_INTRODUCTION,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code, "dir": "auto"}),
            )

    def clean(self) -> dict[str, Any]:
        """It has a title in some language, and no introduction without one."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        titled = [code for code in INTERFACE if given.get(f"title_{code}")]
        for code, name in INTERFACE.items():
            if given.get(f"summary_{code}") and code not in titled:
                self.add_error(
                    f"title_{code}", _("There is an introduction in %(language)s and no title.") % {"language": name}
                )
        if not titled and not self.errors:
            raise ValidationError(_("Give it a title in at least one language."))
        return given

    def texts(self, before: Mapping[str, str]) -> list[CardText]:
        """The words as a card has them.

        Args:
            before: how the words of each language came to be; what is new counts as a translation of the first.
        """
        given = self.cleaned_data
        titled = [code for code in (*before, *INTERFACE) if given.get(f"title_{code}")]
        return [
            CardText(
                code,
                given[f"title_{code}"],
                given[f"summary_{code}"],
                before.get(code, Wording.UNOFFICIAL if number else Wording.ORIGINAL),
            )
            for number, code in enumerate(dict.fromkeys(titled))
        ]


class FrontForm(forms.Form):
    """What a portal says of itself, in each language."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in INTERFACE:
            self.fields[f"lead_{code}"] = forms.CharField(
                label=gettext_lazy("One sentence"),
                required=False,
                max_length=LONGEST_TITLE,
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=gettext_lazy("Introduction"),
                help_text=gettext_lazy("An empty line begins a new paragraph."),
                required=False,
                max_length=LONGEST_INTRODUCTION,
                widget=forms.Textarea(attrs={"rows": 8, "lang": code, "dir": "auto"}),
            )

    def clean(self) -> dict[str, Any]:
        """In each language both are given, or neither."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for code, name in INTERFACE.items():
            lead, text = given.get(f"lead_{code}"), given.get(f"text_{code}")
            if bool(lead) != bool(text) and not self.errors:
                self.add_error(
                    f"text_{code}" if lead else f"lead_{code}",
                    _("In %(language)s write both, or neither to have the project’s own words.") % {"language": name},
                )
        return given

    def words(self) -> dict[str, Introduction]:
        """What was written, by language; a language of which nothing was written is left out."""
        given = self.cleaned_data
        return {
            code: Introduction(_in_one_line(given[f"lead_{code}"]), paragraphs_of(given[f"text_{code}"]))
            for code in INTERFACE
            if given[f"lead_{code}"]
        }


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which empty lines keep apart."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return tuple(_in_one_line(part) for part in parts if part.strip())


def _in_one_line(text: str) -> str:
    """A text without ends of lines; spaces at which no line may end, as French has them, stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def front_filled(words: Mapping[str, Introduction], seen: int) -> dict[str, Any]:
    """What the form of a front page holds at first."""
    initial: dict[str, Any] = {"seen": seen}
    for code, said in words.items():
        initial |= {f"lead_{code}": said.lead, f"text_{code}": "\n\n".join(said.paragraphs)}
    return initial


def items_sent(posted: QueryDict, language: str) -> list[Item]:
    """The items as they stood on the page, with the words that were typed for them in the page's language.

    Raises:
        Unreadable: they are not as the page sent them out, or are too many.
    """
    kept, typed = posted.getlist("item"), posted.getlist("words")
    if len(kept) != len(typed) or len(kept) > MOST_ITEMS:
        raise Unreadable(_("A hot topic holds at most %(most)s items.") % {"most": MOST_ITEMS})
    items = []
    for text, words in zip(kept, typed, strict=True):
        item = item_of(_read(text))
        every = {code: said for code, said in item.words.items() if code != language}
        if len(words.strip()) > LONGEST_WORDS:
            raise Unreadable(_("The words for an item have at most %(most)s letters.") % {"most": LONGEST_WORDS})
        if words.strip():
            every[language] = words.strip()
        items.append(Item(item.record, item.part, item.search, every))
    return items


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(_("“%(value)s” is no item. Give a record or a search.") % {"value": text[:40]}) from fault


def written(item: Item) -> str:
    """An item as the page sends it out and gets it back."""
    return json.dumps(item.plain(), ensure_ascii=False)


def moved(items: Sequence[One], which: int, by: int) -> list[One]:
    """The items with one of them ``by`` places further down; at the end it stays where it is."""
    if not 0 <= which < len(items):
        return list(items)
    others = [*items[:which], *items[which + 1 :]]
    place = min(max(which + by, 0), len(others))
    return [*others[:place], items[which], *others[place:]]


def search_named(address: str) -> str:
    """The parameters of the search whose address a person pasted, without its page; empty when it names none."""
    parts = urlsplit(address.strip())
    if "search/" not in f"{parts.path}/":
        return ""
    known = QueryDict(urlencode(parse_qsl(parts.query)))
    return search.read(known).first.parameters


def filled(titles: Iterable[tuple[str, str, str]], portals: Sequence[str], seen: str) -> dict[str, Any]:
    """What the form holds at first: the words by language, and the portals."""
    initial: dict[str, Any] = {"portals": list(portals), "seen": seen}
    for code, title, summary in titles:
        initial |= {f"title_{code}": title, f"summary_{code}": summary}
    return initial


def typed(posted: QueryDict) -> dict[str, Any]:
    """What was typed in the form, to be shown again as it is."""
    return {
        name: posted.getlist(name) if name == "portals" else posted.get(name, "") for name in HotTopicForm().fields
    }
