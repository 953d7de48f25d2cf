/**
 * Who is who on the loopback interface. A gateway listens on two addresses of its own, and a client that binds to a stand-in
 * is taken for somebody on the internet or inside a VPC, so that allowlists have something to decide about.
 *
 *   127.32.0.0/11    processes that run functions
 *   127.64.0.0/11    gateways, as the internet finds them
 *   127.96.0.0/11    the same gateways, as their VPCs find them
 *   127.128.0.0/9    stand-ins for client addresses
 */
export class Network {
  private readonly gateways = new Map<string, string>();
  private readonly standIns = new Map<string, string>();
  private readonly origins = new Map<string, Origin>();
  private processes = 0;

  /** The loopback address of a gateway, the same for as long as the cloud lives. */
  addressOf(gatewayId: string): string {
    const known = this.gateways.get(gatewayId);
    if (known) return known;
    const address = nth(FIRST_GATEWAY, this.gateways.size);
    this.gateways.set(gatewayId, address);
    return address;
  }

  /** Where clients inside a VPC find it: its private names lead there, and the public ones to `addressOf`. */
  privateAddressOf(gatewayId: string): string {
    const [first, second, ...rest] = this.addressOf(gatewayId).split('.');
    return [first, Number(second) + PRIVATE_OFFSET, ...rest].join('.');
  }

  /** An address for one more process of this machine, so that it is told from others by where its calls come from. */
  addressOfProcess(): string {
    const address = nth(FIRST_PROCESS, this.processes);
    this.processes += 1;
    return address;
  }

  /** Gives what stands in front of a gateway (its load balancer) the gateway's address. */
  standsFor(id: string, gatewayId: string): void {
    this.gateways.set(id, this.addressOf(gatewayId));
  }

  /**
   * A loopback address to connect from, that stands for `address`: on the internet (`203.0.113.7`), or inside the VPC
   * `vpcId`. Asking again gives the same one.
   */
  standIn(address: string, vpcId?: string): string {
    const key = `${vpcId ?? ''}/${address}`;
    const known = this.standIns.get(key);
    if (known) return known;
    const loopback = nth(FIRST_STAND_IN, this.standIns.size);
    this.standIns.set(key, loopback);
    this.origins.set(loopback, vpcId === undefined ? { address } : { address, vpcId });
    return loopback;
  }

  /** Whom a client's loopback address stands for. Others stand for themselves, on the internet: on nobody's list. */
  origin(loopback: string): Origin {
    return this.origins.get(loopback) ?? { address: loopback };
  }
}

/** Where a connection comes from, as the gateway sees it. */
export interface Origin {
  /** IPv4. */
  readonly address: string;
  /** Present for a client inside a VPC; absent on the internet. */
  readonly vpcId?: string;
}

/** This machine answers on 127.0.0.1 only, where Linux answers on all of 127.0.0.0/8. */
export class LoopbackAddressUnavailableError extends Error {
  readonly code = 'LoopbackAddressUnavailable';
  readonly retryable = false;
  readonly hint: string;

  constructor(address: string, options: ErrorOptions) {
    super(`The loopback address ${address} cannot be used on this machine.`, options);
    this.name = 'LoopbackAddressUnavailableError';
    this.hint = `Every gateway needs a loopback address of its own. On macOS: sudo ifconfig lo0 alias ${address} up`;
  }
}

/** The error to show for one that listening on `address` ended in. */
export function explainListenError(error: unknown, address: string): unknown {
  const unavailable = error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL';
  return unavailable ? new LoopbackAddressUnavailableError(address, { cause: error }) : error;
}

const FIRST_PROCESS = 0x7f200001;
const FIRST_GATEWAY = 0x7f400001;
const FIRST_STAND_IN = 0x7f800001;
/** From 127.64.0.0/11 to 127.96.0.0/11. */
const PRIVATE_OFFSET = 32;

function nth(first: number, index: number): string {
  const value = first + index;
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
}
