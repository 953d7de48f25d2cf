/** A gateway as ListGateway shows it. */
export interface ListedGateway {
  gatewayId: string;
  name: string;
  /** ms since the epoch. */
  createdAt: number;
  /** The owner mark in its labels, if any. */
  owner: string | undefined;
}

/**
 * Which of the listed gateways is ours. Names are not unique, so in this order: the id we remember, our mark in its
 * labels, and, where the answer to our CreateGateway was lost, the unmarked one that came up after we asked.
 *
 * @param createdAfter when the open CreateGateway was asked (ms since the epoch), undefined where none is open
 */
export function identifyGateway(
  listed: ListedGateway[],
  ours: { name: string; owner: string; gatewayId: string | undefined; createdAfter: number | undefined },
): { gatewayId: string | undefined; namesakes: ListedGateway[] } {
  const named = listed.filter(({ name }) => name === ours.name).sort(byAge);
  const asked = ours.createdAfter;
  const found =
    listed.find(({ gatewayId }) => gatewayId === ours.gatewayId) ??
    named.find(({ owner }) => owner === ours.owner) ??
    (asked === undefined
      ? undefined
      : named.find(({ owner, createdAt }) => owner === undefined && createdAt >= asked - CLOCK_SKEW_MS));
  return { gatewayId: found?.gatewayId, namesakes: named.filter(({ gatewayId }) => gatewayId !== found?.gatewayId) };
}

function byAge(one: ListedGateway, other: ListedGateway): number {
  return one.createdAt - other.createdAt || (one.gatewayId < other.gatewayId ? -1 : 1);
}

/** CreateTime has whole seconds, and two clocks are compared. */
const CLOCK_SKEW_MS = 5_000;
