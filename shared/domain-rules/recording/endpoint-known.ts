import type { Plan, StepHead } from '../plan.ts';

/** The wait for the gateway's own names, which every record points to. */
export const ENDPOINT_KNOWN = 'endpoint-known';

/** Waits for gateway-provisioner to say what the gateway is called: once, however many names wait for it. */
export function awaitEndpoint<Step extends StepHead>(plan: Plan<Step>, message: string): void {
  if (plan.waits.some(({ id }) => id === ENDPOINT_KNOWN)) return;
  plan.waits.push({ id: ENDPOINT_KNOWN, on: 'peer', reason: 'AwaitingEndpoint', message, typicalSeconds: 240 });
}
