/**
 * Robots that beat from a process of their own, so that neither the browser's driver nor its clock waits for them. As a module it
 * starts that process; as a program it is that process.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import { beat } from "./console.mjs";

/**
 * Lets `robots` beat at `hz` from another process, spread evenly over the period.
 * @returns `counts()`, what was taken and refused so far, and `stop()`.
 */
export async function beatApart(site, robots, { hz = 1 } = {}) {
  const child = fork(fileURLToPath(import.meta.url), ["robots"]);
  const next = () => new Promise((done) => child.once("message", done));
  child.send({ url: site.url, robots, hz });
  await next();
  return {
    counts: () => {
      const told = next();
      child.send("counts");
      return told;
    },
    stop: () =>
      new Promise((done) => {
        if (!child.connected) return done();
        child.once("exit", done);
        child.send("stop");
      }),
  };
}

function beatHere({ url, robots, hz }) {
  const counts = { sent: 0, failed: 0 };
  for (const [index, robot] of robots.entries()) {
    const send = () =>
      void beat({ url }, robot).then(
        () => counts.sent++,
        () => counts.failed++,
      );
    setTimeout(() => setInterval(send, 1_000 / hz), (index * 1_000) / hz / robots.length);
  }
  return counts;
}

if (process.argv[2] === "robots" && process.argv[1] === fileURLToPath(import.meta.url)) {
  let counts;
  process.on("message", (message) => {
    if (message === "stop") process.exit(0);
    if (message === "counts") process.send(counts);
    else process.send({ started: (counts = beatHere(message)) });
  });
  process.on("disconnect", () => process.exit(0));
}
