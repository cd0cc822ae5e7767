"""Modules of the language, joined into one script: what they say holds, and what is not understood is refused."""

import json
import shutil
import subprocess

import pytest

from comity.ui.modules import CannotLink, enclosed, linked


MODULES = {
    "first.js": """import { double as twice } from "./parts/second.js";
import * as third from "./parts/third.js";
export { name } from "./parts/third.js";
export const told = { twice: twice(21), name: third.name, counted: third.count() };
""",
    "parts/second.js": """import { count } from "./third.js";
export const double = (number) => (count(), number * 2);
""",
    "parts/third.js": """let times = 0;
export function count() {
  return ++times;
}
const own = "third";
export { own as name };
""",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in MODULES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(file, script):
    node = shutil.which("node")
    if node is None:
        pytest.skip("There is no Node on this machine.")
    file.write_text(script, encoding="utf-8")
    return subprocess.run([node, str(file)], capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_module_is_run_once_however_many_need_it(folder, tmp_path):
    (tmp_path / "program.mjs").write_text(linked("first.js", folder=folder), encoding="utf-8")
    asked = 'import { name, told } from "./program.mjs"; console.log(JSON.stringify({ name, told }));'
    assert json.loads(run(tmp_path / "ask.mjs", asked)) == {
        "name": "third",
        "told": {"twice": 42, "name": "third", "counted": 2},
    }


def test_an_enclosed_program_shows_nothing_of_itself(folder, tmp_path):
    (folder / "shown.js").write_text(
        'import { told } from "./first.js";\nconsole.log(told.twice);\n', encoding="utf-8"
    )
    script = enclosed("shown.js", folder)
    assert run(tmp_path / "plain.cjs", f"{script}console.log(typeof told, typeof $m0);") == "42\nundefined undefined\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('export * from "./parts/third.js";', "say what is exported"),
        ('import "./parts/third.js";', 'import "./parts/third.js"'),
        ('import { none } from "./nowhere.js";', "nowhere.js"),
        ('import { one } from "a-package";', "modules of ours only"),
        ("export default class {}", "export default class"),
    ],
)
def test_what_is_not_understood_is_refused(folder, text, said):
    (folder / "odd.js").write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(CannotLink, match=said.replace("*", r"\*")):
        enclosed("odd.js", folder)
