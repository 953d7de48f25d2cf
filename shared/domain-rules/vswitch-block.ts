import { type Interval, type Ipv4Range, parseRange, spell, within } from './ipv4-range.ts';

export type BlockChoice =
  | { cidrBlock: string; message: string }
  | { cidrBlock: undefined; reason: 'NoFreeBlock' | 'BlockNotFree'; message: string; wayOut: string };

/**
 * The addresses of a new vSwitch: the declared block, or the first free /24 of the VPC. Rules of CreateVSwitch: inside
 * the VPC, a mask from /16 to /29, no address of another vSwitch, none of the ranges that the vendor keeps.
 *
 * @param vpcBlocks CIDRs of the VPC, the first one first
 * @param taken CIDRs of its vSwitches
 */
export function chooseBlock(
  vpcBlocks: readonly string[],
  taken: readonly string[],
  wanted: string | undefined,
): BlockChoice {
  const blocks = rangesOf(vpcBlocks);
  const others = rangesOf(taken);
  if (wanted !== undefined) return declaredBlock(wanted, blocks, others);
  for (const block of blocks) {
    for (let first = firstAligned(block.first); first + SIZE - 1 <= block.last; first += SIZE) {
      const candidate = parseRange(`${spell(first)}/24`) as Ipv4Range;
      if (isKept(candidate) || others.some((other) => overlap(candidate, other))) continue;
      return { cidrBlock: candidate.cidr, message: `${candidate.cidr} is the first free /24` };
    }
  }
  const message = `no /24 of ${vpcBlocks.join(', ') || 'the VPC'} is free`;
  const wayOut = 'Declare createVSwitch.cidrBlock with a smaller free block, or make room in the VPC.';
  return { cidrBlock: undefined, reason: 'NoFreeBlock', message, wayOut };
}

/** What is wrong with a block whatever VPC it is for, as a sentence. */
export function blockProblem(cidrBlock: string): string | undefined {
  const range = parseRange(cidrBlock);
  if (!range) return `${cidrBlock} is no IPv4 block.`;
  if (range.cidr !== cidrBlock)
    return `${cidrBlock} does not begin where a block of its size does: ${range.cidr} does.`;
  const mask = Number(cidrBlock.slice(cidrBlock.indexOf('/') + 1));
  if (mask < 16 || mask > 29) return `${cidrBlock}: the mask of a vSwitch is from /16 to /29.`;
  return isKept(range) ? `${cidrBlock} overlaps a range that the vendor keeps for itself.` : undefined;
}

function declaredBlock(wanted: string, blocks: readonly Interval[], others: readonly Ipv4Range[]): BlockChoice {
  const range = parseRange(wanted) as Ipv4Range;
  const refused = (message: string): BlockChoice => ({
    cidrBlock: undefined,
    reason: 'BlockNotFree',
    message,
    wayOut: 'Declare another createVSwitch.cidrBlock, or leave it out.',
  });
  if (!blocks.some((block) => within([range], [block]))) return refused(`${wanted} is not inside the VPC`);
  const other = others.find((one) => overlap(range, one));
  if (other) return refused(`${wanted} overlaps the vSwitch that has ${other.cidr}`);
  return { cidrBlock: wanted, message: `${wanted} is the declared block` };
}

function rangesOf(cidrs: readonly string[]): Ipv4Range[] {
  return cidrs.map(parseRange).filter((range) => range !== undefined);
}

function overlap(one: Interval, other: Interval): boolean {
  return one.first <= other.last && other.first <= one.last;
}

function isKept(range: Interval): boolean {
  return KEPT.some((kept) => overlap(range, kept));
}

function firstAligned(address: number): number {
  return Math.ceil(address / SIZE) * SIZE;
}

/** Of a /24. */
const SIZE = 256;
/** A vSwitch lies in none of these (VPC 2016-04-28, CreateVSwitch). */
const KEPT = rangesOf(['100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4']);
