import { acmeTable } from './acme/rows.ts';
import { alb } from './alb/product.ts';
import { alidns } from './alidns/product.ts';
import { cas } from './cas/product.ts';
import { eas } from './eas/product.ts';
import { eventBridge } from './eventbridge/product.ts';
import { putEventsTable } from './eventbridge/put-events-table.ts';
import { fc } from './fc/product.ts';
import { invocationsTable } from './fc/run/invocations-table.ts';
import { fcUploads } from './fc/temp-bucket-token.ts';
import type { Product } from './product.ts';
import type { ProtocolTable } from './protocol-table.ts';
import { pvtz } from './pvtz/product.ts';
import { ram } from './ram/product.ts';
import { resourceManager } from './resource-manager/product.ts';
import { sts } from './sts/product.ts';
import { otsTable } from './tablestore/rows.ts';
import { vpc } from './vpc/product.ts';

/** A product as a table, whatever its state. */
export type ProductTable = Product<never>;

/** Every product that speaks the OpenAPI, by its table. */
export const PRODUCT_TABLES: readonly ProductTable[] = [
  alb,
  alidns,
  cas,
  eas,
  eventBridge,
  fc,
  fcUploads,
  pvtz,
  ram,
  resourceManager,
  sts,
  vpc,
];

/** What speaks a protocol of its own. */
export const PROTOCOL_TABLES: readonly ProtocolTable[] = [acmeTable, putEventsTable, invocationsTable, otsTable];
