"""The words of a pairing: the contract's, and those of a claim against the running host."""

import json
import tempfile
import unittest
from pathlib import Path

import reflex
from reflex.agent.claim import claim_robot, pair
from reflex.agent.words import WORDS, commitment_of, pairing_words
from reflex.errors import ReflexError

from .live import ROOT, LiveCase


class Contract(unittest.TestCase):
    def test_the_words_are_those_of_every_other_agent(self) -> None:
        contract = json.loads((ROOT / "sdk/contract/pairing-words.json").read_text())
        self.assertEqual(WORDS, contract["list"])
        for each in contract["vectors"]:
            self.assertEqual(commitment_of(each["nonce"]), each["commitment"])
            self.assertEqual(pairing_words(each["robotId"], each["publicKey"], each["nonce"], each["credential"]), each["words"])


class Live(LiveCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.keeps = Path(folder.name)

    def token(self, name):
        schema = reflex.register_robot_schema(name="so101", schema=str(ROOT / "docs/examples/so101.schema.json"))
        return reflex.create_pairing_token(reflex.register_robot(name=name, robot_schema_id=schema["id"])["id"])["token"]

    def test_a_claim_shows_the_words_that_the_host_took(self) -> None:
        shown = []
        robot = pair(self.token("words"), convex_url=self.url, folder=self.keeps, on_words=shown.append)
        (claimed,) = shown
        self.assertTrue(claimed.is_told)
        self.assertIn(" ".join(claimed.words), claimed.text())
        again = reflex.reveal_pairing("0" * 64, api_key=robot["credential"], convex_url=self.url)
        self.assertEqual(again, {"ok": False, "reason": "wrong_nonce"})
        self.assertEqual(pair(self.token("words 2"), convex_url=self.url, folder=self.keeps)["robotId"] == robot["robotId"], False)

    def test_words_that_the_host_did_not_take_are_not_shown(self) -> None:
        from reflex.agent import claim

        def gone(*_, **__):
            raise ReflexError("unreachable", "gone")

        original, claim.reveal_pairing = claim.reveal_pairing, gone
        self.addCleanup(setattr, claim, "reveal_pairing", original)
        claimed = claim_robot(self.token("untold"), convex_url=self.url, folder=self.keeps, hostname="bench")
        self.assertFalse(claimed.is_told)
        self.assertNotIn(" ".join(claimed.words), claimed.text())
        self.assertTrue(claimed.path and claimed.path.exists(), "it is paired all the same")
