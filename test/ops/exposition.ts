/** What /metrics shows: the names that may be queried, each with the values of its labels. */
export class Exposition {
  private readonly series = new Map<string, Map<string, Set<string>>>();

  /** @param text in the text format of Prometheus. */
  constructor(text: string) {
    for (const line of text.split('\n')) this.read(line);
  }

  get names(): string[] {
    return [...this.series.keys()];
  }

  has(name: string): boolean {
    return this.series.has(name);
  }

  /** The values of one label, as far as they have been seen; undefined when the metric has no such label. */
  values(name: string, label: string): Set<string> | undefined {
    return this.series.get(name)?.get(label);
  }

  private read(line: string): void {
    const [, name, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? [^ ]+$/.exec(line) ?? [];
    if (name === undefined) return;
    const known = this.series.get(name) ?? new Map<string, Set<string>>();
    this.series.set(name, known);
    for (const [, label = '', value = ''] of labels.matchAll(/([\w]+)="((?:[^"\\]|\\.)*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
}
