import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyListenerCertificate } from '../../functions/gateway-provisioner/apply-listener-certificates.ts';
import type { AlbReader } from '../../shared/cloud/alb.ts';
import { type AlbClient, albClient } from '../../shared/cloud/alb.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { keepAlb } from '../../shared/cloud/kept-alb.ts';
import { observeLoadBalancers } from '../../shared/cloud/load-balancer-observation.ts';
import { NO_PROVISIONING_MEMORY } from '../../shared/domain-rules/provisioning/input.ts';
import type { ListenerCertificateStep } from '../../shared/domain-rules/provisioning/listener-certificate-step.ts';
import { type AlbCloud, REGION, startAlbCloud } from './alb-cloud.ts';
import { transportTo } from './transport-to.ts';

let world: AlbCloud;
let ours: AlbClient;
let tokens: number;

beforeEach(async () => {
  world = await startAlbCloud();
  const { cloud } = world;
  tokens = 0;
  const transport = transportTo(cloud, cloud.account, (ms) => cloud.clock.advanceBy(ms));
  ours = albClient(transport, REGION);
});
afterEach(() => world.cloud.close());

async function certificateFor(name: string): Promise<string> {
  const { cloud } = world;
  const now = cloud.clock.now();
  const material = await cloud.ca.issue({
    names: [name],
    notBefore: new Date(now - 3_600_000),
    notAfter: new Date(now + 90 * 86_400_000),
  });
  const { id } = cloud.cas.add({ account: cloud.account.id, name: `cert-${++tokens}`, ...material });
  return String(id);
}

/** A load balancer of a service with a certificate of somebody else as the default one of its HTTPS listener. */
async function made() {
  const { loadBalancerId } = world.cloud.alb.createForService({
    account: world.cloud.account.id,
    region: REGION,
    managedBy: 'eas',
    name: 'eas-chat',
    vpcId: 'vpc-a',
    vSwitchIds: ['vsw-h', 'vsw-i'],
    addressType: 'Internet',
  });
  await world.later();
  const listener = world.cloud.alb.listenersOf(loadBalancerId).find(({ protocol }) => protocol === 'HTTPS');
  const listenerId = listener?.id ?? '';
  const theirs = await certificateFor('theirs.example.org');
  const Certificates = [{ CertificateId: `${theirs}-cn-hangzhou` }];
  await ours.updateListenerAttribute(listenerId, { Certificates }, `token-${++tokens}`);
  await world.later();
  return { loadBalancerId, listenerId, theirs };
}

type Place = { loadBalancerId: string; listenerId: string };

const step = (kind: ListenerCertificateStep['kind'], { loadBalancerId, listenerId }: Place, certificateId: string) => ({
  ...{
    kind,
    id: `${kind}/${certificateId}`,
    target: listenerId,
    summary: '',
    after: [],
    effects: [],
    repeatable: true,
  },
  ...{ loadBalancerId, listenerId, certificateId, identifier: `${certificateId}-cn-hangzhou` },
});

async function apply(one: ListenerCertificateStep) {
  const applied = await applyListenerCertificate(ours, one, {
    newId: () => `token-${++tokens}`,
    now: world.cloud.clock.now(),
  });
  return { message: applied.message, memory: applied.learn?.(NO_PROVISIONING_MEMORY) };
}

const look = async ({ loadBalancerId }: Place) => {
  const { loadBalancers } = await observeLoadBalancers(ours, [loadBalancerId], 'torii:1/r/n', () => true);
  return loadBalancers.flatMap(({ listeners }) =>
    listeners.map(({ protocol, certificates }) => [protocol, certificates]),
  );
};

describe('a certificate on a listener', () => {
  it('is put there and taken off again, beside the default one, and is seen on its way', async () => {
    const place = await made();
    const id = await certificateFor('chat.example.com');
    const row = { certificateId: id, identifier: `${id}-cn-hangzhou`, isDefault: false };
    const byDefault = {
      certificateId: place.theirs,
      identifier: `${place.theirs}-cn-hangzhou`,
      isDefault: true,
      status: 'Associated',
    };
    const { memory } = await apply(step('associate-certificate', place, id));
    expect(memory?.listenerCertificates).toEqual({ [place.listenerId]: [id] });
    expect(await look(place)).toEqual([
      ['HTTP', undefined],
      ['HTTPS', [byDefault, { ...row, status: 'Associating' }]],
    ]);
    await world.later();
    expect((await look(place))[1]).toEqual(['HTTPS', [byDefault, { ...row, status: 'Associated' }]]);
    const off = await apply(step('dissociate-certificate', place, id));
    expect(off.memory).toBeUndefined();
    await world.later();
    expect((await look(place))[1]).toEqual(['HTTPS', [byDefault]]);
  });

  it('that somebody else put there, or that is gone, is nothing to do and teaches nothing', async () => {
    const place = await made();
    const id = await certificateFor('chat.example.com');
    await ours.associateAdditionalCertificatesWithListener(place.listenerId, [`${id}-cn-hangzhou`], 'by-hand');
    await world.later();
    expect(await apply(step('associate-certificate', place, id))).toEqual({
      message: 'there was nothing to do (ResourceAlreadyAssociated.Certificate)',
      memory: undefined,
    });
    const other = await certificateFor('chat.example.com');
    expect((await apply(step('dissociate-certificate', place, other))).memory).toBeUndefined();
    expect((await apply(step('associate-certificate', place, place.theirs))).memory).toBeUndefined();
  });

  it('that the instance has no room for, or that may not be put there, is learned', async () => {
    const place = await made();
    const { loadBalancerId, listenerId } = place;
    const now = () => world.cloud.clock.now();
    const step8 = step('associate-certificate', place, await certificateFor('chat.example.com'));
    world.cloud.alb.serviceManagedEdits = 'refused';
    expect((await apply(step8)).memory).toMatchObject({ editsRefused: { loadBalancerId, listenerId, at: now() } });
    world.cloud.alb.serviceManagedEdits = 'allowed';
    world.cloud.alb.quotas.certificates = [0, 0];
    const full = await apply(step8);
    expect(full.memory?.certificatesFull).toMatchObject({ loadBalancerId, at: now() });
    expect(full.message).toContain('no room');
  });

  it('that CAS does not have is an error', async () => {
    const place = await made();
    await expect(apply(step('associate-certificate', place, '404404'))).rejects.toThrow(CloudError);
  });
});

describe('the certificates of a listener', () => {
  it('cost one call where they are asked for, none of an HTTP listener, and are kept until something changed there', async () => {
    const { loadBalancerId, listenerId } = await made();
    const count = () => world.cloud.calls.count('ListListenerCertificates');
    const kept = keepAlb(ours);
    const observe = (reader: AlbReader, asks: boolean) =>
      observeLoadBalancers(reader, [loadBalancerId], 'torii:1/r/n', () => asks);
    await observe(kept.reader, false);
    expect(count()).toBe(0);
    await observe(kept.reader, true);
    await observe(kept.reader, true);
    expect(count()).toBe(1);
    kept.forget([`listener/${listenerId}`]);
    await observe(kept.reader, true);
    expect(count()).toBe(2);
  });
});
