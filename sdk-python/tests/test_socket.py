"""The robot's socket against the running host, over lines that break."""

import os
import queue
import shutil
import socket
import ssl
import subprocess
import threading
import time
import unittest
from unittest import mock

import reflex
from reflex.agent import pair
from reflex.agent.live.sync import PATH, Subscription, SyncError
from reflex.agent.live.watch import Patience, watch_robot
from reflex.agent.live.websocket import SocketLost, WebSocket

from .live import ROOT, LiveCase
from .relay import Relay

QUICK = Patience(open=5, silence=0.4, pause=0.02, longest_pause=0.1)


class Live(LiveCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        schema = reflex.register_robot_schema(name="so101", schema=str(ROOT / "docs/examples/so101.schema.json"))
        robot = reflex.register_robot(name="socket", robot_schema_id=schema["id"])
        cls.deployment = reflex.create_deployment(name="run socket", model_id="pi0.5", robot_schema_id=schema["id"])["id"]
        cls.robot = pair(reflex.create_pairing_token(robot["id"])["token"], convex_url=cls.url, folder=cls.folder / "robot")

    def watch(self, url=None):
        """A queue of what is pushed, and what ends it."""
        pushes = queue.Queue()
        end = watch_robot({**self.robot, "convexUrl": url or self.url}, pushes.put, QUICK)
        self.addCleanup(end)
        return pushes

    def relay(self, context=None):
        relay = Relay(self.url, context)
        self.addCleanup(relay.close)
        return relay

    def open_session(self):
        session_id = reflex.authorize_session(deployment_id=self.deployment, robot_id=self.robot["robotId"])["sessionId"]
        self.addCleanup(reflex.close_session, session_id)
        return session_id

    def until(self, pushes, check):
        """The first push that ``check`` holds of."""
        end = time.monotonic() + 15
        while True:
            value = pushes.get(timeout=max(0.01, end - time.monotonic()))
            if check(value):
                return value

    def test_a_session_and_its_stop_arrive_without_a_heartbeat(self) -> None:
        pushes = self.watch()
        self.assertIsNone(self.until(pushes, lambda _: True)["session"])
        session_id = self.open_session()
        self.assertEqual(self.until(pushes, lambda value: value["session"])["session"]["sessionId"], session_id)
        reflex.stop_session(session_id)
        self.assertEqual(self.until(pushes, lambda value: value["stop"])["stop"]["sessionId"], session_id)

    def test_a_line_that_is_cut_or_refuses_is_opened_again_with_pauses_and_says_what_was_missed(self) -> None:
        relay = self.relay()
        pushes = self.watch(relay.url)
        self.until(pushes, lambda value: value["session"] is None)
        relay.refusing = True
        relay.cut()
        session_id = self.open_session()
        end = time.monotonic() + 15
        while relay.opened < 4:
            self.assertLess(time.monotonic(), end, "it stopped trying")
            time.sleep(0.02)
        relay.refusing = False
        self.assertEqual(self.until(pushes, lambda value: value["session"])["session"]["sessionId"], session_id)

    def test_a_half_open_line_is_noticed_and_opened_again(self) -> None:
        relay = self.relay()
        pushes = self.watch(relay.url)
        self.until(pushes, lambda _: True)
        relay.freeze()
        session_id = self.open_session()
        self.assertEqual(self.until(pushes, lambda value: value["session"])["session"]["sessionId"], session_id)
        self.assertGreaterEqual(relay.opened, 2)

    def test_a_quiet_line_that_answers_pings_stays_open(self) -> None:
        relay = self.relay()
        pushes = self.watch(relay.url)
        self.until(pushes, lambda _: True)
        time.sleep(QUICK.silence * 3)
        self.assertEqual(relay.opened, 1)

    def test_a_revoked_credential_is_told(self) -> None:
        pushes = queue.Queue()
        self.addCleanup(watch_robot({**self.robot, "credential": "rbt_nobody"}, pushes.put, QUICK))
        self.assertEqual(pushes.get(timeout=15), {"ok": False, "reason": "unknown_key"})

    @unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificate")
    def test_over_tls_only_with_a_certificate_that_is_trusted(self) -> None:
        certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        words += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", str(certificate), "-keyout", str(key)]
        subprocess.run(words, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        relay = self.relay(context)
        with self.assertRaises(ssl.SSLError):
            WebSocket(relay.url + PATH, timeout_s=5)
        with mock.patch.dict(os.environ, SSL_CERT_FILE=str(certificate)):
            self.until(self.watch(relay.url), lambda value: value["ok"])


class Refused(unittest.TestCase):
    """Servers that are none."""

    def server(self, answer):
        """Answers the first connection's request with ``answer``, and keeps it open."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listening.close)

        def serve():
            near, _ = listening.accept()
            self.addCleanup(near.close)
            near.recv(65536)
            near.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        return f"ws://127.0.0.1:{listening.getsockname()[1]}/x"

    def test_what_answers_no_handshake_is_no_socket(self) -> None:
        good = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        for name, answer, why in (
            ("a page", b"HTTP/1.1 200 OK\r\n\r\n", "200"),
            ("a redirect", b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n", "302"),
            ("another upgrade", b"HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "something else"),
            ("the accept of another key", good + b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n", "another handshake"),
            ("no end", b"HTTP/1.1 101 " + b"x" * 20_000, "no end"),
            ("nothing", b"", "no answer"),
        ):
            with self.subTest(name), self.assertRaisesRegex(SocketLost, why):
                WebSocket(self.server(answer), timeout_s=0.5)
        with self.assertRaisesRegex(SocketLost, "no address"):
            WebSocket("ftp://127.0.0.1/x")


class Protocol(unittest.TestCase):
    def subscription(self, **more):
        facts = {"session_id": "s", "connections": 0, "last_close": None, "newest": None, **more}
        return Subscription("publicApi:watchRobot", {"robotId": "r"}, **facts)

    def transition(self, value, start="AAAAAAAAAAA=", end="AQAAAAAAAAA=", query_set=0):
        change = f'{{"type":"QueryUpdated","queryId":0,"value":{value},"logLines":[],"journal":null}}'
        versions = (
            f'"startVersion":{{"querySet":{query_set},"identity":0,"ts":"{start}"}},"endVersion":{{"querySet":1,"identity":0,"ts":"{end}"}}'
        )
        return f'{{"type":"Transition",{versions},"modifications":[{change}]}}'

    def test_values_come_whole_or_in_parts_and_in_order(self) -> None:
        query = self.subscription()
        self.assertIsNone(query.take('{"type":"Ping"}'))
        self.assertEqual(query.take(self.transition('{"a":1}')), {"a": 1})
        text = self.transition('{"a":2}', "AQAAAAAAAAA=", "AgAAAAAAAAA=", 1).replace('"', '\\"')
        part = '{"type":"TransitionChunk","partNumber":%d,"totalParts":2,"transitionId":"t","chunk":"%s"}'
        cut = text.index("startVersion")
        self.assertIsNone(query.take(part % (0, text[:cut])))
        self.assertEqual(query.take(part % (1, text[cut:])), {"a": 2})
        self.assertEqual(query.newest, "AgAAAAAAAAA=")

    def test_what_does_not_follow_is_refused(self) -> None:
        for message in (
            self.transition("{}", start="AQAAAAAAAAA="),
            '{"type":"TransitionChunk","partNumber":1,"totalParts":2,"chunk":""}',
            '{"type":"FatalError","error":"no"}',
            "no json",
        ):
            with self.subTest(message), self.assertRaises(SyncError):
                self.subscription().take(message)

    def test_a_query_that_fails_says_nothing(self) -> None:
        failed = self.transition("0").replace("QueryUpdated", "QueryFailed")
        self.assertIsNone(self.subscription().take(failed))

    def test_a_later_connection_says_what_it_has_seen(self) -> None:
        connect, _ = self.subscription(connections=2, newest="AgAAAAAAAAA=", last_close="cut").opening()
        for part in ('"connectionCount": 2', '"maxObservedTimestamp": "AgAAAAAAAAA="', '"lastCloseReason": "cut"'):
            self.assertIn(part, connect)


if __name__ == "__main__":
    unittest.main()
