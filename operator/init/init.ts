import { eventBridgeClient } from '../../shared/cloud/eventbridge.ts';
import { ramReader } from '../../shared/cloud/ram.ts';
import { ramWriter } from '../../shared/cloud/ram-writer.ts';
import type { Role } from '../../shared/domain-rules/access/role.ts';
import { tablestoreCalls } from '../../shared/state/tablestore/client.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import { readDeployment } from '../deployment.ts';
import { codeOf } from '../doctor/finding.ts';
import { accountBehind, type OwnCloud, operatorTables, operatorTransport, placeIn } from '../own-cloud.ts';
import { ensureEventRules, eventRules } from './event-rules.ts';
import { ensureFirstKey } from './first-key.ts';
import { asItShouldBe, changed, type InitStep, left, made } from './init-step.ts';
import { ensureMasterKeys } from './master-keys.ts';
import { ensureRoles } from './roles.ts';
import { ensureServiceLinkedRoles } from './service-linked-roles.ts';
import { ensureTables } from './tables.ts';

export interface InitOptions {
  /** Of the first API key; undefined: none is made. */
  keyRole: Role | undefined;
  /** TORII_MASTER_KEYS. */
  masterKeys?: string | undefined;
  /** The text of s.yaml, where it is at hand. */
  deployment?: string | undefined;
  /** Only says what would be done. */
  dryRun: boolean;
  /** ms since the epoch. */
  now: number;
  /** Hears of each step as soon as it is done. */
  heard?: (step: InitStep) => void;
}

export interface Initialised {
  account: string;
  steps: InitStep[];
  /** Of the first API key, where one was made. It is stored nowhere. */
  token?: string;
}

/**
 * Makes what Torii needs in an account besides its functions: roles, event buses with their rules, tables, marks of the master
 * keys, and the first API key. Works before the functions are deployed and again after; a second time nothing is changed.
 *
 * @throws CloudError, TablestoreError
 */
export async function initialise(
  own: OwnCloud,
  { keyRole, masterKeys, deployment = '', dryRun, now, heard }: InitOptions,
): Promise<Initialised> {
  const account = await accountBehind(own);
  const at = placeIn(account, own.place);
  const transport = operatorTransport(own);
  const steps: InitStep[] = [];
  const tell = (more: InitStep[]) => {
    steps.push(...more);
    for (const step of more) heard?.(step);
  };

  const ram = { read: ramReader(transport), write: ramWriter(transport) };
  tell(await ensureRoles({ ...ram, at, dryRun }));
  tell(await ensureServiceLinkedRoles({ ...ram, deployment: readDeployment(deployment), dryRun }));
  tell(
    await ensureEvents(transport, {
      accountId: account,
      region: at.region,
      busName: at.bus,
      prefix: at.prefix,
      dryRun,
    }),
  );
  const tables = operatorTables(own, at);
  const store = tablestoreStore(tables);
  const { instance } = at;
  const tableSteps = await ensureTables({ call: tablestoreCalls(tables), store }, { account, instance, dryRun });
  tell(tableSteps);
  if (tableSteps.some(({ did }) => did === 'left')) return { account, steps };
  // A dry run has nothing to ask where there is no table yet: asking would make it.
  const hasNoTable = dryRun && tableSteps.some(({ did }) => did === 'made');
  if (hasNoTable) {
    if (keyRole) tell([{ ...made('API key'), says: `role ${keyRole}, unless there is one` }]);
    return { account, steps };
  }
  const keySteps = await ensureMasterKeys(store, { account, masterKeys, now, dryRun });
  tell(keySteps);
  if (!keyRole || keySteps.some(({ did }) => did === 'left')) return { account, steps };
  const { step, token } = await ensureFirstKey(store, { account, role: keyRole, now, dryRun });
  tell([step]);
  return { account, steps, ...(token !== undefined && { token }) };
}

async function ensureEvents(
  transport: Parameters<typeof eventBridgeClient>[0],
  options: Parameters<typeof ensureEventRules>[1],
): Promise<InitStep[]> {
  try {
    const changes = await ensureEventRules(eventBridgeClient(transport, options.region), options);
    const steps = changes.map(({ what, name, change }) =>
      change === 'created'
        ? made(`event ${what} ${name}`)
        : changed(`event ${what} ${name}`, 'was not what Torii needs'),
    );
    if (steps.length > 0) return steps;
    return [asItShouldBe(`event bus ${options.busName}`, `with ${eventRules(options).length} rules`)];
  } catch (error) {
    if (codeOf(error) !== 'ServiceNotEnable') throw error;
    const wayOut = 'Activate it in the EventBridge console, which costs nothing by itself, and run torii init again.';
    return [left('EventBridge', 'is not opened in this account', wayOut)];
  }
}
