import { describe, expect, it, onTestFinished } from 'vitest';
import { clientOf, orderBody, type ScriptedAcmeServer, startAcmeServer } from './scripted-acme-server.ts';
import { rejectionOf } from './transport-under-test.ts';

async function showingAnOrder(): Promise<ScriptedAcmeServer> {
  const started = await startAcmeServer({
    script: (_, { url }) => ({ headers: { location: `${url}/order/1` }, body: orderBody(url) }),
  });
  onTestFinished(() => expect(started.faults).toEqual([]));
  return started;
}

const calls = ({ received }: ScriptedAcmeServer) => received.map(({ method, path }) => `${method} ${path}`);

describe('nonces', () => {
  it('are asked for once: each answer brings the next', async () => {
    const acme = await showingAnOrder();
    const { client } = await clientOf(acme);
    for (const number of [1, 2, 3]) await client.order(`${acme.url}/order/${number}`);
    expect(calls(acme)).toEqual([
      'GET /directory',
      'HEAD /new-nonce',
      'POST /order/1',
      'POST /order/2',
      'POST /order/3',
    ]);
  });

  it('are never used twice by requests that run at once', async () => {
    const acme = await showingAnOrder();
    const { client } = await clientOf(acme);
    await Promise.all([1, 2, 3, 4, 5].map((number) => client.order(`${acme.url}/order/${number}`)));
    await Promise.all([1, 2, 3, 4, 5].map((number) => client.order(`${acme.url}/order/${number}`)));
    expect(calls(acme).filter((call) => call === 'HEAD /new-nonce')).toHaveLength(5);
    expect(calls(acme).filter((call) => call === 'GET /directory')).toHaveLength(1);
  });

  it('that are refused are replaced by the one that came along, also for a new order', async () => {
    const acme = await showingAnOrder();
    acme.refuseNonces(5);
    const { client } = await clientOf(acme);
    await client.newOrder({ names: ['example.com'] });
    expect(calls(acme).filter((call) => call === 'POST /new-order')).toHaveLength(6);
    expect(calls(acme).filter((call) => call === 'HEAD /new-nonce')).toHaveLength(1);
    expect(acme.heard).toHaveLength(1);
  });

  it('that were kept are given up when one of them turns out to be too old', async () => {
    const acme = await showingAnOrder();
    const { client } = await clientOf(acme);
    const orders = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, number) => client.order(`${acme.url}/order/${number}`)));
    const fresh = () => calls(acme).filter((call) => call === 'HEAD /new-nonce').length;
    await orders(3);
    acme.refuseNonces(1);
    await orders(1);
    expect(fresh()).toBe(3);
    await orders(3);
    expect(fresh()).toBe(5);
  });

  it('that are refused again and again are reported, to be tried later', async () => {
    const acme = await showingAnOrder();
    acme.refuseNonces(6);
    const { client } = await clientOf(acme);
    const refusal = await rejectionOf(client.newOrder({ names: ['example.com'] }));
    expect(refusal).toMatchObject({ code: 'badNonce', retryable: true });
    expect(acme.heard).toHaveLength(0);
  });
});
