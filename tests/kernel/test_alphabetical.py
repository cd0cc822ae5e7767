"""Names in the order in which readers of each language look for them."""

import pytest

from comity.kernel.languages import alphabetical


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fr", ["Belgique", "Bénin", "Botswana", "Côte d'Ivoire", "Égypte", "Estonie", "État de Palestine"]),
        ("es", ["nube", "ñandú", "oro"]),
        ("ru", ["Израиль", "Индия", "Иордания", "Йемен", "Кабо-Верде"]),
        ("ar", ["إثيوبيا", "الأردن", "تونس", "اليمن"]),
        ("zh", ["阿根廷", "德国", "法国", "中国"]),
    ],
)
def test_names_stand_as_readers_expect(language, names):
    turned = names[::-1]
    assert sorted(turned, key=lambda name: alphabetical(name, language)) == names
