import { on, type SwitchRow } from './switch-rows.ts';

const alb = on((cloud) => cloud.alb);
const alidns = on((cloud) => cloud.alidns);
const vpc = on((cloud) => cloud.vpc);
const pvtz = on((cloud) => cloud.pvtz);
const fc = on((cloud) => cloud.fc);
const eventbridge = on((cloud) => cloud.eventbridge);
const cas = on((cloud) => cloud.cas);
const certificateUses = on((cloud) => cloud.cas.uses);
const orders = on((cloud) => cloud.cas.orders);
const eas = on((cloud) => cloud.eas);
const ram = on((cloud) => cloud.ram);
const tablestore = on((cloud) => cloud.tablestore);
const runs = on((cloud) => cloud.functions.assumptions);
const acme = on((cloud) => cloud.acme);

/** Every switch of the cloud, by the name that it has in the typed API: `cloud.alb.serviceManagedEdits`. */
export const SWITCHES: Readonly<Record<string, SwitchRow>> = {
  'alb.serviceManagedEdits': alb.choice(
    'serviceManagedEdits',
    'whether the API changes an instance that a service made for itself, as the guide has it',
    { allowed: true, refused: true },
  ),
  'alb.broadcastEntry': alb.choice(
    'broadcastEntry',
    'whether an access control list takes 255.255.255.255/32 as an entry',
    { taken: true, refused: true },
  ),
  'alb.securityGroups': alb.choice(
    'securityGroups',
    'security groups are open to the account, or it never asked its account manager',
    { opened: true, closed: true },
  ),
  'alb.overlappingCertificates': alb.choice(
    'overlappingCertificates',
    'which of several additional certificates for a name answers',
    { newest: true, oldest: true },
  ),
  'alb.serviceLinkedRole': alb.choice(
    'serviceLinkedRole',
    'whether the account granted ALB its service-linked role',
    { granted: true, missing: true },
    'setting',
  ),
  'alidns.nameServerLagMs': {
    kind: 'assumption',
    about: 'how long each name server goes on without a change that was stored, in virtual ms',
    values: 'number',
    read: ({ alidns }) => Math.max(0, ...alidns.nameServerLagMs.values()),
    set({ alidns }, value) {
      if (typeof value !== 'number' || !(value >= 0)) throw new RangeError('a number of ms');
      for (const name of NAME_SERVERS) alidns.nameServerLagMs.set(name, value);
    },
  },
  'alidns.ttlOnlyUpdateIs': alidns.choice(
    'ttlOnlyUpdateIs',
    'an update of nothing but the TTL is taken, or is a duplicate',
    { accepted: true, duplicate: true },
  ),
  'vpc.missingVSwitchIs': vpc.choice(
    'missingVSwitchIs',
    'DescribeVSwitchAttributes of an unknown id: an error, or a 200 with an empty id',
    { refused: true, empty: true },
  ),
  'vpc.pageSkipping': vpc.choice(
    'pageSkipping',
    'a list that leaves out pages is answered, or refused with Throttling.DeepPageSkip',
    { answered: true, throttled: true },
  ),
  'alidns.writes': alidns.choice(
    'writes',
    'a domain takes any write, or one at a time: others meet LastOperationNotFinished for some seconds',
    { 'at-once': true, 'one-at-a-time': true },
  ),
  'pvtz.newZonesAre': pvtz.choice(
    'newZonesAre',
    'zones made without a DNS group are of the accelerated kind, or the standard one',
    { FAST_ZONE: true, NORMAL_ZONE: true },
  ),
  'pvtz.serviceStatus': pvtz.choice('serviceStatus', 'what DescribeUserServiceStatus says; nothing depends on it', {
    OPENED: true,
    CLOSED: true,
    IN_DEBT: true,
    IN_DEBT_OVER_DUE: true,
  }),
  'fc.deletingWithTriggers': fc.choice(
    'deletingWithTriggers',
    'a function that has triggers cannot be deleted, as documented, or takes them along',
    { refused: true, removes: true },
  ),
  'fc.domainNames': fc.choice(
    'domainNames',
    "a custom domain has to lead to the account's endpoint first, as documented, or not",
    { checked: true, unchecked: true },
  ),
  'fc.missingInvocationRole': fc.choice(
    'missingInvocationRole',
    'a trigger of EventBridge whose invocationRole is not there is refused, or is taken and hears nothing',
    { refused: true, accepted: true },
  ),
  'ram.serviceLinkedRoles': ram.choice(
    'serviceLinkedRoles',
    'whether the service-linked roles of Function Compute and EventBridge are there',
    { granted: true, missing: true },
    'setting',
  ),
  'eventbridge.opened': eventbridge.flag('opened', 'whether the account has activated EventBridge', 'assumption'),
  'eventbridge.failures': eventbridge.choice('failures', 'a refused call answers 200 with its Code, or with an error', {
    'in-body': true,
    'status-409': true,
  }),
  'eventbridge.customEventsOnDefault': eventbridge.choice(
    'customEventsOnDefault',
    'events of applications on the default bus',
    { refused: true, accepted: true },
  ),
  'eventbridge.acceptedErrorCode': eventbridge.choice('acceptedErrorCode', 'the ErrorCode of an event that was taken', {
    absent: true,
    Success: true,
  }),
  'eventbridge.delivery': eventbridge.choice(
    'delivery',
    'how often a published event reaches each function that wants it',
    { once: true, 'sometimes-twice': true, twice: true, never: true },
    'setting',
  ),
  'cas.names': cas.choice('names', 'certificate names: letters, digits and _ up to 63, or any up to 64', {
    narrow: true,
    any: true,
  }),
  'cas.deletingInUse': cas.choice(
    'deletingInUse',
    'whether an uploaded certificate that something uses can be deleted',
    { allowed: true, refused: true },
  ),
  'cas.uses.ofGateways': certificateUses.choice('ofGateways', 'whether CAS knows that a gateway uses a certificate', {
    known: true,
    unknown: true,
  }),
  'cas.packageQuotaError': cas.choice('packageQuotaError', 'the code that an empty package refuses with', {
    InsufficientQuota: true,
    DeductQuotaFailed: true,
  }),
  'cas.savedContact': cas.choice(
    'savedContact',
    'whether the account saved a contact, so that orders may leave out theirs',
    { there: true, missing: true },
  ),
  'cas.orders.validationType': orders.choice('validationType', 'the type of record that proves an order', {
    TXT: true,
    CNAME: true,
  }),
  'cas.orders.validationAt': orders.choice(
    'validationAt',
    'where that record stands for an order of one name: below the name, or in the zone itself',
    { name: true, zone: true },
  ),
  'cas.orders.renewal': orders.choice(
    'renewal',
    'a renewal is an order that is submitted already, or waits as pending application',
    { submits: true, waits: true },
  ),
  'cas.uploadQuota': cas.amount('uploadQuota', 'uploaded certificates that an account may have', {
    none: { is: Number.POSITIVE_INFINITY },
  }),
  'cas.callsPerSecond': cas.amount(
    'callsPerSecond',
    'calls of one action in a second of virtual time; FlowControlError beyond',
    { none: { is: undefined } },
  ),
  'eas.albCertificates': eas.choice(
    'albCertificates',
    'a gateway behind a load balancer serves the attached certificate, or its listener’s own',
    { eas: true, listener: true },
  ),
  'eas.serviceMerge': eas.choice('serviceMerge', 'UpdateType=merge joins nested objects, or replaces top-level keys', {
    deep: true,
    shallow: true,
  }),
  'eas.reattachingDomain': eas.choice(
    'reattachingDomain',
    'attaching a (domain, type) again replaces its certificate, or is refused',
    { replaces: true, refused: true },
  ),
  'eas.certificateStatusInFlight': eas.text(
    'certificateStatusInFlight',
    'what CertificateStatus shows until it is Succeeded',
  ),
  'eas.domainOnTwoGateways': eas.choice(
    'domainOnTwoGateways',
    'whether a name that one gateway holds may be attached to a second',
    { allowed: true, refused: true },
  ),
  'eas.albPerAccess': eas.choice(
    'albPerAccess',
    'private and public access of an application gateway have a load balancer each, or share one',
    { one: true, each: true },
  ),
  'eas.deletingWithAccessOn': eas.choice(
    'deletingWithAccessOn',
    'deleting an application gateway removes its load balancers, or is refused while access is on',
    { removes: true, refused: true },
  ),
  'eas.serviceLinkedRole': eas.choice(
    'serviceLinkedRole',
    'whether the role that application gateways need is granted',
    { granted: true, missing: true },
  ),
  'eas.secondLinkOfVpc': eas.choice(
    'secondLinkOfVpc',
    'whether a VPC may be linked through a second vSwitch beside the first',
    { allowed: true, refused: true },
  ),
  'eas.scalingFromZero': eas.choice(
    'scalingFromZero',
    'whether the API itself refuses a service on a dedicated gateway that may have no instance',
    { refused: true, allowed: true },
  ),
  'eas.gatewayUpdateTime': eas.choice(
    'gatewayUpdateTime',
    'whether UpdateTime of a gateway moves with every UpdateGateway',
    { moves: true, stays: true },
  ),
  'eas.privateDomains': eas.choice(
    'privateDomains',
    'whether intranet custom domains resolve inside linked VPCs by themselves',
    { published: true, 'not-published': true },
  ),
  'tablestore.rowsServedOfABatch': tablestore.amount(
    'rowsServedOfABatch',
    'how many rows of one batch are served; the others fail with OTSServerBusy',
    { kind: 'assumption', none: { is: Number.POSITIVE_INFINITY } },
  ),
  'tablestore.tableQuota': tablestore.amount('tableQuota', 'tables of an instance'),
  'functions.assumptions.fcScheme': runs.choice(
    'fcScheme',
    'whether InvokeFunction takes the FC signature at version 2023-03-30',
    { accepted: true, refused: true },
  ),
  'functions.assumptions.emptyAccepted': runs.choice(
    'emptyAccepted',
    'the empty 202 has no content type, or is called JSON',
    { unlabelled: true, json: true },
  ),
  'functions.assumptions.invokedHttpFunction': runs.choice(
    'invokedHttpFunction',
    'InvokeFunction hands a function with an HTTP trigger its payload, or a v1 HTTP event around it',
    { payload: true, 'http-event': true },
  ),
  'functions.assumptions.timerDestinations': runs.choice(
    'timerDestinations',
    'whether destinations hear of runs that a timer started',
    { told: true, 'not-told': true },
  ),
  'functions.assumptions.retriedRequestId': runs.choice(
    'retriedRequestId',
    'whether a retry has a request id of its own',
    { new: true, same: true },
  ),
  'acme.lifetimeMs': acme.amount('lifetimeMs', 'from notBefore to notAfter of what is issued', {
    min: 1,
  }),
  'acme.authorizationLifeMs': acme.amount('authorizationLifeMs', 'how long a proved name needs no new proof'),
  'acme.authorizationReuse': acme.amount(
    'authorizationReuse',
    'the share of new orders in which a valid authorization is used again',
    { max: 1 },
  ),
  'acme.badNonces': acme.amount('badNonces', 'the share of good nonces that are refused all the same', {
    max: 1,
  }),
  'acme.orderReuse': acme.flag('orderReuse', 'a new order for the names of an open one is that one'),
  'acme.requireEab': acme.flag('requireEab', 'only accounts that are bound to an external one'),
  'acme.down': acme.flag('down', 'every request is refused with 503'),
  'acme.ariUnsupported': acme.flag('ariUnsupported', 'the directory names no renewalInfo'),
  'acme.ariFailing': acme.flag('ariFailing', 'renewal information is refused with 503'),
  'acme.renewalsAreExempt': acme.flag('renewalsAreExempt', 'orders that say what they replace count against no limit'),
};

const NAME_SERVERS = ['ns1.alidns.com', 'ns2.alidns.com'];
