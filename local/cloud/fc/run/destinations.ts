import { EVERYTHING_ALLOWED, type Permissions } from '../../permissions.ts';
import type { Caller } from '../../product.ts';
import type { DeployedFunction, FunctionInvocations } from '../functions.ts';
import type { AsyncRequest } from './async-request.ts';
import { functionArn } from './function-source.ts';

/** An event for a bus of EventBridge, in the name of a function. */
export interface DestinationEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
}

/** @returns false where there is no such bus */
export type PutEvent = (busArn: string, event: DestinationEvent) => boolean;

/** What could not be told to whom it was meant for; nobody else hears of it, as in the cloud. */
export interface Undelivered {
  readonly at: number;
  readonly functionArn: string;
  readonly destination: string;
  readonly why: 'AccessDenied' | 'NotFound' | 'PayloadTooLarge' | 'NotPlayed';
}

export interface DestinationsOptions {
  readonly queue: () => FunctionInvocations;
  readonly putEvent: PutEvent | undefined;
  readonly permissions: Permissions | undefined;
}

/** The ends of asynchronous invocations that somebody asked to be told of (`asyncInvokeConfig.destinationConfig`). */
export class Destinations {
  readonly undelivered: Undelivered[] = [];
  private readonly options: DestinationsOptions;

  constructor(options: DestinationsOptions) {
    this.options = options;
  }

  /** @returns whether it arrived */
  tell(
    destination: string,
    owner: DeployedFunction,
    end: { request: AsyncRequest; condition: string; body: string; now: number },
  ): boolean {
    const payload = payloadOf(functionArn(owner), end);
    const why = this.deliver(destination, owner, payload, end.request.runId);
    if (why) this.undelivered.push({ at: end.now, functionArn: functionArn(owner), destination, why });
    return why === undefined;
  }

  private deliver(
    destination: string,
    owner: DeployedFunction,
    payload: object,
    id: string,
  ): Undelivered['why'] | undefined {
    const bytes = Buffer.from(JSON.stringify(payload), 'utf8');
    if (destination.startsWith('acs:fc:')) {
      if (bytes.length > 128 * 1024) return 'PayloadTooLarge';
      if (this.isRefused(owner, 'fc:InvokeFunction', destination)) return 'AccessDenied';
      return this.options.queue().enqueue(destination, bytes, { by: 'destination' }) ? undefined : 'NotFound';
    }
    if (destination.startsWith('acs:eventbridge:')) {
      if (bytes.length > 64 * 1024) return 'PayloadTooLarge';
      if (this.isRefused(owner, 'eventbridge:PutEvents', destination)) return 'AccessDenied';
      if (!this.options.putEvent) return 'NotPlayed';
      // The envelope is inferred; its data is documented.
      const event = { id, source: 'acs.fc', type: 'fc:AsyncInvoke:Result', subject: functionArn(owner), data: payload };
      return this.options.putEvent(destination, event) ? undefined : 'NotFound';
    }
    return 'NotPlayed';
  }

  /** Documented: the function's own role has to allow it. */
  private isRefused({ account, config }: DeployedFunction, action: string, resource: string): boolean {
    const { permissions = EVERYTHING_ALLOWED } = this.options;
    const caller: Caller = {
      accountId: account,
      accessKeyId: '',
      temporary: true,
      ...(config.role && { role: { arn: config.role, sessionName: 'fc' } }),
    };
    return permissions.refuses(caller, action, resource) !== undefined;
  }
}

/** Documented, but for the error code of an event that grew too old. */
function payloadOf(
  arn: string,
  { request, condition, body, now }: { request: AsyncRequest; condition: string; body: string; now: number },
) {
  return {
    timestamp: now,
    requestContext: {
      requestId: request.runId,
      functionArn: arn,
      condition,
      approximateInvokeCount: request.attempts,
    },
    requestPayload: request.event.toString('utf8'),
    responseContext: { statusCode: 200, functionError: condition },
    responsePayload: body,
  };
}
