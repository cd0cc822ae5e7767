"""Programs of one file, made of modules of ours: whoever checks us runs them without installing anything."""

import ast
from collections.abc import Sequence
from pathlib import Path


def in_one_file(folder: Path, parts: Sequence[str], *, heading: str) -> str:
    """Modules of one package as one program, which imports nothing but the standard library.

    Args:
        folder: where the modules are.
        parts: their names, each after those that it needs; the last one has ``main``, which gives the exit code.
        heading: the first lines of the program, with what it does and how it is called.
    """
    imports: set[str] = set()
    bodies = []
    for name in parts:
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        lines, cut = text.splitlines(), set[int]()
        for number, node in enumerate(ast.parse(text).body):
            is_import = isinstance(node, ast.Import | ast.ImportFrom)
            if is_import or number == 0:
                cut.update(range(node.lineno - 1, node.end_lineno or node.lineno))
            if is_import and not ast.unparse(node).startswith("from comity"):
                imports.add(ast.unparse(node))
        bodies.append("\n".join(line for number, line in enumerate(lines) if number not in cut).strip("\n"))
    ending = 'if __name__ == "__main__":\n    raise SystemExit(main())\n'
    return "\n\n\n".join([heading + "\n" + "\n".join(sorted(imports)), *bodies, ending])
