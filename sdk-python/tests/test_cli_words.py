"""Both command lines have the same words and options: those of the other one are read from its source."""

import argparse
import re
import unittest
from typing import Any, Dict, Set

from reflex.cli.main import parser

from .live import ROOT

COMMON = {"--help", "--json", "--api-key", "--convex-url"}


def ours(program: argparse.ArgumentParser, before: str = "") -> Dict[str, Set[str]]:
    found: Dict[str, Set[str]] = {}
    actions: Any = program._actions
    for action in actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                found.update(ours(each, f"{before}{name} "))
    words = {word for action in actions for word in action.option_strings if word.startswith("--")}
    return found or {before.strip(): words - COMMON}


def theirs() -> Dict[str, Set[str]]:
    found: Dict[str, Set[str]] = {}
    for path in sorted((ROOT / "sdk" / "cli").glob("*.ts")):
        source = path.read_text("utf-8")
        groups = dict(re.findall(r'const (\w+) = program\.command\("([\w-]+)"\)', source))
        pieces = re.split(r'\bleaf(?:<[^(]*>)?\(\s*(\w+),\s*"([\w-]+)', source)
        for parent, name, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3]):
            words = re.findall(r'\.(?:requiredOption|option)\(\s*"(?:-\w, )?(--[\w-]+)', rest)
            found[f"{groups.get(parent, '')} {name}".strip()] = set(words)
    return found


class Words(unittest.TestCase):
    def test_they_are_the_same(self) -> None:
        mine = ours(parser())
        # A command of no group is that of one shell or package manager, and need not be in both.
        groups = {name.split()[0] for name in mine}
        wanted = {name: words for name, words in theirs().items() if name.split()[0] in groups}
        self.assertGreaterEqual((len(wanted), sum(map(len, wanted.values()))), (22, 40))
        self.assertEqual(mine, wanted)


if __name__ == "__main__":
    unittest.main()
