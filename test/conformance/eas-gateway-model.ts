/** What may be done to a gateway, in the words of the test. `which` picks one that was made, whether it is still there. */
export type Operation =
  | { readonly do: 'create'; readonly name: string; readonly internet: boolean }
  | { readonly do: 'rename'; readonly which: number; readonly name: string }
  | { readonly do: 'make-default'; readonly which: number; readonly on: boolean }
  | { readonly do: 'resize'; readonly which: number; readonly replicas: number }
  | { readonly do: 'internet'; readonly which: number; readonly on: boolean }
  | { readonly do: 'intranet'; readonly which: number; readonly on: boolean }
  | { readonly do: 'link'; readonly which: number; readonly link: Link }
  | { readonly do: 'unlink'; readonly which: number; readonly link: Link }
  | { readonly do: 'allow'; readonly which: number; readonly vpc?: string; readonly entries: readonly string[] }
  | { readonly do: 'disallow'; readonly which: number; readonly vpc?: string; readonly entries: readonly string[] }
  | { readonly do: 'attach'; readonly which: number; readonly domain: string; readonly type: Side }
  | { readonly do: 'detach'; readonly which: number; readonly domain: string; readonly type: Side }
  | { readonly do: 'label'; readonly which: number; readonly key: string; readonly value: string }
  | { readonly do: 'unlabel'; readonly which: number; readonly key: string }
  | { readonly do: 'delete'; readonly which: number }
  | { readonly do: 'wait' };

export type Side = 'internet' | 'intranet';

export interface Link {
  readonly vpc: string;
  readonly vSwitch: string;
  readonly isSupported: boolean;
}

/** Time stands still but for `wait`, in which everything that was begun comes to its end. */
export class ModelGateway {
  status: 'Creating' | 'Running' | 'Waiting' | 'Deleting' = 'Creating';
  internet: 'Creating' | 'Running' | 'Deleting' | 'Deleted' | undefined;
  intranet = true;
  isDefault = false;
  replicas = 2;
  name: string;
  readonly opens: boolean;
  readonly createdAt: number;
  readonly labels = new Map<string, string>();
  readonly links: { readonly link: Link; isUp: boolean }[] = [];
  readonly publicList = new Set<string>();
  readonly vpcLists = new Map<string, Set<string>>();
  readonly domains = new Map<string, { readonly domain: string; readonly type: Side; isUp: boolean }>();

  constructor(name: string, opens: boolean, createdAt: number) {
    this.name = name;
    this.opens = opens;
    this.createdAt = createdAt;
  }
}

/** The gateways of one account: no more than its rules, by which the local cloud is judged. */
export class GatewayModel {
  /** In order of creation; those that are gone stay, as undefined. */
  readonly made: (ModelGateway | undefined)[] = [];

  get there(): readonly ModelGateway[] {
    return this.made.flatMap((gateway) => gateway ?? []);
  }

  /** Does it, and says what it is refused with; undefined where it is done. */
  apply(operation: Operation, now: number): string | undefined {
    if (operation.do === 'create') {
      this.made.push(new ModelGateway(operation.name, operation.internet, now));
      return undefined;
    }
    if (operation.do === 'wait') return this.wait();
    const gateway = this.made[operation.which % this.made.length];
    if (!gateway) return 'InvalidGateway.NotFound';
    return this.change(gateway, operation);
  }

  private change(gateway: ModelGateway, operation: Exclude<Operation, { do: 'create' | 'wait' }>): string | undefined {
    if (operation.do === 'label') gateway.labels.set(operation.key, operation.value);
    if (operation.do === 'unlabel') gateway.labels.delete(operation.key);
    if (operation.do === 'label' || operation.do === 'unlabel') return undefined;
    if (operation.do === 'delete') {
      if (gateway.status !== 'Running') return 'IncorrectGatewayStatus';
      gateway.status = 'Deleting';
      return undefined;
    }
    if (gateway.status !== 'Running' && gateway.status !== 'Waiting') return 'IncorrectGatewayStatus';
    switch (operation.do) {
      case 'rename':
        gateway.name = operation.name;
        return undefined;
      case 'make-default':
        if (operation.on) for (const other of this.there) other.isDefault = false;
        gateway.isDefault = operation.on;
        return undefined;
      case 'resize':
        if (operation.replicas === gateway.replicas) return undefined;
        if (gateway.status === 'Waiting') return 'IncorrectGatewayStatus';
        gateway.replicas = operation.replicas;
        gateway.status = 'Waiting';
        return undefined;
      case 'internet':
        return switchInternet(gateway, operation.on);
      case 'intranet':
        gateway.intranet = operation.on;
        return undefined;
      case 'link':
        return link(gateway, operation.link);
      case 'unlink':
        return unlink(gateway, operation.link);
      case 'allow':
      case 'disallow':
        return changeList(gateway, operation);
      case 'attach':
      case 'detach':
        return changeDomain(gateway, operation);
    }
  }

  private wait(): undefined {
    for (const [index, gateway] of this.made.entries()) {
      if (gateway?.status === 'Deleting') this.made[index] = undefined;
      else if (gateway) settle(gateway);
    }
  }
}

function settle(gateway: ModelGateway): void {
  if (gateway.status === 'Creating' && gateway.opens) gateway.internet = 'Creating';
  gateway.status = 'Running';
  if (gateway.internet === 'Creating') gateway.internet = 'Running';
  if (gateway.internet === 'Deleting') gateway.internet = 'Deleted';
  for (const each of gateway.links) each.isUp = true;
  for (const each of gateway.domains.values()) each.isUp = true;
}

function switchInternet(gateway: ModelGateway, on: boolean): string | undefined {
  const isOn = gateway.internet === 'Creating' || gateway.internet === 'Running';
  if (on === isOn) return undefined;
  if (on && gateway.internet === 'Deleting') return 'IncorrectInternetStatus';
  if (!on && gateway.internet === 'Creating') return 'IncorrectInternetStatus';
  gateway.internet = on ? 'Creating' : 'Deleting';
  return undefined;
}

function link(gateway: ModelGateway, wanted: Link): string | undefined {
  if (!gateway.intranet) return 'IntranetNotEnabled';
  if (!wanted.isSupported) return 'InvalidVSwitchId.ZoneNotSupported';
  if (gateway.links.some((each) => each.link.vSwitch === wanted.vSwitch)) return 'LinkedVpcAlreadyExist';
  gateway.links.push({ link: wanted, isUp: false });
  if (!gateway.vpcLists.has(wanted.vpc)) gateway.vpcLists.set(wanted.vpc, new Set(['0.0.0.0/0']));
  return undefined;
}

function unlink(gateway: ModelGateway, wanted: Link): string | undefined {
  const index = gateway.links.findIndex((each) => each.link.vSwitch === wanted.vSwitch);
  if (index < 0) return 'InvalidVpcId.NotLinked';
  gateway.links.splice(index, 1);
  if (!gateway.links.some((each) => each.link.vpc === wanted.vpc)) gateway.vpcLists.delete(wanted.vpc);
  return undefined;
}

function changeList(
  gateway: ModelGateway,
  { do: what, vpc, entries }: Extract<Operation, { do: 'allow' | 'disallow' }>,
): string | undefined {
  const list = vpc === undefined ? gateway.publicList : gateway.vpcLists.get(vpc);
  if (!list) return 'InvalidVpcId.NotLinked';
  if (what === 'disallow') for (const entry of entries) list.delete(entry);
  else {
    if (vpc === undefined && new Set([...list, ...entries]).size > PUBLIC_LIMIT) return 'QuotaExceeded.AclPolicy';
    for (const entry of entries) list.add(entry);
  }
  return undefined;
}

function changeDomain(
  gateway: ModelGateway,
  { do: what, domain, type }: Extract<Operation, { do: 'attach' | 'detach' }>,
): string | undefined {
  const key = `${type}/${domain}`;
  if (what === 'detach') return gateway.domains.delete(key) ? undefined : 'InvalidCustomDomain.NotFound';
  if (type === 'internet' && gateway.internet !== 'Running') return 'InternetNotEnabled';
  if (type === 'intranet' && !gateway.intranet) return 'IntranetNotEnabled';
  const known = gateway.domains.get(key);
  if (known) known.isUp = false;
  else gateway.domains.set(key, { domain, type, isUp: false });
  return undefined;
}

/** G24 */
const PUBLIC_LIMIT = 15;
