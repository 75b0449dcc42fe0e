"""``pip install ./sdk-python`` without a network, and the package as it is then."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import reflex

from .live import ROOT

SOURCE = ROOT / "sdk-python"


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        # Without the network by asking no index; nothing of this environment may lead back to the sources.
        cls.environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "REFLEX_"))}
        cls.environment.update(PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_CACHE_DIR="1")

    def run_in(self, folder, *words):
        ended = subprocess.run(words, cwd=folder, env=self.environment, capture_output=True, text=True, timeout=300)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout

    @unittest.skipUnless(importlib.util.find_spec("pip") and importlib.util.find_spec("venv"), "needs pip and venv")
    def test_it_installs_without_a_network_and_runs_from_there(self) -> None:
        place = self.folder / "venv"
        # The pip of this Python, so that none need be unpacked.
        self.run_in(self.folder, sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", str(place))
        programs = place / ("Scripts" if os.name == "nt" else "bin")
        python = str(programs / "python")
        self.run_in(self.folder, python, "-m", "pip", "install", "--quiet", str(SOURCE))
        where = self.run_in(self.folder, python, "-c", "import reflex.agent, reflex.proof; print(reflex.__file__)")
        self.assertTrue(where.startswith(str(place)), where)
        for words in ([python, "-m", "reflex"], [str(programs / "reflex")]):
            self.assertIn("receipts", self.run_in(self.folder, *words, "--help"))
        self.assertIn("connect.yaml", self.run_in(self.folder, python, "-m", "reflex.agent", "--help"))

    def test_the_wheel_holds_the_package_alone_its_version_and_its_types(self) -> None:
        for hook in ("build_wheel", "build_editable", "build_sdist"):
            self.run_in(SOURCE / "backend", sys.executable, "-c", f"import reflex_build as b; b.{hook}({str(self.folder)!r})")
            if hook == "build_wheel":
                (wheel,) = self.folder.glob("*.whl")
                names = zipfile.ZipFile(wheel).namelist()
                self.assertEqual(wheel.name, f"reflex-{reflex.__version__}-py3-none-any.whl")
        self.assertEqual({name.split("/")[0] for name in names}, {"reflex", f"reflex-{reflex.__version__}.dist-info"})
        self.assertIn("reflex/py.typed", names)
        kept = {path.relative_to(SOURCE).as_posix() for path in (SOURCE / "reflex").rglob("*.py")}
        self.assertEqual(kept, {name for name in names if name.endswith(".py")})


if __name__ == "__main__":
    unittest.main()
