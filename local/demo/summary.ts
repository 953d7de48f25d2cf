import type { Declaration } from '../../shared/domain-rules/declaration.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';
import type { OperationAnswer } from './follow.ts';
import type { Proof } from './proof.ts';
import type { Rotation } from './rotation.ts';
import type { Timeline } from './timeline.ts';

/** What the demo came to. */
export interface Outcome {
  /** Ready, and every proof holds. */
  passed: boolean;
  ready: boolean;
  declaration: Declaration;
  reached: OperationAnswer | undefined;
  proof: Proof | undefined;
  rotation: Rotation | undefined;
}

export function showSummary(outcome: Outcome, calls: LocalCloud['calls'], show: Timeline): void {
  const { declaration, reached, proof, rotation } = outcome;
  const { metadata, spec } = declaration;
  show.heading('Summary');
  show.row(
    'gateway',
    `${metadata.name} = ${reached?.gateway.gatewayId} (${spec.type === 'managed' ? `managed, ${spec.specification} × ${spec.nodes}` : 'alb'})`,
  );
  for (const { type, status, reason } of reached?.conditions ?? []) show.row(type, `${status} (${reason})`);
  if (proof) {
    show.row('DNS', `${proof.dns.name} → ${proof.dns.cname}`);
    show.row(
      'TLS',
      `${proof.tls.subject}, ${proof.tls.verified ? `verified, until ${proof.tls.notAfter}` : 'not trusted'}`,
    );
    show.row('HTTPS', `${proof.http.status} ${proof.http.body}`);
  }
  if (rotation)
    show.row('rotated', `${rotation.from} → ${rotation.to}, ${rotation.failedHandshakes} failed handshakes`);
  show.row('calls', `${calls.count()} to ${calls.countByAction().size} actions of the local cloud`);
}

/** The same for scripts, as one line of JSON. */
export function jsonSummary(
  { ready, declaration, reached, proof, rotation }: Outcome,
  calls: LocalCloud['calls'],
  seconds: { wall: number; virtual: number },
): string {
  const { metadata, spec } = declaration;
  const conditions = (reached?.conditions ?? []).map(({ type, status, reason }) => [type, { status, reason }]);
  return JSON.stringify({
    ready,
    gateway: { name: metadata.name, id: reached?.gateway.gatewayId, type: spec.type },
    conditions: Object.fromEntries(conditions),
    ...(proof && { dns: proof.dns, tls: proof.tls }),
    ...(rotation && {
      rotated: { from: rotation.from, to: rotation.to, failedHandshakes: rotation.failedHandshakes },
    }),
    ...(proof && { http: proof.http }),
    calls: { total: calls.count(), byAction: Object.fromEntries(calls.countByAction()) },
    seconds,
  });
}
