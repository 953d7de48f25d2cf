import type * as z from 'zod';
import { InvalidMasterKeys, type MasterKeys, readMasterKeys } from '../../../shared/secrets/sealed-box.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';

/**
 * Reads a body that may hold keys: JSON alone, and nothing of it comes back in an error. The messages are the schema's
 * own, which name fields and never values.
 *
 * @throws ApiProblem TooLarge, Unreadable or the given reason
 */
export async function readSecretBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  { reason, wayOut }: { reason: string; wayOut: string },
): Promise<z.output<Schema>> {
  const text = await request.text();
  if (text.length > LARGEST_BODY) {
    throw new ApiProblem(413, 'TooLarge', `a body has at most ${LARGEST_BODY} characters`);
  }
  const parsed = schema.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, code, message }) => {
    const said = code === 'unrecognized_keys' ? 'it has fields that are not known' : message;
    return `${path.join('.') || 'the body'}: ${said}`;
  });
  throw new ApiProblem(422, reason, `${fields.join('; ')}; ${wayOut}`);
}

/** What a parser says of a broken text quotes it. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem(
      400,
      'Unreadable',
      'the body is not JSON; nothing of it is repeated here, for it may hold a key',
    );
  }
}

/** What secrets are sealed with before they are written down. @throws ApiProblem NoMasterKey */
export function masterKeysOf({ masterKeys }: Pick<ApiContext, 'masterKeys'>): MasterKeys {
  try {
    return readMasterKeys(masterKeys ?? '');
  } catch (error) {
    if (!(error instanceof InvalidMasterKeys)) throw error;
    const detail = masterKeys
      ? `keys cannot be kept: ${error.message}`
      : 'keys cannot be kept: TORII_MASTER_KEYS is not set. Make a key with "openssl rand -base64 32", set TORII_MASTER_KEYS to name:key and deploy again';
    throw new ApiProblem(503, 'NoMasterKey', detail);
  }
}

const LARGEST_BODY = 256 * 1024;
