"""A robot driven by a program of any language: one JSON object a line on its stdin, one answer a line on its stdout.

``{"do": "observe"}``, ``{"do": "infer", "observation": {...}}``, ``{"do": "act", "row": [...]}``, ``{"do": "safe_stop", "reason": "..."}``.
The answer to ``observe`` is the observation, to ``infer`` ``{"rows": [[...]]}``, to the others ``{"ok": true}``; ``{"error": "..."}`` is a
fault. At the end of its stdin a program brings the arm to rest: that is all it hears when it was too slow to be asked again.

One process does everything of the arm (``command``); another one may run the policy (``infer_command``), so that inference keeps nobody
waiting. A third may do the safe stop (``safe_stop_command``); without it a stop waits for the line of the arm's process.

Pictures come from none of them: ``camera_command`` is run once for each, with the camera's name behind its words, and writes the picture's bytes to
its stdout.
"""

import json
import queue
import shlex
import subprocess
import threading
from typing import Any, Dict, List, Optional, Union

Command = Union[str, List[str]]

#: A program that loads a model first may be so slow with its first answer, seconds.
START_S = 60.0


#: What takes longer is left out by the agent anyway, seconds.
PICTURE_S = 5.0


def words_of(command: Command) -> List[str]:
    return shlex.split(command) if isinstance(command, str) else list(command)


class Program:
    """One process, asked one line at a time. Raises RuntimeError when it errs, ends, or is silent for ``timeout_s``."""

    def __init__(self, command: Command, timeout_s: float) -> None:
        words = words_of(command)
        self._name = words[0]
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", bufsize=1)
        self._lines: "queue.Queue[Optional[str]]" = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self._lost: Optional[str] = None
        self._has_answered = False

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def ask(self, question: Dict[str, Any]) -> Dict[str, Any]:
        with self._lock:
            if self._lost is not None:
                raise RuntimeError(self._lost)
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(json.dumps(question) + "\n")
                self._process.stdin.flush()
                line = self._lines.get(timeout=self._timeout_s if self._has_answered else START_S)
                self._has_answered = True
            except queue.Empty:
                # Its late answer would be taken for the next one.
                raise self._lose(f"{self._name} did not answer {question['do']} within {self._timeout_s} s") from None
            except OSError as error:
                raise self._lose(f"{self._name} has ended: {error}") from error
            if line is None:
                raise self._lose(f"{self._name} has ended")
            try:
                answer = json.loads(line)
            except ValueError:
                raise self._lose(f"{self._name} answered {question['do']} with what is no JSON") from None
        if not isinstance(answer, dict) or "error" in answer:
            raise RuntimeError(f"{self._name}: {answer['error'] if isinstance(answer, dict) else 'no object'}")
        return answer

    def _lose(self, why: str) -> RuntimeError:
        self._lost = why
        self._end_stdin()
        return RuntimeError(why)

    def close(self) -> None:
        """Ends its stdin, and the process if that is not enough."""
        self._end_stdin()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _end_stdin(self) -> None:
        try:
            if self._process.stdin is not None:
                self._process.stdin.close()
        except OSError:
            pass


class CommandDriver:
    """A ``Driver`` made of such programs."""

    def __init__(
        self,
        command: Command,
        *,
        infer_command: Optional[Command] = None,
        safe_stop_command: Optional[Command] = None,
        camera_command: Optional[Command] = None,
        timeout_s: float = 1.0,
    ) -> None:
        self._arm = Program(command, timeout_s)
        self._brain = self._arm if infer_command is None else Program(infer_command, 10.0)
        self._brake = self._arm if safe_stop_command is None else Program(safe_stop_command, timeout_s)
        if camera_command is not None:
            words = words_of(camera_command)
            self.take_picture = lambda camera: picture_of([*words, camera])
        try:
            self.observe()  # The agent begins when the arm's program is there: its start is no fault of a run.
        except RuntimeError:
            self.close()
            raise

    def observe(self) -> Dict[str, Any]:
        return self._arm.ask({"do": "observe"})

    def infer(self, observation: Dict[str, Any]) -> Any:
        return self._brain.ask({"do": "infer", "observation": observation})

    def act(self, row: List[float]) -> None:
        self._arm.ask({"do": "act", "row": row})

    def safe_stop(self, reason: str) -> None:
        self._brake.ask({"do": "safe_stop", "reason": reason})

    def close(self) -> None:
        for program in {id(each): each for each in (self._arm, self._brain, self._brake)}.values():
            program.close()


def picture_of(words: List[str]) -> bytes:
    """What a program that is run for one picture writes to its stdout. Raises RuntimeError with the last line of its stderr when it fails."""
    try:
        ended = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PICTURE_S)
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"{words[0]} gave no picture within {PICTURE_S:g} s") from error
    if ended.returncode != 0 or not ended.stdout:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RuntimeError(f"{words[0]}: {said[-1] if said else f'no picture, exit status {ended.returncode}'}")
    return ended.stdout
