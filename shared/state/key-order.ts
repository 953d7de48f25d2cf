interface Placed {
  key: { region: string; name: string };
}

/** By region and name in code units, not like a language. */
export function byRegionAndName(a: Placed, b: Placed): number {
  return byCodeUnits(a.key.region, b.key.region) || byCodeUnits(a.key.name, b.key.name);
}

function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
