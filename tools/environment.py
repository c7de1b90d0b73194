"""The virtual environment: made when it is not there, filled when its requirements changed, else left alone.

``python3 tools/environment.py runtime`` (to run Gestand) or ``dev`` (to test and check it too). It needs nothing but
Python 3.11+ with venv, and says in one line what it does.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
OLDEST = (3, 11)


def fingerprint(name: str) -> str:
    """Changes when the requirements, the packaging, this Python or the place of the checkout change."""
    digest = hashlib.sha256(f"{ROOT}\0{sys.version_info[:2]}".encode())
    for source in (ROOT / "requirements" / f"{name}.txt", ROOT / "pyproject.toml"):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def stamp(name: str) -> Path:
    return ENVIRONMENT / f".gestand-{name}"


def is_filled(name: str) -> bool:
    try:
        return PYTHON.exists() and stamp(name).read_text() == fingerprint(name)
    except OSError:
        return False


def pip(*arguments: str) -> None:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *arguments], check=True, env=environment)


def fill(name: str) -> None:
    if not PYTHON.exists():
        print("Making a virtual environment in .venv", flush=True)
        venv.create(ENVIRONMENT, with_pip=True, symlinks=True)
    print(f"Installing what Gestand needs (requirements/{name}.txt)", flush=True)
    pip("--require-hashes", "-r", str(ROOT / "requirements" / f"{name}.txt"))
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp(name).write_text(fingerprint(name))
    if name == "dev":
        # What tests need holds what running needs.
        stamp("runtime").write_text(fingerprint("runtime"))


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    if sys.version_info < OLDEST:
        print(f"Gestand needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 …")
        return 1
    if not is_filled(name):
        try:
            import ensurepip  # noqa: F401 - Debian ships it apart
        except ImportError:
            print("Python's venv is not complete here. On Debian: apt install python3-venv")
            return 1
        try:
            fill(name)
        except subprocess.CalledProcessError:
            print("Installing failed; the lines above say why. Nothing else was changed. Run the same command again.")
            return 1
    subprocess.run([PYTHON, ROOT / "tools" / "catalogue.py", "compile"], check=True)
    # Else a start compiles every module anew where Python was told to write no bytecode (PYTHONDONTWRITEBYTECODE).
    subprocess.run([PYTHON, "-m", "compileall", "-q", ROOT / "gestand"], check=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
