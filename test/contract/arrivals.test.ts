import { describe, expect, it } from 'vitest';
import { hasArrived } from '../../functions/gateway-provisioner/arrivals.ts';
import { ofAlbByArrival, partOfWait, touchedBy, touchedOfAlb } from '../../functions/gateway-provisioner/touched.ts';
import type { AlbReader } from '../../shared/cloud/alb.ts';
import type { ListenerDetail, LoadBalancerDetail } from '../../shared/cloud/alb-wire.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { EasReader } from '../../shared/cloud/eas.ts';
import type { Wait } from '../../shared/domain-rules/plan.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';

const OWNER = 'torii:1/cn-beijing/chat';
const wait = (id: string): Wait => ({ id, on: 'cloud', reason: 'R', message: '', typicalSeconds: 6 });

/** What ALB says of the one thing of each kind; whatever else is asked fails the test. */
interface Seen {
  balancer?: string;
  listener?: string;
  listeners?: number;
  relations?: string[];
  lists?: [access: string, status: string][];
  certificates?: (string | undefined)[];
}

function albThatSays({ balancer, listener, listeners, relations, lists, certificates }: Seen): AlbReader {
  const seen: Partial<AlbReader> = {
    ...(balancer && { getLoadBalancerAttribute: async () => ({ LoadBalancerStatus: balancer }) as LoadBalancerDetail }),
    ...((listener || relations) && {
      getListenerAttribute: async () =>
        ({
          ListenerStatus: listener,
          AclConfig: { AclRelations: (relations ?? []).map((Status) => ({ AclId: 'acl-1', Status })) },
        }) as ListenerDetail,
    }),
    ...(certificates && {
      listListenerCertificates: async () =>
        certificates.map((Status) => ({ CertificateId: '7-x', ...(Status && { Status }) })),
    }),
    ...(listeners !== undefined && {
      allListeners: async () => Array.from({ length: listeners }, () => ({}) as ListenerDetail),
    }),
    ...(lists && {
      allAcls: async (filter) => {
        expect(filter).toEqual({ Tag: [{ Key: 'torii', Value: OWNER }] });
        return lists.map(([Value, AclStatus]) => ({
          AclId: 'acl-1',
          AclStatus,
          Tags: [{ Key: 'torii-access', Value }],
        }));
      },
    }),
  };
  return seen as AlbReader;
}

const ask = (alb: AlbReader, id: string, eas: Partial<EasReader> = {}) =>
  hasArrived({ eas: eas as EasReader, alb }, { gatewayId: 'gw-1', owner: OWNER }, [wait(id)]);

describe('what is waited for on a load balancer is asked for by one call', () => {
  it.each<[string, Seen, boolean]>([
    ['load-balancer-ready/alb-1', { balancer: 'Provisioning' }, false],
    ['load-balancer-ready/alb-1', { balancer: 'Configuring' }, false],
    ['load-balancer-ready/alb-1', { balancer: 'Active' }, true],
    ['load-balancer-ready/alb-1', { balancer: 'CreateFailed' }, true],
    ['listeners-seen/alb-1', { listeners: 0 }, false],
    ['listeners-seen/alb-1', { listeners: 1 }, true],
    ['listener-ready/lsn-1', { listener: 'Configuring' }, false],
    ['listener-ready/lsn-1', { listener: 'Running' }, true],
    ['acl-on/lsn-1', { relations: ['Associated', 'Associating'] }, false],
    ['acl-on/lsn-1', { relations: ['Associated'] }, true],
    ['acl-off/lsn-1', { relations: ['Dissociating'] }, false],
    ['acl-off/lsn-1', { relations: [] }, true],
    ['certificates-settled/lsn-1', { certificates: ['Associated', 'Associating'] }, false],
    ['certificates-settled/lsn-1', { certificates: ['Diassociating'] }, false],
    ['certificates-settled/lsn-1', { certificates: ['Associated', undefined] }, true],
    ['acl-ready/internet', { lists: [['internet', 'Configuring']] }, false],
    ['acl-ready/internet', { lists: [['internet', 'Available']] }, true],
    ['acl-ready/internet', { lists: [['intranet', 'Configuring']] }, true],
  ])('%s, where it is %j: %s', async (id, seen, arrived) => {
    expect(await ask(albThatSays(seen), id)).toBe(arrived);
  });

  it('is worth a look when what it hung on is gone, and any other refusal is an error', async () => {
    const refusing = (code: string) =>
      ({
        getListenerAttribute: async () => {
          throw new CloudError({ product: 'alb', action: 'A', code, status: 404, message: code, retryable: false });
        },
      }) as Partial<AlbReader> as AlbReader;
    expect(await ask(refusing('ResourceNotFound.Listener'), 'acl-on/lsn-1')).toBe(true);
    await expect(ask(refusing('Forbidden'), 'acl-on/lsn-1')).rejects.toThrow('Forbidden');
  });

  it('gets its look where nobody knows how to ask', async () => {
    expect(await ask(albThatSays({}), 'something-new/1')).toBe(true);
  });
});

describe('what is read anew', () => {
  it.each(['gateway-running', 'internet-running', 'intranet-running', 'load-balancers-gone'])(
    'is the gateway, for %s',
    (id) => {
      expect(partOfWait(wait(id))).toBe('gateway');
    },
  );

  it('is everything of ALB where something can have come, and only what can have changed otherwise', () => {
    expect(ofAlbByArrival(wait('internet-running'))).toBe('all');
    expect(ofAlbByArrival(wait('load-balancer-ready/alb-1'))).toBe('all');
    expect(ofAlbByArrival(wait('something-new/1'))).toBe('all');
    expect(ofAlbByArrival(wait('acl-ready/internet'))).toEqual(['lists']);
    expect(ofAlbByArrival(wait('acl-on/lsn-1'))).toEqual(['balancers', 'listener/lsn-1', 'lists']);
    expect(ofAlbByArrival(wait('certificates-settled/lsn-1'))).toEqual(['balancers', 'listener/lsn-1']);
    expect(ofAlbByArrival(wait('service/chat'))).toEqual([]);
    const step = (kind: ProvisioningStep['kind']) => ({ kind, listenerId: 'lsn-1' }) as ProvisioningStep;
    expect(touchedOfAlb(step('open-access'))).toBe('all');
    expect(touchedOfAlb(step('fill-acl'))).toEqual(['lists']);
    expect(touchedOfAlb(step('guard-listener'))).toContain('listener/lsn-1');
    expect(touchedOfAlb(step('associate-certificate'))).toEqual(['balancers', 'listener/lsn-1']);
    expect(touchedBy(step('dissociate-certificate'))).toEqual([]);
    expect(touchedOfAlb(step('bind-service'))).toEqual([]);
    expect(touchedBy(step('guard-listener'))).toEqual([]);
  });
});
