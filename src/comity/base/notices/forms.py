"""When a person wants letters, as a form asks for it."""

import datetime as dt
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.base.notices.enums import Group, Way
from comity.base.notices.models import Wishes
from comity.base.notices.registry import kinds
from comity.base.people.models import User


# Zones by places; the others are names of former times and technical ones.
REGIONS: Final = frozenset(
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
)
HALF_HOURS: Final = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]
# Of these one chooses; what is urgent comes at once.
CHOSEN: Final = tuple(one for one in Group if one is not Group.SECURITY)


@cache
def zones() -> list[tuple[str, str]]:
    """The names of the time zones that this machine knows, by part of the world; UTC first."""
    known = sorted(one for one in available_timezones() if one.partition("/")[0] in REGIONS)
    return [("UTC", "UTC"), *((one, one.replace("_", " ")) for one in known)]


def recommended(group: Group) -> str:
    """What holds until the person chooses: it is named where it is the same for every kind of the group."""
    ways = {kind.letter for kind in kinds().values() if kind.group is group}
    if len(ways) != 1:
        return gettext("As Comity recommends")
    return gettext("As Comity recommends: %(way)s") % {"way": ways.pop().label}


class WishesForm(forms.Form):
    """When letters come, for each group of notices; by which clock; and when none."""

    def __init__(self, data: Any, *, wishes: Wishes) -> None:
        """Ask with what the person chose before.

        Args:
            data: what was sent; None for a form not yet sent.
            wishes: what holds now.
        """
        super().__init__(data)
        for group in CHOSEN:
            self.fields[group.value] = forms.ChoiceField(
                label=group.label,
                choices=[("", recommended(group)), *Way.choices],
                required=False,
                initial=wishes.ways.get(group.value, ""),
            )
        known = zones()
        if wishes.time_zone not in dict(known):
            known = [*known, (wishes.time_zone, wishes.time_zone)]
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=known,
            initial=wishes.time_zone,
            help_text=_("By its clock quiet hours and daily letters are reckoned, and the day of a deadline."),
        )
        self.fields["digest_hour"] = forms.TypedChoiceField(
            label=_("Hour of daily and weekly letters"),
            choices=[(str(hour), f"{hour:02}:00") for hour in range(24)],
            coerce=int,
            initial=str(wishes.digest_hour),
        )
        self.fields["digest_weekday"] = forms.TypedChoiceField(
            label=_("Day of weekly letters"),
            choices=[(str(number), name) for number, name in WEEKDAYS.items()],
            coerce=int,
            initial=str(wishes.digest_weekday),
        )
        hours = [("", _("No quiet hours")), *((one, one) for one in HALF_HOURS)]
        self.fields["quiet_from"] = forms.ChoiceField(
            label=_("Quiet from"),
            choices=hours,
            required=False,
            initial=_clock(wishes.quiet_from),
            help_text=_("In quiet hours only letters about the security of your account are sent."),
        )
        self.fields["quiet_until"] = forms.ChoiceField(
            label=_("Quiet until"), choices=hours, required=False, initial=_clock(wishes.quiet_until)
        )

    def clean(self) -> dict[str, Any]:
        """Refuse quiet hours with one end."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("quiet_from")) != bool(given.get("quiet_until")):
            raise ValidationError(_("Give both ends of the quiet hours, or neither."))
        return given

    def chosen(self, person: User) -> Wishes:
        """What a valid form asks for."""
        given = self.cleaned_data
        return Wishes(
            person=person,
            time_zone=given["time_zone"],
            digest_hour=given["digest_hour"],
            digest_weekday=given["digest_weekday"],
            quiet_from=_time(given["quiet_from"]),
            quiet_until=_time(given["quiet_until"]),
            ways={group.value: given[group.value] for group in CHOSEN if given[group.value]},
        )


def _clock(value: dt.time | None) -> str:
    return value.strftime("%H:%M") if value is not None else ""


def _time(text: str) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None
