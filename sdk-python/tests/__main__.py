"""``python3 -m tests [--report FILE]`` in sdk-python: all tests, and what they came to as JSON ``{passed, failed}``."""

import json
import sys
import unittest
from pathlib import Path

here = Path(__file__).resolve().parent
suite = unittest.defaultTestLoader.discover(str(here), top_level_dir=str(here.parent))
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
if "--report" in sys.argv:
    passed = result.testsRun - failed - len(result.skipped)
    Path(sys.argv[sys.argv.index("--report") + 1]).write_text(json.dumps({"passed": max(0, passed), "failed": failed}))
sys.exit(0 if failed == 0 and result.testsRun > 0 else 1)
