import type { AlbReader } from '../../shared/cloud/alb.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { ACCESS_TAG, OWNER_TAG } from '../../shared/cloud/load-balancer-observation.ts';

/** Whether ALB is to be asked about a wait. */
export function isOfAlb(waitId: string): boolean {
  return Object.hasOwn(QUESTIONS, kindOf(waitId));
}

/**
 * Asks ALB about one wait, and about nothing else.
 *
 * @param owner the mark on what is ours
 * @returns whether what is waited for has come, or what it hung on is gone: both are worth a look
 */
export async function askAlb(alb: AlbReader, owner: string, waitId: string): Promise<boolean> {
  const kind = kindOf(waitId);
  try {
    return (await QUESTIONS[kind]?.(alb, waitId.slice(kind.length + 1), owner)) ?? true;
  } catch (error) {
    if (error instanceof CloudError && error.code.startsWith('ResourceNotFound.')) return true;
    throw error;
  }
}

function kindOf(waitId: string): string {
  return waitId.split('/', 1)[0] ?? '';
}

type Question = (alb: AlbReader, of: string, owner: string) => Promise<boolean>;

/** By what the ids of waits begin with. */
const QUESTIONS: Record<string, Question> = {
  'load-balancer-ready': async (alb, id) =>
    DECIDED.includes((await alb.getLoadBalancerAttribute(id)).LoadBalancerStatus),
  'listeners-seen': async (alb, id) => (await alb.allListeners({ LoadBalancerIds: [id] })).length > 0,
  'listener-ready': async (alb, id) => IN_PLACE.includes((await alb.getListenerAttribute(id)).ListenerStatus),
  'acl-ready': async (alb, access, owner) => {
    const lists = await alb.allAcls({ Tag: [{ Key: OWNER_TAG, Value: owner }] });
    const ours = lists.filter(({ Tags = [] }) => Tags.some(({ Key, Value }) => Key === ACCESS_TAG && Value === access));
    return ours.every(({ AclStatus }) => AclStatus === 'Available');
  },
  'acl-on': areSettled,
  'acl-off': areSettled,
  'certificates-settled': async (alb, id) =>
    (await alb.listListenerCertificates(id)).every(({ Status = 'Associated' }) => Status === 'Associated'),
};

/** No list of the listener is on its way to it or off it. */
async function areSettled(alb: AlbReader, listenerId: string): Promise<boolean> {
  const { AclConfig } = await alb.getListenerAttribute(listenerId);
  return (AclConfig?.AclRelations ?? []).every(({ Status }) => Status === 'Associated');
}

const DECIDED = ['Active', 'CreateFailed'];
const IN_PLACE = ['Running', 'Stopped'];
