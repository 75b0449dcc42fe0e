"""Builds the package with nothing but Python, so that ``pip install ./sdk-python`` needs no network: PEP 517 and PEP 660 for what is here.

Every other build backend would have to be downloaded first, which a machine beside a robot often cannot.
"""

import ast
import base64
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "reflex"

Files = List[Tuple[str, bytes]]


def build_wheel(wheel_directory: str, config_settings: Optional[Any] = None, metadata_directory: Optional[str] = None) -> str:
    """Writes the wheel into ``wheel_directory``; returns its file name."""
    return _write_wheel(wheel_directory, _package())


def build_editable(wheel_directory: str, config_settings: Optional[Any] = None, metadata_directory: Optional[str] = None) -> str:
    """A wheel that leads to the files as they are here."""
    return _write_wheel(wheel_directory, [(f"{PACKAGE}.pth", f"{ROOT}\n".encode())])


def build_sdist(sdist_directory: str, config_settings: Optional[Any] = None) -> str:
    """The source archive: all that is needed to build, and the README."""
    project = _settings()["project"]
    base = f"{PACKAGE}-{project['version']}"
    names = ("pyproject.toml", "README.md", "backend/reflex_build.py")
    files = [*((name, (ROOT / name).read_bytes()) for name in names), *_package(), ("PKG-INFO", _metadata(project))]
    with tarfile.open(Path(sdist_directory) / f"{base}.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name, content in files:
            entry = tarfile.TarInfo(f"{base}/{name}")
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return f"{base}.tar.gz"


def _package() -> Files:
    paths = [path for path in (ROOT / PACKAGE).rglob("*") if path.suffix == ".py" or path.name == "py.typed"]
    return [(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in sorted(paths)]


def _write_wheel(folder: str, files: Files) -> str:
    settings = _settings()
    project = settings["project"]
    base = f"{PACKAGE}-{project['version']}"
    scripts = "".join(f"{name} = {where}\n" for name, where in settings["project.scripts"].items())
    files = [
        *files,
        (f"{base}.dist-info/METADATA", _metadata(project)),
        (f"{base}.dist-info/WHEEL", b"Wheel-Version: 1.0\nGenerator: reflex_build\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
        (f"{base}.dist-info/entry_points.txt", f"[console_scripts]\n{scripts}".encode()),
    ]
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files)
    files.append((f"{base}.dist-info/RECORD", f"{record}{base}.dist-info/RECORD,,\n".encode()))
    name = f"{base}-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder) / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files:
            entry = zipfile.ZipInfo(path)  # Its time is always the same, and so is the wheel.
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return name


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _metadata(project: Dict[str, Any]) -> bytes:
    lines = ["Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {project['version']}"]
    lines += [f"Summary: {project['description']}", f"Requires-Python: {project['requires-python']}", "License: Apache-2.0"]
    for extra, needs in _settings()["project.optional-dependencies"].items():
        lines += [f"Provides-Extra: {extra}", *(f'Requires-Dist: {need}; extra == "{extra}"' for need in needs)]
    lines += ["Description-Content-Type: text/markdown", "", (ROOT / "README.md").read_text("utf-8")]
    return "\n".join(lines).encode("utf-8")


def _settings() -> Dict[str, Dict[str, Any]]:
    """The texts and lists of texts of pyproject.toml, which look the same in Python; ``tomllib`` came with 3.11."""
    tables: Dict[str, Dict[str, Any]] = {}
    table: Dict[str, Any] = {}
    for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines():
        if line.startswith("["):
            table = tables.setdefault(line.strip("[] "), {})
        elif "=" in line:
            name, _, value = line.partition("=")
            table[name.strip()] = ast.literal_eval(value.strip())
    return tables
