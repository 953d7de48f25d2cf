/** The names of master keys in a body, wherever in it a sealed text is (`shared/secrets/sealed-box.ts`). */
export function sealedUnder(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const { key, iv, data, tag } = body as Record<string, unknown>;
  if ([key, iv, data, tag].every((part) => typeof part === 'string')) return [key as string];
  return Object.values(body).flatMap(sealedUnder);
}
