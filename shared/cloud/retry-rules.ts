import type { CloudProduct } from './endpoints.ts';

/** An answer after which the same call may succeed. */
export interface RetryRule {
  answers: (code: string, status: number) => boolean;
  /** `nothing`: refused before anything was done, so even a create may be repeated. `unknown`: it may have happened. */
  done: 'nothing' | 'unknown';
  /** The first wait, in ms; it doubles with each attempt. */
  firstWaitMs: number;
  why: string;
}

const is =
  (...codes: string[]) =>
  (code: string): boolean =>
    codes.includes(code);

/** Codes that mean the same everywhere. The first rule that answers counts, a product's own before these. */
const COMMON: readonly RetryRule[] = [
  {
    // Throttling, Throttling.User, Throttling.DeepPageSkip, Rejected.Throttling: HTTP 400, so the status says nothing.
    answers: (code, status) => code.includes('Throttling') || status === 429,
    done: 'nothing',
    firstWaitMs: 500,
    why: 'the account calls this operation too often',
  },
  {
    answers: is('SystemBusy'),
    done: 'nothing',
    firstWaitMs: 500,
    why: 'the product takes no more work for a moment',
  },
  {
    // We never use a nonce twice: a relay sent the request again, and the first copy may have been taken.
    answers: is('SignatureNonceUsed'),
    done: 'unknown',
    firstWaitMs: 250,
    why: 'a copy of this request arrived before it',
  },
  {
    // Alidns sends InternalError with HTTP 400 or 500, depending on the page one reads.
    answers: (code, status) => code === 'ServiceUnavailable' || code === 'InternalError' || status >= 500,
    done: 'unknown',
    firstWaitMs: 250,
    why: 'the product failed inside',
  },
];

const OF_PRODUCT: Record<CloudProduct, readonly RetryRule[]> = {
  eas: [],
  vpc: [
    {
      // One vSwitch of a VPC is made at a time (codes: terraform-provider-alicloud, alicloud_vswitch).
      answers: is('OperationDenied.OtherSubnetCreating', 'TaskConflict', 'OperationConflict', 'IncorrectVSwitchStatus'),
      done: 'nothing',
      firstWaitMs: 3000,
      why: 'another vSwitch of this VPC is being made',
    },
  ],
  sts: [],
  ram: [],
  resourcemanager: [],
  eventbridge: [],
  fc: [],
  alb: [
    {
      // While a job runs, most other writes to the same list, listener or instance are refused; jobs take seconds. The
      // codes are those that terraform-provider-alicloud makes calls again for.
      answers: (code) =>
        /^(IncorrectStatus\.(LoadBalancer|Listener|Acl)|IncorrectBusinessStatus\.LoadBalancer)$/.test(code) ||
        /^(ResourceInConfiguring(\.\w+)?|ResourceInUse\.Acl|Conflict\.Acl|LockFailed)$/.test(code),
      done: 'nothing',
      firstWaitMs: 3000,
      why: 'another change of the same thing is still running',
    },
    {
      answers: is('IdempotenceProcessing'),
      done: 'unknown',
      firstWaitMs: 3000,
      why: 'a copy of this request is still being worked on',
    },
  ],
  alidns: [
    {
      answers: is('LastOperationNotFinished'),
      done: 'nothing',
      // Writes to one domain run one after the other and take seconds (terraform-provider-alicloud#2976: 3 s, 10 s).
      firstWaitMs: 3000,
      why: 'another write to this domain is still running',
    },
    {
      answers: is('RecordForbidden.DNSChange'),
      done: 'nothing',
      firstWaitMs: 3000,
      why: 'the zone is being changed',
    },
    {
      answers: is('DnsSystemBusyness'),
      done: 'nothing',
      firstWaitMs: 500,
      why: 'the product takes no more work for a moment',
    },
  ],
  pvtz: [
    {
      answers: is('System.Busy'),
      done: 'nothing',
      firstWaitMs: 500,
      why: 'the product takes no more work for a moment',
    },
  ],
  cas: [
    {
      answers: is('FlowControlError'),
      done: 'nothing',
      firstWaitMs: 500,
      why: "the certificate service's own throttling (10 calls per second and account)",
    },
    {
      // Its code is the number, whatever the status (terraform-provider-alicloud makes uploads again for it).
      answers: is('500'),
      done: 'unknown',
      firstWaitMs: 250,
      why: 'the product failed inside',
    },
  ],
};

/** @returns nothing when making the same call again cannot help */
export function retryRuleFor(product: CloudProduct, code: string, status: number): RetryRule | undefined {
  return [...OF_PRODUCT[product], ...COMMON].find((rule) => rule.answers(code, status));
}
