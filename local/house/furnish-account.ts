import { randomUUID } from 'node:crypto';
import { ensureEventRules } from '../../operator/init/event-rules.ts';
import { FUNCTION_RESOURCES } from '../../operator/policies/function-resource.ts';
import { policyFor, roleName } from '../../operator/policies/policy-documents.ts';
import { endpointResolver } from '../../shared/cloud/endpoints.ts';
import { eventBridgeClient } from '../../shared/cloud/eventbridge.ts';
import { createTransport } from '../../shared/cloud/transport.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';
import { REGION } from './house.ts';

/** What has to be in an account before Torii is deployed into it: a role for each function, the buses and their rules. */
export async function furnishAccount(cloud: LocalCloud): Promise<void> {
  const { account } = cloud;
  // An owner makes it in the console; what is in it is made by Torii.
  cloud.tablestore.addInstance(account.id, REGION, 'torii');
  for (const resource of FUNCTION_RESOURCES) {
    cloud.ram.putRole({
      arn: `acs:ram::${account.id}:role/${roleName(resource)}`,
      trust: { services: ['fc.aliyuncs.com'] },
      policies: [policyFor(resource, { account: account.id, region: REGION })],
    });
  }
  const transport = createTransport({
    fetch: globalThis.fetch,
    credentials: () => account,
    machineNow: Date.now,
    newNonce: randomUUID,
    sleep: () => Promise.resolve(),
    random: Math.random,
    endpoint: endpointResolver(cloud.endpoint),
  });
  const client = eventBridgeClient(transport, REGION);
  await ensureEventRules(client, { accountId: account.id, region: REGION, busName: 'torii' });
}
