/** Makes one of a thing for each region, when it is first asked for. */
export function regional<Thing>(make: (region: string) => Thing): (region: string) => Thing {
  const made = new Map<string, Thing>();
  return (region) => {
    const known = made.get(region) ?? make(region);
    made.set(region, known);
    return known;
  };
}
