"""The address of a search, of which nothing is ever refused, and the forms of who follows one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from comity.base.notices.enums import Channel, Fault
from comity.engines.search.crypto import SENT_WITHIN, Purpose, form_token, opened
from comity.engines.search.enums import Facet, Frequency, Sort
from comity.kernel.outside import LONGEST, Unreachable, target


# As long as the box for the query lets a person type, and as much as an address can sensibly carry beside it.
LONGEST_QUERY: Final = 2000
LONGEST_VALUE: Final = 120
MOST_VALUES: Final = 60
LONGEST_CURSOR: Final = 1000
DEEPEST: Final = 10**9
NO: Final = "no"
YES: Final = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What an address asks for.

    Attributes:
        text: the query as typed.
        filters: the values chosen, by facet; facets without one are left out.
        sort: the order.
        cursor: where the page begins; empty for the first.
        start: how many results came before this page, for the reader to see only.
        across: whether texts in other languages are found by their meaning.
        stays: whether a citation shows its results and does not lead to what it names.
        more: the facets whose values are all wanted.
    """

    text: str = ""
    filters: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    cursor: str = ""
    start: int = 0
    across: bool = True
    stays: bool = False
    more: frozenset[Facet] = frozenset()

    @property
    def parameters(self) -> str:
        """The search as it stands in an address, the same for the same search; empty when nothing is asked."""
        told: list[tuple[str, str]] = [("q", self.text)] if self.text else []
        told += [(facet.value, value) for facet in Facet for value in self.filters.get(facet, ())]
        if self.sort is not Sort.RELEVANCE:
            told.append(("sort", self.sort.value))
        if not self.across:
            told.append(("across", NO))
        if self.stays:
            told.append(("stay", YES))
        if self.cursor:
            told += [("cursor", self.cursor), ("start", str(self.start))]
        return urlencode(told)

    @property
    def first(self) -> "Search":
        """The same search from its first page."""
        return replace(self, cursor="", start=0, more=frozenset())

    def after(self, cursor: str, shown: int) -> "Search":
        """The page that begins at a cursor, after so many results of this one."""
        return replace(self.first, cursor=cursor, start=self.start + shown)

    def asking(self, text: str) -> "Search":
        """Other words with the same filters."""
        return replace(self.first, text=text, stays=False)

    def without(self, facet: Facet, value: str) -> "Search":
        """The same search with one value fewer."""
        left = tuple(one for one in self.filters.get(facet, ()) if one != value)
        kept = {name: values for name, values in self.filters.items() if name is not facet}
        return replace(self.first, filters=kept | ({facet: left} if left else {}))

    def unfiltered(self) -> "Search":
        """The same words without any filter."""
        return replace(self.first, filters={})


def read(parameters: QueryDict) -> Search:
    """The search that an address names; what cannot be one of its values is as if it were not there."""
    chosen = {facet: _values(parameters, facet) for facet in Facet}
    sort = parameters.get("sort", "")
    cursor, start = _clean(parameters.get("cursor", "")), parameters.get("start", "")
    return Search(
        text=_clean(parameters.get("q", ""))[: LONGEST_QUERY + 1],
        filters={facet: values for facet, values in chosen.items() if values},
        sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
        cursor=cursor if len(cursor) <= LONGEST_CURSOR else "",
        start=min(int(start), DEEPEST)
        if start.isascii() and start.isdecimal() and len(start) < len(str(DEEPEST))
        else 0,
        across=parameters.get("across") != NO,
        stays=parameters.get("stay", "") == YES,
        more=frozenset(facet for facet in Facet if facet.value in parameters.getlist("more")),
    )


def _values(parameters: QueryDict, facet: Facet) -> tuple[str, ...]:
    given = (_clean(value) for value in parameters.getlist(facet.value))
    return tuple(dict.fromkeys(value for value in given if value and len(value) <= LONGEST_VALUE))[:MOST_VALUES]


def _clean(text: str) -> str:
    """Text without what no one types: the zero character, and halves of characters that cannot be written out."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode().strip()


LONGEST_MAILBOX: Final = 254


def mailbox_typed(text: str) -> str:
    """A mailbox as it was typed, without the spaces around it.

    Raises:
        ValidationError: it is none, or has letters before the @ that not every mail server takes.
    """
    address = text.strip()
    try:
        validate_email(address)
        host = address.rpartition("@")[2].encode("idna")
    except (ValidationError, UnicodeError) as error:
        raise ValidationError(_("This is not an e-mail address. Write it as name@example.org.")) from error
    # A machine without a name is one inside, or wants no mail.
    if len(address) > LONGEST_MAILBOX or not host or host.startswith(b"[") or not address.isprintable():
        raise ValidationError(_("This is not an e-mail address. Write it as name@example.org."))
    return address


class FollowForm(forms.Form):
    """How somebody wants to be told of what is new."""

    use_required_attribute = False

    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect)
    mailbox = forms.CharField(
        label=_("E-mail address"),
        required=False,
        max_length=LONGEST_MAILBOX,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("For e-mail; a webhook is called at once."),
    )
    webhook = forms.CharField(
        label=_("Address of the webhook"),
        required=False,
        max_length=LONGEST,
        help_text=_("It begins with https:// and is reached from the public network."),
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    form = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, can_mail: bool) -> None:
        channel = Channel.EMAIL if can_mail else Channel.WEBHOOK
        start = {"channel": channel.value, "frequency": Frequency.DAILY.value, "form": form_token()}
        super().__init__(data, initial=start, auto_id="follow-%s")
        if not can_mail:
            # What cannot be done is not offered; the page says why.
            chosen = self.fields["channel"]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = [(Channel.WEBHOOK.value, Channel.WEBHOOK.label)]
            del self.fields["mailbox"], self.fields["frequency"]

    def clean_form(self) -> str:
        """The name of the form, when it is one of ours that has not stood open too long."""
        name = opened(Purpose.FORM, self.cleaned_data["form"], within=SENT_WITHIN)
        if name is None:
            raise ValidationError(_("This form stood open too long. Open the page again."))
        return name.hex

    def clean(self) -> dict[str, Any]:
        """The address for what was chosen."""
        given = self.cleaned_data
        if given.get("channel") == Channel.EMAIL:
            try:
                given["address"] = mailbox_typed(given.get("mailbox", ""))
            except ValidationError as error:
                self.add_error("mailbox", error)
        elif given.get("channel") == Channel.WEBHOOK:
            given["address"] = given.get("webhook", "").strip()
            try:
                target(given["address"])
            except Unreachable as no:
                self.add_error("webhook", str(Fault(no.reason.value).label))
        return given

    @property
    def frequency_chosen(self) -> Frequency:
        """How often, once the form is sound; a webhook is called at once."""
        value = self.cleaned_data.get("frequency") or Frequency.DAILY
        return Frequency(value) if self.cleaned_data["channel"] == Channel.EMAIL else Frequency.AT_ONCE


class LinkForm(forms.Form):
    """To which mailbox the link to what it follows is sent."""

    use_required_attribute = False

    mailbox = forms.CharField(
        label=_("E-mail address"),
        max_length=LONGEST_MAILBOX,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )

    def clean_mailbox(self) -> str:
        """A mailbox."""
        return mailbox_typed(self.cleaned_data["mailbox"])
