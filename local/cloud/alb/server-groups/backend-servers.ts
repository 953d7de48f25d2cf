import ipaddr from 'ipaddr.js';
import { ApiError, type ParameterTable } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import type { Owner } from '../owner.ts';
import type { AlbState } from '../state.ts';
import type { BackendServer, ServerGroup, ServerType } from './server-group.ts';

/** What names a server of a group: of one that runs on several ports each is its own. */
export const serverFields = {
  ServerId: { type: 'string', required: true },
  ServerType: { type: 'string', required: true, enum: ['Ecs', 'Eni', 'Eci', 'Ip', 'Fc'] },
  ServerIp: { type: 'string' },
  Port: { type: 'integer', min: 1, max: 65_535 },
} as const satisfies ParameterTable;

export const changeableFields = {
  Weight: { type: 'integer', min: 0, max: 100 },
  Description: { type: 'string', pattern: /^(?!https?:\/\/)(.{2,256})?$/su },
} as const satisfies ParameterTable;

export const newServerFields = {
  ...serverFields,
  ...changeableFields,
  RemoteIpEnabled: { type: 'boolean', default: false },
} as const satisfies ParameterTable;

export interface NamedServer {
  readonly ServerId: string;
  readonly ServerType: ServerType;
  readonly ServerIp?: string | undefined;
  readonly Port?: number | undefined;
}

interface NewServer extends NamedServer {
  readonly Weight?: number | undefined;
  readonly Description?: string | undefined;
  readonly RemoteIpEnabled?: boolean | undefined;
}

const TYPES = { Instance: ['Ecs', 'Eni', 'Eci'], Ip: ['Ip'], Fc: ['Fc'] } as const;

export const newServerErrors = [
  'Mismatch.ServerType',
  'Mismatch.VpcId',
  'IllegalParam.ServerIp',
  'InvalidParameter',
  'ResourceNotFound.Ecs',
  'ResourceNotFound.Eni',
  'ResourceNotFound.Eci',
  'DuplicatedParam.BackendServer',
  'Conflict.BackendServer',
  'ResourceQuotaExceeded.LoadBalancerServersNum',
  'ResourceQuotaExceeded.ServerAddedNum',
] as const satisfies AlbErrorCode[];

/** The servers to add; throws where one cannot be in the group. Functions are taken at their word. */
export function newServers(
  state: AlbState,
  owner: Owner,
  group: ServerGroup,
  given: readonly NewServer[],
  leaving: readonly BackendServer[] = [],
): readonly BackendServer[] {
  const servers = given.map((each) => newServer(state, owner, group, each));
  if (new Set(servers.map(keyOf)).size < servers.length) {
    throw new ApiError<AlbErrorCode>('DuplicatedParam.BackendServer', { id: 'BackendServer' });
  }
  const taken = new Set(group.servers.filter((each) => !leaving.includes(each)).map(keyOf));
  const known = servers.find((each) => taken.has(keyOf(each)));
  if (known) throw new ApiError<AlbErrorCode>('Conflict.BackendServer', { id: known.id, other: group.id });
  return servers;
}

function newServer(state: AlbState, owner: Owner, { facts }: ServerGroup, given: NewServer): BackendServer {
  const { ServerId: id, ServerType: type, Port: port } = given;
  const types: readonly ServerType[] = TYPES[facts.type];
  if (!types.includes(type)) {
    throw new ApiError<AlbErrorCode>('Mismatch.ServerType', { what: 'ServerType', id, other: facts.id });
  }
  if (type !== 'Fc' && port === undefined) throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Port' });
  return {
    ...{ id, type, port },
    ip: addressOf(state, owner, facts, given),
    remoteIpEnabled: given.RemoteIpEnabled ?? false,
    weight: given.Weight ?? 100,
    description: given.Description ?? '',
    status: 'Adding',
    health: 'Initial',
  };
}

function addressOf(state: AlbState, owner: Owner, { id, vpcId }: ServerGroup['facts'], given: NewServer): string {
  switch (given.ServerType) {
    case 'Fc':
      return '';
    case 'Ip':
      if (!isReachable(state, vpcId, given)) throw new ApiError<AlbErrorCode>('IllegalParam.ServerIp');
      return given.ServerId;
    default: {
      const server = state.elsewhere.find(owner, given.ServerType, given.ServerId);
      if (!server) throw new ApiError<AlbErrorCode>(`ResourceNotFound.${given.ServerType}`, { id: given.ServerId });
      if (server.vpcId !== vpcId) {
        throw new ApiError<AlbErrorCode>('Mismatch.VpcId', { what: 'VpcId', id: given.ServerId, other: id });
      }
      return given.ServerIp || server.address || '';
    }
  }
}

/** An address of the VPC, or any private one where it is said to be remote (inferred: which ones). */
function isReachable(state: AlbState, vpcId: string | undefined, { ServerId, RemoteIpEnabled }: NewServer): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(ServerId)) return false;
  const address = ipaddr.IPv4.parse(ServerId);
  if (RemoteIpEnabled) return ['private', 'carrierGradeNat'].includes(address.range());
  const vpc = vpcId === undefined ? undefined : state.vpc.vpcById(vpcId);
  return vpc !== undefined && address.match(ipaddr.IPv4.parseCIDR(vpc.cidrBlock));
}

/** The servers of a group that are named; throws ResourceNotFound.BackendServer. */
export function namedServers({ servers }: ServerGroup, named: readonly NamedServer[]): readonly BackendServer[] {
  return named.map((each) => {
    const found = servers.find((server) => isNamed(server, each));
    if (!found) throw new ApiError<AlbErrorCode>('ResourceNotFound.BackendServer', { id: each.ServerId });
    return found;
  });
}

function isNamed(server: BackendServer, { ServerId, ServerType, ServerIp, Port }: NamedServer): boolean {
  if (server.id !== ServerId || server.type !== ServerType) return false;
  return (!ServerIp || server.ip === ServerIp) && (server.type === 'Fc' || server.port === Port);
}

function keyOf({ id, ip, port }: BackendServer): string {
  return `${id}/${ip}/${port}`;
}
