/** @throws TypeError where it is not plain JSON */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError('only plain JSON can be stored, and this is undefined or a function');
  return text;
}

/** What a head says of a body: its own `generation` where it has one, else 0. */
export function generationOf(body: unknown): number {
  const { generation } = Object(body);
  return Number.isSafeInteger(generation) ? generation : 0;
}
