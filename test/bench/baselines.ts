import type { LocalCloud } from '../../local/cloud/start.ts';
import type { World } from '../../local/house/world.ts';
import { type AlidnsClient, alidnsClient } from '../../shared/cloud/alidns.ts';
import { type EasClient, easClient } from '../../shared/cloud/eas.ts';

/** How a script waits: the delays between its looks, in ms. */
export type Polling = () => () => number;

/** The vendor guide's procedure as people script it: look every 10 seconds. */
export const everyTenSeconds: Polling = () => () => 10_000;

/** As infrastructure tools wait: 5 seconds first, then 3, growing to 10. */
export const growing: Polling = () => {
  let looks = 0;
  return () => {
    looks += 1;
    return looks === 1 ? 5_000 : Math.min(3_000 + (looks - 2) * 1_000, 10_000);
  };
};

/**
 * What chat-public.yaml asks for, made by a straightforward script that knows the right vSwitch beforehand and never fails.
 *
 * @param parallel whether the branches after the gateway's creation run at the same time
 * @returns virtual ms from its first call to its last look
 */
export async function runScript(
  cloud: LocalCloud,
  world: World,
  { parallel, polling }: { parallel: boolean; polling: Polling },
): Promise<number> {
  const { clock } = cloud;
  const script = new Script(cloud, polling);
  const eas = easClient(world.owner, REGION);
  const startedAt = clock.now();
  let done = false;
  const work = script
    .awake(async () => {
      const gatewayId = await createGateway(eas, script);
      const branches = [
        () => openInternet(eas, alidnsClient(world.owner), script, gatewayId, world),
        () => linkVpc(eas, script, gatewayId),
        () => bindService(eas, script, gatewayId),
      ];
      if (parallel) await script.together(branches);
      else for (const branch of branches) await branch();
      await eas.updateGateway(gatewayId, { IsDefault: true });
    })
    .finally(() => {
      done = true;
    });
  await clock.runUntil(() => done, startedAt + 3_600_000);
  await work;
  return clock.now() - startedAt;
}

/** Time stands still while any branch of the script works, and goes on while all of them sleep. */
class Script {
  readonly #clock: LocalCloud['clock'];
  readonly #polling: Polling;
  readonly #holds: (() => void)[] = [];

  constructor({ clock }: LocalCloud, polling: Polling) {
    this.#clock = clock;
    this.#polling = polling;
  }

  async awake<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#wake();
    try {
      return await work();
    } finally {
      this.#sleep();
    }
  }

  /** Runs branches at the same time; whoever waits for them sleeps meanwhile. */
  async together(branches: (() => Promise<void>)[]): Promise<void> {
    const running = branches.map((branch) => this.awake(branch));
    this.#sleep();
    await Promise.all(running).finally(() => this.#wake());
  }

  async until(reached: () => Promise<boolean>): Promise<void> {
    const next = this.#polling();
    while (!(await reached())) {
      const woken = new Promise<void>((resolve) => {
        this.#clock.schedule(this.#clock.now() + next(), () => {
          this.#wake();
          resolve();
        });
      });
      this.#sleep();
      await woken;
    }
  }

  #wake(): void {
    this.#holds.push(this.#clock.hold());
  }

  #sleep(): void {
    this.#holds.pop()?.();
  }
}

async function createGateway(eas: EasClient, script: Script): Promise<string> {
  const { GatewayId } = await eas.createGateway({
    Name: 'chat-prod',
    InstanceType: '2c4g',
    Replicas: 2,
    ChargeType: 'PostPaid',
  });
  await script.until(async () => (await eas.describeGateway(GatewayId)).Status === 'Running');
  return GatewayId;
}

async function openInternet(
  eas: EasClient,
  alidns: AlidnsClient,
  script: Script,
  gatewayId: string,
  world: World,
): Promise<void> {
  await eas.updateGateway(gatewayId, { EnableInternet: true });
  await script.until(async () => (await eas.describeGateway(gatewayId)).InternetStatus === 'Running');
  await eas.createAclPolicy(gatewayId, { AclPolicyList: [{ Entry: '203.0.113.0/24' }, { Entry: '198.51.100.0/25' }] });
  const { InternetDomain = '' } = await eas.describeGateway(gatewayId);
  await alidns.addDomainRecord({ DomainName: 'example.com', RR: 'chat', Type: 'CNAME', Value: InternetDomain });
  await eas.attachGatewayDomain(gatewayId, {
    Domain: DOMAIN,
    Type: 'internet',
    CertificateId: world.certificates[DOMAIN] ?? '',
  });
  await script.until(async () =>
    (await eas.listGatewayDomains(gatewayId)).CustomDomains.every(
      ({ CertificateStatus }) => CertificateStatus === 'Succeeded',
    ),
  );
}

async function linkVpc(eas: EasClient, script: Script, gatewayId: string): Promise<void> {
  await eas.createGatewayIntranetLinkedVpc(gatewayId, { VpcId: VPC, VSwitchId: 'vsw-2zechat0zonei' });
  await script.until(async () =>
    (await eas.listGatewayIntranetLinkedVpc(gatewayId)).IntranetLinkedVpcList.every(
      ({ Status }) => Status === 'Running',
    ),
  );
  await eas.createAclPolicy(gatewayId, { VpcId: VPC, AclPolicyList: [{ Entry: '10.8.0.0/16' }] });
  await eas.deleteAclPolicy(gatewayId, { VpcId: VPC, AclPolicyList: [{ Entry: '0.0.0.0/0' }] });
}

async function bindService(eas: EasClient, script: Script, gatewayId: string): Promise<void> {
  await eas.updateService('chat', {
    UpdateType: 'merge',
    body: JSON.stringify({ networking: { gateway: gatewayId } }),
  });
  await script.until(async () => (await eas.describeService('chat')).Status === 'Running');
}

const REGION = 'cn-beijing';
const DOMAIN = 'chat.example.com';
const VPC = 'vpc-2zechat0prod';
