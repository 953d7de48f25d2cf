import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BundledFile } from '../../scripts/bundle-function.mjs';

/** Loaded from where it stands, which is how it knows the root of the repository. */
export const { bundleFunction }: typeof import('../../scripts/bundle-function.mjs') = await import(
  pathToFileURL(resolve('scripts/bundle-function.mjs')).href
);

/**
 * The typed SDK of each product, by the module of ours that stands in its place. EAS is on npm under no name: its calls go
 * through the generic client. PrivateZone and EventBridge, whose SDKs would come on top, count for nothing here.
 */
const BARRELS: Readonly<Record<string, string>> = {
  'shared/cloud/alb.ts': '@alicloud/alb20200616',
  'shared/cloud/alidns.ts': '@alicloud/alidns20150109',
  'shared/cloud/cas.ts': '@alicloud/cas20200407',
  'shared/cloud/eas.ts': '@alicloud/openapi-core',
  'shared/cloud/vpc.ts': '@alicloud/vpc20160428',
  'shared/function-compute/function-invoker.ts': '@alicloud/fc20230330',
  'shared/state/tablestore/store.ts': 'tablestore',
};

/** The SDKs in whose place a bundle has modules of ours. */
export function barrelsFor(bundle: Record<string, BundledFile>): string[] {
  const modules = Object.values(bundle).flatMap((file) => Object.keys(file.modules));
  return Object.entries(BARRELS).flatMap(([module, barrel]) => (modules.includes(module) ? [barrel] : []));
}

/** The function itself, bundled in the same way, with those SDKs imported at its top. */
export async function bundleOnBarrels(
  name: string,
  barrels: string[],
  folder: string,
): Promise<Record<string, BundledFile>> {
  const entry = `${folder}.entry.ts`;
  const lines = [
    ...barrels.map((barrel, index) => `import * as barrel${index} from '${barrel}';`),
    `export { handler } from '../../functions/${name}/handler.ts';`,
    // So that none is left out as unused.
    `export const barrels = [${barrels.map((_, index) => `barrel${index}`).join(', ')}];`,
  ];
  writeFileSync(entry, lines.join('\n'));
  return bundleFunction({ entry, folder });
}
