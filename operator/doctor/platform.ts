import type { EventBridgeClient } from '../../shared/cloud/eventbridge.ts';
import type { Transport } from '../../shared/cloud/transport.ts';
import type { Call } from '../../shared/state/tablestore/client.ts';
import { ensureEventRules } from '../init/event-rules.ts';
import { LIST_TABLES } from '../list-tables.ts';
import type { DeployedAt } from '../policies/policy-documents.ts';
import { codeOf, couldNotTell, type Finding, missing, ok } from './finding.ts';

/** Whether our buses are there, with a rule for each function that listens, where EventBridge is opened. */
export async function checkEventBridge(client: EventBridgeClient, at: Required<DeployedAt>): Promise<Finding[]> {
  const check = `event bus ${at.bus}`;
  const { account: accountId, region, bus: busName, prefix } = at;
  try {
    const changes = await ensureEventRules(client, { accountId, region, busName, prefix, dryRun: true });
    if (changes.length === 0) return [ok(check, 'is there, with a rule for each function that listens')];
    return changes.map(({ what, name, change }) => {
      const says = change === 'created' ? 'is not there' : 'differs from what Torii needs';
      return missing(`event ${what} ${name}`, says, 'Run `torii init`, which makes buses and rules.');
    });
  } catch (error) {
    if (codeOf(error) !== 'ServiceNotEnable') return [couldNotTell(check, error)];
    return [
      missing(
        check,
        'EventBridge is not opened',
        'Activate it in the EventBridge console; it costs nothing by itself.',
      ),
    ];
  }
}

/** Tablestore lists the tables of the instance: that it answers at all shows the rest. */
export async function checkTablestore(call: Call, instance: string): Promise<Finding> {
  const check = `Tablestore instance ${instance}`;
  try {
    await call(LIST_TABLES);
    return ok(check, 'answers; tables are made on first use');
  } catch (error) {
    const code = codeOf(error);
    // Its host has no address where there is no such instance.
    const isUnknown = code === 'OTSAuthFailed' && /instance is not found/i.test(String(error));
    if (isUnknown || code === 'NoAnswer') {
      const wayOut = `Activate Tablestore and create an instance ${instance} in this region, open to Function Compute.`;
      return missing(check, `does not answer (${code})`, wayOut);
    }
    return couldNotTell(check, error);
  }
}

export async function checkFunctionCompute(
  transport: Transport,
  { region, prefix }: Required<DeployedAt>,
): Promise<Finding> {
  const check = 'Function Compute';
  try {
    const { functions = [] } = await transport.call<{ functions?: unknown[] | null }>({
      ...{ product: 'fc', version: '2023-03-30', style: 'ROA', method: 'GET', path: '/2023-03-30/functions' },
      ...{ region, action: 'ListFunctions', query: { prefix, limit: 100 }, idempotent: true },
    });
    return ok(check, `answers; ${functions?.length ?? 0} functions begin with ${prefix}`);
  } catch (error) {
    if (codeOf(error) === 'FcServiceNotEnabled') {
      return missing(check, 'is not opened', 'Activate it in the Function Compute console.');
    }
    return couldNotTell(check, error);
  }
}
