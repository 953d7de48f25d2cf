import type { KillOrder } from '../../local/cloud/fc/run/kill-points.ts';
import { issueWhileDying, rotateWhileDying } from '../scenario/dying-issuance.ts';
import { HOUR_MS, type Scene } from '../scenario/open-house.ts';
import { inventoryOf } from '../suite/account.ts';
import { SCENARIOS } from '../suite/all.ts';
import { PLAIN } from '../suite/conditions.ts';
import type { Scenario } from '../suite/scenarios.ts';

/** Where a function dies: at one of its calls (cloud, state, event, re-invocation), before or after the call had its effect. */
export type Death = Pick<KillOrder, 'functionName' | 'afterCalls' | 'when'>;

/** What came of a story. */
export interface Trace {
  /** Calls of each function. */
  calls: Record<string, number>;
  deaths: number;
  /** All that the owner's account holds in the end, ids left out. */
  end: string;
  /** What was made that there must not be two of: action → how often. */
  made: Record<string, number>;
}

/** A story that can be told with a death in it. What it expects holds with and without. */
export interface Life {
  name: string;
  live(death?: Death): Promise<Trace>;
}

export const LIVES: readonly Life[] = [
  ...SCENARIOS.map(storyLife),
  {
    name: 'a certificate is ordered, uploaded and its records removed',
    live: traced((begin) => issueWhileDying(undefined, begin)),
  },
  {
    name: 'a certificate is renewed and swapped under callers',
    live: traced((begin) => rotateWhileDying(undefined, begin)),
  },
];

function storyLife({ name, run }: Scenario): Life {
  return {
    name,
    live: traced((begin) => run({ ...PLAIN, name, begin })),
  };
}

/** Tells a story, and says what came of the house it was told in. */
function traced(tell: (begin: (scene: Scene) => void) => Promise<unknown>): Life['live'] {
  return async (death) => {
    let scene: Scene | undefined;
    let kill: { deaths: number } | undefined;
    await tell((opened) => {
      scene = opened;
      if (death) kill = opened.runtime.kill(death);
    });
    if (!scene) throw new Error('the story began in no house');
    // A story may end while something else of its gateway is still on its way: what is compared is where all of it comes to.
    await scene.cloud.clock.advanceBy(HOUR_MS);
    return traceOf(scene, kill?.deaths ?? 0);
  };
}

function traceOf({ cloud, runtime }: Scene, deaths: number): Trace {
  const calls: Record<string, number> = {};
  for (const one of runtime.invocations) calls[one.functionName] = (calls[one.functionName] ?? 0) + one.calls;
  const made = Object.fromEntries(
    MADE_ONCE.map((action) => [
      action,
      cloud.calls.of(action).filter(({ status }) => status < 300 && status > 0).length,
    ]),
  );
  return { calls, deaths, made, end: withoutIds(inventoryOf(cloud, cloud.account.id, 'cn-beijing')) };
}

/** Ids tell two worlds of one seed apart only by the order in which things were asked for. */
function withoutIds(inventory: ReturnType<typeof inventoryOf>): string {
  const { gateways, loadBalancers, acls, vSwitches, certificates } = inventory;
  const ids = [...gateways, ...loadBalancers, ...acls.map(({ id }) => id), ...vSwitches, ...certificates].map(String);
  return ids.reduce((text, id, index) => text.replaceAll(id, `id-${index}`), JSON.stringify(inventory));
}

/** Actions that make something new each time they succeed. `newOrder` is ACME's. */
const MADE_ONCE = [
  'CreateGateway',
  'CreateGatewayIntranetLinkedVpc',
  'CreateVSwitch',
  'CreateAcl',
  'AddDomain',
  'AddDomainRecord',
  'AddZone',
  'AddZoneRecord',
  'UploadUserCertificate',
  'CreateCertificateForPackageRequest',
  'newOrder',
];
