"""Files of pictures that are given beside an export, held against the receipts in it."""

import re
from typing import Any, Dict, List, Sequence

from .chain import Record, is_number, record
from .published import iso

#: One picture may stand in several receipts only if a camera is frozen; a few of them say that.
_MOST_PLACES = 3
_TEXTS = ("camera", "moment", "type", "sha256")
_NUMBERS = ("at", "takenAt", "size")


class Pictures:
    """Takes the receipts of a file one by one, each found genuine before."""

    def __init__(self, given: Sequence[Dict[str, str]]) -> None:
        self._given = given
        self._places: Dict[str, List[Record]] = {}
        for each in given:
            self._places[each["sha256"]] = []
            self._places[_claimed(each["name"])] = []

    def take(self, link: Record) -> None:
        """Notes which of the given pictures the receipt or one of its addenda lists."""
        if not self._given:
            return
        for each in recorded_in(link):
            places = self._places.get(each["sha256"])
            if places is not None and len(places) < _MOST_PLACES:
                places.append({"sequence": link["sequence"], "camera": each["camera"], "moment": each["moment"], "at": each["at"]})

    def found(self) -> List[Dict[str, Any]]:
        """Each given picture with its ``standing`` and its ``places``, or those that its name speaks of."""
        return [self._found(each["name"], each["sha256"]) for each in self._given]

    def _found(self, name: str, sha256: str) -> Dict[str, Any]:
        places = self._places[sha256]
        if places:
            return {"name": name, "sha256": sha256, "standing": "recorded", "places": places}
        meant = self._places[_claimed(name)]
        return {"name": name, "sha256": sha256, "standing": "changed" if meant else "unlisted", "places": meant}


def recorded_in(link: Record) -> List[Record]:
    """Every picture that a receipt and its addenda name, in their order."""
    bodies = [link["body"], *(each["body"] for each in link.get("addenda", ()))]
    lists = [(record(body) or {}).get("pictures") for body in bodies]
    return [each for pictures in lists if isinstance(pictures, list) for each in pictures if _is_recorded(each)]


def sentence(found: Dict[str, Any]) -> str:
    """What was found of a given picture, in a sentence."""
    name, where = found["name"], "; ".join(_place(each) for each in found["places"])
    if found["standing"] == "recorded":
        return f"{name} is the picture that was recorded: {where}."
    if found["standing"] == "changed":
        return f"{name} was changed: its name is that of a recorded picture ({where}), and its bytes are others."
    return f"{name} is listed in no receipt of this file: it was changed, or it was never recorded there."


def _place(place: Record) -> str:
    moment = place["moment"].replace("_", " ")
    return f"receipt #{place['sequence']}, camera {place['camera']}, {moment}, {iso(place['at'])}"


def _claimed(name: str) -> str:
    """What the name of a saved picture says of its bytes; empty where it says nothing."""
    found = re.search(r"[0-9a-f]{64}", name)
    return "" if found is None else found.group()


def _is_recorded(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in _TEXTS) and all(is_number(value.get(name)) for name in _NUMBERS)
