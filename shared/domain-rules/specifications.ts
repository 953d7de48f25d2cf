/** Sizes of a fully managed gateway's node (G20). */
export const SPECIFICATIONS = ['2c4g', '4c8g', '8c16g', '16c32g'] as const;
export type Specification = (typeof SPECIFICATIONS)[number];
