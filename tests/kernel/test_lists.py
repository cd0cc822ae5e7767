"""Lists in a sentence, as each language joins them."""

import pytest
from django.utils import translation

from comity.kernel.lists import listed


@pytest.mark.parametrize(
    ("language", "said"), [("en", "a, b"), ("fr", "a, b"), ("ar", "a، b"), ("zh", "a、b"), ("zh-hans", "a、b")]
)
def test_each_language_joins_a_list_in_its_own_way(language, said):
    assert listed(["a", "b"], language) == said
    with translation.override(language):
        assert listed(["a", "b"]) == said
    assert listed(["a"], language) == "a"
