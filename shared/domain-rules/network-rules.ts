import type { Draft } from './declaration-draft.ts';
import type { Problem } from './problem.ts';
import { repeated } from './repeated.ts';
import { blockProblem } from './vswitch-block.ts';

type Rule = (draft: Draft) => Problem[];
type DraftVpc = Draft['vpcs'][number];

/** What makes the private networks of a declaration unacceptable. */
export const networkRefusals: readonly Rule[] = [
  eachVpc(roleOfTheAccount), // G27
  eachVpc(vSwitchNamed), // G27
  eachVpc(noCreationElsewhere), // G27
  authoritativeDnsOnce, // G28
  eachVpc(peersOnce), // G26
  eachVpc(blockFits), // G71
];

export const networkAdvices: readonly Rule[] = [
  eachVpc(vSwitchNotChecked), // G27
];

function eachVpc(rule: (vpc: DraftVpc, field: string) => Problem[]): Rule {
  return ({ vpcs }) => vpcs.flatMap((vpc, index) => rule(vpc, `spec.vpcs[${index}]`));
}

function roleOfTheAccount({ account, roleArn }: DraftVpc, field: string): Problem[] {
  if (roleArn === undefined) return [];
  const at = { field: `${field}.roleArn`, rule: 'G27' } as const;
  if (account === undefined) {
    const message = 'A role is assumed to read a VPC of another account, and no account is declared.';
    return [{ ...at, reason: 'RoleWithoutAccount', message, wayOut: 'Add account, or leave out roleArn.' }];
  }
  const [, owner] = /^acs:ram::(\d+):/.exec(roleArn) ?? [];
  if (owner === undefined || owner === account) return [];
  const message = `The role belongs to ${owner}, and the VPC to ${account}.`;
  return [{ ...at, reason: 'RoleOfAnotherAccount', message, wayOut: `Name a role of ${account}.` }];
}

/** Nobody here can look into a VPC of another account without a role, so nothing can be chosen in it. */
function vSwitchNamed({ account, roleArn, vSwitches, choosesItself }: DraftVpc, field: string): Problem[] {
  if (account === undefined || roleArn !== undefined) return [];
  if (!choosesItself && vSwitches.length < 2) return [];
  return [
    {
      field: `${field}.vSwitches`,
      rule: 'G27',
      reason: 'VSwitchNotNamed',
      message: `Torii cannot look into a VPC of ${account} without a role, so it cannot choose a vSwitch there.`,
      wayOut: 'Name exactly one vSwitch in a supported zone, or add roleArn: a role that may read the VPC.',
    },
  ];
}

function noCreationElsewhere({ account, createVSwitch }: DraftVpc, field: string): Problem[] {
  if (account === undefined || createVSwitch === undefined) return [];
  return [
    {
      field: `${field}.createVSwitch`,
      rule: 'G27',
      reason: 'CreationInAnotherAccount',
      message: `Torii writes nothing in other accounts, and the VPC belongs to ${account}.`,
      wayOut: 'Leave it out and let the owner of the VPC create the vSwitch.',
    },
  ];
}

function authoritativeDnsOnce({ vpcs }: Draft): Problem[] {
  const on = vpcs.flatMap(({ authoritativeDns }, index) => (authoritativeDns === true ? [index] : []));
  const [first, ...others] = on;
  return others.map((index) => ({
    field: `spec.vpcs[${index}].authoritativeDns`,
    rule: 'G28',
    reason: 'AuthoritativeDnsTwice',
    message: `Authoritative DNS is on for one VPC of a gateway at a time, and spec.vpcs[${first}] has it already.`,
    wayOut: 'Leave it to one of them.',
  }));
}

function peersOnce({ vpcId, peers }: DraftVpc, field: string): Problem[] {
  const itself = peers.flatMap((peer, index): Problem[] => {
    if (peer.vpcId === undefined || peer.vpcId !== vpcId) return [];
    const message = `${vpcId} is linked itself and cannot be its own peer.`;
    const at = { field: `${field}.peers[${index}].vpcId`, rule: 'G26' } as const;
    return [{ ...at, reason: 'PeerIsLinked', message, wayOut: 'Leave it out.' }];
  });
  const twice = repeated(peers.map((peer) => peer.vpcId)).map(
    ({ key, index, first }): Problem => ({
      field: `${field}.peers[${index}].vpcId`,
      rule: 'G26',
      reason: 'DuplicatePeer',
      message: `${key} is peer ${first + 1} of this VPC already.`,
      wayOut: 'Leave it out.',
    }),
  );
  return [...itself, ...twice];
}

function blockFits({ createVSwitch }: DraftVpc, field: string): Problem[] {
  const problem = createVSwitch?.cidrBlock === undefined ? undefined : blockProblem(createVSwitch.cidrBlock);
  if (!problem) return [];
  const at = { field: `${field}.createVSwitch.cidrBlock`, rule: 'G71' } as const;
  const wayOut = 'Write a block of the VPC with a mask from /16 to /29, like 10.8.200.0/24.';
  return [{ ...at, reason: 'VSwitchBlockInvalid', message: problem, wayOut }];
}

function vSwitchNotChecked({ account, roleArn, vSwitches: [vSwitchId] }: DraftVpc, field: string): Problem[] {
  if (account === undefined || roleArn !== undefined) return [];
  return [
    {
      field: `${field}.vSwitches`,
      rule: 'G27',
      reason: 'VSwitchNotChecked',
      message: `${vSwitchId} is in account ${account}, where Torii cannot look: its zone shows only when the link is tried.`,
      wayOut: 'Add roleArn to have it checked beforehand, and watched afterwards.',
    },
  ];
}
