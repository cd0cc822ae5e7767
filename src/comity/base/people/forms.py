"""What somebody types to sign in."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comity.base.people import actions, rules


class SignInForm(AuthenticationForm):
    """Name and password; what is wrong with them is said in one sentence that does not tell which."""

    error_messages = {
        "invalid_login": _("This name and this password do not belong together. Check both; capitals matter."),
        "inactive": _("This name and this password do not belong together. Check both; capitals matter."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Name")
        self.fields["password"].label = _("Password")
        # The page says first what is wrong; the cursor must not jump over it.
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)

    @property
    def address(self) -> str:
        """From where the request came, as far as this server sees."""
        return str(self.request.META.get("REMOTE_ADDR", "")) if self.request is not None else ""

    def clean(self) -> dict[str, Any]:
        """Try the password, unless too many were tried just now; then none is, right or wrong."""
        name = self.cleaned_data.get("username") or ""
        if not name or not self.cleaned_data.get("password"):
            return self.cleaned_data
        if seconds := rules.seconds_to_wait(name, self.address):
            raise ValidationError(
                ngettext(
                    "Too many attempts. Try again in %(seconds)d second.",
                    "Too many attempts. Try again in %(seconds)d seconds.",
                    seconds,
                )
                % {"seconds": seconds},
                code="wait",
            )
        try:
            return super().clean()
        except ValidationError:
            actions.count_failure(name, self.address)
            raise
