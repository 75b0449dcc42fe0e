"""One running host for all live tests."""

import atexit
import json
import os
import subprocess
import tempfile
import unittest
import urllib.request
from pathlib import Path
from typing import Dict
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
NODE = os.environ.get("REFLEX_TEST_NODE", "node")


_running: Dict[str, str] = {}


def running_host() -> Dict[str, str]:
    """``{url, apiKey, viewerKey, personToken}`` of one host for all tests of the process; its stdin ends with the process, and so does it."""
    if not _running:
        words = [NODE, str(ROOT / "sdk-python" / "tests" / "host.mjs")]
        host = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        def end() -> None:
            host.stdin.close()
            host.wait(timeout=30)
            host.stdout.close()

        atexit.register(end)
        line = host.stdout.readline()
        if not line:
            raise RuntimeError("The host did not start; see above.")
        _running.update(json.loads(line))
    return _running


class LiveCase(unittest.TestCase):
    """``self.url``, ``self.api_key`` of a running host, also in the environment; a configuration folder of its own."""

    @classmethod
    def setUpClass(cls) -> None:
        facts = running_host()
        cls.url, cls.api_key, cls.viewer_key = facts["url"], facts["apiKey"], facts["viewerKey"]
        cls.person_token = facts["personToken"]
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

    def as_person(self, path: str, args: Dict[str, object]) -> object:
        """What a page of the dashboard does for somebody who is signed in: a mutation by its path."""
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.person_token}"}
        body = json.dumps({"path": path, "args": args, "format": "json"}).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/api/mutation", body, headers)) as answer:
            value = json.load(answer)
        self.assertEqual(value["status"], "success", value)
        return value["value"]
