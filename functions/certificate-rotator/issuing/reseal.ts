import type { Applied } from '../../../shared/engine/worker.ts';
import type { Means } from './means.ts';
import type { RotatorMemory } from './memory.ts';
import type { IssuanceSubject } from './observe.ts';
import { keyContext } from './secret-context.ts';

/** Seals what is ours anew under the current master key, so that the one before it can go. */
export async function reseal(
  { issuers, vault }: Means,
  { declared: { source }, memory: { order }, name }: IssuanceSubject,
): Promise<Applied<RotatorMemory>> {
  const issuer = source.from === 'acme' ? await issuers.find(source.issuer) : undefined;
  if (issuer) await issuers.resealAccount(issuer);
  const sealed = order?.via === 'acme' ? order.sealedKey : undefined;
  if (!sealed || sealed.key === vault.current) return {};
  const sealedKey = await vault.seal(await vault.open(sealed, keyContext(name)), keyContext(name));
  return {
    learn: (memory) => (memory.order?.via === 'acme' ? { ...memory, order: { ...memory.order, sealedKey } } : memory),
  };
}
