import type { Transport } from '../../shared/cloud/transport.ts';
import type { Call, Operation } from '../../shared/state/tablestore/client.ts';
import type { DeployedAt } from '../policies/policy-documents.ts';
import { codeOf, couldNotTell, type Finding, missing, ok, warning } from './finding.ts';

/** Whether a bus is there, where EventBridge is opened. Business failures come with status 200 and a `Code`. */
export async function checkBuses(transport: Transport, at: Required<DeployedAt>): Promise<Finding[]> {
  return Promise.all(
    [at.bus, at.deadLetterBus].map(async (name) => {
      const check = `event bus ${name}`;
      try {
        const answer = await transport.call<{ Code?: string; Message?: string }>({
          ...{ product: 'eventbridge', version: '2020-04-01', style: 'RPC', method: 'POST', path: '/' },
          ...{ region: at.region, action: 'GetEventBus', query: { EventBusName: name }, idempotent: true },
        });
        const code = answer.Code ?? 'Success';
        return code === 'Success' ? ok(check, 'is there') : busFinding(check, name, code, answer);
      } catch (error) {
        return busFinding(check, name, codeOf(error), error);
      }
    }),
  );
}

function busFinding(check: string, name: string, code: string | undefined, error: unknown): Finding {
  switch (code) {
    case 'ServiceNotEnable':
      return missing(check, 'EventBridge is not opened', 'Activate it in the EventBridge console; it costs nothing by itself.');
    case 'EventBusNotExist':
      return missing(check, 'is not there', `Create a custom event bus ${name} in the EventBridge console, or run \`torii init\`.`);
    default:
      return couldNotTell(check, error);
  }
}

/** Tablestore lists the tables of the instance: that it answers at all shows the rest. */
const LIST_TABLES: Operation<void> = { name: 'ListTable', body: new Uint8Array(), read: () => undefined };

export async function checkTablestore(call: Call, instance: string): Promise<Finding> {
  const check = `Tablestore instance ${instance}`;
  try {
    await call(LIST_TABLES);
    return ok(check, 'answers; tables are made on first use');
  } catch (error) {
    const code = codeOf(error);
    // Its host has no address where there is no such instance.
    if (code === 'OTSInstanceNotFound' || code === 'OTSParameterInvalid' || code === 'NoAnswer') {
      const wayOut = `Activate Tablestore and create an instance ${instance} in this region, open to Function Compute.`;
      return missing(check, `does not answer (${code})`, wayOut);
    }
    return couldNotTell(check, error);
  }
}

export async function checkFunctionCompute(transport: Transport, { region, prefix }: Required<DeployedAt>): Promise<Finding> {
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

/** No operation of the 3.0 API tells the quota: it is shown in the console only. */
export const INSTANCE_QUOTA: Finding = warning(
  'Function Compute instances',
  'the quota is shown by no operation: a region starts with 100 instances, and Torii runs at most a few of each function',
  'Compare it with what else runs there, in the console under Quotas.',
);
