import os
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from comity.engines.search.shapes import Document
from comity.engines.search.vectors import Store, Within, encode
from comity.engines.search.vectors.encoder import title_of
from comity.engines.search.vectors.store import OPENINGS, TITLES


def document(number, language, title, body=""):
    return Document(
        id=f"d:{number}:{language}",
        record=f"r{number}",
        kind="article",
        address="/",
        language=language,
        title=title,
        body=body,
    )


EXTRADITION = {
    "en": "Extradition of persons accused of a crime", "es": "Extradición de personas acusadas de un delito",
    "fr": "Extradition des personnes accusées d’un crime", "ru": "Выдача лиц, обвиняемых в преступлении",
    "ar": "تسليم الأشخاص المتهمين بارتكاب جريمة", "zh": "引渡被指控犯罪的人",
}  # fmt: skip
OTHERS = [
    "Tariffs on the import of wheat",
    "Speed limits on motorways",
    "Fees for registering a ship",
    "Holidays of schools",
]


@pytest.fixture
def store(tmp_path):
    kept = Store(tmp_path)
    kept.prepare()
    documents = [document(1, language, title) for language, title in EXTRADITION.items()]
    documents += [document(2 + number, "en", title) for number, title in enumerate(OTHERS)]
    kept.write(documents, records={d.record for d in documents}, stage=TITLES, position=7)
    return kept


@pytest.mark.parametrize("language", EXTRADITION)
def test_a_text_in_any_language_is_near_its_twins_in_all_others(store, language):
    found = [near.id for near in store.nearest(EXTRADITION[language], limit=6)]
    assert {id_.split(":")[1] for id_ in found} == {"1"}
    assert len(found) == 6


def test_a_text_is_encoded_once_however_often_it_is_written(store):
    assert store.write([document(9, "en", OTHERS[0])], records={"r9"}, stage=TITLES) == 0
    assert {near.id for near in store.nearest(OTHERS[0], limit=2)} == {"d:2:en", "d:9:en"}


def test_what_is_withdrawn_is_not_found(store):
    store.write([], records={"r1"}, stage=TITLES)
    assert "r1" not in {near.id.split(":")[1] for near in store.nearest(EXTRADITION["en"])}
    assert store.nearest("", limit=3) == []


def test_it_knows_how_far_it_has_come(store):
    assert store.position() == 7
    assert store.lacking(["r1", "r99"], TITLES) == ["r99"]
    assert store.lacking(["r1"], OPENINGS) == ["r1"]


def test_a_crash_between_the_files_and_the_table_loses_nothing(store, tmp_path):
    with (tmp_path / "numbers").open("ab") as file:
        file.write(b"\x01" * 700)
    with (tmp_path / "signs").open("ab") as file:
        file.write(b"\x01" * 70)
    again = Store(tmp_path)
    again.prepare()
    again.write([document(20, "en", "Confiscation of the proceeds of crime")], records={"r20"}, stage=TITLES)
    assert again.nearest("Confiscation of proceeds of crime", limit=1)[0].id == "d:20:en"
    assert again.nearest(EXTRADITION["zh"], limit=1)[0].id == "d:1:zh"


def test_a_reader_in_another_process_sees_what_is_written(store, tmp_path):
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from comity.engines.search.vectors import Store
        print(Store(Path(sys.argv[1])).nearest("Extradition", limit=1)[0].id)
        """
    )
    environment = {**os.environ, "PYTHONPATH": "src"}
    command = [sys.executable, "-c", program, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert said.stdout.strip().startswith("d:1:")


def test_vectors_have_length_one():
    assert np.allclose(np.linalg.norm(encode(["one", "два", "三"]), axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("title", ["Art. 5", "第五条", "Статья 12", "المادة 3", "§ 4", "Artículo 42"])
def test_a_number_alone_has_no_meaning(title):
    assert title_of(document(1, "en", title)) == ""


def test_a_title_is_encoded_without_its_number():
    assert title_of(document(1, "fr", "Article 42 : Entraide judiciaire")) == "Entraide judiciaire"


def test_neighbours_are_chosen_within_a_place_before_they_are_counted(store):
    title = "Handing over of persons who are wanted for a crime"
    abroad = replace(document(40, "en", title), places=("CN", "MO"))
    store.write([abroad], records={"r40"}, stage=TITLES)
    nearest = store.nearest(EXTRADITION["en"], limit=1)
    assert nearest[0].id != abroad.id
    for places in (("CN",), ("MO",), ("FR", "CN")):
        assert [near.id for near in store.nearest(EXTRADITION["en"], limit=1, within=Within(places=places))] == [
            abroad.id
        ]
    for places in (("C",), ("%",), ("CN MO X",), ("FR",)):
        assert not store.nearest(EXTRADITION["en"], within=Within(places=places))


def test_a_store_that_knew_no_places_is_told_of_its_documents_anew_and_encodes_nothing(store, tmp_path):
    titles = [document(1, language, title) for language, title in EXTRADITION.items()]
    with closing(sqlite3.connect(tmp_path / "rows.sqlite3")) as table, table:
        table.executescript(
            """
            CREATE TABLE kept AS SELECT id, record, row, language, kind, weight FROM documents;
            DROP TABLE documents;
            ALTER TABLE kept RENAME TO documents;
            UPDATE about SET value = 3 WHERE name = 'version';
            """
        )
    store.prepare()
    assert store.size() == len(EXTRADITION) + len(OTHERS)
    assert store.position() == 7
    assert store.lacking(["r1"], TITLES) == ["r1"]
    assert not store.nearest(EXTRADITION["fr"])
    assert store.write(titles, records={"r1"}, stage=TITLES) == 0
    assert len(store.nearest(EXTRADITION["fr"])) == len(EXTRADITION)
