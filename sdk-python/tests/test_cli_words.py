"""Both command lines have the same words and options: those of the other one are read from its pinned help pages."""

import argparse
import re
import unittest
from typing import Any, Dict, Set

from reflex.cli.main import parser

from .live import ROOT


def ours(program: argparse.ArgumentParser, before: str = "") -> Dict[str, Set[str]]:
    found: Dict[str, Set[str]] = {}
    actions: Any = program._actions
    for action in actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                found.update(ours(each, f"{before}{name} "))
    return found or {before.strip(): {word for action in actions for word in action.option_strings if word.startswith("--")}}


def theirs() -> Dict[str, Set[str]]:
    pages = re.split(r"^\$ reflex(.*) --help$", (ROOT / "sdk/test/help.txt").read_text("utf-8"), flags=re.M)
    commands = {name.strip(): page for name, page in zip(pages[1::2], pages[2::2]) if "\nCommands:\n" not in page}
    return {name: set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", page, re.M)) for name, page in commands.items()}


class Words(unittest.TestCase):
    def test_they_are_the_same(self) -> None:
        # Without what completes `reflex` in a shell where npm has put it.
        wanted = {name: words for name, words in theirs().items() if not name.startswith("complet")}
        self.assertGreaterEqual(len(wanted), 24)
        self.assertEqual(ours(parser()), wanted)


if __name__ == "__main__":
    unittest.main()
