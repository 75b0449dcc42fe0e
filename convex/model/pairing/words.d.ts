/**
 * 256 words, so that each stands for one byte. Chosen to be told apart aloud and on a small screen: no two share their first three letters, none
 * is one letter away from another, none is a word of this product.
 */
export declare const pairingWordList: readonly string[];
export type PairingFacts = {
    robotId: string;
    /** The robot's Ed25519 public key, base64url; empty where its agent has none. */
    publicKey: string;
    /** The robot's secret number of this pairing, 64 hex digits, revealed only after the credential came. */
    nonce: string;
    /** `rbt_...`, which the server chose after it had the robot's commitment. */
    credential: string;
};
/** What a robot says of its nonce before it has the credential: it cannot choose another one afterwards. 64 hex digits. */
export declare const commitmentOf: (nonce: string) => string;
/** The hash of the credential stands for it, so that the server need not have it any more. */
export declare const wordsOfHash: ({ robotId, publicKey, nonce, credentialHash }: Omit<PairingFacts, "credential"> & {
    credentialHash: string;
}) => string[];
/** Three words, 24 bits, of which neither side could choose any. */
export declare const pairingWords: ({ credential, ...facts }: PairingFacts) => string[];
