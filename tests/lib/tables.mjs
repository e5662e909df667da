// What is in the database, whatever the tables: a fingerprint of everything, and a search through every column.

async function tableNames(stack) {
  const rows = await stack.sql("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'caritas' ORDER BY 1");
  return rows.map((row) => row.name);
}

/// The same before and after a call: nothing was written, not in any table. Every row is read: CHECKSUM TABLE differs now and then although
/// no row does (MariaDB 10.11, columns that are NULL). That a counselor's session is alive is written once a minute, whatever the call is: a
/// test that takes longer than a minute is none the worse for it.
export async function fingerprint(stack) {
  const columns = await stack.sql(`SELECT table_name AS t, column_name AS c FROM information_schema.columns
    WHERE table_schema = 'caritas' AND NOT (table_name = 'counselor_sessions' AND column_name = 'acted_at') ORDER BY 1, ordinal_position`);
  const cellsOf = (name) => columns.filter(({ t }) => t === name).map(({ c }) => `COALESCE(HEX(CAST(${c} AS BINARY)), 'NULL')`);
  const selects = (await tableNames(stack)).map((name) => `SELECT CONCAT_WS(' ', '${name}', ${cellsOf(name).join(', ')}) AS line FROM ${name}`);
  return (await stack.sql(`${selects.join(' UNION ALL ')} ORDER BY 1`)).map((row) => row.line);
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
