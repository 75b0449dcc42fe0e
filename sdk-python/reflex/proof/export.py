"""The file of an export: a first line that says what is needed to verify the rest, then one signed receipt a line, in order."""

import hashlib
import itertools
from typing import Any, Dict, Iterable, List, Optional, Sequence, Set, Union

from .canonical import compact, utf8
from .chain import MESSAGES as CHAIN_MESSAGES
from .chain import Checkpoint, Head, Record, problem_of, read_checkpoint, record, sha256
from .lines import KIND, LINK_TEXTS, link_in, manifest_in
from .pictures import Pictures
from .published import FOREIGN, cut_off_before, iso, notes_on, rewritten_before

#: What JavaScript's `trim` takes away.
_SPACE = " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

MESSAGES = {
    **CHAIN_MESSAGES,
    "no_manifest": "This is not a receipts export: its first line does not say which keys to verify with.",
    "not_a_link": "This line is not a signed receipt.",
    "wrong_count": "The file does not hold as many receipts as its first line says.",
    "wrong_content": "Lines were taken out, added or reordered after the export, or the first line was changed.",
    "cut_off": "The end of the chain is missing from here on.",
    "wrong_end": "The last receipt is not the one that the first line names.",
    "other_organization": "This receipt is genuine, but of another organization.",
    "foreign_key": "The file brings a key of the same name as a known one, but a different key. It was signed by somebody else.",
    "foreign_checkpoint": FOREIGN,
    "wrong_checkpoint": "The checkpoint that should prove the end of the chain is not genuine.",
}


def export_receipts(
    exported_at: int,
    filters: Dict[str, str],
    links: Sequence[Record],
    head: Optional[Record],
    checkpoint: Optional[Record],
    public_keys: Dict[str, str],
    key_times: Record,
) -> str:
    """The text of a file: ``links`` in order of sequence, and what :func:`reflex.get_receipt_chain` says of the chain's end and keys; epoch ms."""
    content = "".join(compact(_signed(link)) + "\n" for link in links)
    proof = {"head": head, "checkpoint": checkpoint, "publicKeys": public_keys, "keyTimes": key_times}
    manifest = {"kind": KIND, "format": 1, "exportedAt": exported_at, "filter": filters, **proof}
    return compact({**manifest, "count": len(links), "contentHash": sha256(content)}) + "\n" + content


def _signed(link: Record) -> Record:
    """What is signed of a receipt, and its addenda, left out where there are none."""
    signed = {name: link[name] for name in ("sequence", *LINK_TEXTS)}
    addenda = [{name: each[name] for name in ("body", "signature", "keyId")} for each in link.get("addenda") or ()]
    return {**signed, "addenda": addenda} if addenda else signed


def verify_export(
    text: Union[str, Iterable[str]],
    public_keys: Optional[Dict[str, str]] = None,
    published: Sequence[Record] = (),
    pictures: Sequence[Dict[str, str]] = (),
) -> Dict[str, Any]:
    """Verifies a whole file, its text or its lines, which are taken one by one; with ``public_keys`` (base64url by key id) only those are trusted, not the file's own.
    Raises nothing of its own.

    ``published``: checkpoints from elsewhere, each ``{"body", "signature", "keyId"}``, which the file must bear out.

    ``pictures``: files of pictures that the receipts may list, each ``{"name", "sha256" (of its bytes, hex)}``.

    ``{"ok": True, "count", "isWhole", "head", "publicKeys", "manifest", "published", "pictures", "isGapless", "notes"}``, where each of
    ``pictures`` has a ``standing``: ``recorded``, ``changed`` (its name holds the hash of a listed one, its bytes are others) or ``unlisted``; or the first thing wrong:
    ``{"ok": False, "line" (from 1), "sequence" (of the receipt there, or None), "problem", "message", "sound" (receipts before it)}``, with
    ``"published": {"index", "at", "sequence"}`` when it is one of those checkpoints that says so.
    """
    lines = iter(text.replace("\r\n", "\n").split("\n") if isinstance(text, str) else text)
    first = next(lines, "")
    manifest = manifest_in(first)
    if manifest is None and public_keys is None:
        return _broken(1, None, "no_manifest", 0)
    return _File(lines if manifest is not None else itertools.chain([first], lines), manifest, public_keys, Pictures(pictures)).verify(published)


class _File:
    def __init__(self, lines: Iterable[str], manifest: Optional[Record], trusted: Optional[Dict[str, str]], pictures: Pictures) -> None:
        self._lines, self._manifest, self._trusted = lines, manifest, trusted
        #: Lines so far up to the last that is not empty, the first line among them, and what stands in those after it.
        self._end_line = 0 if manifest is None else 1
        self._content = hashlib.sha256()
        known: Record = manifest or {}
        # With known keys only those count: a file must not vouch for a signer of its own.
        self._keys: Dict[str, str] = known.get("publicKeys", {}) if trusted is None else trusted
        self._times = known.get("keyTimes")
        self._vouched: Optional[Checkpoint] = None
        self._shown: List[Checkpoint] = []
        self._held: Set[int] = set()
        self._is_unfiltered = manifest is not None and not manifest["filter"]
        self._previous: Optional[Head] = None
        self._count, self._is_gapless = 0, True
        self._organization: Any = None
        self._signed_by_robot = 0
        self._pictures = pictures

    def verify(self, published: Sequence[Record]) -> Dict[str, Any]:
        manifest = self._manifest
        checkpoint = (manifest or {}).get("checkpoint")
        if checkpoint is not None:
            self._vouched = read_checkpoint(checkpoint, self._keys, self._times)
            if self._vouched is None:
                return _broken(1, None, "wrong_checkpoint", 0)
            self._organization = self._vouched.organization_id
        for index, each in enumerate(published):
            shown = read_checkpoint(each, self._keys, self._times)
            if shown is None or self._organization not in (None, shown.organization_id):
                return {**_broken(1, None, "foreign_checkpoint", 0), "published": {"index": index, "at": None, "sequence": None}}
            self._organization = shown.organization_id
            self._shown.append(shown)
        empty: List[str] = []
        for line in self._lines:
            # Empty lines at the end are none; anything after them makes them lines.
            empty.append(line)
            if not line.strip(_SPACE):
                continue
            for each in empty:
                broken = self._take(self._end_line, each)
                if broken is not None:
                    return broken
                self._end_line += 1
                self._content.update(utf8(f"{each}\n"))
            empty = []
        broken = None if manifest is None else self._end(manifest, self._end_line)
        if broken is not None:
            return broken
        head = None if manifest is None else manifest["head"]
        is_whole = self._is_gapless and head is not None and self._previous is not None and self._previous.sequence == head["sequence"]
        found = {"ok": True, "count": self._count, "isWhole": is_whole, "head": head, "publicKeys": self._keys, "manifest": manifest}
        shown = [{"at": word.at, "sequence": word.head.sequence, "isHeld": index in self._held} for index, word in enumerate(self._shown)]
        return {**found, "published": shown, "pictures": self._pictures.found(), "isGapless": self._is_gapless, "notes": self._notes(is_whole)}

    def _take(self, at: int, line: str) -> Optional[Dict[str, Any]]:
        """Checks one line; what is wrong with it, or None."""
        link, previous = link_in(line), self._previous
        if link is None:
            return self._broken(at + 1, None, "not_a_link")
        sequence = link["sequence"]
        last = 0 if previous is None else previous.sequence
        if previous is not None and sequence <= last:
            return self._broken(at + 1, sequence, "wrong_sequence")
        follows = sequence == last + 1
        # Without a filter every receipt must be there; the missing one is named, not the one that came instead.
        if not follows and self._is_unfiltered:
            return self._broken(at + 1, last + 1, "wrong_sequence")
        self._is_gapless = self._is_gapless and follows
        key = link["keyId"]
        if self._trusted is not None and key in self._trusted and self._manifest is not None:
            if self._manifest["publicKeys"].get(key) != self._trusted[key]:
                return self._broken(at + 1, sequence, "foreign_key")
        # Across a gap only the link itself can be checked: what it follows is not in the file.
        before = previous if follows else Head(sequence - 1, link["previousHash"])
        problem = problem_of(link, before, self._keys, self._times)
        if problem is not None:
            return self._broken(at + 1, sequence, problem)
        # One server signs for every organization with one key, so a genuine receipt may still be somebody else's.
        receipt = record(link["body"]) or {}
        organization = receipt.get("organizationId")
        if self._organization is None:
            self._organization = organization
        if organization != self._organization:
            return self._broken(at + 1, sequence, "other_organization")
        if self._vouched is not None and self._vouched.head.sequence == sequence and self._vouched.head.hash != link["hash"]:
            return self._broken(at + 1, sequence, "wrong_end")
        for index, word in enumerate(self._shown):
            if word.head.sequence != sequence:
                continue
            if word.head.hash != link["hash"]:
                return self._contradicted(self._broken(at + 1, sequence, "wrong_end"), index, rewritten_before(word))
            self._held.add(index)
        self._previous = Head(sequence, link["hash"])
        self._count += 1
        self._pictures.take(link)
        # That it is genuine has been found above; here it is only counted.
        self._signed_by_robot += isinstance(receipt.get("robotSignature"), dict)
        return None

    def _end(self, manifest: Record, end: int) -> Optional[Dict[str, Any]]:
        """Whether the file ends where its first line and the checkpoint say."""
        head, previous = manifest["head"], self._previous
        last = 0 if previous is None else previous.sequence
        later = [index for index, word in enumerate(self._shown) if word.head.sequence > last]
        if self._is_unfiltered and later:
            first = min(later, key=lambda index: self._shown[index].head.sequence)
            return self._contradicted(self._broken(end + 1, last + 1, "cut_off"), first, cut_off_before(self._shown[first]))
        wanted = max(0 if head is None else head["sequence"], 0 if self._vouched is None else self._vouched.head.sequence)
        if self._is_unfiltered and last < wanted:
            return self._broken(end + 1, last + 1, "cut_off")
        if head is not None and previous is not None and last == head["sequence"] and previous.hash != head["hash"]:
            return self._broken(end, last, "wrong_end")
        if head is not None and last > head["sequence"]:
            return self._broken(end, head["sequence"] + 1, "wrong_sequence")
        if self._count != manifest["count"]:
            return self._broken(end, None, "wrong_count")
        if self._content.hexdigest() != manifest["contentHash"]:
            return self._broken(1, None, "wrong_content")
        return None

    def _contradicted(self, broken: Dict[str, Any], index: int, message: str) -> Dict[str, Any]:
        word = self._shown[index]
        return {**broken, "message": message, "published": {"index": index, "at": word.at, "sequence": word.head.sequence}}

    def _broken(self, line: int, sequence: Any, problem: str) -> Dict[str, Any]:
        return _broken(line, sequence, problem, self._count)

    def _notes(self, is_whole: bool) -> List[str]:
        """What the file cannot prove, in sentences."""
        notes = []
        if self._manifest is None:
            notes.append("The file has no first line of its own, so it was verified with the keys known here.")
        elif not is_whole:
            notes.append("Every receipt in the file is genuine. That the filter left none out, only the whole chain can prove.")
        if self._vouched is not None:
            notes.append(f"The server signed on {iso(self._vouched.at)} that the chain then ended at #{self._vouched.head.sequence}.")
        elif is_whole and not self._shown:
            notes.append("No signed checkpoint proves where the chain ended, so receipts after the last one may have been left out.")
        notes += notes_on([(word, index in self._held) for index, word in enumerate(self._shown)], self._is_gapless)
        if self._signed_by_robot > 0:
            share = f"In {self._signed_by_robot} of {self._count}"
            notes.append(f"{share} the robot's own machine signed what it counted, with a key that the server does not have.")
        elif self._count > 0:
            notes.append("None is signed by the robot itself: what it did is the server's word.")
        if self._trusted is None:
            notes.append("The keys come from the file itself: compare them with those the organization publishes.")
        return notes


def _broken(line: int, sequence: Any, problem: str, sound: int) -> Dict[str, Any]:
    name = {"wrong_end": "wrong_hash", "foreign_checkpoint": "wrong_checkpoint"}.get(problem, problem)
    return {"ok": False, "line": line, "sequence": sequence, "problem": name, "message": MESSAGES[problem], "sound": sound}
