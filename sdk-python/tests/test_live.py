"""The SDK against the running host: the documented fragments as they stand, and what only a real server can refuse."""

import json
import os
import re
import subprocess
import sys
import unittest
from contextlib import redirect_stdout
from io import StringIO

import reflex

from .live import ROOT, LiveCase

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "name": "so101",
    "version": "1.2.0",
    "vendor": {"größe": "S", "_internal": [1, {"$ref": "#/x"}]},
    "control_hz": 25,
    "actions": {
        "action": {"shape": [50, 6], "dtype": "float32", "safe_stop": {"mode": "hold", "timeout_ms": 250, "note": "arms locked"}},
        "gripper_hint": {"shape": [1]},
    },
    "observations": {"state": {"shape": [6]}, "front": {"shape": [256, 256, 3]}},
    "cameras": [{"name": "front", "fps": 30}],
}


class DocumentedFragments(LiveCase):
    def setUp(self) -> None:
        before = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, before)
        (self.folder / "so101.schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")

    def test_schema_robot_pairing_deployment_session_receipts(self) -> None:
        schema = reflex.register_robot_schema(name="so101-v1", schema="./so101.schema.json")
        robot = reflex.register_robot(name="bench-arm", robot_schema_id=schema["id"], robot_kind="so101", calibration_id="cal-1")
        token = reflex.create_pairing_token(robot["id"], ttl_seconds=600)
        claim = reflex.claim_pairing_token(token["token"])

        deployment = reflex.create_deployment(name="kitchen-policy-v3", model_id="model_abc123")
        reflex.run_deployment_doctor(deployment["id"])

        grant = reflex.authorize_session(deployment_id=deployment["id"], robot_id=robot["id"], mode="dry_run")
        session_id = grant["sessionId"]
        promoted = reflex.promote_session(session_id, mode="apply_actions")
        beat = reflex.heartbeat_robot(robot["id"], session_id=session_id, deployment_id=deployment["id"], api_key=claim["credential"])
        open_sessions = reflex.list_sessions(status="active")["sessions"]
        reflex.close_session(session_id)
        out = StringIO()
        with redirect_stdout(out):
            for r in reflex.list_receipts(deployment_id=deployment["id"])["receipts"]:
                print(r["id"], r["timestamp"])

        for listed, name in (
            (reflex.list_robot_schemas(), "robotSchemas"),
            (reflex.list_robots(), "robots"),
            (reflex.list_deployments(), "deployments"),
            (reflex.list_sessions(), "sessions"),
            (reflex.list_receipts(), "receipts"),
        ):
            self.assertEqual([each for each in listed if isinstance(listed[each], list)], [name])
        self.assertTrue(all(isinstance(made["id"], str) for made in (schema, robot, token, deployment)))
        self.assertGreaterEqual(set(grant), {"ok", "sessionId", "primeUrl", "workerUrl", "expiresAt", "token"})
        self.assertGreaterEqual(
            set(reflex.list_sessions()["sessions"][0]), {"_id", "baseModel", "status", "createdAt", "mode", "endedAt", "closeReason"}
        )
        me = reflex.whoami()
        self.assertEqual((set(me["account"]), set(me["account"]["organization"])), ({"userId", "email", "organization"}, {"id", "name"}))
        self.assertEqual(reflex.list_robot_schemas()["robotSchemas"][0]["summary"]["safeStop"], {"kind": "hold", "values": None})
        self.assertTrue(claim["ok"] and claim["credential"].startswith("rbt_"))
        self.assertEqual(reflex.claim_pairing_token(token["token"])["reason"], "used")
        self.assertFalse(promoted["ok"])
        self.assertTrue(all(set(unmet) >= {"code", "message", "fix"} for unmet in promoted["unmet"]))
        self.assertTrue(beat["accepted"])
        self.assertIn(session_id, [row["_id"] for row in open_sessions])
        self.assertRegex(out.getvalue(), r"^\S+ \d{13}\n$")
        receipt = reflex.get_receipt(reflex.list_receipts()["receipts"][0]["id"])
        self.assertIn(session_id, receipt["receipt"]["body"])
        self.assertEqual(receipt["row"]["closeReason"], "sdk_closed")

    def test_a_spec_with_fields_of_its_own_comes_back_as_it_went(self) -> None:
        (self.folder / "spec.json").write_text(json.dumps({"name": "pick", "modelId": "m", "$schema": "x", "more": {"$a": [1.5]}}))
        created = reflex.create_deployment_from_spec("spec.json")
        spec = reflex.get_deployment(created["id"])["spec"]
        self.assertEqual(
            json.loads(spec) if isinstance(spec, str) else spec, {"name": "pick", "modelId": "m", "$schema": "x", "more": {"$a": [1.5]}}
        )
        self.assertIn(created["id"], [row["id"] for row in reflex.list_deployments()["deployments"]])

    def test_the_same_client_session_id_is_the_same_session(self) -> None:
        deployment = reflex.create_deployment(name="again", model_id="m")
        first, second = (reflex.authorize_session(deployment_id=deployment["id"], client_session_id="c1") for _ in range(2))
        self.assertEqual(first["sessionId"], second["sessionId"])
        stopped = reflex.stop_session(first["sessionId"], sent_at=1, api_key=self.viewer_key)
        self.assertTrue(stopped["ok"])
        self.assertEqual(reflex.close_session(first["sessionId"], reason="done")["closeReason"], "done")


class Readme(LiveCase):
    def test_the_fragment_of_the_readme_runs_as_it_stands(self) -> None:
        text = (ROOT / "sdk-python" / "README.md").read_text(encoding="utf-8")
        (fragment,) = re.findall(r"^```python run\n(.*?)^```$", text, re.M | re.S)
        ended = subprocess.run([sys.executable, "-c", fragment], cwd=ROOT, env=self.environment, capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertRegex(ended.stdout, r"^\S+ \d{13}\n$")


class Refusals(LiveCase):
    def test_an_unknown_key_is_a_value(self) -> None:
        self.assertEqual(reflex.whoami(api_key="rfx_nobody")["reason"], "unknown_key")

    def test_wrong_arguments_are_errors_with_code_place_and_fix(self) -> None:
        with self.assertRaises(reflex.ServerError) as caught:
            reflex.register_robot_schema(name="bad", schema={"actions": {"action": {"shape": []}}})
        self.assertEqual(caught.exception.code, "invalid")
        self.assertEqual(caught.exception.data["path"], "$.actions.action.shape")
        self.assertTrue(caught.exception.fix)

    def test_a_viewers_key_may_look_and_not_act(self) -> None:
        self.assertEqual(reflex.whoami(api_key=self.viewer_key)["role"], "viewer")
        answer = reflex.create_deployment(name="n", model_id="m", api_key=self.viewer_key)
        self.assertEqual((answer["ok"], answer["reason"]), (False, "forbidden"))


if __name__ == "__main__":
    unittest.main()
