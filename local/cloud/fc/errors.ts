import type { ErrorTable, Source } from '../product.ts';

const inferred: Source = 'inferred';

/** Codes that the SDK's documents and the official component know; statuses and messages are in their manner. */
export const fcErrors = {
  InvalidArgument: { status: 400, message: '{reason}' },
  FunctionNotFound: { status: 404, message: "function '{function}' does not exist" },
  FunctionAlreadyExists: { status: 409, message: "function '{function}' already exists" },
  TriggerNotFound: { status: 404, message: "trigger '{trigger}' does not exist in function '{function}'" },
  TriggerAlreadyExists: { status: 409, message: "trigger '{trigger}' already exists in function '{function}'" },
  // The code of RAM, as Function Compute passes it on (inferred).
  'EntityNotExist.Role': { status: 404, message: 'The role not exists: {role}.', source: inferred },
  TriggerQuotaExceeded: { status: 403, message: 'a function has {limit} triggers at most', source: inferred },
  FunctionNotEmpty: { status: 409, message: "function '{function}' has active triggers" },
  VersionNotFound: { status: 404, message: "version '{version}' of function '{function}' does not exist" },
  VersionPublishError: {
    status: 409,
    message: "function '{function}' has not changed since its last version was published",
    source: inferred,
  },
  AliasNotFound: { status: 404, message: "alias '{alias}' of function '{function}' does not exist" },
  AliasAlreadyExists: { status: 409, message: "alias '{alias}' of function '{function}' already exists" },
  AdditionalVersionContainsMajorVersion: {
    status: 400,
    message: 'additionalVersionWeight {weights} should not contain major version {version}',
  },
  LayerNotFound: { status: 404, message: "layer '{layer}' does not exist" },
  LayerVersionNotFound: { status: 404, message: "version '{version}' of layer '{layer}' does not exist" },
  DomainNameNotFound: { status: 404, message: "domain name '{domain}' does not exist" },
  DomainNameAlreadyExists: { status: 409, message: "domain name '{domain}' already exists" },
  DomainNameNotResolved: {
    status: 400,
    message: "domain name '{domain}' has not been resolved to your FC endpoint, the expected endpoint is '{endpoint}'",
  },
  InstanceMetricsRequired: { status: 400, message: 'Target tracking policy required instance metrics enabled.' },
  AsyncConfigNotExists: { status: 404, message: 'AsyncConfig for {function}:{qualifier} does not exist.' },
  ConcurrencyConfigNotFound: {
    status: 404,
    message: "function '{function}' has no concurrency configuration",
    source: inferred,
  },
  ScalingConfigNotFound: {
    status: 404,
    message: "function '{function}' has no scaling configuration",
    source: inferred,
  },
  ProvisionConfigNotFound: {
    status: 404,
    message: "function '{function}' has no provision configuration",
    source: inferred,
  },
} as const satisfies ErrorTable;

export type FcErrorCode = keyof typeof fcErrors;
