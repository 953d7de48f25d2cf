/** What a sweep has before it. */
export interface FleetSize {
  gateways: number;
  services: number;
  zones: number;
  /** By zone: names that the sweep looks at, and all records. */
  names: { due: number; records: number }[];
  certificates: number;
  /** By VPC. */
  vSwitches: number[];
}

/**
 * The fewest calls that see everything a declaration speaks of, with the largest documented pages: gateways by kind (all,
 * and the application ones, of which there are none); each gateway's domains, allowlists, links and supported zones, which
 * have no list of their own; services; zones; of each zone its records or an exact lookup a name, whichever is fewer;
 * certificates, uploaded and issued; the vSwitches of each VPC.
 */
export function lowerBound({ gateways, services, zones, names, certificates, vSwitches }: FleetSize): number {
  const records = names.map(({ due, records: all }) => Math.min(due, pages(all, 500)));
  return (
    pages(gateways, 100) +
    pages(0, 100) +
    4 * gateways +
    pages(services, 100) +
    pages(zones, 100) +
    sum(records) +
    2 * pages(certificates, 50) +
    sum(vSwitches.map((count) => pages(count, 50)))
  );
}

/** An empty list is a page, too. */
function pages(items: number, pageSize: number): number {
  return Math.max(1, Math.ceil(items / pageSize));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
