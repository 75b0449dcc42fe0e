import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

// Pure: the server and the agent compute the same words, each from what it holds itself.

/**
 * 256 words, so that each stands for one byte. Chosen to be told apart aloud and on a small screen: no two share their first three letters, none
 * is one letter away from another, none is a word of this product.
 */
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

export type PairingFacts = {
  robotId: string;
  /** The robot's Ed25519 public key, base64url; empty where its agent has none. */
  publicKey: string;
  /** The robot's secret number of this pairing, 64 hex digits, revealed only after the credential came. */
  nonce: string;
  /** `rbt_...`, which the server chose after it had the robot's commitment. */
  credential: string;
};

const hashOf = (...parts: string[]) => sha256(utf8ToBytes(parts.join("\n")));

/** What a robot says of its nonce before it has the credential: it cannot choose another one afterwards. 64 hex digits. */
export const commitmentOf = (nonce: string): string => bytesToHex(hashOf("reflex-pairing-commitment-1", nonce));

/** The hash of the credential stands for it, so that the server need not have it any more. */
export const wordsOfHash = ({
  robotId,
  publicKey,
  nonce,
  credentialHash,
}: Omit<PairingFacts, "credential"> & { credentialHash: string }): string[] =>
  [...hashOf("reflex-pairing-words-1", robotId, publicKey, nonce, credentialHash).slice(0, 3)].map((byte) => pairingWordList[byte] ?? "");

/** Three words, 24 bits, of which neither side could choose any. */
export const pairingWords = ({ credential, ...facts }: PairingFacts): string[] =>
  wordsOfHash({ ...facts, credentialHash: bytesToHex(sha256(utf8ToBytes(credential))) });
