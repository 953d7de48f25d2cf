import type { InternetProof } from '../domain-rules/provisioning/input.ts';
import type { EasReader } from './eas.ts';
import type { Gateway, GatewayDetail, ListGatewayRequest, Service } from './eas-wire.ts';
import { ifListable } from './if-listable.ts';
import { once } from './once.ts';
import { allPages } from './pages.ts';

/** What lists tell about all gateways and services of a region, asked once for a whole sweep when first needed. */
export interface EasSurvey {
  /**
   * Answers from the lists what they tell, and asks `eas` for the rest: what is not listed, and what is listed too coarsely.
   *
   * @param proof spares describing a gateway whose listed values are still those it was described with
   * @param now ms since the epoch
   */
  through(eas: EasReader, proof: InternetProof | undefined, now: number): EasReader;
}

/**
 * @param due how many gateways the sweep looks at and which services: exact looks are taken where they are fewer calls
 */
export function surveyEas(eas: EasReader, due: { gateways: number; services: readonly string[] }): EasSurvey {
  const services = once(() => ifListable(listServices(eas, new Set(due.services).size)));
  const gateways = once(async () => (due.gateways < FEWEST_LISTED ? undefined : ifListable(listByKind(eas))));

  return {
    through: (own, proof, now) => ({
      ...own,
      async describeGateway(gatewayId) {
        const row = (await gateways())?.get(gatewayId);
        return (row && detailFrom(row, proof, now)) ?? own.describeGateway(gatewayId);
      },
      async allGateways(filter = {}) {
        const listed = isExact(filter) ? await gateways() : undefined;
        return listed ? [...listed.values()].filter((gateway) => matches(gateway, filter)) : own.allGateways(filter);
      },
      async describeService(name) {
        const row = (await services())?.get(name);
        return row && isWhole(row) ? row : own.describeService(name);
      },
    }),
  };
}

/** The kind is in no description: it comes from listing by kind. */
async function listByKind(eas: EasReader): Promise<Map<string, Gateway>> {
  const [all, application] = await Promise.all([eas.allGateways(), eas.allGateways({ GatewayType: 'Application' })]);
  const ids = new Set(application.map(({ GatewayId }) => GatewayId));
  return new Map(
    all.map((gateway) => [
      gateway.GatewayId,
      ids.has(gateway.GatewayId) ? { ...gateway, GatewayType: 'Application' } : gateway,
    ]),
  );
}

/**
 * A row has no InternetStatus, and nothing of an application gateway's load balancers. So it stands for a description only
 * of a managed gateway that runs, and with public access only while nothing about it changed since that was seen Running:
 * that UpdateTime moves with every change is inferred, so what was seen counts for some hours and no longer.
 */
function detailFrom(row: Gateway, proof: InternetProof | undefined, now: number): GatewayDetail | undefined {
  if (row.Status !== 'Running' || row.GatewayType === 'Application') return undefined;
  if (row.InternetEnabled === false) return row;
  const isAsDescribed =
    proof !== undefined &&
    now - proof.at < DESCRIBED_LASTS_MS &&
    row.UpdateTime === proof.updateTime &&
    row.InternetDomain === proof.internetDomain;
  return isAsDescribed ? { ...row, InternetStatus: 'Running' } : undefined;
}

/** What a description says about public access, where it says that it runs. @param now ms since the epoch */
export function describedInternet(detail: GatewayDetail, now: number): InternetProof | undefined {
  const { Status, InternetEnabled, InternetStatus, UpdateTime, InternetDomain } = detail;
  if (Status !== 'Running' || !InternetEnabled || InternetStatus !== 'Running') return undefined;
  return UpdateTime && InternetDomain ? { updateTime: UpdateTime, internetDomain: InternetDomain, at: now } : undefined;
}

/** Services by name, page by page while that takes fewer calls than to describe each; what is left out is described. */
async function listServices(eas: EasReader, wanted: number): Promise<Map<string, Service>> {
  if (wanted < FEWEST_LISTED) return new Map();
  const first = await eas.listServices({ PageNumber: 1, PageSize: PAGE_SIZE });
  const pages = Math.ceil(Number(first.TotalCount ?? 0) / PAGE_SIZE);
  const isWorthIt = pages <= wanted;
  const rows = isWorthIt
    ? await allPages<Service>({
        product: 'eas',
        action: 'ListServices',
        idOf: ({ ServiceName }) => ServiceName,
        async read(PageNumber) {
          const page = PageNumber === 1 ? first : await eas.listServices({ PageNumber, PageSize: PAGE_SIZE });
          return { items: page.Services, totalCount: page.TotalCount };
        },
      })
    : first.Services;
  return new Map(rows.map((service) => [service.ServiceName, service]));
}

function isWhole({ Status, ServiceConfig }: Service): boolean {
  return Status !== undefined && Boolean(ServiceConfig);
}

type Filter = Omit<ListGatewayRequest, 'PageNumber' | 'PageSize'>;
const FIELDS = ['GatewayId', 'GatewayName', 'GatewayType'] as const;

function isExact(filter: Filter): boolean {
  return Object.keys(filter).every((name) => FIELDS.some((field) => field === name));
}

function matches(gateway: Gateway, filter: Filter): boolean {
  return FIELDS.every((field) => filter[field] === undefined || gateway[field] === filter[field]);
}

/** Lists of gateways are two calls at least. */
const FEWEST_LISTED = 2;
const PAGE_SIZE = 100;
const DESCRIBED_LASTS_MS = 6 * 3_600_000;
