import { type Asked, markedPieces } from "#src/api/receipt-words.ts";

/** A text with the words marked that were searched for. */
export function Marked({ text, asked }: { text: string; asked: Asked | null }) {
  if (asked === null) return text;
  return markedPieces(text, asked).map(({ text: piece, isMarked }, index) =>
    isMarked ? (
      <mark
        key={index}
        className="rounded-[2px] bg-warn-soft font-semibold text-foreground underline decoration-warn decoration-2 underline-offset-2"
      >
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}
