import { GLOBAL, type Store } from '../../shared/state/store.ts';
import type { Call } from '../../shared/state/tablestore/client.ts';
import { ANSWERS, DOCUMENTS, JOURNAL, TABLES as OUR_TABLES } from '../../shared/state/tablestore/tables.ts';
import { codeOf } from '../doctor/finding.ts';
import { LIST_TABLES } from '../list-tables.ts';
import { asItShouldBe, type InitStep, left, made } from './init-step.ts';

/** The tables of an instance. The instance itself bills, and is its owner's to make. */
export async function ensureTables(
  { call, store }: { call: Call; store: Store },
  { account, instance, dryRun }: { account: string; instance: string; dryRun: boolean },
): Promise<InitStep[]> {
  const known = await tablesIn(call);
  if (!known) {
    const wayOut =
      `Open Tablestore in its console and create an instance ${instance} in this region: pay-as-you-go, network access from ` +
      'the internet allowed (or from the VPC of the functions). Then run torii init again.';
    return [left(`Tablestore instance ${instance}`, 'is not there', wayOut)];
  }
  const steps: InitStep[] = [];
  for (const { name } of OUR_TABLES) {
    const what = `table ${name}`;
    if (known.includes(name)) {
      steps.push(asItShouldBe(what));
      continue;
    }
    // The first look makes it, as that of any function does.
    if (!dryRun && name === DOCUMENTS.name) await store.heads(account, 'declaration');
    if (!dryRun && name === ANSWERS.name) await store.heads(account, 'idempotency');
    if (!dryRun && name === JOURNAL.name) await store.journal({ account, region: GLOBAL, name: '@init' });
    steps.push(made(what));
  }
  return steps;
}

/** Undefined where there is no such instance: its host has no address then. */
async function tablesIn(call: Call): Promise<string[] | undefined> {
  try {
    return await call(LIST_TABLES);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'NoAnswer' || (code === 'OTSAuthFailed' && /instance is not found/i.test(String(error)))) {
      return undefined;
    }
    throw error;
  }
}
