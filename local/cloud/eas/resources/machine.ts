/** What a machine type has, by the rules its name follows: `ecs.g7.2xlarge` (2 × 4 cores, 4 GB for each). */
export interface Machine {
  readonly cpus: number;
  readonly memoryMb: number;
  readonly gpus: number;
}

/** Families: c has 2 GB for each core, g 4, r 8; gn are those with GPUs, of which one stands for eight cores (inferred). */
export function machineOf(type: string): Machine {
  const [, family = '', size = ''] = /^(?:ecs|ml)\.([a-z]+)[^.]*\.(\w+)$/.exec(type) ?? [];
  const [, factor = '1'] = /^(\d*)xlarge$/.exec(size) ?? [];
  const cpus = size.endsWith('xlarge') ? Number(factor || 1) * 4 : 2;
  const gbPerCpu = family.startsWith('c') ? 2 : family.startsWith('r') ? 8 : 4;
  return { cpus, memoryMb: cpus * gbPerCpu * 1024, gpus: family.startsWith('gn') ? Math.max(1, cpus / 8) : 0 };
}
