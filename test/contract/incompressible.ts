import { createCipheriv } from 'node:crypto';

/** Text with as much to say as it has characters: base64 of a keystream, the same for the same seed. */
export function incompressible(length: number, seed: string): string {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return stream
    .update(Buffer.alloc(Math.ceil((length * 3) / 4)))
    .toString('base64')
    .slice(0, length);
}
