import { parse } from 'yaml';
import type { ApiAnswer } from '../../local/house/api-client.ts';
import type { WorldOptions } from '../../local/house/world.ts';
import { HOUR_MS, openHouse, type Scene } from '../scenario/open-house.ts';
import { whenWritten } from '../scenario/when-written.ts';
import type { Condition } from './conditions.ts';
import { consoleOf } from './console.ts';

/** An owner of gateways, who asks again when the cloud behind the API has a bad day. */
export interface Owner {
  scene: Scene;
  /** Declares, and says yes to the plan. @returns the operation's id */
  declare(text: string): Promise<string>;
  /** Declares, and says nothing yet. @returns the answer of the PUT */
  put(text: string, query?: string): Promise<ApiAnswer>;
  /** Says yes to the plan of now. @returns the steps that were said yes to */
  approve(name?: string): Promise<string[]>;
  /** Says what Torii may do about it. */
  mode(mode: 'enforce' | 'report' | 'paused', name?: string): Promise<void>;
  /** Deletes, and says yes to that. @returns whether it was gone in time */
  remove(name?: string): Promise<boolean>;
  /** Lets virtual time pass until the operation is in that state. @returns the state it is in then */
  until(operation: string, state: string, limitMs?: number): Promise<string>;
  /** Lets virtual time pass until something blocks the operation. @returns all that does; nothing where it took too long */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
  untilBlocked(operation: string): Promise<any>;
  /** As `until`, and says yes whenever it is asked on the way. */
  seeThrough(operation: string, name?: string): Promise<string>;
  /** Does what the owner does in the console, on a good day. */
  undisturbed<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The token of a service. */
  tokenOf(service: string): string;
  /** The gateway as the API shows it. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
  gateway(name?: string): Promise<any>;
}

/** A house with a world in it, and the cloud in that condition from then on. */
export async function openHouseWith(
  condition: Condition,
  text: string,
  { more = [], ...options }: Parameters<typeof openHouse>[1] & WorldOptions & { more?: string[] } = {},
): Promise<Owner> {
  const scene = await openHouse(text, {
    ...(condition.seed === undefined ? {} : { seed: condition.seed }),
    ...options,
    insists: true,
  });
  for (const name of more) await deploy(scene, name);
  const tokens = await tokensOf(scene, text, more);
  let lift = condition.apply(scene.cloud);
  condition.begin?.(scene);
  const undisturbed: Owner['undisturbed'] = async (work) => {
    lift?.();
    try {
      return await work();
    } finally {
      lift = condition.apply(scene.cloud);
    }
  };
  const tokenOf = (service: string): string => tokens[service] ?? '';
  return ownerOf(scene, { undisturbed, tokenOf }, condition.relieve?.bind(condition));
}

/** Read on a good day: what callers know is not what is tried. */
async function tokensOf({ world }: Scene, text: string, more: string[]): Promise<Record<string, string>> {
  const declared: string[] = (parse(text).spec.services ?? []).map(({ name }: { name: string }) => name);
  const names = [...declared, ...more];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await world.tokenOf(name)] as const)));
}

/** A service that the first declaration does not name. */
async function deploy(scene: Scene, name: string): Promise<void> {
  const config = {
    metadata: { name, instance: 1 },
    containers: [{ image: 'registry.example.com/sample/true:1', port: 8000 }],
  };
  await consoleOf(scene).eas('CreateService', 'POST', '/services', { body: JSON.stringify(config) });
  await scene.cloud.clock.advanceBy(HOUR_MS);
}

function ownerOf(scene: Scene, given: Pick<Owner, 'undisturbed' | 'tokenOf'>, relieve: Condition['relieve']): Owner {
  const { api, cloud, look } = scene;

  const put = async (text: string, query = ''): Promise<ApiAnswer> => {
    const answer = await patiently(scene, api('PUT', `/v1/gateways/${nameIn(text)}${query}`, text));
    if (answer.status >= 300) throw new Error(`PUT answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const approve = async (name = scene.name): Promise<string[]> => {
    for (;;) {
      const plan = await patiently(scene, api('GET', `/v1/gateways/${name}/plan`));
      if (plan.status === 404) return [];
      if (plan.status !== 200) continue;
      const { planHash, awaiting } = plan.body;
      if (awaiting.length === 0) return [];
      const said = JSON.stringify({ planHash });
      const { status } = await patiently(scene, api('POST', `/v1/gateways/${name}/approve`, said));
      if (status === 202) return awaiting.map(({ id }: { id: string }) => id);
    }
  };
  const until = async (operation: string, state: string, limitMs = 8 * HOUR_MS): Promise<string> => {
    const limit = cloud.clock.now() + limitMs;
    // To look again takes time on a bad day, in which a worker may look again, too.
    let seen = '';
    const reached = async () => {
      seen = (await look(operation)).state;
      return seen === state || (seen === 'Blocked' && relieve !== undefined);
    };
    await cloud.clock.runUntil(whenWritten(scene, reached), limit);
    if (seen === state) return state;
    if (relieve && state !== 'Blocked' && (await look(operation)).state === 'Blocked') {
      relieve(cloud);
      // What was refused is tried again a day later at the latest.
      await scene.until(operation, state, 30 * HOUR_MS);
    }
    return (await look(operation)).state;
  };
  return {
    ...given,
    scene,
    put,
    approve,
    until,
    async declare(text) {
      const { body } = await put(text);
      await approve(nameIn(text));
      return body.operation;
    },
    async untilBlocked(operation) {
      let seen: unknown[] = [];
      const isBlocked = async () => {
        const { state, blocked } = await look(operation);
        seen = state === 'Blocked' ? blocked : [];
        return seen.length > 0;
      };
      await cloud.clock.runUntil(whenWritten(scene, isBlocked), cloud.clock.now() + 8 * HOUR_MS);
      return seen;
    },
    async seeThrough(operation, name) {
      for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
        let seen = '';
        const answered = async () => {
          seen = (await look(operation)).state;
          return seen === 'Succeeded' || seen === 'AwaitingApproval';
        };
        await cloud.clock.runUntil(whenWritten(scene, answered), cloud.clock.now() + 8 * HOUR_MS);
        if (seen !== 'AwaitingApproval') return seen;
        await approve(name);
        // What the workers reported is older than the yes until they have looked again.
        await cloud.clock.advanceBy(10 * 60_000);
      }
      return (await look(operation)).state;
    },
    async mode(mode, name = scene.name) {
      const { status } = await patiently(scene, api('POST', `/v1/gateways/${name}/mode`, JSON.stringify({ mode })));
      if (status !== 202) throw new Error(`the mode was answered with ${status}`);
    },
    async remove(name = scene.name) {
      await patiently(scene, api('DELETE', `/v1/gateways/${name}?unbindServices=true`));
      await approve(name);
      return cloud.clock.runUntil(
        whenWritten(scene, async () => (await api('GET', `/v1/gateways/${name}`)).status === 404),
        cloud.clock.now() + 8 * HOUR_MS,
      );
    },
    gateway: async (name = scene.name) => (await patiently(scene, api('GET', `/v1/gateways/${name}`))).body,
  };
}

/** Lets virtual time pass until the answer is there: behind it a function may wait for the cloud. */
async function patiently<Answer>({ cloud: { clock } }: Scene, request: Promise<Answer>): Promise<Answer> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  request.then(settle, settle);
  await clock.runUntil(() => settled, clock.now() + HOUR_MS);
  return request;
}

function nameIn(text: string): string {
  return parse(text).metadata.name;
}

/** An owner who is asked this often about one declaration is not being asked, but pestered. */
const MOST_QUESTIONS = 4;
