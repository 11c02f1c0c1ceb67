/** A map of limited size and weight, which gives up the entries used longest ago. */
export class BoundedMap<Value> extends Map<string, Value> {
  private total = 0;

  constructor(
    private readonly capacity: number,
    private readonly weightLimit: number,
    private readonly weigh: (value: Value) => number,
  ) {
    super();
  }

  /** The weight of all entries. */
  get weight(): number {
    return this.total;
  }

  override get(key: string): Value | undefined {
    const value = super.get(key);
    if (value === undefined) return undefined;
    super.delete(key);
    super.set(key, value);
    return value;
  }

  override set(key: string, value: Value): this {
    this.delete(key);
    super.set(key, value);
    this.total += this.weigh(value);
    for (const oldest of this.keys()) {
      if (this.size <= this.capacity && this.total <= this.weightLimit) break;
      this.delete(oldest);
    }
    return this;
  }

  override delete(key: string): boolean {
    const value = super.get(key);
    if (value !== undefined) this.total -= this.weigh(value);
    return super.delete(key);
  }

  override clear(): void {
    super.clear();
    this.total = 0;
  }
}
