import { answered, OUTCOME, PAGING, page, row } from './answered.ts';
import type { EventBridgeErrorCode } from './errors.ts';
import { FOUND, RULE, ruleFor } from './rules.ts';
import { type ErrorEntry, listOf, putAll, TARGET_FIELDS, targetBody } from './targets-body.ts';

const ENTRIES = {
  ErrorEntriesCount: 'integer',
  ErrorEntries: [{ EntryId: 'string', ErrorCode: 'string', ErrorMessage: 'string' }],
} as const;

export const putTargets = row({
  name: 'PutTargets',
  style: 'RPC',
  parameters: { ...RULE, Targets: { type: 'json', required: true } },
  response: { ...OUTCOME, Data: ENTRIES },
  errors: [...FOUND, 'EventTargetInvalid'] satisfies EventBridgeErrorCode[],
  handler: (state, call) =>
    answered(state, () => entriesBody(putAll(state, ruleFor(state, call), call.parameters.Targets))),
});

export const listTargets = row({
  name: 'ListTargets',
  style: 'RPC',
  parameters: { ...RULE, Arn: { type: 'string' }, ...PAGING },
  response: {
    ...OUTCOME,
    Data: {
      Targets: [{ ...TARGET_FIELDS, EventBusName: 'string', RuleName: 'string' }],
      NextToken: 'string',
      Total: 'integer',
    },
  },
  errors: FOUND,
  handler: (state, call) =>
    answered(state, () => {
      const { EventBusName, RuleName, Arn, Limit: limit, NextToken: token } = call.parameters;
      const all = [...ruleFor(state, call).targets.values()];
      const wanted = all.filter(({ endpoint }) => Arn === undefined || endpoint === Arn);
      const { items, total, nextToken } = page(wanted, { limit, token });
      const targets = items.map((target) => ({ ...targetBody(target), EventBusName, RuleName }));
      return { Targets: targets, NextToken: nextToken, Total: total };
    }),
});

export const deleteTargets = row({
  name: 'DeleteTargets',
  style: 'RPC',
  parameters: { ...RULE, TargetIds: { type: 'json', required: true } },
  response: { ...OUTCOME, Data: ENTRIES },
  errors: [...FOUND, 'EventTargetInvalid'] satisfies EventBridgeErrorCode[],
  handler: (state, call) =>
    answered(state, () => {
      const { targets } = ruleFor(state, call);
      const ids = listOf(call.parameters.TargetIds, 'TargetIds').map(String);
      const missing = ids.filter((id) => !targets.delete(id));
      return entriesBody(
        missing.map((id) => ({
          EntryId: id,
          ErrorCode: 'EventRuleTargetNotExist',
          ErrorMessage: `The target id [${id}] is not existed`,
        })),
      );
    }),
});

function entriesBody(errors: readonly ErrorEntry[]) {
  return { ErrorEntriesCount: errors.length, ErrorEntries: errors };
}
