"""Linked data in a page."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from comity.ui.components import Crumb
from comity.ui.linked import breadcrumbs, embedded


register = template.Library()


@register.simple_tag(takes_context=True)
def linked_data(context: Context, thing: dict[str, Any], crumbs: Sequence[Crumb]) -> SafeString:
    """A thing and the way to its page, as data that no browser runs and the content security policy lets stand."""
    root = context["request"].build_absolute_uri("/").rstrip("/")
    content = mark_safe(embedded([thing, breadcrumbs(crumbs, root)]))  # noqa: S308 -- embedded escapes what could end it
    return format_html('<script type="application/ld+json">{}</script>', content)
