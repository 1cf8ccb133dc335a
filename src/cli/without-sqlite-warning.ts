/** Node 22 warns of `node:sqlite` when it is loaded. That one warning is dropped while `load` runs, and no other. */
export async function withoutSqliteWarning<Result>(
  target: {emitWarning: (...given: never[]) => void},
  load: () => Promise<Result>,
): Promise<Result> {
  const {emitWarning} = target
  target.emitWarning = (...given: unknown[]): void => {
    if (!isSqliteWarning(...given)) Reflect.apply(emitWarning, target, given)
  }
  try {
    return await load()
  } finally {
    target.emitWarning = emitWarning
  }
}

function isSqliteWarning(warning?: unknown, type?: unknown): boolean {
  return type === 'ExperimentalWarning' && typeof warning === 'string' && warning.startsWith('SQLite ')
}
