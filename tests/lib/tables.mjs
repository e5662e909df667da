// What is in the database, whatever the tables: a fingerprint of everything, and a search through every column.

export async function tableNames(stack) {
  const rows = await stack.sql("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'caritas' ORDER BY 1");
  return rows.map((row) => row.name);
}

/// The same before and after a call: nothing was written, not in any table.
export async function fingerprint(stack) {
  const rows = await stack.sql(`CHECKSUM TABLE ${(await tableNames(stack)).join(', ')} EXTENDED`);
  return Object.fromEntries(rows.map((row) => Object.values(row)));
}

/// Every column that holds one of the marks somewhere: ["messages.body: text", …]. marks: { name: text or Buffer }.
export async function findInTables(stack, marks) {
  const columns = await stack.sql(`SELECT table_name AS t, column_name AS c FROM information_schema.columns
    WHERE table_schema = 'caritas' ORDER BY 1, 2`);
  const counts = Object.entries(marks).flatMap(([name, mark]) => columns.map(({ t, c }) => {
    const hex = Buffer.from(mark).toString('hex');
    return `SELECT '${t}.${c}: ${name}' AS place, COUNT(*) AS n FROM ${t} WHERE INSTR(CAST(${c} AS BINARY), X'${hex}') > 0`;
  }));
  const rows = await stack.sql(counts.join(' UNION ALL '));
  return rows.filter((row) => row.n !== '0').map((row) => row.place);
}

/// Every row that belongs to a chat by its inner number: ["messages.chat_id", …].
export async function findRowsOf(stack, chatNumber) {
  const columns = await stack.sql(`SELECT table_name AS t, column_name AS c FROM information_schema.columns
    WHERE table_schema = 'caritas' AND (column_name = 'chat_id' OR table_name = 'chats' AND column_name = 'id')`);
  const counts = columns.map(({ t, c }) => `SELECT '${t}.${c}' AS place, COUNT(*) AS n FROM ${t} WHERE ${c} = ${chatNumber}`);
  const rows = await stack.sql(counts.join(' UNION ALL '));
  return rows.filter((row) => row.n !== '0').map((row) => row.place);
}
