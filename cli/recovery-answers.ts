/** What `POST /v1/recover` says. */
export interface RecoveryAnswer {
  dryRun: boolean;
  regions: string[];
  recovered: { name: string; region: string; gatewayId: string; declaration: object; notes: string[] }[];
  left: { gatewayId: string; region: string; reason: string; message: string }[];
}
