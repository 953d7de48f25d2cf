import { expect, test } from 'vitest';
import { Problem } from '../../local/cloud/acme/problem.ts';
import { refused as refusedByAcme } from '../../local/cloud/acme/refused.ts';
import { ConnectionDropped } from '../../local/cloud/faults/meeting.ts';
import { Refusal } from '../../local/cloud/front-door/refusal.ts';
import { OtsError } from '../../local/cloud/tablestore/errors.ts';
import { refused as refusedByTablestore } from '../../local/cloud/tablestore/refused.ts';

test('Tablestore answers an error that its operation does not list as a mistake of its own', () => {
  const error = new OtsError('OTSConditionCheckFail');
  expect(refusedByTablestore(error, { errors: ['OTSConditionCheckFail'] })).toMatchObject({ status: 403 });
  expect(refusedByTablestore(error, { errors: [] })).toMatchObject({
    ...{ status: 500, code: 'OTSInternalServerError', failure: error },
  });
});

test('the certificate authority answers a problem that its resource does not list as a mistake of its own', () => {
  const problem = new Problem('rateLimited', 'too many');
  expect(refusedByAcme(problem, { errors: ['rateLimited'] })).toMatchObject({ code: 'rateLimited' });
  expect(refusedByAcme(problem, { errors: [] })).toMatchObject({ code: 'serverInternal', failure: problem });
});

test('what a fault says needs no row', () => {
  const busy = new Refusal(400, 'Throttling.User', 'denied');
  expect(refusedByTablestore(busy, { errors: [] })).toMatchObject({ code: 'OTSServerBusy' });
  expect(refusedByAcme(busy, { errors: [] })).toMatchObject({ code: 'rateLimited' });
  expect(refusedByTablestore(new ConnectionDropped(), { errors: [] }).status).toBe(0);
});
