/** Reads when first asked and gives everybody the same answer; a read that failed is tried again by the next who asks. */
export function once<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => {
    const current = answer ?? read();
    answer = current;
    current.catch(() => {
      if (answer === current) answer = undefined;
    });
    return current;
  };
}

/** The same for each key. */
export function onceEach<Answer>(read: (key: string) => Promise<Answer>): (key: string) => Promise<Answer> {
  const reads = new Map<string, () => Promise<Answer>>();
  return (key) => {
    const known = reads.get(key) ?? once(() => read(key));
    reads.set(key, known);
    return known();
  };
}
