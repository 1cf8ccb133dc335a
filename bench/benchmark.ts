/** What a benchmark found: one row per case, with the same columns in each. */
export interface Report {
  readonly title: string
  readonly rows: readonly Row[]
  /** How to read the table. */
  readonly notes: readonly string[]
  /** Whether each row ended as the product promises. Time never decides this. */
  readonly holds: boolean
}

export type Row = Readonly<Record<string, string | number>>

export interface Choice {
  /** Names of the cases to measure; empty for all. */
  readonly only: readonly string[]
  /** Whether other programs may be fetched from the npm registry, to be compared with. */
  readonly installsPeers: boolean
  /** Called before each case. */
  readonly onCase: (name: string) => void
}

/** @throws Error for a name in `only` that is no case. */
export type Benchmark = (choice: Choice) => Promise<Report>
