// What stands in the emoji picker's bundle for the browser's database.
export { IDBKeyRange, indexedDB } from "fake-indexeddb";
