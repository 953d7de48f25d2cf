import { actionsOf } from '../../product.ts';
import { zonesOf } from '../../vpc/zones.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { machineOf } from './machine.ts';

const row = actionsOf<EasState>();

/** Some that are sold; which ones a region really has changes by the day (inferred). */
const TYPES = [
  ...['ecs.c7.large', 'ecs.c7.xlarge', 'ecs.c7.4xlarge', 'ecs.g7.xlarge', 'ecs.g7.2xlarge', 'ecs.r7.2xlarge'],
  ...['ecs.gn6i-c8g1.2xlarge', 'ecs.gn7i-c16g1.4xlarge'],
];

export const describeMachineSpec = row({
  name: 'DescribeMachineSpec',
  style: { method: 'GET', path: '/api/v2/public/instance_types' },
  parameters: {
    ChargeType: { type: 'string', default: 'PostPaid' },
    ResourceType: { type: 'string', default: 'Public' },
    /** Deprecated: names, separated by commas. */
    InstanceTypes: { type: 'string', default: '' },
  },
  response: {
    InstanceMetas: [
      {
        InstanceType: 'string',
        CPU: 'integer',
        Memory: 'integer',
        GPU: 'string',
        GPUAmount: 'integer',
        GPUMemory: 'integer',
        IsAvailable: 'boolean',
        StockStatus: 'string',
        Vendor: 'string',
        SpotDiscount: 'number',
        NonProtectSpotDiscount: 'number',
      },
    ],
    Types: [{ CPU: 'integer', Memory: ['integer'] }],
  },
  errors: [],
  handler: (_state, { parameters: { InstanceTypes } }) => ({
    InstanceMetas: TYPES.filter((type) => InstanceTypes === '' || InstanceTypes.split(',').includes(type)).map(
      (type) => {
        const { cpus, memoryMb, gpus } = machineOf(type);
        return {
          ...{ InstanceType: type, CPU: cpus, Memory: memoryMb / 1024, GPUAmount: gpus },
          ...(gpus > 0 && { GPU: type.includes('gn7i') ? 'A10' : 'T4', GPUMemory: 16 }),
          ...{ IsAvailable: true, StockStatus: 'WithStock', Vendor: 'ECS' },
          ...{ SpotDiscount: SPOT_DISCOUNT, NonProtectSpotDiscount: UNPROTECTED_DISCOUNT },
        };
      },
    ),
    Types: [1, 2, 4, 8, 16].map((cpus) => ({ CPU: cpus, Memory: [1, 2, 4, 8].map((factor) => cpus * factor) })),
  }),
});

export const describeSpotDiscountHistory = row({
  name: 'DescribeSpotDiscountHistory',
  style: { method: 'GET', path: '/api/v2/public/spot_discount' },
  parameters: {
    InstanceType: { type: 'string', required: true },
    IsProtect: { type: 'boolean', default: false, source: 'inferred' },
  },
  response: {
    SpotDiscounts: [{ InstanceType: 'string', SpotDiscount: 'string', Timestamp: 'string', ZoneId: 'string' }],
  },
  errors: [],
  // Prices here never change: one a day and zone, of the last week (inferred).
  handler: (_state, { region, now, parameters: { InstanceType, IsProtect } }) => ({
    SpotDiscounts: Array.from({ length: 7 }, (_, day) => utcTime(now - day * DAY_MS)).flatMap((Timestamp) =>
      (zonesOf(region) ?? []).map((ZoneId) => ({
        ...{ InstanceType, Timestamp, ZoneId },
        SpotDiscount: String(IsProtect ? SPOT_DISCOUNT : UNPROTECTED_DISCOUNT),
      })),
    ),
  }),
});

/** The documents' examples, as parts of the full price. */
const SPOT_DISCOUNT = 0.12;
const UNPROTECTED_DISCOUNT = 0.1;

const DAY_MS = 24 * 3_600_000;
