import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { type Declaration, readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { startHouse } from '../house/start-house.ts';
import { buildWorld } from '../house/world.ts';
import { exportLines, startCloudOnly } from './cloud-only.ts';

const { values } = parseArgs({
  // `torii dev -- --pace 10` hands the separator on.
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    file: { type: 'string', short: 'f', default: 'examples/chat-public.yaml' },
    pace: { type: 'string', default: '60' },
    port: { type: 'string', default: '0' },
    'cloud-only': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) console.log(help());
else if (values['cloud-only']) await cloudOnly(values.file, Number(values.pace));
else await main(values.file, Number(values.pace), Number(values.port));

/** Opens the house with what `file` takes for granted in it, and keeps it open until it is told to stop. */
async function main(file: string, pace: number, port: number): Promise<void> {
  const declaration = worldOf(file, pace);
  const house = await startHouse({ serverlessYaml: 's.yaml', port });
  await buildWorld(house.cloud, declaration);
  const { account, clock, time } = house.cloud;
  time.scale = pace;
  console.log(
    [
      `The local cloud is up, with what ${file} takes for granted, and the five functions on it.`,
      `A second here is ${pace} seconds there; it is ${new Date(clock.now()).toISOString()} now. Ctrl-C ends it, and nothing of it stays.`,
      '',
      'In another terminal (these keys are good for this local cloud alone):',
      '',
      `  export TORII_URL=${house.runtime.url}`,
      `  export ALIBABA_CLOUD_ACCESS_KEY_ID=${account.accessKeyId}`,
      `  export ALIBABA_CLOUD_ACCESS_KEY_SECRET=${account.accessKeySecret}`,
      `  npm run --silent torii -- apply -f ${file}`,
      '',
    ].join('\n'),
  );
  await untilTold();
  await time.close();
  await house.close();
}

/** A cloud to deploy into, as README says under "Deploy". What the other terminal is to export is all of standard output. */
async function cloudOnly(file: string, pace: number): Promise<void> {
  const { env, close } = await startCloudOnly(worldOf(file, pace), pace);
  console.log(exportLines(env).join('\n'));
  console.error('The local cloud is up, and nothing is deployed into it. Ctrl-C ends it, and nothing of it stays.');
  await untilTold();
  await close();
}

function worldOf(file: string, pace: number): Declaration {
  if (!(pace >= 0)) throw new RangeError('--pace is a number of virtual seconds');
  const reading = readDeclaration(parse(readFileSync(file, 'utf8')));
  if (reading.ok) return reading.declaration;
  throw new Error(`${file} is no declaration to build a world for: ${reading.problems[0]?.message}`);
}

function untilTold(): Promise<unknown> {
  return new Promise((resolve) => {
    // Every one of them: whoever started this may pass on what the terminal sends as well.
    process.on('SIGINT', resolve);
    process.on('SIGTERM', resolve);
  });
}

function help(): string {
  return [
    'torii dev: the local cloud with the five functions and a sample world, until Ctrl-C',
    '',
    '  -f, --file FILE   the declaration whose VPCs, zones, certificates and services are there',
    '                    (examples/chat-public.yaml)',
    '  --pace SECONDS    virtual seconds that pass in one second (60)',
    '  --port PORT       where the API is served (any free one)',
    '  --cloud-only      without the functions: prints what a shell exports to deploy them into it',
  ].join('\n');
}
