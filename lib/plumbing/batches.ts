// Work that costs for many about as much as for one, like a statement: what is wanted at the same moment is done together.

interface Limits {
  /** Items of one batch. */
  size: number;
  /** Batches under way at a time; meanwhile the next one gathers. */
  parallel: number;
}

interface Wanted<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

export class Batches<T, R> {
  private wanted: Wanted<T, R>[] = [];
  private running = 0;
  private called = false;

  /** `work` gives a result for each item, in their order; what it throws is thrown to all of them. */
  constructor(
    private readonly work: (items: T[]) => Promise<R[]>,
    private readonly limits: Limits,
  ) {}

  do(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.wanted.push({ item, resolve, reject });
      this.call();
    });
  }

  /** At the end of this turn of the event loop: whatever came in with it belongs together. */
  private call(): void {
    if (this.called || !this.wanted.length || this.running >= this.limits.parallel) return;
    this.called = true;
    setImmediate(() => {
      this.called = false;
      void this.run(this.wanted.splice(0, this.limits.size));
      this.call();
    });
  }

  private async run(batch: Wanted<T, R>[]): Promise<void> {
    this.running++;
    try {
      const results = await this.work(batch.map(({ item }) => item));
      for (const [i, { resolve }] of batch.entries()) resolve(results[i]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running--;
      this.call();
    }
  }
}
