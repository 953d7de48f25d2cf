import { unitsRead } from './capacity.ts';
import { OF_A_ROW, OF_A_WRITTEN_ROW } from './errors.ts';
import { GET_ROW, GET_ROW_RESPONSE, UPDATE_ROW_RESPONSE, WRITE_ROW, WRITE_ROW_RESPONSE } from './messages.ts';
import { type Operation, operation } from './operation.ts';
import { readKey, readOne } from './read-row.ts';
import { readSelection } from './selection.ts';
import { tableFor } from './table-for.ts';
import { type WriteKind, writeRow } from './write-row.ts';

export const getRow = operation({
  name: 'GetRow',
  isRead: true,
  request: GET_ROW,
  response: GET_ROW_RESPONSE,
  errors: OF_A_ROW,
  tables: ({ tableName }) => [tableName],
  rows: () => 1,
  run: (request, context) => {
    const { now } = context;
    const table = tableFor(context, request);
    const { bytes, row } = readOne(table, readKey(table, request.primaryKey), readSelection(request), now);
    return { consumed: unitsRead(bytes), row };
  },
});

export const putRow = writing('PutRow', 'put');
export const updateRow = writing('UpdateRow', 'update');
export const deleteRow = writing('DeleteRow', 'delete');

function writing(name: string, kind: WriteKind): Operation {
  const response = kind === 'update' ? UPDATE_ROW_RESPONSE : WRITE_ROW_RESPONSE;
  return operation({
    name,
    isRead: false,
    request: WRITE_ROW,
    response,
    errors: OF_A_WRITTEN_ROW,
    tables: ({ tableName }) => [tableName],
    rows: () => 1,
    run: (request, context) => writeRow(tableFor(context, request), { ...request, kind }, context.now),
  });
}
