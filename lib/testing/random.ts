// Chance that can be repeated: the same seed, the same run.

export type Random = () => number;

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<T>(random: Random, weighted: [weight: number, value: T][]): T {
  let rest = random() * weighted.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of weighted) if ((rest -= weight) < 0) return value;
  return weighted[0]![1];
}

/** The same token, but for its first letter. */
export const forged = (token: string): string => (token.startsWith("A") ? "B" : "A") + token.slice(1);
