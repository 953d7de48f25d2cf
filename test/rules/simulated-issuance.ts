import { noteFailure } from '../../shared/domain-rules/issuing/backoff.ts';
import type { IssuanceDecision } from '../../shared/domain-rules/issuing/input.ts';
import type { IssuanceMemory } from '../../shared/domain-rules/issuing/issuance.ts';
import { certificateName, isOursByName } from '../../shared/domain-rules/issuing/naming.ts';
import {
  type CertificateUse,
  type IssuanceObservation,
  type ObservedAcmeOrder,
  type ObservedAuthorization,
  type ObservedPackageOrder,
  recordKey,
} from '../../shared/domain-rules/issuing/observation.ts';
import { planIssuance } from '../../shared/domain-rules/issuing/plan-issuance.ts';
import { replaceCurrent } from '../../shared/domain-rules/issuing/remember-look.ts';
import { type AcmeSource, issuanceKey, type PackageSource } from '../../shared/domain-rules/issuing/source.ts';
import type { IssuanceStep } from '../../shared/domain-rules/issuing/step.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { ACCOUNT, DAY, GATEWAY, HOUR, NOW, remembered, SEALED, use } from './issuing-worlds.ts';

export type Fate = 'done' | 'refused' | 'lost' | 'lost-undone';

interface ZoneRecord {
  recordId: string;
  name: string;
  type: string;
  value: string;
  remark?: string | undefined;
  since: number;
}

interface StoredCertificate {
  certificateId: string;
  name: string;
  fingerprint: string;
  notBefore: number;
  notAfter: number;
}

interface Order {
  id: string;
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  /** Asked name → what it is proved with, and whether it was. */
  proofs: { name: string; wildcard: boolean; value: string; status: ObservedAuthorization['status'] }[];
  /** Torii wants nothing of it any more. */
  isAbandoned: boolean;
  serial: string;
}

const LIFE = 47 * DAY;
/** How long a list may leave out what was just made. */
const STALE_MS = 10_000;

/** An authority, a zone, Certificate Management Service and one gateway, around one certificate as it is planned and kept. */
export class Issuance {
  now = NOW;
  memory: IssuanceMemory = remembered();
  intents = new Set<string>();
  isWanted = true;
  generation = 1;
  forcedAt: number | undefined;
  orders: Order[] = [];
  records: ZoneRecord[] = [];
  certificates: StoredCertificate[] = [];
  uses: CertificateUse[] = [use()];
  silent = false;
  readonly source: AcmeSource | PackageSource;
  readonly key: string;
  /** Whether the authority tells an account's orders. */
  readonly tellsOrders: boolean;
  #serial = 1;

  constructor(source: AcmeSource | PackageSource, tellsOrders: boolean) {
    this.source = source;
    this.key = issuanceKey(source);
    this.tellsOrders = tellsOrders;
  }

  plan(): IssuanceDecision {
    const before = this.memory.order;
    const decision = planIssuance({
      key: this.key,
      account: ACCOUNT,
      wanted: {
        generation: this.generation,
        source: this.source,
        wantedBy: this.isWanted ? [GATEWAY] : [],
        mode: 'enforce',
      },
      memory: this.memory,
      observation: this.#observe(),
      openIntents: [...this.intents],
      now: this.now,
    });
    this.memory = decision.memory;
    const { order } = this.memory;
    for (const one of this.orders) {
      const wasOurs = before && this.#idOf(before) === one.id;
      if (wasOurs && !(order && this.#idOf(order) === one.id)) one.isAbandoned = true;
    }
    for (const one of this.uses)
      one.wanted = decision.renewed?.certificateId ?? (this.isWanted ? one.wanted : undefined);
    this.#check(decision);
    return decision;
  }

  runnable(): IssuanceStep[] {
    return readySteps(this.plan().plan).filter((step) => step.repeatable || !this.intents.has(step.id));
  }

  run(step: IssuanceStep, fate: Fate): void {
    this.now += 1000;
    if (step.kind === 'add-challenge-record' && !this.#isJournaled(step.record)) {
      this.memory = { ...this.memory, challengeRecords: [...this.memory.challengeRecords, step.record] };
    }
    if (fate.startsWith('lost')) this.intents.add(step.id);
    if (fate === 'refused' && step.kind === 'order-certificate') this.#note('serverInternal');
    if (fate === 'refused' || fate === 'lost-undone') return;
    const learn = this.#apply(step);
    if (fate === 'done') this.memory = learn(this.memory);
  }

  /** What was lost has come to light, or counts as not done. */
  passTime(ms = 61_000): void {
    this.plan();
    this.now += ms;
    this.intents.clear();
    for (const one of this.orders) {
      const ours = this.memory.order && this.#idOf(this.memory.order) === one.id;
      // What the authority tells of is found, while anybody wants it.
      if (!ours && !(this.tellsOrders && this.isWanted)) one.isAbandoned = true;
    }
  }

  /** The other sides do what they do by themselves. */
  progress(): void {
    for (const order of this.orders) {
      if (order.status === 'processing') order.status = 'valid';
      if (order.status !== 'pending') continue;
      for (const proof of order.proofs) {
        if (this.source.from === 'package' && this.#says(proof)) proof.status = 'valid';
      }
      if (order.proofs.every(({ status }) => status === 'valid')) {
        order.status = this.source.from === 'package' ? 'processing' : 'ready';
      }
    }
  }

  /** The newest order comes to nothing: the authority gives it up, or forgets it. */
  breakOrder(forgets: boolean): void {
    const order = this.orders.at(-1);
    if (!order || order.status === 'valid') return;
    order.status = 'invalid';
    if (forgets) this.orders = this.orders.filter((one) => one !== order);
  }

  /** What was written down is lost, at a time at which the cloud tells all of it. */
  forget(): void {
    if (!this.memory.order && this.memory.challengeRecords.length === 0) this.memory = remembered();
  }

  /** For a while everything goes well, but nobody attaches anything. */
  goWell(): void {
    for (let round = 0; round < 10; round += 1) {
      for (const step of this.runnable()) this.run(step, 'done');
      this.progress();
      this.passTime();
    }
  }

  takeUp(proves: boolean): void {
    for (const one of this.uses) {
      if (one.attached !== one.wanted) Object.assign(one, { attached: one.wanted, attachedSince: this.now });
      if (proves) one.proved = one.attached;
    }
  }

  /** Everything goes well until nothing is left to do. */
  finish(): IssuanceDecision {
    this.silent = false;
    for (let round = 0; round < 400; round += 1) {
      this.passTime();
      this.progress();
      this.takeUp(true);
      const steps = this.runnable();
      for (const step of steps) this.run(step, 'done');
      if (steps.length > 0) continue;
      const decision = this.plan();
      if (decision.plan.waits.length > 0) continue;
      if (decision.nextCheckAt === null) return decision;
      const isSettled = this.isWanted && this.memory.current && this.memory.retired.length === 0 && !this.memory.order;
      if (isSettled && !this.memory.failure && decision.findings[0]?.status === 'True') return decision;
      this.now = decision.nextCheckAt;
    }
    throw new Error(`it does not come to an end: ${JSON.stringify(this.memory)}`);
  }

  add(record: Omit<ZoneRecord, 'recordId' | 'since'>): string {
    const recordId = `r${this.#serial++}`;
    this.records.push({ ...record, recordId, since: this.now });
    return recordId;
  }

  isOurs({ name }: { name: string }): boolean {
    return isOursByName(this.key, name);
  }

  #apply(step: IssuanceStep): (memory: IssuanceMemory) => IssuanceMemory {
    const { order } = this.memory;
    switch (step.kind) {
      case 'order-certificate':
      case 'apply-for-package':
      case 'renew-package-order': {
        const open = this.orders.filter((one) => !one.isAbandoned && !['valid', 'invalid'].includes(one.status));
        if (open.length > 0) throw new Error('a second order');
        const id = String(this.#serial++);
        const proofs = this.source.names.map((name) => ({
          name: name.replace('*.', ''),
          wildcard: name.startsWith('*.'),
          value: `proof-${id}-${name}`,
          status: 'pending' as const,
        }));
        this.orders.push({ id, status: 'pending', proofs, isAbandoned: false, serial: id });
        return (memory) => ({ ...memory, order: this.#orderOf(id), orders: memory.orders + 1 });
      }
      case 'add-challenge-record': {
        const { recordName: name, type, value } = step.record;
        const there = this.records.find((one) => one.name === name && one.value === value);
        const recordId = there?.recordId ?? this.add({ name, type, value, remark: step.mark });
        return (memory) => ({
          ...memory,
          challengeRecords: memory.challengeRecords.map((one) =>
            recordKey(one) === recordKey(step.record) ? { ...one, recordId } : one,
          ),
        });
      }
      case 'remove-challenge-record':
        this.records = this.records.filter(
          ({ recordId, value }) => recordId !== step.record.recordId || value !== step.record.value,
        );
        return (memory) => ({
          ...memory,
          challengeRecords: memory.challengeRecords.filter((one) => recordKey(one) !== recordKey(step.record)),
        });
      case 'answer-challenge': {
        const proof = this.orders.flatMap(({ proofs }) => proofs).find(({ value }) => value === step.url);
        if (proof) proof.status = this.#says(proof) ? 'valid' : 'invalid';
        return (memory) => memory;
      }
      case 'make-key':
        return (memory) =>
          memory.order?.via === 'acme' ? { ...memory, order: { ...memory.order, sealedKey: SEALED } } : memory;
      case 'finalise-order': {
        const mine = this.orders.find(({ id }) => order && id === this.#idOf(order));
        if (mine) mine.status = 'processing';
        return (memory) => memory;
      }
      case 'fetch-certificate':
        return (memory) =>
          memory.order?.via === 'acme' ? { ...memory, order: { ...memory.order, chainPem: step.url } } : memory;
      case 'upload-certificate': {
        const serial = order?.via === 'acme' ? (order.chainPem ?? '') : '';
        const fingerprint = serial.padStart(12, '0').repeat(5);
        const certificate = this.#store(certificateName(step.namePrefix, fingerprint), fingerprint);
        return (memory) => replaceCurrent(memory, this.#held(certificate), this.now);
      }
      case 'delete-certificate':
        this.certificates = this.certificates.filter(({ certificateId }) => certificateId !== step.certificateId);
        return (memory) => ({
          ...memory,
          retired: memory.retired.filter(({ certificateId }) => certificateId !== step.certificateId),
        });
      case 'cancel-package-order': {
        const mine = this.orders.find(({ id }) => id === step.orderId);
        if (mine) mine.status = 'invalid';
        return ({ order: _, ...memory }) => memory;
      }
      default:
        throw new Error(`${step.kind} is not expected`);
    }
  }

  #store(name: string, fingerprint: string): StoredCertificate {
    const there = this.certificates.find((one) => one.name === name);
    if (there) return there;
    const certificateId = String(1000 + this.#serial++);
    const made = { certificateId, name, fingerprint, notBefore: this.now - HOUR, notAfter: this.now - HOUR + LIFE };
    this.certificates.push(made);
    return made;
  }

  #held({ certificateId, name, fingerprint, notBefore, notAfter }: StoredCertificate) {
    const { names } = this.source;
    return {
      certificateId,
      name,
      names,
      notBefore,
      notAfter,
      fingerprint,
      serialNumber: certificateId,
      heldSince: this.now,
    };
  }

  #observe(): IssuanceObservation {
    const { order, current, retired } = this.memory;
    const known = [current, ...retired].flatMap((one) => (one ? [one.certificateId] : []));
    const mine = order && this.orders.find(({ id }) => id === this.#idOf(order));
    const mayHaveOrdered = ['order-certificate', 'apply-for-package'].some((id) => this.intents.has(id));
    // As certificate-rotator looks for them: one that is issued already was ended long ago.
    const isUnderWay = ({ status }: Order) =>
      status === 'pending' || status === 'ready' || (status === 'processing' && this.source.from === 'package');
    const found = this.orders.filter((one) => !one.isAbandoned && isUnderWay(one) && this.tellsOrders);
    return {
      issuer: { status: 'ready', offersRenewalInfo: true },
      order: order && !this.silent ? (mine ? this.#seen(mine) : 'gone') : undefined,
      ordersFound: mayHaveOrdered && !order ? found.map(({ id }) => this.#orderOf(id)) : undefined,
      places: Object.fromEntries(this.source.names.map((name) => this.#place(name.replace('*.', '')))),
      published: Object.fromEntries(
        this.records.map((one) => [recordKey({ recordName: one.name, value: one.value }), 'published']),
      ),
      held: Object.fromEntries(
        known.map((id) => {
          const certificate = this.certificates.find(({ certificateId }) => certificateId === id);
          return [id, { status: !certificate ? 'gone' : this.now > certificate.notAfter ? 'expired' : 'issued' }];
        }),
      ),
      strays: this.certificates
        .filter((one) => this.isOurs(one) && !known.includes(one.certificateId))
        .map((one) => ({ ...this.#held(one), replacedAt: this.now })),
      uses: this.uses,
      forcedAt: this.forcedAt,
      packageLeft: 9,
      sealedWithOld: false,
      draw: 0.5,
    };
  }

  #place(name: string): [string, IssuanceObservation['places'][string]] {
    const asked = this.source.from === 'acme' ? `_acme-challenge.${name}` : `_dnsauth.${name}`;
    const existing = this.records.filter(
      (one) => one.name === asked && (one.since === 0 || this.now - one.since >= STALE_MS),
    );
    const there = {
      recordName: asked,
      aliases: [],
      zone: 'example.com',
      ttl: 600,
      nameServers: ['ns1'],
      delegated: true,
    };
    return [asked, { ...there, existing, shadowed: [], comingSoon: [] }];
  }

  #seen(order: Order): ObservedAcmeOrder | ObservedPackageOrder {
    if (this.source.from === 'acme') {
      const authorizations = order.proofs.map(({ name, wildcard, value, status }) => {
        const challenge = {
          url: value,
          status: status === 'pending' ? ('pending' as const) : ('valid' as const),
          value,
        };
        return { name, wildcard, status, challenge };
      });
      return { via: 'acme', status: order.status, certificate: order.serial, authorizations };
    }
    const [proof] = order.proofs;
    if (order.status === 'valid') {
      const stored = this.#store(`cert-${order.id}`, order.serial.padStart(12, '0').repeat(5));
      return { via: 'package', state: 'certificate', issued: this.#held(stored) };
    }
    if (order.status === 'invalid') return { via: 'package', state: 'verify_fail' };
    if (order.status === 'processing') return { via: 'package', state: 'process' };
    const record = proof && { name: `_dnsauth.${proof.name}`, type: 'TXT' as const, value: proof.value };
    return { via: 'package', state: 'domain_verify', record };
  }

  #says({ value }: { value: string }): boolean {
    return this.records.some((one) => one.value === value);
  }

  #isJournaled(record: { recordName: string; value: string }): boolean {
    return this.memory.challengeRecords.some((one) => recordKey(one) === recordKey(record));
  }

  #note(code: string): void {
    this.memory = noteFailure(this.memory, { code, message: 'no' }, { generation: this.generation, now: this.now });
  }

  #orderOf(id: string) {
    return this.source.from === 'acme'
      ? { via: 'acme' as const, url: id, authorizations: [], finalize: id, startedAt: this.now }
      : { via: 'package' as const, orderId: id, startedAt: this.now };
  }

  #idOf(order: NonNullable<IssuanceMemory['order']>): string {
    return order.via === 'acme' ? order.url : order.orderId;
  }

  /** The laws that every single plan obeys. */
  #check({ plan }: IssuanceDecision): void {
    for (const step of plan.steps) {
      if (step.kind === 'remove-challenge-record') {
        const there = this.records.find(({ recordId }) => recordId === step.record.recordId);
        if (there && (there.since === 0 || there.value !== step.record.value)) throw new Error(`${step.id} is foreign`);
      }
      if (step.kind === 'delete-certificate') {
        const { certificateId } = step;
        const there = this.certificates.find((one) => one.certificateId === certificateId);
        if (there && !this.isOurs(there)) throw new Error(`${step.id} is foreign`);
        const isUsed = this.uses.some(({ wanted, attached, proved, keeps }) =>
          [wanted, attached, proved, ...keeps].includes(certificateId),
        );
        if (isUsed || this.memory.current?.certificateId === certificateId) throw new Error(`${step.id} is in use`);
      }
    }
    const begins = plan.steps.filter(({ id }) => id === 'order-certificate' || id === 'apply-for-package');
    const mayHaveOrdered = begins.some(({ id }) => this.intents.has(id));
    if (begins.length > 1 || (begins.length > 0 && this.memory.order) || mayHaveOrdered) throw new Error('two orders');
  }
}
