"""The documented helpers: names, arguments in their order, defaults, help and types; what they send is in sdk/contract/cases.json."""

import inspect
import typing
import unittest

import reflex

from .recording_server import RecordingServer

REQUIRED = inspect.Parameter.empty
#: As documented; more arguments of ours come after these, by name only.
HELPERS = {
    "create_deployment": {"name": REQUIRED, "model_id": None, "robot_schema_id": None, "runtime": None, "mode": "dry_run", "spec": None},
    "create_deployment_from_spec": {"path": REQUIRED},
    "list_deployments": {},
    "get_deployment": {"deployment_id": REQUIRED},
    "run_deployment_doctor": {"deployment_id": REQUIRED},
    "authorize_session": {
        "artifact_id": None,
        "deployment_id": None,
        "robot_id": None,
        "base_model": "pi0.5",
        "runtime": None,
        "mode": "dry_run",
        "client_session_id": None,
    },
    "promote_session": {"session_id": REQUIRED, "mode": "apply_actions"},
    "close_session": {"session_id": REQUIRED, "reason": "sdk_closed"},
    "list_sessions": {"status": None},
    "register_robot_schema": {"name": REQUIRED, "schema": REQUIRED, "robot_kind": None},
    "list_robot_schemas": {},
    "register_robot": {"name": REQUIRED, "robot_schema_id": REQUIRED, "robot_kind": None, "calibration_id": None},
    "list_robots": {},
    "create_pairing_token": {"robot_id": REQUIRED, "ttl_seconds": None},
    "claim_pairing_token": {"token": REQUIRED},
    "poll_pairing_request": {"request_code": REQUIRED},
    "heartbeat_robot": {"robot_id": REQUIRED, "session_id": None, "deployment_id": None},
    "list_receipts": {"deployment_id": None},
}
BY_NAME = inspect.Parameter.KEYWORD_ONLY


class Documented(unittest.TestCase):
    def test_every_helper_takes_the_documented_arguments_by_name_and_in_order(self) -> None:
        for name, wanted in HELPERS.items():
            with self.subTest(name):
                parameters = inspect.signature(getattr(reflex, name)).parameters
                in_order = {each.name: each.default for each in parameters.values() if each.kind != BY_NAME}
                self.assertEqual(in_order, wanted)
                self.assertEqual(list(in_order), list(wanted))
                for override in ("api_key", "convex_url"):
                    self.assertEqual((parameters[override].kind, parameters[override].default), (BY_NAME, None))

    def test_what_is_given_in_order_is_sent_under_its_name(self) -> None:
        server = RecordingServer()
        self.addCleanup(server.close)
        there = {"api_key": "rfx_k", "convex_url": server.url}
        for name, arguments in HELPERS.items():
            if name in ("create_deployment_from_spec", "register_robot_schema"):
                continue  # Their second form, a file, is in the contract.
            given = {each: f"the {each}" for each in arguments}
            if "spec" in given:
                given["spec"] = {"a": 1}
            with self.subTest(name):
                helper = getattr(reflex, name)
                helper(*given.values(), **there)
                helper(**given, **there)
                in_order, by_name = (request["body"] for request in server.requests[-2:])
                for body in (in_order, by_name):
                    body["args"].pop("seq", None)  # The time of the call.
                self.assertEqual(in_order, by_name)
                for value in given.values():
                    self.assertIn(value, in_order["args"].values())

    def test_everything_offered_has_help_and_complete_types(self) -> None:
        for name in reflex.__all__:
            thing = getattr(reflex, name)
            if not callable(thing):
                continue
            with self.subTest(name):
                self.assertTrue(inspect.getdoc(thing))
                if inspect.isfunction(thing):
                    hints = typing.get_type_hints(thing)
                    self.assertEqual(set(hints), {*inspect.signature(thing).parameters, "return"})


if __name__ == "__main__":
    unittest.main()
