"""The installation that is measured, and the machine it runs on."""

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Final


ROOT: Final = Path(__file__).resolve().parents[1]
HOME: Final = ROOT / "build" / "bench" / "home"
PACKS: Final = ROOT.parent / "shared" / "data"


def installed() -> Path:
    """The installation in ``COMITY_HOME``, else one under build/bench with all packs found; made when missing.

    Raises:
        SystemExit: it could not be made; what went wrong was printed.
    """
    if PACKS.is_dir():
        os.environ.setdefault("COMITY_PACKS", str(PACKS))
    home = Path(os.environ.setdefault("COMITY_HOME", str(HOME)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")
    if not (home / "index").is_dir():
        home.mkdir(parents=True, exist_ok=True)
        print(f"Making an installation with every pack that is found, in {_told(home)}", file=sys.stderr)
        made = subprocess.run([sys.executable, "-m", "comity.project.commandline", "setup", "--packs"], check=False)
        if made.returncode:
            raise SystemExit(f"The installation in {_told(home)} could not be made; the lines above say why.")
    import django  # noqa: PLC0415 -- after the settings are named

    django.setup()
    return home


def _told(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def machine() -> str:
    """Processor, cores and memory, by which figures of different machines can be told apart."""
    names = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    told = [names[0] if names else platform.processor() or platform.machine(), f"{os.cpu_count()} cores"]
    if memory:
        told.append(f"{memory / 2**20:.1f} GB of memory")
    return ", ".join([*told, f"Python {platform.python_version()}"])


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
