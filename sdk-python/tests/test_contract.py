"""sdk/contract/cases.json on this SDK; sdk/test/contract.test.ts runs the same cases on the other."""

import base64
import inspect
import json
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import reflex

from .recording_server import RecordingServer

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((ROOT / "sdk" / "contract" / "cases.json").read_text(encoding="utf-8"))

try:
    import yaml  # noqa: F401

    has_yaml = True
except ImportError:
    has_yaml = False


class ContractCase(unittest.TestCase):
    def setUp(self) -> None:
        self.server = RecordingServer()
        self.addCleanup(self.server.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REFLEX_")}
        kept["REFLEX_CONFIG_FILE"] = str(self.folder / "none.json")
        environment = mock.patch.dict(os.environ, kept, clear=True)
        environment.start()
        self.addCleanup(environment.stop)
        self.as_ = {"api_key": "rfx_test", "convex_url": f"{self.server.url}/"}

    def write(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def filled(self, value):
        if isinstance(value, dict) and "$bytes" in value:
            return base64.b64decode(value["$bytes"])
        if isinstance(value, dict) and "$file" in value:
            return str(self.folder / value["$file"])
        return value


def unpacked(sent, expected):
    """Where the case says ``$json``, a text of that JSON counts as equal."""
    if isinstance(expected, dict) and set(expected) == {"$json"} and isinstance(sent, str):
        return {"$json": json.loads(sent)}
    if isinstance(expected, dict) and isinstance(sent, dict):
        return {name: unpacked(value, expected.get(name)) for name, value in sent.items()}
    return sent


class WireCalls(ContractCase):
    def test_each_helper_sends_exactly_its_case(self) -> None:
        for case in CASES["calls"]:
            if not has_yaml and any(name.endswith(".yaml") for name in case.get("files", {})):
                continue
            with self.subTest(case["name"]):
                for name, text in case.get("files", {}).items():
                    self.write(name, text)
                self.server.requests.clear()
                options = {name: self.filled(value) for name, value in case["options"].items()}
                getattr(reflex, case["helper"])(*map(self.filled, case["positional"]), **options, **self.as_)
                kind, function, args = case["wire"]
                if case.get("sendsKey", True):
                    args = {**args, "apiKey": "rfx_test"}
                (request,) = self.server.requests
                self.assertEqual((request["method"], request["path"]), ("POST", f"/api/{kind}"))
                body = {**request["body"], "args": unpacked(request["body"]["args"], args)}
                self.assertEqual(body, {"path": f"publicApi:{function}", "format": "json", "args": args})

    def test_every_helper_has_a_case_and_the_two_overrides_by_keyword_only(self) -> None:
        helpers = {name for name in reflex.__all__ if inspect.isfunction(getattr(reflex, name))} - {
            "credentials_file",
            "resolve_convex_url",
        }
        self.assertEqual(helpers, {case["helper"] for case in CASES["calls"]})
        for name in helpers:
            parameters = inspect.signature(getattr(reflex, name)).parameters
            for override in ("api_key", "convex_url"):
                self.assertEqual(parameters[override].kind, inspect.Parameter.KEYWORD_ONLY, f"{name}({override})")
                self.assertIsNone(parameters[override].default)
            self.assertTrue(inspect.getdoc(getattr(reflex, name)), name)

    def test_a_heartbeat_without_a_number_is_numbered_by_the_clock(self) -> None:
        reflex.heartbeat_robot("r", **self.as_)
        self.assertGreater(self.server.requests[0]["body"]["args"]["seq"], 1_600_000_000_000)

    def test_what_is_no_json_is_refused_before_anything_is_sent(self) -> None:
        with self.assertRaises(reflex.InvalidFileError):
            reflex.heartbeat_robot("r", joints=[float("nan")], **self.as_)
        self.assertEqual(self.server.requests, [])


class Answers(ContractCase):
    def test_what_comes_back(self) -> None:
        for case in CASES["answers"]:
            with self.subTest(case["name"]):
                self.server.requests.clear()
                self.server.answer(case["status"], case["text"] if "text" in case else json.dumps(case["body"]))
                if "value" in case:
                    self.assertEqual(reflex.promote_session("s", **self.as_), case["value"])
                else:
                    with self.assertRaises(reflex.ReflexError) as caught:
                        reflex.promote_session("s", **self.as_)
                    error = caught.exception
                    self.assertEqual({name: getattr(error, name) for name in case["error"]}, case["error"])
                    expected = reflex.UnreachableError if error.code == "unreachable" else reflex.ServerError
                    self.assertIsInstance(error, expected)
                self.assertEqual(len(self.server.requests), 1, "sent once, whatever came back")

    def test_a_refused_connection_is_unreachable(self) -> None:
        with self.assertRaises(reflex.UnreachableError):
            reflex.whoami(api_key="rfx_test", convex_url="http://127.0.0.1:9")

    def test_a_spec_that_cannot_be_used_is_refused_before_anything_is_sent(self) -> None:
        for case in CASES["refusedSpecs"]:
            with self.subTest(case["name"]), self.assertRaises(reflex.InvalidFileError) as caught:
                reflex.create_deployment_from_spec(self.write("bad.yaml", case["text"]), **self.as_)
            self.assertEqual(caught.exception.code, "invalid_spec")
        self.assertEqual(self.server.requests, [])

    def test_yaml_without_pyyaml_says_what_to_do_and_json_needs_nothing(self) -> None:
        with mock.patch.dict("sys.modules", {"yaml": None}):
            with self.assertRaises(reflex.InvalidFileError) as caught:
                reflex.create_deployment_from_spec(self.write("s.yaml", "name: n\nmodel_id: m\n"), **self.as_)
            self.assertIn("pip install pyyaml", caught.exception.fix)
            reflex.create_deployment_from_spec(self.write("s.json", '{"name": "n", "model_id": "m"}'), **self.as_)
        self.assertEqual(len(self.server.requests), 1)


class Keys(ContractCase):
    def test_which_key_is_sent(self) -> None:
        for case in CASES["keys"]:
            with self.subTest(case["name"]), mock.patch.dict(os.environ):
                self.server.requests.clear()
                if case.get("inFolder"):
                    del os.environ["REFLEX_CONFIG_FILE"]
                    os.environ["REFLEX_CONFIG_DIR"] = str(self.folder)
                if "file" in case:
                    path = self.write("credentials.json", json.dumps({**case["file"], "convexUrl": self.server.url}))
                    if not case.get("inFolder"):
                        os.environ["REFLEX_CONFIG_FILE"] = path
                else:
                    os.environ["REFLEX_CONVEX_URL"] = self.server.url
                if "environment" in case:
                    os.environ["REFLEX_API_KEY"] = case["environment"]
                if case["sent"] is None:
                    with self.assertRaises(reflex.MissingKeyError) as caught:
                        reflex.whoami()
                    self.assertEqual(str(caught.exception), CASES["missingKey"])
                    self.assertEqual(self.server.requests, [])
                else:
                    reflex.whoami(api_key=case.get("argument"))
                    self.assertEqual(self.server.requests[0]["body"]["args"], {"apiKey": case["sent"]})


if __name__ == "__main__":
    unittest.main()
