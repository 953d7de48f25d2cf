import { invalid } from './errors.ts';

/** Tables here were made without local transactions, so the answer is the documented one. */
export function refuseTransaction({ transactionId }: { readonly transactionId?: string | undefined }): void {
  if (!transactionId) return;
  throw invalid('Try to call method using explicit transaction on explicit-transaction-disabled table.');
}
