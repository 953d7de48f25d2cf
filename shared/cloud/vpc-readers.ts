import type { CloudCredentials } from './acs3.ts';
import { type CallingInvocation, invocationTransport } from './invocation-transport.ts';
import { stsClient } from './sts.ts';
import { type VpcReader, vpcClient } from './vpc.ts';

/** Eyes for VPCs: of this account, or of another one through a role of it. */
export type VpcReaders = (roleArn: string | undefined) => Promise<VpcReader>;

/**
 * @returns readers for one region; each role is assumed once, when it is first needed, and forgotten with the invocation
 */
export function vpcReaders(invocation: CallingInvocation, region: string): VpcReaders {
  const transport = invocationTransport(invocation);
  const own = vpcClient(transport, region);
  const ofRoles = new Map<string, Promise<VpcReader>>();
  const assume = async (roleArn: string): Promise<VpcReader> => {
    const credentials: CloudCredentials = await stsClient(transport).assumeRole({
      RoleArn: roleArn,
      RoleSessionName: SESSION_NAME,
      DurationSeconds: SHORTEST_SESSION_SECONDS,
    });
    return vpcClient(invocationTransport({ ...invocation, context: { credentials } }), region);
  };
  return async (roleArn) => {
    if (roleArn === undefined) return own;
    const reader = ofRoles.get(roleArn) ?? assume(roleArn);
    ofRoles.set(roleArn, reader);
    return reader;
  };
}

/** What the owner of the other account sees in their audit trail. */
const SESSION_NAME = 'torii-reads-vpc';
/** Longer than any invocation of ours, and the least there is. */
const SHORTEST_SESSION_SECONDS = 900;
