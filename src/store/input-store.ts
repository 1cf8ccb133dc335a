import type {DatabaseSync} from 'node:sqlite'
import type {Attempt} from './attempt.ts'
import type {State} from './open-state.ts'

/** What a person typed. What is given to it is redacted already. */
export interface InputStore {
  /** Newest last. */
  read(): Promise<Attempt<readonly string[]>>
  /** The same text again takes the place of the older one. */
  add(text: string, typedAtMs: number): Promise<Attempt<void>>
}

const mostInputs = 1_000

export function createInputStore(state: State): InputStore {
  return {
    read: () =>
      state.read((database) =>
        database
          .prepare('SELECT text FROM inputs ORDER BY id')
          .all()
          .map(({text}) => String(text)),
      ),
    add: (text, typedAtMs) => state.write((database) => add(database, text, typedAtMs)),
  }
}

function add(database: DatabaseSync, text: string, typedAtMs: number): void {
  database.prepare('DELETE FROM inputs WHERE text = ?').run(text)
  database.prepare('INSERT INTO inputs (typed_at_ms, text) VALUES (?, ?)').run(typedAtMs, text)
  database
    .prepare('DELETE FROM inputs WHERE id NOT IN (SELECT id FROM inputs ORDER BY id DESC LIMIT ?)')
    .run(mostInputs)
}
