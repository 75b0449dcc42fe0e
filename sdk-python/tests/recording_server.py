"""An HTTP server that keeps what it was sent and answers what the test set."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, List


class RecordingServer:
    def __init__(self) -> None:
        self.requests: List[Any] = []
        self.answer(200, json.dumps({"status": "success", "value": {"ok": True, "id": "x"}}))
        recording = self

        class Handler(BaseHTTPRequestHandler):
            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                recording.requests.append({"method": self.command, "path": self.path, "body": json.loads(body) if body else None})
                self.send_response(recording._status)
                if recording._status == 302:
                    self.send_header("location", "/elsewhere")
                self.send_header("content-length", str(len(recording._text)))
                self.end_headers()
                self.wfile.write(recording._text)

            do_GET = do_POST = _take

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def answer(self, status: int, text: str) -> None:
        self._status, self._text = status, text.encode("utf-8")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
