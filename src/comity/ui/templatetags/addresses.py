"""Addresses as they are kept, without a language, turned into links of the page that is being made."""

from django import template
from django.utils.translation import get_language


register = template.Library()


@register.filter
def in_language(address: str, language: str = "") -> str:
    """``/treaties/XVIII-12/`` as a link in the interface's language, or in another: ``/fr/treaties/XVIII-12/``."""
    return f"/{language or get_language() or 'en'}{address}"
