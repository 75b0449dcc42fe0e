import { expect, test } from "vitest";

import { shortAddress } from "./addresses";

test.each([
  ["192.168.1.77", "192.168.1.…"],
  ["127.0.0.1", "127.0.0.…"],
  ["::ffff:10.0.0.9", "10.0.0.…"],
  ["2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3:…"],
  ["2001:DB8::1", "2001:db8:0:…"],
  ["fe80::1", "fe80:0:0:…"],
  ["::1", "::1"],
  ["unix", null],
  ["<script>", null],
  ["1:2:3", null],
  ["", null],
  [null, null],
])("of the address %j a person sees %j", (address, shown) => expect(shortAddress(address)).toBe(shown));
