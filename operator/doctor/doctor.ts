import { alidnsClient } from '../../shared/cloud/alidns.ts';
import { casClient } from '../../shared/cloud/cas.ts';
import { eventBridgeClient } from '../../shared/cloud/eventbridge.ts';
import { ramReader } from '../../shared/cloud/ram.ts';
import { tablestoreCalls } from '../../shared/state/tablestore/client.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import { readDeployment } from '../deployment.ts';
import { accountBehind, type OwnCloud, operatorTables, operatorTransport, placeIn } from '../own-cloud.ts';
import { checkCertificates } from './certificates.ts';
import { couldNotTell, type Finding, missing, ok } from './finding.ts';
import { checkInstances } from './instances.ts';
import { checkMasterKeys } from './master-keys.ts';
import { checkEventBridge, checkFunctionCompute, checkTablestore } from './platform.ts';
import { checkRoles } from './roles.ts';
import { checkServiceLinkedRoles } from './service-linked-roles.ts';
import { checkZones, type ResolveNs } from './zones.ts';

/** What is looked at, with whose credentials. */
export interface Patient extends OwnCloud {
  /** Custom domains that are going to be declared. */
  domains: readonly string[];
  /** TORII_MASTER_KEYS. */
  masterKeys?: string | undefined;
  /** The text of s.yaml, where it is at hand. */
  deployment?: string | undefined;
  resolveNs: ResolveNs;
}

/** Looks at an account before Torii is deployed into it. Only reads; what it may not read it says. */
export async function examine({
  domains,
  resolveNs,
  masterKeys,
  deployment = '',
  ...own
}: Patient): Promise<Finding[]> {
  const transport = operatorTransport(own);
  const account = await accountOf(own);
  if (typeof account !== 'string') return [account];
  const at = placeIn(account, own.place);
  const ram = ramReader(transport);
  const tables = operatorTables(own, at);
  const call = tablestoreCalls(tables);
  const found = readDeployment(deployment);
  const groups = await Promise.all([
    [ok('credentials', `belong to account ${account}`)],
    checkRoles(ram, at),
    checkServiceLinkedRoles(ram, found),
    checkEventBridge(eventBridgeClient(transport, at.region), at),
    checkTablestore(call, at.instance),
    checkMasterKeys({ call, store: tablestoreStore(tables) }, account, masterKeys),
    checkFunctionCompute(transport, at),
    checkInstances(transport, at, found),
    checkCertificates(casClient(transport)),
    checkZones(alidnsClient(transport), resolveNs, domains),
  ]);
  return groups.flat();
}

async function accountOf(own: OwnCloud): Promise<string | Finding> {
  try {
    return await accountBehind(own);
  } catch (error) {
    const { says } = couldNotTell('credentials', error);
    const wayOut =
      'Set ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and, for temporary ones, ALIBABA_CLOUD_SECURITY_TOKEN.';
    return missing('credentials', says, wayOut);
  }
}
