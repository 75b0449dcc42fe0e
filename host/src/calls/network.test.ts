import { expect, test } from "vitest";

import { Gate } from "../mutations/gate.ts";
import { Spread } from "../mutations/spread.ts";
import { Allowance } from "./allowance.ts";
import { networkOf } from "./network.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8:1:2:3::", "2001:db8:1:2::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["", ""],
])("%s is of %s", (address, network) => expect(networkOf(address)).toBe(network));

test("addresses of one IPv6 network share what one may have, those of two do not", async () => {
  const [one, same, other] = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"];
  const allowance = new Allowance(1, 1);
  allowance.take(one, 60, 0, 0);
  expect(allowance.take(same, 1, 0, 0)).toHaveProperty("retryAfterMs");
  expect(allowance.take(other, 1, 0, 0)).toEqual({ waitMs: 0 });

  const spread = new Spread(() => undefined);
  expect([spread.turn(one), spread.turn(other)]).toEqual([undefined, undefined]);
  expect(spread.turn(same)).toBeInstanceOf(Promise);

  const gate = new Gate(1);
  const begun: string[] = [];
  for (const from of [one, same, other])
    void gate.through(from, () => {
      begun.push(from);
      return new Promise(() => undefined);
    });
  await Promise.resolve();
  expect(begun).toEqual([one, other]);
});
