import { unitsRead } from './capacity.ts';
import { GET_ROW, GET_ROW_RESPONSE, WRITE_ROW, WRITE_ROW_RESPONSE } from './messages.ts';
import { type Operation, operation } from './operation.ts';
import { encode } from './protobuf.ts';
import { readKey, readOne } from './read-row.ts';
import { readSelection } from './selection.ts';
import { tableFor } from './table-for.ts';
import { type WriteKind, writeRow } from './write-row.ts';

export const getRow = operation({
  name: 'GetRow',
  isRead: true,
  request: GET_ROW,
  tables: ({ tableName }) => [tableName],
  rows: () => 1,
  run: (request, context) => {
    const { now } = context;
    const table = tableFor(context, request);
    const { bytes, row } = readOne(table, readKey(table, request.primaryKey), readSelection(request), now);
    return encode(GET_ROW_RESPONSE, { consumed: unitsRead(bytes), row });
  },
});

export const putRow = writing('PutRow', 'put');
export const updateRow = writing('UpdateRow', 'update');
export const deleteRow = writing('DeleteRow', 'delete');

function writing(name: string, kind: WriteKind): Operation {
  return operation({
    name,
    isRead: false,
    request: WRITE_ROW,
    tables: ({ tableName }) => [tableName],
    rows: () => 1,
    run: (request, context) => {
      const written = writeRow(tableFor(context, request), { ...request, kind }, context.now);
      return encode(WRITE_ROW_RESPONSE, written);
    },
  });
}
