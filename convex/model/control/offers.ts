/** How long what was offered may be accepted. Somebody who comes back an hour later finds another situation. */
export const offerLifeMs = 2 * 60_000;

/** The moment from which an offer counts no more, epoch ms. `at`: when it was made. */
export const offerEndsAt = ({ at }: { at: number }): number => at + offerLifeMs;
