import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { directory, type Undisturbed } from './files.ts';
import { LIVES } from './life.ts';

const undisturbed: Undisturbed = {};

describe('undisturbed', () => {
  it.each(LIVES)('$name', async ({ name, live }) => {
    const trace = await live();
    expect(trace.deaths).toBe(0);
    undisturbed[name] = trace;
    writeFileSync(`${directory()}/undisturbed.json`, JSON.stringify(undisturbed));
  });
});
