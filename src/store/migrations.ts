import {auditTable} from './audit-table.ts'
import {cacheTables} from './cache-tables.ts'
import {conversationColumns} from './conversation-columns.ts'
import {inputTables} from './input-tables.ts'
import {searchTables} from './search-tables.ts'
import {sessionTables} from './session-tables.ts'
import {usageTable} from './usage-table.ts'

/**
 * SQL that takes the database one `user_version` further each. A database in the field has run the first ones: never
 * change, move or remove an entry, only add one at the end.
 */
export const migrations: readonly string[] = [
  cacheTables,
  auditTable,
  sessionTables,
  conversationColumns,
  usageTable,
  searchTables,
  inputTables,
]
