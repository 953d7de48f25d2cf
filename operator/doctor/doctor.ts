import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudCredentials } from '../../shared/cloud/acs3.ts';
import { alidnsClient } from '../../shared/cloud/alidns.ts';
import { casClient } from '../../shared/cloud/cas.ts';
import { endpointResolver } from '../../shared/cloud/endpoints.ts';
import { eventBridgeClient } from '../../shared/cloud/eventbridge.ts';
import { ramReader } from '../../shared/cloud/ram.ts';
import { stsClient } from '../../shared/cloud/sts.ts';
import { createTransport, type Transport } from '../../shared/cloud/transport.ts';
import { tablestoreCalls, tablestoreEndpoint } from '../../shared/state/tablestore/client.ts';
import type { DeployedAt } from '../policies/policy-documents.ts';
import { checkCertificates } from './certificates.ts';
import { couldNotTell, type Finding, missing, ok } from './finding.ts';
import { checkEventBridge, checkFunctionCompute, checkTablestore, INSTANCE_QUOTA } from './platform.ts';
import { checkRoles } from './roles.ts';
import { checkServiceLinkedRoles } from './service-linked-roles.ts';
import { checkZones, type ResolveNs } from './zones.ts';

/** What is looked at, with whose credentials. */
export interface Patient {
  credentials: CloudCredentials;
  /** Where Torii is, or will be; the account is found out. */
  place: Omit<DeployedAt, 'account'>;
  /** One address for all products; nothing: the real ones. */
  endpoint?: string | undefined;
  /** Custom domains that are going to be declared. */
  domains: readonly string[];
  resolveNs: ResolveNs;
}

/** Looks at an account before Torii is deployed into it. Only reads; what it may not read it says. */
export async function examine({ credentials, place, endpoint, domains, resolveNs }: Patient): Promise<Finding[]> {
  const transport = operatorTransport(credentials, endpoint);
  const account = await accountOf(transport);
  if (typeof account !== 'string') return [account];
  const at: Required<DeployedAt> = { ...DEFAULTS, ...place, account };
  const ram = ramReader(transport);
  const call = tablestoreCalls({
    fetch: globalThis.fetch,
    endpoint: tablestoreEndpoint(at.instance, at.region, endpoint),
    instance: at.instance,
    credentials: () => credentials,
    machineNow: Date.now,
  });
  const groups = await Promise.all([
    [ok('credentials', `belong to account ${account}`)],
    checkRoles(ram, at),
    checkServiceLinkedRoles(ram),
    checkEventBridge(eventBridgeClient(transport, at.region), at),
    checkTablestore(call, at.instance),
    checkFunctionCompute(transport, at),
    INSTANCE_QUOTA,
    checkCertificates(casClient(transport)),
    checkZones(alidnsClient(transport), resolveNs, domains),
  ]);
  return groups.flat();
}

/** The account that the credentials belong to. @throws CloudError */
export async function accountBehind(credentials: CloudCredentials, endpoint?: string): Promise<string> {
  return (await stsClient(operatorTransport(credentials, endpoint)).getCallerIdentity()).AccountId;
}

const DEFAULTS = { instance: 'torii', bus: 'torii', deadLetterBus: 'torii-dead-letters', prefix: 'torii-' };

async function accountOf(transport: Transport): Promise<string | Finding> {
  try {
    return (await stsClient(transport).getCallerIdentity()).AccountId;
  } catch (error) {
    const { says } = couldNotTell('credentials', error);
    const wayOut =
      'Set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for temporary ones, ALIBABA_CLOUD_SECURITY_TOKEN.';
    return missing('credentials', says, wayOut);
  }
}

const ATTEMPT_TIMEOUT_MS = 10_000;

function operatorTransport(credentials: CloudCredentials, endpoint: string | undefined): Transport {
  return createTransport({
    fetch: globalThis.fetch,
    credentials: () => credentials,
    machineNow: Date.now,
    newNonce: randomUUID,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    random: Math.random,
    endpoint: endpointResolver(endpoint),
    attemptSignal: () => AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
  });
}
