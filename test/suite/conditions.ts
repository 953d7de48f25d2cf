import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import type { Scene } from '../scenario/open-house.ts';

/** What the cloud is like while a scenario runs. */
export interface Condition {
  name: string;
  seed?: number;
  /** Called when the owner's world is there and nothing is declared yet. @returns what lifts a bad day, where it is one */
  apply(cloud: LocalCloud): (() => void) | undefined;
  /** Called with the house at the same moment. */
  begin?(scene: Scene): void;
  /** What the owner does once when told to: grant a role, let edits be made. */
  relieve?(cloud: LocalCloud): void;
}

/** As every switch stands at first, on a good day. */
export const PLAIN: Condition = { name: 'on a good day', apply: () => undefined };

/** Throttled, failing, slow, stale, cut off before and after the effect. */
export function onABadDay(seed: number): Condition {
  return {
    name: `on a bad day (seed ${seed})`,
    seed,
    apply: ({ faults }) => {
      const storm = faults.profile('hostile', seed);
      return () => storm.remove();
    },
  };
}

/** Each assumption read the other way than at first; `PLAIN` plays the first readings. */
export const OTHER_READINGS: readonly Condition[] = [
  {
    name: 'updates of a service merge shallowly',
    ...reading(({ eas }) => {
      eas.serviceMerge = 'shallow';
    }),
  },
  {
    name: 'a domain has to be detached before it gets another certificate',
    ...reading(({ eas }) => {
      eas.reattachingDomain = 'refused';
    }),
  },
  {
    name: 'two gateways cannot hold one domain',
    ...reading(({ eas }) => {
      eas.domainOnTwoGateways = 'refused';
    }),
  },
  {
    name: 'the platform publishes private domains itself',
    ...reading(({ eas }) => {
      eas.privateDomains = 'published';
    }),
  },
  {
    name: 'a certificate is Configuring until it is Succeeded',
    ...reading(({ eas }) => {
      eas.certificateStatusInFlight = 'Configuring';
    }),
  },
  {
    name: 'public and private access share one load balancer',
    ...reading(({ eas }) => {
      eas.albPerAccess = 'one';
    }),
  },
  {
    name: 'a gateway whose access is on cannot be deleted',
    ...reading(({ eas }) => {
      eas.deletingWithAccessOn = 'refused';
    }),
  },
  {
    name: 'the service-linked role is missing until somebody grants it',
    ...reading(({ eas }) => {
      eas.serviceLinkedRole = 'missing';
    }),
    relieve: ({ eas }) => {
      eas.serviceLinkedRole = 'granted';
    },
  },
  {
    name: 'load balancers that EAS made cannot be edited until somebody sees to it',
    ...reading(({ alb }) => {
      alb.serviceManagedEdits = 'refused';
    }),
    relieve: ({ alb }) => {
      alb.serviceManagedEdits = 'allowed';
    },
  },
  {
    name: 'a list of a load balancer does not take the broadcast address',
    ...reading(({ alb }) => {
      alb.broadcastEntry = 'refused';
    }),
  },
  {
    name: 'a VPC cannot be linked through a second vSwitch',
    ...reading(({ eas }) => {
      eas.secondLinkOfVpc = 'refused';
    }),
  },
  {
    name: 'a service that may have no instance is taken by the API itself',
    ...reading(({ eas }) => {
      eas.scalingFromZero = 'allowed';
    }),
  },
  {
    name: 'the update time of a gateway stays',
    ...reading(({ eas }) => {
      eas.gatewayUpdateTime = 'stays';
    }),
  },
];

function reading(set: (cloud: LocalCloud) => void): Pick<Condition, 'apply'> {
  return {
    apply(cloud) {
      set(cloud);
      return undefined;
    },
  };
}
