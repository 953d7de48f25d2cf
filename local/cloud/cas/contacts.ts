import { actionsOf } from '../product.ts';
import type { CasState } from './state.ts';

export const listContact = actionsOf<CasState>()({
  name: 'ListContact',
  style: 'RPC',
  parameters: {
    Keyword: { type: 'string', default: '' },
    CurrentPage: { type: 'integer', default: 1, min: 1 },
    ShowSize: { type: 'integer', default: 20, min: 1 },
  },
  response: {
    Keyword: 'string',
    TotalCount: 'integer',
    CurrentPage: 'integer',
    ShowSize: 'integer',
    ContactList: [
      {
        ...{ ContactId: 'integer', Name: 'string', Email: 'string', EmailStatus: 'integer' },
        ...{ Mobile: 'string', MobileStatus: 'integer', Webhooks: 'string' },
      },
    ],
  },
  errors: [],
  handler: (state, { account, parameters: { Keyword, CurrentPage, ShowSize } }) => {
    const found = state
      .contactsOf(account)
      .filter(({ name, email, mobile }) => [name, email, mobile].some((text) => text.includes(Keyword)));
    const page = found.slice((CurrentPage - 1) * ShowSize, CurrentPage * ShowSize);
    return {
      ...{ Keyword, TotalCount: found.length, CurrentPage, ShowSize },
      ContactList: page.map(({ id, name, email, mobile, webhooks }) => ({
        ...{ ContactId: id, Name: name, Email: email, EmailStatus: 1, Mobile: mobile, MobileStatus: 1 },
        Webhooks: JSON.stringify(webhooks),
      })),
    };
  },
});
