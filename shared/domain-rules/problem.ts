/**
 * One mistake in a declaration, or (as advice) one thing its owner should know.
 *
 * @example
 * { field: 'spec.internet.allow[3]', rule: 'G24', reason: 'PrivateRange', message: '…', wayOut: '…' }
 */
export interface Problem {
  /** The path as the owner would say it; empty for the declaration as a whole. */
  field: string;
  /** A gateway rule's number; `schema` for the form of the declaration itself. */
  rule: RuleNumber;
  reason: ProblemReason;
  message: string;
  /** What to write instead. */
  wayOut: string;
}

export type RuleNumber = `G${number}` | 'schema';

export type ProblemReason = ShapeReason | AllowlistReason | DomainNameReason | CertificateReason | RuleReason;

/** Mistakes of form. */
export type ShapeReason =
  | 'FieldMissing'
  | 'UnknownField'
  | 'WrongType'
  | 'NotOneOf'
  | 'BadFormat'
  | 'OutOfRange'
  | 'ListEmpty';

/** What a list of allowed ranges can be told: the last six are advice. */
export type AllowlistReason =
  | 'EntryInvalid'
  | 'EntryNotIpv4'
  | 'PrivateRange'
  | 'TooManyEntries'
  | 'NeverEmpty'
  | 'HostBitsSet'
  | 'DuplicateEntry'
  | 'ContainedEntry'
  | 'EveryoneAllowed'
  | 'NobodyAllowed'
  | 'ZeroAddress';

export type DomainNameReason = 'DomainNameInvalid' | 'WildcardNotSupported' | 'IdnNotPunycode' | 'NotRegistrable';

/** What the source of a certificate can be told: the last two are advice. */
export type CertificateReason =
  | 'NotOneSource'
  | 'IssuerInvalid'
  | 'UploadNameInvalid'
  | 'KeyTypeNotChoosable'
  | 'NamesNotChoosable'
  | 'WildcardMisplaced'
  | 'DuplicateName'
  | 'RedundantName'
  | 'TooManyNames'
  | 'NamesMixed'
  | 'DomainNotCovered'
  | 'ChallengeZoneNeeded'
  | 'PublicZoneNeeded';

/** What the rules say that span fields: the last seven are advice. */
export type RuleReason =
  | 'NotOfThisKind'
  | 'NetworkNotDeclared'
  | 'TooFewVSwitches'
  | 'IntranetNotDeclared'
  | 'OpenAndAllowlist'
  | 'DuplicateVpc'
  | 'DuplicateVSwitch'
  | 'DuplicateDomain'
  | 'DuplicateService'
  | 'InternetNotDeclared'
  | 'NoVpcDeclared'
  | 'ApexCname'
  | 'PrivateZoneForInternet'
  | 'ZoneNotAddable'
  | 'SubscriptionAlwaysAsks'
  | 'SizeDeclaredTwice'
  | 'NoLoadDeclared'
  | 'CapacityNotKnown'
  | 'ProbeAddressPrivate'
  | 'ProbeVpcNotDeclared'
  | 'RefusedIsAllowed'
  | 'RoleWithoutAccount'
  | 'RoleOfAnotherAccount'
  | 'VSwitchNotNamed'
  | 'CreationInAnotherAccount'
  | 'AuthoritativeDnsTwice'
  | 'DuplicatePeer'
  | 'PeerIsLinked'
  | 'VSwitchBlockInvalid'
  | 'VSwitchNotChecked'
  | 'ManagedChosen'
  | 'NoServiceLevel'
  | 'CapacityChosen'
  | 'ProbeNotAllowed'
  | 'NoAccessDeclared'
  | 'IcpFilingNeeded'
  | 'PrivateNameNotPublished';
