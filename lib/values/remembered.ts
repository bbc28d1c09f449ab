// What is dear to make and always the same for the same words: made once.

/** The oldest answers make room: what comes from outside, such as a colour, can't fill the memory. */
export function remembered<Asked extends string[], Made>(make: (...asked: Asked) => Made, atMost = 500): (...asked: Asked) => Made {
  const made = new Map<string, Made>();
  return (...asked) => {
    const key = asked.join("\n");
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(...asked);
    if (made.size >= atMost) made.delete(made.keys().next().value as string);
    made.set(key, fresh);
    return fresh;
  };
}
