"""What published checkpoints come to for a file, in words: as ``convex/model/receipts/published.ts`` has them."""

import datetime
from typing import Any, List, Sequence, Tuple

from .chain import Checkpoint

FOREIGN = "A published checkpoint is not of a key and an organization of this file: it belongs to another one, or the file was signed anew."


def iso(at: Any) -> str:
    try:
        moment = datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc)
    except (OverflowError, ValueError, OSError):
        return str(at)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cut_off_before(word: Checkpoint) -> str:
    named = f"the checkpoint published for {iso(word.at)} names #{word.head.sequence} as the end then"
    return f"The end of the chain is missing from here on: {named}."


def rewritten_before(word: Checkpoint) -> str:
    return f"The checkpoint published for {iso(word.at)} names another receipt #{word.head.sequence} as the end then: the history was rewritten."


def notes_on(published: Sequence[Tuple[Checkpoint, bool]], is_gapless: bool) -> List[str]:
    """What checkpoints prove of a file that contradicts none, each with whether its receipt is in it. ``is_gapless``: the file lacks none up to its last."""
    in_order = sorted(published, key=lambda each: each[0].at)
    held, missing = ([word for word, is_held in in_order if is_held is wanted] for wanted in (True, False))
    notes: List[str] = []
    if held:
        since, until, last = iso(held[0].at), iso(held[-1].at), held[-1].head.sequence
        if len(held) == 1:
            notes.append(f"The checkpoint published for {until} is borne out: #{last} is the receipt that it names.")
        else:
            notes.append(f"The {len(held)} checkpoints published from {since} to {until} are borne out, the last of them by #{last}.")
        if is_gapless:
            notes.append(f"Nothing up to #{last} was changed or left out since {until}; of what came later no published checkpoint says anything.")
    if missing:
        since, until, last = iso(missing[0].at), iso(missing[-1].at), missing[-1].head.sequence
        if len(missing) == 1:
            named = f"The checkpoint published for {until} names #{last}, which is not in the file"
            notes.append(f"{named}: a filter left it out, or somebody did. It proves nothing here.")
        else:
            named = f"{len(missing)} checkpoints published from {since} to {until} name receipts that are not in the file"
            notes.append(f"{named}: a filter left them out, or somebody did. They prove nothing here.")
    return notes
