import type { Unplayed } from './unplayed.ts';

const SECRET = 'a secret that was put is not given back';
const FOR_COMPONENT = 'the official component takes it for a change, at every deployment; ListTriggers has it';

export const unplayed: Unplayed = {
  answers: {
    '* *authConfig.password': SECRET,
    '* *certConfig.privateKey': SECRET,
    '* *juiceFsConfig.envs': SECRET,
    '* *juiceFsConfig.mountPoints[].token': SECRET,
    '* *lockInfo.*': 'nothing here locks a function: that is what AgentRun does',
    'CreateFunction invocationRestriction.*': 'nobody has disabled a new function',
    'CreateFunction lastUpdateStatusReason*': 'nobody has changed a new function',
    'CreateTrigger status': FOR_COMPONENT,
    'CreateTrigger targetArn': FOR_COMPONENT,
    'GetTrigger status': FOR_COMPONENT,
    'GetTrigger targetArn': FOR_COMPONENT,
    'UpdateTrigger status': FOR_COMPONENT,
    'UpdateTrigger targetArn': FOR_COMPONENT,
  },
  parameters: {
    '* customContainerConfig.accelerationInfo.status': 'told by the cloud, never to it',
    '* customContainerConfig.resolvedImageUri': 'told by the cloud, never to it',
  },
};
