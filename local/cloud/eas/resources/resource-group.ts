/** A machine of a dedicated resource group. */
export interface ResourceInstance {
  readonly id: string;
  readonly name: string;
  readonly ip: string;
  readonly zone: string;
  readonly type: string;
  readonly chargeType: 'PrePaid' | 'PostPaid';
  readonly autoRenewal: boolean;
  readonly systemDiskSize: number;
  /** ms since the epoch */
  readonly createdAt: number;
  readonly labels: Map<string, string>;
}

/** Machines of the account's own that services run on, or a cluster of its own. */
export interface ResourceGroup {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly type: 'Dedicated' | 'SelfManaged';
  readonly usageMode: string;
  /** Of a self-managed one. */
  readonly externalClusterId: string | undefined;
  readonly createdAt: number;
  name: string;
  updatedAt: number;
  options: Readonly<Record<string, unknown>>;
  readonly instances: ResourceInstance[];
}

export class ResourceGroups {
  private readonly groups = new Map<string, ResourceGroup>();

  add(group: ResourceGroup): void {
    this.groups.set(group.id, group);
  }

  remove({ id }: ResourceGroup): void {
    this.groups.delete(id);
  }

  /** What another account owns does not exist. */
  find(account: string, id: string): ResourceGroup | undefined {
    const group = this.groups.get(id);
    return group?.account === account ? group : undefined;
  }

  of(account: string, region: string): readonly ResourceGroup[] {
    return [...this.groups.values()].filter((group) => group.account === account && group.region === region);
  }
}
