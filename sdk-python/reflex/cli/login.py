"""``login``, ``logout``, ``whoami``."""

import argparse
import socket
import time as clock
from typing import Any, Dict

from .. import poll_device_login, start_device_login, whoami
from ..credentials import resolve_convex_url
from . import store
from .show import PENDING, Result, facts, note


def login(options: argparse.Namespace, _as: Dict[str, Any]) -> Result:
    url = resolve_convex_url(options.convex_url)
    until = clock.monotonic() + options.timeout
    poll_s = 2.0
    waiting = store.pending(url, clock.time() * 1000)
    if waiting is None:
        started = start_device_login(hostname=socket.gethostname(), convex_url=url)
        if not started["ok"]:
            return Result(started)
        poll_s = started["pollEveryMs"] / 1000
        waiting = {"convexUrl": url, **{name: started[name] for name in ("deviceCode", "userCode", "expiresAt")}}
        store.save_pending(waiting)
    link = f"{url}/device?code={waiting['userCode']}"
    note(f"Open {link}\nand approve this machine if the page shows the code {waiting['userCode']}")
    while True:
        answer = poll_device_login(waiting["deviceCode"], convex_url=url)
        if answer["ok"]:
            path = store.save_credentials(answer["apiKey"], url)
            store.forget_pending()
            me = whoami(api_key=answer["apiKey"], convex_url=url)
            # Never the key itself: it is in the file.
            value = {"ok": True, "file": str(path), "convexUrl": url, "account": me.get("account")}
            return Result(value, f"Logged in. The key is in {path}")
        if answer["reason"] != "pending":
            store.forget_pending()
            return Result(answer)
        if clock.monotonic() + poll_s > until:
            value = {"ok": False, "reason": "pending", "userCode": waiting["userCode"], "link": link, "expiresAt": waiting["expiresAt"]}
            return Result(value, "Run `reflex login` again when somebody has approved the code.", PENDING)
        clock.sleep(poll_s)


def logout(_options: argparse.Namespace, _as: Dict[str, Any]) -> Result:
    had = store.forget_credentials()
    return Result({"ok": True, "had": had}, "Logged out." if had else "There was no key to forget.")


def show_me(options: argparse.Namespace, as_: Dict[str, Any]) -> Result:
    value = whoami(**as_)
    account = value.get("account") or {}
    return Result(
        value,
        facts(
            {
                "organization": (account.get("organization") or {}).get("name"),
                "account": account.get("email"),
                "role": value.get("role"),
                "robot": value.get("robotId"),
                "key": value.get("keyId"),
                "server": resolve_convex_url(options.convex_url),
            }
        ),
    )
