"""Receipts are verified as the console's own code verifies them, file by file; Ed25519 by the standard's vectors, JSON by Node's."""

import json
import struct
import subprocess
import unittest

from reflex.proof import canonical, ed25519, verify_export
from reflex.proof.export import export_receipts

from .live import NODE, ROOT

ODD_POINTS = (
    "00" * 32,
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f",
    "ee" + "ff" * 31,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
)

#: RFC 8032 section 7.1: public key, message and signature, hex.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
)
ORDER = 2**252 + 27742317777372353535851937790883648493


class Ed25519(unittest.TestCase):
    def test_the_vectors_of_the_standard(self) -> None:
        for key, message, signature in VECTORS:
            with self.subTest(message):
                self.assertTrue(ed25519.verify(*map(bytes.fromhex, (signature, message, key))))

    def test_any_changed_byte_is_found(self) -> None:
        key, message, signature = (bytes.fromhex(text) for text in VECTORS[2])
        for at in range(0, 64, 3):
            forged = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
            self.assertFalse(ed25519.verify(forged, message, key), at)
        self.assertFalse(ed25519.verify(signature, message + b"x", key))
        self.assertFalse(ed25519.verify(signature, message, bytes.fromhex(VECTORS[0][0])))

    def test_odd_encodings_are_judged_by_zip_215(self) -> None:
        # Points of small order, also in texts that are not canonical; sdk/test/receipt-signatures.test.ts has the same ones.
        points = [bytes.fromhex(text) for text in ODD_POINTS]
        for key in points:
            for commitment in points:
                self.assertTrue(ed25519.verify(commitment + bytes(32), b"text", key), (key.hex(), commitment.hex()))

    def test_what_is_no_signature_or_key_is_refused(self) -> None:
        key, message, signature = (bytes.fromhex(text) for text in VECTORS[1])
        scalar = int.from_bytes(signature[32:], "little") + ORDER
        self.assertFalse(ed25519.verify(signature[:32] + scalar.to_bytes(32, "little"), message, key), "the same scalar, written longer")
        self.assertFalse(ed25519.verify(signature[:63], message, key))
        self.assertFalse(ed25519.verify(signature, message, key[:31]))
        no_point = (2).to_bytes(32, "little")
        self.assertFalse(ed25519.verify(signature, message, no_point))
        self.assertFalse(ed25519.verify(no_point + signature[32:], message, key))


class Console(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        ran = subprocess.run([NODE, str(ROOT / "sdk-python/tests/chain.mjs")], cwd=ROOT, capture_output=True, check=True)
        cls.cases = json.loads(ran.stdout)

    def test_every_file_is_judged_as_the_console_judges_it(self) -> None:
        problems = set()
        for case in self.cases["files"]:
            with self.subTest(case["name"]):
                self.assertEqual(verify_export(case["text"], case.get("publicKeys")), case["found"])
            problems.add(case["found"].get("problem"))
        self.assertEqual(len(problems), 18, "every problem there is, and none")

    def test_an_export_is_written_byte_for_byte_as_the_console_writes_it(self) -> None:
        (whole,) = [case["text"] for case in self.cases["files"] if case["name"] == "written"]
        manifest, *links = map(json.loads, whole.rstrip("\n").split("\n"))
        proof = (manifest[name] for name in ("head", "checkpoint", "publicKeys", "keyTimes"))
        self.assertEqual(export_receipts(manifest["exportedAt"], {}, links, *proof), whole)

    def test_numbers_are_written_as_javascript_writes_them(self) -> None:
        self.assertGreater(len(self.cases["numbers"]), 3_000)
        for bits, text in self.cases["numbers"]:
            (value,) = struct.unpack("!d", bytes.fromhex(bits))
            self.assertEqual(canonical.canonical(value), text)

    def test_json_is_written_canonically(self) -> None:
        for text, wanted in self.cases["canonical"]:
            with self.subTest(text):
                if wanted is None:
                    with self.assertRaises(ValueError):
                        canonical.canonical(canonical.parse(text))
                else:
                    self.assertEqual(canonical.canonical(canonical.parse(text)), wanted)

    def test_nothing_in_a_file_raises(self) -> None:
        for text in ("[" * 100_000, "NaN", "\ufeff{}", '{"a":1}\n' * 3, "\ud800", "1" * 10_000):
            self.assertFalse(verify_export(text)["ok"])
            self.assertIn("ok", verify_export(text, {}))


if __name__ == "__main__":
    unittest.main()
