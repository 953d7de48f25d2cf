import type { KillOrder } from '../../local/cloud/fc/run/kill-points.ts';
import type { ToriiEventType } from '../../shared/events/event-bus.ts';
import { issueWhileDying, rotateWhileDying } from '../scenario/dying-issuance.ts';
import { HOUR_MS, type Scene } from '../scenario/open-house.ts';
import { SCENARIOS } from '../suite/all.ts';
import { type Condition, PLAIN } from '../suite/conditions.ts';
import { managedPublic } from '../suite/scenarios/managed.ts';
import type { Scenario } from '../suite/scenarios.ts';
import { endOf, openIntents } from './end.ts';

/** Where a function dies: at one of its calls (cloud, state, event, re-invocation), before or after the call had its effect. */
export type Death = Pick<KillOrder, 'functionName' | 'afterCalls' | 'when'>;

/** What came of a story. */
export interface Trace {
  /** Calls of each function. */
  calls: Record<string, number>;
  deaths: number;
  /** All that the owner's account holds in the end, and all that Torii has written down, a line each. */
  end: string[];
  /** What was made that there must not be two of: action → how often. */
  made: Record<string, number>;
  /** What was told: event type, gateway and generation → how many events of it, by source and id. */
  told: Record<string, number>;
  /** Steps that were called and of which no journal says what became. */
  openIntents: string[];
}

/** A story that can be told with a death in it. What it expects holds with and without. */
export interface Life {
  name: string;
  live(death?: Death): Promise<Trace>;
}

export const LIVES: readonly Life[] = [
  ...SCENARIOS.map((scenario) => storyLife(scenario)),
  storyLife(managedPublic, {
    ...PLAIN,
    name: 'where a retry keeps the request id',
    apply({ functions }) {
      functions.assumptions.retriedRequestId = 'same';
      return undefined;
    },
  }),
  {
    name: 'a certificate is ordered, uploaded and its records removed',
    live: traced((begin) => issueWhileDying(undefined, begin)),
  },
  {
    name: 'a certificate is renewed and swapped under callers',
    // Its gateways are swept every six hours: what a death keeps from being asked for is found by the next sweep.
    live: traced((begin) => rotateWhileDying(undefined, begin), 7 * HOUR_MS),
  },
];

function storyLife({ name, run }: Scenario, condition: Condition = PLAIN): Life {
  return {
    name: condition === PLAIN ? name : `${name}, ${condition.name}`,
    live: traced((begin) => run({ ...condition, begin })),
  };
}

/** Tells a story, and says what came of the house it was told in. */
function traced(tell: (begin: (scene: Scene) => void) => Promise<unknown>, settlingMs: number = HOUR_MS): Life['live'] {
  return async (death) => {
    let scene: Scene | undefined;
    let kill: { deaths: number } | undefined;
    await tell((opened) => {
      scene = opened;
      if (death) kill = opened.runtime.kill(death);
    });
    if (!scene) throw new Error('the story began in no house');
    // A story may end while something else of its gateway is still on its way: what is compared is where all of it comes to.
    await scene.cloud.clock.advanceBy(settlingMs);
    return await traceOf(scene, kill?.deaths ?? 0);
  };
}

async function traceOf(scene: Scene, deaths: number): Promise<Trace> {
  const { cloud, runtime } = scene;
  const calls: Record<string, number> = {};
  for (const one of runtime.invocations) calls[one.functionName] = (calls[one.functionName] ?? 0) + one.calls;
  const made = Object.fromEntries(
    MADE_ONCE.map((action) => [
      action,
      cloud.calls.of(action).filter(({ status }) => status < 300 && status > 0).length,
    ]),
  );
  return { calls, deaths, made, told: toldIn(runtime), end: await endOf(scene), openIntents: await openIntents(scene) };
}

/**
 * Events as those who listen count them. One that is sent again under its id is one: whoever listens knows it by source and
 * id (CloudEvents 1.0, 3.1.1), and a worker that dies while it tells does send it again. What the API tells is not counted:
 * it is a hint to look, and an owner whose request was not answered asks again, which is another request and another hint.
 */
function toldIn({ published }: Scene['runtime']): Trace['told'] {
  const ids = new Map<string, Set<string>>();
  for (const { id, type, data } of published) {
    if (HINTS_OF_THE_API.includes(type)) continue;
    const what = `${type} ${data.region}/${data.name} ${data.generation}`;
    ids.set(what, (ids.get(what) ?? new Set()).add(id));
  }
  return Object.fromEntries([...ids].map(([what, { size }]) => [what, size]));
}

const HINTS_OF_THE_API: readonly ToriiEventType[] = [
  'torii.gateway.declared',
  'torii.gateway.approved',
  'torii.gateway.deletion-requested',
  'torii.gateway.mode-changed',
];

/** Actions that make something new each time they succeed. `newOrder` is ACME's. */
const MADE_ONCE = [
  'CreateGateway',
  'CreateGatewayIntranetLinkedVpc',
  'CreateGatewayIntranetLinkedVpcPeer',
  'AttachGatewayDomain',
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
