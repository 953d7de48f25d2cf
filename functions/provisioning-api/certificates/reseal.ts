import type { SealedText } from '../../../shared/domain-rules/issuing/issuance.ts';
import {
  isSealedWithCurrent,
  MasterKeyMissing,
  type MasterKeys,
  open,
  SealBroken,
  seal,
} from '../../../shared/secrets/sealed-box.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import { type IssuerDocument, putGlobal, type UploadedDocument } from './documents.ts';
import { masterKeysOf } from './secret-body.ts';

/** What was sealed anew. */
export interface Resealing {
  /** The name of the master key that all of it is sealed with now. */
  sealedWith: string;
  uploads: string[];
  issuers: string[];
}

/**
 * Seals uploads and bindings of issuers anew under the current master key, so that an older one can go.
 *
 * @throws ApiProblem NoMasterKey or ChangedMeanwhile; MasterKeyMissing or SealBroken where one does not open any more
 */
export async function reseal(api: ApiContext): Promise<Resealing> {
  const keys = masterKeysOf(api);
  const [uploads, issuers] = await Promise.all([
    api.deps.store.list<UploadedDocument>(api.account, 'uploaded-certificate'),
    api.deps.store.list<IssuerDocument>(api.account, 'issuer'),
  ]);
  const done: Resealing = { sealedWith: keys.current, uploads: [], issuers: [] };
  for (const { key, body } of uploads) {
    if (isSealedWithCurrent(keys, body.sealedKey)) continue;
    const sealedKey = anew(keys, body.sealedKey, `uploaded-certificate/${key.name}`);
    await putGlobal(api, 'uploaded-certificate', key.name, { ...body, sealedKey });
    done.uploads.push(key.name);
  }
  for (const { key, body } of issuers) {
    if (!body.eab || isSealedWithCurrent(keys, body.eab.sealedKey)) continue;
    const sealedKey = anew(keys, body.eab.sealedKey, `issuer/${key.name}`);
    await putGlobal(api, 'issuer', key.name, { ...body, eab: { ...body.eab, sealedKey } });
    done.issuers.push(key.name);
  }
  return done;
}

function anew(keys: MasterKeys, sealed: SealedText, context: string): SealedText {
  try {
    return seal(keys, open(keys, sealed, context), context);
  } catch (error) {
    if (!(error instanceof MasterKeyMissing || error instanceof SealBroken)) throw error;
    throw new ApiProblem(409, error.code, error.message);
  }
}
