import type { OwnCloud } from '../operator/own-cloud.ts';
import { CannotGoOn } from './errors.ts';
import { readKeys } from './settings.ts';
import type { Shell } from './shell.ts';

/**
 * The operator's own account and where Torii is in it, from the variables that s.yaml reads too: `TORII_REGION`,
 * `TORII_TABLESTORE_INSTANCE`, `TORII_EVENT_BUS`, `TORII_PREFIX`, `TORII_ENDPOINT`, and the keys of the account.
 *
 * @throws CannotGoOn
 */
export function ownCloud({ environment }: Pick<Shell, 'environment'>): OwnCloud {
  const { TORII_REGION: region, TORII_ENDPOINT: endpoint, TORII_TABLESTORE_INSTANCE: instance } = environment;
  const { TORII_EVENT_BUS: bus, TORII_PREFIX: prefix } = environment;
  if (!region) throw new CannotGoOn('TORII_REGION is not set', 'Set it to the region that Torii is deployed in.');
  return {
    credentials: readKeys({}, environment),
    place: { region, ...(instance && { instance }), ...(bus && { bus }), ...(prefix && { prefix: `${prefix}-` }) },
    endpoint: endpoint || undefined,
  };
}
