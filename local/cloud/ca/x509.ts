import './reflect-metadata.ts';

/**
 * The certificate library, loaded after what it asks for. A static import would be hoisted before it when this program
 * is bundled and the library is not.
 */
export const x509 = await import('@peculiar/x509');
