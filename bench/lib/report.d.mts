export interface Goal {
  readonly most?: number;
  readonly least?: number;
  readonly of?: "ratio";
}

export interface Row {
  readonly section: "pixel" | "frames" | "server" | "attack" | "flat" | "load" | "host";
  readonly what: string;
  readonly value: number;
  readonly unit?: string;
  readonly floor?: { readonly name: string; readonly value: number };
  readonly goal?: Goal;
  readonly note?: string;
}

export function isMet(value: number, goal?: Goal): boolean | undefined;
export function report(row: Row): void;
