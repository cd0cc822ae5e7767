"""Files of references: what is written is read back, and what cannot be read is said with its line."""

import json
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.engines.records.exports.citing import date_parts
from comity.engines.records.exports.formats import written
from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography.enums import Form
from comity.knowledge.bibliography.imports import form_of, read


# Letters of six scripts, signs that mean something to LaTeX and to RIS, and blanks.
LETTERS = string.ascii_letters + string.digits + "éüñçøßıЖяإنك犯罪" + "{}\\$%&#_~^'\"`.:;,-–()[]@=/!?*+|<>" + " "


def lines(least=1, most=40, alphabet=LETTERS):
    """Texts in one line, without blanks at their ends."""
    texts = st.text(alphabet, min_size=least, max_size=most).map(lambda t: " ".join(t.split()))
    return texts.filter(lambda t: len(t) >= least)


words = lines(alphabet=string.ascii_letters + "éüñЖя犯 -'.")
given_names = words.filter(lambda t: any(c.isalpha() for c in t) and t[0].isupper() and not t.endswith("."))
family_names = given_names.filter(lambda t: " " not in t)
persons = st.fixed_dictionaries({"family": family_names, "given": given_names})
bodies = st.fixed_dictionaries(
    {"literal": lines(alphabet=LETTERS.replace(",", "")).filter(lambda t: any(c.isalpha() for c in t))}
)
names = st.lists(persons | bodies, min_size=1, max_size=3)
years = st.integers(1000, 2100).map(str)
days = st.dates().filter(lambda d: d.year >= 1000).map(str)
dates = (years | days | st.just("2017-02") | st.just("2017-02/2018-02")).map(date_parts)
figures = st.from_regex(r"[1-9][0-9]{0,3}", fullmatch=True)
pages = st.builds("{}-{}".format, figures, figures)
urls = st.from_regex(r"https://[a-z]{1,9}\.org/[A-Za-z0-9;%_~#-]{0,9}", fullmatch=True)
dois = st.from_regex(r"10\.[1-9][0-9]{3}/[a-z0-9._()-]{1,12}[a-z0-9]", fullmatch=True)
ids = st.from_regex(r"[a-z]{1,8}-[0-9]{1,4}", fullmatch=True)
TITLES = lines().filter(lambda t: any(c.isalnum() for c in t))


@st.composite
def references(draw):
    """A reference with the fields that its type has in every format."""
    kind = draw(st.sampled_from(Form.values))
    fields = {
        "author": names,
        "editor": names,
        "issued": dates,
        "publisher": TITLES,
        "publisher-place": TITLES,
        "container-title": TITLES,
        "collection-title": TITLES,
        "volume": figures,
        "edition": figures,
        "DOI": dois,
        "URL": urls,
        "page": pages,
        "language": st.sampled_from(["en", "fr", "zh"]),
        "annote": TITLES,
        "keyword": st.just("crime-types:corruption; places:KE"),
        "issue" if kind == "article-journal" else "number": figures,
        "ISSN" if kind in {"article-journal", "article-newspaper"} else "ISBN": st.just("0000-0000"),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(fields))))
    return {"id": draw(ids), "type": kind, "title": draw(TITLES)} | {
        name: draw(fields[name]) for name in sorted(chosen)
    }


def read_back(found, form):
    content, _type = written(found, form)
    back = list(read(content, form))
    assert not [one for one in back if isinstance(one, Unreadable)], content.decode()
    return [dict(one.reference) for one in back]


@pytest.mark.parametrize("form", ["bib", "ris", "json"])
@settings(deadline=None, max_examples=60)
@given(st.lists(references(), min_size=1, max_size=3, unique_by=lambda r: r["id"]))
def test_what_is_written_is_read_back(form, found):
    assert read_back(found, form) == found


def faults(text, form):
    return [one for one in read(text.encode() if isinstance(text, str) else text, form) if isinstance(one, Unreadable)]


def test_a_broken_entry_of_bibtex_is_named_by_its_line_and_keeps_no_other_out():
    text = "@book{a, title={One}}\n\n@book{b, title={Two}\n\n@book{c,\n title={Three}}\n"
    several = list(read(text.encode(), "bib"))
    (fault,) = [one for one in several if isinstance(one, Unreadable)]
    assert fault.where == "line 3"
    assert [dict(one.reference)["title"] for one in several if not isinstance(one, Unreadable)] == ["One", "Three"]


def test_latex_becomes_letters():
    text = (
        r"@article{k, author={M{\"u}ller, J{\'e}r\^ome and {World Bank} and Klaus von Lampe}, "
        r"title={The {EU} \& \o re}, journal={X}, number=3, year=2012, month=may}"
    )
    (one,) = read(text.encode(), "bib")
    assert dict(one.reference) == {
        "id": "k",
        "type": "article-journal",
        "author": [
            {"family": "Müller", "given": "Jérôme"},
            {"literal": "World Bank"},
            {"family": "von Lampe", "given": "Klaus"},
        ],
        "title": "The EU & øre",
        "container-title": "X",
        "issue": "3",
        "issued": {"date-parts": [[2012, 5]]},
    }


@pytest.mark.parametrize(
    ("text", "form", "where", "words"),
    [
        ("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\nER  - \n", "ris", "line 1", "does not end"),
        ("TY  - JOUR\nTI  - One\n", "ris", "line 1", "does not end"),
        ("hello\n", "ris", "line 1", "begins with"),
        ('[{"title": "a",\n "x" 3}]', "json", "line 2, column 6", "not JSON"),
        ('"text"', "json", "line 1", "square brackets"),
        ("[3]", "json", "item 1", "curly"),
        ('[{"title": "a", "author": "Me"}]', "json", "item 1, author", "list"),
        ('[{"title": "a", "issued": {"date-parts": [["x"]]}}]', "json", "item 1, issued", "numbers"),
        ("no entry at all", "bib", "line 1", "no entry"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text, form, where, words):
    (fault,) = faults(text, form)
    assert fault.where == where
    assert words in fault.sentence


def test_what_is_not_utf_8_is_said_with_its_line():
    with pytest.raises(Unreadable, match="line 2: This is not UTF-8"):
        list(read(b"@book{a,\n title={M\xfcller}}", "bib"))


def test_a_byte_order_mark_and_other_ends_of_lines_do_no_harm():
    (one,) = read(b"\xef\xbb\xbfTY  - BOOK\r\nTI  - One\r\nPY  - 2001\r\nER  - \r\n", "ris")
    assert one.reference["title"] == "One"
    assert one.reference["issued"] == {"date-parts": [[2001]]}


def test_the_form_is_told_by_the_name():
    assert form_of("Works.BIB") == "bib"
    with pytest.raises(Unreadable, match="must end in"):
        form_of("works.docx")


def test_csl_json_that_others_write_is_understood():
    items = [{"id": 1, "type": "book", "title": "A", "issued": {"date-parts": [["2003"]]}, "volume": 3,
              "author": [{"family": "Lampe", "non-dropping-particle": "von", "given": "K."}]}]  # fmt: skip
    (one,) = read(json.dumps(items).encode(), "json")
    assert one.reference["author"] == [{"family": "von Lampe", "given": "K."}]
    assert one.reference["issued"] == {"date-parts": [[2003]]}
    assert one.reference["volume"] == "3"
