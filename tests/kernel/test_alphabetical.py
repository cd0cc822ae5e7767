"""Names in the order in which readers of each language look for them."""

import pytest
from django.utils import translation

from comity.kernel.languages import alphabetical, by_name


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fr", ["Belgique", "Bénin", "Botswana", "Côte d'Ivoire", "Égypte", "Estonie", "État de Palestine"]),
        ("es", ["nube", "ñandú", "oro"]),
        ("ru", ["Израиль", "Индия", "Иордания", "Йемен", "Кабо-Верде"]),
        ("ar", ["إثيوبيا", "الأردن", "ألمانيا", "تونس", "اليمن"]),
        ("zh", ["阿根廷", "德国", "法国", "中国"]),
    ],
)
def test_names_stand_as_readers_expect(language, names):
    turned = names[::-1]
    assert sorted(turned, key=lambda name: alphabetical(name, language)) == names


def test_codes_stand_by_their_names_in_the_language_of_the_moment():
    named = [("YE", "اليمن"), ("JO", "الأردن"), ("TN", "تونس")]
    with translation.override("ar"):
        assert by_name(named) == [("JO", "الأردن"), ("TN", "تونس"), ("YE", "اليمن")]
    assert by_name([("FR", "France"), ("EG", "Égypte")], "fr") == [("EG", "Égypte"), ("FR", "France")]
