import type { AlbState } from './alb/state.ts';
import type { EasState } from './eas/state.ts';
import type { RamState } from './ram/state.ts';

/**
 * The roles that EAS and ALB want for themselves are there while those products say that they were granted. Names of the
 * roles are documented, the service of EAS is inferred (`langstudio.pai.aliyuncs.com` is that of a sister).
 */
export function linkServices(ramState: RamState, products: { eas: EasState; alb: AlbState }): void {
  const named = [
    { name: 'AliyunServiceRoleForPaiEas', service: 'eas.pai.aliyuncs.com', product: products.eas },
    { name: 'AliyunServiceRoleForAlb', service: 'alb.aliyuncs.com', product: products.alb },
  ];
  for (const { name, service, product } of named) {
    ramState.link({
      ...{ name, service },
      isGranted: () => product.serviceLinkedRole === 'granted',
      grant: () => {
        product.serviceLinkedRole = 'granted';
      },
    });
  }
}
