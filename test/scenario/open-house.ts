import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { type House, type HouseOptions, startHouse } from '../../local/house/start-house.ts';
import { buildWorld, type World, type WorldOptions } from '../../local/house/world.ts';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { insistent } from './insistent.ts';
import { whenWritten } from './when-written.ts';

export const CHAT = readFileSync('examples/chat-public.yaml', 'utf8');
export const HOUR_MS = 3_600_000;

export interface Scene extends House {
  world: World;
  /** The declaration, as text. */
  text: string;
  name: string;
  /** PUTs the declaration and approves its plan. @returns the operation's id */
  declare(text?: string): Promise<string>;
  /** The operation as the API shows it. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
  look(operation: string): Promise<any>;
  /** Lets virtual time pass until the operation is in that state. @returns whether it came to it within `limitMs` */
  until(operation: string, state: string, limitMs?: number): Promise<boolean>;
}

type SceneOptions = Omit<HouseOptions, 'serverlessYaml'> &
  WorldOptions & {
    /** Asks the API again where its function died on the way. */
    insists?: boolean;
  };

/** A house with the world that a declaration takes for granted; closed after the test. */
export async function openHouse(text: string = CHAT, options: SceneOptions = {}): Promise<Scene> {
  const scene = await startScene(text, options);
  onTestFinished(() => scene.close());
  return scene;
}

/** The same for more than one test: who starts it closes it. */
export async function startScene(
  text: string = CHAT,
  { insists = false, ...options }: SceneOptions = {},
): Promise<Scene> {
  const reading = readDeclaration(parse(text));
  if (!reading.ok) throw new Error(`the test's declaration is refused: ${reading.problems[0]?.message}`);
  const house = await startHouse({ serverlessYaml: 's.yaml', ...options });
  const world = await buildWorld(house.cloud, reading.declaration, options).catch(async (error) => {
    await house.close();
    throw error;
  });
  const { name } = reading.declaration.metadata;
  const { region } = reading.declaration.spec;
  const { cloud } = house;
  const api = insists ? insistent(house.api) : house.api;
  const look = async (operation: string) => (await api('GET', `/v1/operations/${operation}`)).body;
  return {
    ...house,
    api,
    world,
    text,
    name,
    look,
    async declare(declared = text) {
      const { status, body } = await api('PUT', `/v1/gateways/${name}`, declared);
      if (status >= 300) throw new Error(`PUT answered ${status}: ${JSON.stringify(body)}`);
      await api(
        'POST',
        `/v1/gateways/${name}/approve?region=${region}`,
        JSON.stringify({ planHash: body.plan.planHash }),
      );
      return body.operation;
    },
    until: (operation, state, limitMs = 2 * HOUR_MS) =>
      cloud.clock.runUntil(
        whenWritten(house, async () => (await look(operation)).state === state),
        cloud.clock.now() + limitMs,
      ),
  };
}

/** What the owner pays for or sees: one line for each thing on the cloud that a gateway is made of. */
export function inventory({ cloud }: Pick<House, 'cloud'>): Record<string, number> {
  const made = (action: string) => cloud.calls.of(action).filter(({ status }) => status === 200).length;
  return {
    gateways: made('CreateGateway'),
    links: made('CreateGatewayIntranetLinkedVpc'),
    records: made('AddDomainRecord'),
    bindings: made('UpdateService'),
  };
}
