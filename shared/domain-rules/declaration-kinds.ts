import type { Draft } from './declaration-draft.ts';
import type { Problem, RuleNumber } from './problem.ts';

/** Without a type a gateway is of the ALB kind (G02). A type that is neither is a mistake of form, and of no kind. */
export function isAlb({ type = 'alb' }: Pick<Draft, 'type'>): boolean {
  return type === 'alb';
}

export function isManaged({ type }: Pick<Draft, 'type'>): boolean {
  return type === 'managed';
}

/** What only one kind has, each with the way out for the other (G02). */
export function fieldsOfTheKind(draft: Draft): Problem[] {
  const { specification, nodes, traffic, charge, vpcs, network, intranet } = draft;
  if (isManaged(draft)) {
    return [
      ofTheOtherKind('network', network !== undefined, 'G14', 'ALB', 'Name the VPC and its vSwitches in spec.vpcs'),
      ofTheOtherKind('intranet', intranet !== undefined, 'G26', 'ALB', 'Name the VPC in spec.vpcs, with its allow'),
    ].flat();
  }
  if (!isAlb(draft)) return [];
  const scales = 'Leave it out: the ALB kind scales by itself';
  return [
    ofTheOtherKind('specification', specification !== undefined, 'G20', 'managed', scales),
    ofTheOtherKind('nodes', nodes !== undefined, 'G20', 'managed', scales),
    ofTheOtherKind('traffic', traffic !== undefined, 'G20', 'managed', scales),
    ofTheOtherKind(
      'charge',
      charge !== undefined,
      'G20',
      'managed',
      'Leave it out: the load balancers are pay-as-you-go',
    ),
    ofTheOtherKind(
      'vpcs',
      vpcs.length > 0,
      'G26',
      'managed',
      'Name the one VPC in spec.network, and add spec.intranet',
    ),
  ].flat();
}

function ofTheOtherKind(name: string, present: boolean, rule: RuleNumber, kind: string, instead: string): Problem[] {
  if (!present) return [];
  const type = kind === 'ALB' ? 'alb' : kind;
  return [
    {
      field: `spec.${name}`,
      rule,
      reason: 'NotOfThisKind',
      message: `spec.${name} is of the ${kind} kind, and this gateway is ${type === 'alb' ? 'managed' : 'of the ALB kind (what a declaration without a type means)'}.`,
      wayOut: `${instead}; or write type: ${type}.`,
    },
  ];
}

/** Either access needs the VPC and vSwitches where its load balancer is (G13, G14). */
export function networkDeclared(draft: Draft): Problem[] {
  const { internet, intranet, network } = draft;
  if (!isAlb(draft) || network || !(internet || intranet)) return [];
  return [
    {
      field: 'spec.network',
      rule: 'G14',
      reason: 'NetworkNotDeclared',
      message: `${internet ? 'Public' : 'Private'} access runs over a load balancer in a VPC of yours, and none is named.`,
      wayOut: 'Add spec.network with a vpcId and vSwitches (at least two, in different zones, or auto).',
    },
  ];
}

/** The gateway has a VPC only with an access, and its services have to be in that VPC (G15). */
export function servicesReachable(draft: Draft): Problem[] {
  if (!isAlb(draft) || draft.internet || draft.intranet || draft.services.length === 0) return [];
  return [
    {
      field: 'spec.services',
      rule: 'G15',
      reason: 'NoAccessDeclared',
      message: 'Services are bound in the VPC of the gateway, and without an access it is in none.',
      wayOut: 'Add spec.internet or spec.intranet, with spec.network; or leave the services out.',
    },
  ];
}

/** At least two, each once (G13). Which zones they are in, only the cloud knows. */
export function albVSwitches({ network }: Draft): Problem[] {
  const vSwitches = network?.vSwitches;
  if (!vSwitches) return [];
  const repeated = vSwitches.flatMap((id, index): Problem[] => {
    const first = vSwitches.indexOf(id);
    if (id === undefined || first === index) return [];
    return [
      {
        field: `spec.network.vSwitches[${index}]`,
        rule: 'G13',
        reason: 'DuplicateVSwitch',
        message: `${id} is candidate ${first + 1} already.`,
        wayOut: 'Leave it out.',
      },
    ];
  });
  if (vSwitches.length !== 1) return repeated;
  return [
    {
      field: 'spec.network.vSwitches',
      rule: 'G13',
      reason: 'TooFewVSwitches',
      message: 'A load balancer needs vSwitches in at least two zones, and one vSwitch is named.',
      wayOut: 'Name another one in a different zone, or write vSwitches: auto.',
    },
  ];
}

/** Public access says once who may come in: by a list, or everyone (G23, G24). */
export function publicAudience({ internet }: Draft): Problem[] {
  if (!internet) return [];
  const { allow, open } = internet;
  if (open && allow !== undefined) {
    return [
      {
        field: 'spec.internet.open',
        rule: 'G24',
        reason: 'OpenAndAllowlist',
        message: 'open: true lets everyone in, and a list of who may come in is declared too.',
        wayOut: 'Leave out one of the two.',
      },
    ];
  }
  if (open || allow !== undefined) return [];
  return [
    {
      field: 'spec.internet.allow',
      rule: 'G23',
      reason: 'FieldMissing',
      message: 'spec.internet.allow is missing.',
      wayOut: 'Add it: who may come in over the internet. Or write open: true to let everyone in.',
    },
  ];
}

/** Advice: the kind that the vendor recommends (G02). */
export function albRecommended({ type }: Draft): Problem[] {
  if (type !== 'managed') return [];
  return [
    {
      field: 'spec.type',
      rule: 'G02',
      reason: 'ManagedChosen',
      message: 'The vendor strongly recommends the ALB kind for production: it scales by itself.',
      wayOut:
        'Write type: alb with spec.network, unless you need what only the managed kind has, such as several VPCs.',
    },
  ];
}

/** Advice: a gateway of the ALB kind without access is a record that nobody can call (G12). */
export function noAccess(draft: Draft): Problem[] {
  if (!isAlb(draft) || draft.internet || draft.intranet) return [];
  return [
    {
      field: 'spec',
      rule: 'G12',
      reason: 'NoAccessDeclared',
      message: 'Neither public nor private access is declared: nobody can call the gateway, and it costs nothing.',
      wayOut: 'Add spec.internet or spec.intranet, with spec.network.',
    },
  ];
}
