/** Reviews of receipts. */
export const reviewSentences = [
  "Give a share from 0 to 1.",
  "Two others have judged this receipt. Where they disagree it is resolved under Reviewer agreement.",
  "A third person has decided about this receipt, and can take that back.",
  "There is no disagreement about this receipt to resolve.",
  "Only what two reviewers agree about is overruled.",
  "That is what both have said.",
  "One of the two verdicts is yours. Somebody else decides.",
  "Say why.",
  "You have said nothing of this receipt that could be taken back.",
  "{name} has decided since.",
  "There is no review to take back.",
  "The newest review is by {name}.",
];
