/** A run of one seed; `failed` where it did not come to its judgement. */
export type SoakRun = {
  seed: number;
  hasPage?: boolean;
  acts?: number;
  promotes?: number;
  stops?: number;
  broken?: { rule: string; detail: string }[];
  failed?: string;
};
export function readSoak(file: string): SoakRun[];
export function ranges(seeds: readonly number[]): string;
export function soakRow(runs: readonly SoakRun[], date: string): string;
export function addRow(file: string, head: string, row: string): void;
