/** Before `recordKey`: until every name server of the zone says it. */
export const PUBLISHED = 'published/';
/** Before the name as the certificate will bear it: until the authority has looked. */
export const VALIDATED = 'validated/';
/** Until the order says that it may be finalised. */
export const ORDER_READY = 'order-ready';
/** Until the authority has signed. */
export const ISSUED = 'issued';
/** Until Certificate Management Service has got a certificate for a package order. */
export const PACKAGE_ISSUED = 'package-issued';
/** Until it is known what became of an order whose answer was lost. */
export const ORDER_FOUND = 'order-found';
/** Until whoever has the order can be asked again. */
export const ORDER_SEEN = 'order-seen';
/** Before the name: until dns-recorder has made a name's own record, so that a challenge below it hides no wildcard. */
export const RECORDED = 'recorded/';
