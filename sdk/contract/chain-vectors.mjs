/** The vectors of a chain itself: receipts taken out, put in, doubled, changed and signed by others; robots' signatures; checkpoints of the file. */
import canonicalize from "canonicalize";
import {
  add,
  arm,
  bases,
  chain,
  checkpoint,
  checkpointOf,
  contentOf,
  draft,
  fileOf,
  first,
  headOf,
  linkOf,
  publicKeys,
  second,
  signed,
  signedByRobot,
  sound,
  stranger,
  written,
  wrong,
} from "./vector-chain.mjs";

/** Adds them to `vectors`, in the order of the file. */
export function addChainVectors() {
  for (const base of ["whole", "vouched"]) {
    const [manifest, ...lines] = bases[base];
    add(`${base}`, base, bases[base], sound(6, true));
    add(`${base}, its keys known`, base, bases[base], sound(6, true), publicKeys);
    for (let at = 0; at < 6; at += 1) {
      const sequence = at + 1;
      const atEnd = sequence === 6 ? "cut_off" : "wrong_sequence";
      add(`${base}: receipt ${sequence} deleted`, base, [manifest, ...lines.toSpliced(at, 1)], wrong(atEnd, sequence));
      add(`${base}: cut off before receipt ${sequence}`, base, [manifest, ...lines.slice(0, at)], wrong("cut_off", sequence));
      add(
        `${base}: receipt ${sequence} doubled`,
        base,
        [manifest, ...lines.toSpliced(at, 0, lines[at])],
        wrong("wrong_sequence", sequence),
      );
      const inserted = written([linkOf({ ...contentOf(sequence), steps: 999 }, chain[at - 1], stranger)])[0];
      add(
        `${base}: one of a stranger inserted before receipt ${sequence}`,
        base,
        [manifest, ...lines.toSpliced(at, 0, inserted)],
        wrong("unknown_key", sequence),
      );
      add(
        `${base}: receipt ${sequence} replaced by a stranger's`,
        base,
        [manifest, ...lines.with(at, inserted)],
        wrong("unknown_key", sequence),
      );
      for (let other = at + 1; other < 6; other += 1) {
        const swapped = lines.with(at, lines[other]).with(other, lines[at]);
        add(`${base}: receipts ${sequence} and ${other + 1} swapped`, base, [manifest, ...swapped], wrong("wrong_sequence", sequence));
      }
    }
  }
  for (let at = 0; at < 6; at += 1) {
    const sequence = at + 1;
    const rest = chain.slice(0, at);
    const end = rest.at(-1) === undefined ? null : headOf(rest.at(-1));
    const careful = fileOf(rest, { head: end });
    add(`cut off before receipt ${sequence}, the first line rewritten: only a checkpoint can tell`, "whole", careful, sound(at, at > 0));
    add(
      `cut off before receipt ${sequence}, the first line rewritten, the checkpoint left`,
      "vouched",
      fileOf(rest, { head: end, checkpoint }),
      wrong("cut_off", sequence),
    );
    add(
      `cut off before receipt ${sequence}, a checkpoint of a stranger`,
      "vouched",
      fileOf(rest, { head: end, checkpoint: checkpointOf(end ?? headOf(chain[0]), stranger) }),
      wrong("wrong_checkpoint", null),
    );
    const put = (link) => chain.with(at, link);
    const ownKey = at < 3 ? first : second;
    const before = chain[at - 1];
    const replaced = linkOf({ ...contentOf(sequence), steps: 999 }, before, ownKey);
    const after = sequence === 6 ? wrong("wrong_hash", 6) : wrong("wrong_previous_hash", sequence + 1);
    add(`receipt ${sequence} replaced by its own key`, "whole", fileOf(put(replaced)), after);
    add(
      `receipt ${sequence} signed with a stranger's key of the same name`,
      "whole",
      fileOf(put({ ...replaced, signature: stranger.sign(replaced.hash) })),
      wrong("wrong_signature", sequence),
    );
    add(
      `receipt ${sequence} of another organization`,
      "vouched",
      fileOf(put(linkOf({ ...contentOf(sequence), organizationId: "other" }, before, ownKey)), { checkpoint }),
      wrong("other_organization", sequence),
    );
    const otherKey = at < 3 ? second : first;
    add(
      `receipt ${sequence} signed by the key that was not in use then`,
      "whole",
      fileOf(put(linkOf(contentOf(sequence), before, otherKey))),
      wrong("key_out_of_time", sequence),
    );
    const loose = JSON.stringify(JSON.parse(chain[at].body), null, 1);
    add(`receipt ${sequence} not canonical`, "whole", fileOf(put(signed(loose, chain[at], ownKey))), wrong("not_canonical", sequence));
    const strange = canonicalize({ ...JSON.parse(chain[at].body), sequence: 9 });
    add(
      `receipt ${sequence} with the text of another place`,
      "whole",
      fileOf(put(signed(strange, chain[at], ownKey))),
      wrong("body_disagrees", sequence),
    );
    const last = chain[at].signature.at(-1);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const unused = chain[at].signature.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1];
    add(
      `receipt ${sequence}, the unused bits of its signature set`,
      "whole",
      fileOf(put({ ...chain[at], signature: unused })),
      wrong("wrong_signature", sequence),
    );
  }
  const byRobot = contentOf(5);
  for (const [name, robotSignature] of Object.entries({
    "of other counts": signedByRobot(5, { steps: 51 }),
    "of another run": signedByRobot(5, { sessionId: "session-4" }),
    "of another robot": signedByRobot(5, { robotId: "other" }),
    "of another kind": signedByRobot(5, { kind: "receipts-checkpoint" }),
    "of another key": { ...signedByRobot(5, {}, stranger), publicKey: arm.publicKey },
    "with a changed text": { ...signedByRobot(5), body: signedByRobot(5, { at: 1 }).body },
    "that is no object": "signed",
    "without a key": { ...signedByRobot(5), publicKey: null },
  }))
    add(
      `the server signs a robot's signature ${name}`,
      "whole",
      fileOf(chain.slice(0, 4).concat(linkOf({ ...byRobot, robotSignature }, chain[3], second))),
      wrong("wrong_robot_signature", 5),
    );
  const spaced = JSON.stringify(JSON.parse(signedByRobot(5).body), null, 1);
  add(
    "the server signs a robot's signature on a text that is not canonical",
    "whole",
    fileOf(
      chain
        .slice(0, 4)
        .concat(
          linkOf({ ...byRobot, robotSignature: { body: spaced, signature: arm.sign(spaced), publicKey: arm.publicKey } }, chain[3], second),
        ),
    ),
    wrong("wrong_robot_signature", 5),
  );
  const late = checkpointOf(draft.head, first, "org", 7_000);
  const early = checkpointOf(draft.head, second, "org", 3_000);
  add("a checkpoint that a retired key signed later", "whole", fileOf(chain, { checkpoint: late }), wrong("wrong_checkpoint", null));
  add("a checkpoint that a key signed before it was made", "whole", fileOf(chain, { checkpoint: early }), wrong("wrong_checkpoint", null));
  add(
    "a checkpoint of the time of a retired key",
    "whole",
    fileOf(chain, { checkpoint: checkpointOf(headOf(chain[2]), first, "org", 3_500) }),
    sound(6, true),
  );
}
