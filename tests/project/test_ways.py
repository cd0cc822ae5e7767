"""A researcher goes from a case to the provision, to the treaty article, to the authority that could be asked."""

import re

import pytest

from comity.knowledge.treaties.models import Article


pytestmark = pytest.mark.django_db


def test_from_a_treaty_article_to_whoever_could_be_asked_under_this_treaty(world, client):
    article = Article.objects.filter(treaty__symbol="XVIII-12").first()
    page = client.get(f"/en{article.address}").text
    way = re.search(r'href="(/en/authorities/find/[?]treaty=XVIII-12)"', page)
    assert way is not None
    form = client.get(way[1])
    assert form.status_code == 200
    assert form.context["form"]["treaty"].value() == "XVIII-12"
    assert not form.context["form"].errors
