import { parseArgs } from "node:util";

export type SimulatorOptions = {
  token: string | null;
  robotId: string | null;
  /** Whether it shows a code of its own and waits until an operator says which robot it is. */
  asks: boolean;
  url: string;
  /** The address that `--url` names, for a robot whose console has moved since it was paired; null without it. */
  movedTo: string | null;
  folder: string | null;
  hostname: string | null;
  intervalMs: number;
  latencyMs: number;
  cameras: boolean;
  /** Seconds of applying after which heartbeats cease, or null. */
  silentAfterS: number | null;
  skewMs: number;
  ignoreStop: boolean;
  faultAfterS: number | null;
};

export const usage = `npm run robot -- --token TOKEN [--url http://127.0.0.1:3210]
  --token TOKEN        pairing token, or the whole link of the QR code (or REFLEX_PAIRING_TOKEN in the environment)
  --robot ID           a robot paired here before, instead of a token
  --ask                shows a code instead, which an operator reads with a phone under Robots, Pair a machine
  --url URL            where the console is (the link's own address when the token is a link; with --robot, the one it was paired at)
  --credentials DIR    where the robot keeps its credential (~/.config/reflex/robots)
  --hostname NAME      what the pairing page shows
  --interval-ms MS     between heartbeats (1000)
  --latency-ms MS      duration of an inference (15)
  --no-cameras         a robot without cameras; otherwise it draws its front and its wrist camera
Misbehaving:
  --silent-after S     no heartbeats once it has applied for S seconds; the arm's own lease must end its motion
  --skew-ms MS         a wall clock that is off by MS
  --ignore-stop        neither obeys nor acknowledges a software stop
  --fault [S]          a motor reports a fault after S seconds (10)`;

/** Reads the command line; throws an Error with a sentence for the person who typed it. */
export function readOptions(argv: string[]): SimulatorOptions {
  const faultAt = argv.indexOf("--fault");
  const bareFault = faultAt !== -1 && (argv[faultAt + 1] === undefined || argv[faultAt + 1]?.startsWith("--") === true);
  const args = bareFault ? argv.with(faultAt, "--fault=10") : argv;
  const { values } = parseArgs({
    args,
    options: {
      token: { type: "string" },
      robot: { type: "string" },
      ask: { type: "boolean", default: false },
      url: { type: "string" },
      credentials: { type: "string" },
      hostname: { type: "string" },
      "interval-ms": { type: "string", default: "1000" },
      "latency-ms": { type: "string", default: "15" },
      "no-cameras": { type: "boolean", default: false },
      "silent-after": { type: "string" },
      "skew-ms": { type: "string", default: "0" },
      "ignore-stop": { type: "boolean", default: false },
      fault: { type: "string" },
    },
  });
  const number = (name: string, text: string, least: number): number => {
    const value = Number(text);
    if (!Number.isFinite(value) || value < least) throw new Error(`--${name} takes a number${least === 0 ? " of 0 or more" : ""}.`);
    return value;
  };
  const optional = (name: string, text: string | undefined): number | null => (text === undefined ? null : number(name, text, 0));
  const token = values.token ?? (values.robot === undefined && !values.ask ? process.env["REFLEX_PAIRING_TOKEN"] : undefined);
  if (token === undefined && values.robot === undefined && !values.ask)
    throw new Error("--token is needed: create one on the robot's pairing page. Or --ask shows a code to an operator.");
  const link = token !== undefined && /^https?:\/\//.test(token) ? new URL(token).origin : null;
  const withoutSlash = (url: string) => url.replace(/\/+$/, "");
  return {
    token: token ?? null,
    robotId: values.robot ?? null,
    asks: values.ask,
    url: withoutSlash(values.url ?? link ?? process.env["REFLEX_CONVEX_URL"] ?? "http://127.0.0.1:3210"),
    movedTo: values.url === undefined ? null : withoutSlash(values.url),
    folder: values.credentials ?? null,
    hostname: values.hostname ?? null,
    intervalMs: Math.max(200, number("interval-ms", values["interval-ms"], 0)),
    latencyMs: number("latency-ms", values["latency-ms"], 0),
    cameras: !values["no-cameras"],
    silentAfterS: optional("silent-after", values["silent-after"]),
    skewMs: number("skew-ms", values["skew-ms"], Number.NEGATIVE_INFINITY),
    ignoreStop: values["ignore-stop"],
    faultAfterS: optional("fault", values.fault),
  };
}
