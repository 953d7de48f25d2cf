import { expect } from 'vitest';
import {
  type CertificateScene,
  expectOneOfEach,
  FEW_SWEEPS,
  issuances,
  MINUTE_MS,
  openCertificateHouse,
  ourCertificates,
  PROBE,
  publicGateway,
} from './certificate-house.ts';
import { HOUR_MS } from './open-house.ts';

const ROTATOR = 'torii-certificate-rotator';
const PROVISIONER = 'torii-gateway-provisioner';

interface Death {
  /** Which of the function's calls is its last, from 1. */
  afterCalls: number;
  when: 'before' | 'after';
}

/** Called when the story begins. */
type Begin = (scene: CertificateScene) => void;

interface Dying {
  /** Calls of the function until it was done. */
  calls: number;
  deaths: number;
}

/** Calls that a function has made so far. */
function callsOf({ runtime }: CertificateScene, functionName: string): number {
  return runtime.invocations
    .filter((one) => one.functionName === functionName)
    .reduce((sum, { calls }) => sum + calls, 0);
}

/** Until the certificate is there and its records are gone. */
async function untilGot(scene: CertificateScene): Promise<boolean> {
  const isGot = async () => {
    const [memory] = await issuances(scene);
    return memory?.current !== undefined && memory.order === undefined && memory.challengeRecords.length === 0;
  };
  return scene.cloud.clock.runUntil(isGot, scene.cloud.clock.now() + 3 * HOUR_MS);
}

/** Gets a certificate while certificate-rotator dies: it is there all the same, with one order. */
export async function issueWhileDying(death?: Death, begin?: Begin): Promise<Dying> {
  const scene = await openCertificateHouse(undefined, { events: 'once', insists: true });
  begin?.(scene);
  const kill = death && scene.runtime.kill({ functionName: ROTATOR, ...death });
  await scene.declare();
  expect(await untilGot(scene)).toBe(true);
  const calls = callsOf(scene, ROTATOR);
  await scene.cloud.clock.advanceBy(10 * MINUTE_MS);
  await expectOneOfEach(scene);
  return { calls, deaths: kill?.deaths ?? 0 };
}

/** Swaps a certificate for a renewed one while gateway-provisioner dies: no caller fails, and it is swapped once. */
export async function rotateWhileDying(death?: Death, begin?: Begin): Promise<Dying> {
  const scene = await openCertificateHouse(publicGateway(undefined, PROBE), {
    events: 'once',
    env: FEW_SWEEPS,
    insists: true,
  });
  const { cloud, api } = scene;
  await scene.until(await scene.declare(), 'Succeeded');
  await cloud.clock.advanceBy(10 * MINUTE_MS);
  await scene.beginWatch();
  const before = callsOf(scene, PROVISIONER);
  begin?.(scene);
  const kill = death && scene.runtime.kill({ functionName: PROVISIONER, ...death });
  await api('POST', '/v1/certificates/renew', JSON.stringify({ all: true }));
  const isSwapped = () => scene.watch.rotations.length === 1;
  expect(await cloud.clock.runUntil(isSwapped, cloud.clock.now() + 8 * HOUR_MS)).toBe(true);
  const calls = callsOf(scene, PROVISIONER) - before;
  await cloud.clock.advanceBy(10 * MINUTE_MS);
  await expectOneOfEach(scene, 2);
  expect(scene.watch.rotations).toHaveLength(1);
  expect(ourCertificates(scene)).toHaveLength(2);
  return { calls, deaths: kill?.deaths ?? 0 };
}
