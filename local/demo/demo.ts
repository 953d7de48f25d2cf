import { readFileSync } from 'node:fs';
import type { Declaration } from '../../shared/domain-rules/declaration.ts';
import type { House } from '../house/start-house.ts';
import type { World } from '../house/world.ts';
import { watch } from './follow.ts';
import { addressIn, type Proof, proveFromOutside } from './proof.ts';
import { type Rotation, watchRotation } from './rotation.ts';
import type { Outcome } from './summary.ts';
import type { Timeline } from './timeline.ts';
import { watchZoneProblem } from './zone-problem.ts';

export interface DemoInput {
  file: string;
  text: string;
  declaration: Declaration;
}

/** Declares, approves, follows, proves from outside; then lets a certificate fall due and a zone problem solve itself. */
export async function runDemo(
  house: House,
  world: World,
  { file, text, declaration }: DemoInput,
  show: Timeline,
): Promise<Outcome> {
  const { api } = house;
  const { name } = declaration.metadata;
  const { region, domains, internet, services } = declaration.spec;
  const watched = watch(house, { name, region }, show);

  show.heading(`1  PUT ${file}`);
  const put = await api('PUT', `/v1/gateways/${name}`, text);
  if (put.status >= 300) {
    show.line(`refused with HTTP ${put.status}: ${put.body?.detail ?? put.body?.Message}`);
    return { passed: false, ready: false, declaration, reached: undefined, proof: undefined, rotation: undefined };
  }
  for (const { summary, effects } of put.body.plan.steps) {
    show.line(`${summary}${effects.length > 0 ? `  [${effects.join(', ')}]` : ''}`);
  }
  if (put.body.plan.awaiting.length > 0) {
    const { planHash, awaiting } = put.body.plan;
    show.heading(`2  ${awaiting.length} of these bill, expose or disrupt: approve plan ${planHash}`);
    await api('POST', `/v1/gateways/${name}/approve?region=${region}`, JSON.stringify({ planHash }));
  }

  show.heading('3  Until it is as declared');
  const reached = await watched.until(put.body.operation, ['Succeeded', 'Blocked'], HOUR_MS);
  await watched.catchUp();
  const ready = reached?.state === 'Succeeded';
  for (const { message, wayOut } of reached?.blocked ?? []) show.line(`blocked: ${message}. ${wayOut}`);

  const domain = domains.find(({ access, certificate }) => access === 'internet' && certificate === 'cas')?.name;
  const from = internet ? addressIn(internet.allow) : undefined;
  let proof: Proof | undefined;
  let rotation: Rotation | undefined;
  if (ready && domain && from) {
    show.heading(`4  From outside, as a client at ${from}`);
    proof = await proveFromOutside(house, world, { domain, service: services[0]?.name, from }, show);
    show.heading('5  The owner uploads a renewed certificate, and time passes');
    rotation = await watchRotation(house, world, domain, from);
    await watched.catchUp();
    show.line(rotationLine(rotation));
  }
  const zones = file.endsWith(MAIN_EXAMPLE) && ready ? await zoneProblem(house, world, show) : true;

  const passed =
    ready && zones && (!proof || proof.holds) && (!rotation || (rotation.served && rotation.failedHandshakes === 0));
  return { passed, ready, declaration, reached, proof, rotation };
}

async function zoneProblem(house: House, world: World, show: Timeline): Promise<boolean> {
  show.heading('6  Another gateway, whose only vSwitch is in a zone that is not supported');
  return watchZoneProblem(house, world, readFileSync(ZONE_EXAMPLE, 'utf8'), show);
}

function rotationLine({ from, to, served, notAfter, handshakes, failedHandshakes }: Rotation): string {
  const counted = `${failedHandshakes} of ${handshakes} handshakes failed`;
  return served
    ? `certificate ${to} (until ${notAfter}) is served instead of ${from}; ${counted}`
    : `certificate ${to} was never served; ${counted}`;
}

const MAIN_EXAMPLE = 'chat-public.yaml';
const ZONE_EXAMPLE = 'examples/blocked-zone.yaml';
const HOUR_MS = 3_600_000;
