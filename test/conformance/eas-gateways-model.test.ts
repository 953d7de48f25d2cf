import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { type Body, EasClient, entries } from '../contract/eas-client.ts';
import { HOUR_MS, REGION } from '../contract/eas-cloud.ts';
import { GatewayModel, type Link, type ModelGateway, type Operation } from './eas-gateway-model.ts';

const LINKS: readonly Link[] = [
  { vpc: 'a', vSwitch: 'a-i', isSupported: true },
  { vpc: 'a', vSwitch: 'a-k', isSupported: true },
  { vpc: 'a', vSwitch: 'a-g', isSupported: false },
  { vpc: 'b', vSwitch: 'b-l', isSupported: true },
];

const which = fc.nat(2);
const name = fc.constantFrom('chat', 'draw', 'speak');
const onOff = fc.boolean();
const link = fc.constantFrom(...LINKS);
const RANGES = Array.from({ length: 16 }, (_, index) => `203.0.113.${index * 8}/29`);
/** Some of them, or as many as fit on a public list. */
const list = fc.oneof(fc.subarray(RANGES, { minLength: 1 }), fc.constant(RANGES.slice(0, 15)));
const vpc = fc.constantFrom(undefined, undefined, 'a', 'b');
const domain = fc.constantFrom('chat.example.com', '*.example.com');
const type = fc.constantFrom('internet' as const, 'intranet' as const);
const key = fc.constantFrom('team', 'stage');

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('create' as const), name, internet: onOff }) },
  { weight: 6, arbitrary: fc.constant({ do: 'wait' as const }) },
  fc.record({ do: fc.constant('rename' as const), which, name }),
  fc.record({ do: fc.constant('make-default' as const), which, on: onOff }),
  fc.record({ do: fc.constant('resize' as const), which, replicas: fc.integer({ min: 1, max: 4 }) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('internet' as const), which, on: onOff }) },
  fc.record({ do: fc.constant('intranet' as const), which, on: onOff }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('link' as const), which, link }) },
  fc.record({ do: fc.constant('unlink' as const), which, link }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('allow' as const), which, vpc, entries: list }) },
  fc.record({ do: fc.constant('disallow' as const), which, vpc, entries: list }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('attach' as const), which, domain, type }) },
  fc.record({ do: fc.constant('detach' as const), which, domain, type }),
  fc.record({ do: fc.constant('label' as const), which, key, value: name }),
  fc.record({ do: fc.constant('unlabel' as const), which, key }),
  fc.record({ do: fc.constant('delete' as const), which }),
) as fc.Arbitrary<Operation>;

test('whatever is done to gateways, they are what a simple model says, and so is every refusal', async () => {
  const cloud = await startLocalCloud({ defaultRegion: REGION });
  onTestFinished(() => cloud.close());
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 20, maxLength: 60, size: 'max' }), async (operations) => {
      runs += 1;
      const account = cloud.addAccount(String(3_000_000_000_000_000 + runs));
      const own = (id: string) => `${id}-${runs}`;
      for (const vpcId of ['a', 'b']) {
        cloud.vpc.addVpc({ account: account.id, region: REGION, vpcId: own(vpcId), cidrBlock: '10.0.0.0/8' });
      }
      for (const [index, { vpc: vpcId, vSwitch }] of LINKS.entries()) {
        const place = { vpcId: own(vpcId), vSwitchId: own(vSwitch), zoneId: `${REGION}-${vSwitch.at(-1)}` };
        cloud.vpc.addVSwitch({ ...place, cidrBlock: `10.0.${index}.0/24` });
      }
      const house = new House(new EasClient(cloud, REGION, account), own);
      const model = new GatewayModel();
      for (const each of [{ do: 'create', name: 'chat', internet: true } as const, ...operations]) {
        const expected = model.apply(each, cloud.clock.now());
        const outcome = await house.perform(each, () => cloud.clock.advanceBy(HOUR_MS));
        expect(outcome, JSON.stringify(each)).toBe(expected);
        if ('which' in each) await house.compare(model, each.which % model.made.length);
      }
      await house.compareAll(model);
    }),
    { numRuns: 8 },
  );
});

/** What is there over the wire, to be compared with a model. */
class House {
  private readonly eas: EasClient;
  /** Names of this run's own VPCs and vSwitches. */
  private readonly own: (id: string) => string;
  private readonly ids: string[] = [];

  constructor(eas: EasClient, own: (id: string) => string) {
    this.eas = eas;
    this.own = own;
  }

  /** The code it is refused with; undefined where it is done. */
  async perform(operation: Operation, wait: () => Promise<void>): Promise<string | undefined> {
    try {
      await this.send(operation, wait);
      return undefined;
    } catch (error) {
      return String((error as { code?: unknown }).code);
    }
  }

  private async send(operation: Operation, wait: () => Promise<void>): Promise<unknown> {
    const { eas, own } = this;
    if (operation.do === 'wait') return wait();
    if (operation.do === 'create') {
      const id = await eas.createGateway({ Name: operation.name, EnableInternet: operation.internet });
      return this.ids.push(id);
    }
    const id = this.ids[operation.which % this.ids.length] ?? '';
    switch (operation.do) {
      case 'rename':
        return eas.updateGateway(id, { Name: operation.name });
      case 'make-default':
        return eas.updateGateway(id, { IsDefault: operation.on });
      case 'resize':
        return eas.updateGateway(id, { Replicas: operation.replicas });
      case 'internet':
        return eas.updateGateway(id, { EnableInternet: operation.on });
      case 'intranet':
        return eas.updateGateway(id, { EnableIntranet: operation.on });
      case 'link':
        return eas.link(id, own(operation.link.vpc), own(operation.link.vSwitch));
      case 'unlink':
        return eas.unlink(id, own(operation.link.vpc), own(operation.link.vSwitch));
      case 'allow':
        return eas.allow(id, entries(...operation.entries), operation.vpc && own(operation.vpc));
      case 'disallow':
        return eas.disallow(id, entries(...operation.entries), operation.vpc && own(operation.vpc));
      case 'attach':
        return eas.attach(id, { Domain: operation.domain, Type: operation.type });
      case 'detach':
        return eas.detach(id, { Domain: operation.domain, Type: operation.type });
      case 'label':
        return eas.setLabels(id, { [operation.key]: operation.value });
      case 'unlabel':
        return eas.dropLabels(id, [operation.key]);
      case 'delete':
        return eas.deleteGateway(id);
    }
  }

  /** One gateway, by all that can be read of it. */
  async compare(model: GatewayModel, index: number): Promise<void> {
    const id = this.ids[index] ?? '';
    const gateway = model.made[index];
    if (!gateway) {
      await expect(this.eas.describeGateway(id)).rejects.toMatchObject({ code: 'InvalidGateway.NotFound' });
      return;
    }
    const { Labels, ...shown } = await this.eas.describeGateway(id);
    expect(shown).toMatchObject(this.shownOf(gateway));
    expect(new Map((Labels as Body[]).map((label) => [label.LabelKey, label.LabelValue]))).toEqual(gateway.labels);
    const { IntranetLinkedVpcList } = await this.eas.links(id);
    expect(IntranetLinkedVpcList).toMatchObject(
      gateway.links.map(({ link: { vSwitch }, isUp }) => ({
        ...{
          VSwitchId: this.own(vSwitch),
          Status: isUp && gateway.status !== 'Deleting' ? 'Running' : expect.any(String),
        },
      })),
    );
    const { InternetAclPolicyList, IntranetVpcAclPolicyList } = await this.eas.allowlists(id);
    const entriesOf = (lists: unknown) =>
      (lists as Body[]).map((each) => (each.AclPolicyList as Body[]).map(({ Entry }) => Entry));
    expect(entriesOf(InternetAclPolicyList)).toEqual([[...gateway.publicList]]);
    expect(entriesOf(IntranetVpcAclPolicyList)).toEqual([...gateway.vpcLists.values()].map((entry) => [...entry]));
    const { CustomDomains } = await this.eas.domains(id);
    expect(CustomDomains).toMatchObject(
      [...gateway.domains.values()].map((each) => ({
        ...{ Domain: each.domain, Type: each.type },
        CertificateStatus: each.isUp ? 'Succeeded' : 'Pending',
      })),
    );
  }

  /** All of them, page by page, in the documented order and by some filters. */
  async compareAll(model: GatewayModel): Promise<void> {
    const newestFirst = [...model.there].sort((one, other) => other.createdAt - one.createdAt);
    const namesOf = (body: Body) => (body.Gateways as Body[]).map(({ GatewayName }) => GatewayName);
    const pages = await Promise.all(
      [1, 2, 3].map((PageNumber) => this.eas.listGateway({ PageNumber, PageSize: Math.max(1, newestFirst.length) })),
    );
    expect(pages.map((page) => page.TotalCount)).toEqual(pages.map(() => newestFirst.length));
    expect(pages.flatMap(namesOf)).toEqual(newestFirst.map((gateway) => gateway.name));
    const singly = await Promise.all(
      newestFirst.map((_, index) => this.eas.listGateway({ PageSize: 1, PageNumber: index + 1 })),
    );
    expect(singly.flatMap(namesOf)).toEqual(newestFirst.map((gateway) => gateway.name));
    const running = await this.eas.listGateway({ Status: 'Running', GatewayName: 'chat', Label: { team: 'chat' } });
    expect(running.TotalCount).toBe(
      model.there.filter(
        (gateway) => gateway.status === 'Running' && gateway.name === 'chat' && gateway.labels.get('team') === 'chat',
      ).length,
    );
  }

  private shownOf(gateway: ModelGateway): Body {
    return {
      ...{
        GatewayName: gateway.name,
        Status: gateway.status,
        Replicas: gateway.replicas,
        IsDefault: gateway.isDefault,
      },
      ...{ IntranetEnabled: gateway.intranet, ...(gateway.internet && { InternetStatus: gateway.internet }) },
      InternetEnabled: gateway.internet === 'Creating' || gateway.internet === 'Running',
    };
  }
}
