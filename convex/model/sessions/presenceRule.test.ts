import fc from "fast-check";
import { expect, test } from "vitest";

import { judgeCode, presenceLifeMs, triesLeft } from "./presenceRule";

const open = { expiresAt: presenceLifeMs, shownAt: 1_000, wrong: 0, proof: null, usedAt: null };

test("a code counts while the robot shows it, and three wrong ones end it", () => {
  expect(judgeCode(open, true, 2_000)).toBe("right");
  expect(judgeCode(open, false, 2_000)).toBe("wrong");
  expect(judgeCode({ ...open, shownAt: null }, true, 2_000)).toBe("not_shown");
  expect([0, 1, 2, 3, 9].map(triesLeft)).toEqual([3, 2, 1, 0, 0]);
  expect(judgeCode({ ...open, wrong: 2 }, true, 2_000)).toBe("right");
  expect(judgeCode({ ...open, wrong: 3 }, true, 2_000)).toBe("used_up");
});

test("a code has a last moment, and is typed right once", () => {
  expect(judgeCode(open, true, presenceLifeMs - 1)).toBe("right");
  expect(judgeCode(open, true, presenceLifeMs)).toBe("expired");
  expect(judgeCode({ ...open, proof: { at: 1_500 } }, true, 2_000)).toBe("expired");
  expect(judgeCode({ ...open, usedAt: 1_900 }, true, 2_000)).toBe("expired");
});

test("nothing but the right code of a shown, open challenge with a try left is right", () => {
  const challenge = fc.record({
    expiresAt: fc.integer({ min: 0, max: 10 }),
    shownAt: fc.option(fc.integer({ min: 0, max: 10 })),
    wrong: fc.integer({ min: 0, max: 4 }),
    proof: fc.option(fc.constant({ at: 1 })),
    usedAt: fc.option(fc.constant(1)),
  });
  fc.assert(
    fc.property(challenge, fc.boolean(), fc.integer({ min: 0, max: 10 }), (row, isRight, now) => {
      const isOpen = now < row.expiresAt && row.proof === null && row.usedAt === null && row.wrong < 3 && row.shownAt !== null;
      expect(judgeCode(row, isRight, now) === "right").toBe(isRight && isOpen);
      expect(judgeCode(row, isRight, now) === "wrong").toBe(!isRight && isOpen);
    }),
  );
});
