/** Robots that cost the machine next to nothing: a socket each, kept open, with requests and answers handled as bytes. */
import { connect } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");

/** One kept connection that sends a request at a time and hands on the text of each answer. */
class Line {
  constructor({ hostname, port }) {
    this.hostname = hostname;
    this.socket = connect(Number(port), hostname).setNoDelay(true);
    this.rest = null;
    this.waiting = [];
    this.socket.on("data", (chunk) => this.read(chunk));
    this.socket.on("error", (error) => this.waiting.splice(0).forEach(({ refuse }) => refuse(error)));
  }

  read(chunk) {
    this.rest = this.rest === null ? chunk : Buffer.concat([this.rest, chunk]);
    for (;;) {
      const head = this.rest.indexOf(END_OF_HEAD);
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(this.rest.latin1Slice(0, head))?.[1] ?? 0);
      const end = head + 4 + length;
      if (this.rest.length < end) return;
      this.waiting.shift()?.done(this.rest.utf8Slice(head + 4, end));
      if (this.rest.length === end) return void (this.rest = null);
      this.rest = this.rest.subarray(end);
    }
  }

  post(path, body) {
    return new Promise((done, refuse) => {
      this.waiting.push({ done, refuse });
      this.socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${this.hostname}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  }

  close() {
    this.socket.destroy();
  }
}

const round = (value) => Math.round(value * 1_000) / 1_000;

/** The body of the next heartbeat, with plausible numbers. */
function bodyOf(robot) {
  robot.seq += 1;
  const wave = Math.sin((robot.seq + robot.name.length * 7) / 9);
  const joints = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((offset) => round(Math.sin(robot.seq / 20 + offset)));
  const args = {
    apiKey: robot.credential,
    robotId: robot.id,
    seq: robot.seq,
    sentAt: Date.now(),
    intervalMs: 1_000,
    mode: "dry_run",
    state: "ok",
    controlHz: round(25 + wave),
    inferenceMs: round(42 + 12 * wave),
    roundTripMs: round(9 + 3 * wave),
    temperatureC: round(41 + 4 * wave),
    batteryPct: round(80 - (robot.seq % 600) / 20),
    cpuPct: round(35 + 10 * wave),
    joints,
    ...(robot.sessionId === undefined ? {} : { sessionId: robot.sessionId }),
  };
  return JSON.stringify({ path: "publicApi:heartbeatRobot", args, format: "json" });
}

/**
 * Lets every robot beat at 1 Hz over a socket of its own, spread over the second; a robot whose last heartbeat is unanswered
 * leaves one out, as an agent does.
 *
 * @returns what was taken, left out and failed, the ms that each took since the last `reset`, and how to end it
 */
export function beatRaw(url, robots) {
  const at = new URL(url);
  const counts = { taken: 0, leftOut: 0, failed: 0, times: [] };
  const lines = robots.map((robot) => ({ robot, line: new Line(at), isBusy: false }));
  const started = performance.now();
  let next = 0;
  const send = (one) => {
    if (one.isBusy) return void (counts.leftOut += 1);
    one.isBusy = true;
    const sentAt = performance.now();
    one.line.post("/api/mutation", bodyOf(one.robot)).then(
      (text) => {
        one.isBusy = false;
        counts.times.push(performance.now() - sentAt);
        if (text.includes('"accepted":true')) counts.taken += 1;
        else if ((counts.failed += 1) === 1) console.error(`A heartbeat was not taken: ${text.slice(0, 300)}`);
      },
      () => (counts.failed += 1),
    );
  };
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1_000) * lines.length);
    for (; next < due; next += 1) send(lines[next % lines.length]);
  }, 2);
  return {
    counts,
    reset: () => Object.assign(counts, { taken: 0, leftOut: 0, failed: 0, times: [] }),
    stop: () => {
      clearInterval(timer);
      for (const { line } of lines) line.close();
    },
  };
}
