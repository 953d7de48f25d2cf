/** What fc3 fills in before anything else. */
const DEFAULTS = { internetAccess: true, description: '', memorySize: 512, timeout: 3 };

/** What it sends for what is not set, so that an older setting goes. */
const EMPTY = {
  environmentVariables: {},
  instanceIsolationMode: 'SHARE',
  layers: [],
  logConfig: {
    project: '',
    logstore: '',
    enableInstanceMetrics: false,
    enableRequestMetrics: false,
    logBeginRule: 'None',
  },
  nasConfig: { groupId: 0, mountPoints: [], userId: 0 },
  ossMountConfig: { mountPoints: [] },
  sessionAffinity: 'NONE',
  tracingConfig: {},
  vpcConfig: { securityGroupId: '', vSwitchIds: [], vpcId: '' },
};

/** Props that are no fields of a function. */
const APART = [
  'region',
  'triggers',
  'asyncInvokeConfig',
  'concurrencyConfig',
  'provisionConfig',
  'scalingConfig',
  'vpcBinding',
  'customDomain',
  'endpoint',
];

function resolveProps(given, accountId) {
  const props = { ...DEFAULTS, ...given };
  if (props.memorySize === 512 && props.cpu === undefined && props.diskSize === undefined) {
    Object.assign(props, { cpu: 0.35, diskSize: 512 });
  }
  if (props.role) props.role = roleArn(props.role, accountId);
  props.triggers = (given.triggers ?? []).map((trigger) => ({
    qualifier: 'LATEST',
    description: '',
    ...trigger,
    ...(trigger.invocationRole && { invocationRole: roleArn(trigger.invocationRole, accountId) }),
  }));
  return props;
}

/** The body of CreateFunction and UpdateFunction, but for the code. */
function functionFields(props) {
  const fields = { ...EMPTY, ...props };
  for (const name of [...APART, 'code']) delete fields[name];
  return fields;
}

/** A name becomes an ARN; fc3 folds both to lower case. */
function roleArn(role, accountId) {
  return (role.startsWith('acs:ram::') ? role : `acs:ram::${accountId}:role/${role}`).toLowerCase();
}

module.exports = { resolveProps, functionFields };
