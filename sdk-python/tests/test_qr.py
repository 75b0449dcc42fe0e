"""QR codes are those of the package that the other command line uses, module by module."""

import json
import subprocess
import unittest

from reflex.cli import qr

from .live import NODE, ROOT

#: One of each version, at both ends of its capacity, and one with more than ASCII.
TEXTS = ["", "a", *("x" * size for size in (17, 18, 32, 33, 53, 54, 78, 79, 106, 107, 134, 135, 154, 155, 192, 193, 230, 231, 271))]
TEXTS += ["http://127.0.0.1:3210/claim#token=rpt_Zm9vYmFy.q1-_w", "größe 🤖"]


class Codes(unittest.TestCase):
    def test_they_are_those_of_the_other_command_line(self) -> None:
        words = [NODE, str(ROOT / "sdk-python/tests/qr.mjs")]
        ran = subprocess.run(words, input=json.dumps(TEXTS), cwd=ROOT, capture_output=True, text=True, check=True)
        sizes = set()
        for text, wanted in zip(TEXTS, json.loads(ran.stdout)):
            rows = ["".join("01"[module] for module in row) for row in qr.encode(text)]
            self.assertIn(rows, wanted, text)
            sizes.add(len(rows))
        self.assertEqual(sizes, {17 + 4 * version for version in range(1, 11)})

    def test_a_longer_text_has_none(self) -> None:
        with self.assertRaises(ValueError):
            qr.encode("x" * 272)

    def test_light_is_drawn_with_a_quiet_zone_around(self) -> None:
        lines = qr.render(qr.encode("a")).split("\n")
        self.assertEqual((len(lines), {len(line) for line in lines}), (13, {25}))
        self.assertEqual((lines[0], lines[1][:10]), ("█" * 25, "██ ▄▄▄▄▄ █"))


if __name__ == "__main__":
    unittest.main()
