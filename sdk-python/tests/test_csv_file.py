"""How a value stands in an exported CSV: the contract's cells, which every writer makes alike."""

import json
import unittest

from reflex.proof.csv_file import cell_of

from .live import ROOT


class Cells(unittest.TestCase):
    def test_every_cell_is_as_the_contract_says(self) -> None:
        contract = json.loads((ROOT / "sdk/contract/csv-cells.json").read_text())
        for name in ("cells", "times"):
            for each in contract[name]:
                with self.subTest(name, value=each["value"]):
                    self.assertEqual(cell_of(each["value"], name == "times"), each["cell"])
