import type { AlbState } from './alb/state.ts';
import type { EasState } from './eas/state.ts';
import { ROLES_OF_SERVICES } from './ram/roles-of-services.ts';
import type { RamState } from './ram/state.ts';

/**
 * The roles that EAS and ALB want for themselves are there while those products say that they were granted, those of Function
 * Compute and EventBridge until `ram.serviceLinkedRoles` takes them away. Names of the roles are documented, and which
 * service makes which ("Services that work with service-linked roles" of RAM); the service of EAS is inferred
 * (`langstudio.pai.aliyuncs.com` is that of a sister).
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
  for (const [service, name] of ROLES_OF_SERVICES) {
    ramState.link({
      ...{ name, service },
      isGranted: () => !ramState.withoutRole.has(service),
      grant: () => void ramState.withoutRole.delete(service),
    });
  }
}
