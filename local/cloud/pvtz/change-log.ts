/** What became of a zone or of one of its records, and who asked for it. */
export interface ChangeLog {
  readonly id: number;
  readonly account: string;
  readonly zoneId: string;
  readonly entityType: 'PV_ZONE' | 'PV_RECORD';
  readonly entityId: string;
  readonly entityName: string;
  readonly action: 'add' | 'update' | 'delete';
  readonly content: string;
  readonly at: number;
}
