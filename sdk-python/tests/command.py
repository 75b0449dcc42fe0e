"""Both command lines as processes against the running host."""

import json
import subprocess
import sys
from typing import Any, Dict, Optional

from .live import NODE, ROOT, LiveCase

Ended = "subprocess.CompletedProcess[str]"


_built = []


class CommandCase(LiveCase):
    def reflex(self, *args: str, environment: Optional[Dict[str, str]] = None) -> Ended:
        """``python -m reflex``."""
        return self._run([sys.executable, "-m", "reflex", *args], environment)

    def other(self, *args: str, environment: Optional[Dict[str, str]] = None) -> Ended:
        """``npx reflex``, built before its first run."""
        if not _built:
            _built.append(self._run([NODE, "scripts/reflex.mjs", "--help"], environment))
        return self._run([NODE, "build/reflex.mjs", *args], environment)

    def json(self, *args: str, status: int = 0) -> Any:
        ended = self.reflex(*args, "--json")
        self.assertEqual(ended.returncode, status, ended.stderr)
        return json.loads(ended.stdout)

    def _run(self, words: Any, environment: Optional[Dict[str, str]]) -> Ended:
        env = {**self.environment, **(environment or {})}
        return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
