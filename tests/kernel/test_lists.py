"""Lists in a sentence, as each language joins them."""

import pytest
from django.utils import translation

from comity.kernel.lists import listed, said_of


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a, b"), ("fr", "a, b"), ("ar", "a، b"), ("zh", "a、b"), ("zh-hans", "a、b")]
)
def test_each_language_joins_a_list_in_its_own_way(language, said):
    assert listed(["a", "b"], language) == said
    with translation.override(language):
        assert listed(["a", "b"]) == said
    assert listed(["a"], language) == "a"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Due: 3"), ("ar", "Due: 3"), ("fr", "Due\N{NO-BREAK SPACE}: 3"), ("zh-hans", "Due：3"), ("ru", "Due: 3")],
)
def test_each_language_has_its_own_colon(language, said):
    assert said_of("Due", 3, language) == said
    with translation.override(language):
        assert said_of("Due", 3) == said
