import { createHash } from "node:crypto";

// The three words that the robot and the pair page both show, each made from what it holds itself: `sdk/contract/pairing-words.json`.

/** 256, so that each word stands for one byte; no two share their first three letters. */
export const pairingWordList: readonly string[] = `
agate album almond amber anchor angle apple apron arrow atlas attic autumn azure badge ball bamboo banana barley basil beach berry birch bison boat
bonnet bottle bowl branch bread brick broom brush bubble bucket bugle butter cabin cactus cake camel canal carpet castle cedar cello cement chair
cheese circle citrus clay cliff cloud coast cobalt cocoa coffee comet copper coral cotton cradle crown cube daisy dance desert donkey door dragon drum
duck dune eagle earth echo elbow fabric falcon fence fern fiddle field finch flag flute foam forest fossil frog galaxy garden ginger glass globe gold
goose grape guitar harbor hazel hedge helmet heron hill honey horse indigo iris island ivory jacket jade jelly jewel jungle kayak kettle kite kiwi
koala ladder lagoon lamp lark laurel lava leaf lemon lily lime linen lion lizard locket lotus lunar magnet maple marble meadow melon mint mirror
mitten moon moss mule mural museum napkin nectar needle nest nickel noodle nutmeg oasis ocean olive onion opal orange orbit orchid otter oyster paddle
palace panda paper parade pasta pearl pebble pencil pepper petal piano pickle pigeon pillow pine planet plum pond potato puffin puzzle quail rabbit
radish raft rain raven reef ribbon river robin rope ruby sail salmon sand satin scarf seal shadow shell ship shovel silk skate sled snow soap sofa
spice spoon spruce squash stable stone straw sugar summer sunset swan tango temple tent ticket tiger timber tomato torch tower trail tree tulip tunnel
turtle valley velvet vessel violet walnut wave whale wheat window wolf wool yarn zebra zinc
`
  .trim()
  .split(/\s+/);

const hashOf = (...parts: string[]) => createHash("sha256").update(parts.join("\n")).digest();

/** What the robot says of its nonce before it has the credential: it cannot choose another one afterwards. */
export const commitmentOf = (nonce: string): string => hashOf("reflex-pairing-commitment-1", nonce).toString("hex");

/** Of what this machine holds: its own key and nonce, and the credential that came. */
export function pairingWords({
  robotId,
  publicKey,
  nonce,
  credential,
}: {
  robotId: string;
  publicKey: string;
  nonce: string;
  credential: string;
}): string[] {
  const hash = hashOf("reflex-pairing-words-1", robotId, publicKey, nonce, hashOf(credential).toString("hex"));
  return [...hash.subarray(0, 3)].map((byte) => pairingWordList[byte] ?? "");
}
