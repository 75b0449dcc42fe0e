"""``robots pair``: a pairing code as text and as a QR code, and who claims it; ``robots claim`` on the robot's own machine."""

import argparse
import socket
import sys
import time as clock
from typing import Any, Dict, TextIO
from urllib.parse import quote

from .. import __version__, create_pairing_token, list_robots, poll_pairing_request, start_pairing_request
from ..agent.claim import claim_robot
from ..agent.credential import read_token, robots_folder
from ..credentials import resolve_convex_url
from . import qr
from .show import NO, Result, note, time

POLL_S = 2.0


def pair(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    value = create_pairing_token(options.robot_id, ttl_seconds=options.ttl_seconds, **as_)
    if value.get("ok") is False:
        return Result(value)
    # The secret stands behind the #, which no server and no log ever sees.
    link = f"{resolve_convex_url(options.convex_url)}/claim#token={quote(value['token'], safe='')}"
    words = f"Pairing code  {value['token']}\nLink          {link}\nExpires       {time(value['expiresAt'])}, works once"
    text = f"{_code(link, sys.stderr if options.wait else sys.stdout)}\n\n{words}" if options.qr else words
    if not options.wait:
        return Result({**value, "link": link}, text)
    note(text)
    return _wait(options.robot_id, value["createdAt"], value["expiresAt"], as_)


def claim(options: argparse.Namespace, _as: Dict[str, Any]) -> Result:
    """The agent finds the credential under the same token."""
    url, hostname = resolve_convex_url(options.convex_url), options.hostname or socket.gethostname()
    if options.token is None:
        granted = _ask(url, hostname, options.qr)
        if granted.get("ok") is not True:
            return Result(granted)
        options.token = granted["token"]
    secret = read_token(options.token)
    claimed = claim_robot(secret, convex_url=url, folder=robots_folder(), hostname=hostname)
    if claimed.path is None:
        return Result(claimed.answer)
    robot_id, path = claimed.robot["robotId"], str(claimed.path)
    # Never the credential itself: it is in the file.
    facts = {"ok": True, "robotId": robot_id, "robotName": claimed.answer["robotName"], "file": path, "words": claimed.words, "isTold": claimed.is_told}
    return Result(facts, f"{robot_id}  credential in {path}\n{claimed.text()}")


def _ask(url: str, hostname: str, has_qr: bool) -> Dict[str, Any]:
    """Shows a code and waits until a person in the dashboard has said which robot this machine is."""
    started = start_pairing_request(hostname=hostname, agent_version=__version__, convex_url=url)
    if started.get("ok") is not True:
        return started
    link = f"{url}/robots/join?code={started['userCode']}"
    words = f"Code     {started['userCode']}\nLink     {link}\nExpires  {time(started['expiresAt'])}"
    note(f"{_code(link, sys.stderr)}\n\n{words}" if has_qr else words)
    note("Waiting until an operator reads it and says which robot this machine is.")
    while True:
        clock.sleep(started["pollEveryMs"] / 1000)
        answer = poll_pairing_request(started["requestCode"], convex_url=url)
        if answer.get("ok") is True or answer["reason"] != "pending":
            return answer


def _code(link: str, stream: TextIO) -> str:
    try:
        code = qr.render(qr.encode(link))
    except ValueError:
        return "(The link is too long for a QR code here.)"
    try:
        code.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return "(This terminal cannot show a QR code.)"
    return code


def _wait(robot_id: str, created_at: int, expires_at: int, as_: Dict[str, Any]) -> Result:
    """By the server's own span of time: this machine's clock may be off."""
    until = clock.monotonic() + (expires_at - created_at) / 1000
    while clock.monotonic() < until:
        answer = list_robots(**as_)
        for robot in answer.get("robots") or []:
            paired = robot.get("paired")
            if robot["id"] == robot_id and paired is not None and paired["at"] >= created_at:
                text = f"{robot['name']} is paired with {paired.get('hostname') or 'a machine'}."
                return Result({"ok": True, "robotId": robot_id, "paired": paired}, text)
        clock.sleep(POLL_S)
    return Result({"ok": False, "reason": "expired"}, "Nobody claimed the code.", NO)
