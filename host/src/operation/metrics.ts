/** One number of a counter, which its owner adds to. */
export interface Series {
  value: number;
}

type Labels = Readonly<Record<string, string>>;

interface Histogram {
  readonly bounds: readonly number[];
  /** One more than bounds: the last holds what is above all of them. */
  readonly counts: number[];
  sum: number;
}

/** Counters, gauges and histograms in Prometheus' text format. Each is described before it is used. */
export class Metrics {
  private readonly help = new Map<string, string>();
  private readonly counters = new Map<string, Map<string, Series>>();
  private readonly gauges = new Map<string, () => number>();
  private readonly histograms = new Map<string, Histogram>();

  /** @param name ends in `_total`, or in `_seconds_total` for durations, by Prometheus' habit */
  count(name: string, help: string, isLabelled = false): void {
    this.help.set(name, help);
    this.counters.set(name, new Map(isLabelled ? [] : [["", { value: 0 }]]));
  }

  /** Registers a value that is read whenever the metrics are. */
  gauge(name: string, help: string, read: () => number): void {
    this.help.set(name, help);
    this.gauges.set(name, read);
  }

  /** @param bounds ascending; the upper ends of the buckets */
  histogram(name: string, help: string, bounds: readonly number[]): void {
    this.help.set(name, help);
    this.histograms.set(name, { bounds, counts: Array.from({ length: bounds.length + 1 }, () => 0), sum: 0 });
  }

  add(name: string, labels: Labels = {}, amount = 1): void {
    this.series(name, labels).value += amount;
  }

  /** One number of a counter, for whoever adds to it so often that looking it up each time would cost. */
  series(name: string, labels: Labels): Series {
    const all = this.counters.get(name);
    if (all === undefined) throw new Error(`${name} was not described`);
    const key = labelText(labels);
    const one = all.get(key) ?? { value: 0 };
    all.set(key, one);
    return one;
  }

  observe(name: string, value: number): void {
    const histogram = this.histograms.get(name);
    if (histogram === undefined) throw new Error(`${name} was not described`);
    const at = histogram.bounds.findIndex((bound) => value <= bound);
    const slot = at < 0 ? histogram.bounds.length : at;
    histogram.counts[slot] = (histogram.counts[slot] ?? 0) + 1;
    histogram.sum += value;
  }

  text(): string {
    const lines: string[] = [];
    const head = (name: string, type: string) => lines.push(`# HELP ${name} ${this.help.get(name) ?? ""}`, `# TYPE ${name} ${type}`);
    for (const [name, series] of this.counters) {
      head(name, "counter");
      for (const [labels, { value }] of series) lines.push(`${name}${labels} ${value}`);
    }
    for (const [name, read] of this.gauges) {
      head(name, "gauge");
      lines.push(`${name} ${read()}`);
    }
    for (const [name, { bounds, counts, sum }] of this.histograms) {
      head(name, "histogram");
      let total = 0;
      for (const [at, count] of counts.entries()) {
        total += count;
        lines.push(`${name}_bucket{le="${bounds[at] ?? "+Inf"}"} ${total}`);
      }
      lines.push(`${name}_sum ${sum}`, `${name}_count ${total}`);
    }
    return `${lines.join("\n")}\n`;
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
