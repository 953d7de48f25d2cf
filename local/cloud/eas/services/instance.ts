import { createHash } from 'node:crypto';
import { zonesOf } from '../../vpc/zones.ts';

/** One running copy of a service. */
export interface Instance {
  readonly name: string;
  /** The version of the service that it runs. */
  readonly version: number;
  readonly innerIp: string;
  readonly hostIp: string;
  readonly hostName: string;
  readonly zone: string;
  /** ms since the epoch */
  readonly createdAt: number;
  startedAt: number | undefined;
  status: 'Pending' | 'Running';
  restarts: number;
  /** Gets no traffic. */
  isolated: boolean;
  /** Left alone for somebody to look at; another has taken its place. */
  detached: boolean;
  /** How it ended the last time. */
  readonly lastStates: EndOfInstance[];
  /** What was injected into it, one of a kind. */
  faults: readonly InjectedFault[];
}

export interface InjectedFault {
  readonly type: string;
  readonly args: unknown;
  /** Why it could not be injected. */
  readonly failure: string | undefined;
  /** Nothing reaches the instance. */
  readonly cutsOff: boolean;
}

export interface EndOfInstance {
  readonly reason: string;
  readonly exitCode: number;
  /** `2021-05-27T09:46:05Z` */
  readonly finishedAt: string;
}

interface NewInstance {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly region: string;
  readonly version: number;
  /** How many the service has had before. */
  readonly serial: number;
  readonly now: number;
}

/** The name tells service and version apart, as in the documents' `foo-5fc8946767-v****`. */
export function newInstance({ serviceId, serviceName, region, version, serial, now }: NewInstance): Instance {
  const revision = letters(`${serviceId}/${version}`, 10);
  const suffix = letters(`${serviceId}/${version}/${serial}`, 5);
  const zones = zonesOf(region) ?? [];
  const host = serial % 250;
  return {
    name: `${serviceName.replaceAll('_', '-')}-${revision}-${suffix}`,
    version,
    innerIp: `172.17.${Math.floor(serial / 250) % 250}.${host + 2}`,
    hostIp: `11.0.${Math.floor(serial / 250) % 250}.${host + 2}`,
    hostName: `eas-host-${letters(`${region}/${serial % 8}`, 8)}`,
    zone: zones[serial % Math.max(1, zones.length)] ?? region,
    createdAt: now,
    startedAt: undefined,
    status: 'Pending',
    restarts: 0,
    isolated: false,
    detached: false,
    lastStates: [],
    faults: [],
  };
}

/** Of a service, running or not yet. */
export function isManaged({ detached }: Instance): boolean {
  return !detached;
}

function letters(seed: string, length: number): string {
  const bytes = createHash('sha256').update(seed).digest();
  return Array.from(bytes.subarray(0, length), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

/** Without vowels, as the names of pods are. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
