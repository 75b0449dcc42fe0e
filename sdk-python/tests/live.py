"""One running host for all live tests of a module."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
NODE = os.environ.get("REFLEX_TEST_NODE", "node")


class LiveCase(unittest.TestCase):
    """``self.url``, ``self.api_key`` of a running host, also in the environment; a configuration folder of its own."""

    @classmethod
    def setUpClass(cls) -> None:
        cls._host = subprocess.Popen(
            [NODE, str(ROOT / "sdk-python" / "tests" / "host.mjs")], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        cls.addClassCleanup(cls._end_host)
        line = cls._host.stdout.readline()
        if not line:
            raise RuntimeError("The host did not start; see above.")
        facts = json.loads(line)
        cls.url, cls.api_key, cls.viewer_key = facts["url"], facts["apiKey"], facts["viewerKey"]
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.environment = {name: value for name, value in os.environ.items() if not name.startswith("REFLEX_")}
        cls.environment.update(
            REFLEX_CONVEX_URL=cls.url,
            REFLEX_API_KEY=cls.api_key,
            REFLEX_CONFIG_DIR=str(cls.folder / "config"),
            PYTHONPATH=str(ROOT / "sdk-python"),
        )
        patch = mock.patch.dict(os.environ, cls.environment, clear=True)
        patch.start()
        cls.addClassCleanup(patch.stop)

    @classmethod
    def _end_host(cls) -> None:
        cls._host.stdin.close()
        cls._host.wait(timeout=30)
        cls._host.stdout.close()
