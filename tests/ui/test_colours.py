"""The colours of the theme: readable by WCAG 2.2, and the same at night however night was chosen."""

import re

import pytest

from comity.ui.assets import STYLES


TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
TEXT, CONTROL = 4.5, 3.0  # contrast ratios: WCAG 2.2, 1.4.3 and 1.4.11
READ = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink-soft", "paper"), ("ink-soft", "surface"),
    ("ink-faint", "paper"), ("ink-faint", "surface"), ("accent", "paper"), ("accent", "surface"),
    ("accent-strong", "accent-wash"), ("on-accent", "accent"), ("brass", "paper"), ("brass", "surface"),
    ("brass", "brass-wash"), ("danger", "surface"), ("danger", "danger-wash"), ("success", "success-wash"),
    ("highlight-ink", "highlight"), ("on-deep", "deep"), ("on-deep-soft", "deep"), ("brass-on-deep", "deep"),
]  # fmt: skip
SEEN = [("line-strong", "surface"), ("line-strong", "paper"), ("focus", "paper"), ("map-party", "map-none")]


def tokens(text):
    return dict(TOKEN.findall(text))


LIGHT = tokens((STYLES / "tokens.css").read_text(encoding="utf-8"))
PREFERRED, CHOSEN = map(tokens, (STYLES / "dark.css").read_text(encoding="utf-8").split(':root[data-theme="dark"]'))


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_night_is_the_same_whether_preferred_or_chosen():
    assert PREFERRED == CHOSEN
    assert set(PREFERRED) <= set(LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, LIGHT | CHOSEN], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), READ)
def test_words_can_be_read(theme, front, back):
    assert contrast(theme[front], theme[back]) >= TEXT


@pytest.mark.parametrize("theme", [LIGHT, LIGHT | CHOSEN], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SEEN)
def test_frames_and_shapes_can_be_seen(theme, front, back):
    assert contrast(theme[front], theme[back]) >= CONTROL
