"""``python -m reflex`` as a process against the running host."""

import json
import stat
import unittest

from reflex.cli import store

from .command import CommandCase


class CommandLine(CommandCase):
    def test_a_whole_session(self) -> None:
        schema = self.json("robots", "register-schema", "docs/examples/so101.schema.json", "--name", "so101")
        robot = self.json("robots", "register", "--name", "arm", "--robot-schema-id", schema["id"], "--emergency-stop-location", "bench 4")
        self.assertIn("#token=", self.json("robots", "pair", robot["id"])["link"])
        deployment = self.json("deploy", "create", "--name", "pick", "--model-id", "pi0.5", "--robot-schema-id", schema["id"])
        self.assertIn("Not ready.", self.reflex("doctor", deployment["id"], "--robot-id", robot["id"]).stdout)
        grant = self.json("sessions", "authorize", "--deployment-id", deployment["id"], "--robot-id", robot["id"])
        refused = self.reflex("sessions", "promote", grant["sessionId"])
        self.assertEqual(refused.returncode, 1)
        self.assertIn("Refused: ", refused.stderr)
        self.assertEqual(self.json("sessions", "demote", grant["sessionId"])["mode"], "dry_run")
        stopped = self.reflex("sessions", "stop", grant["sessionId"], "--timeout", "0")
        self.assertEqual(stopped.returncode, 1)
        self.assertIn("NOT CONFIRMED. Use the hardware emergency stop at: bench 4.", stopped.stdout)
        self.assertEqual(self.json("sessions", "close", grant["sessionId"])["closeReason"], "sdk_closed")
        (receipt,) = self.json("receipts", "list", "--deployment-id", deployment["id"])["receipts"]
        self.assertEqual(self.json("receipts", "show", receipt["id"])["row"]["id"], receipt["id"])
        for words in (
            ["robots", "list"],
            ["robots", "schemas"],
            ["deploy", "list"],
            ["deploy", "get", deployment["id"]],
            ["sessions", "list"],
        ):
            shown = self.reflex(*words)
            self.assertEqual((shown.returncode, shown.stderr), (0, ""))
            self.assertIn("so101" if words[0] == "robots" else "pi0.5", shown.stdout)

    def test_one_login_serves_both_command_lines(self) -> None:
        anonymous = {"REFLEX_API_KEY": ""}
        nobody = self.reflex("whoami", environment=anonymous)
        self.assertEqual((nobody.returncode, nobody.stderr), (3, "Error: API key is required. Run `reflex login` or set REFLEX_API_KEY.\n"))
        waiting = self.reflex("login", "--timeout", "0", "--json", environment=anonymous)
        self.assertEqual(waiting.returncode, 5, waiting.stderr)
        code = json.loads(waiting.stdout)["userCode"]
        again = self.reflex("login", "--timeout", "0", "--json", environment=anonymous)
        self.assertEqual(json.loads(again.stdout)["userCode"], code, "the request survives between runs")

        path = store.save_credentials(self.api_key, self.url)
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        mine = json.loads(self.reflex("whoami", "--json", environment=anonymous).stdout)
        theirs = self.other("whoami", "--json", environment=anonymous)
        self.assertEqual(json.loads(theirs.stdout), mine)
        self.assertEqual(self.reflex("logout", environment=anonymous).stdout, "Logged out.\n")
        self.assertFalse(path.exists())

    def test_what_is_wrong_says_so_by_status(self) -> None:
        self.assertEqual(self.reflex("sessions", "authorize", "--nonsense").returncode, 2)
        self.assertEqual(self.reflex("deploy", "create", "nowhere.json").returncode, 2)
        mixed = self.reflex("deploy", "create", "docs/examples/pick-and-place.deployment.yaml", "--mode", "dry_run")
        self.assertEqual(mixed.returncode, 2)
        self.assertIn("leave the other options out", mixed.stdout)
        self.assertEqual(self.reflex("whoami", "--api-key", "rfx_nobody").returncode, 3)
        self.assertEqual(self.reflex("whoami", "--convex-url", "http://127.0.0.1:9").returncode, 4)


if __name__ == "__main__":
    unittest.main()
