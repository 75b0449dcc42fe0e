import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A robot has two lines to the server: requests, and the socket on which it is told of a stop. */
export type Line = "http" | "socket";

/** The way between a robot and the host, which a test breaks as real ones break: nothing gets through, or nothing is there. */
export type Relay = {
  url: string;
  /** How many connections of this line are open. */
  open: (line: Line) => number;
  /** What is and will be connected stays connected and carries nothing: half open. */
  hold: (line: Line) => void;
  /** Lets through what was held, and what comes. */
  release: (line: Line) => void;
  /** Ends what is connected, and whatever connects later. */
  refuse: (...lines: Line[]) => void;
  close: () => Promise<void>;
};

type Pair = { line: Line; ends: [Socket, Socket] };

export async function startRelay(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<Pair>();
  const held = new Set<Line>();
  const refused = new Set<Line>();

  const server = createServer((near) => {
    near.on("error", () => near.destroy());
    near.once("data", (first: Buffer) => {
      const line: Line = /^GET \S*\/sync /.test(first.toString("latin1", 0, 200)) ? "socket" : "http";
      if (refused.has(line)) return void near.destroy();
      const far = connect(Number(port), hostname);
      const pair: Pair = { line, ends: [near, far] };
      pairs.add(pair);
      far.write(first);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on("data", (data: Buffer) => void other.write(data));
        one.on("error", () => one.destroy());
        one.on("close", () => {
          other.destroy();
          pairs.delete(pair);
        });
        if (held.has(line)) one.pause();
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));

  const each = (line: Line, work: (end: Socket) => void): void => {
    for (const pair of pairs) if (pair.line === line) for (const end of pair.ends) work(end);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: (line) => [...pairs].filter((pair) => pair.line === line).length,
    hold: (line) => {
      held.add(line);
      each(line, (end) => end.pause());
    },
    release: (line) => {
      held.delete(line);
      each(line, (end) => end.resume());
    },
    refuse: (...lines) => {
      for (const line of lines) {
        refused.add(line);
        each(line, (end) => end.destroy());
      }
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const pair of pairs) for (const end of pair.ends) end.destroy();
      await closed;
    },
  };
}
