"""Any record as a reference and in the usual styles."""

import pytest

from comity.engines.records.exports.citing import date_parts, written_date
from comity.engines.records.exports.styles import STYLES, cite, in_every_style
from comity.kernel.errors import Unreadable


ARTICLE = {
    "id": "a",
    "type": "article-journal",
    "title": "Crime <b>& punishment</b>",
    "author": [{"family": "von Lampe", "given": "Klaus"}],
    "issued": {"date-parts": [[2012]]},
    "container-title": "Crime, Law and Social Change",
    "volume": "58",
    "page": "179-194",
    "DOI": "10.1007/s10611-012-9377-y",
}
TREATY = {
    "id": "t",
    "type": "treaty",
    "title": "Convention against Crime",
    "issued": {"date-parts": [[2000, 11, 15]]},
    "number": "39574",
    "URL": "https://comity.example/treaties/X/",
    "accessed": {"date-parts": [[2026, 11, 21]]},
}


@pytest.mark.parametrize("style", STYLES)
def test_every_style_names_the_work_and_escapes_it(style):
    cited = cite(ARTICLE, style, "en")
    assert "lampe" in cited.text.casefold()
    assert "2012" in cited.text
    assert "<b>" in cited.text.lower()
    assert "<b>&" not in cited.html.lower()
    assert "&lt;b&gt;&amp; punishment&lt;/b&gt;" in cited.html.lower()


def test_journals_stand_in_italics():
    cited = cite(ARTICLE, "apa", "en")
    assert "<i>Crime, Law and Social Change</i>" in cited.html
    assert cited.text == (
        "von Lampe, K. (2012). Crime <b>& punishment</b>. Crime, Law and Social Change, 58, 179–194. "
        "https://doi.org/10.1007/s10611-012-9377-y"
    )


def test_words_are_those_of_the_reader_where_the_style_permits():
    french = cite(TREATY, "harvard", "fr")
    assert "Consulté le" in french.text
    assert "21 novembre 2026" in french.text
    assert french.language == "fr"
    oscola = cite(TREATY, "oscola", "fr")
    assert "accessed 21 November 2026" in oscola.text
    assert oscola.language == "en"


@pytest.mark.parametrize("style", STYLES)
def test_a_title_that_stands_for_the_author_is_not_repeated(style):
    assert cite(TREATY, style, "en").text.casefold().count("convention against crime") == 1


def test_names_without_capitals_are_not_cut_to_initials():
    chinese = ARTICLE | {"author": [{"family": "王", "given": "小明"}]}
    assert "王小明" in cite(chinese, "apa", "zh").text
    arabic = ARTICLE | {"author": [{"family": "محفوظ", "given": "نجيب"}]}
    assert "محفوظ نجيب" in cite(arabic, "apa", "ar").text


def test_the_readers_own_styles_come_first():
    languages = [one.language for one in in_every_style(ARTICLE, "fr")]
    first_other = next(place for place, language in enumerate(languages) if language != "fr")
    assert "fr" not in languages[first_other:]
    assert len(languages) == len(STYLES)


def test_an_unknown_style_is_refused_with_those_there_are():
    with pytest.raises(Unreadable, match=r"There is no style “nature”\. There are: apa"):
        cite(ARTICLE, "nature", "en")


@pytest.mark.parametrize("text", ["2003", "2003-09", "2003-09-24", "2017-02/2018-02", "in press"])
def test_dates_go_there_and_back(text):
    assert written_date(date_parts(text)) == text


@pytest.mark.django_db
def test_a_withdrawn_record_is_not_cited(client, person_with):
    from comity.engines.records import actions
    from comity.engines.records.shapes import Card, CardText
    from comity.knowledge.library.models import Resource

    editor = person_with("editor")
    card = Card("x", None, (CardText("en", "A guide to <i>bees</i>"),))
    record = actions.draft(Resource(form="guide", collection="cooperation", publisher="UN"), card, by=editor)
    assert client.get(f"/en/records/{record.pk}/cite/").status_code == 404
    actions.publish(record, by=editor)
    part = client.get(f"/en/records/{record.pk}/cite/?part=1").content.decode()
    assert "<html" not in part
    assert "&lt;i&gt;bees" in part.casefold()
    assert client.get(f"/en/records/{record.pk}/cite.ris").content.startswith(b"TY  - RPRT\n")
    assert client.get(f"/en/records/{record.pk}/cite.docx").status_code == 404
    actions.withdraw(record, by=editor, reason="wrong")
    assert client.get(f"/en/records/{record.pk}/cite/").status_code == 410
    assert client.get(f"/en/records/{record.pk}/cite.bib").status_code == 410
