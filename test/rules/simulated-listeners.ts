import { contains } from '../../shared/domain-rules/allowlist.ts';
import type { AclStep } from '../../shared/domain-rules/provisioning/acl-step.ts';
import type {
  ObservedAcl,
  ObservedListener,
  ObservedLoadBalancer,
} from '../../shared/domain-rules/provisioning/load-balancer.ts';
import { NotNow } from './simulated-gateway.ts';

interface Job {
  apply(): void;
  undo(): void;
}

/** An ALB with what its lists do: each change is a job, and while it runs nothing else of the same thing changes. */
export class SimulatedListeners {
  loadBalancers: ObservedLoadBalancer[] = [];
  acls: ObservedAcl[] = [];
  #jobs: Job[] = [];
  #made = 0;

  /** Begins the change; it is done, or comes to nothing, when time passes. */
  apply(step: AclStep, fails = false): void {
    const job = this.#begin(step);
    this.#jobs.push(fails ? { apply: job.undo, undo: job.undo } : job);
  }

  passTime(): void {
    for (const job of this.#jobs.splice(0)) job.apply();
  }

  listeners(): ObservedListener[] {
    return this.loadBalancers.flatMap(({ listeners }) => listeners);
  }

  /** What is on a listener and decides: a list that is going still does, one that is coming does not yet. */
  entriesOn(listener: ObservedListener): string[] {
    return listener.acls
      .filter(({ status }) => status !== 'Associating')
      .flatMap(({ aclId }) => this.#acl(aclId).entries)
      .filter(({ status }) => status !== 'Adding')
      .map(({ entry }) => entry);
  }

  admits(listener: ObservedListener, address: string): boolean {
    const entries = this.entriesOn(listener);
    return entries.length === 0 || lets(entries, address);
  }

  #begin(step: AclStep): Job {
    switch (step.kind) {
      case 'create-acl': {
        this.#made += 1;
        const { owner, access, name } = step;
        const acl: ObservedAcl = { aclId: `acl-${this.#made}`, name, status: 'Creating', owner, access, entries: [] };
        this.acls.push(acl);
        return { apply: () => setStatus(acl, 'Available'), undo: () => this.#remove(acl) };
      }
      case 'fill-acl': {
        const acl = this.#available(step.aclId);
        const added = step.entries
          .filter((entry) => !acl.entries.some((one) => one.entry === entry))
          .map((entry) => ({ entry, status: 'Adding' }));
        acl.entries.push(...added);
        return this.#changing(
          acl,
          () => {
            for (const one of added) one.status = 'Available';
          },
          () => {
            acl.entries = acl.entries.filter((one) => !added.includes(one));
          },
        );
      }
      case 'trim-acl': {
        const acl = this.#available(step.aclId);
        const there = acl.entries.map(({ entry }) => entry);
        if (step.remaining.some((entry) => !there.includes(entry))) throw new NotNow(step.id);
        const removed = acl.entries.filter(({ entry }) => step.entries.includes(entry));
        for (const one of removed) one.status = 'Removing';
        return this.#changing(
          acl,
          () => {
            acl.entries = acl.entries.filter((one) => !removed.includes(one));
          },
          () => {
            for (const one of removed) one.status = 'Available';
          },
        );
      }
      case 'guard-listener': {
        // What is refused begins nothing, so it is looked at before the instance is held.
        const relation = { aclId: this.#available(step.aclId).aclId, status: 'Associating' };
        const before = this.listeners().find(({ listenerId }) => listenerId === step.listenerId);
        if (before?.acls.some(({ aclId }) => aclId === relation.aclId)) throw new NotNow(step.id);
        const { listener, free } = this.#holding(step.listenerId);
        listener.aclType = 'White';
        listener.acls.push(relation);
        return {
          apply: () => {
            relation.status = 'Associated';
            free();
          },
          undo: () => {
            takeOff(listener, relation.aclId);
            free();
          },
        };
      }
      case 'unguard-listener': {
        const before = this.listeners().find(({ listenerId }) => listenerId === step.listenerId);
        const relation = before?.acls.find(({ aclId }) => aclId === step.aclId);
        if (!relation) throw new NotNow(step.id);
        const { listener, free } = this.#holding(step.listenerId);
        relation.status = 'Dissociating';
        return {
          apply: () => {
            takeOff(listener, relation.aclId);
            free();
          },
          undo: () => {
            relation.status = 'Associated';
            free();
          },
        };
      }
      case 'delete-acl': {
        const acl = this.#available(step.aclId);
        if (this.listeners().some(({ acls }) => acls.some(({ aclId }) => aclId === acl.aclId)))
          throw new NotNow(step.id);
        acl.status = 'Deleting';
        return { apply: () => this.#remove(acl), undo: () => setStatus(acl, 'Available') };
      }
    }
  }

  #changing(acl: ObservedAcl, apply: () => void, undo: () => void): Job {
    acl.status = 'Configuring';
    const settle = (change: () => void) => () => {
      change();
      acl.status = 'Available';
    };
    return { apply: settle(apply), undo: settle(undo) };
  }

  /** One change of an instance at a time. */
  #holding(listenerId: string | undefined): { listener: ObservedListener; free: () => void } {
    for (const loadBalancer of this.loadBalancers) {
      const listener = loadBalancer.listeners.find((one) => one.listenerId === listenerId);
      if (!listener) continue;
      if (loadBalancer.status !== 'Active') throw new NotNow(`${loadBalancer.loadBalancerId} is changing`);
      loadBalancer.status = 'Configuring';
      listener.status = 'Configuring';
      const free = () => {
        loadBalancer.status = 'Active';
        listener.status = 'Running';
      };
      return { listener, free };
    }
    throw new Error(`there is no listener ${listenerId}`);
  }

  #available(aclId: string | undefined): ObservedAcl {
    const acl = this.#acl(aclId);
    if (acl.status !== 'Available') throw new NotNow(`${acl.aclId} is ${acl.status}`);
    return acl;
  }

  #acl(aclId: string | undefined): ObservedAcl {
    const acl = this.acls.find((one) => one.aclId === aclId);
    if (!acl) throw new Error(`there is no list ${aclId}`);
    return acl;
  }

  #remove(acl: ObservedAcl): void {
    this.acls = this.acls.filter((one) => one !== acl);
  }
}

/** Like `contains`, which properties ask a hundred thousand times over. */
export function lets(entries: readonly string[], address: string): boolean {
  return entries.some((entry) => {
    const key = `${entry} ${address}`;
    const known = ANSWERS.get(key) ?? contains([entry], address);
    ANSWERS.set(key, known);
    return known;
  });
}

const ANSWERS = new Map<string, boolean>();

function setStatus(acl: ObservedAcl, status: string): void {
  acl.status = status;
}

function takeOff(listener: ObservedListener, id: string): void {
  listener.acls = listener.acls.filter(({ aclId }) => aclId !== id);
  if (listener.acls.length === 0) listener.aclType = undefined;
}
