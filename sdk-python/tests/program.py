"""An arm as a program: one JSON object a line. ``program.py FILE`` writes down what reached it."""

import json
import sys
import time

with open(sys.argv[1], "a", encoding="utf-8", buffering=1) as record:
    for line in sys.stdin:
        question = json.loads(line)
        do = question["do"]
        if do != "observe":
            record.write(json.dumps(question) + "\n")
        if do == "observe":
            print(json.dumps({"joints": [0.1] * 6, "moving": False}), flush=True)
        elif do == "infer":
            print(json.dumps({"rows": [[0.2] * 6] * 50, "inferenceMs": 3}), flush=True)
        elif do == "safe_stop" and question["reason"] == "be silent":
            time.sleep(5)
        elif do == "safe_stop" and question["reason"] == "err":
            print(json.dumps({"error": "motor 3"}), flush=True)
        else:
            print(json.dumps({"ok": True}), flush=True)
    record.write(json.dumps({"do": "end"}) + "\n")
