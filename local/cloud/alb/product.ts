import type { Product } from '../product.ts';
import { albErrors } from './errors.ts';
import { getLoadBalancerAttribute, listLoadBalancers } from './read-load-balancers.ts';
import type { AlbState } from './state.ts';

/** Application Load Balancer, API 2020-06-16: the instances behind application gateways, and what guards them. */
export const alb: Product<AlbState> = {
  name: 'alb',
  version: '2020-06-16',
  errors: albErrors,
  actions: [getLoadBalancerAttribute, listLoadBalancers],
};
