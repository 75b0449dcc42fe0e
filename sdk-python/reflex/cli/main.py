"""The words of the command line, and how a run of it ends."""

import argparse
import io
import sys
from typing import Any, Callable, List, Optional, Tuple

from ..errors import ReflexError
from . import login, pairing, receipts, sessions, things
from .show import KEY, NO, UNREACHABLE, USAGE, Result, finish, note

NOTES = """Exit status: 0 done, 1 the answer is no (refused, not ready, not confirmed, not genuine), 2 typed wrong or a file that cannot be used,
3 no usable key, 4 no answer from the server (it may or may not have happened), 5 a login waits for a person.
Key: --api-key, REFLEX_API_KEY, then the credentials file. Server: --convex-url, REFLEX_CONVEX_URL, the same file, http://127.0.0.1:3210."""


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdigit() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(f"a whole number from {lowest} to {highest}")
        return int(text)

    return read


def key_pair(text: str) -> Tuple[str, str]:
    name, _, key = text.partition("=")
    if not name or not key:
        raise argparse.ArgumentTypeError("a key's id and the key, as ID=KEY")
    return name, key


def _leaf(parent: Any, name: str, help_text: str, work: Callable[..., Result]) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parent.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="the server's answer as JSON on stdout")
    parser.add_argument("--api-key", help="instead of REFLEX_API_KEY or the credentials file (visible to other users of this machine)")
    parser.add_argument("--convex-url", help="instead of REFLEX_CONVEX_URL or the credentials file")
    parser.set_defaults(work=work)
    return parser


def _group(parent: Any, name: str, help_text: str) -> Any:
    return parent.add_parser(name, help=help_text).add_subparsers(required=True, metavar="command")


def _options(parser: argparse.ArgumentParser, *names: str, required: bool = False) -> None:
    for name in names:
        parser.add_argument(name, required=required)


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    raw = argparse.RawDescriptionHelpFormatter
    program = argparse.ArgumentParser(
        "reflex", description="Robots, deployments, sessions and receipts.", epilog=NOTES, formatter_class=raw
    )
    top = program.add_subparsers(required=True, metavar="command")
    each = _leaf(top, "login", "Get an API key for this machine: a person approves its code in the dashboard", login.login)
    each.add_argument("--timeout", type=whole(0, 3600), default=600, help="seconds to wait for the approval; 0 asks once")
    _leaf(top, "logout", "Forget the key of this machine", login.logout)
    _leaf(top, "whoami", "Who the key acts for", login.show_me)

    deploy = _group(top, "deploy", "Deployments: a model for a kind of robot")
    each = _leaf(deploy, "create", "Create a deployment from a spec file, or from options", things.deploy_create)
    each.add_argument("file", nargs="?")
    _options(each, "--spec", "--name", "--model-id", "--artifact-id", "--robot-schema-id", "--runtime")
    each.add_argument("--mode", choices=("dry_run", "apply_actions"))
    _leaf(deploy, "list", "List the deployments", things.deploy_list)
    _leaf(deploy, "get", "Show a deployment", things.deploy_get).add_argument("deployment_id")
    each = _leaf(top, "doctor", "Run the readiness check of a deployment", things.doctor)
    each.add_argument("deployment_id")
    _options(each, "--robot-id")

    robots = _group(top, "robots", "Robot schemas, robots and their pairing")
    each = _leaf(robots, "register-schema", "Register a version of a robot schema from a JSON or YAML file", things.schema_register)
    each.add_argument("file", nargs="?")
    _options(each, "--name", required=True)
    _options(each, "--schema", "--robot-kind")
    _leaf(robots, "schemas", "List the robot schemas", things.schema_list)
    each = _leaf(robots, "register", "Register a robot", things.robot_register)
    _options(each, "--name", "--robot-schema-id", required=True)
    _options(each, "--robot-kind", "--calibration-id", "--emergency-stop-location")
    each = _leaf(robots, "pair", "Show a pairing code, as text and as a QR code", pairing.pair)
    each.add_argument("robot_id")
    each.add_argument("--ttl-seconds", type=whole(1, 86_400), default=3600, help="how long the code lives (3600)")
    each.add_argument("--wait", action="store_true", help="stay until a machine has claimed it")
    each.add_argument("--no-qr", dest="qr", action="store_false", help="text only")
    each = _leaf(robots, "claim", "Make this machine a robot's: with a pairing code, or by showing a code of its own to an operator", pairing.claim)
    each.add_argument("token", nargs="?", help="the code, or the link of the QR code; without it an operator reads a code here; needs no key")
    each.add_argument("--hostname", help="what the dashboard calls this machine (its own name)")
    each.add_argument("--no-qr", dest="qr", action="store_false", help="text only")
    _leaf(robots, "list", "List the robots with what they report now", things.robot_list)

    runs = _group(top, "sessions", "Sessions: one run of a deployment on a robot")
    each = _leaf(runs, "list", "List the sessions, newest first", sessions.show_list)
    each.add_argument("--status", choices=("authorized", "active", "closed"))
    each = _leaf(runs, "authorize", "Open a session: it starts as a dry run, nothing moves", sessions.authorize)
    _options(each, "--deployment-id", "--robot-id", "--artifact-id", "--runtime", "--client-session-id")
    each.add_argument("--base-model", default="pi0.5")
    each.add_argument("--mode", choices=("dry_run", "apply_actions"), default="dry_run")
    each = _leaf(runs, "promote", "Let the session's actions reach the arm (asks first in a terminal)", sessions.promote)
    each.add_argument("session_id")
    each.add_argument("--mode", choices=("dry_run", "apply_actions"), default="apply_actions")
    each.add_argument("--budget-seconds", type=whole(10, 14_400))
    each.add_argument("--actions", type=whole(1, 1_000_000), help="apply so many actions at most")
    each.add_argument("--yes", action="store_true", help="do not ask")
    _leaf(runs, "demote", "Go back to a dry run at once; needs no confirmation", sessions.demote).add_argument("session_id")
    each = _leaf(runs, "stop", "Software stop: repeats until the robot has obeyed", sessions.stop)
    each.add_argument("session_id")
    each.add_argument("--timeout", type=whole(0, 600), default=5, help="seconds until it is called NOT CONFIRMED")
    _options(each, "--reason")
    each = _leaf(runs, "close", "Close a session; stops first when actions are applied", sessions.close)
    each.add_argument("session_id")
    each.add_argument("--reason", default="sdk_closed")

    each = _leaf(runs, "watch", "A line whenever something changes, until it is closed", sessions.watch)
    each.add_argument("session_id")
    each.add_argument("--interval", type=whole(1, 60), default=1, help="seconds between two looks (1)")
    each.add_argument("--for", dest="for_", metavar="SECONDS", type=whole(1, 86_400), help="end after this time")

    records = _group(top, "receipts", "Receipts: the signed record of finished sessions")
    each = _leaf(records, "list", "List the receipts, newest first", receipts.show_list)
    _options(each, "--deployment-id", "--robot-id")
    each.add_argument("--limit", type=whole(1, 200), default=50, help="at most 200 (50)")
    each.add_argument("--before", type=whole(1, 2**53 - 1), help="continue below this sequence number")
    _leaf(records, "show", "Show a receipt as it was signed", receipts.show).add_argument("receipt_id")
    each = _leaf(records, "checkpoints", "List the daily signed checkpoints, newest first, or save them to publish", receipts.checkpoints)
    each.add_argument("-o", "--output", metavar="FILE", help="save them instead, for receipts verify --checkpoint")
    each.add_argument("--limit", type=whole(1, 200), default=50, help="at most 200 (50)")
    each.add_argument("--before", type=whole(1, 2**53 - 1), help="only those made before, epoch ms")
    each = _leaf(records, "verify", "Verify an exported file (JSONL, CSV or Parquet); needs no server", receipts.verify)
    each.add_argument("file")
    trust = "trust only these keys (base64url), not those in the file"
    each.add_argument("--public-key", metavar="ID=KEY", type=key_pair, nargs="+", action="extend", help=trust)
    each.add_argument("--checkpoint", metavar="FILE", nargs="+", action="extend", help="published checkpoints that the file must bear out")
    each.add_argument("--picture", metavar="FILE", nargs="+", action="extend", help="pictures that the receipts must list")
    each = _leaf(records, "export", "Export the receipts: signed JSON lines, or CSV", receipts.export)
    formats = "jsonl verifies alone, csv with --public-key; parquet is written by npx reflex"
    each.add_argument("--format", choices=("jsonl", "csv", "parquet"), default="jsonl", help=formats)
    each.add_argument("-o", "--output", help="instead of stdout")
    _options(each, "--deployment-id", "--robot-id")
    return program


_STATUS = {"missing_key": KEY, "unreachable": UNREACHABLE, "invalid_spec": USAGE, "invalid_credentials_file": USAGE}


def main(argv: Optional[List[str]] = None) -> int:
    """Runs one command; returns the exit status. Typed wrong: argparse ends the process with 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # What a terminal cannot show must not end a command halfway.
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(argv)
    try:
        return finish(options.work(options, {"api_key": options.api_key, "convex_url": options.convex_url}), options.json)
    except ReflexError as error:
        data = error.data if isinstance(error.data, dict) else {}
        place = f"{data['path']}: " if data.get("path") not in (None, "$") else ""
        note(f"Error: {place}{error}")
        if error.fix and error.fix not in str(error):
            note(f"Fix: {error.fix}")
        return _STATUS.get(error.code, NO)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
