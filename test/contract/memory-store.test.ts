import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { storeContract } from './store.ts';

storeContract('the memory store', createMemoryStore);
