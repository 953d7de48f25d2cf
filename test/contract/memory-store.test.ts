import { createMemoryStore, emptyMemory } from '../../shared/state/memory-store.ts';
import { storeContract } from './store.ts';

storeContract('the memory store', () => {
  const memory = emptyMemory();
  return (schemas) => createMemoryStore(schemas ? { memory, schemas } : { memory });
});
